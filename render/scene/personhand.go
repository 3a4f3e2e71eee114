package scene

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// forearmLength (m) is how much of the person's forearm is shown; it fades out
// over the last third. Design values.
const forearmLength = 0.22

// skinCell (m) is how fine the skin is modelled: a finger is some sixteen cells round.
// A finer one cannot be told from it, and costs as much as the whole arm. Design
// value.
const skinCell = 0.0037

// The forearm is nearly straight: behind the wrist (m along the palm's X axis) its
// cells are so much longer.
const (
	forearmFrom    = -0.035
	forearmStretch = 3
)

// stretched is where a point of the skin's grid is.
func stretched(p Vec) Vec {
	if p.X < forearmFrom {
		p.X = forearmFrom + (p.X-forearmFrom)*forearmStretch
	}
	return p
}

// bone is one of the frames that the skin follows. A bent joint has a bone of
// its own, turned half-way, so that flesh folds round it instead of collapsing.
const (
	boneForearm = iota
	boneWrist
	bonePalm
	boneFinger // then, per finger, joint 0, segment 0, joint 1, segment 1, joint 2, segment 2
	numBones   = boneFinger + 6*hand.NumFingers
)

// influences is how many bones a vertex follows at most.
const influences = 4

// personHand is the person's hand and forearm as one smooth skin, modelled in a
// rest posture and carried by the bones near each of its points.
type personHand struct {
	mesh   Mesh // posed, in the world frame
	rest   []Vec
	normal []Vec
	bones  [][influences]uint8
	weight [][influences]float32

	anchors []anchor // points that ride on the skin
	nails   [hand.NumFingers]*Mesh

	hand      *hand.Hand
	side      hand.Side
	restPalm  [hand.NumFingers][3]spatial.Pose // palmFromSegment at rest
	segFromPa [hand.NumFingers][3]spatial.Pose // its inverse
	pose      [numBones]Affine                 // worldFromRest
}

// anchor is a point that rides on the skin.
type anchor struct {
	rest, normal Vec
	bones        [influences]uint8
	weight       [influences]float32
	at, out      Vec // posed
}

// restAngles is the posture that the skin is modelled in: open, fingers and
// thumb well apart.
func restAngles() hand.Angles {
	const deg = math.Pi / 180
	var a hand.Angles
	a[hand.ThumbAbduction], a[hand.ThumbFlexion] = 30*deg, -12*deg
	a[hand.IndexSpread], a[hand.MiddleSpread] = 7*deg, 0
	a[hand.RingSpread], a[hand.LittleSpread] = -6*deg, -12*deg
	return a
}

// newPersonHand models the skin; the anatomy is returned for what is pinned to it.
func newPersonHand(side hand.Side, dims hand.Dimensions) (*personHand, *anatomy) {
	h := &personHand{hand: hand.New(side, dims), side: side}
	h.hand.SetAngles(restAngles())
	body := &anatomy{side: 1}
	if side == hand.Left {
		body.side = -1
	}
	for f := range hand.NumFingers {
		for i := range 3 {
			p := h.hand.PalmFromSegment(hand.Finger(f), i)
			h.restPalm[f][i], h.segFromPa[f][i] = p, p.Inverse()
			body.joint[f][i] = FromPose(p)
		}
		body.joint[f][3] = FromPose(h.hand.PalmFromSegment(hand.Finger(f), 3))
		for i, r := range dims[f].Radius {
			body.radius[f][i] = float32(r)
		}
	}
	lo, hi := body.bounds()
	lo.X = forearmFrom + (lo.X-forearmFrom)/forearmStretch
	h.mesh = *isosurface(body.distance, lo, hi, skinCell, stretched, MatSkin)
	h.rest = append(h.rest, h.mesh.Positions...)
	h.normal = append(h.normal, h.mesh.Normals...)
	h.mesh.Shade = make([]float32, len(h.rest))
	h.bones = make([][influences]uint8, len(h.rest))
	h.weight = make([][influences]float32, len(h.rest))
	for i, p := range h.rest {
		w := body.weights(p)
		h.bones[i], h.weight[i] = strongest(&w)
		h.mesh.Shade[i] = Smoothstep(-forearmLength, -0.62*forearmLength, p.X)
	}
	h.mesh.finish()
	h.mesh.Rest, h.mesh.Folds = h.rest, body.folds()
	for f := range h.nails {
		h.nails[f] = body.nail(f, float32(dims[f].Length[2])).moved(FromPose(h.restPalm[f][2]))
	}
	return h, body
}

