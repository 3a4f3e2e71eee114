package live_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
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

// shownTips are the fingertips in the palm frame.
func shownTips(h *hand.Hand, a hand.Angles) (tips [hand.NumFingers]r3.Vec) {
	h.SetAngles(a)
	var lm hand.Landmarks
	h.LandmarksTo(&lm)
	for f := range tips {
		tips[f] = lm[hand.Landmark(hand.Finger(f), 3)]
	}
	return tips
}

// score is how far something shown is from what the whole recording says of the
// same moment, and how it trembles.
type score struct {
	sum, jitter float64
	n           int
	before      [2][hand.NumFingers]r3.Vec
}

func (s *score) add(got, want [hand.NumFingers]r3.Vec) {
	for f := range got {
		s.sum += r3.Norm(r3.Sub(got[f], want[f]))
		if s.n > 1 {
			s.jitter += r3.Norm(r3.Add(got[f], r3.Sub(s.before[0][f], r3.Scale(2, s.before[1][f]))))
		}
	}
	s.n++
	s.before[0], s.before[1] = s.before[1], got
}

// mm is the mean error, roughness the mean second difference.
func (s *score) mm() float64        { return 1000 * s.sum / float64(s.n*hand.NumFingers) }
func (s *score) roughness() float64 { return 1000 * s.jitter / float64(s.n*hand.NumFingers) }

// played runs a recording through the live path with a delay, beside the plain
// way of holding the last fit.
func played(t *testing.T, name string, known bool) (lived, held score) {
	t.Helper()
	path := testdata.Shared(t, "data", name)
	whole, err := gesture.Open(path, gesture.Options{})
	require.NoError(t, err)
	rec, err := gesture.Frames(path, gesture.Options{})
	require.NoError(t, err)
	info := whole.Info()
	set := live.Settings{Axes: rec.Axes, Position: rec.Position, Orientation: rec.Orientation, Depth: true}
	if set.Hand = gesture.RightHand; info.Side == hand.Left {
		set.Hand = gesture.LeftHand
	}
	from := 0.0
	if known {
		set.Bones = &info.Dims
	} else {
		from = 3
	}
	follower := live.NewFollower(set)
	source := follower.Source(info.Side, info.Dims)
	plain := hand.NewFitter(info.Side, info.Dims)
	h := hand.New(info.Side, info.Dims)
	var fit hand.Fit
	var now, truth gesture.Sample
	next, fitted := 0, false
	for k := 0; ; k++ {
		at := 0.001 * float64(k)
		for next < len(rec.Frames) && rec.Frames[next].Time <= at-delay {
			f := &rec.Frames[next]
			next++
			if v := follower.Push(&live.Frame{Time: f.Time, Hands: f.Hands}, at); v.Refused != "" {
				t.Log(at, v.Refused)
			}
			if best := ofSide(f.Hands, info.Side); best != nil {
				fitted = plain.Fit(&fit, &best.Seen) || fitted
			}
		}
		if next == len(rec.Frames) {
			return lived, held
		}
		whole.Sample(at, &truth)
		source.Sample(at, &now)
		if !fitted || at < from || truth.State != gesture.OK || now.State != gesture.OK {
			continue
		}
		want := shownTips(h, truth.Angles)
		lived.add(shownTips(h, now.Angles), want)
		held.add(shownTips(h, fit.Angles), want)
	}
}

// ofSide is the most trusted hand, of the side if the labels tell.
func ofSide(hands []format.Hand, side hand.Side) *format.Hand {
	var best *format.Hand
	for i := range hands {
		h := &hands[i]
		if h.Confidence < 0.3 || len(hands) > 1 && h.Labelled && h.Side != side {
			continue
		}
		if best == nil || h.Confidence > best.Confidence {
			best = h
		}
	}
	return best
}

// What is shown of a hand that is known since 60 ms is nearer to where it is now
// than the last fit, by what its tracker's steadiness allows.
func TestLiveBesideOffline(t *testing.T) {
	for _, rec := range timed {
		t.Run(rec.name, func(t *testing.T) {
			lived, held := played(t, rec.name, true)
			t.Logf("known bones: live %.2f mm, hold %.2f mm, ratio %.2f; roughness %.2f of hold's", lived.mm(), held.mm(), lived.mm()/held.mm(), lived.roughness()/held.roughness())
			require.Greater(t, lived.n, 100)
			if rec.fast {
				require.Less(t, lived.mm(), 0.7*held.mm()+0.3)
			} else {
				require.Less(t, lived.mm(), 1.05*held.mm())
				require.Less(t, lived.roughness(), held.roughness())
			}
			measured, heldThen := played(t, rec.name, false)
			if measured.n > 50 {
				t.Logf("measured as it goes, from the third second: live %.2f mm, hold %.2f mm, ratio %.2f", measured.mm(), heldThen.mm(), measured.mm()/heldThen.mm())
			}
			require.False(t, math.IsNaN(measured.mm()) && measured.n > 0)
		})
	}
}
