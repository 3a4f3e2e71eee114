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
		require.InDelta(t, want, meter.Lag().Float(), 5e-4)
	}
}

func TestLagIsMeasuredWhereTheHandMoves(t *testing.T) {
	moving := func(robot float64) func(*Record, float64) {
		return func(r *Record, at float64) {
			r.Sample.Angles[3] = math.Sin(6 * at)
			r.FingerAngles[3] = robot * math.Sin(6*(at-0.03))
		}
	}
	for _, c := range []struct {
		steps  int
		move   func(*Record, float64)
		reason string
	}{
		{3000, moving(1), ""},
		{400, moving(1), "it takes more than 0.46 s of a hand in sight"},
		{3000, func(r *Record, at float64) { r.FingerAngles[3] = 1e-3 * at }, "no finger moved faster than 20°/s"},
		{3000, moving(0), "no joint that the robot shares with the hand moved"},
	} {
		var meter LagMeter
		var r Record
		for i := range c.steps {
			c.move(&r, float64(i)*Period)
			meter.Add(&r)
		}
		require.Equal(t, c.reason, meter.Lag().Why())
	}
}