// update bends the skin into a posture and places it.
func (h *personHand) update(worldFromForearm, worldFromPalm spatial.Pose, angles hand.Angles) {
	h.hand.SetAngles(angles)
	set := func(bone int, p spatial.Pose) { h.pose[bone] = FromPose(p) }
	set(boneForearm, worldFromForearm)
	set(boneWrist, halfway(worldFromForearm, worldFromPalm, r3.Vec{}))
	set(bonePalm, worldFromPalm)
	for f := range hand.NumFingers {
		parent := worldFromPalm
		for i := range 3 {
			child := worldFromPalm.Mul(h.hand.PalmFromSegment(hand.Finger(f), i)).Mul(h.segFromPa[f][i])
			bone := boneFinger + 6*f + 2*i
			set(bone, halfway(parent, child, h.restPalm[f][i].Pos))
			set(bone+1, child)
			parent = child
		}
	}
	for i, p := range h.rest {
		h.mesh.Positions[i], h.mesh.Normals[i] = h.carry(p, h.normal[i], &h.bones[i], &h.weight[i])
	}
	for i := range h.anchors {
		a := &h.anchors[i]
		a.at, a.out = h.carry(a.rest, a.normal, &a.bones, &a.weight)
	}
}

// carry takes a point of the skin and its normal from rest to the world.
func (h *personHand) carry(p, normal Vec, bones *[influences]uint8, weight *[influences]float32) (at, out Vec) {
	for k, w := range weight {
		if w == 0 {
			break
		}
		b := &h.pose[bones[k]]
		at = at.Add(b.Apply(p).Scale(w))
		out = out.Add(b.Rotate(normal).Scale(w))
	}
	return at, out.Unit()
}

// halfway is the transform midway between two that agree (nearly) about the
// image of the pivot.
func halfway(a, b spatial.Pose, pivot r3.Vec) spatial.Pose {
	half := spatial.RotationVector(quat.Mul(quat.Conj(a.Rot), b.Rot))
	rot := spatial.Unit(quat.Mul(a.Rot, spatial.FromRotationVector(r3.Scale(0.5, half))))
	image := r3.Scale(0.5, r3.Add(a.Apply(pivot), b.Apply(pivot)))
	return spatial.Pose{Rot: rot, Pos: r3.Sub(image, spatial.Rotate(rot, pivot))}
}

// anatomy is the flesh of a hand at rest as a distance field in the palm frame.
type anatomy struct {
	joint  [hand.NumFingers][4]Affine
	radius [hand.NumFingers][4]float32
	side   float32 // +1 for a right hand
}

func (a *anatomy) bounds() (lo, hi Vec) {
	lo, hi = Vec{-forearmLength - 0.02, -0.05, -0.05}, Vec{0.05, 0.05, 0.05}
	for f := range a.joint {
		for i := range a.joint[f] {
			p, r := a.joint[f][i].T, float32(0.03)
			lo = Vec{min(lo.X, p.X-r), min(lo.Y, p.Y-r), min(lo.Z, p.Z-r)}
			hi = Vec{max(hi.X, p.X+r), max(hi.Y, p.Y+r), max(hi.Z, p.Z+r)}
		}
	}
	return lo, hi
}

// finger is the distance to one finger's chain. Fingers are a little flatter
// than wide at the tip, and have a fleshy pulp.
func (a *anatomy) finger(p Vec, f int) float32 {
	j, r := &a.joint[f], &a.radius[f]
	d := float32(math.MaxFloat32)
	for i := range 3 {
		end := j[i+1].T
		ra, rb := r[i], r[i+1]
		if i == 2 {
			// The chain's last length ends at the skin.
			end = end.Sub(j[2].X.Scale(rb))
		}
		if i == 0 && f != int(hand.Thumb) {
			ra *= 0.96
		}
		waist := roundCone(p, j[i].T, end, ra, rb)
		if i == 0 {
			d = waist
		} else {
			d = smoothMin(d, waist, 0.003)
		}
	}
	// Pulp: a pad under the last segment.
	mid := j[2].T.Lerp(j[3].T, 0.55).Sub(j[2].Z.Scale(0.16 * r[3]))
	pulp := roundCone(p, mid, mid.Lerp(j[3].T, 0.25), 0.98*r[3], 0.92*r[3])
	return smoothMin(d, pulp, 0.004)
}

// fingerBound is less than the distance to a finger: that to the thickest rod
// that holds it at rest, where fingers are straight.
func (a *anatomy) fingerBound(p Vec, f int) float32 {
	const fillets = 0.004
	thick := max(a.radius[f][0], a.radius[f][1], a.radius[f][2], a.radius[f][3]) + fillets
	d := float32(math.MaxFloat32)
	for i := range 3 {
		d = min(d, distanceToSegment(p, a.joint[f][i].T, a.joint[f][i+1].T))
	}
	return d - thick
}

