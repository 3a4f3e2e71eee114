package hand

import "gonum.org/v1/gonum/spatial/r3"

// Shape is how a hand's own form tells its side, in right-handed axes: in
// left-handed ones the other side would look so.
type Shape struct {
	Misfit [2]float64 // m on a hand of nominal size: mean error of the fit as that side
}

// Side is the side that fits better.
func (s Shape) Side() Side {
	if s.Misfit[Left] < s.Misfit[Right] {
		return Left
	}
	return Right
}

// How much worse the other side must fit for a shape to be clear. Design values:
// of 180 pieces of real recordings, a second or a pose each, the worst that fitted
// the wrong side better did so by 5 % and by 0.02 mm; all those with bent fingers
// fitted the other side worse by 28 % and more.
const (
	clearRatio      = 1.2
	clearDifference = 0.0003 // m
)

// Clear reports whether the shape tells the side at all. A flat hand's does not.
func (s Shape) Clear() bool {
	own, other := s.Misfit[s.Side()], s.Misfit[s.Side().Other()]
	return other >= clearRatio*own && other >= own+clearDifference
}

// shapeFrames is how many frames the bases are refined over for a hand's shape.
const shapeFrames = 8

// ShapeOf fits the frames of one hand as either side: fingers bend to the palm's
// side only, and not far to the other. It reports false where no frame shows a
// hand of a human's size.
func ShapeOf(frames []Observation) (Shape, bool) {
	var s Shape
	for side := range Side(len(s.Misfit)) {
		dims, err := measure(side, frames, shapeFrames)
		if err != nil {
			return s, false
		}
		fitter := NewFitter(side, dims)
		var fit Fit
		n := 0
		for i := range frames {
			fitter.Reset()
			if fitter.Fit(&fit, &frames[i]) {
				s.Misfit[side] += fit.Error / dims.Size()
				n++
			}
		}
		if n == 0 {
			return s, false
		}
		s.Misfit[side] /= float64(n)
	}
	return s, true
}

// Size is the hand's palm over the nominal hand's.
func (d *Dimensions) Size() float64 {
	nominal := Nominal()
	return r3.Norm(d[Middle].Base.Pos) / r3.Norm(nominal[Middle].Base.Pos)
}

// ShapeOfPicture is ShapeOf for what a picture shows of a hand, its depth unknown
// or guessed. Without a guess both sides fit alike.
func ShapeOfPicture(frames []Observation, hinted bool) (Shape, bool) {
	var s Shape
	if !hinted {
		// The one is the other's image, seen from behind.
		m, ok := pictureMisfit(Right, frames, hinted)
		return Shape{Misfit: [2]float64{m, m}}, ok
	}
	for side := range Side(len(s.Misfit)) {
		var ok bool
		if s.Misfit[side], ok = pictureMisfit(side, frames, hinted); !ok {
			return s, false
		}
	}
	return s, true
}

// pictureMisfit is the mean by which a nominal hand of that side misses the
// frames (m).
func pictureMisfit(side Side, frames []Observation, hinted bool) (float64, bool) {
	lifter := NewLifter(side, Nominal(), hinted)
	sum, n := 0.0, 0
	var lifted Observation
	for i := range frames {
		lifter.Reset()
		if misfit, ok := lifter.Lift(&lifted, &frames[i]); ok {
			sum += misfit
			n++
		}
	}
	if n == 0 {
		return 0, false
	}
	return sum / float64(n), true
}
