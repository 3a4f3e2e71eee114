package skin

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// The pad: an elastic foundation of rubber, E = 0.4 MPa, ν = 0.45, 3 mm thick,
// on a rigid core. Under it pressure is proportional to local depth (Johnson,
// Contact Mechanics, 1985, §4.3). A thin layer that cannot give way sideways has
// the stiffness E(1−ν)/((1+ν)(1−2ν)) per thickness, and in shear E/(2(1+ν)).
// Design numbers.
const (
	NormalStiffness = 5.1e8 // N/m³: pressure per depth of penetration
	ShearStiffness  = 4.6e7 // N/m³: traction per tangential displacement
	PadModulus      = 0.4e6 // Pa
	PadPoisson      = 0.45
	PadThickness    = 3e-3 // m
)

// tiny keeps a direction finite where a point lies on a solid's very axis (m²).
const tiny = 1e-24

// Load is the force on a taxel (N) in its own frame: Normal presses it, X and Y
// drag it along its tangents.
type Load struct{ Normal, X, Y float64 }

// touch computes the contact of the robot with itself: pressure from depth, no
// friction. Two equal pads share the depth, so each sees half of it. Both
// surfaces are integrated; each sum acts, by half, on both links, so that what
// one link gets the other one loses, whatever the grids are.
func (s *Skin) touch(worldFromLink []spatial.Pose) {
	s.travel.step(worldFromLink)
	placed := false
	for i := range s.near {
		p := &s.near[i]
		travelled := s.travel.moved[p.a] + s.travel.moved[p.b]
		if travelled < p.until {
			continue
		}
		if !placed {
			placeAxes(s.axes, s.surface.cores, worldFromLink)
			placed = true
		}
		gap := s.surface.gap(p.a, p.b, s.axes)
		if p.until = travelled + gap - slack; gap > slack {
			continue
		}
		s.press(&p.ab, travelled, worldFromLink)
		s.press(&p.ba, travelled, worldFromLink)
	}
}

// margin (m) is how much nearer than solids that touch others are looked at as well: so
// far links travel before the next look.
const margin = 2e-3

// press loads the elements of one link with the solids of another. Travelled (m) is
// what both have moved since the start.
func (s *Skin) press(v *vicinity, travelled float64, worldFromLink []spatial.Pose) {
	otherFromLink := worldFromLink[v.other].Inverse().Mul(worldFromLink[v.link])
	m := meeting{
		link: v.link, other: v.other, otherFromLink: frameOf(otherFromLink),
		linkFromOther: quat.Conj(otherFromLink.Rot), worldFromOther: worldFromLink[v.other],
	}
	for n, r := range s.surface.regionsOf[v.link] {
		region := &s.surface.Regions[r]
		known := &v.regions[n]
		for k := range region.Blocks {
			if travelled < known.blocks[k] {
				continue
			}
			b := &region.Blocks[k]
			var others float64
			m.solids, others = s.surface.within(s.solids[:0], v.other, m.otherFromLink.apply(b.Centre), b.Bound+margin)
			others += margin
			gap := others
			for i := b.First; i < b.Last && len(m.solids) > 0; i++ {
				until := &known.elements[i-region.First]
				if travelled >= *until {
					*until = travelled + min(others, s.pressElement(i, &m)) - slack
				}
				gap = min(gap, *until-travelled)
			}
			known.blocks[k] = travelled + gap - slack
		}
	}
}

// meeting is what contact of one link's elements with another's solids works with.
type meeting struct {
	link, other    int
	solids         []int // the other's that are near the elements
	otherFromLink  frame
	linkFromOther  quat.Number
	worldFromOther spatial.Pose
}

// pressElement loads one element, and returns its gap (m), not above 0 where it touches.
func (s *Skin) pressElement(i int, m *meeting) (gap float64) {
	e := &s.surface.Elements[i]
	if gap = s.surface.clearance(m.solids, m.otherFromLink.apply(e.Centre)) - e.Reach; gap > 0 {
		return gap
	}
	force, centre, gap := s.squeeze(e, m)
	if force == (r3.Vec{}) {
		return gap
	}
	s.put(i, spatial.Rotate(m.linkFromOther, force))
	half := ForceAt(r3.Scale(0.5, m.worldFromOther.Rotate(force)), m.worldFromOther.Apply(centre))
	s.wrench[m.link] = s.wrench[m.link].Add(half)
	s.wrench[m.other] = s.wrench[m.other].Add(half.Scale(-1))
	return gap
}

// Press puts a force (N) on element i at a point (m) of the world, given its
// link's pose: how objects load the skin, after Touch.
func (s *Skin) Press(i int, force, at r3.Vec, worldFromLink *spatial.Pose) {
	e := &s.surface.Elements[i]
	s.put(i, spatial.Rotate(quat.Conj(worldFromLink.Rot), force))
	s.wrench[e.Link] = s.wrench[e.Link].Add(ForceAt(force, at))
}

// squeeze integrates the pressure over an element: the force on it and where
// that acts, both in the other link's frame; and a gap (m) that it has at least, below 0
// where it is pressed.
func (s *Skin) squeeze(e *Element, m *meeting) (force, centre r3.Vec, gap float64) {
	total, thickest := 0.0, 0.0
	gap, outside2 := math.Inf(1), math.Inf(1)
	for i := e.First; i < e.Last; i++ {
		point := &s.surface.Points[i]
		at := m.otherFromLink.apply(point.At)
		depth, foot := 0.0, r3.Vec{}
		for _, n := range m.solids {
			c := &s.surface.cores[n]
			near := c.place(at)
			if near.axis2() >= c.thick*c.thick {
				outside2, thickest = min(outside2, near.axis2()), max(thickest, c.thick)
				continue // without a root: half of all points lie outside
			}
			d, along := c.reach(near)
			if gap = min(gap, d); d < depth {
				depth, foot = d, r3.Add(c.a, r3.Scale(along, c.axis))
			}
		}
		if depth == 0 {
			continue
		}
		push := min(-depth/2, PadThickness) * NormalStiffness * point.Area
		out := r3.Sub(at, foot)
		force = r3.Add(force, r3.Scale(push/math.Sqrt(r3.Dot(out, out)+tiny), out))
		centre = r3.Add(centre, r3.Scale(push, at))
		total += push
	}
	if total > 0 {
		centre = r3.Scale(1/total, centre)
	}
	return force, centre, min(gap, math.Sqrt(outside2)-thickest)
}

// put adds a force, in the link's frame, to an element.
func (s *Skin) put(i int, force r3.Vec) {
	if s.truth[i] == (Load{}) {
		s.loaded = append(s.loaded, i)
	}
	s.truth[i].add(&s.surface.Elements[i], force)
}

// add puts a force, in the link's frame, on a taxel.
func (l *Load) add(e *Element, force r3.Vec) {
	l.Normal -= r3.Dot(force, e.Normal)
	l.X += r3.Dot(force, e.X)
	l.Y += r3.Dot(force, e.Y)
}
