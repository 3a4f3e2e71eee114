package bench

import (
	"testing"

	"mirrorarm/sim/figure"

	"github.com/stretchr/testify/require"
)

// steady is a result of a machine without moods: every repeat costs the same, in
// units of a reference loop that may be another one's.
func steady(cost, reference float64) *Result {
	m := &Measurement{Stages: []string{"decode"}, LatencyUS: map[string]Latency{}}
	for range 6 {
		r := Repeat{ReferenceNS: figure.Of(reference), ProfileNS: map[string]Series{}}
		for range 20 {
			r.ProfileNS["decode"] = append(r.ProfileNS["decode"], cost*reference)
		}
		m.Repeats = append(m.Repeats, r)
	}
	result := NewResult()
	result.Cases["loop"] = &Case{Measurement: m}
	return result
}

// TestNothingBelowThreePercentIsADifference, either way, however sure it is; above
// it is one, and how fast the machine is says nothing.
func TestNothingBelowThreePercentIsADifference(t *testing.T) {
	for ratio, want := range map[float64]Verdict{
		0.90: Faster, 1 / 1.032: Faster, 1 / 1.028: NoDifference, 1: NoDifference,
		1.028: NoDifference, 1.032: Slower, 1.2: Slower,
	} {
		for _, reference := range []float64{5000, 9000} {
			c := Compare(steady(4, 5000), steady(4*ratio, reference))
			d := c.Differences[0]
			require.Equal(t, "cost of decode", d.Metric)
			require.Equal(t, want, d.Verdict, "×%g", ratio)
			require.InEpsilon(t, ratio, d.Ratio.Float(), 1e-9)
			require.InEpsilon(t, ratio, d.CI[0].Float(), 1e-9)
			require.InEpsilon(t, ratio, d.CI[1].Float(), 1e-9)
			require.InEpsilon(t, 20, d.A.Float(), 1e-9, "µs: 4 loops of 5 µs")
		}
	}
}

// TestFiguresWithoutChanceAreJudgedByAHalfPercent, and by which way is worse.
func TestFiguresWithoutChanceAreJudgedByAHalfPercent(t *testing.T) {
	for _, c := range []struct {
		a, b, worse float64
		want        Verdict
	}{
		{10, 10.04, 1, Same}, {10, 10.06, 1, Worse}, {10, 9.94, 1, Better}, {10, 9.96, 1, Same},
		{10, 10.06, -1, Better}, {10, 9.94, -1, Worse}, {0, 0, 1, Same}, {0, 1, 1, Worse},
	} {
		d := Difference{A: figure.Of(c.a), B: figure.Of(c.b)}
		d.judge(c.worse, exact)
		require.Equal(t, c.want, d.Verdict, "%+v", c)
		if c.a > 0 {
			require.InEpsilon(t, c.b/c.a, d.Ratio.Float(), 1e-12)
		}
	}
	d := Difference{A: figure.Of(1), B: figure.Missing("no")}
	d.judge(1, exact)
	require.Equal(t, NotJudged, d.Verdict)
}
