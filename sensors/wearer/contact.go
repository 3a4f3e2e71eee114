package wearer

import (
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
	placed   [numParts][]capsule // …in the palm's
	taxels   [numParts][]site
}

// site is a pressure taxel on the skin of a part.
type site struct {
	channel int
	at      r3.Vec // m, in the part's frame
}

// newContacts works in the frame of a right hand, on either side: what presses
// what is the same in the mirror.
func newContacts(layout *glove.Layout, p Person) *contacts {
	c := &contacts{hand: hand.New(hand.Right, p.Dims)}
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
		c.placed[part] = append([]capsule(nil), c.capsules[part]...)
	}
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

// pressTo writes the pressure taxels' stimulus in posture a.
func (c *contacts) pressTo(stimulus []float64, a hand.Angles, r taxel.Range) {
	c.hand.SetAngles(a)
	var palmFrom [numParts]spatial.Pose
	palmFrom[palmPart] = spatial.Identity()
	for part := range numSegments {
		palmFrom[part] = c.hand.PalmFromSegment(hand.Finger(part/3), part%3)
	}
	for part := range c.placed {
		for i, k := range c.capsules[part] {
			k.a, k.b = palmFrom[part].Apply(k.a), palmFrom[part].Apply(k.b)
			c.placed[part][i] = k
		}
		for _, s := range c.taxels[part] {
			stimulus[s.channel] = 0
		}
	}
	for part := range numParts {
		for other := part + 1; other < numParts; other++ {
			if neighbours(part, other) || !c.near(part, other) {
				continue
			}
			c.press(stimulus, palmFrom[part], part, other, r)
			c.press(stimulus, palmFrom[other], other, part, r)
		}
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
	for _, p := range c.placed[a] {
		for _, q := range c.placed[b] {
			reach := max(p.ra, p.rb) + max(q.ra, q.rb)
			if spatial.SegmentDistance2(p.a, p.b, q.a, q.b) < reach*reach {
				return true
			}
		}
	}
	return false
}

// press loads the taxels of one part by how deep they are inside another.
func (c *contacts) press(stimulus []float64, palmFromPart spatial.Pose, part, other int, r taxel.Range) {
	for _, s := range c.taxels[part] {
		p := palmFromPart.Apply(s.at)
		for i := range c.placed[other] {
			if d := c.placed[other][i].depth(p); d > 0 {
				pressure := fleshModulus * d / fleshThickness
				stimulus[s.channel] = max(stimulus[s.channel], r.Fraction(pressure))
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
	return k.ra + t*(k.rb-k.ra) - r3.Norm(r3.Sub(p, r3.Add(k.a, r3.Scale(t, axis))))
}
