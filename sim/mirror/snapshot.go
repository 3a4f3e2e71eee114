package mirror

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sim/world"
)

// Snapshot is what one step left behind, copied out for a reader that may be
// slower than the loop: the renderer, telemetry, a recording. Poses are in the
// world frame. Its slices belong to it; SnapshotTo reuses them.
type Snapshot struct {
	Time float64 // s since the start

	Person Person
	Arm    Arm

	Glove   []float32   // reading of each channel, 0…1 of its full scale
	Decoded hand.Angles // what the glove's decoder made of it (rad)
	Sigma   hand.Angles // standard deviation of each decoded angle (rad)

	Touch  []Touch // measured pressure on each taxel of the robot's skin
	Things []Thing // objects around the robot
	Feel   []Feel  // what each region of the skin makes of its readings

	// Warmth is what each patch of the skin measures (°C), in the order of the
	// surface's Spots; empty for a robot without patches.
	Warmth []float32

	// Vibration is what the patch of a fingertip that vibrates most measured of late
	// (Pa), at 2 kHz, oldest first; empty for a robot without such patches.
	Vibration []float32

	Health Health
}

// Person is the hand that leads.
type Person struct {
	WorldFromForearm spatial.Pose
	WorldFromPalm    spatial.Pose
	Angles           hand.Angles // as the source gave them (rad)
	Lost             bool        // the source has lost sight of the hand
}

// Arm is the robot that mirrors.
type Arm struct {
	WorldFromLink   []spatial.Pose // moving robot, one per link of its model
	WorldFromTarget []spatial.Pose // where the solver wants it, one per link
	Coordinates     []float64      // measured (rad)
	Target          []float64      // what the solver wants (rad), before the reflex
	Reachable       bool           // the mirrored palm pose lies in reach
	Piloted         bool           // it goes its own way, and does not mirror
}

// Touch is what one taxel measures, over its area (Pa): pressure and the two
// tangential components in the taxel's own frame, its hysteresis undone; zero where
// it is no more than noise or a ghost.
type Touch struct{ Normal, ShearX, ShearY float32 }

// Feel is what one region of the skin perceives, from measured readings alone.
type Feel struct {
	Region string // such as "index_distal" or "palm"
	material.Touch
}

// Thing is an object and where it is.
type Thing struct {
	Body            *world.Body // its shape and material: to be read only
	WorldFromObject spatial.Pose
}

// Health is how well and how fast the mirror works, over the last second.
type Health struct {
	TipErrorMM   float64 // mean over the fingertips that the robot has; NaN if it has none
	PalmErrorMM  float64
	PalmErrorDeg float64
	DecodeRMSDeg float64           // decoded against true angles
	LatencyUS    [NumStages]Spread // per stage

	// LoopHistogram counts the last second's steps by what they took; see
	// HistogramEdge. It is empty where the clock is too coarse for its bins.
	LoopHistogram [HistogramBins]int
}

// Spread is a distribution of times (µs) in three numbers, each 0 where the clock is too
// coarse to tell it, or where there is none.
type Spread struct{ Mean, P50, P99 float64 }

// Stage names one part of a step.
type Stage uint8

// The stages of a step, in order; StageLoop is all of them.
const (
	StageSense Stage = iota
	StageDecode
	StageRetarget
	StageBody
	StageSkin
	StageLoop
	NumStages = 6
)

// String is the stage's name in tables and JSON.
func (s Stage) String() string {
	return [...]string{"sense", "decode", "retarget", "body", "skin", "loop"}[s]
}

// SnapshotTo copies out what the last step left behind, reusing dst's slices.
func (m *Mirror) SnapshotTo(dst *Snapshot) {
	r := &m.record
	dst.Time = r.Time
	dst.Person = Person{
		WorldFromForearm: r.Sample.WorldFromForearm, WorldFromPalm: r.Sample.WorldFromPalm,
		Angles: r.Sample.Angles, Lost: r.Lost(),
	}
	m.goal.SetCoordinates(r.Target)
	dst.Arm.WorldFromTarget = dst.Arm.WorldFromTarget[:0]
	for i := range m.poses {
		dst.Arm.WorldFromTarget = append(dst.Arm.WorldFromTarget, m.worldFromBase.Mul(m.goal.RootFromLink(i)))
	}
	dst.Arm.Target = append(dst.Arm.Target[:0], r.Target...)
	dst.Arm.Reachable, dst.Arm.Piloted = r.Result.Reachable, r.Piloted
	m.snapshotTo(dst)

	scale := 1 / float32(m.glove.layout.Profile().Codes)
	dst.Glove = dst.Glove[:0]
	for _, c := range r.Counts {
		dst.Glove = append(dst.Glove, float32(c)*scale)
	}
	dst.Decoded, dst.Sigma = r.Estimate.Angles, r.Estimate.Sigma
	dst.Vibration = m.hearing.appendTo(dst.Vibration[:0])
	m.rolled.healthTo(&dst.Health)
}

// snapshotTo copies out what is known of the robot and of what it touches.
func (b *body) snapshotTo(dst *Snapshot) {
	dst.Arm.WorldFromLink = append(dst.Arm.WorldFromLink[:0], b.poses...)
	dst.Arm.Coordinates = append(dst.Arm.Coordinates[:0], b.motors.Position()...)
	dst.Touch = dst.Touch[:0]
	elements := b.skin.Surface().Elements
	for i := range b.skin.Measured() {
		l, area := b.observer.Load(i), elements[i].Area
		dst.Touch = append(dst.Touch, Touch{
			Normal: float32(l.Normal / area), ShearX: float32(l.X / area), ShearY: float32(l.Y / area),
		})
	}
	dst.Warmth = dst.Warmth[:0]
	for _, p := range b.skin.Patches() {
		dst.Warmth = append(dst.Warmth, float32(p.Reading().Temperature))
	}
	dst.Things = dst.Things[:0]
	for _, o := range b.world.Objects {
		if o != nil {
			dst.Things = append(dst.Things, Thing{Body: &o.Body, WorldFromObject: o.WorldFromObject})
		}
	}
	dst.Feel = dst.Feel[:0]
	for i, touch := range b.observer.Touches() {
		dst.Feel = append(dst.Feel, Feel{Region: b.observer.Name(i), Touch: touch})
	}
}

// CopyTo makes dst the same, reusing its slices: neither changes with the other.
func (s *Snapshot) CopyTo(dst *Snapshot) {
	was := *dst
	*dst = *s
	dst.Arm.WorldFromLink = append(was.Arm.WorldFromLink[:0], s.Arm.WorldFromLink...)
	dst.Arm.WorldFromTarget = append(was.Arm.WorldFromTarget[:0], s.Arm.WorldFromTarget...)
	dst.Arm.Coordinates = append(was.Arm.Coordinates[:0], s.Arm.Coordinates...)
	dst.Arm.Target = append(was.Arm.Target[:0], s.Arm.Target...)
	dst.Glove = append(was.Glove[:0], s.Glove...)
	dst.Touch = append(was.Touch[:0], s.Touch...)
	dst.Things = append(was.Things[:0], s.Things...)
	dst.Feel = append(was.Feel[:0], s.Feel...)
	dst.Warmth = append(was.Warmth[:0], s.Warmth...)
	dst.Vibration = append(was.Vibration[:0], s.Vibration...)
}
