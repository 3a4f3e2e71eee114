package report

import (
	"bytes"
	"image/png"
	"math"
	"strings"
	"testing"

	"mirrorarm/sim/bench"
	value "mirrorarm/sim/figure"

	"github.com/stretchr/testify/require"
)

// sample is a result with something of everything.
func sample() *bench.Result {
	series := func(scale float64) bench.Series {
		var s bench.Series
		for i := range len(bench.Percentiles()) {
			s = append(s, scale*float64(i+1))
		}
		return s
	}
	measurement := func(stages ...string) *bench.Measurement {
		m := &bench.Measurement{
			Stages: stages, BlockSeconds: 0.01, Steps: 100,
			LatencyUS: map[string]bench.Latency{"response": {Mean: value.Of(12.5)}}, CDF: map[string]bench.Series{"response": series(3)},
			CostUS: map[string]float64{},
		}
		r := bench.Repeat{ReferenceNS: 5000, ProfileNS: map[string]bench.Series{}}
		for i, s := range stages {
			scale := float64(i + 1)
			m.LatencyUS[s], m.CDF[s], m.CostUS[s], r.ProfileNS[s] = bench.Latency{P50: value.Of(12.5)}, series(scale), scale, series(1000*scale)
		}
		m.Repeats = []bench.Repeat{r, r}
		return m
	}
	r := bench.NewResult()
	r.Program, r.Machine.CPU = "mirrorarm test", `<script>alert("cpu")</script>`
	r.Cases["loop"] = &bench.Case{Measurement: measurement("decode", "loop"), Accuracy: &bench.Accuracy{TipErrorMM: value.Of(2.5)}, Digest: "abc"}
	channels := &bench.Case{}
	for _, n := range []int{64, 576, 4096} {
		m := measurement("decode", "glove")
		m.CostUS["decode"] = float64(n) * 0.01
		channels.Points = append(channels.Points, bench.Point{Size: n, Unit: "channels", Measurement: m, JointRMSEDeg: 40 / float64(n)})
	}
	channels.Fits = []bench.Fit{{Stage: "decode", Unit: "channels", SlopeNS: 10, Exponent: 1}}
	r.Cases["channels"] = channels
	r.Cases["gestures"] = &bench.Case{Gestures: []bench.Tracking{{Name: "fist", TipErrorMM: value.Of(2), TipP95MM: value.Of(5)}, {Name: "open", TipErrorMM: value.Of(1), TipP95MM: value.Of(3)}}}
	r.Cases["realtime"] = &bench.Case{Measurement: measurement("loop"), Realtime: &bench.Realtime{Steps: 100, DeadlinesMetPct: value.Of(99.9)}}
	return r
}

func TestReportHoldsItselfTogether(t *testing.T) {
	files, err := Files(sample())
	require.NoError(t, err)
	byName := map[string][]byte{}
	for _, f := range files {
		byName[f.Name] = f.Content
	}
	for _, name := range []string{"latency-loop", "time-loop", "cost-channels", "error-channels", "gestures", "latency-realtime"} {
		img, err := png.Decode(bytes.NewReader(byName[name+".png"]))
		require.NoError(t, err, name)
		require.Greater(t, img.Bounds().Dx(), 1000)
		require.Contains(t, string(byName[name+".svg"]), "<svg", name)
	}
	require.NotContains(t, byName, "time-realtime.png", "there are no repeats to compare")
	page := string(byName["report.html"])
	require.Equal(t, 6, strings.Count(page, "<img src=\"data:image/png;base64,"))
	require.NotContains(t, page, "<script", "what a machine calls itself is text")
	for _, outside := range []string{"http://", "https://", "src=\"/", "@import", "url("} {
		require.NotContains(t, page, outside)
	}
	require.Contains(t, page, "99.900 % of 100 deadlines")
}

func TestEveryAxisHasAUnit(t *testing.T) {
	figures, err := figuresOf(sample())
	require.NoError(t, err)
	for _, f := range figures {
		for _, label := range []string{f.plot.X.Label.Text, f.plot.Y.Label.Text} {
			if f.rows > 0 && label == "" {
				continue // names of bars
			}
			require.Regexp(t, `\((µs|s|%|mm|° RMS)\)$|^number of `, label, f.name)
		}
	}
}

// A result of a case that was interrupted at once, or made up, draws what it can.
func TestReportOfLittle(t *testing.T) {
	r := bench.NewResult()
	r.Cases["loop"] = &bench.Case{Measurement: &bench.Measurement{Stages: []string{"loop"}}}
	r.Cases["taxels"] = &bench.Case{}
	r.Cases["gestures"] = &bench.Case{}
	files, err := Files(r)
	require.NoError(t, err)
	require.Equal(t, "report.html", files[len(files)-1].Name)
}

func TestPowersOfTen(t *testing.T) {
	require.Nil(t, powersOfTen(0, 1))
	require.Nil(t, powersOfTen(1, math.Inf(1)))
	labels := ""
	for _, tick := range powersOfTen(1, 100) {
		labels += tick.Label + " "
	}
	require.Equal(t, []string{"1", "2", "5", "10", "20", "50", "100"}, strings.Fields(labels))
}
