package robot

import (
	"math"
	"slices"

	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// digit is a chain of moving joints that hangs from the palm and ends in a
// fingertip: a finger, a thumb or a gripper's jaw.
type digit struct {
	joints []int // that move, proximal first: those that it shares with no other digit
	coords []int // coordinates that move it against the palm, proximal first
	links  []int // of its own, proximal first
	end    int   // link of the last moving joint
	tip    int   // link of the fingertip
	made   string
	name   nameVote

	// Found by how it moves; see measure. Vectors are in the palm link's frame.
	flexions []int  // of joints: those that bend it, proximal first
	closing  r3.Vec // unit: the axis about which it closes, by the right hand
	knuckle  r3.Vec // where its first flexion is
	forward  r3.Vec // unit: where its first bone points where it is open
	length   float64
	slides   bool // a jaw: closing is the direction in which it slides
	doubtful bool // which way it closes is told by the file's zero alone
	unclear  bool // not even by that
}

// rigid numbers the bodies of a model: links that nothing moves against each
// other are one. A body is told by its topmost link.
func rigid(m *chain.Model) []int {
	body := make([]int, m.NumLinks())
	for _, link := range outward(m) {
		up := m.LinkParent(link)
		if up < 0 || moves(m, m.LinkJoint(link)) {
			body[link] = link
		} else {
			body[link] = body[up]
		}
	}
	return body
}

// moves tells whether a joint can move at all: a coordinate does, and leaves it room.
func moves(m *chain.Model, joint int) bool {
	c, scale, _ := m.JointCoordinate(joint)
	if c < 0 || scale == 0 {
		return false
	}
	l := m.Coordinate(c).Limit
	return l.Upper > l.Lower
}

// outward lists all links, parents before children.
func outward(m *chain.Model) []int {
	children := make([][]int, m.NumLinks())
	for link := 1; link < m.NumLinks(); link++ {
		up := m.LinkParent(link)
		children[up] = append(children[up], link)
	}
	order := []int{0}
	for i := 0; i < len(order); i++ {
		order = append(order, children[order[i]]...)
	}
	return order
}

// skeleton is a model's bodies, each with those that hang from it by a moving joint.
type skeleton struct {
	model    *chain.Model
	body     []int   // of a link
	children [][]int // of a body (by its topmost link), in the file's order
	serial   []bool  // nothing branches below
}

func newSkeleton(m *chain.Model) *skeleton {
	s := &skeleton{model: m, body: rigid(m), children: make([][]int, m.NumLinks()), serial: make([]bool, m.NumLinks())}
	order := outward(m)
	for link := 1; link < m.NumLinks(); link++ {
		if s.body[link] == link {
			up := s.body[m.LinkParent(link)]
			s.children[up] = append(s.children[up], link)
		}
	}
	for _, b := range slices.Backward(order) {
		s.serial[b] = len(s.children[b]) == 0 || len(s.children[b]) == 1 && s.serial[s.children[b][0]]
	}
	return s
}

// candidate is a body that may be a palm.
type candidate struct {
	palm   int // link
	digits []digit
	side   nameVote
}

// candidates are the bodies from which two digits or more hang, in the file's order.
func (s *skeleton) candidates() []candidate {
	var out []candidate
	for b := range s.children {
		if s.body[b] != b {
			continue
		}
		for _, digits := range s.bySide(s.digitsOf(b)) {
			if len(digits) >= 2 {
				out = append(out, candidate{digits: digits})
			}
		}
	}
	for i := range out {
		c := &out[i]
		c.palm = s.commonLink(c.digits)
		for d := range c.digits {
			c.digits[d].coords = between(s.model, c.palm, c.digits[d].end)
		}
		c.side = s.sideOf(c)
	}
	return out
}

// bySide splits the digits of two hands that are welded to one body, by the sides that
// their names tell.
func (s *skeleton) bySide(digits []digit) [][]digit {
	var of [2][]digit
	for _, d := range digits {
		var names []string
		for _, l := range d.links {
			names = append(names, s.model.LinkName(l), s.model.Joint(s.model.LinkJoint(l)).Name)
		}
		side := sideVote(names)
		if side == unnamed {
			return [][]digit{digits}
		}
		of[side] = append(of[side], d)
	}
	if len(of[0]) < 2 || len(of[1]) < 2 { // a left and a right jaw
		return [][]digit{digits}
	}
	return of[:]
}

// digitsOf are the chains that hang from a body, and those that hang from it by a
// metacarpal that carries several.
func (s *skeleton) digitsOf(body int) []digit {
	var out, carried []digit
	for _, c := range s.children[body] {
		switch {
		case s.serial[c]:
			if d, ok := s.digit(c); ok {
				out = append(out, d)
			}
		case !slices.ContainsFunc(s.children[c], func(k int) bool { return !s.serial[k] }):
			for _, k := range s.children[c] {
				if d, ok := s.digit(k); ok {
					carried = append(carried, d)
				}
			}
		}
	}
	if len(out) > 0 {
		out = append(out, carried...)
	}
	return s.withoutRods(out)
}

// digit follows a chain from its first body outward; a leg, a neck or a wheel is none.
func (s *skeleton) digit(first int) (digit, bool) {
	d := digit{tip: -1}
	for b := first; ; b = s.children[b][0] {
		d.joints = append(d.joints, s.model.LinkJoint(b))
		d.end = b
		if len(s.children[b]) == 0 {
			break
		}
	}
	for _, l := range outward(s.model) {
		if within(s.model, l, first) {
			d.links = append(d.links, l)
		}
	}
	var names []string
	for _, l := range d.links {
		names = append(names, s.model.LinkName(l), s.model.Joint(s.model.LinkJoint(l)).Name)
	}
	d.name = fingerVote(names)
	const mostJoints = 8
	return d, len(d.joints) <= mostJoints && !notAHand(names)
}

// within tells whether a link is another one or hangs from it.
func within(m *chain.Model, link, top int) bool {
	for ; link >= 0; link = m.LinkParent(link) {
		if link == top {
			return true
		}
	}
	return false
}

// withoutRods leaves out of several chains that one coordinate drives those that only
// go along, as the inner links of a gripper's parallelogram, and stumps, such as a flap
// over a joint.
func (s *skeleton) withoutRods(digits []digit) []digit {
	const stump = 0.2 // of the longest
	state := chain.NewState(s.model)
	length := make([]float64, len(digits))
	longest := 0.0
	for i := range digits {
		d := &digits[i]
		at := state.RootFromLink(s.jointChild(d.joints[0])).Pos
		for _, l := range d.links {
			length[i] += r3.Norm(r3.Sub(state.RootFromLink(l).Pos, at))
			at = state.RootFromLink(l).Pos
		}
		longest = max(longest, length[i])
	}
	var out []digit
	for i := range digits {
		rod := len(digits) > 2 && length[i] < stump*longest && length[i] > 0
		for k := range digits {
			rod = rod || k != i && s.sameDrive(&digits[i], &digits[k]) && len(digits[i].joints) < len(digits[k].joints) &&
				r3.Norm(r3.Sub(state.RootFromLink(s.jointChild(digits[i].joints[0])).Pos, state.RootFromLink(s.jointChild(digits[k].joints[0])).Pos)) < length[k]/2
		}
		if !rod {
			out = append(out, digits[i])
		}
	}
	return out
}

// sameDrive tells whether one and the same coordinate moves all of two chains.
func (s *skeleton) sameDrive(a, b *digit) bool {
	one := -1
	for _, d := range []*digit{a, b} {
		for _, j := range d.joints {
			c, _, _ := s.model.JointCoordinate(j)
			if one >= 0 && c != one {
				return false
			}
			one = c
		}
	}
	return true
}

func (s *skeleton) jointChild(j int) int {
	l, _ := s.model.LinkIndex(s.model.Joint(j).Child)
	return l
}

// commonLink is the last link that all digits hang from.
func (s *skeleton) commonLink(digits []digit) int {
	var common []int
	for i := range digits {
		up := ancestors(s.model, digits[i].links[0])[1:]
		if common == nil {
			common = up
			continue
		}
		common = slices.DeleteFunc(common, func(l int) bool { return !slices.Contains(up, l) })
	}
	return common[0]
}

// span is the range of a joint (rad or m) that its coordinate leaves it, and whether it
// is a proper one: a hinge that may turn around more than once has none.
func span(m *chain.Model, joint int) (low, high float64, proper bool) {
	c, scale, shift := m.JointCoordinate(joint)
	l := m.Coordinate(c).Limit
	const around = 2 * math.Pi * 1.05
	if math.IsInf(l.Lower, 0) || math.IsInf(l.Upper, 0) || m.Joint(joint).Kind != chain.Prismatic && (l.Upper-l.Lower)*math.Abs(scale) > around {
		at := scale*min(max(0, l.Lower), l.Upper) + shift
		return at, at, false
	}
	low, high = scale*l.Lower+shift, scale*l.Upper+shift
	if low > high {
		low, high = high, low
	}
	return low, high, true
}
