package hand_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestFiguresAreAsTheyWereMeasured: how well hands are fitted, measured and lifted out of
// pictures, noise, gaps and strange views included. The design values of all three were
// chosen by these figures, and show in nothing else.
func TestFiguresAreAsTheyWereMeasured(t *testing.T) {
	var table strings.Builder
	large := hand.Nominal().Scaled(1.15)
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		frames, truth := recording(41, side, large, 24, 0.003)
		fitted(t, &table, side, "noisy", large, frames, truth)
		for i := range frames {
			for k := i % 4; k < hand.NumLandmarks; k += 4 {
				frames[i].Weight[k] = []float64{0, 0.3}[i%2]
			}
		}
		fitted(t, &table, side, "hidden", large, frames, truth)
		dims, err := hand.Measure(side, frames)
		require.NoError(t, err)
		measured(&table, side, "measure", dims)
		fitted(t, &table, side, "own", dims, frames, truth)
		for _, hint := range []float64{0, 0.8} {
			lifted(t, &table, side, large, hint)
		}
	}
	frames, _ := recording(42, hand.Right, large, 400, 0.004)
	watching(&table, frames)
	golden.Near(t, filepath.Join("testdata", "figures.txt"), table.String(), 0.05, 0.1)
}

func fitted(t *testing.T, table *strings.Builder, side hand.Side, name string, dims hand.Dimensions, frames []hand.Observation, truth []hand.Angles) {
	fitter := hand.NewFitter(side, dims)
	var off, miss, at float64
	var doubts [3]int
	for i := range frames {
		var fit hand.Fit
		if i%6 == 0 {
			fitter.Reset()
		}
		require.True(t, fitter.Fit(&fit, &frames[i]))
		for a := range hand.NumFingerAngles {
			d := fit.Angles[a] - truth[i][a]
			off += d * d
			at += float64(a+1) * fit.Angles[a]
			doubts[fit.Doubts[a]]++
		}
		miss += fit.Error
	}
	n := float64(len(frames))
	fmt.Fprintf(table, "%v %s: rms %.6f deg, miss %.6f mm, doubts %d %d %d, at %.5f\n", side, name,
		math.Sqrt(off/n/hand.NumFingerAngles)/deg, 1e3*miss/n, doubts[0], doubts[1], doubts[2], at)
}

func measured(table *strings.Builder, side hand.Side, name string, dims hand.Dimensions) {
	for f := range dims {
		b := &dims[f]
		w := spatial.RotationVector(b.Base.Rot)
		fmt.Fprintf(table, "%v %s %v: %.4f %.4f %.4f mm, from %.4f %.4f %.4f mm, turned %.5f %.5f %.5f\n", side, name, hand.Finger(f),
			1e3*b.Length[0], 1e3*b.Length[1], 1e3*b.Length[2], 1e3*b.Base.Pos.X, 1e3*b.Base.Pos.Y, 1e3*b.Base.Pos.Z, w.X, w.Y, w.Z)
	}
}

// lifted looks at a hand that goes on from frame to frame, and at single frames.
func lifted(t *testing.T, table *strings.Builder, side hand.Side, dims hand.Dimensions, hint float64) {
	seen, truth := pictures(43, side, dims, 24, hint, 0.002)
	for _, every := range []int{1000, 1} {
		lifter := hand.NewLifter(side, dims, hint > 0)
		var off, sum, depth float64
		for i := range seen {
			if i%every == 0 {
				lifter.Reset()
			}
			if i%5 == 4 {
				seen[i].Weight[3*i%hand.NumLandmarks] = 0.2
			}
			var o hand.Observation
			misfit, ok := lifter.Lift(&o, &seen[i])
			require.True(t, ok)
			sum += misfit
			for a := range hand.NumFingerAngles {
				off += math.Pow(lifter.Angles()[a]-truth[i][a], 2)
			}
			for k := range o.Points {
				depth += float64(k) * r3.Norm(r3.Sub(o.Points[k], o.Points[0]))
			}
		}
		n := float64(len(seen))
		fmt.Fprintf(table, "%v lifted, hint %g, new every %d: rms %.6f deg, misfit %.6f mm, size %.5f\n", side, hint, every,
			math.Sqrt(off/n/hand.NumFingerAngles)/deg, 1e3*sum/n, depth/n)
	}
	for _, hinted := range []bool{false, true} {
		shape, ok := hand.ShapeOfPicture(seen[:6], hinted)
		fmt.Fprintf(table, "%v shape, hint %g: %.6f %.6f mm %v\n", side, hint, 1e3*shape.Misfit[0], 1e3*shape.Misfit[1], ok)
	}
}

// watching has a hand measured while it is seen.
func watching(table *strings.Builder, frames []hand.Observation) {
	m := hand.NewMeasurer(hand.Right)
	better := 0
	for i := range frames {
		if m.Add(&frames[i]) {
			better++
		}
		if i == 3 || i == 20 || i == 60 {
			fmt.Fprintf(table, "after %d frames better %d times, size %.6f\n", i+1, better, func() float64 { d := m.Dimensions(); return d.Size() }())
		}
	}
	fmt.Fprintf(table, "in the end better %d times\n", better)
	measured(table, hand.Right, "watched", m.Dimensions())
	shape, ok := hand.ShapeOf(frames[:30])
	fmt.Fprintf(table, "shape %.6f %.6f mm %v\n", 1e3*shape.Misfit[0], 1e3*shape.Misfit[1], ok)
}
