package gesture

import (
	"fmt"
	"math"
	"sync"

	"mirrorarm/kinematics/hand"
)

// Relay plays one source after another, of the same person: each takes over from
// the one before along a minimum-jerk path. It keeps the contract of Source: a
// change at time t alters only what comes after t. Of the past, the last
// relayHistory changes are kept. Switch belongs to one goroutine; Sample may run
// beside it.
type Relay struct {
	info Info

	mu    sync.Mutex // guards the rest
	turns [relayHistory]turn
	count int
	other Sample // scratch
}

// relayHistory is how many sources may be in the middle of taking over.
const relayHistory = 16

// turn is one source's.
type turn struct {
	source Source
	start  float64 // s, of the relay
	fade   float64 // s, how long it takes to take over
	offset float64 // s, the source's own time at the start
}

// NewRelay starts with a source at its own time offset (s).
func NewRelay(first Source, offset float64) *Relay {
	r := &Relay{info: first.Info(), count: 1}
	r.info.Duration = math.Inf(1)
	r.turns[0] = turn{source: first, offset: offset}
	return r
}

// Info describes the first source, but that a relay has no end.
func (r *Relay) Info() Info { return r.info }

// Switch lets another source of the same person take over from time t on,
// within fade seconds, starting at its own time offset (s). A time before the
// last change counts as the last change's.
func (r *Relay) Switch(t, fade float64, next Source, offset float64) error {
	info := next.Info()
	if info.Side != r.info.Side || info.Dims != r.info.Dims {
		return fmt.Errorf("gesture: %s cannot take over from %s: it is another person's hand", info.Name, r.info.Name)
	}
	if !(fade > 0) || !(offset >= 0) || math.IsNaN(t) {
		return fmt.Errorf("gesture: %s takes over at %g s within %g s from its %g s on, want numbers, the second above 0", info.Name, t, fade, offset)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.turns[(r.count-1)%relayHistory]
	r.turns[r.count%relayHistory] = turn{source: next, start: max(t, last.start), fade: fade, offset: offset}
	r.count++
	return nil
}

// Current is the source that took over last, and its own time at time t (s).
func (r *Relay) Current(t float64) (Source, float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := &r.turns[(r.count-1)%relayHistory]
	return last.source, last.time(t)
}

// Playing names what is played at time t: the gesture, if the source knows it,
// or the source.
func (r *Relay) Playing(t float64) string {
	source, at := r.Current(t)
	if p, ok := source.(Player); ok {
		return p.Playing(at)
	}
	return source.Info().Name
}

// Made names the gesture that the hand is nearest to at time t; nothing if the source does
// not know it.
func (r *Relay) Made(t float64) string {
	source, at := r.Current(t)
	if p, ok := source.(Player); ok {
		return p.Made(at)
	}
	return ""
}

func (u *turn) time(t float64) float64 { return u.offset + max(t-u.start, 0) }

// Sample gives the hand at time t.
func (r *Relay) Sample(t float64, dst *Sample) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t = max(t, 0)
	oldest := max(r.count-relayHistory, 0)
	newest := r.count - 1
	for newest > oldest && r.turns[newest%relayHistory].start > t {
		newest--
	}
	first := newest
	for first > oldest && t < r.turns[first%relayHistory].start+r.turns[first%relayHistory].fade {
		first--
	}
	u := &r.turns[first%relayHistory]
	u.source.Sample(u.time(t), dst)
	for i := first + 1; i <= newest; i++ {
		u := &r.turns[i%relayHistory]
		u.source.Sample(u.time(t), &r.other)
		dst.mix(&r.other, MinimumJerk((t-u.start)/u.fade), r.info.Side)
	}
	dst.Time = t
}

// mix takes a sample a share of the way to another.
func (s *Sample) mix(to *Sample, share float64, side hand.Side) {
	s.Angles = s.Angles.Lerp(to.Angles, share)
	s.WorldFromForearm = s.WorldFromForearm.Interpolate(to.WorldFromForearm, share)
	s.WorldFromPalm = PalmOn(s.WorldFromForearm, side, &s.Angles)
	s.Confidence += share * (to.Confidence - s.Confidence)
	if share >= 0.5 {
		s.State, s.Frame, s.Tracked = to.State, to.Frame, to.Tracked
	}
}
