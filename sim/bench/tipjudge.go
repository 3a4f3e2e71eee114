package bench

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/figure"

	"gonum.org/v1/gonum/spatial/r3"
)

// contestPinch is the gap (m) between the wanted thumb's and another finger's tip below
// which the person pinches.
const contestPinch = 0.025

// tipJudge measures the fingertips of a contest's answers against those that were
// wanted, all in the palm's frame.
type tipJudge struct {
	each, gaps []float64 // m
	path       []tips
}

// look takes one answer's tips; it gives their mean error (m).
func (j *tipJudge) look(at, wanted tips) float64 {
	sum := 0.0
	for f := range at {
		e := r3.Norm(r3.Sub(at[f], wanted[f]))
		j.each, sum = append(j.each, e), sum+e
		if gap := r3.Norm(r3.Sub(wanted[f], wanted[hand.Thumb])); f > 0 && gap < contestPinch {
			j.gaps = append(j.gaps, math.Abs(r3.Norm(r3.Sub(at[f], at[hand.Thumb]))-gap))
		}
	}
	j.path = append(j.path, at)
	return sum / float64(len(at))
}

// fill sets the figures; of the answers every so many'th makes 100 Hz, as smoothness is
// counted.
func (j *tipJudge) fill(st *Standing, every int) {
	st.TipErrorMM, st.TipP95MM = figure.Of(1e3*mean(j.each)), figure.Of(1e3*quantileOf(j.each, 0.95))
	if st.PinchGapMM = figure.Missing("nothing was pinched"); len(j.gaps) > 0 {
		st.PinchGapMM = figure.Of(1e3 * mean(j.gaps))
	}
	var path []tips
	for i := 0; i < len(j.path); i += every {
		path = append(path, j.path[i])
	}
	st.Smoothness = spectralArcLength(speeds(path, hand.Index))
}
