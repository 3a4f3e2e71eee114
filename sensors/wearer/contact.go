package wearer

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/spatial/r3"
)

// The flesh as an elastic foundation (Johnson, Contact Mechanics, 1985, §4.3):
// pressure is modulus × depth ÷ thickness. Design values.
const (
	fleshModulus   = 0.1e6  // Pa
	fleshThickness = 4e-3   // m
	fabric         = 1.5e-3 // m, of the glove on the skin
)

// capsule is a limb: a cone frustum with round ends, of the given radii at its
// two ends, in a part's frame.
type capsule struct {
	a, b   r3.Vec
	ra, rb float64
}

// limb is a capsule in its place, and a ball around it, by which it is seen quickly
// that something is far away.
type limb struct {
	capsule
	centre r3.Vec
	radius float64
}

func (k capsule) limb() limb {
	half := math.Sqrt(r3.Norm2(r3.Sub(k.b, k.a))) / 2
	return limb{k, r3.Scale(0.5, r3.Add(k.a, k.b)), half + max(k.ra, k.rb)}
}

// Parts of the hand that touch each other: each finger's three segments and the
// palm. The palm is the last.
const (
	numSegments = hand.NumFingers * 3
	palmPart    = numSegments
	numParts    = numSegments + 1
)

// The palm's flesh lies mostly in front of its bones (m): design values that put
// its surface where the layout has the palm's channels.
const (
	palmRadius = 16e-3
	palmDrop   = glove.PalmDepth - palmRadius
)

func lowered(p r3.Vec) r3.Vec { return r3.Sub(p, r3.Vec{Z: palmDrop}) }

// contacts works out the pressure on the pressure taxels.
type contacts struct {
	hand     *hand.Hand
	capsules [numParts][]capsule // in the part's frame, then…
	placed   [numParts][]limb    // …in the palm's
	palmFrom [numParts]spatial.Pose
	taxels   [numParts][]site

	full     taxel.Range // Pa
	channels []int       // of the pressure taxels
	spread   *taxel.Spread
	pressed  []float64 // of all channels, before the crosstalk: fraction of full scale
	touching bool      // some of them are
	begun    bool
	at       [hand.NumFingerAngles]float64
}

// site is a pressure taxel on the skin of a part.
type site struct {
	channel int
	at      r3.Vec // m, in the part's frame
}

// newContacts works in the frame of a right hand, on either side: what presses
// what is the same in the mirror.
func newContacts(layout *glove.Layout, p Person, spread *taxel.Spread) *contacts {
	c := &contacts{
		hand: hand.New(hand.Right, p.Dims), full: layout.Profile().Ranges[taxel.Pressure],
		spread: spread, pressed: make([]float64, layout.Len()),
	}
	c.palmFrom[palmPart] = spatial.Identity()
	nominal := hand.Nominal()
	for part := range numSegments {
		f, s := part/3, part%3
		b := p.Dims[f]
		c.capsules[part] = []capsule{{b: r3.Vec{X: b.Length[s]}, ra: b.Radius[s] + fabric, rb: b.Radius[s+1] + fabric}}
		if s == 2 {
			// The tip's round end lies within the bone's length.
			c.capsules[part][0].b.X -= b.Radius[3]
		}
	}
	for f := hand.Index; f <= hand.Little; f++ {
		knuckle := p.Dims[f].Base.Pos
		c.capsules[palmPart] = append(c.capsules[palmPart],
			capsule{a: lowered(r3.Scale(0.35, knuckle)), b: lowered(knuckle), ra: palmRadius, rb: palmRadius})
	}
	for part := range c.placed {
		c.placed[part] = make([]limb, len(c.capsules[part]))
	}
	c.place(palmPart)
	for i := range layout.Len() {
		ch := layout.Channel(i)
		if ch.Kind == taxel.Stretch {
			continue
		}
		part, at := palmPart, ch.Position
		if ch.Block != glove.WristBlock {
			s := segmentOf(ch)
			part = 3*ch.Block + s
			// The fabric lies on this person's skin, not on the nominal one's.
			at = onSkin(ch, nominal[ch.Block], p.Dims[ch.Block], s)
		}
		c.taxels[part] = append(c.taxels[part], site{channel: i, at: at})
		c.channels = append(c.channels, i)
	}
	return c
}

// segmentOf is the segment that a finger's channel sits on.
func segmentOf(ch glove.Channel) int {
	for s := range 3 {
		if ch.Link == hand.SegmentName(hand.Finger(ch.Block), s) {
			return s
		}
	}
	return 0
}

