package skin

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Over all uniform numbers every count comes as often as the normal distribution has it.
func TestHushIsARoundedNormal(t *testing.T) {
	const n = 1 << 20
	counts := map[float64]int{}
	for i := range uint32(n) {
		counts[hush.draw(i<<12+1<<11)]++
	}
	for count := -5.0; count <= 5; count++ {
		want := distuv.UnitNormal.CDF(count+0.5) - distuv.UnitNormal.CDF(count-0.5)
		require.InDelta(t, want*n, counts[count], 1.5, "%g counts", count)
	}
	require.InDelta(t, leastHush, hush.draw(0), 0)
	require.InDelta(t, leastHush+mostHush, hush.draw(math.MaxUint32), 0)
}

// A patch in the air hears nothing but the readout: white, of one count's SD before it is
// rounded.
func TestASilentPatchIsWhite(t *testing.T) {
	const n = 200_000
	p := NewPatch(NominalPatch(), SkinTemperature, 1, rand.New(rand.NewPCG(5, 6)))
	x := make([]float64, 0, 2*n)
	for range n {
		p.StepVibration(PatchContact{})
		v := p.Reading().Vibration
		x = append(x, v[0]/VibrationStep, v[1]/VibrationStep)
	}
	mean, sd := stat.MeanStdDev(x, nil)
	require.InDelta(t, 0, mean, 4/math.Sqrt(2*n))
	require.InDelta(t, math.Sqrt(1+1.0/12), sd, 4/math.Sqrt(4*n))
	for lag := 1; lag <= 8; lag++ {
		require.InDelta(t, 0, stat.Correlation(x[lag:], x[:len(x)-lag], nil), 4.5/math.Sqrt(2*n), "%d later", lag)
	}
}
