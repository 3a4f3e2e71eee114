package taxel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// crowd is many taxels with only the given imperfections.
func crowd(t testing.TB, name string, n int, effects ...Effect) *Array {
	t.Helper()
	p, err := Lookup(name)
	require.NoError(t, err)
	a, err := NewArray(p.Only(effects...), n, 5e-3, rand.New(rand.NewPCG(7, 7)))
	require.NoError(t, err)
	return a
}

func now(int) float64 { return 1 }

// readAll feeds every taxel the same stimulus and reads once.
func (a *Array) readAll(stimulus float64, kelvin float64) []float64 {
	in := make([]float64, a.Len())
	for i := range in {
		in[i] = stimulus
	}
	a.Settle(in, 0)
	a.Advance(in, kelvin)
	counts := make([]uint16, a.Len())
	a.Read(0, a.Len(), now, counts)
	out := make([]float64, a.Len())
	for i, c := range counts {
		out[i] = float64(c)
	}
	return out
}

func TestLookup(t *testing.T) {
	for _, name := range Names() {
		p, err := Lookup(name)
		require.NoError(t, err)
		require.Equal(t, name, p.Name)
		require.NotEmpty(t, p.Source)
		require.Positive(t, p.FrameRate)
	}
	_, err := Lookup("nylon")
	require.ErrorContains(t, err, `"nylon"`)
	require.ErrorContains(t, err, "textile, hall, piezo")
}

func TestBusLimitsTheFrameRate(t *testing.T) {
	p, err := Lookup("piezo")
	require.NoError(t, err)
	require.InDelta(t, 1/2.9, p.OverBus().Period(), 1e-12)
	q, err := Lookup("hall")
	require.NoError(t, err)
	require.Equal(t, q, q.OverBus(), "no slow bus")
}

func TestOnlyKeepsWhatIsAskedFor(t *testing.T) {
	p, err := Lookup("piezo")
	require.NoError(t, err)
	all := make([]Effect, NumEffects)
	for i := range all {
		all[i] = Effect(i)
	}
	q := p.Only(all...)
	q.BusRate = p.BusRate
	require.Equal(t, p, q, "all effects together are the profile")
	for _, e := range all {
		require.NotEqual(t, p, p.Only(e), e.String())
	}
}

func TestTransferRoundTrip(t *testing.T) {
	p, err := Lookup("piezo")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-2, 2).Draw(t, "x")
		require.InDelta(t, x, p.Linearize(p.Transfer(x)), 1e-12)
		require.InDelta(t, math.Copysign(math.Exp(p.Exponent*math.Log(math.Abs(x))), x), p.Transfer(x), 1e-9)
	})
}

func TestGainSpread(t *testing.T) {
	counts := crowd(t, "textile", 4000, GainSpread).readAll(0.5, 0)
	mean, sd := stat.MeanStdDev(counts, nil)
	require.InDelta(t, 0.05, sd/mean, 0.003)
}

func TestNoise(t *testing.T) {
	sd := stat.StdDev(crowd(t, "textile", 4000, Noise).readAll(0.5, 0), nil)
	require.InDelta(t, 0.001*math.MaxUint16, sd, 3)
	// Of the foil's taxels 4 % are noisy, never by more than 30 counts.
	noisy, largest := 0, 0.0
	for _, c := range crowd(t, "piezo", 20000, Noise, Quantisation).readAll(0.5, 0) {
		d := math.Abs(c - math.Round(math.Pow(0.5, 0.9)*4095))
		largest = max(largest, d)
		if d > 0 {
			noisy++
		}
	}
	require.InDelta(t, 0.04, float64(noisy)/20000, 0.006)
	require.LessOrEqual(t, largest, 30.0)
	require.Greater(t, largest, 20.0)
}

func TestQuantisationAndClipping(t *testing.T) {
	a := crowd(t, "hall", 1, Quantisation)
	for _, c := range []struct{ in, out float64 }{{-0.2, 0}, {0, 0}, {0.4999 / 255, 0}, {0.5001 / 255, 1}, {0.5, 128}, {1, 255}, {3, 255}} {
		require.Equal(t, c.out, a.readAll(c.in, 0)[0], "stimulus %g", c.in)
	}
}

func TestTemperatureShift(t *testing.T) {
	a := crowd(t, "textile", 1, Temperature)
	cold, warm := a.readAll(0.5, 0)[0], a.readAll(0.5, 10)[0]
	require.InDelta(t, 10*0.001*math.MaxUint16, warm-cold, 1)
}

