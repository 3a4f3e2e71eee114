package gesture

import (
	"fmt"
	"math"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Poses without a time line are held and joined so (s).
const (
	poseHold = 1.0
	poseMove = 0.5
)

// play turns a recording into a source: one hand is followed, its person is
// measured, its posture fitted in every frame, and all is placed in the world.
func play(rec *recording, opt Options) (Source, error) {
	seen, side, err := rec.follow(opt.Hand)
	if err != nil {
		return nil, err
	}
	var sample []hand.Observation
	stride := 1 + len(seen)/measureFrames
	for i := range seen {
		if seen[i].visible && i%stride == 0 {
			sample = append(sample, seen[i].seen)
		}
	}
	dims, err := hand.Measure(side, sample)
	if err != nil {
		return nil, fmt.Errorf("gesture: %s: %w", rec.name, err)
	}
	p := &playback{info: Info{
		Name: rec.name, Side: side, Dims: dims, Frames: len(rec.frames),
		Position: rec.position, Orientation: rec.orientation,
		Shoulder: DefaultShoulder,
	}}
	p.fit(seen, rec)
	if len(p.keys) == 0 {
		return nil, fmt.Errorf("gesture: %s: no frame of %d could be fitted to a %s hand", rec.name, len(seen), side)
	}
	rec.place(p, seen)
	p.finish(rec.static)
	p.info.Report = rec.report(&p.info)
	return p, nil
}

// fit finds the posture in every visible frame; palm poses stay in the
// tracker's frame.
func (p *playback) fit(seen []seenFrame, rec *recording) {
	fitter := hand.NewFitter(p.info.Side, p.info.Dims)
	var fit hand.Fit
	total := 0.0
	var doubts [3]float64
	for i := range seen {
		if rec.static || i > 0 && !seen[i-1].visible {
			fitter.Reset()
		}
		if !seen[i].visible || !fitter.Fit(&fit, &seen[i].seen) {
			p.info.Missed++
			continue
		}
		total += fit.Error
		for _, d := range fit.Doubts {
			doubts[d]++
		}
		p.keys = append(p.keys, key{
			time: seen[i].time, frame: i, confidence: seen[i].confidence,
			angles: fit.Angles, palm: fit.WorldFromPalm,
		})
	}
	if len(p.keys) > 0 {
		p.info.FitError = total / float64(len(p.keys))
		all := doubts[hand.Sure] + doubts[hand.Occluded] + doubts[hand.Impossible]
		p.info.Occluded, p.info.Impossible = doubts[hand.Occluded]/all, doubts[hand.Impossible]/all
	}
}

// place moves the palm poses from the tracker's frame to the world's.
func (r *recording) place(p *playback, seen []seenFrame) {
	if !r.orientation {
		forearm := RestingForearm(p.info.Side)
		for i := range p.keys {
			p.keys[i].forearm, p.keys[i].palm = forearm, forearm
		}
		return
	}
	p.info.Forearm = true
	for i := range p.keys {
		k := &p.keys[i]
		s := &seen[k.frame]
		p.info.Forearm = p.info.Forearm && s.hasElbow
		elbow := spatial.Rotate(r.worldFromSource, s.elbow)
		k.palm = spatial.Pose{Rot: quat.Mul(r.worldFromSource, k.palm.Rot), Pos: spatial.Rotate(r.worldFromSource, k.palm.Pos)}
		if s.hasElbow {
			setForearm(k, p.info.Side, elbow)
		} else {
			k.forearm = k.palm
		}
	}
	if !p.info.Forearm {
		for i := range p.keys {
			k := &p.keys[i]
			k.angles[hand.WristFlexion], k.angles[hand.WristDeviation] = 0, 0
			k.forearm = k.palm
		}
	}
	r.placeWrist(p)
}

// setForearm finds the forearm that leads from the elbow (world) to the palm:
// the one about whose direction the palm is not twisted, so that two wrist
// angles suffice. Angles beyond the wrist's range are taken up by the forearm.
func setForearm(k *key, side hand.Side, elbow r3.Vec) {
	along := spatial.Rotate(quat.Conj(k.palm.Rot), r3.Unit(r3.Sub(k.palm.Pos, elbow)))
	if side == hand.Left {
		along.Y = -along.Y
	}
	k.angles[hand.WristFlexion] = math.Asin(min(max(along.Z, -1), 1))
	k.angles[hand.WristDeviation] = math.Atan2(-along.Y, along.X)
	k.angles = k.angles.Clamped()
	bend := hand.ForearmFromPalm(side, k.angles[hand.WristFlexion], k.angles[hand.WristDeviation])
	k.forearm = k.palm.Mul(bend.Inverse())
}

// Reach of the person's wrist from the shoulder (m): what an arm of 0.30 m and
// 0.27 m can follow, less a margin. Design values.
const (
	minReach    = 0.16
	maxArmReach = 0.56
)

// placeWrist puts the positions into the world, unless they are there. With a shoulder in the
// recording they are kept relative to it; without one the mean wrist comes to
// DefaultWrist. Motion that would leave the arm's reach is shrunk as a whole
// about that point; without position the wrist stays there.
func (r *recording) placeWrist(p *playback) {
	if !r.position {
		for i := range p.keys {
			p.keys[i].moveBy(r3.Sub(DefaultWrist, p.keys[i].palm.Pos))
		}
		return
	}
	centre := DefaultWrist
	if r.placed {
		r.shrinkToReach(p, centre)
		return
	}
	if r.shoulder != nil {
		yaw := quat.Conj(spatial.AxisAngle(r3.Vec{Z: 1}, r.armHeading(p)))
		centre = r3.Vec{}
		for i := range p.keys {
			k := &p.keys[i]
			shoulder := spatial.Rotate(r.worldFromSource, r.shoulder[k.frame])
			rel := r3.Sub(k.palm.Pos, shoulder)
			k.palm = spatial.Pose{Rot: quat.Mul(yaw, k.palm.Rot), Pos: r3.Add(DefaultShoulder, spatial.Rotate(yaw, rel))}
			k.forearm = spatial.Pose{Rot: quat.Mul(yaw, k.forearm.Rot), Pos: k.palm.Pos}
			centre = r3.Add(centre, r3.Scale(1/float64(len(p.keys)), k.palm.Pos))
		}
	} else {
		var mean r3.Vec
		for i := range p.keys {
			mean = r3.Add(mean, r3.Scale(1/float64(len(p.keys)), p.keys[i].palm.Pos))
		}
		for i := range p.keys {
			p.keys[i].moveBy(r3.Sub(centre, mean))
		}
	}
	r.shrinkToReach(p, centre)
}

// armHeading is the yaw (rad) of the mean horizontal direction from shoulder to
// wrist.
func (r *recording) armHeading(p *playback) float64 {
	var sum r3.Vec
	for i := range p.keys {
		k := &p.keys[i]
		sum = r3.Add(sum, r3.Sub(k.palm.Pos, spatial.Rotate(r.worldFromSource, r.shoulder[k.frame])))
	}
	return math.Atan2(sum.Y, sum.X)
}

// shrinkToReach scales the wrist's motion about a centre until 99 % of the
// frames are in reach: a tracker's few wild frames must not shrink the rest.
func (r *recording) shrinkToReach(p *playback, centre r3.Vec) {
	for shrink := 1.0; shrink > 0.1; shrink *= 0.95 {
		out := 0
		for i := range p.keys {
			at := r3.Add(centre, r3.Scale(shrink, r3.Sub(p.keys[i].palm.Pos, centre)))
			if d := r3.Norm(r3.Sub(at, DefaultShoulder)); d < minReach || d > maxArmReach {
				out++
			}
		}
		if out*100 > len(p.keys) {
			continue
		}
		if shrink < 1 {
			r.note("wrist motion shrunk to %.0f %%", 100*shrink)
			for i := range p.keys {
				p.keys[i].moveBy(r3.Scale(1-shrink, r3.Sub(centre, p.keys[i].palm.Pos)))
			}
		}
		return
	}
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
	return spatial.Pose{Rot: spatial.FromRPY(roll, -elevation, 0), Pos: DefaultWrist}
}

// report is the line that tells what was decided about the file.
func (r *recording) report(info *Info) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s hand, %d frames", r.format, r.unit, info.Side, info.Frames)
	if r.static {
		b.WriteString(" as poses held 1 s")
	} else {
		fmt.Fprintf(&b, " in %.1f s", info.Duration)
	}
	if info.Missed > 0 {
		fmt.Fprintf(&b, ", %d without a trusted hand", info.Missed)
	}
	for _, gives := range []struct {
		given bool
		name  string
	}{{info.Position, "position"}, {info.Orientation, "orientation"}, {info.Forearm, "forearm"}} {
		if !gives.given {
			fmt.Fprintf(&b, ", no %s", gives.name)
		}
	}
	fmt.Fprintf(&b, ", fit %.1f mm", 1000*info.FitError)
	for _, doubt := range []struct {
		share float64
		what  string
	}{{info.Occluded, "hidden and filled in"}, {info.Impossible, "impossible and held at their limits"}} {
		if doubt.share >= 0.001 {
			fmt.Fprintf(&b, ", %.1f %% of angles %s", 100*doubt.share, doubt.what)
		}
	}
	for _, note := range r.notes {
		b.WriteString("; " + note)
	}
	return b.String()
}
