package bench

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/figure"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// minimumJerk is the speed of a movement of one second (Flash & Hogan 1985),
// sampled at 100 Hz.
func minimumJerk() []float64 {
	var v []float64
	for i := range 101 {
		s := float64(i) / 100
		v = append(v, 30*s*s*(1-s)*(1-s))
	}
	return v
}

func TestSpectralArcLength(t *testing.T) {
	smooth := minimumJerk()
	whole := spectralArcLength(smooth).Float()
	require.InDelta(t, -1.41, whole, 0.06, "of one minimum-jerk movement, as published")
	var doubled []float64
	for _, v := range smooth {
		doubled = append(doubled, 3*v)
	}
	require.InDelta(t, whole, spectralArcLength(doubled).Float(), 1e-9, "amplitude does not matter")
	halting := append(append(minimumJerk(), make([]float64, 20)...), minimumJerk()...)
	require.Less(t, spectralArcLength(halting).Float(), whole-0.5, "two movements with a stop between are less smooth")
	require.Equal(t, figure.Missing(noMove), spectralArcLength(make([]float64, 50)))
	require.Equal(t, figure.Missing(noMove), spectralArcLength(nil))
}

func TestMotionPreservation(t *testing.T) {
	var path, back, across []tips
	for i := range 50 {
		s := 0.05 * math.Sin(float64(i)/5)
		var p, q, r tips
		for f := range p {
			p[f], q[f], r[f] = r3.Vec{X: s}, r3.Vec{X: -2 * s}, r3.Vec{Y: s}
		}
		path, back, across = append(path, p), append(back, q), append(across, r)
	}
	require.InDelta(t, 1, motionPreservation(path, path).Float(), 1e-12)
	require.InDelta(t, -1, motionPreservation(path, back).Float(), 1e-12)
	require.InDelta(t, 0, motionPreservation(path, across).Float(), 1e-12)
	require.Equal(t, figure.Missing(noMove), motionPreservation(make([]tips, 20), path[:20]))
}

func TestScatter(t *testing.T) {
	var s spread3
	require.False(t, s.rmsMM().Measured())
	for _, x := range []float64{-3, 3} {
		var p tips
		for f := range p {
			p[f] = r3.Vec{X: 7 + x, Y: float64(f)}
		}
		s.add(p)
	}
	require.InDelta(t, 3000, s.rmsMM().Float(), 1e-6)
}

func TestSpeedsOfAFinger(t *testing.T) {
	path := make([]tips, 3)
	path[1][hand.Index] = r3.Vec{X: 3, Y: 4}
	path[2][hand.Index] = r3.Vec{X: 3, Y: 4}
	require.Equal(t, []float64{5, 0}, speeds(path, hand.Index))
	require.Equal(t, []float64{0, 0}, speeds(path, hand.Thumb))
}
