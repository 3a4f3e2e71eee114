package robot

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

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

// oppose turns the hinges about which the fingers of a gripper can be set, each by more
// than a right angle, to where two of three digits close side by side against the third.
func (s *measurer) oppose(digits []digit) {
	if len(digits) != 3 {
		return
	}
	var set []int
	for i := range digits {
		d := &digits[i]
		for _, j := range d.joints[:max(0, len(d.joints)-2)] {
			c, _, _ := s.model.JointCoordinate(j)
			if l, ok := room(s.model, c); ok && l.Upper-l.Lower > wide && !slices.Contains(set, c) {
				set = append(set, c)
			}
		}
	}
	if len(set) == 0 {
		return
	}
	const steps = 12
	q := slices.Clone(s.state.Coordinates())
	best, most := slices.Clone(q), math.Inf(-1)
	count := 1
	for range set {
		count *= steps + 1
	}
	for n := range count {
		k := n
		for _, c := range set {
			l := s.model.Coordinate(c).Limit
			q[c] = l.Lower + float64(k%(steps+1))/steps*(l.Upper-l.Lower)
			k /= steps + 1
		}
		s.state.SetCoordinates(q)
		if v := s.opposition(digits); v > most+1e-9 {
			most = v
			copy(best, q)
		}
	}
	s.state.SetCoordinates(best)
}

// straighten puts a gripper's hinges that swing its fingers sideways, by less than half a
// turn, to the file's zero, and tells whether there are any: nothing else tells which
// way such a finger stands at rest.
func (s *measurer) straighten(digits []digit) bool {
	q := slices.Clone(s.state.Coordinates())
	any := false
	for i := range digits {
		for _, j := range digits[i].joints {
			c, _, _ := s.model.JointCoordinate(j)
			if l := s.model.Coordinate(c).Limit; !slices.Contains(digits[i].flexions, j) && l.Upper-l.Lower <= wide {
				q[c], any = min(max(0, l.Lower), l.Upper), true
			}
		}
	}
	s.state.SetCoordinates(q)
	return any
}

