package task

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/rewind"

	"gonum.org/v1/gonum/spatial/r3"
)

var mirrorPlane = spatial.Plane{Normal: r3.Vec{X: 1}}

// work is what a task adds to the environment: the state of one episode.
type work interface {
	fresh() work                   // another one for another environment
	spaces() []Space               // of the task's own observations
	begin(e *Env)                  // an episode: everything else is as it always is at the start
	person(e *Env) hand.Angles     // whose glove is sensed (rad), in this physics step
	extra() int                    // elements of the action beyond the robot's
	said() string                  // what these are; empty if there are none
	say(e *Env, extra []float32)   // what these say
	judge(e *Env) Outcome          // after a control step
	observe(e *Env, w *writer)     // the task's own arrays
	script(e *Env) (Script, error) // who does it
}

// Outcome is what a control step came to.
type Outcome struct {
	Reward     float64
	Terminated bool // the task is done, or cannot be done any more
	Truncated  bool // the time is up
	Success    bool
	Clipped    int // elements of the action beyond −1 … 1, taken as these
}

// Script does a task.
type Script interface {
	// Act writes the action of the next control step.
	Act(action []float32)
}

// Env is one robot in one episode. One goroutine owns it.
type Env struct {
	kit   *Kit
	body  *mirror.Body
	task  work
	start *rewind.Point

	seed   uint64
	source *rand.PCG
	rng    *rand.Rand // of the episode
	steps  int        // control steps
	over   bool

	worn  *wearer.Wearer // nil if nobody looks at the glove
	frame *glove.Frame
	fresh func(*glove.Frame) // is told of the glove's frames; a script's
	felt  func()             // is told of the skin's; a recorder's

	retarget     *retarget.Retargeter // nil if nobody needs it
	angles       hand.Angles          // of a hand action
	target, from []float64            // rad, the targets at the end of this control step and of the last
	lead         []float64
	pilot        mirror.Pilot // a script's that leads by the millisecond
	abandon      func()       // ends such a script

	writer writer // scratch of ObserveTo
}

// Kit is what the environment was made from.
func (e *Env) Kit() *Kit { return e.kit }

// Seed is the episode's.
func (e *Env) Seed() uint64 { return e.seed }

// Time is how long the episode has lasted (s).
func (e *Env) Time() float64 { return e.body.Time() }

// Targets are the joint targets (rad) that were sent last: the environment's own slice.
func (e *Env) Targets() []float64 { return e.from }

// Body is the robot and what stands around it, for pictures and records.
func (e *Env) Body() *mirror.Body { return e.body }

// SnapshotTo copies out what a picture needs.
func (e *Env) SnapshotTo(dst *mirror.Snapshot) {
	e.body.SnapshotTo(dst)
	dst.Glove = append(dst.Glove[:0], make([]float32, e.kit.layout.Len())...)
	if m, ok := e.task.(*mirroring); ok {
		dst.Person = mirror.Person{WorldFromForearm: m.now.WorldFromForearm, WorldFromPalm: m.now.WorldFromPalm, Angles: m.now.Angles}
	} else {
		dst.Person = mirror.Person{WorldFromForearm: farForearm, WorldFromPalm: farForearm, Lost: true}
	}
}

// Snapshot is the same, new.
func (e *Env) Snapshot() *mirror.Snapshot {
	s := new(mirror.Snapshot)
	e.SnapshotTo(s)
	return s
}

// farForearm is where a person is who is not there.
var farForearm = spatial.At(r3.Vec{X: -5})

// Feel has f called whenever a frame of the skin's force taxels has come round; nil ends
// that.
func (e *Env) Feel(f func()) { e.felt = f }

// Counts are the glove's latest counts; nil where it is not observed.
func (e *Env) Counts() []uint16 {
	if e.frame == nil {
		return nil
	}
	return e.frame.Counts
}

// Reset begins the episode of a seed.
func (e *Env) Reset(seed uint64) { e.Begin(seed, seed) }

