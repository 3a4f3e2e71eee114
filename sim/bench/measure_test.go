package bench

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/mirror"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// metronome is a clock that goes on by a microsecond each time it is read, so
// that what a case measures does not depend on the machine.
type metronome struct{ now time.Duration }

func (c *metronome) Now() time.Duration {
	c.now += time.Microsecond
	return c.now
}

// Resolution is what tells every one of its steps.
func (c *metronome) Resolution() clock.Resolution { return 1 }

func (c *metronome) host() Host {
	return Host{Clock: c, Sleep: clock.Sleep{Name: "metronome", For: func(d time.Duration) { c.now += d }}}
}

func brief() Options { return Options{Seed: 1, Duration: 20 * time.Millisecond, Repeats: 2} }

func measured(t *testing.T, opt Options, names ...string) *Result {
	t.Helper()
	r := NewResult()
	require.NoError(t, Run(t.Context(), (&metronome{}).host(), opt, names, r))
	return r
}

// The loop is measured stage by stage; and where one of them is slowed, it is
// found and named, while what is computed stays the same.
func TestLoopIsMeasuredAndASlowedStageNamed(t *testing.T) {
	testdata.Long(t)
	r := measured(t, brief(), "loop")
	c := r.Cases["loop"]
	require.Equal(t, []string{"sense", "decode", "retarget", "body", "skin", "loop"}, c.Stages)
	require.Len(t, c.Repeats, 2)
	for _, stage := range c.Stages[:5] {
		require.InDelta(t, 1, c.LatencyUS[stage].P50.Float(), 0.01, stage)
		require.InDelta(t, 1, c.CostUS[stage].Float(), 1e-9, stage)
	}
	require.InDelta(t, 5, c.LatencyUS["loop"].Max.Float(), 0.01)
	require.InDelta(t, 5, c.LatencyUS["response"].Max.Float(), 0.01)
	require.InDelta(t, 2e5, c.StepsPerSecond.Float(), 2e3)
	require.Equal(t, figure.Of(0), c.AllocsPerStep)
	require.False(t, r.Interrupted)
	require.False(t, c.Accuracy.LagMS.Measured(), "in 20 ms")
	require.False(t, c.Accuracy.JointRMSEDeg.Measured(), "in 20 ms")
	require.True(t, c.Accuracy.TipErrorMM.Measured())

	slow := brief()
	slow.Handicap[mirror.StageRetarget] = 0.5
	slowed := measured(t, slow, "loop")
	require.Len(t, c.Digest, 64)
	require.Equal(t, c.Digest, slowed.Cases["loop"].Digest)
	found := Compare(r, slowed)
	require.Equal(t, "loop: retarget is slower: ×2.000 (2.000 to 2.000); loop is slower: ×1.200 (1.200 to 1.200)", found.Verdict,
		"the metronome's grain makes a half whole")
	require.Len(t, found.Above(1.1), 2)
	require.Len(t, found.Above(1.5), 1)
	require.Equal(t, string(NoDifference), Compare(slowed, slowed).Verdict)
}

func TestEveryStageRunsAlone(t *testing.T) {
	testdata.Long(t)
	for _, s := range stageCases() {
		c := measured(t, brief(), s.name).Cases[s.name]
		require.Equal(t, []string{s.name}, c.Stages)
		require.Positive(t, c.Steps)
		require.Equal(t, figure.Of(0), c.AllocsPerStep, s.name)
		require.InDelta(t, 1, c.CostUS[s.name].Float(), 1e-9)
	}
}

func TestInterruptKeepsWhatWasMeasured(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	opt := brief()
	opt.Repeats = 50
	opt.Progress = func(doing string, share float64) {
		if doing == "body" && share > 0.3 {
			stop()
		}
	}
	r := NewResult()
	require.NoError(t, Run(ctx, (&metronome{}).host(), opt, []string{"body", "skin"}, r))
	require.True(t, r.Interrupted)
	require.True(t, r.Cases["body"].Interrupted)
	require.NotEmpty(t, r.Cases["body"].Repeats)
	require.Less(t, len(r.Cases["body"].Repeats), 50)
	require.NotContains(t, r.Cases, "skin")
}

// Interrupted before anything was measured, a result still prints.
func TestInterruptAtOnce(t *testing.T) {
	for _, name := range []string{"loop", "channels", "gestures", "realtime"} {
		ctx, stop := context.WithCancel(t.Context())
		opt, r := brief(), NewResult()
		opt.Progress = func(string, float64) { stop() }
		require.NoError(t, Run(ctx, (&metronome{}).host(), opt, []string{name}, r), name)
		require.True(t, r.Interrupted)
		var out strings.Builder
		require.NoError(t, r.Print(&out))
		require.NoError(t, r.PrintGobench(&out))
		require.Contains(t, out.String(), "interrupted")
		require.Equal(t, string(NoDifference), Compare(r, r).Verdict)
		stop()
	}
}

// countdown is a context that ends after so many looks at it.
type countdown struct {
	context.Context
	looks int
}

func (c *countdown) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}

