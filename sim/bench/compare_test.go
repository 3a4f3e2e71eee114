package bench

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/sim/figure"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// noisy makes a result as a busy machine would: three stages whose cost follows
// the movement, a processor whose speed differs between runs and drifts between
// repeats, repeats that end early, and other programs that take it away for
// milliseconds, in some repeats often.
func noisy(rng *rand.Rand, slow map[string]float64) *Result {
	const blocks, repeats = 40, 10
	speed := 0.6 + rng.Float64()
	m := &Measurement{Stages: []string{"decode", "skin", "loop"}, LatencyUS: map[string]Latency{}}
	for range repeats {
		pace := speed * (1 + 0.05*rng.NormFloat64())
		busy := 0.35 * rng.Float64()
		n := blocks/2 + rng.IntN(blocks)
		r := Repeat{ReferenceNS: figure.Of(5000 * pace * (1 + 0.003*rng.NormFloat64())), ProfileNS: map[string]Series{}, P50US: figure.Of(50), P99US: figure.Of(100)}
		for b := range n {
			phase := 2 * math.Pi * float64(b) / blocks
			whole := 0.0
			for stage, cost := range map[string]float64{"decode": 6000, "skin": 30000 + 20000*math.Sin(phase)} {
				v := cost * (1 + slow[stage]) * pace * (1 + 0.01*rng.NormFloat64())
				if rng.Float64() < busy {
					v += 1e5 * rng.ExpFloat64()
				}
				r.ProfileNS[stage] = append(r.ProfileNS[stage], v)
				whole += v
			}
			r.ProfileNS["loop"] = append(r.ProfileNS["loop"], whole)
		}
		m.Repeats = append(m.Repeats, r)
	}
	result := NewResult()
	result.Cases["loop"] = &Case{Measurement: m}
	return result
}

func TestNoiseIsNoDifference(t *testing.T) {
	testdata.Long(t)
	rng := rand.New(rand.NewPCG(1, 2))
	wrong := 0
	const tries = 20
	for range tries {
		if Compare(noisy(rng, nil), noisy(rng, nil)).Verdict != string(NoDifference) {
			wrong++
		}
	}
	require.LessOrEqual(t, wrong, tries/20)
}

func TestSlowdownIsFoundInNoise(t *testing.T) {
	testdata.Long(t)
	rng := rand.New(rand.NewPCG(3, 4))
	for _, stage := range []string{"decode", "skin"} {
		found := 0
		const tries = 10
		for range tries {
			c := Compare(noisy(rng, nil), noisy(rng, map[string]float64{stage: 0.2}))
			good := true
			for _, d := range c.Differences {
				switch d.Metric {
				case "cost of " + stage:
					good = good && d.Verdict == Slower
				case "cost of decode", "cost of skin": // the other one
					good = good && d.Verdict == NoDifference
				}
			}
			if good {
				found++
			}
		}
		require.GreaterOrEqual(t, found, tries-1, stage)
	}
}

func TestSpeedupIsFaster(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	c := Compare(noisy(rng, nil), noisy(rng, map[string]float64{"skin": -0.3}))
	require.Contains(t, c.Verdict, "skin is faster: ×0.")
	require.Empty(t, c.Above(1))
}

// The interval covers the true ratio in about as many cases as it says.
func TestIntervalsCoverTheTruth(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	missed := 0
	const tries = 40
	for range tries {
		a, b := newSamples(noisy(rng, nil).Cases["loop"].Repeats, noisy(rng, map[string]float64{"skin": 0.1}).Cases["loop"].Repeats, "skin")
		if ci := bootstrap(a, b, 0.05, rng); ci[0] > 1.1 || ci[1] < 1.1 {
			missed++
		}
	}
	require.LessOrEqual(t, missed, tries/6, "of %d intervals of 95 %%", tries)
}

