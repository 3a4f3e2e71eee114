package format

import (
	"math"
	"slices"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// finish gives the recording its conventions.
func (b *builder) finish() *Recording {
	r := b.rec
	r.Poses = b.separate()
	r.Orientation, r.Position = b.placed()
	b.conventions()
	if r.Poses {
		// The times are those at which the poses were taken, if anything.
		r.Clock = Counted
		for i := range r.Frames {
			r.Frames[i].Time = float64(i)
		}
	}
	r.fixed = r.Poses || !r.Orientation
	return r
}

// conventions sets what the dialect tells about all frames.
func (b *builder) conventions() {
	r := b.rec
	r.Format, r.AxesStand = b.dialect.format, b.dialect.stand
	r.Clock, r.Picture = b.clock, b.picture
	switch {
	case b.dialect.axes != "":
		r.Axes = axesNamed(b.dialect.axes)
	case r.Orientation:
		r.Axes = axesNamed("webxr")
		r.note("axes not told, taken as x right, y up, z to the person")
	}
	if r.Picture && b.pixels() {
		r.Aspect = 1
	}
	if r.Picture {
		r.Position, r.Orientation = false, true
	}
}

// pixels reports whether picture coordinates are too large for shares of the
// picture.
func (b *builder) pixels() bool {
	const beyond = 4 // pictures' widths
	for i := range b.rec.Frames {
		for j := range b.rec.Frames[i].Hands {
			if p := b.rec.Frames[i].Hands[j].Seen.Points[0]; math.Abs(p.X)+math.Abs(p.Y) > 2*beyond {
				return true
			}
		}
	}
	return false
}

// separate reports whether the frames are separate poses: each of its own name,
// a single one, or without times and each quite another than the last.
func (b *builder) separate() bool {
	r := b.rec
	if len(r.Frames) == 1 || len(b.names)*2 > len(r.Frames) {
		return true
	}
	if b.clock != Counted || !math.IsNaN(b.lastCount) || len(r.Frames) > 1000 {
		return false
	}
	var steps []float64
	for i := 1; i < len(r.Frames); i++ {
		if a, c := &r.Frames[i-1], &r.Frames[i]; len(a.Hands) > 0 && len(c.Hands) > 0 {
			steps = append(steps, step(&a.Hands[0].Seen, &c.Hands[0].Seen))
		}
	}
	if len(steps) == 0 {
		return false
	}
	slices.Sort(steps)
	const jump = 0.2 // of the palm's length from frame to frame
	if steps[len(steps)/2] < jump {
		return false
	}
	r.note("no times and each frame another posture: taken as separate poses")
	return true
}

// step is how far the finger joints move about the wrist from one frame to the
// next, on average and over the palm's length.
func step(a, b *hand.Observation) float64 {
	sum, n := 0.0, 0.0
	for i := 1; i < hand.NumLandmarks; i++ {
		if a.Weight[i] > 0 && b.Weight[i] > 0 {
			sum += r3.Norm(r3.Sub(r3.Sub(b.Points[i], b.Points[0]), r3.Sub(a.Points[i], a.Points[0])))
			n++
		}
	}
	palm := r3.Norm(r3.Sub(a.Points[hand.Landmark(hand.Middle, 0)], a.Points[0]))
	if n == 0 || palm == 0 {
		return 0
	}
	return sum / n / palm
}

// placed finds out whether the frames tell where the hand is and how it is turned.
// A wrist that never leaves the origin has no position; a palm that never turns
// about it no orientation.
func (b *builder) placed() (orientation, position bool) {
	var first r3.Vec
	found := false
	for i := range b.rec.Frames {
		for j := range b.rec.Frames[i].Hands {
			seen := &b.rec.Frames[i].Hands[j].Seen
			k := hand.Landmark(hand.Middle, 0)
			if seen.Weight[0] == 0 || seen.Weight[k] == 0 {
				continue
			}
			palm := r3.Sub(seen.Points[k], seen.Points[0])
			size := r3.Norm(palm)
			if r3.Norm(seen.Points[0]) > 0.05*size {
				position = true
			}
			if !found {
				first, found = r3.Unit(palm), true
			}
			if r3.Dot(first, r3.Unit(palm)) < math.Cos(8*math.Pi/180) {
				orientation = true
			}
		}
	}
	// The wrist's frame has the fingers along one of its axes.
	if !position && !orientation {
		return false, false
	}
	if b.dialect.format == cameraDialect.format {
		position = false
	}
	return true, position
}
