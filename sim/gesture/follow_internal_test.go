package gesture

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

func newRecording() *format.Recording { return &format.Recording{} }

// people are right hands seen 30 times a second, each with the tracker's identity
// and the place that it is at in frame i; nobody where it is not seen.
func people(n int, hands ...func(i int) (id int, place r3.Vec, seen bool)) *recording {
	r := &recording{Recording: newRecording(), name: "people"}
	for i := range n {
		f := format.Frame{Time: float64(i) / 30}
		for _, where := range hands {
			if id, at, ok := where(i); ok {
				f.Hands = append(f.Hands, format.Hand{ID: id, Side: hand.Right, Labelled: true, Confidence: 1, Place: at})
			}
		}
		r.Frames = append(r.Frames, f)
	}
	return r
}

func standing(id int, x float64) func(int) (int, r3.Vec, bool) {
	return func(i int) (int, r3.Vec, bool) { return id, r3.Vec{X: x, Y: 0.02 * math.Sin(0.2*float64(i))}, true }
}

// TestTwoRightHandsAreTwoPeoples: the one that is followed is followed to its end,
// though the other one is seen all the time; only then it is the other's turn, and of
// what was before the first nothing is taken.
func TestTwoRightHandsAreTwoPeoples(t *testing.T) {
	first := func(i int) (int, r3.Vec, bool) { id, at, _ := standing(7, 0.6)(i); return id, at, i < 60 }
	r := people(100, standing(3, 0), first)
	all := r.tracks()
	require.Len(t, all, 2)
	for _, tr := range all {
		tr.side = hand.Right
	}
	places := func(sights []sight) (by [2]int) {
		last := -1
		for _, s := range sights {
			require.Greater(t, s.frame, last, "one sight in a frame")
			last = s.frame
			if r.sightOf(s).ID == 3 {
				by[0]++
			} else {
				by[1]++
			}
		}
		return by
	}
	require.Equal(t, [2]int{100, 0}, places(r.relayOf(all, hand.Right)))
	require.Empty(t, r.relayOf(all, hand.Left))
	// If the one that goes is the first to be trusted, the other one takes over.
	for i := range 5 {
		r.Frames[i].Hands[0].Confidence = 0.2
	}
	all = r.tracks()
	for _, tr := range all {
		tr.side = hand.Right
	}
	require.Equal(t, [2]int{40, 60}, places(r.relayOf(all, hand.Right)))
}

// TestAHandIsKnownAgainByPlaceIdentityAndSide: what it takes for a sight to be of a
// track, in metres.
func TestAHandIsKnownAgainByPlaceIdentityAndSide(t *testing.T) {
	r := &recording{Recording: newRecording()}
	track := func() *track {
		tr := &track{}
		tr.add(sight{}, &format.Hand{ID: 5, Labelled: true, Side: hand.Right, Confidence: 1}, 1)
		return tr
	}
	seen := func(id int, side hand.Side, labelled bool, distance float64) *format.Hand {
		return &format.Hand{ID: id, Side: side, Labelled: labelled, Confidence: 1, Place: r3.Vec{Y: distance}}
	}
	inf := math.Inf(1)
	for _, c := range []struct {
		hand *format.Hand
		at   float64 // s
		want float64
	}{
		{seen(5, hand.Right, true, 0.1), 1.1, 0.1},
		{seen(6, hand.Right, true, 0.1), 1.1, 0.16},        // another identity
		{seen(5, hand.Left, true, 0.1), 1.1, 0.16},         // the side that it was never said to be
		{seen(6, hand.Left, true, 0.07), 1.1, 0.07 + 0.12}, // both
		{seen(6, hand.Left, true, 0.09), 1.1, inf},
		{seen(-1, hand.Left, true, 0.09), 1.1, inf},
		{seen(6, hand.Right, false, 0.09), 1.1, inf},
		// 150 mm and 5 m/s on top.
		{seen(5, hand.Right, true, 0.64), 1.1, 0.64},
		{seen(5, hand.Right, true, 0.66), 1.1, inf},
		{seen(5, hand.Right, true, 0.14), 1, 0.14},
		{seen(5, hand.Right, true, 0.16), 1, inf},
	} {
		require.InDelta(t, c.want, r.matchCost(c.hand, track(), c.at), 1e-9, "%+v", c)
	}
	r.Poses = true
	require.Zero(t, r.matchCost(seen(6, hand.Right, true, 9), track(), 9))
	require.Equal(t, inf, r.matchCost(seen(5, hand.Left, true, 0), track(), 1))
}

// TestATrackEndsAfterASecond without a sight, and not before.
func TestATrackEndsAfterASecond(t *testing.T) {
	for away, tracks := range map[int]int{25: 1, 35: 2} {
		gone := func(i int) (int, r3.Vec, bool) {
			id, at, _ := standing(4, 0.5)(i)
			return id, at, i < 20 || i >= 20+away
		}
		r := people(100, standing(2, 0), gone)
		require.Len(t, r.tracks(), tracks+1, "%d frames away", away)
	}
	// A sight that is not trusted begins none.
	r := people(10, standing(2, 0))
	for i := range r.Frames {
		r.Frames[i].Hands[0].Confidence = 0.29
	}
	require.Empty(t, r.tracks())
}

// TestWhatFitsNoHandIsJudged: at 7.5 mm on the mean it is doubtful, or with 3 % of
// the frames beyond 21.5 mm, above 35 mm it is refused.
func TestWhatFitsNoHandIsJudged(t *testing.T) {
	judged := func(mean float64, wild int) ([]string, error) {
		r := &recording{Recording: newRecording(), name: "x"}
		misfits := make([]float64, 100)
		for i := range misfits {
			misfits[i] = mean
			if i < wild {
				misfits[i] = 0.022
			}
		}
		return r.judge(misfits, nil, hand.Right)
	}
	for _, c := range []struct {
		mean   float64
		wild   int
		doubts int
		err    bool
	}{
		{0.0070, 0, 0, false}, {0.0080, 0, 1, false}, {0.0340, 0, 1, false}, {0.0360, 0, 0, true},
		{0.0050, 3, 0, false}, {0.0050, 4, 1, false}, {0.0210, 0, 1, false},
	} {
		doubts, err := judged(c.mean, c.wild)
		require.Equal(t, c.err, err != nil, "%+v", c)
		require.Len(t, doubts, c.doubts, "%+v: %v", c, doubts)
	}
	doubts, _ := judged(0.005, 4)
	require.Equal(t, []string{"4 frames fit a hand to 22 mm only"}, doubts)
	_, err := judged(0.036, 0)
	require.ErrorContains(t, err, "fits a hand to 36.0 mm only, want at most 35 mm")
}
