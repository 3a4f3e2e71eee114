package live

import (
	"fmt"
	"math"
	"sync"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Settings are what is known of a tracker before its first frame.
type Settings struct {
	Axes        format.Axes // of its points
	Position    bool        // whether it tells where the hand is
	Orientation bool
	Depth       bool // whether it knows how far away the hand is as well as the rest

	Hand  gesture.Choice
	Bones *hand.Dimensions // of the person; nil has them measured as it goes

	LeaveAfter float64 // s without a hand until the visitor has left; default 8
}

// Frame is what a tracker saw at one time: hands in metres and right-handed
// axes.
type Frame struct {
	Time  float64 // s, when it was seen
	Hands []format.Hand
}

// Verdict is what became of a frame.
type Verdict struct {
	Hand    bool      // whether a hand is followed
	Side    hand.Side // which
	Sure    bool      // whether the side is decided
	Fit     float64   // m: mean distance of the fitted hand from the seen one
	Age     float64   // s, when the frame came
	Refused string    // why the frame was not used; empty if it was
}

// How a hand is followed, beside what package gesture has of recordings' hands. Design
// values.
const (
	shortestLoss  = 0.1  // s without a sight until the hand is lost
	lossIntervals = 2.5  // or so many frames
	doubtfulFit   = 0.02 // m, of a nominal hand: no genuine frame fits worse
	doubtPatience = 0.5  // s for which misfitting frames are held through
	defaultLeave  = 8.0  // s
	latestFrame   = 1.0  // s: an older one is of no use
)

// Follower turns frames into one person's hand. Push belongs to one goroutine;
// the sources that it leads may be sampled beside it.
type Follower struct {
	set Settings

	last     float64 // s, of the newest frame
	interval float64 // s between frames, a running mean
	visit    *visit
	visits   int

	mu    sync.Mutex // guards the rest
	shown [2]shown   // by side
	live  bool
	side  hand.Side
}

// NewFollower waits for a first hand.
func NewFollower(set Settings) *Follower {
	if set.LeaveAfter == 0 {
		set.LeaveAfter = defaultLeave
	}
	f := &Follower{set: set, last: math.Inf(-1), interval: 1.0 / 30}
	for side := range f.shown {
		f.shown[side] = newShown(hand.Side(side), !set.Depth)
	}
	return f
}

// Push takes a frame that has come at time now.
func (f *Follower) Push(frame *Frame, now float64) Verdict {
	v := Verdict{Age: now - frame.Time}
	switch {
	case math.IsNaN(frame.Time) || math.IsInf(frame.Time, 0):
		v.Refused = fmt.Sprintf("time %g s", frame.Time)
	case frame.Time <= f.last:
		v.Refused = "not newer than the last frame"
	case v.Age > latestFrame:
		v.Refused = fmt.Sprintf("%.1f s old", v.Age)
	case v.Age < 0:
		// A clock that is a little ahead; what is seen cannot be of the future.
		frame.Time, v.Age = now, 0
	}
	if v.Refused != "" {
		return f.tell(v)
	}
	if since := frame.Time - f.last; since < 1 {
		f.interval += (since - f.interval) / 16
	}
	f.last = frame.Time
	if f.visit != nil && frame.Time-f.visit.seenAt > f.set.LeaveAfter {
		f.leave()
	}
	h := f.pick(frame)
	if h == nil {
		v.Refused = "no hand"
		return f.tell(v)
	}
	if f.visit == nil {
		f.visits++
		f.visit = newVisit(&f.set)
	}
	v.Fit, v.Refused = f.use(frame.Time, now, h)
	return f.tell(v)
}

// tell adds what is known of the visit.
func (f *Follower) tell(v Verdict) Verdict {
	if f.visit != nil {
		v.Hand, v.Side, v.Sure = f.last-f.visit.seenAt <= f.lostAfter(), f.visit.side, f.visit.sure
	}
	return v
}

func (f *Follower) lostAfter() float64 { return max(shortestLoss, lossIntervals*f.interval) }

// leave ends the visit.
func (f *Follower) leave() {
	f.visit = nil
	f.mu.Lock()
	f.live = false
	f.mu.Unlock()
}

// Leave ends the visit: whoever comes next is measured anew. It is for whoever calls
// Push.
func (f *Follower) Leave() {
	if f.visit != nil {
		f.leave()
	}
}

// pick is the hand in the frame that is followed: the one followed so far while
// it is in sight, else the nearest confident one.
func (f *Follower) pick(frame *Frame) *format.Hand {
	var best *format.Hand
	least := math.Inf(1)
	v := f.visit
	lost := v == nil || frame.Time-v.seenAt > f.lostAfter()
	for i := range frame.Hands[:min(len(frame.Hands), format.MaxHands)] {
		h := &frame.Hands[i]
		if h.Confidence < gesture.TrustedConfidence || !usable(h) || len(frame.Hands) > 1 && !f.wanted(h) {
			continue
		}
		cost := -h.Confidence
		if v != nil {
			apart := r3.Norm(r3.Sub(h.Place, v.place))
			cost = apart
			if !lost && apart > gesture.JumpAllowance+gesture.FastestHand*(frame.Time-v.seenAt) {
				continue
			}
		}
		if lost && h.Confidence < gesture.ConfidentStart {
			continue
		}
		if cost < least {
			best, least = h, cost
		}
	}
	return best
}

// wanted reports whether one of several hands may be of the side that was asked
// for, by its label. Of a single one the shape tells more.
func (f *Follower) wanted(h *format.Hand) bool {
	if f.set.Hand == gesture.Auto || !h.Labelled {
		return true
	}
	return (f.set.Hand == gesture.LeftHand) == (h.Side == hand.Left)
}

// usable reports whether the points can be reckoned with.
func usable(h *format.Hand) bool {
	for i, p := range h.Seen.Points {
		if h.Seen.Weight[i] > 0 && !(math.Abs(p.X)+math.Abs(p.Y)+math.Abs(p.Z) < farthest) {
			return false
		}
	}
	return true
}

// farthest (m) that a point may be from the tracker.
const farthest = 30.0

// use fits the hand and shows it; it gives the fit's error, and why the frame
// was held through if it was.
func (f *Follower) use(seen, now float64, h *format.Hand) (float64, string) {
	v := f.visit
	lost := seen-v.seenAt > f.lostAfter()
	if lost {
		v.appear()
	}
	if !v.decide(h, seen) {
		return 0, "no hand of a human's size"
	}
	fit, refused := v.fit(seen)
	if refused != "" {
		return fit.Error, refused
	}
	var m motion
	m.time = seen
	f.place(&m, h, fit, seen)
	v.seenAt, v.place = seen, h.Place
	f.mu.Lock()
	s := &f.shown[v.side]
	if !f.live || f.side != v.side || lost {
		s.comeBack(now)
	}
	f.live, f.side = true, v.side
	s.predict.add(&m, now)
	s.confidence, s.lostAfter = h.Confidence, f.lostAfter()
	f.mu.Unlock()
	return fit.Error, ""
}

// place puts the fitted hand into the world: where it is relative to where the
// visit began.
func (f *Follower) place(m *motion, h *format.Hand, fit *hand.Fit, seen float64) {
	v := f.visit
	angles := fit.Angles
	if !f.set.Orientation {
		forearm := gesture.RestingForearm(v.side)
		setMotion(m, &angles, forearm)
		return
	}
	turn := f.set.Axes.WorldFromSource()
	palm := spatial.Pose{Rot: quat.Mul(turn, fit.WorldFromPalm.Rot), Pos: spatial.Rotate(turn, fit.WorldFromPalm.Pos)}
	elbow := spatial.Rotate(turn, h.Elbow)
	hasElbow := h.HasElbow && gesture.IsForearm(r3.Norm(r3.Sub(elbow, palm.Pos)))
	toElbow := r3.Sub(elbow, palm.Pos)
	palm.Pos = v.wrist(palm.Pos, &f.set, seen)
	forearm := palm
	if hasElbow {
		forearm = gesture.ForearmTo(palm, v.side, r3.Add(palm.Pos, toElbow), &angles)
	}
	setMotion(m, &angles, forearm)
}

func setMotion(m *motion, angles *hand.Angles, forearm spatial.Pose) {
	copy(m.x[:placeAt], angles[:])
	m.x[placeAt], m.x[placeAt+1], m.x[placeAt+2] = forearm.Pos.X, forearm.Pos.Y, forearm.Pos.Z
	m.rot = forearm.Rot
}

// Visitor reports whether somebody is there at time now, and with which hand:
// until they have been without a hand for Settings.LeaveAfter.
func (f *Follower) Visitor(now float64) (side hand.Side, present bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.side, f.live && now-f.shown[f.side].predict.last.time <= f.set.LeaveAfter
}

// Settle shows the hand that is followed at once, without a way to it: for a
// mirror that is about to be made and begins in its posture.
func (f *Follower) Settle() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for side := range f.shown {
		f.shown[side].backAt, f.shown[side].way = math.Inf(-1), rejoin
	}
}
