package main

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// paced is a progress whose clock the test moves on.
func paced(terminal bool) (p *progress, out *bytes.Buffer, now *time.Duration) {
	out, now = &bytes.Buffer{}, new(time.Duration)
	p = &progress{ctx: context.Background(), w: out, terminal: terminal, clock: func() time.Duration { return *now }}
	p.begin("counting %d stars", 12)
	return p, out, now
}

// What takes longer than a second says so within 0.3 s, and then now and then; what
// does not says nothing.
func TestProgressInALog(t *testing.T) {
	for seconds, want := range map[float64]string{
		0.2:  "",
		0.9:  "",
		1.5:  "counting 12 stars\n",
		25.1: "counting 12 stars\ncounting 12 stars: 41 %\ncounting 12 stars: 81 %\n",
	} {
		p, out, now := paced(false)
		for ; now.Seconds() < seconds; *now += 10 * time.Millisecond {
			before := out.Len()
			p.show(now.Seconds() / seconds)
			if want != "" {
				require.Equal(t, now.Seconds() >= 0.25, out.Len() > 0, "at %s of %g s", now, seconds)
			}
			if before > 0 && out.Len() > before {
				require.Zero(t, int((*now-250*time.Millisecond)/time.Millisecond)%10_000, "at %s", now)
			}
		}
		p.end()
		require.Equal(t, want, out.String(), "%g s", seconds)
	}
}

// A log of long work tells how long it will still take, as a bar does, where that is asked
// for.
func TestProgressTellsWhatIsLeft(t *testing.T) {
	p, out, now := paced(false)
	p.predicts = true
	*now += time.Second
	p.show(0)
	*now += 10 * time.Second
	p.show(0.1)
	*now += 10 * time.Second
	p.show(0.7)
	require.Equal(t, "counting 12 stars\ncounting 12 stars: 10 %, 1m39s left\ncounting 12 stars: 70 %, 9s left\n", out.String())
}

func TestProgressOfTheNextWorkStartsAnew(t *testing.T) {
	p, out, now := paced(false)
	*now += time.Second
	p.show(0.1)
	p.begin("sorting them")
	p.show(0)
	*now += 200 * time.Millisecond
	p.show(0.01)
	require.Equal(t, "counting 12 stars\n", out.String())
	p.announce()
	p.announce()
	require.Equal(t, "counting 12 stars\nsorting them\n", out.String())
}

// On a terminal a bar moves, in its line, and is gone in the end.
func TestProgressOnATerminal(t *testing.T) {
	p, out, now := paced(true)
	drawn := 0
	for ; now.Seconds() < 5; *now += 10 * time.Millisecond {
		before := out.Len()
		p.show(now.Seconds() / 5)
		if out.Len() > before {
			drawn++
		}
	}
	require.Contains(t, out.String(), "counting 12 stars")
	require.Regexp(t, `counting 12 stars\s+5\d% \|█+ +\|`, out.String())
	require.InDelta(t, 48, drawn, 2, "ten pictures a second, after the first quarter of one")
	require.NotContains(t, out.String(), "\n")
	before := out.Len()
	p.end()
	require.Contains(t, out.String()[before:], "\r", "the line is cleared")
}

// Work that asks whether it is to go on hears of the end.
func TestProgressEndsItsWork(t *testing.T) {
	p, _, _ := paced(false)
	require.NoError(t, p.goesOn(0.5))
	ctx, stop := context.WithCancel(t.Context())
	p.ctx = ctx
	stop()
	require.ErrorIs(t, p.goesOn(0.5), context.Canceled)
}

// hearer hands on what is written.
type hearer chan string

func (h hearer) Write(p []byte) (int, error) {
	h <- string(p)
	return len(p), nil
}

// What is waited for says what it is, once, while it goes on.
func TestWhatIsWaitedForSaysSo(t *testing.T) {
	heard := make(hearer, 10)
	a := &app{ctx: t.Context(), stderr: heard}
	said, err := awaitSaying(a, "reading a\nfile", func() (string, error) {
		select {
		case text := <-heard:
			return text, nil
		case <-time.After(childPatience):
			return "", nil
		}
	})
	require.NoError(t, err)
	require.Equal(t, "reading a file\n", said)
	require.Empty(t, heard)
}
