package live_test

import (
	"cmp"
	"flag"
	"math"
	"os"
	"slices"
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

// appearance is a hand in sight from one time to another (s).
type appearance struct {
	who      *performer
	from, to float64
}

// scene is what a tracker sees in a visit, and what becomes of its frames.
type scene struct {
	rate, latency, jitter float64
	labels                string
	hands                 []appearance
	other                 *performer // who stands there as well; nil for nobody
	restart               float64    // s, when the tracker's clock begins anew
	length                float64
	noise                 func() float64
}

func drawScene(t *rapid.T) *scene {
	seed := rapid.Uint64().Draw(t, "seed")
	s := &scene{
		rate:    rapid.Float64Range(2, 120).Draw(t, "frames a second"),
		latency: rapid.Float64Range(0.005, 0.25).Draw(t, "latency"),
		jitter:  rapid.SampledFrom([]float64{0, 0.02, 0.1}).Draw(t, "jitter"),
		labels:  rapid.SampledFrom([]string{"right", "flip", "none"}).Draw(t, "labels"),
		noise:   newNoise(seed, 0.001),
	}
	side := hand.Side(rapid.IntRange(0, 1).Draw(t, "side"))
	at := 0.0
	for i := range rapid.IntRange(1, 3).Draw(t, "appearances") {
		name := rapid.SampledFrom([]string{"wave", "fist", "pinch", "count3", "grasp"}).Draw(t, "gesture")
		long := rapid.Float64Range(0.5, 2).Draw(t, "for")
		s.hands = append(s.hands, appearance{newPerformer(t, side, name, seed+uint64(i)), at, at + long})
		gap := rapid.Float64Range(0.05, 2.5).Draw(t, "away for")
		if s.labels == "none" {
			// Nothing but having been missed tells that it may be another hand.
			gap += 1.5*max(0.1, 2.5/s.rate) + s.jitter + 1/s.rate
		}
		at += long + gap
		if rapid.Bool().Draw(t, "swaps") {
			side = side.Other()
		}
	}
	s.length = at
	if rapid.Bool().Draw(t, "another person") {
		s.other = newPerformer(t, side.Other(), "fist", seed+1)
	}
	s.restart = rapid.Float64Range(0.3, 6).Draw(t, "restarts at")
	return s
}

// present is the hand that is in sight at a time.
func (s *scene) present(at float64) *appearance {
	for i := range s.hands {
		if h := &s.hands[i]; at >= h.from && at < h.to {
			return h
		}
	}
	return nil
}

// sent is a frame on its way.
type sent struct {
	message live.Message
	seen    float64 // s, when it was
	comes   float64
}

// messages are all that the tracker sends, as they come: some doubled, some late and
// so out of order.
func (s *scene) messages() (all []sent) {
	frames := 0
	for at := 0.0; at < s.length; at += 1 / s.rate {
		m := live.Message{Type: "hands"}
		if h := s.present(at); h != nil {
			seen := h.who.seen(at, s.noise)
			relabel(&seen, s.labels, frames)
			m.Hands = append(m.Hands, messageOf(&seen, r3.Vec{}))
			if s.other != nil && at > h.from+0.5 {
				o := s.other.seen(at, s.noise)
				m.Hands = append(m.Hands, messageOf(&o, r3.Vec{Y: 0.6}))
			}
		}
		theirs := 1000 * (at + 500)
		if at > s.restart {
			theirs = 1000 * (at - s.restart)
		}
		leaves := theirs + 2
		m.Captured, m.Sent = &theirs, &leaves
		late := 0.0
		if frames%7 == 3 {
			late = s.jitter
		}
		all = append(all, sent{m, at, at + s.latency + late})
		if frames%17 == 5 {
			all = append(all, sent{m, at, at + s.latency + late + 0.001})
		}
		frames++
	}
	slices.SortStableFunc(all, func(a, b sent) int { return cmp.Compare(a.comes, b.comes) })
	return all
}

func messageOf(h *format.Hand, off r3.Vec) live.HandMessage {
	m := live.HandMessage{Confidence: &h.Confidence}
	if h.Labelled {
		m.Side = h.Side.String()
	}
	for _, p := range h.Seen.Points {
		p = r3.Add(p, off)
		m.Landmarks = append(m.Landmarks, []float64{p.X, p.Y, p.Z})
	}
	return m
}

// tells reports whether the side of the hand that was seen at a time must be known: it
// has been in sight for 0.3 s or three frames, and something tells the side, a label
// or fingers that are bent.
func (s *scene) tells(h *appearance, at float64) bool {
	if at-h.from <= max(0.3, 3/s.rate)+s.jitter+2/s.rate*float64(sign(s.jitter)) {
		return false
	}
	if s.labels != "none" {
		return true
	}
	return h.who.tellsItsSide(at) && h.who.tellsItsSide(h.from+(at-h.from)/2) && h.who.tellsItsSide(at-0.1)
}

func sign(x float64) int {
	if x > 0 {
		return 1
	}
	return 0
}

// visit plays a scene: nothing that is shown is no number or moves faster than a
// hand, the side is the right one, and whoever goes has left.
func visit(t *rapid.T) {
	const leaveAfter = 1.0
	s := drawScene(t)
	feed := live.NewFeed(live.DefaultFOV)
	require.NoError(t, feed.Hello(&live.Message{Kind: "tracker", Axes: "world"}))
	set := feed.Settings()
	set.LeaveAfter = leaveAfter
	follower := live.NewFollower(set)
	sources := [2]*live.Source{follower.Source(hand.Right, hand.Nominal()), follower.Source(hand.Left, hand.Nominal())}
	var last [2]gesture.Sample
	sources[0].Sample(0, &last[0])
	sources[1].Sample(0, &last[1])
	pending := s.messages()
	seen := math.Inf(-1) // s, when a hand last was, truly
	for k := 0; float64(k)*0.004 < s.length+leaveAfter+1; k++ {
		now := float64(k) * 0.004
		for len(pending) > 0 && pending[0].comes <= now {
			f := pending[0]
			pending = pending[1:]
			p := feed.Packet(&f.message, now)
			v := follower.Push(&p.Frame, p.Came)
			if h := s.present(f.seen); h != nil {
				seen = max(seen, now)
				if v.Refused == "" && s.tells(h, f.seen) {
					require.Equal(t, h.who.side, v.Side, "at %.2f s", f.seen)
					require.Less(t, v.Fit, 0.02)
				}
			}
		}
		for i, source := range sources {
			var sample gesture.Sample
			source.Sample(now, &sample)
			requireCalm(t, &last[i], &sample, 0.004)
			if now-seen > max(0.1, 2.5/s.rate)*1.5+s.latency+s.jitter+0.01 {
				require.Equal(t, gesture.Lost, sample.State, "nobody is seen since %.2f s", now-seen)
			}
			last[i] = sample
		}
		_, present := follower.Visitor(now)
		require.False(t, present && now-seen > leaveAfter+0.01, "whoever is not seen has left")
	}
	_, present := follower.Visitor(s.length + leaveAfter + 1)
	require.False(t, present)
}

// Some of a thousand visits (TestVisitsSoak, make soak) in which hands come, go and
// swap, two people stand there, labels flip, frames are late, doubled and out of
// order, and trackers of 2 to 120 frames a second start again.
func TestVisits(t *testing.T) { visits(t, "50") }

func TestVisitsSoak(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("long: set MIRRORARM_SOAK=1, or run make soak")
	}
	visits(t, "1000")
}

