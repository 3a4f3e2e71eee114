package gesture

import (
	"math"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

const degree = math.Pi / 180

// dragShare is how far a finger follows its neighbours: about a quarter.
const dragShare = 0.25

// pose is a shape made to fit one person.
type pose struct {
	angles   hand.Angles
	pronate  float64 // rad, as are the following
	elevate  float64
	near     float64 // m
	movement []sway  // amplitudes in degrees
}

// poseShape turns a shape into a person's joint angles: free fingers are dragged
// by their neighbours, the range of motion is the person's own, and the thumb is
// brought to what it touches.
func poseShape(s *shape, person *Person) pose {
	rest := hand.Rest()
	a := rest
	for i, x := range s.thumb {
		a[i] = x * degree
	}
	for i, c := range s.fingers {
		f := hand.Index + hand.Finger(i)
		if !c.free {
			a[hand.FingerAngle(f, 1)], a[hand.FingerAngle(f, 2)], a[hand.FingerAngle(f, 3)] = c.mcp*degree, c.pip*degree, c.dip*degree
		}
		a[hand.FingerAngle(f, 0)] = s.spread[i] * degree
	}
	dragFree(&a, s)
	for i := range hand.NumFingers * 4 {
		a[i] = rest[i] + person.Motion*(a[i]-rest[i])
	}
	a[hand.WristDeviation] = s.deviate * degree
	a = a.Clamped()
	if s.touch.on != hand.Thumb {
		bringThumb(&a, s.touch, &person.Dims)
	}
	return pose{angles: a, pronate: s.pronate * degree, elevate: s.elevate * degree, near: s.near, movement: s.movement}
}

// dragFree bends each free finger by dragShare of how far the nearest finger
// that does something is from rest, and by less the farther that one is.
func dragFree(a *hand.Angles, s *shape) {
	rest := hand.Rest()
	for i, c := range s.fingers {
		if !c.free {
			continue
		}
		for distance := 1; distance < len(s.fingers); distance++ {
			var drag [3]float64
			n := 0
			for _, j := range [2]int{i - distance, i + distance} {
				if j < 0 || j >= len(s.fingers) || s.fingers[j].free {
					continue
				}
				n++
				for k := range drag {
					b := hand.FingerAngle(hand.Index+hand.Finger(j), k+1)
					drag[k] += a[b] - rest[b]
				}
			}
			if n > 0 {
				for k := range drag {
					a[hand.FingerAngle(hand.Index+hand.Finger(i), k+1)] += dragShare / float64(distance) * drag[k] / float64(n)
				}
				break
			}
		}
	}
}

// posturePull (m²/rad²) holds a posture near the shape's own while the thumb is
// brought to its contact: 30° off weighs as much as a gap of 1 mm.
const posturePull = (0.001 / (30 * degree)) * (0.001 / (30 * degree))

// bringThumb bends the thumb, and the finger if their pulps meet, until the
// thumb's pulp touches. A pattern search does: it runs once per gesture, and the
// anatomical ranges make the cost kinked.
func bringThumb(a *hand.Angles, c contact, dims *hand.Dimensions) {
	h := hand.New(hand.Right, *dims)
	moving := []hand.Angle{hand.ThumbAbduction, hand.ThumbFlexion, hand.ThumbMCP, hand.ThumbIP}
	if !c.onBack {
		moving = append(moving, hand.FingerAngle(c.on, 0), hand.FingerAngle(c.on, 1), hand.FingerAngle(c.on, 2))
	}
	start := *a
	cost := func(x *hand.Angles) float64 {
		h.SetAngles(*x)
		sum := contactMisfit(h, c, dims)
		for _, m := range moving {
			d := x[m] - start[m]
			sum += posturePull * d * d
		}
		return sum
	}
	best := cost(a)
	for step := 16 * degree; step > 0.05*degree; {
		improved := false
		for _, m := range moving {
			for _, sign := range [2]float64{1, -1} {
				trial := *a
				r := m.Range()
				trial[m] = min(max(trial[m]+sign*step, r.Lower), r.Upper)
				if !c.onBack && m == hand.FingerAngle(c.on, 2) {
					dip := hand.FingerAngle(c.on, 3)
					trial[dip] += (trial[m] - a[m]) * 2 / 3
				}
				if v := cost(&trial); v < best {
					*a, best, improved = trial, v, true
				}
			}
		}
		if !improved {
			step /= 2
		}
	}
	*a = a.Clamped()
}

// askewWeight is how much the pads' middles may part (squared) for the skins to
// touch: contact comes first, pad on pad second.
const askewWeight = 0.2

// contactMisfit is the squared gap or overlap (m²) between the thumb's pulp and
// what it touches, plus a smaller cost for touching askew.
func contactMisfit(h *hand.Hand, c contact, dims *hand.Dimensions) float64 {
	thumb, other, bone := pulp(h, hand.Thumb, dims), pulp(h, c.on, dims), 2
	if c.onBack {
		segment := h.PalmFromSegment(c.on, 1)
		other = pad{
			centre: segment.Apply(r3.Vec{X: dims[c.on].Length[1] / 2}),
			normal: segment.Rotate(r3.Vec{Z: 1}),
			radius: dims[c.on].Radius[1],
		}
		bone = 1
	}
	// The thumb may lie on the finger anywhere along the bone.
	joint := h.PalmFromSegment(c.on, bone).Pos
	along := r3.Sub(other.centre, joint)
	if c.onBack {
		along = r3.Scale(2, along)
	}
	share := min(max(r3.Dot(r3.Sub(thumb.centre, joint), along)/r3.Norm2(along), 0), 1)
	nearest := r3.Add(joint, r3.Scale(share, along))
	gap := r3.Norm(r3.Sub(thumb.centre, nearest)) - thumb.radius - other.radius
	return gap*gap + askewWeight*r3.Norm2(r3.Sub(thumb.middle(), other.middle()))
}

// pad is a patch of skin (palm frame): a ball under it, and which way it faces.
type pad struct {
	centre, normal r3.Vec
	radius         float64
}

// middle is the middle of the patch.
func (p pad) middle() r3.Vec { return r3.Add(p.centre, r3.Scale(p.radius, p.normal)) }

// pulp is a fingertip's pad; the ball ends where the finger does.
func pulp(h *hand.Hand, f hand.Finger, dims *hand.Dimensions) pad {
	tip, r := h.PalmFromSegment(f, 3), dims[f].Radius[3]
	return pad{centre: tip.Apply(r3.Vec{X: -r}), normal: tip.Rotate(r3.Vec{Z: -1}), radius: r}
}
