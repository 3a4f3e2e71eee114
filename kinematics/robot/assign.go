package robot

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// assignment says which digit is which finger, and how the palm lies in its link.
type assignment struct {
	digit   [hand.NumFingers]int // of the candidate, −1 for none
	rule    string               // which human finger leads which, where it is not one to one
	x, y, z r3.Vec               // of the palm frame, in the palm link's
	side    hand.Side
	from    string // what told the side
	doubts  []string
	gripper bool // of jaws that open away from each other
}

// assign names a hand's digits by how they close, and by their names.
func (s *measurer) assign(c *candidate, want nameVote, palmLinks []int, given *PalmFrame) (*assignment, error) {
	a := &assignment{digit: [hand.NumFingers]int{-1, -1, -1, -1, -1}}
	s.middle(c.digits)
	s.oppose(c.digits)
	centre := s.centre(c.digits)
	for i := range c.digits {
		s.measure(&c.digits[i], centre)
	}
	if len(c.digits) == 3 && s.opensWide(c.digits) && s.straighten(c.digits) {
		for i := range c.digits {
			s.measure(&c.digits[i], s.centre(c.digits))
		}
	}
	thumb := s.thumbOf(c.digits)
	var fingers []int
	for i := range c.digits {
		if i != thumb {
			fingers = append(fingers, i)
		}
	}
	err := given.setTo(a)
	if given == nil && !slices.ContainsFunc(fingers, func(i int) bool { return !c.digits[i].unclear }) {
		err = errNoFrame(s.model.Name())
	} else if given == nil {
		err = s.frame(a, c.digits, thumb, fingers)
	}
	if err != nil {
		return nil, err
	}
	fingers = s.order(a, c, thumb, fingers, want)
	a.name(c.digits, thumb, fingers)
	if !a.gripper && given == nil {
		s.alignToMiddle(a, c.digits)
		s.alignToPalm(a, c.digits, palmLinks)
	}
	return a, nil
}

// setTo makes a given frame an assignment's; nil changes nothing.
func (f *PalmFrame) setTo(a *assignment) error {
	if f == nil {
		return nil
	}
	x, z := vec(f.Fingers), vec(f.Back)
	if nx, nz := r3.Norm(x), r3.Norm(z); !(nx > 1e-9) || !(nz > 1e-9) || !(r3.Norm(r3.Cross(x, z)) > 1e-3*nx*nz) {
		return fmt.Errorf("robot: palm frame: fingers %v and back %v: want two directions that are across each other", f.Fingers, f.Back)
	}
	a.x = r3.Unit(x)
	a.z = r3.Unit(across(z, a.x))
	a.y = r3.Cross(a.z, a.x)
	return nil
}

// centre is the mean of where the digits end.
func (s *measurer) centre(digits []digit) (c r3.Vec) {
	for i := range digits {
		c = r3.Add(c, r3.Scale(1/float64(len(digits)), s.tip(&digits[i])))
	}
	return c
}

// together is how much unit vectors agree: 1 if all are the same.
func together(v []r3.Vec) float64 {
	var sum r3.Vec
	for _, u := range v {
		sum = r3.Add(sum, u)
	}
	return r3.Norm(sum) / float64(len(v))
}

// alike is the agreement from which on digits close side by side.
const alike = 0.8

// thumbOf is the digit that opposes the rest: without which the others close most
// alike. It is −1 where all close side by side and none is called thumb.
func (s *measurer) thumbOf(digits []digit) int {
	named := -1
	var axes []r3.Vec
	for i := range digits {
		axes = append(axes, digits[i].closing)
		if digits[i].name == nameVote(hand.Thumb) {
			if named >= 0 {
				named = -2
			} else if named == -1 {
				named = i
			}
		}
	}
	if named >= 0 {
		return named
	}
	if len(digits) == 2 {
		// Two that are called fingers are two fingers.
		if together(axes) > alike || digits[0].name > nameVote(hand.Thumb) && digits[1].name > nameVote(hand.Thumb) {
			return -1
		}
		return 0
	}
	const clear = 1e-6
	thumb, most := -1, together(axes)
	for i := range axes {
		if t := together(slices.Delete(slices.Clone(axes), i, i+1)); t > most+clear {
			thumb, most = i, t
		}
	}
	if thumb >= 0 && together(axes) > 0.97 {
		return -1
	}
	return thumb
}

// frame finds the palm's axes: +Y is the mean axis about which the fingers close, +X
// where they point in the flat hand.
func (s *measurer) frame(a *assignment, digits []digit, thumb int, fingers []int) error {
	var axes []r3.Vec
	for _, i := range fingers {
		axes = append(axes, digits[i].closing)
	}
	slide := slices.ContainsFunc(fingers, func(i int) bool { return digits[i].slides })
	var y, x r3.Vec
	for _, v := range axes {
		y = r3.Add(y, v)
	}
	for _, i := range fingers {
		x = r3.Add(x, s.straightAhead(&digits[i]))
	}
	if slide || thumb >= 0 && len(digits) <= 3 && (len(digits) == 2 || s.opensWide(digits)) {
		a.gripper = true
		x = s.approach(digits, y)
	}
	if slide { // the fingers close by sliding along what is −Z
		z := r3.Scale(-1, r3.Unit(y))
		x = across(x, z)
		if r3.Norm(x) < 1e-9 {
			return errNoFrame(s.model.Name())
		}
		a.x, a.z = r3.Unit(x), z
		a.y = r3.Cross(a.z, a.x)
		return nil
	}
	if r3.Norm(y) < 0.3*float64(len(fingers)) {
		return errNoFrame(s.model.Name())
	}
	if a.gripper { // where it points is surer than how its jaws close
		y = across(y, x)
	}
	return a.setAxes(x, y, s.model.Name())
}

