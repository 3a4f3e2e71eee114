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
	near    []approach
	travel  *travel
	truth   []Load
	loaded  []int // elements that have been pressed since the last Touch
	wrench  []Wrench
	meeting meeting // scratch
	sensor  *Sensor
	patches []*Patch
	seed    uint64
	layout  *Layout
	profile taxel.Profile
}

// New puts a skin on a model. The layout says where its taxels are, the profile
// (taxel.Lookup) what they are like; what differs between two taxels of a kind
// follows from the seed.
func New(model *chain.Model, layout *Layout, profile taxel.Profile, seed uint64) (*Skin, error) {
	surface, err := NewSurface(model, layout)
	if err != nil {
		return nil, err
	}
	return dress(surface, collide(model, surface), newTravel(model, surface), layout, profile, seed)
}

// Another is a second skin of the same kind on a second robot of the same kind: its
// geometry, which is most of the work, is shared.
func (s *Skin) Another(seed uint64) (*Skin, error) {
	pairs := make([]pair, len(s.near))
	for i := range pairs {
		pairs[i] = s.near[i].pair
	}
	return dress(s.surface, pairs, s.travel, s.layout, s.profile, seed)
}

// dress gives a surface its electronics.
func dress(surface *Surface, pairs []pair, t *travel, layout *Layout, profile taxel.Profile, seed uint64) (*Skin, error) {
	sensor, err := NewSensor(surface, layout, profile, rand.New(rand.NewPCG(seed, 0x736b696e)))
	if err != nil {
		return nil, fmt.Errorf("skin: layout %q: %w", layout.Name, err)
	}
	patches := placePatches(surface, rand.New(rand.NewPCG(seed, 0x7061746368)))
	return &Skin{
		patches: patches,
		seed:    seed,
		surface: surface,
		near:    newApproaches(surface, pairs),
		travel:  t.again(),
		truth:   make([]Load, len(surface.Elements)),
		loaded:  make([]int, 0, 2*len(surface.Elements)),
		wrench:  make([]Wrench, surface.links),
		meeting: newMeeting(),
		sensor:  sensor,
		layout:  layout, profile: profile,
	}, nil
}

// Surface is the geometry of the skin.
func (s *Skin) Surface() *Surface { return s.surface }

// SkinTemperature is what fingers are held at, but for the two whose difference
// tells conductors apart: index and middle (°C; Bhattacharjee et al., 2020).
const (
	SkinTemperature   = 34.0
	IndexTemperature  = 40.0
	MiddleTemperature = 30.0
)

// placePatches draws the patches of every region, finger by finger.
func placePatches(s *Surface, rng *rand.Rand) []*Patch {
	patches := make([]*Patch, 0, len(s.Spots))
	for first := 0; first < len(s.Spots); {
		last := first
		for last < len(s.Spots) && s.Spots[last].Region == s.Spots[first].Region {
			last++
		}
		heater := SkinTemperature
		switch s.Spots[first].Region {
		case "index_distal":
			heater = IndexTemperature
		case "middle_distal":
			heater = MiddleTemperature
		}
		for _, specimen := range DrawPatches(last-first, 1, rng) {
			own := rand.New(rand.NewPCG(rng.Uint64(), rng.Uint64()))
			p := NewPatch(specimen, heater, 1, own)
			// One converter reads the regions' temperatures one after the other.
			p.until = ThermalPeriod * float64(first) / float64(len(s.Spots))
			patches = append(patches, p)
		}
		first = last
	}
	return patches
}

// Patches are the thermal and vibration patches, one per Spot of the surface.
// Whoever moves the world steps them, once a millisecond.
func (s *Skin) Patches() []*Patch { return s.patches }

// Seed is what the skin was made with.
func (s *Skin) Seed() uint64 { return s.seed }

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
	for _, i := range s.loaded {
		s.truth[i] = Load{}
	}
	s.loaded = s.loaded[:0]
	clear(s.wrench)
	s.touch(worldFromLink)
}

// Rest has the robot begin anew where the next Touch finds it: what its links did to each
// other along their surfaces is forgotten.
func (s *Skin) Rest() {
	for i := range s.near {
		s.near[i].rub.part()
	}
}

// Sense lets the electronics read the loads at time t (s).
func (s *Skin) Sense(t float64) { s.sensor.Step(t, s.Truth()) }

// Truth is the physical load of each taxel: the skin's own slice, to be read
// only, as are the other views.
func (s *Skin) Truth() []Load { return s.truth[:s.surface.Taxels] }

// Elements is the physical load of every element of the surface, bare skin
// included.
func (s *Skin) Elements() []Load { return s.truth }

// Measured is what the electronics report of each taxel: counts, less those at
// rest, times the nominal gain.
func (s *Skin) Measured() []Load { return s.sensor.Measured() }

// Fresh are the regions of which the last Sense brought new readings, by their place
// among the sensing ones.
func (s *Skin) Fresh() []int { return s.sensor.Fresh() }

// Counts are the raw readings, three per taxel: normal, X, Y.
func (s *Skin) Counts() []uint16 { return s.sensor.Counts() }

// Wrenches are the contact forces on each link of the model.
func (s *Skin) Wrenches() []Wrench { return s.wrench }
