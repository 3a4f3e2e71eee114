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
	placeAxes(s.axes, s.surface.cores, worldFromLink)
	for _, p := range s.pairs {
		near, inA, inB := s.surface.approach(p.a, p.b, s.axes)
		if !near {
			continue
		}
		s.press(p.a, p.b, inA, inB, worldFromLink)
		s.press(p.b, p.a, inB, inA, worldFromLink)
	}
}

// press loads the elements of one link with the solids of another.
func (s *Skin) press(link, other int, own, against uint64, worldFromLink []spatial.Pose) {
	otherFromLink := worldFromLink[other].Inverse().Mul(worldFromLink[link])
	for _, r := range s.surface.regionsOf[link] {
		region := &s.surface.Regions[r]
		if region.mask&own == 0 {
			continue
		}
		for k := range region.Blocks {
			b := &region.Blocks[k]
			near := s.surface.within(other, against, otherFromLink.Apply(b.Centre), b.Bound)
			if near == 0 {
				continue
			}
			for i := b.First; i < b.Last; i++ {
				s.pressElement(i, link, other, near, otherFromLink, &worldFromLink[other])
			}
		}
	}
}

func (s *Skin) pressElement(i, link, other int, near uint64, otherFromLink spatial.Pose, worldFromOther *spatial.Pose) {
	e := &s.surface.Elements[i]
	if d, _ := s.surface.nearestOf(other, near, otherFromLink.Apply(e.Centre)); d > e.Reach {
		return
	}
	force, centre := s.squeeze(e, other, near, otherFromLink)
	if force == (r3.Vec{}) {
		return
	}
	s.put(i, otherFromLink.Inverse().Rotate(force))
	half := ForceAt(r3.Scale(0.5, worldFromOther.Rotate(force)), worldFromOther.Apply(centre))
	s.wrench[link] = s.wrench[link].Add(half)
	s.wrench[other] = s.wrench[other].Add(half.Scale(-1))
}

// Press puts a force (N) on element i at a point (m) of the world, given its
// link's pose: how objects load the skin, after Touch.
func (s *Skin) Press(i int, force, at r3.Vec, worldFromLink *spatial.Pose) {
	e := &s.surface.Elements[i]
	s.put(i, spatial.Rotate(quat.Conj(worldFromLink.Rot), force))
	s.wrench[e.Link] = s.wrench[e.Link].Add(ForceAt(force, at))
}

// squeeze integrates the pressure over an element: the force on it and where
// that acts, both in the other link's frame.
func (s *Skin) squeeze(e *Element, other int, against uint64, otherFromLink spatial.Pose) (force, centre r3.Vec) {
	total := 0.0
	for i := e.First; i < e.Last; i++ {
		point := &s.surface.Points[i]
		at := otherFromLink.Apply(point.At)
		depth, foot := s.surface.nearestOf(other, against, at)
		if depth >= 0 {
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
	return force, centre
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