func visits(t *testing.T, checks string) {
	const name = "rapid.checks"
	usual := flag.Lookup(name).Value.String()
	require.NoError(t, flag.Set(name, checks))
	defer func() { require.NoError(t, flag.Set(name, usual)) }()
	rapid.Check(t, visit)
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

// Who swaps hands, out of sight or with a tracker that says so, is followed with the
// other one within three frames, however slow the tracker is.
func TestSwappedHands(t *testing.T) {
	axes, err := format.ParseAxes("world")
	require.NoError(t, err)
	for _, rate := range []float64{4, 10, 60} {
		for _, labelled := range []bool{false, true} {
			gap := 0.0
			if !labelled {
				gap = 3 / rate
			}
			follower := live.NewFollower(live.Settings{Axes: axes, Position: true, Orientation: true, Depth: true})
			noise := newNoise(7, 0.001)
			at := 0.0
			for turn, side := range []hand.Side{hand.Right, hand.Left, hand.Right} {
				p := newPerformer(t, side, "fist", 3)
				frames := int(2 * rate)
				for k := range frames {
					h := p.seen(0.8, noise) // closed
					h.Labelled = labelled
					v := follower.Push(&live.Frame{Time: at, Hands: []format.Hand{h}}, at+0.03)
					if k >= 3 {
						require.Equal(t, side, v.Side, "%g Hz, labelled %v, turn %d, frame %d", rate, labelled, turn, k)
					}
					at += 1 / rate
				}
				at += gap
			}
		}
	}
}
