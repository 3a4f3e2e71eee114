package live

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// atRest (m/s) is how fast fingertips move at most, in the palm frame, of a hand
// that is still. Design value: a hand that holds a gesture sways less.
const atRest = 0.02

// tips are the fingertips in the palm frame.
type tips [hand.NumFingers]r3.Vec

// Deviation is how far something shown is from what the whole recording says of
// the same moments, and how it trembles.
type Deviation struct {
	sum, jitter float64 // m
	moments     int
	before      [2]tips
}

func (d *Deviation) add(got, want *tips) {
	for f := range got {
		d.sum += r3.Norm(r3.Sub(got[f], want[f]))
		if d.moments > 1 {
			d.jitter += r3.Norm(r3.Add(got[f], r3.Sub(d.before[0][f], r3.Scale(2, d.before[1][f]))))
		}
	}
	d.moments++
	d.before[0], d.before[1] = d.before[1], *got
}

// Moments is how many were compared.
func (d *Deviation) Moments() int { return d.moments }

// MM is the mean distance of the fingertips, NaN without a moment.
func (d *Deviation) MM() float64 { return 1000 * d.sum / float64(d.moments*hand.NumFingers) }

// Roughness (mm) is their mean second difference from moment to moment.
func (d *Deviation) Roughness() float64 {
	return 1000 * d.jitter / float64(d.moments*hand.NumFingers)
}

// Comparison holds what is shown live against what the whole recording tells
// afterwards, and beside it the plain way of showing each frame until the next:
// fingertips in the palm frame, of a hand with the person's bones.
type Comparison struct {
	whole gesture.Source
	hand  *hand.Hand
	plain *hand.Fitter
	fit   hand.Fit
	known bool // whether plain has fitted a frame

	live, hold, rest Deviation
	last             tips
	lastAt           float64
	follows          bool // whether last is of the moment before
}

// NewComparison is with a recording that was read as a whole.
func NewComparison(whole gesture.Source) *Comparison {
	info := whole.Info()
	return &Comparison{whole: whole, hand: hand.New(info.Side, info.Dims), plain: hand.NewFitter(info.Side, info.Dims)}
}

// Saw takes a frame that has come, for the plain way.
func (c *Comparison) Saw(f *Frame, _ Verdict) {
	if h := c.best(f.Hands); h != nil {
		c.known = c.plain.Fit(&c.fit, &h.Seen) || c.known
	}
}

// best is the most trusted hand, of the side if labels tell.
func (c *Comparison) best(hands []format.Hand) *format.Hand {
	var best *format.Hand
	side := c.whole.Info().Side
	for i := range hands {
		h := &hands[i]
		if h.Confidence < gesture.TrustedConfidence || len(hands) > 1 && h.Labelled && h.Side != side {
			continue
		}
		if best == nil || h.Confidence > best.Confidence {
			best = h
		}
	}
	return best
}

// Add compares what is shown at a time (s). Moments at which either has lost the
// hand do not count.
func (c *Comparison) Add(at float64, shown *gesture.Sample) {
	var truth gesture.Sample
	c.whole.Sample(at, &truth)
	if !c.known || truth.State != gesture.OK || shown.State != gesture.OK {
		c.follows = false
		return
	}
	want, got, held := c.tips(truth.Angles), c.tips(shown.Angles), c.tips(c.fit.Angles)
	c.live.add(&got, &want)
	c.hold.add(&held, &want)
	if c.follows && slower(&want, &c.last, atRest*(at-c.lastAt)) {
		c.rest.add(&got, &want)
	}
	c.last, c.lastAt, c.follows = want, at, true
}

// slower reports whether no fingertip went farther than a distance.
func slower(a, b *tips, most float64) bool {
	for f := range a {
		if r3.Norm(r3.Sub(a[f], b[f])) > most {
			return false
		}
	}
	return true
}

func (c *Comparison) tips(a hand.Angles) (t tips) {
	c.hand.SetAngles(a)
	for f := range t {
		t[f] = c.hand.PalmFromSegment(hand.Finger(f), 3).Pos
	}
	return t
}

// Live is how far what was shown was off.
func (c *Comparison) Live() *Deviation { return &c.live }

// Hold is how far the frame last seen was.
func (c *Comparison) Hold() *Deviation { return &c.hold }

// Rest is Live's while the hand was still.
func (c *Comparison) Rest() *Deviation { return &c.rest }
