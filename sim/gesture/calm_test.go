package gesture

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
)

// The filter's gain is cos⁴(πf/rate), its phase zero.
func TestCalmHasTheBinomialFiltersGain(t *testing.T) {
	const rate = 30.0
	for _, f := range []float64{0, 1, 4, 10, 15} {
		p := &playback{keys: make([]key, 120)}
		for i := range p.keys {
			at := float64(i) / rate
			p.keys[i].time = at
			p.keys[i].angles[hand.IndexPIP] = math.Cos(2 * math.Pi * f * at)
		}
		p.calm(1.6 / rate)
		gain := math.Pow(math.Cos(math.Pi*f/rate), 4)
		for i := 10; i < 110; i++ {
			want := gain * math.Cos(2*math.Pi*f*float64(i)/rate)
			require.InDelta(t, want, p.keys[i].angles[hand.IndexPIP], 1e-12, "%g Hz", f)
		}
	}
}

func TestCalmDoesNotReachOverGaps(t *testing.T) {
	p := &playback{keys: make([]key, 20)}
	for i := range p.keys {
		p.keys[i].time = float64(i) / 30
		if i >= 10 {
			p.keys[i].time += 1
			p.keys[i].angles[hand.IndexPIP] = 1
		}
	}
	p.calm(1.6 / 30)
	for i, k := range p.keys {
		want := 0.0
		if i >= 10 {
			want = 1
		}
		require.Equal(t, want, k.angles[hand.IndexPIP], i)
	}
}
