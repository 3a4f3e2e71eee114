package mirror

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
)

func TestLagOfAShiftedCopyIsTheShift(t *testing.T) {
	for _, want := range []float64{-0.024, 0.017, 0.060, 0.123} {
		var meter LagMeter
		wave := func(at float64) float64 { return 0.8 * math.Sin(2*math.Pi*0.9*at) }
		for step := range 12000 {
			at := float64(step) * 1e-3
			var person hand.Angles
			var robot [hand.WristFlexion]float64
			for j := range robot {
				person[j] = wave(at)
				robot[j] = 0.3 + wave(at-want) // another zero, as another hand has
			}
			meter.add(&person, &robot)
		}
		require.InDelta(t, want, meter.Lag(), 5e-4)
	}
}

func TestLagOfAStillHandIsZero(t *testing.T) {
	var meter LagMeter
	for range 3000 {
		meter.Add(&Record{})
	}
	require.Zero(t, meter.Lag())
}