func (s *measurer) root(d *digit) r3.Vec { return s.at(d.joints[0]) }

// setAxes makes a frame of where fingers point and the axis about which they close.
func (a *assignment) setAxes(x, y r3.Vec, name string) error {
	y = r3.Unit(y)
	x = across(x, y)
	if r3.Norm(x) < 1e-6 {
		return errNoFrame(name)
	}
	a.x, a.y = r3.Unit(x), y
	a.z = r3.Cross(a.x, a.y)
	return nil
}

// order sorts the fingers from the thumb's side on, and finds the hand's side.
func (s *measurer) order(a *assignment, c *candidate, thumb int, fingers []int, want nameVote) []int {
	across := func(i int) float64 { return r3.Dot(a.y, c.digits[i].knuckle) }
	sorted := slices.Clone(fingers)
	slices.SortStableFunc(sorted, func(i, j int) int {
		switch d := across(i) - across(j); {
		case d > 0:
			return -1
		case d < 0:
			return 1
		}
		return 0
	})
	// Geometry: the thumb is beside the index finger.
	told, sure := 0.0, false
	mean, spread := 0.0, math.Abs(across(sorted[0])-across(sorted[len(sorted)-1]))/2
	for _, i := range fingers {
		mean += across(i) / float64(len(fingers))
	}
	if thumb >= 0 {
		d := &c.digits[thumb]
		at, n := r3.Dot(a.y, s.tip(d)), 1.0
		for _, j := range d.joints {
			at += r3.Dot(a.y, s.at(j))
			n++
		}
		told = at/n - mean
		sure = len(fingers) > 1 && math.Abs(told) > 0.3*spread
	}
	byNames := namedOrder(c.digits, sorted)
	switch {
	case byNames != 0: // the fingers' own names say which end is the index finger's
		if sure && (byNames > 0) != (told > 0) {
			a.doubts = append(a.doubts, "by their names the index finger is the one farthest from the thumb: the names are followed")
		}
		a.side, a.from = sideOf(byNames), "its fingers' order"
	case sure:
		a.side, a.from = sideOf(told), "where its thumb is"
	case c.side != unnamed:
		a.side, a.from = hand.Side(c.side), "its names; its shape does not tell"
	case want != unnamed:
		a.side, a.from = hand.Side(want), "what was asked for; its shape does not tell"
	default:
		a.side, a.from = hand.Right, "nothing: it may be either"
	}
	if c.side != unnamed && hand.Side(c.side) != a.side {
		a.doubts = append(a.doubts, "its names say "+hand.Side(c.side).String()+", its shape "+a.side.String()+": the shape is followed; --side says otherwise")
	}
	if a.side == hand.Left {
		slices.Reverse(sorted)
	}
	return sorted
}

func sideOf(towards float64) hand.Side {
	if towards > 0 {
		return hand.Right
	}
	return hand.Left
}

// namedOrder is positive if the names of fingers, sorted from +Y on, go from index to
// little finger, negative the other way, and 0 if they do not tell.
func namedOrder(digits []digit, sorted []int) float64 {
	first, last := -1, -1 // in sorted: of the fingers with the least and the greatest name
	for k, i := range sorted {
		n := digits[i].name
		if n <= nameVote(hand.Thumb) {
			continue
		}
		if first < 0 || n < digits[sorted[first]].name {
			first = k
		}
		if last < 0 || n > digits[sorted[last]].name {
			last = k
		}
	}
	if first < 0 || digits[sorted[first]].name == digits[sorted[last]].name {
		return 0
	}
	return float64(last - first)
}

// name hands the fingers out: by their names where every one has its own, else in their
// order. A robot with fewer fingers has those nearest to the thumb.
func (a *assignment) name(digits []digit, thumb int, fingers []int) {
	if thumb >= 0 {
		a.digit[hand.Thumb] = thumb
	}
	if len(fingers) > int(hand.Little) {
		a.doubts = append(a.doubts, "more than four fingers: those farthest from the thumb are led by nobody")
		fingers = fingers[:hand.Little]
	}
	used := map[nameVote]bool{}
	byName := true
	for _, i := range fingers {
		n := digits[i].name
		byName = byName && n > nameVote(hand.Thumb) && !used[n]
		used[n] = true
	}
	for k, i := range fingers {
		if byName {
			a.digit[digits[i].name] = i
		} else {
			a.digit[int(hand.Index)+k] = i
		}
	}
	switch {
	case thumb >= 0 && len(fingers) == 1:
		a.rule = "a gripper: it opens as far as the thumb is from the other fingertips"
	case thumb >= 0 && len(fingers) < 4 || thumb < 0 && len(fingers) <= 4:
		a.rule = "fewer fingers than a hand: what is missing leads nothing"
	}
}