// opposition is how nearly two of three digits close side by side against the third.
func (s *measurer) opposition(digits []digit) float64 {
	centre := s.centre(digits)
	var axes [3]r3.Vec
	for i := range axes {
		d := digits[i]
		s.measure(&d, centre)
		axes[i] = d.closing
	}
	most := math.Inf(-1)
	for i := range axes {
		j, k := (i+1)%3, (i+2)%3
		most = max(most, r3.Dot(axes[j], axes[k])-r3.Dot(axes[i], axes[j])-r3.Dot(axes[i], axes[k]))
	}
	return most
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

// wide is the range (rad) from which on a first flexion is no knuckle's: it opens its
// finger away from the hand.
const wide = 2.2

func (s *measurer) opensWide(digits []digit) bool {
	for i := range digits {
		if digits[i].slides {
			return true
		}
		if low, high := s.turns(&digits[i], digits[i].flexions[0]); high-low < wide {
			return false
		}
	}
	return true
}

// approach is where a gripper points: across the plane of three knuckles, or between two
// jaws; of the palm's own axes the one that is nearly there.
func (s *measurer) approach(digits []digit, closing r3.Vec) (x r3.Vec) {
	var out r3.Vec
	for i := range digits {
		out = r3.Add(out, r3.Sub(s.tip(&digits[i]), s.root(&digits[i])))
	}
	if x = out; len(digits) == 3 {
		x = r3.Cross(r3.Sub(digits[1].knuckle, digits[0].knuckle), r3.Sub(digits[2].knuckle, digits[0].knuckle))
		if r3.Dot(x, out) < 0 {
			x = r3.Scale(-1, x)
		}
	}
	if r3.Norm(x) < 1e-12 {
		return x
	}
	x = r3.Unit(x)
	const nearly = 0.86 // cosine of 30°
	for _, v := range []r3.Vec{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}, {Z: 1}, {Z: -1}} {
		if r3.Dot(v, x) > nearly && math.Abs(r3.Dot(v, r3.Unit(closing))) < 0.3 {
			return v
		}
	}
	return x
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

// alignToMiddle turns the frame to the middle finger, along which a hand is measured: of
// two, to both.
func (s *measurer) alignToMiddle(a *assignment, digits []digit) {
	var there []int
	for f := hand.Index; f <= hand.Little; f++ {
		if a.digit[f] >= 0 {
			there = append(there, a.digit[f])
		}
	}
	if len(there) < 2 || digits[there[0]].slides {
		return
	}
	axis := []int{a.digit[hand.Middle]}
	if axis[0] < 0 || len(there) == 2 {
		axis = there
	}
	var x, y r3.Vec
	for _, i := range axis {
		x, y = r3.Add(x, s.straightAhead(&digits[i])), r3.Add(y, digits[i].closing)
	}
	if r3.Norm(x) < 0.5*float64(len(axis)) || r3.Dot(r3.Unit(y), a.y) < alike || r3.Dot(r3.Unit(x), a.x) < alike {
		return
	}
	_ = a.setAxes(x, y, "")
}

// fanned is how far (rad) a hand's frame may be from an axis of its own palm where its
// fingers do not agree on it: people who draw a hand do so along axes.
const fanned = 15 * math.Pi / 180

// alignToPalm turns the frame of a hand whose fingers fan out to the axes of a link of the
// palm that has a shape, if it nearly lies along them.
func (s *measurer) alignToPalm(a *assignment, digits []digit, links []int) {
	agree := true
	for f := hand.Index; f <= hand.Little; f++ {
		if i := a.digit[f]; i >= 0 {
			const same = 0.9999 // cosine of 0.8°
			agree = agree && r3.Dot(digits[i].closing, a.y) > same && r3.Dot(s.straightAhead(&digits[i]), a.x) > same
		}
	}
	if agree {
		return
	}
	found := spatial.FromAxes(a.x, a.y, a.z)
	best, nearest := found, fanned
	for _, l := range links {
		link := s.palmFrom(l).Rot
		x, y, z := spatial.Axes(link)
		axes := []r3.Vec{x, y, z, r3.Scale(-1, x), r3.Scale(-1, y), r3.Scale(-1, z)}
		for _, u := range axes {
			for _, v := range axes {
				if math.Abs(r3.Dot(u, v)) > 0.5 {
					continue
				}
				square := spatial.FromAxes(u, v, r3.Cross(u, v))
				if angle := spatial.AngleBetween(found, square); angle < nearest-1e-6 {
					best, nearest = square, angle
				}
			}
		}
	}
	a.x, a.y, a.z = spatial.Axes(best)
}

// flat is the posture in which every finger reaches as far forward as it can: the flat
// hand. The thumb is in the middle of its ranges.
func (s *measurer) flat(a *assignment, digits []digit) []float64 {
	q := slices.Clone(s.state.Coordinates())
	for f := hand.Index; f <= hand.Little; f++ {
		if a.digit[f] < 0 {
			continue
		}
		d := &digits[a.digit[f]]
		for range 4 {
			for _, c := range d.coords {
				if l, ok := room(s.model, c); ok {
					q[c] = s.farthest(d, a.x, q, c, l)
				}
			}
		}
	}
	s.state.SetCoordinates(q)
	return q
}

// farthest is the value of a coordinate at which a digit's tip is farthest along a
// direction.
func (s *measurer) farthest(d *digit, along r3.Vec, q []float64, c int, l chain.Limit) float64 {
	reach := func(v float64) float64 {
		q[c] = v
		s.state.SetCoordinates(q)
		return r3.Dot(along, s.tip(d))
	}
	const steps = 32
	best, most := q[c], reach(q[c])+1e-9
	for i := range steps + 1 {
		v := l.Lower + float64(i)/steps*(l.Upper-l.Lower)
		if r := reach(v); r > most {
			best, most = v, r
		}
	}
	width := (l.Upper - l.Lower) / steps
	low, high := max(l.Lower, best-width), min(l.Upper, best+width)
	for range 40 { // golden section; the reach has one peak here
		a, b := high-0.618034*(high-low), low+0.618034*(high-low)
		if reach(a) > reach(b) {
			high = b
		} else {
			low = a
		}
	}
	if r := reach((low + high) / 2); r > most {
		best = (low + high) / 2
	}
	q[c] = best
	return best
}

// linkFromPalm is the palm frame in its link. Its origin is where a human wrist would
// be: the knuckles and fingertips of the flat hand lie to it as a human hand's do, the
// fingers' lengths being equal.
func (s *measurer) linkFromPalm(a *assignment, digits []digit) spatial.Pose {
	human := hand.New(hand.Right, hand.Nominal())
	var theirs, ours r3.Vec
	theirLength, ourLength, n := 0.0, 0.0, 0.0
	rot := spatial.FromAxes(a.x, a.y, a.z)
	for f := hand.Index; f <= hand.Little; f++ {
		if a.digit[f] < 0 {
			continue
		}
		d := &digits[a.digit[f]]
		knuckle := human.PalmFromSegment(f, 0).Pos
		if a.side == hand.Left {
			knuckle.Y = -knuckle.Y
		}
		theirs, ours, n = r3.Add(theirs, d.knuckle), r3.Add(ours, knuckle), n+1
		theirLength += max(r3.Dot(a.x, r3.Sub(s.tip(d), d.knuckle)), d.length/4)
		ourLength += r3.Norm(r3.Sub(human.PalmFromSegment(f, 3).Pos, human.PalmFromSegment(f, 0).Pos))
	}
	scale := theirLength / ourLength
	at := r3.Sub(r3.Scale(1/n, theirs), spatial.Rotate(rot, r3.Scale(scale/n, ours)))
	return spatial.Pose{Rot: rot, Pos: at}
}
