package retarget

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestGoldenSectionComesClose: each look at the function leaves 0.618 of where its minimum
// may be, so that fifteen of them leave a thousandth; and no look is outside.
func TestGoldenSectionComesClose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, width := rapid.Float64Range(-3, 3).Draw(t, "start"), rapid.Float64Range(1e-3, 2).Draw(t, "width")
		at := start + width*rapid.Float64Range(-0.98, 0.98).Draw(t, "share")
		looks := 0
		got := minimum(start, width, func(x float64) float64 {
			looks++
			require.True(t, x >= start-width && x <= start+width)
			return math.Abs(x - at)
		})
		require.InDelta(t, at, got, 1.01*2*width*math.Pow(0.6180339887498949, 15))
		require.LessOrEqual(t, looks, 17)
	})
	// Of a function with a step the best point seen is kept, the first one included.
	got := minimum(1, 0.5, func(x float64) float64 {
		if x == 1 {
			return 0
		}
		return 1
	})
	require.Equal(t, 1.0, got)
}

// TestEveryFingertipStaysOutOfThePalm, the thumb's, too, out of the other fingers, and
// neighbours out of each other; two fingers that are not neighbours cannot meet.
func TestEveryFingertipStaysOutOfThePalm(t *testing.T) {
	f, _ := bionicFingers(t, hand.Nominal())
	r, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	owner, _ := f.owners(r)
	s := f.solver
	met := map[[2]int]int{}
	for _, p := range s.pairs {
		a, b := owner[s.solids[p.first].link], owner[s.solids[p.second].link]
		met[[2]int{min(a, b), max(a, b)}]++
	}
	for finger := hand.Thumb; finger <= hand.Little; finger++ {
		require.Positive(t, met[[2]int{ofPalm, int(finger)}], "%v and palm", finger)
		for other := finger + 1; other <= hand.Little; other++ {
			if finger == hand.Thumb || other == finger+1 {
				require.Positive(t, met[[2]int{int(finger), int(other)}], "%v and %v", finger, other)
			} else {
				require.Zero(t, met[[2]int{int(finger), int(other)}], "%v and %v", finger, other)
			}
		}
	}
	require.Zero(t, met[[2]int{ofPalm, ofPalm}])
}
