package gesture

import (
	"math"
	"slices"
	"sort"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Gaps between two sights of the hand (s). Shorter ones are interpolated;
// over a longer one the hand coasts to a stop within predictFor, is lost, and
// comes back to the recorded track within rejoin. Design values.
const (
	shortGap   = 0.1
	predictFor = 0.05
	rejoin     = 0.15
)

// Poses without a time line are held and joined so (s).
const (
	poseHold = 1.0
	poseMove = 0.5
)

// key is a fitted frame in the world, with the rates of change that make the
// interpolation smooth.
type key struct {
	time       float64
	frame      int
	confidence float64
	angles     hand.Angles
	palm       spatial.Pose // worldFromPalm; in the tracker's frame before place
	forearm    spatial.Pose // worldFromForearm

	angleRate hand.Angles // rad/s
	linRate   r3.Vec      // m/s, world
	turnRate  r3.Vec      // rad/s, forearm frame

	hidden    uint32 // bit a: angle a was not seen but filled in
	beforeGap int    // last key before a gap that ends less than rejoin ago, or −1
}

// moveBy translates the hand.
func (k *key) moveBy(d r3.Vec) {
	k.palm.Pos = r3.Add(k.palm.Pos, d)
	k.forearm.Pos = r3.Add(k.forearm.Pos, d)
}

// posture is a key without its rates: what interpolation yields.
type posture struct {
	angles  hand.Angles
	forearm spatial.Pose
}

// playback is a recorded source. It is immutable once finished.
type playback struct {
	info Info
	keys []key
	gap  float64 // s: between two keys, more than this is a gap
}

// Info describes the source.
func (p *playback) Info() Info { return p.info }

// finish prepares the keys for sampling.
func (p *playback) finish(static bool) {
	if static {
		p.holdPoses()
		p.gap = math.Inf(1)
	} else {
		p.gap = p.gapAfter()
	}
	p.info.Duration = max(p.info.Duration, p.keys[len(p.keys)-1].time)
	for i := range p.keys {
		p.setRates(i)
	}
	for i := range p.keys {
		p.keys[i].beforeGap = -1
		if i == 0 {
			continue
		}
		since := p.keys[i].time
		for j := i; j > 0 && since-p.keys[j].time < rejoin; j-- {
			if p.isGap(j - 1) {
				p.keys[i].beforeGap = j - 1
				break
			}
		}
	}
}

// holdPoses makes two keys of every pose, between which it is held.
func (p *playback) holdPoses() {
	var held []key
	for i := range p.keys {
		k := p.keys[i]
		k.time = float64(i) * (poseHold + poseMove)
		held = append(held, k)
		k.time += poseHold
		held = append(held, k)
	}
	p.keys = held
}

func medianInterval(keys []key) float64 {
	if len(keys) < 2 {
		return 0
	}
	var dt []float64
	for i := range len(keys) - 1 {
		dt = append(dt, keys[i+1].time-keys[i].time)
	}
	slices.Sort(dt)
	return dt[len(dt)/2]
}

// gapAfter is how long (s) the hand may be unseen until that is a gap.
func (p *playback) gapAfter() float64 { return max(shortGap, 2.5*medianInterval(p.keys)) }

// isGap reports whether the hand was out of sight between keys i and i + 1.
func (p *playback) isGap(i int) bool { return p.keys[i+1].time-p.keys[i].time > p.gap }

// setRates finds the rates at a key from its neighbours in sight: those of
// Fritsch and Butland (A method for constructing local monotone piecewise cubic
// interpolants, SIAM J. Sci. Stat. Comput. 5, 1984) for the angles, which
// therefore never overshoot the fitted ones, and weighted differences for the
// pose.
func (p *playback) setRates(i int) {
	k := &p.keys[i]
	hasPrevious, hasNext := i > 0 && !p.isGap(i-1), i+1 < len(p.keys) && !p.isGap(i)
	if !hasPrevious && !hasNext {
		return // at rest
	}
	var before, after step
	if hasPrevious {
		before = stepBetween(&p.keys[i-1], k)
	}
	if hasNext {
		after = stepBetween(k, &p.keys[i+1])
	}
	switch {
	case !hasPrevious:
		k.angleRate, k.linRate, k.turnRate = after.angle, after.lin, after.turn
	case !hasNext:
		k.angleRate, k.linRate, k.turnRate = before.angle, before.lin, before.turn
	default:
		w := after.dt / (before.dt + after.dt)
		for a := range k.angleRate {
			k.angleRate[a] = monotoneRate(before.angle[a], after.angle[a], w)
		}
		still := r3.Norm(before.turn) < 1e-12 || r3.Norm(after.turn) < 1e-12
		if !still {
			k.turnRate = r3.Add(r3.Scale(w, before.turn), r3.Scale(1-w, after.turn))
		}
		if r3.Norm(before.lin) > 1e-12 && r3.Norm(after.lin) > 1e-12 {
			k.linRate = r3.Add(r3.Scale(w, before.lin), r3.Scale(1-w, after.lin))
		}
	}
	// Between frames that hardly differ in time any noise is fast.
	if v := r3.Norm(k.linRate); v > wildSpeed {
		k.linRate = r3.Scale(wildSpeed/v, k.linRate)
	}
}

// step is the mean rate of change between two keys.
type step struct {
	dt        float64
	angle     hand.Angles
	lin, turn r3.Vec
}

func stepBetween(a, b *key) step {
	s := step{dt: b.time - a.time}
	for i := range s.angle {
		s.angle[i] = (b.angles[i] - a.angles[i]) / s.dt
	}
	s.lin = r3.Scale(1/s.dt, r3.Sub(b.forearm.Pos, a.forearm.Pos))
	s.turn = r3.Scale(1/s.dt, spatial.RotationVector(quat.Mul(quat.Conj(a.forearm.Rot), b.forearm.Rot)))
	return s
}

// monotoneRate is Fritsch and Butland's harmonic mean, with weight w on the
// rate before.
func monotoneRate(before, after, w float64) float64 {
	if before*after <= 0 {
		return 0
	}
	// Brodlie's weights: the shorter interval counts for more.
	alpha := (1 + w) / 3
	return before * after / (alpha*after + (1-alpha)*before)
}

// Sample gives the hand at time t.
func (p *playback) Sample(t float64, dst *Sample) {
	// The first key after t.
	next := sort.Search(len(p.keys), func(i int) bool { return p.keys[i].time > t })
	i := max(next-1, 0)
	k := &p.keys[i]
	*dst = Sample{Time: t, Confidence: k.confidence, Frame: k.frame}
	var now posture
	switch {
	case next == 0:
		now = posture{k.angles, k.forearm}
		dst.State = Lost
	case next == len(p.keys) && (t >= p.info.Duration || p.info.Duration-k.time <= p.gap):
		now = posture{k.angles, k.forearm}
	case next == len(p.keys) || p.isGap(i):
		now, dst.State = k.coast(t - k.time)
	default:
		now = interpolate(k, &p.keys[next], t)
	}
	if k.beforeGap >= 0 && t-p.keys[k.beforeGap+1].time < rejoin && dst.State == OK {
		stopped, _ := p.keys[k.beforeGap].coast(predictFor)
		back := MinimumJerk((t - p.keys[k.beforeGap+1].time) / rejoin)
		now = posture{stopped.angles.Lerp(now.angles, back), stopped.forearm.Interpolate(now.forearm, back)}
		dst.State = Predicted
	}
	// A mean of angles on a limit, as calm and the way back make, may round to just
	// beyond it.
	now.angles = now.angles.Clamped()
	dst.Angles, dst.WorldFromForearm = now.angles, now.forearm
	dst.WorldFromPalm = now.forearm.Mul(hand.ForearmFromPalm(p.info.Side, now.angles[hand.WristFlexion], now.angles[hand.WristDeviation]))
}

// coast is where a hand out of sight is supposed to be: it goes on with its
// last rates, slowing to a stop at predictFor, and stays there.
func (k *key) coast(since float64) (posture, State) {
	state := Predicted
	if since >= predictFor {
		since, state = predictFor, Lost
	}
	travel := since - since*since/(2*predictFor)
	var now posture
	for i := range now.angles {
		now.angles[i] = k.angles[i] + travel*k.angleRate[i]
	}
	now.angles = now.angles.Clamped()
	now.forearm = spatial.Pose{
		Rot: spatial.Unit(quat.Mul(k.forearm.Rot, spatial.FromRotationVector(r3.Scale(travel, k.turnRate)))),
		Pos: r3.Add(k.forearm.Pos, r3.Scale(travel, k.linRate)),
	}
	return now, state
}

// interpolate is the cubic Hermite curve between two keys. Rotations follow the
// cumulative Bézier form of Kim, Kim and Shin (A general construction scheme for
// unit quaternion curves with simple high order derivatives, SIGGRAPH 1995).
func interpolate(a, b *key, t float64) posture {
	dt := b.time - a.time
	u := (t - a.time) / dt
	h00, h10, h01, h11 := hermite(u)
	var now posture
	for i := range now.angles {
		now.angles[i] = h00*a.angles[i] + h10*dt*a.angleRate[i] + h01*b.angles[i] + h11*dt*b.angleRate[i]
	}
	now.angles = now.angles.Clamped()
	now.forearm.Pos = r3.Add(
		r3.Add(r3.Scale(h00, a.forearm.Pos), r3.Scale(h10*dt, a.linRate)),
		r3.Add(r3.Scale(h01, b.forearm.Pos), r3.Scale(h11*dt, b.linRate)))

	first, last := r3.Scale(dt/3, a.turnRate), r3.Scale(dt/3, b.turnRate)
	middle := spatial.RotationVector(quat.Mul(
		quat.Mul(spatial.FromRotationVector(r3.Scale(-1, first)), quat.Conj(a.forearm.Rot)),
		quat.Mul(b.forearm.Rot, spatial.FromRotationVector(r3.Scale(-1, last)))))
	v := 1 - u
	b1, b2, b3 := 1-v*v*v, u*u*(3-2*u), u*u*u
	rot := quat.Mul(a.forearm.Rot, spatial.FromRotationVector(r3.Scale(b1, first)))
	rot = quat.Mul(rot, spatial.FromRotationVector(r3.Scale(b2, middle)))
	now.forearm.Rot = spatial.Unit(quat.Mul(rot, spatial.FromRotationVector(r3.Scale(b3, last))))
	return now
}

// hermite is the cubic Hermite basis at u in [0, 1].
func hermite(u float64) (h00, h10, h01, h11 float64) {
	v := 1 - u
	return v * v * (1 + 2*u), u * v * v, u * u * (3 - 2*u), -u * u * v
}

// MinimumJerk is the share of a point-to-point movement done at share u of its
// time: 10u³ − 15u⁴ + 6u⁵ (Flash and Hogan, The coordination of arm movements, J.
// Neurosci. 5, 1985).
func MinimumJerk(u float64) float64 {
	u = min(max(u, 0), 1)
	return u * u * u * (10 + u*(6*u-15))
}
