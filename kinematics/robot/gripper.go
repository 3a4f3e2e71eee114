package robot

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

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
