package live_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// delay (s) between seeing and knowing that the table is made for.
const delay = 0.06

// timed are the recordings that have a time line, and how often they saw the
// hand.
var timed = []struct {
	name string
	fast bool // 50 Hz and more
}{
	{"leap/HandSplay-110fps.json", true},
	{"leap/confidence2.json", true},
	{"leap/finger-tap-54fps.json", true},
	{"leap/grab.json", true},
	{"leap/pinch.json", true},
	{"mediapipe-camera/hand-30fps.jsonl", false},
	{"mediapipe-camera/hand-live-drops.jsonl", false},
	{"mediapipe-reference/hand-30fps-wrist-frame.json", false},
	{"mocap-arm/arm-hand-100hz.csv", true},
}

// played runs a recording through the live path with a delay, beside the plain
// way of holding the last fit.
func played(t *testing.T, name string, known bool) *live.Comparison {
	t.Helper()
	path := testdata.Shared(t, "data", name)
	whole, err := gesture.Open(path, gesture.Options{})
	require.NoError(t, err)
	rec, err := gesture.Frames(path, gesture.Options{})
	require.NoError(t, err)
	info := whole.Info()
	opt := live.ReplayOptions{Delay: delay}
	if opt.Hand = gesture.RightHand; info.Side == hand.Left {
		opt.Hand = gesture.LeftHand
	}
	from := 0.0
	if known {
		opt.Bones = &info.Dims
	} else {
		from = 3
	}
	replay := live.NewReplay(rec, opt)
	source := replay.Source(info.Side, info.Dims)
	beside := live.NewComparison(whole)
	var now gesture.Sample
	for k := 0; !replay.Over(); k++ {
		at := 0.001 * float64(k)
		replay.Until(at, beside.Saw)
		source.Sample(at, &now)
		if at >= from {
			beside.Add(at, &now)
		}
	}
	return beside
}

// What is shown of a hand that is known since 60 ms is nearer to where it is now
// than the last fit, by what its tracker's steadiness allows.
func TestLiveBesideOffline(t *testing.T) {
	testdata.Long(t)
	for _, rec := range timed {
		t.Run(rec.name, func(t *testing.T) {
			known := played(t, rec.name, true)
			lived, held := known.Live(), known.Hold()
			t.Logf("known bones: live %.2f mm, hold %.2f mm, ratio %.2f; at rest %.2f; roughness %.2f of hold's", lived.MM(), held.MM(), lived.MM()/held.MM(), known.Rest().MM(), lived.Roughness()/held.Roughness())
			require.Greater(t, lived.Moments(), 100)
			if rec.fast {
				require.Less(t, lived.MM(), 0.7*held.MM()+0.3)
			} else {
				require.Less(t, lived.MM(), 1.05*held.MM())
				require.Less(t, lived.Roughness(), held.Roughness())
			}
			measured := played(t, rec.name, false)
			if lived, held := measured.Live(), measured.Hold(); lived.Moments() > 50 {
				t.Logf("measured as it goes, from the third second: live %.2f mm, hold %.2f mm, ratio %.2f", lived.MM(), held.MM(), lived.MM()/held.MM())
				require.False(t, math.IsNaN(lived.MM()))
			}
		})
	}
}
