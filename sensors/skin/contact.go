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

// Load is the force on a taxel (N) in its own frame: Normal presses it, X and Y
// drag it along its tangents.
type Load struct{ Normal, X, Y float64 }

// touch computes the contact of the robot with itself: pressure from depth, and the drag
// that the last step's sliding has come to. Two equal pads share the depth, so each sees
// half of it. Both surfaces are integrated; each sum acts, by half, on both links, so that
// what one link gets the other one loses, whatever the grids are.
func (s *Skin) touch(worldFromLink []spatial.Pose) {
	s.travel.step(worldFromLink)
	for i := range s.near {
		p := &s.near[i]
		travelled := s.travel.moved[p.a] + s.travel.moved[p.b]
		if travelled < p.until {
			p.rub.part()
			continue
		}
		if !p.near {
			if gap := s.surface.gap(p.a, p.b, worldFromLink); gap > slack {
				p.until = travelled + gap - slack
				p.rub.part()
				continue
			}
		}
		aFromB := worldFromLink[p.a].Inverse().Mul(worldFromLink[p.b])
		until := s.press(&p.ab, travelled, worldFromLink, p.rub.drag)
		met := s.meeting.sum
		p.until = min(until, s.press(&p.ba, travelled, worldFromLink, r3.Scale(-1, spatial.Rotate(quat.Conj(aFromB.Rot), p.rub.drag))))
		p.near = p.until < travelled+margin
		p.rub.follow(&met, &aFromB)
	}
}

// press loads the elements of one link with the solids of another, and tells until
// which travel they cannot touch. Travelled (m) is what both have moved since the start;
// drag is the force along the contact over what presses, in the link's frame.
func (s *Skin) press(v *vicinity, travelled float64, worldFromLink []spatial.Pose, drag r3.Vec) (until float64) {
	m := &s.meeting
	m.sum, m.drag = sum{}, drag
	until = math.Inf(1)
	met := false
	for k := range v.pieces {
		p := &v.pieces[k]
		if travelled >= p.until {
			if !met {
				m.begin(s.surface, v, worldFromLink)
				met = true
			}
			p.until = travelled + s.pressPiece(p, travelled) - slack
		}
		until = min(until, p.until)
	}
	if met {
		s.act(v, &worldFromLink[v.link])
	}
	return until
}

// pressPiece loads the elements of a piece, and returns its gap (m).
func (s *Skin) pressPiece(p *piece, travelled float64) (gap float64) {
	b, m := &p.block, &s.meeting
	others := m.look(b.Centre, b.Bound)
	gap = others
	if len(m.near) == 0 {
		return gap
	}
	for i := range p.elements {
		k := &p.elements[i]
		if travelled >= k.until {
			k.until = travelled + min(others, s.pressElement(b.First+i, k, travelled)) - slack
		}
		gap = min(gap, k.until-travelled)
	}
	return gap
}

// pressElement loads one element, and returns its gap (m), not above 0 where it touches.
func (s *Skin) pressElement(i int, k *clearance, travelled float64) (gap float64) {
	m := &s.meeting
	e := &s.surface.Elements[i]
	gap = k.sure - travelled
	anew := gap <= 0
	if anew {
		gap = m.survey(e, k)
	}
	if k.points == 0 || k.solids == 0 {
		return gap
	}
	pressed := m.squeeze(s.surface.Points[e.First:e.Last], k)
	if anew {
		k.points, k.sure = pressed.close, travelled+close-slack
	}
	if pressed.force != (r3.Vec{}) {
		force := m.take(&pressed)
		s.put(i, force)
		m.force = r3.Add(m.force, force)
		m.torque = r3.Add(m.torque, r3.Cross(pressed.centre, force))
	}
	return min(gap, pressed.gap)
}

// act puts what a meeting has come to on both links.
func (s *Skin) act(v *vicinity, worldFromLink *spatial.Pose) {
	m := &s.meeting
	if m.force == (r3.Vec{}) && m.torque == (r3.Vec{}) {
		return
	}
	half := ForceAt(worldFromLink.Rotate(r3.Scale(0.5, m.force)), worldFromLink.Pos)
	half.Torque = r3.Add(half.Torque, worldFromLink.Rotate(r3.Scale(0.5, m.torque)))
	s.wrench[v.link] = s.wrench[v.link].Add(half)
	s.wrench[v.other] = s.wrench[v.other].Add(half.Scale(-1))
}

// Press puts a force (N) on element i at a point (m) of the world, given its
// link's pose: how objects load the skin, after Touch.
func (s *Skin) Press(i int, force, at r3.Vec, worldFromLink *spatial.Pose) {
	e := &s.surface.Elements[i]
	s.put(i, spatial.Rotate(quat.Conj(worldFromLink.Rot), force))
	s.wrench[e.Link] = s.wrench[e.Link].Add(ForceAt(force, at))
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