// onSkin moves a channel from the nominal segment's skin to the same share of a
// person's.
func onSkin(ch glove.Channel, nominal, own hand.Bones, s int) r3.Vec {
	x := ch.Along
	for i := range s {
		x -= nominal.Length[i]
	}
	out := r3.Vec{Y: ch.Normal.Y, Z: ch.Normal.Z}
	if n := r3.Norm(out); n > 0 {
		out = r3.Scale(1/n, out)
	}
	place, normal := glove.OnSkin(own, s, x*own.Length[s]/nominal.Length[s], out)
	return r3.Add(place, r3.Scale(fabric, normal))
}

// place works out where a part's capsules are.
func (c *contacts) place(part int) {
	for i, k := range c.capsules[part] {
		k.a, k.b = c.palmFrom[part].Apply(k.a), c.palmFrom[part].Apply(k.b)
		c.placed[part][i] = k.limb()
	}
}

// pressTo writes the pressure taxels' stimulus in posture a, crosstalk included,
// unless that is what it wrote last.
func (c *contacts) pressTo(stimulus []float64, a hand.Angles) {
	fingers := [hand.NumFingerAngles]float64(a[:])
	if c.begun && fingers == c.at {
		return
	}
	c.begun, c.at = true, fingers
	c.hand.SetAngles(a)
	for part := range numSegments {
		c.palmFrom[part] = c.hand.PalmFromSegment(hand.Finger(part/3), part%3)
		c.place(part)
	}
	before := c.touching
	if before {
		clear(c.pressed)
	}
	c.touching = false
	for part := range numParts {
		for other := part + 1; other < numParts; other++ {
			if !c.near(part, other) || neighbours(part, other) {
				continue
			}
			c.press(part, other)
			c.press(other, part)
		}
	}
	if c.touching || before {
		c.mixTo(stimulus)
	}
}

// mixTo writes what the pressed taxels and their neighbours feel.
func (c *contacts) mixTo(stimulus []float64) {
	for _, channel := range c.channels {
		sum := 0.0
		index, weight := c.spread.Row(channel)
		for i, n := range index {
			sum += weight[i] * c.pressed[n]
		}
		stimulus[channel] = sum
	}
}

// neighbours of a joint, and the roots of fingers side by side, always touch:
// the fabric is cut for that.
func neighbours(a, b int) bool {
	if b == palmPart {
		return a%3 == 0
	}
	if a/3 == b/3 {
		return b-a == 1
	}
	return a%3 == 0 && b%3 == 0 && a/3 > 0 && b/3-a/3 == 1
}

// near tells whether any two capsules of two parts overlap.
func (c *contacts) near(a, b int) bool {
	for i := range c.placed[a] {
		p := &c.placed[a][i]
		for j := range c.placed[b] {
			q := &c.placed[b][j]
			if reach := p.radius + q.radius; r3.Norm2(r3.Sub(p.centre, q.centre)) >= reach*reach {
				continue
			}
			reach := max(p.ra, p.rb) + max(q.ra, q.rb)
			if spatial.SegmentDistance2(p.a, p.b, q.a, q.b) < reach*reach {
				return true
			}
		}
	}
	return false
}

// press loads the taxels of one part by how deep they are inside another.
func (c *contacts) press(part, other int) {
	for _, s := range c.taxels[part] {
		p := c.palmFrom[part].Apply(s.at)
		for i := range c.placed[other] {
			k := &c.placed[other][i]
			if r3.Norm2(r3.Sub(p, k.centre)) >= k.radius*k.radius {
				continue
			}
			if d := k.depth(p); d > 0 {
				pressure := fleshModulus * d / fleshThickness
				c.pressed[s.channel] = max(c.pressed[s.channel], c.full.Fraction(pressure))
				c.touching = true
			}
		}
	}
}

// depth is how far p is inside the capsule (m), negative outside.
func (k *capsule) depth(p r3.Vec) float64 {
	axis := r3.Sub(k.b, k.a)
	t := 0.0
	if n := r3.Norm2(axis); n > 0 {
		t = min(max(r3.Dot(r3.Sub(p, k.a), axis)/n, 0), 1)
	}
	away := r3.Sub(p, r3.Add(k.a, r3.Scale(t, axis)))
	return k.ra + t*(k.rb-k.ra) - math.Sqrt(r3.Norm2(away))
}
