package live_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// performer is a synthetic person whom a tracker sees.
type performer struct {
	source gesture.Source
	hand   *hand.Hand
	side   hand.Side
}

func newPerformer(t require.TestingT, side hand.Side, name string, seed uint64) *performer {
	choice := gesture.RightHand
	if side == hand.Left {
		choice = gesture.LeftHand
	}
	src, err := gesture.Synth(name, gesture.Options{Hand: choice, Seed: seed})
	require.NoError(t, err)
	return &performer{src, hand.New(side, src.Info().Dims), side}
}

// seen is the hand as a tracker in the world's axes sees it, with its noise.
func (p *performer) seen(t float64, noise func() float64) format.Hand {
	var s gesture.Sample
	p.source.Sample(t, &s)
	p.hand.SetAngles(s.Angles)
	var lm hand.Landmarks
	p.hand.LandmarksTo(&lm)
	h := format.Hand{ID: -1, Confidence: 1, Side: p.side, Labelled: true}
	for i := range lm {
		q := s.WorldFromPalm.Apply(lm[i])
		h.Seen.Points[i] = r3.Add(q, r3.Vec{X: noise(), Y: noise(), Z: noise()})
		h.Seen.Weight[i] = 1
	}
	h.Place = h.Seen.Points[0]
	return h
}

// A thousand visits (make soak; a few dozen otherwise) in which hands come, go and
// swap, two people stand there, labels flip, frames are late, doubled and out of
// order, and trackers of 2 to 120 frames a second start again: nothing that is
// shown is no number or moves faster than a hand, and the side is the right one
// within three frames or 0.3 s.
func TestVisits(t *testing.T) {
	axes, err := format.ParseAxes("world")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Float64Range(2, 120).Draw(t, "frames a second")
		side := hand.Side(rapid.IntRange(0, 1).Draw(t, "side"))
		gestureName := rapid.SampledFrom([]string{"wave", "fist", "pinch", "count3", "grasp"}).Draw(t, "gesture")
		labels := rapid.SampledFrom([]string{"right", "flip", "none"}).Draw(t, "labels")
		second := rapid.Bool().Draw(t, "another person")
		latency := rapid.Float64Range(0.005, 0.25).Draw(t, "latency")
		seed := rapid.Uint64().Draw(t, "seed")
		rng := newNoise(seed, 0.001)
		person := newPerformer(t, side, gestureName, seed)
		other := newPerformer(t, side.Other(), "fist", seed+1)
		follower := live.NewFollower(live.Settings{Axes: axes, Position: true, Orientation: true, Depth: true, LeaveAfter: 1})
		sources := [2]*live.Source{follower.Source(hand.Right, hand.Nominal()), follower.Source(hand.Left, hand.Nominal())}

		var last [2]gesture.Sample
		sources[0].Sample(0, &last[0])
		sources[1].Sample(0, &last[1])
		gone := rapid.Float64Range(0.5, 2).Draw(t, "goes after")
		back := gone + rapid.Float64Range(0.05, 2.5).Draw(t, "away for")
		length := back + 1
		next, frames := 0.0, 0
		var pending []live.Frame
		for k := 0; float64(k)*0.002 < length; k++ {
			now := float64(k) * 0.002
			for next <= now {
				if next < gone || next >= back {
					f := live.Frame{Time: next, Hands: []format.Hand{person.seen(next, rng)}}
					relabel(&f.Hands[0], labels, frames)
					if second && next > 0.5 {
						o := other.seen(next, rng)
						o.Place = r3.Add(o.Place, r3.Vec{Y: 0.6})
						for i := range o.Seen.Points {
							o.Seen.Points[i] = r3.Add(o.Seen.Points[i], r3.Vec{Y: 0.6})
						}
						f.Hands = append(f.Hands, o)
					}
					pending = append(pending, f)
					if frames%17 == 5 { // doubled
						pending = append(pending, f)
					}
					frames++
				}
				next += 1 / rate
			}
			for len(pending) > 0 && pending[0].Time+latency <= now {
				f := pending[0]
				pending = pending[1:]
				v := follower.Push(&f, now)
				if v.Refused == "" {
					require.Less(t, v.Fit, 0.02)
				}
				if at := f.Time; at > max(0.3, 3/rate) && at < gone && person.tellsItsSide(at) {
					require.Equal(t, side, v.Side, "at %.2f s", at)
				}
			}
			for i, s := range sources {
				var sample gesture.Sample
				s.Sample(now, &sample)
				requireCalm(t, &last[i], &sample, 0.002)
				last[i] = sample
			}
		}
		_, present := follower.Visitor(length + 3)
		require.False(t, present, "whoever is not seen has left")
	})
}

// tellsItsSide reports whether the fingers are bent enough to tell the side.
func (p *performer) tellsItsSide(t float64) bool {
	var s gesture.Sample
	p.source.Sample(t, &s)
	sum := 0.0
	for f := hand.Index; f <= hand.Little; f++ {
		sum += s.Angles[hand.FingerAngle(f, 1)] + s.Angles[hand.FingerAngle(f, 2)]
	}
	return sum/8 > 40*math.Pi/180
}

func relabel(h *format.Hand, labels string, frame int) {
	switch {
	case labels == "none":
		h.Labelled = false
	case labels == "flip" && frame%5 == 4:
		h.Side = h.Side.Other()
	}
}

// requireCalm holds what is shown to numbers, to the joints' ranges and to a
// hand's greatest speeds, with what a tracker's noise and a new frame add.
func requireCalm(t require.TestingT, from, to *gesture.Sample, dt float64) {
	const joint, wrist, turn = 90, 8, 90 // rad/s, m/s, rad/s
	for a := range to.Angles {
		require.False(t, math.IsNaN(to.Angles[a]))
		require.LessOrEqual(t, math.Abs(to.Angles[a]-from.Angles[a]), joint*dt, "angle %d", a)
	}
	require.Equal(t, to.Angles, to.Angles.Clamped())
	require.LessOrEqual(t, r3.Norm(r3.Sub(to.WorldFromForearm.Pos, from.WorldFromForearm.Pos)), wrist*dt)
	require.LessOrEqual(t, spatial.AngleBetween(to.WorldFromForearm.Rot, from.WorldFromForearm.Rot), turn*dt)
	require.True(t, to.WorldFromPalm.IsFinite())
}