func TestScanSkewReadsBetweenSteps(t *testing.T) {
	a := crowd(t, "textile", 2, ScanSkew)
	a.Settle([]float64{0.2, 0.2}, 0)
	a.Advance([]float64{0.6, 0.6}, 0)
	counts := make([]uint16, 2)
	a.Read(0, 2, func(i int) float64 { return float64(1+i) / 2 }, counts)
	require.InDelta(t, 0.4*math.MaxUint16, float64(counts[0]), 1)
	require.InDelta(t, 0.6*math.MaxUint16, float64(counts[1]), 1)
}

func TestDeadAndGhostTaxels(t *testing.T) {
	dead := 0
	for _, c := range crowd(t, "piezo", 20000, DeadTaxels).readAll(0.5, 0) {
		if c == 0 {
			dead++
		}
	}
	require.InDelta(t, 0.01, float64(dead)/20000, 0.003)
	ghosts := 0
	for _, c := range crowd(t, "hall", 20000, DeadTaxels).readAll(0, 0) {
		if c > 0 {
			require.Equal(t, 2.0, c)
			ghosts++
		}
	}
	require.InDelta(t, 0.05, float64(ghosts)/20000, 0.01, "a tenth are ghosts, half of the time")
}

func TestFailures(t *testing.T) {
	a := crowd(t, "textile", 3, Noise)
	a.Fail(1, Stuck, 500)
	a.Fail(2, Dead, 0)
	counts := a.readAll(0.5, 0)
	require.InDelta(t, 0.5*math.MaxUint16, counts[0], 400)
	require.InDelta(t, 500, counts[1], 400)
	require.Zero(t, counts[2])
	require.Equal(t, Stuck, a.FailureOf(1))
	a.Fail(1, Healthy, 0)
	require.InDelta(t, 0.5*math.MaxUint16, a.readAll(0.5, 0)[1], 400)
}

func TestVariationBetweenTaxels(t *testing.T) {
	p, err := Lookup("textile")
	require.NoError(t, err)
	q := p.Only(Hysteresis)
	q.Batch = 0
	a, err := NewArray(q, 4000, 1e-3, rand.New(rand.NewPCG(3, 3)))
	require.NoError(t, err)
	radii := make([]float64, a.Len())
	for i := range radii {
		radii[i] = a.elements[i].play
	}
	mean, sd := stat.MeanStdDev(radii, nil)
	require.InDelta(t, 0.015, mean, 2e-4)
	require.InDelta(t, 0.20, sd/mean, 0.01)
}

func TestSpreadKernels(t *testing.T) {
	grid := [][4]int{{1, NoNeighbour, NoNeighbour, NoNeighbour}, {0, 2, NoNeighbour, NoNeighbour}, {1, NoNeighbour, NoNeighbour, NoNeighbour}}
	places := []r3.Vec{{}, {X: 1e-3}, {X: 2e-3}}
	for _, name := range []string{"textile", "hall", "piezo", "ideal"} {
		p, err := Lookup(name)
		require.NoError(t, err)
		s := NewSpread(p, places, grid)
		for i := range grid {
			_, weight := s.Row(i)
			sum := 0.0
			for _, w := range weight {
				sum += w
			}
			require.InDelta(t, 1, sum, 1e-12, "%s row %d", name, i)
		}
		out := make([]float64, 3)
		s.ApplyTo(out, []float64{0, 1, 0})
		switch name {
		case "textile":
			require.InDeltaSlice(t, []float64{0.03, 0.97, 0.03}, out, 1e-12)
		case "hall":
			// exp(−½(1 mm/(0.48·1.4 mm))²), by hand, over the row's sum.
			x := 1 / (0.48 * 1.4)
			w := math.Exp(-0.5 * x * x)
			require.InDeltaSlice(t, []float64{w / (1 + w), 1 / (1 + 2*w), w / (1 + w)}, out, 1e-12)
		case "ideal":
			require.Equal(t, []float64{0, 1, 0}, out)
		}
	}
}

func TestRange(t *testing.T) {
	r := Range{-8e3, 8e3}
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e4, 1e4).Draw(t, "v")
		require.InDelta(t, v, r.Value(r.Fraction(v)), 1e-9)
	})
	require.Equal(t, 16e3, r.Width())
}

func TestNewArrayRefusesNonsense(t *testing.T) {
	p, err := Lookup("ideal")
	require.NoError(t, err)
	for _, dt := range []float64{0, -1, math.NaN()} {
		_, err := NewArray(p, 1, dt, rand.New(rand.NewPCG(1, 1)))
		require.Error(t, err)
	}
	_, err = NewArray(p, 0, 1e-3, rand.New(rand.NewPCG(1, 1)))
	require.ErrorContains(t, err, "0 taxels")
}
