package gesture

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// place moves the palm poses from the tracker's frame to the world's.
func (r *recording) place(p *playback, seen []seenFrame) {
	if !r.Orientation || r.Axes.WorldFromSource() == (quat.Number{}) {
		p.info.Position, p.info.Orientation = false, false
		forearm := RestingForearm(p.info.Side)
		for i := range p.keys {
			p.keys[i].forearm, p.keys[i].palm = forearm, forearm
		}
		return
	}
	worldFromSource := r.Axes.WorldFromSource()
	p.info.Forearm = true
	for i := range p.keys {
		k := &p.keys[i]
		s := &seen[k.frame]
		length := r3.Norm(r3.Sub(s.Elbow, k.palm.Pos))
		k.palm = spatial.Pose{Rot: quat.Mul(worldFromSource, k.palm.Rot), Pos: spatial.Rotate(worldFromSource, k.palm.Pos)}
		k.forearm = k.palm
		if s.HasElbow && IsForearm(length) {
			setForearm(k, p.info.Side, spatial.Rotate(worldFromSource, s.Elbow))
		} else {
			p.info.Forearm = false
		}
	}
	if !p.info.Forearm {
		for i := range p.keys {
			k := &p.keys[i]
			k.angles[hand.WristFlexion], k.angles[hand.WristDeviation] = 0, 0
			k.forearm = k.palm
		}
	}
	r.placeWrist(p, seen)
}

// Bounds (m) on the distance from elbow to wrist; else no elbow was seen.
const (
	minForearm = 0.10
	maxForearm = 0.50
)

// setForearm finds the forearm of a key that leads from the elbow (world).
func setForearm(k *key, side hand.Side, elbow r3.Vec) {
	k.forearm = ForearmTo(k.palm, side, elbow, &k.angles)
}

// ForearmTo is the forearm that leads from the elbow to the palm (both in the
// world), and sets the wrist's two angles: the forearm about whose direction the
// palm is not twisted, so that two angles suffice. Angles beyond the wrist's
// range are taken up by the forearm.
func ForearmTo(worldFromPalm spatial.Pose, side hand.Side, elbow r3.Vec, angles *hand.Angles) spatial.Pose {
	along := spatial.Rotate(quat.Conj(worldFromPalm.Rot), r3.Unit(r3.Sub(worldFromPalm.Pos, elbow)))
	if side == hand.Left {
		along.Y = -along.Y
	}
	angles[hand.WristFlexion] = math.Asin(min(max(along.Z, -1), 1))
	angles[hand.WristDeviation] = math.Atan2(-along.Y, along.X)
	*angles = angles.Clamped()
	return worldFromPalm.Mul(hand.ForearmFromPalm(side, angles[hand.WristFlexion], angles[hand.WristDeviation]).Inverse())
}

// IsForearm reports whether an elbow that far (m) from the wrist can be one.
func IsForearm(length float64) bool { return length > minForearm && length < maxForearm }

// Reachable is the place nearest to a wrist's that a person's arm, and ours, can
// reach (world, m).
func Reachable(wrist r3.Vec) r3.Vec {
	arm := r3.Sub(wrist, DefaultShoulder())
	length := r3.Norm(arm)
	if length < 1e-6 {
		return r3.Add(DefaultShoulder(), r3.Vec{X: minReach})
	}
	return r3.Add(DefaultShoulder(), r3.Scale(min(max(length, minReach), maxArmReach)/length, arm))
}

// Reach of the person's wrist from the shoulder (m): what an arm of 0.30 m and
// 0.27 m can follow, less a margin. Design values.
const (
	minReach    = 0.16
	maxArmReach = 0.56
)

// placeWrist puts the positions into the world, unless they are there. With a
// shoulder in the recording they are kept relative to it; without one the mean
// wrist comes to DefaultWrist, and without position every wrist does. Motion that
// would leave the arm's reach is shrunk as a whole about its middle.
func (r *recording) placeWrist(p *playback, seen []seenFrame) {
	if !r.Position {
		for i := range p.keys {
			p.keys[i].moveBy(r3.Sub(DefaultWrist(), p.keys[i].palm.Pos))
		}
		return
	}
	r.undoRecentring(p)
	switch {
	case r.Placed && r3.Norm(r3.Sub(meanWrist(p.keys), DefaultShoulder())) < farAway:
	case seen[p.keys[0].frame].HasShoulder:
		r.hangOnShoulder(p, seen)
	default:
		if r.Placed {
			r.note("far from where the person stands, brought there")
		}
		shift := r3.Sub(DefaultWrist(), meanWrist(p.keys))
		for i := range p.keys {
			p.keys[i].moveBy(shift)
		}
	}
	r.shrinkToReach(p)
	for i := range p.keys {
		k := &p.keys[i]
		from := r3.Sub(k.palm.Pos, DefaultShoulder())
		if d := r3.Norm(from); d > farthestWrist {
			k.moveBy(r3.Scale(farthestWrist/d-1, from))
		}
	}
}

