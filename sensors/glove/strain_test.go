package glove

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
)

// TestEveryBendIsTheDesigns: the table of peaks (strain per rad) and widths (mm), each
// at its joint, a width away from it and two; on either side, in every column.
func TestEveryBendIsTheDesigns(t *testing.T) {
	over := func(h, sigma float64) [3]float64 { return [3]float64{h / sigma / math.Sqrt(2*math.Pi), sigma, 0} }
	finger := [4][3]float64{{0.22, 13, 1}, over(11, 15), over(8, 11), over(6, 8)} // the last: sideways
	design := [NumBlocks][4][3]float64{
		hand.Thumb: {{0.20, 16, 1}, {0.29, 16, 0}, over(9, 12), over(7.5, 10)},
		hand.Index: finger, hand.Middle: finger, hand.Ring: finger, hand.Little: finger,
		WristBlock: {over(20, 30), {0.25, 25, 1}, {0, 1, 0}, {0, 1, 0}},
	}
	for b, bends := range design {
		g := NominalGeometry(hand.Nominal(), b)
		joints := [4]float64{}
		if b != WristBlock {
			bones := hand.Nominal()[b].Length
			joints = [4]float64{0, 0, bones[0], bones[0] + bones[1]}
		}
		require.Equal(t, joints, g.Joint)
		g.Thickness = [4]float64{1.1, 0.9, 1.2, 0.8}
		for j, bend := range bends {
			for _, widths := range []float64{0, 1, -1, 2} {
				for _, across := range []float64{0, 0.5, 1, -1} {
					for _, back := range []bool{true, false} {
						want := g.Thickness[j] * bend[0] * math.Exp(-widths*widths/2)
						switch {
						case bend[2] == 1:
							want *= -across
						case back:
							want *= 1 - 0.15*across*across
						default:
							want *= -0.8 * (1 - 0.15*across*across)
						}
						got := g.Gain(g.Joint[j]+widths*bend[1]*1e-3, across, back)[j]
						require.InDelta(t, want, got, 1e-12, "%s, angle %d, %g widths away", BlockName(b), j, widths)
					}
				}
			}
		}
	}
}
