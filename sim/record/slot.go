package record

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// poseEvery is how many steps lie between two messages of what is told 100 times a second.
const poseEvery = 10

// portrait is what does not change of a mirror that is recorded.
type portrait struct {
	id      uint32
	made    mirror.Config
	what    mirror.Description
	first   gesture.Sample // that it settled in
	midway  bool           // it had been stepped before
	scene   *world.Scene   // what stood there when it was seen first; nil is nothing
	gravity r3.Vec         // m/s², around it
	regions []string       // of its skin
}

func newPortrait(id uint32, m *mirror.Mirror, midway bool) *portrait {
	p := &portrait{id: id, made: m.Made(), what: m.Describe(), first: m.First(), midway: midway, gravity: m.World().Gravity}
	p.made.Disturb, p.made.Witness, p.made.Building = nil, nil, nil // what they hold may be the mirror
	if p.scene = p.made.Scene; midway {
		p.scene = standing(m.World())
	}
	for i := range m.Feels() {
		p.regions = append(p.regions, m.Region(i))
	}
	return p
}

// standing is what stands around a robot now, as a scene; nil is nothing.
func standing(w *world.World) *world.Scene {
	s := &world.Scene{Name: "standing", Gravity: w.Gravity}
	for _, o := range w.Objects {
		if o != nil {
			s.Objects = append(s.Objects, world.Placed{Body: o.Body, WorldFromBody: o.WorldFromObject, Velocity: o.Velocity.Lin})
		}
	}
	if len(s.Objects) == 0 {
		return nil
	}
	return s
}

// deed is an act that was done to a mirror before the step of its slot.
type deed struct {
	on  *portrait
	act mirror.Act
}

// slot is one step, copied out of the loop. Its slices grow to what a mirror needs once.
type slot struct {
	number  uint64
	stamp   uint64 // ns
	on      *portrait
	time    float64 // s, of the mirror
	deeds   []deed
	verdict *Verdict // nil for none

	sample  gesture.Sample
	angles  hand.Angles // decoded
	piloted bool

	counts []uint16
	fresh  bool

	target, position, velocity, effort []float64

	taxels  []uint16
	force   []float32        // N, three per taxel, with a frame
	touches []material.Touch // likewise
	frame   bool

	patches []skin.PatchReading
	posed   bool // with the poses of things
	things  []thing
}

// thing is where an object is.
type thing struct {
	number          int
	name            string
	worldFromObject spatial.Pose
}

// grow makes room for a mirror, so that no step has to.
func (s *slot) grow(m *mirror.Mirror) {
	r := m.Record()
	s.deeds = make([]deed, 0, 64)
	s.counts, s.taxels = make([]uint16, 0, len(r.Counts)), make([]uint16, 0, len(r.TaxelCount))
	dof := len(r.Target)
	s.target, s.position = make([]float64, 0, dof), make([]float64, 0, dof)
	s.velocity, s.effort = make([]float64, 0, dof), make([]float64, 0, dof)
	s.force, s.touches = make([]float32, 0, 3*len(r.Touch)), make([]material.Touch, 0, len(m.Feels()))
	s.patches, s.things = make([]skin.PatchReading, 0, len(m.Patches())), make([]thing, 0, 32)
}

// take copies what a step left behind.
func (s *slot) take(m *mirror.Mirror) {
	s.fresh, s.frame = m.Record().Fresh, m.Record().SkinFrame
	s.copy(m)
}

// takeWhole copies everything, whatever is new of it.
func (s *slot) takeWhole(m *mirror.Mirror) {
	s.fresh, s.frame, s.posed = true, true, true
	s.copy(m)
}

// copy copies what the flags say is to be copied.
func (s *slot) copy(m *mirror.Mirror) {
	r := m.Record()
	s.time, s.sample, s.angles, s.piloted = r.Time, r.Sample, r.Estimate.Angles, r.Piloted
	s.counts, s.taxels = append(s.counts[:0], r.Counts...), append(s.taxels[:0], r.TaxelCount...)
	s.target, s.position = append(s.target[:0], r.Target...), append(s.position[:0], r.Coordinates...)
	s.velocity, s.effort = append(s.velocity[:0], r.Velocity...), append(s.effort[:0], r.Effort...)
	if s.frame {
		s.force = s.force[:0]
		for i := range r.Touch {
			l := &r.Touch[i]
			s.force = append(s.force, float32(l.Normal), float32(l.X), float32(l.Y))
		}
		s.touches = append(s.touches[:0], m.Feels()...)
	}
	s.patches = s.patches[:0]
	for _, p := range m.Patches() {
		s.patches = append(s.patches, p.Reading())
	}
	s.things = s.things[:0]
	if s.posed {
		for i, o := range m.World().Objects {
			if o != nil {
				s.things = append(s.things, thing{i, o.Name, o.WorldFromObject})
			}
		}
	}
}
