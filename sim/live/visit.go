package live

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// visit is one person before the tracker: what is learnt of them and kept until
// they leave.
type visit struct {
	set *Settings

	began, seenAt float64 // s
	place         r3.Vec  // of the hand, as the tracker tells hands apart

	side    hand.Side
	sure    bool
	measure [2]*hand.Measurer
	fitters [2]*hand.Fitter
	fits    [2]hand.Fit
	shape   hand.Shape // running means of either side's fit
	votes   [2]float64 // confident sights labelled with each side
	frames  int

	doubtSince float64 // s; NaN where there is no doubt

	origin r3.Vec // the wrist (world axes, m) where the visit began
	depth  float64
}

// How sides are told. Fit decides where one side fits clearly worse, as for
// recordings; labels otherwise. Design values.
const (
	misfitFrames  = 12.0 // of the running means
	sideFrames    = 3    // after which the side is decided
	bothSidesFrom = 15   // frames: from then on the other side is tried only now and then
	checkEvery    = 8    // frames
	settleTime    = 0.3  // s in which the place where the visit began is averaged
	depthGain     = 0.5  // of a tracker that does not know depth well
	depthMemory   = 0.8  // s of its low-pass, 0.2 Hz
)

func newVisit(set *Settings) *visit {
	v := &visit{set: set, began: math.NaN(), seenAt: math.Inf(-1), doubtSince: math.NaN()}
	for side := range v.measure {
		v.measure[side] = hand.NewMeasurer(hand.Side(side))
	}
	return v
}

// decide looks at a hand as either side and settles which it is. It reports
// false where it is of no human's size.
func (v *visit) decide(h *format.Hand, seen float64) bool {
	if math.IsNaN(v.began) {
		v.began = seen
	}
	v.frames++
	if h.Labelled {
		v.votes[h.Side] += h.Confidence
	}
	both := v.frames <= bothSidesFrom || v.frames%checkEvery == 0
	for side := range hand.Side(2) {
		if side != v.side && !both {
			continue
		}
		if !v.look(side, h) {
			return false
		}
	}
	if !both {
		return true
	}
	side := v.likelier()
	if !v.sure || side != v.side && v.shape.Clear() {
		v.side = side
	}
	v.sure = v.sure || v.frames >= sideFrames
	return true
}

// look fits a hand as one of a side.
func (v *visit) look(side hand.Side, h *format.Hand) bool {
	m := v.measure[side]
	if v.set.Bones != nil {
		if v.fitters[side] == nil {
			v.fitters[side] = hand.NewFitter(side, *v.set.Bones)
		}
	} else if better := m.Add(&h.Seen); better || v.fitters[side] == nil {
		if !m.Known() {
			return false
		}
		v.fitters[side] = hand.NewFitter(side, m.Dimensions())
	}
	fit := &v.fits[side]
	if !v.fitters[side].Fit(fit, &h.Seen) {
		return false
	}
	size := v.dims(side)
	share := 1 / min(float64(v.frames), misfitFrames)
	v.shape.Misfit[side] += (fit.Error/size.Size() - v.shape.Misfit[side]) * share
	return true
}

// dims are the person's, as far as they are known.
func (v *visit) dims(side hand.Side) hand.Dimensions {
	if v.set.Bones != nil {
		return *v.set.Bones
	}
	return v.measure[side].Dimensions()
}

// likelier is the side of the better fit where that is clear, else of the
// labels.
func (v *visit) likelier() hand.Side {
	by := v.votes
	if v.shape.Clear() || by[0] == by[1] {
		by = [2]float64{-v.shape.Misfit[0], -v.shape.Misfit[1]}
	}
	side := hand.Right
	if by[hand.Left] > by[hand.Right] {
		side = hand.Left
	}
	switch v.set.Hand {
	case gesture.LeftHand:
		return hand.Left
	case gesture.RightHand:
		return hand.Right
	}
	return side
}

// fit is the hand's posture, or why the frame is held through: the tracker's own
// mistakes, as when it sees the back of a hand and guesses the fingers, fit no
// hand. What goes on misfitting is shown all the same.
func (v *visit) fit(seen float64) (*hand.Fit, string) {
	fit := &v.fits[v.side]
	dims := v.dims(v.side)
	if fit.Error/dims.Size() <= doubtfulFit {
		v.doubtSince = math.NaN()
		return fit, ""
	}
	if math.IsNaN(v.doubtSince) {
		v.doubtSince = seen
	}
	if seen-v.doubtSince < doubtPatience {
		return fit, fmt.Sprintf("fits no hand (%.0f mm)", 1000*fit.Error)
	}
	return fit, ""
}

// wrist is where the wrist is in the world, relative to where the visit began.
// The depth of a tracker that does not know it well, the world's x, counts half
// and follows slowly.
func (v *visit) wrist(at r3.Vec, set *Settings, seen float64) r3.Vec {
	if !set.Position {
		return gesture.DefaultWrist()
	}
	since := seen - v.began
	switch {
	case v.frames <= 1 || math.IsInf(v.seenAt, -1):
		v.origin, v.depth = at, 0
	case since < settleTime:
		v.origin = r3.Add(v.origin, r3.Scale(1/float64(v.frames), r3.Sub(at, v.origin)))
	}
	moved := r3.Sub(at, v.origin)
	if !set.Depth {
		if dt := seen - v.seenAt; dt > 0 && !math.IsInf(dt, 1) {
			v.depth += (1 - math.Exp(-dt/depthMemory)) * (moved.X - v.depth)
		}
		moved.X = depthGain * v.depth
	}
	return gesture.Reachable(r3.Add(gesture.DefaultWrist(), moved))
}