// Whatever a case is about when the suite is interrupted, it goes on to nothing else,
// and what it did not finish is not in the result.
func TestEveryCaseEndsWhereverItIs(t *testing.T) {
	testdata.Long(t)
	for _, name := range Names() {
		moments := []int{2, 5000}
		if name == "loop" || name == "sense" || name == "gestures" {
			moments = append(moments, 19_000) // of which building a mirror takes some 13,000
		}
		for _, looks := range moments {
			ctx := &countdown{t.Context(), looks}
			opt, r := brief(), NewResult()
			opt.Duration, opt.Repeats = time.Hour, 1000
			opt.NewPicture = func(mirror.Description) (Picture, error) { return &canvas{new(int)}, nil }
			require.NoError(t, Run(ctx, (&metronome{}).host(), opt, []string{name}, r), name)
			require.True(t, r.Interrupted, name)
			require.Greater(t, ctx.looks, -30, "%s goes on after %d looks", name, looks)
			for _, c := range r.Cases {
				require.True(t, c.Interrupted)
				require.False(t, c.empty())
				require.NoError(t, c.check())
			}
			require.NoError(t, r.Print(io.Discard))
			require.NoError(t, r.PrintGobench(io.Discard))
		}
	}
}

func TestUnknownCaseListsTheKnown(t *testing.T) {
	err := Run(t.Context(), (&metronome{}).host(), brief(), []string{"lop"}, NewResult())
	require.EqualError(t, err, `bench: case "lop": unknown, want one of `+strings.Join(Names(), ", "))
}

func TestFrameNeedsARenderer(t *testing.T) {
	testdata.Long(t)
	err := Run(t.Context(), (&metronome{}).host(), brief(), []string{"frame"}, NewResult())
	require.ErrorIs(t, err, errNoPicture)

	opt, drawn := brief(), 0
	opt.Duration = time.Millisecond
	opt.NewPicture = func(d mirror.Description) (Picture, error) {
		if d.Robot == nil {
			return nil, errors.New("no robot")
		}
		return &canvas{&drawn}, nil
	}
	c := measured(t, opt, "frame").Cases["frame"]
	require.Equal(t, []string{"steps", "snapshot", "picture", "frame"}, c.Stages)
	require.Equal(t, drawn, c.Steps+2*5, "every step draws, the warm-up's too")
}

type canvas struct{ drawn *int }

func (c *canvas) Draw(*mirror.Snapshot) { *c.drawn++ }
func (c *canvas) Close()                {}

func TestResultsSurviveTheirFile(t *testing.T) {
	testdata.Long(t)
	r := measured(t, brief(), "body", "realtime")
	data, err := json.Marshal(r)
	require.NoError(t, err)
	back, err := ReadResult("r.json", strings.NewReader(string(data)))
	require.NoError(t, err)
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.JSONEq(t, string(data), string(again))
}

func TestBadResultsAreRefused(t *testing.T) {
	for content, want := range map[string]string{
		"":                   "want the JSON object that bench --json prints",
		"{\n\"format\": 3}":  "line 2",
		`{"format":"other"}`: `format "other", want "mirrorarm-bench"`,
		`{"format":"mirrorarm-bench","version":7}`:                                                                               "version 7 of the result format, this program reads version 1",
		`{"format":"mirrorarm-bench","version":1,"cases":{"loop":null}}`:                                                         `case "loop": null`,
		`{"format":"mirrorarm-bench","version":1,"cases":{"taxels":{"points":[{"size":3,"unit":"x"}]}}}`:                         "point of 3 x: nothing measured",
		`{"format":"mirrorarm-bench","version":1,"cases":{"loop":{"repeats":[{"reference_ns":0,"profile_ns":{"loop":"1 2"}}]}}}`: "repeat 1: reference_ns 0",
		`{"format":"mirrorarm-bench","version":1,"cases":{"loop":{"repeats":[{"profile_ns":{"loop":"1 NaN"}}]}}}`:                `number 2 "NaN"`,
	} {
		_, err := ReadResult("a.json", strings.NewReader(content))
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "a.json")
	}
}

// Whatever a file holds, reading and comparing it does not panic.
func FuzzReadResult(f *testing.F) {
	f.Add(`{"format":"mirrorarm-bench","version":1,"cases":{"loop":{"stages":["loop"],"repeats":[{"reference_ns":5,"profile_ns":{"loop":"1 2"}}]}}}`)
	f.Add(`{"format":"mirrorarm-bench","version":1,"cases":{"taxels":{"points":[{"size":3,"stages":["skin"],"repeats":[{}]}]}}}`)
	f.Fuzz(func(t *testing.T, content string) {
		r, err := ReadResult("f.json", strings.NewReader(content))
		if err == nil {
			require.NotEmpty(t, Compare(r, r).Verdict)
		}
	})
}

func TestSeriesSurvivesItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Series(rapid.SliceOfN(rapid.Float64Range(0, 1e9), 0, 20).Draw(t, "series"))
		text, err := s.MarshalText()
		require.NoError(t, err)
		var back Series
		require.NoError(t, back.UnmarshalText(text))
		require.Len(t, back, len(s))
		for i := range s {
			require.InEpsilon(t, s[i]+1, back[i]+1, 1e-3)
		}
	})
}
