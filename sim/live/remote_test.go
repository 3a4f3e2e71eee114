package live_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// enough (frames) of a recording are played.
const enough = 150

// performance is a recording that an emulated tracker sends.
type performance struct {
	rec  *format.Recording
	side hand.Side
}

// performed are a real Leap's frames or, where those are not, a sample's.
func performed(t *testing.T) *performance {
	t.Helper()
	path := testdata.Path("hands", "left-leap-playback.json.lz")
	if real := filepath.Join(testdata.Path(), "..", "..", "shared", "data", "leap", "pinch.json"); exists(real) {
		path = real
	}
	whole, err := gesture.Open(path, gesture.Options{})
	require.NoError(t, err)
	rec, err := gesture.Frames(path, gesture.Options{})
	require.NoError(t, err)
	rec.Frames = rec.Frames[:min(len(rec.Frames), enough)]
	// Where the recording does not show the wrist, it is that of the hand that fits.
	fitter := hand.NewFitter(whole.Info().Side, whole.Info().Dims)
	var fit hand.Fit
	for i := range rec.Frames {
		for j := range rec.Frames[i].Hands {
			seen := &rec.Frames[i].Hands[j].Seen
			if seen.Weight[0] == 0 {
				require.True(t, fitter.Fit(&fit, seen))
				seen.Points[0], seen.Weight[0] = fit.WorldFromPalm.Pos, 1
			}
		}
	}
	return &performance{rec, whole.Info().Side}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// audience is whom a tracker's hands are for. Its clock is set by the test: frames of
// a recording come as fast as they are heard, at the times at which they would.
type audience struct {
	mu       sync.Mutex
	now      float64
	packets  []live.Packet
	verdicts []live.Verdict
	settings []live.Settings
	said     []string
	follower *live.Follower
	kept     strings.Builder
}

func (a *audience) options() live.RemoteOptions {
	return live.RemoteOptions{
		Now:  a.clock,
		Keep: &a.kept,
		Use: func(p *live.Packet) live.Verdict {
			a.mu.Lock()
			defer a.mu.Unlock()
			v := a.follower.Push(&p.Frame, p.Came)
			a.packets, a.verdicts = append(a.packets, *p), append(a.verdicts, v)
			return v
		},
		Begin: func(s live.Settings) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.settings, a.follower = append(a.settings, s), live.NewFollower(s)
		},
		Say: func(text string) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.said = append(a.said, text)
		},
	}
}

func (a *audience) clock() float64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *audience) set(now float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = now
}

func (a *audience) heard() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.packets)
}

func (a *audience) words() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.said, "\n")
}

func (a *audience) hears(t *testing.T, words string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(a.words(), words) }, 20*time.Second, time.Millisecond, words)
}

// late (s) is how old an emulated tracker's frames are when they come.
const late = 0.02

// open has the hands of a source heard.
func (a *audience) open(t *testing.T, source string) *live.Remote {
	t.Helper()
	r, err := live.Open(source, a.options())
	require.NoError(t, err)
	t.Cleanup(r.Close)
	return r
}

// play sends the recording frame by frame, each once the one before was heard, but
// for the first if its protocol completes that with the second (ahead).
func (a *audience) play(t *testing.T, p *performance, ahead int, send func(f *format.Frame)) {
	t.Helper()
	already := a.heard()
	for i := range p.rec.Frames {
		f := &p.rec.Frames[i]
		a.set(f.Time + late)
		send(f)
		want := i + 1
		if i == 0 {
			want -= ahead
		}
		require.Eventually(t, func() bool { return a.heard()-already >= want }, 20*time.Second, 50*time.Microsecond, "frame %d; said: %s", i, a.words())
	}
}

// requireLed holds what was heard to the recording: each frame's points where they
// are in the world, the frames' intervals, the side, and a fit no worse than a hand's.
func (a *audience) requireLed(t *testing.T, p *performance, timed bool) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	require.Len(t, a.settings, 1)
	set := a.settings[0]
	require.True(t, set.Position && set.Orientation && set.Depth)
	theirs, ours := p.rec.Axes.WorldFromSource(), set.Axes.WorldFromSource()
	for i := range a.packets {
		got, want := &a.packets[i], &p.rec.Frames[i]
		require.Equal(t, timed, got.Timed)
		if timed && i > 1 { // the first of some comes with the second
			require.InDelta(t, want.Time-p.rec.Frames[i-1].Time, got.Time-a.packets[i-1].Time, 1e-5)
		}
		require.Len(t, got.Hands, len(want.Hands))
		for j := range want.Hands {
			require.Equal(t, want.Hands[j].Side, got.Hands[j].Side)
			for k := range want.Hands[j].Seen.Points {
				off := r3.Sub(spatial.Rotate(theirs, want.Hands[j].Seen.Points[k]), spatial.Rotate(ours, got.Hands[j].Seen.Points[k]))
				require.Less(t, r3.Norm(off), 2e-5, "frame %d, landmark %d", i, k)
			}
		}
		if v := a.verdicts[i]; v.Refused != "" {
			require.Less(t, i, 2, v.Refused) // as above
		} else {
			require.Less(t, v.Fit, 0.012)
		}
	}
	last := a.verdicts[len(a.verdicts)-1]
	require.True(t, last.Hand && last.Sure)
	require.Equal(t, p.side, last.Side)
}
