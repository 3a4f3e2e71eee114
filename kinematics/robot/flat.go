package robot

import (
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

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
