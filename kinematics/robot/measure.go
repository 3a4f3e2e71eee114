package robot

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// A hand is measured by how its digits can move, over their whole ranges, so that it
// does not matter where a file has its zero, which way an axis points, how large the
// hand is, or where its root is.
//
// The last hinge of a digit is a flexion, in every hand that there is; so are those
// parallel to it. A finger closes the way in which they have most of their range,
// counted from where its bones are in line.
type measurer struct {
	model *chain.Model
	palm  int
	state *chain.State
	made  map[int]spatial.Pose // fingertips that the file has no frame of, in their link
}

// parallel is what two axes that bend the same finger have in common at least (cosine).
const parallel = 0.85

func (s *measurer) palmFrom(link int) spatial.Pose {
	return s.state.RootFromLink(s.palm).Inverse().Mul(s.state.RootFromLink(link))
}

func (s *measurer) child(joint int) int {
	l, _ := s.model.LinkIndex(s.model.Joint(joint).Child)
	return l
}

// axis is a joint's axis in the palm link's frame, as the state has it.
func (s *measurer) axis(joint int) r3.Vec {
	return s.palmFrom(s.child(joint)).Rotate(s.model.Joint(joint).Axis)
}

func (s *measurer) at(joint int) r3.Vec { return s.palmFrom(s.child(joint)).Pos }

// tip is where a digit ends.
func (s *measurer) tip(d *digit) r3.Vec {
	if p, ok := s.made[d.end]; ok {
		return s.palmFrom(d.end).Apply(p.Pos)
	}
	return s.palmFrom(d.tip).Pos
}

// value is where a joint is.
func (s *measurer) value(joint int) float64 {
	c, scale, shift := s.model.JointCoordinate(joint)
	return scale*s.state.Coordinates()[c] + shift
}

// middle puts every digit into the middle of its ranges.
func (s *measurer) middle(digits []digit) {
	q := make([]float64, s.model.DOF())
	s.model.Clamp(q)
	for i := range digits {
		for _, c := range digits[i].coords {
			if l, ok := room(s.model, c); ok {
				q[c] = (l.Lower + l.Upper) / 2
			}
		}
	}
	s.state.SetCoordinates(q)
}

// room is the range of a coordinate, if it has a proper one.
func room(m *chain.Model, c int) (chain.Limit, bool) {
	l := m.Coordinate(c).Limit
	_, _, proper := span(m, m.Coordinate(c).Joint)
	return l, proper
}

// measure finds how a digit bends.
func (s *measurer) measure(d *digit, centre r3.Vec) {
	last := d.joints[len(d.joints)-1]
	for i := len(d.joints) - 1; i >= 0 && s.model.Joint(last).Kind == chain.Prismatic; i-- {
		last = d.joints[i]
	}
	if s.model.Joint(last).Kind == chain.Prismatic {
		s.measureJaw(d, last, centre)
		return
	}
	axis := s.axis(last)
	d.flexions = nil
	for _, j := range d.joints {
		if s.model.Joint(j).Kind != chain.Prismatic && math.Abs(r3.Dot(s.axis(j), axis)) > parallel {
			d.flexions = append(d.flexions, j)
		}
	}
	d.closing = axis
	if !s.closesAlong(d, centre) {
		d.closing = r3.Scale(-1, axis)
	}
	s.measureFirst(d)
}

// measureJaw does it for a jaw that slides: it closes towards the others.
func (s *measurer) measureJaw(d *digit, joint int, centre r3.Vec) {
	d.slides = true
	d.closing = s.axis(joint)
	if r3.Dot(d.closing, r3.Sub(centre, s.tip(d))) < 0 {
		d.closing = r3.Scale(-1, d.closing)
	}
	d.knuckle = s.at(d.joints[0])
	d.length = r3.Norm(r3.Sub(s.tip(d), d.knuckle))
}

// across is a vector without its part along a unit vector.
func across(v, along r3.Vec) r3.Vec { return r3.Sub(v, r3.Scale(r3.Dot(v, along), along)) }

// angleAbout is the angle (rad) by which a turns to b about an axis.
func angleAbout(axis, a, b r3.Vec) float64 {
	a, b = across(a, axis), across(b, axis)
	return math.Atan2(r3.Dot(axis, r3.Cross(a, b)), r3.Dot(a, b))
}

// closesAlong tells whether a digit closes by turning about d.closing, and not against.
func (s *measurer) closesAlong(d *digit, centre r3.Vec) bool {
	tip := s.tip(d)
	var with, against float64 // how far it bends from the straight line
	for k := 1; k < len(d.flexions); k++ {
		before := r3.Sub(s.at(d.flexions[k]), s.at(d.flexions[k-1]))
		after := r3.Sub(tip, s.at(d.flexions[k]))
		if k+1 < len(d.flexions) {
			after = r3.Sub(s.at(d.flexions[k+1]), s.at(d.flexions[k]))
		}
		if n := min(r3.Norm(across(before, d.closing)), r3.Norm(across(after, d.closing))); n < 1e-9 {
			continue // bones along the axis do not tell where they are in line
		}
		low, high := s.turns(d, d.flexions[k])
		bend := angleAbout(d.closing, before, after)
		with += max(0, bend+high)
		against += max(0, -(bend + low))
	}
	const clear = 1.3
	if with > clear*against || against > clear*with {
		return with > against
	}
	// By its own bones it bends both ways alike: it closes to where the others are.
	var moved r3.Vec
	for _, j := range d.flexions {
		moved = r3.Add(moved, r3.Cross(d.closing, r3.Sub(tip, s.at(j))))
	}
	inward := across(r3.Sub(centre, tip), d.closing)
	const far = 0.35 // of the finger's length: fingers side by side have their tips as one
	if cos := r3.Dot(moved, inward) / max(1e-12, r3.Norm(moved)*r3.Norm(r3.Sub(centre, tip))); math.Abs(cos) > 0.5 &&
		r3.Norm(inward) > far*r3.Norm(r3.Sub(tip, s.at(d.flexions[0]))) {
		return cos > 0
	}
	d.doubtful = true
	low, high := s.turns(d, d.flexions[0])
	now := s.value(d.flexions[0])
	if sense(s.axis(d.flexions[0]), d.closing) < 0 {
		now = -now
	}
	open, shut := math.Abs(now+low), math.Abs(now+high) // from the file's zero: open is nearer
	const alike = 0.8
	d.unclear = min(open, shut) > alike*max(open, shut)
	return open <= shut
}

