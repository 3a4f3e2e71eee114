package skin

import (
	"fmt"
	"math/rand/v2"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/taxel"
)

// Skin is the tactile skin of one robot: the scratch of one goroutine.
type Skin struct {
	surface *Surface
	pairs   []pair
	truth   []Load
	wrench  []Wrench
	axes    []axis
	sensor  *sensor
}

// New puts a skin on a model. The layout says where its taxels are, the profile
// (taxel.Lookup) what they are like; what differs between two taxels of a kind
// follows from the seed.
func New(model *chain.Model, layout *Layout, profile taxel.Profile, seed uint64) (*Skin, error) {
	surface, err := NewSurface(model, layout)
	if err != nil {
		return nil, err
	}
	sensor, err := newSensor(surface, layout, profile, rand.New(rand.NewPCG(seed, 0x736b696e)))
	if err != nil {
		return nil, fmt.Errorf("skin: layout %q: %w", layout.Name, err)
	}
	return &Skin{
		surface: surface,
		pairs:   collide(model, surface),
		truth:   make([]Load, len(surface.Elements)),
		wrench:  make([]Wrench, surface.links),
		axes:    make([]axis, len(surface.cores)),
		sensor:  sensor,
	}, nil
}

// Surface is the geometry of the skin.
func (s *Skin) Surface() *Surface { return s.surface }

// Step computes the robot's contact with itself in the given pose, one per
// link of the model, and senses it: t (s) must not fall, and the posture is
// that at t. Where objects touch as well, call Touch, add their forces by
// Press, and then Sense.
func (s *Skin) Step(t float64, worldFromLink []spatial.Pose) {
	s.Touch(worldFromLink)
	s.Sense(t)
}

// Touch forgets the loads and computes those of the robot on itself.
func (s *Skin) Touch(worldFromLink []spatial.Pose) {
	clear(s.truth)
	clear(s.wrench)
	s.touch(worldFromLink)
}

// Sense lets the electronics read the loads at time t (s).
func (s *Skin) Sense(t float64) { s.sensor.step(t, s.Truth()) }

// Truth is the physical load of each taxel: the skin's own slice, to be read
// only, as are the other views.
func (s *Skin) Truth() []Load { return s.truth[:s.surface.Taxels] }

// Elements is the physical load of every element of the surface, bare skin
// included.
func (s *Skin) Elements() []Load { return s.truth }

// Measured is what the electronics report of each taxel: counts, less those at
// rest, times the nominal gain.
func (s *Skin) Measured() []Load { return s.sensor.measured }

// Counts are the raw readings, three per taxel: normal, X, Y.
func (s *Skin) Counts() []uint16 { return s.sensor.counts }

// Wrenches are the contact forces on each link of the model.
func (s *Skin) Wrenches() []Wrench { return s.wrench }