func TestCalmIsTheLowerQuartileOfEachBlock(t *testing.T) {
	repeats := []Repeat{
		{ProfileNS: map[string]Series{"a": {1, 50, 9}}}, {ProfileNS: map[string]Series{"a": {2, 10}}},
		{ProfileNS: map[string]Series{"a": {3, 20}}}, {ProfileNS: map[string]Series{"a": {4, 30}}},
		{ProfileNS: map[string]Series{"a": {99, 40}}},
	}
	require.Equal(t, []float64{2, 20}, CalmProfile(repeats, "a"))
	require.Empty(t, CalmProfile(repeats, "b"))
	require.Empty(t, CalmProfile(nil, "a"))
}

func TestMismatches(t *testing.T) {
	a, b := NewResult(), NewResult()
	require.Empty(t, Mismatches(a, b))
	a.Machine, b.Machine = Machine{CPU: "one", Cores: 2}, Machine{CPU: "two", Cores: 2}
	a.Cases["loop"], b.Cases["skin"] = &Case{}, &Case{}
	require.Len(t, Mismatches(a, b), 2)
	require.Empty(t, Compare(a, b).Differences)
}

func TestAccuracyIsComparedExactly(t *testing.T) {
	accuracy := func(tip, pinch float64) *Case {
		return &Case{Accuracy: &Accuracy{TipErrorMM: figure.Of(tip), PinchSuccessPct: figure.Of(pinch), MotionPreservation: figure.Of(0.9)}, Digest: "same"}
	}
	verdicts := func(x, y *Case) map[string]Verdict {
		out := map[string]Verdict{}
		for _, d := range compareAccuracy("loop", x, y, true) {
			out[d.Metric] = d.Verdict
		}
		return out
	}
	v := verdicts(accuracy(2.5, 97), accuracy(2.6, 98))
	require.Equal(t, Worse, v["fingertip error"])
	require.Equal(t, Better, v["pinch success"])
	require.Equal(t, Same, v["motion preservation"])
	require.Equal(t, NotJudged, v["palm error"], "which neither measured")
	require.NotContains(t, v, "digest")
	require.Equal(t, Worse, verdicts(accuracy(2.5, 97), accuracy(2.5, 90))["pinch success"])
	require.Nil(t, compareAccuracy("loop", accuracy(1, 1), accuracy(2, 2), false), "runs of different lengths")
}

func TestPowerLawIsFitted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exponent, factor := rapid.Float64Range(0.3, 2).Draw(t, "exponent"), rapid.Float64Range(0.01, 10).Draw(t, "factor")
		var points []Point
		for _, n := range []int{10, 100, 1000, 10000} {
			cost := factor * math.Pow(float64(n), exponent)
			points = append(points, Point{Size: n, Unit: "taxels", Measurement: &Measurement{CostUS: map[string]figure.Value{"skin": figure.Of(cost)}}})
		}
		f, ok := fitCost(points, "skin")
		require.True(t, ok)
		require.InDelta(t, exponent, f.Exponent, 1e-9)
	})
	line := []Point{}
	for _, n := range []int{1, 10, 500} {
		line = append(line, Point{Size: n, Measurement: &Measurement{CostUS: map[string]figure.Value{"skin": figure.Of(3 + 0.02*float64(n))}}})
	}
	f, ok := fitCost(line, "skin")
	require.True(t, ok)
	require.InDelta(t, 20, f.SlopeNS, 1e-6)
	require.InDelta(t, 3, f.BaseUS, 1e-9)
	_, ok = fitCost(line[:2], "skin")
	require.False(t, ok)
}

// A case may have points of one size in two units: each is compared with its own.
func TestPointsAreComparedByTheirUnit(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	of := func(unit string, slow float64) Point {
		return Point{Size: 2, Unit: unit, Measurement: noisy(rng, map[string]float64{"decode": slow, "skin": slow}).Cases["loop"].Measurement}
	}
	r := NewResult()
	r.Cases["throughput"] = &Case{Points: []Point{of("mirrors", 0), of("mirrors-in-cups", 1)}}
	c := Compare(r, r)
	require.Equal(t, string(NoDifference), c.Verdict)
	cases := map[string]bool{}
	for _, d := range c.Differences {
		cases[d.Case] = true
	}
	require.Len(t, cases, 2)
}