func sense(axis, along r3.Vec) float64 {
	if r3.Dot(axis, along) < 0 {
		return -1
	}
	return 1
}

// turns is by how much (rad) a joint can still turn about d.closing, from the state.
func (s *measurer) turns(d *digit, joint int) (low, high float64) {
	low, high, proper := span(s.model, joint)
	if !proper {
		return 0, 0
	}
	now := s.value(joint)
	low, high = low-now, high-now
	if sense(s.axis(joint), d.closing) < 0 {
		low, high = -high, -low
	}
	return low, high
}

// measureFirst finds the knuckle and which way the first bone points in the open hand.
func (s *measurer) measureFirst(d *digit) {
	first := d.flexions[0]
	d.knuckle = s.at(first)
	next := s.tip(d)
	if len(d.flexions) > 1 {
		next = s.at(d.flexions[1])
	}
	if bone := across(r3.Sub(next, d.knuckle), d.closing); r3.Norm(bone) > 1e-9 {
		low, _ := s.turns(d, first)
		d.forward = spatial.Rotate(spatial.AxisAngle(d.closing, low), s.alongLink(first, r3.Unit(bone), d.closing))
	}
	d.length = 0
	from := d.knuckle
	for _, j := range d.flexions[1:] {
		d.length += r3.Norm(across(r3.Sub(s.at(j), from), d.closing))
		from = s.at(j)
	}
	d.length += r3.Norm(across(r3.Sub(s.tip(d), from), d.closing))
}

// skewed is by how much (rad) the line between two joints may lie across the phalanx that
// carries them.
const skewed = 12 * math.Pi / 180

// alongLink is the axis of the first phalanx' own frame that is nearly along its bone, if
// there is one: joints sit where there is room for them, but people draw a phalanx along
// an axis.
func (s *measurer) alongLink(joint int, bone, closing r3.Vec) r3.Vec {
	x, y, z := spatial.Axes(s.palmFrom(s.child(joint)).Rot)
	for _, v := range []r3.Vec{x, y, z, r3.Scale(-1, x), r3.Scale(-1, y), r3.Scale(-1, z)} {
		if math.Abs(r3.Dot(v, closing)) < 1e-3 && r3.Dot(v, bone) > math.Cos(skewed) {
			return r3.Unit(across(v, closing))
		}
	}
	return bone
}

// overextends is how far (rad) past straight a finger may open: wider than any hand's.
const overextends = 32 * math.Pi / 180

// straightAhead is where a hand's finger points in a flat hand, across its closing axis.
// It is the end of its range, unless something tells that it opens past that: an axis
// about which it spreads, which stands up from the flat hand or lies in it; an axis of
// the palm's own frame; the file's zero.
func (s *measurer) straightAhead(d *digit) r3.Vec {
	if d.forward == (r3.Vec{}) {
		return d.forward
	}
	fits := func(v r3.Vec) bool {
		a := angleAbout(d.closing, d.forward, v)
		return a > -0.05 && a < overextends
	}
	for _, j := range d.joints {
		if j == d.flexions[0] {
			break
		}
		n := s.axis(j)
		if s.model.Joint(j).Kind == chain.Prismatic || math.Abs(r3.Dot(n, d.closing)) > 0.2 {
			continue
		}
		n = r3.Unit(across(n, d.closing))
		for _, v := range []r3.Vec{n, r3.Scale(-1, n), r3.Cross(d.closing, n), r3.Cross(n, d.closing)} {
			if fits(v) {
				return v
			}
		}
	}
	low, _ := s.turns(d, d.flexions[0])
	zero := -s.value(d.flexions[0]) * sense(s.axis(d.flexions[0]), d.closing)
	opens := zero - low // from the open end to the file's zero
	if math.Abs(opens) < 1e-6 {
		return d.forward
	}
	best, nearest := r3.Vec{}, math.Inf(1)
	for _, v := range []r3.Vec{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}, {Z: 1}, {Z: -1}} {
		if math.Abs(r3.Dot(v, d.closing)) > 0.05 {
			continue
		}
		v = r3.Unit(across(v, d.closing))
		if a := math.Abs(angleAbout(d.closing, d.forward, v)); fits(v) && a < nearest {
			best, nearest = v, a
		}
	}
	if best != (r3.Vec{}) {
		return best
	}
	if opens > 0 && opens < overextends {
		return spatial.Rotate(spatial.AxisAngle(d.closing, opens), d.forward)
	}
	return d.forward
}