// palm is the distance to the metacarpus, the balls of thumb and little finger,
// and the forearm.
func (a *anatomy) palm(p Vec) float32 {
	s := a.side
	d := float32(math.MaxFloat32)
	for f := int(hand.Index); f <= int(hand.Little); f++ {
		knuckle := a.joint[f][0].T
		root := Vec{0.012, knuckle.Y * 0.42, -0.002}
		bone := roundCone(p, root, knuckle.Add(Vec{X: -0.004, Z: -0.003}), 0.0155, a.radius[f][0]*1.06)
		d = smoothMin(d, bone, 0.016)
	}
	thenar := roundCone(p, Vec{0.022, 0.018 * s, -0.010}, Vec{0.052, 0.026 * s, -0.012}, 0.0155, 0.0115)
	hypothenar := roundCone(p, Vec{0.018, -0.019 * s, -0.008}, Vec{0.060, -0.030 * s, -0.010}, 0.0145, 0.011)
	d = smoothMin(d, thenar, 0.016)
	d = smoothMin(d, hypothenar, 0.016)
	return smoothMin(d, a.forearm(p), 0.030)
}

// forearm is wider than thick at the wrist and fills out behind it, more on the
// side of the little finger.
func (a *anatomy) forearm(p Vec) float32 {
	t := Smoothstep(0, -forearmLength, p.X)
	wide := 0.70 + 0.16*t
	q := Vec{p.X, (p.Y + 0.004*a.side*t) * wide, p.Z}
	return roundCone(q, Vec{X: 0.006, Z: -0.002}, Vec{X: -forearmLength, Z: -0.004}, 0.0185, 0.0335)
}

// distance is the whole hand's. Fingers melt into the palm, and hardly into
// each other.
func (a *anatomy) distance(p Vec) float32 {
	palm := a.palm(p)
	d := palm
	for f := range a.joint {
		k := float32(0.011)
		if f == int(hand.Thumb) {
			k = 0.022
		}
		joined := palm
		if a.fingerBound(p, f) < palm+k { // farther fingers change nothing
			joined = smoothMin(palm, a.finger(p, f), k)
		}
		d = smoothMin(d, joined, 0.0035)
	}
	return d
}

// weights is how strongly each bone moves the flesh at p.
func (a *anatomy) weights(p Vec) [numBones]float32 {
	var w [numBones]float32
	// How much p belongs to each finger: near the webs, to both neighbours.
	var share [hand.NumFingers]float32
	var sum float32
	var dist [hand.NumFingers]float32
	nearest := float32(math.MaxFloat32)
	for f := range share {
		dist[f] = a.finger(p, f)
		nearest = min(nearest, dist[f])
	}
	for f := range share {
		share[f] = float32(math.Exp(float64(-(dist[f] - nearest) / 0.0022)))
		sum += share[f]
	}
	for f := range share {
		rest := share[f] / sum
		parent := bonePalm
		for i := range 3 {
			j := &a.joint[f][i]
			wide := a.radius[f][i] * 0.95
			if f == int(hand.Thumb) && i == 0 {
				wide = 0.020
			}
			t := p.Sub(j.T).Dot(j.X)
			s := Smoothstep(-wide, wide, t)
			bone := boneFinger + 6*f + 2*i
			// Past the joint the rest goes on to the child.
			w[parent] += rest * max(1-2*s, 0)
			w[bone] += rest * (1 - abs(2*s-1))
			rest *= max(2*s-1, 0)
			parent = bone + 1
		}
		w[parent] += rest
	}
	// The wrist, likewise, parts the palm's share.
	s := Smoothstep(-0.026, 0.020, p.X)
	palm := w[bonePalm]
	w[boneForearm] += palm * max(1-2*s, 0)
	w[boneWrist] += palm * (1 - abs(2*s-1))
	w[bonePalm] = palm * max(2*s-1, 0)
	return w
}

func abs(x float32) float32 { return max(x, -x) }

// strongest keeps the bones that matter, strongest first, and makes their
// weights sum to 1.
func strongest(w *[numBones]float32) (bones [influences]uint8, weight [influences]float32) {
	var sum float32
	for k := range influences {
		best := 0
		for b := range w {
			if w[b] > w[best] {
				best = b
			}
		}
		bones[k], weight[k] = uint8(best), w[best]
		sum += w[best]
		w[best] = 0
	}
	for k := range weight {
		weight[k] /= sum
	}
	return bones, weight
}