// Begin is Reset with a seed of its own for the noise of the sensors, so that one task
// can be done under different noise.
func (e *Env) Begin(seed, noise uint64) {
	e.Close()
	e.start.Restore()
	e.start.Reseed(noise)
	e.source.Seed(seed, episodeStream)
	e.seed, e.steps, e.over = seed, 0, false
	e.fresh, e.pilot, e.angles = nil, nil, hand.Angles{}
	copy(e.target, e.kit.home)
	e.task.begin(e)
	e.body.Rest(e.target)
	copy(e.from, e.target)
	if e.worn != nil {
		e.worn.Sense(0, e.task.person(e), e.frame)
	}
}

// Close ends a script that is under way. Nothing else has to be closed.
func (e *Env) Close() {
	if e.abandon != nil {
		e.abandon()
	}
	e.pilot, e.abandon = nil, nil
}

// CheckAction reports what is wrong with an action: its length, or an element that is
// not finite. What is beyond the bounds is not wrong, but clipped.
func (k *Kit) CheckAction(action []float32) error {
	if len(action) != k.action.Len() {
		return fmt.Errorf("%d elements, want %d", len(action), k.action.Len())
	}
	for i, a := range action {
		if math.IsNaN(float64(a)) || math.IsInf(float64(a), 0) {
			return fmt.Errorf("element %d is %g, want a finite number", i, a)
		}
	}
	return nil
}

// Step does an action for one control step. After an episode's end nothing happens
// until the next Reset. It panics if CheckAction has something to say.
func (e *Env) Step(action []float32) Outcome {
	if err := e.kit.CheckAction(action); err != nil {
		panic("task: action: " + err.Error())
	}
	if e.over {
		return Outcome{}
	}
	clipped := e.aim(action)
	skip := e.kit.opt.FrameSkip
	for i := range skip {
		u := float64(i+1) / float64(skip)
		for j := range e.lead {
			e.lead[j] = e.from[j] + u*(e.target[j]-e.from[j])
		}
		if e.pilot != nil {
			e.pilot.Lead(e.lead)
		}
		if e.body.Step(e.lead) && e.felt != nil {
			e.felt()
		}
		if e.worn != nil && e.worn.Sense(e.Time(), e.task.person(e), e.frame) && e.fresh != nil {
			e.fresh(e.frame)
		}
	}
	copy(e.from, e.lead)
	e.steps++
	out := e.task.judge(e)
	out.Clipped = clipped
	out.Truncated = !out.Terminated && e.timeIsUp()
	e.over = out.Terminated || out.Truncated
	return out
}

// timeIsUp tells whether the episode has lasted as long as it may.
func (e *Env) timeIsUp() bool { return e.Time() > e.kit.task.Seconds-mirror.Period/2 }

// aim turns an action into the targets at the end of the control step.
func (e *Env) aim(action []float32) (clipped int) {
	unit := func(i int) float64 {
		a := float64(action[i])
		if a < -1 || a > 1 {
			clipped++
		}
		return min(max(a, -1), 1)
	}
	n := len(action) - e.task.extra()
	if e.kit.opt.Action == Hand {
		e.aimHand(unit)
	} else {
		for i := range e.target {
			limit := e.kit.arm.Model.Coordinate(i).Limit
			e.target[i] = limit.Lower + (unit(i)+1)/2*(limit.Upper-limit.Lower)
		}
	}
	for i := n; i < len(action); i++ {
		unit(i)
	}
	e.task.say(e, action[n:])
	return clipped
}

// jointsAction is the action that has the robot's joints go to a posture (rad).
func (k *Kit) jointsAction(dst []float32, q []float64) {
	for i, v := range q {
		limit := k.arm.Model.Coordinate(i).Limit
		dst[i] = float32(2*(v-limit.Lower)/(limit.Upper-limit.Lower) - 1)
		dst[i] = min(max(dst[i], -1), 1)
	}
}

// Script does the environment's task from here on; see Kit.Prepare.
func (e *Env) Script() (Script, error) { return e.task.script(e) }

// commanded is the hand that leads the robot so, whose glove is sensed where no person
// is there.
func (e *Env) commanded() hand.Angles {
	if e.kit.opt.Action == Hand {
		return e.angles
	}
	return e.body.FingerAngles(e.target)
}
