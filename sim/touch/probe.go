package touch

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// fingers that explore: the one held hot, and the one held cool.
var fingers = [2]string{"index_distal", "middle_distal"}

// probe is the two fingertips of the shipped hand over a plate: the real skin
// and the real contact, without the arm. One goroutine owns it.
type probe struct {
	world   *world.World
	skin    *skin.Skin
	layout  *skin.Layout
	poses   []spatial.Pose
	tips    [2]tip
	plateID int
	// material is the plate's.
	material world.Material
}

// tip is one fingertip.
type tip struct {
	link   int
	turn   quat.Number // that brings the middle of its patches down
	centre r3.Vec      // of its ball, in the link's frame
	radius float64     // m
	taxels [2]int      // its first, and the one after its last
	spots  [2]int      // likewise
}

// force is what presses a fingertip's pad in by a depth (m): πR(K/h)δ².
func (t *tip) force(depth float64) float64 {
	depth = max(depth, 0)
	return math.Pi * t.radius * skin.NormalStiffness * depth * depth
}

// sink is how far (m) a material's surface goes in under a fingertip that presses with
// a force (N) and is itself pressed in by a depth (m).
func (t *tip) sink(m *world.Material, force, depth float64) float64 {
	if depth <= 0 {
		return 0
	}
	return m.Sink(force, math.Sqrt(2*t.radius*depth))
}

// newProbe has ideal force taxels: a study's trials bring their own.
func newProbe(seed uint64) (*probe, error) {
	ideal, err := taxel.Lookup("ideal")
	if err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	return newProbeOf(ideal, seed)
}

func newProbeOf(profile taxel.Profile, seed uint64) (*probe, error) {
	return newProbeWith(profile, seed, true)
}

func newProbeWith(profile taxel.Profile, seed uint64, patches bool) (*probe, error) {
	r, err := robot.Bionic(hand.Right)
	if err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	shapes := make([]skin.Capsule, len(r.Shapes))
	for i, c := range r.Shapes {
		shapes[i] = skin.Capsule(c)
	}
	p := &probe{layout: tipsOnly(skin.Default("two fingertips", r.Model, shapes, false)), plateID: -1}
	if !patches {
		p.layout.Patches = nil
	}
	if p.skin, err = skin.New(r.Model, p.layout, profile, seed); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	if p.world, err = world.New(r.Model, p.skin); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	p.poses = make([]spatial.Pose, r.Model.NumLinks())
	for i := range p.poses {
		p.poses[i] = spatial.At(r3.Vec{X: float64(i), Z: 5})
	}
	for i, name := range fingers {
		p.tips[i] = findTip(r, p.skin.Surface(), name)
	}
	return p, nil
}

// tipsOnly leaves of a layout what belongs to the exploring fingertips.
func tipsOnly(all *skin.Layout) *skin.Layout {
	l := &skin.Layout{Name: all.Name}
	explores := func(name string) bool { return name == fingers[0] || name == fingers[1] }
	for _, s := range all.Solids {
		if explores(s.Link) {
			l.Solids = append(l.Solids, s)
		}
	}
	for _, p := range all.Pads {
		if explores(p.Region) {
			l.Pads = append(l.Pads, p)
		}
	}
	for _, p := range all.Patches {
		if explores(p.Region) {
			l.Patches = append(l.Patches, p)
		}
	}
	return l
}

func findTip(r *robot.Robot, s *skin.Surface, name string) tip {
	var t tip
	t.link, _ = r.Model.LinkIndex(name)
	for _, c := range r.Shapes {
		if c.Link == t.link {
			t.centre, t.radius = c.B, c.Rb
		}
	}
	for _, region := range s.Regions {
		if region.Name == name {
			t.taxels = [2]int{region.First, region.Last}
		}
	}
	var normal r3.Vec
	t.spots[0] = len(s.Spots)
	for i, spot := range s.Spots {
		if spot.Region == name {
			t.spots = [2]int{min(t.spots[0], i), i + 1}
			normal = r3.Add(normal, spot.Normal)
		}
	}
	down := r3.Vec{Z: -1}
	if len(s.Spots) == 0 {
		normal = r3.Vec{X: 0.4, Z: -1}
	}
	normal = r3.Unit(normal)
	axis := r3.Cross(normal, down)
	angle := math.Atan2(r3.Norm(axis), r3.Dot(normal, down))
	t.turn = spatial.FromRotationVector(r3.Scale(angle/r3.Norm(axis), axis))
	return t
}

// plate replaces the sample under the fingers.
func (p *probe) plate(m world.Material, temperature float64) error {
	p.world.Take(p.plateID)
	p.material = m
	body := world.Body{Name: "sample", Material: m, Temperature: temperature, Parts: []world.Part{{
		Form: world.Box, ObjectFromPart: spatial.Identity(), Half: r3.Vec{X: 0.5, Y: 0.5, Z: 0.05},
	}}}
	var err error
	p.plateID, err = p.world.Put(body, spatial.At(r3.Vec{Z: -0.05}), spatial.Twist{})
	return err
}

// place lowers both fingertips until their pads are pressed in by the given depths
// (m), at a way along +X. A soft plate gives way to that.
func (p *probe) place(depth [2]float64, along float64) {
	for i := range p.tips {
		t := &p.tips[i]
		at := r3.Vec{X: along, Y: 0.1 * float64(i), Z: t.radius - depth[i] - t.sink(&p.material, t.force(depth[i]), depth[i])}
		p.poses[t.link] = spatial.Pose{Rot: t.turn, Pos: r3.Sub(at, spatial.Rotate(t.turn, t.centre))}
	}
}

// settle is long enough for a contact to forget how it began (s), and stroke the
// way (m) on which every bristle has broken.
const (
	settle = 5e-3
	stroke = 4e-3
	// settleSteps of that long let a soft plate sink as far as it will.
	settleSteps = 8
)

// press computes the contact of fingertips held still at the given depths.
func (p *probe) press(depth [2]float64) {
	p.place([2]float64{-0.01, -0.01}, 0)
	p.world.Step(settle, p.poses)
	p.place(depth, 0)
	for range settleSteps {
		p.world.Step(settle, p.poses)
	}
}

// slide computes that of fingertips that slide.
func (p *probe) slide(depth [2]float64) {
	p.press(depth)
	p.place(depth, stroke)
	p.world.Step(settle, p.poses)
}