// Bounds of where a wrist may be (m from the shoulder). Design values.
const (
	farAway       = 2.0 // on an average: it is not this person's
	farthestWrist = 0.9 // in any frame
)

// undoRecentring takes out the leaps of a tracker that was recentred while it
// recorded: between two frames everything moved, faster than a hand can, and
// stayed. A turn about the vertical that came with it is taken out as well.
func (r *recording) undoRecentring(p *playback) {
	const turned, tilted = 25 * degree, 12 * degree // design values
	gap, count := p.gapAfter(), 0
	undo := spatial.Identity()
	for i := 1; i < len(p.keys); i++ {
		before, k := &p.keys[i-1], &p.keys[i]
		k.palm, k.forearm = undo.Mul(k.palm), undo.Mul(k.forearm)
		dt := k.time - before.time
		if dt > gap || r3.Norm(r3.Sub(k.palm.Pos, before.palm.Pos)) < wildLeap+wildSpeed*dt {
			continue
		}
		back := spatial.Identity()
		turn := spatial.Unit(quat.Mul(k.palm.Rot, quat.Conj(before.palm.Rot)))
		about := spatial.RotationVector(turn)
		if math.Abs(about.Z) > turned && math.Hypot(about.X, about.Y) < tilted {
			back.Rot = spatial.AxisAngle(r3.Vec{Z: 1}, -about.Z)
		}
		back.Pos = r3.Sub(before.palm.Pos, back.Rotate(k.palm.Pos))
		k.palm, k.forearm = back.Mul(k.palm), back.Mul(k.forearm)
		undo = back.Mul(undo)
		count++
	}
	switch {
	case count == 1:
		r.note("space was recentred once, taken out")
	case count > 1:
		r.note("space was recentred %d times, taken out", count)
	}
}

func meanWrist(keys []key) r3.Vec {
	var mean r3.Vec
	for i := range keys {
		mean = r3.Add(mean, r3.Scale(1/float64(len(keys)), keys[i].palm.Pos))
	}
	return mean
}

// hangOnShoulder keeps the hand where it was relative to the recorded shoulder,
// turned about the vertical so that the arm's mean direction is +X.
func (r *recording) hangOnShoulder(p *playback, seen []seenFrame) {
	worldFromSource := r.Axes.WorldFromSource()
	var reach r3.Vec
	var shoulder r3.Vec // where it was last seen
	for i := range p.keys {
		k := &p.keys[i]
		if s := &seen[k.frame]; s.HasShoulder {
			shoulder = spatial.Rotate(worldFromSource, s.Shoulder)
		}
		k.moveBy(r3.Scale(-1, shoulder))
		reach = r3.Add(reach, k.palm.Pos)
	}
	turn := spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{Z: 1}, -math.Atan2(reach.Y, reach.X)), Pos: DefaultShoulder()}
	for i := range p.keys {
		k := &p.keys[i]
		k.palm, k.forearm = turn.Mul(k.palm), turn.Mul(k.forearm)
	}
}

// shrinkToReach scales the wrist's motion about its mean until 99 % of the frames
// are in reach: a tracker's few wild frames must not shrink the rest. A mean that
// is out of reach itself comes to DefaultWrist.
func (r *recording) shrinkToReach(p *playback) {
	centre := meanWrist(p.keys)
	if !inReach(centre) {
		for i := range p.keys {
			p.keys[i].moveBy(r3.Sub(DefaultWrist(), centre))
		}
		centre = DefaultWrist()
		r.note("out of reach on an average, brought before the person")
	}
	for shrink := 1.0; shrink > 1e-9; shrink *= 0.95 {
		out := 0
		for i := range p.keys {
			if !inReach(r3.Add(centre, r3.Scale(shrink, r3.Sub(p.keys[i].palm.Pos, centre)))) {
				out++
			}
		}
		if out*100 > len(p.keys) {
			continue
		}
		if shrink < 1 {
			r.note("wrist motion shrunk to %.2g %%", 100*shrink)
			for i := range p.keys {
				p.keys[i].moveBy(r3.Scale(1-shrink, r3.Sub(centre, p.keys[i].palm.Pos)))
			}
		}
		return
	}
}

// inReach reports whether the arm follows a wrist to a place in the world.
func inReach(wrist r3.Vec) bool {
	d := r3.Norm(r3.Sub(wrist, DefaultShoulder()))
	return d >= minReach && d <= maxArmReach
}

// RestingForearm is where the forearm is held by a source that does not give
// its orientation: from DefaultWrist it points to the arm and up, thumb up, the
// palm turned a little down, so that a viewer sees the back of a right hand.
func RestingForearm(side hand.Side) spatial.Pose {
	const elevation, pronation = 30 * math.Pi / 180, 20 * math.Pi / 180
	// A right palm's y axis is the thumb's side, a left one's the opposite.
	roll := math.Pi/2 - pronation
	if side == hand.Left {
		roll = -roll
	}
	return spatial.Pose{Rot: spatial.FromRPY(roll, -elevation, 0), Pos: DefaultWrist()}
}
