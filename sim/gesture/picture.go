package gesture

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// flat says along which axis a recording has no depth.
type flat uint8

// The axes, and none.
const (
	deep flat = iota
	flatX
	flatY
	flatZ
)

// Thinnest extents over the largest one. No real hand is thinner, even laid flat
// on a table; a picture's guess of depth is not either. Design value.
const thinnest = 0.02

// readPicture prepares landmarks that a picture shows: those of a format that has
// no others, and those of any file whose points all lie in a plane of its axes. It
// reports whether the recording is one.
func (r *recording) readPicture(aspect float64) bool {
	extent := r.flatness()
	switch least := min(extent.X, extent.Y, extent.Z); {
	case r.Picture:
		r.hinted = extent.Z >= thinnest
	case least >= thinnest || math.IsInf(least, 0):
		return false
	case least == extent.Z:
		r.flat = flatZ
	case least == extent.Y:
		r.flat = flatY
	default:
		r.flat = flatX
	}
	if r.Picture && r.Axes.WorldFromSource().Real == 0 && r.Axes.Name == "" {
		r.Axes, _ = format.ParseAxes("camera")
		r.Orientation = true
	}
	r.turnFlat()
	if !r.Picture {
		r.note("points lie in a plane, read as picture landmarks")
		r.Aspect = 1
		if aspect != 0 {
			r.Aspect = aspect
		}
	}
	r.Position, r.Placed = false, false
	r.unit = "picture"
	return true
}

// turnFlat turns the axis without depth to z: a cyclic exchange, which keeps the
// axes' handedness. unturn undoes it.
func (r *recording) turnFlat() {
	r.eachHand(func(h *format.Hand) {
		for k, p := range h.Seen.Points {
			h.Seen.Points[k] = r.flat.turn(p)
		}
	})
}

func (f flat) turn(p r3.Vec) r3.Vec {
	switch f {
	case flatX:
		return r3.Vec{X: p.Y, Y: p.Z, Z: p.X}
	case flatY:
		return r3.Vec{X: p.Z, Y: p.X, Z: p.Y}
	}
	return p
}

func (f flat) unturn(p r3.Vec) r3.Vec {
	switch f {
	case flatX:
		return r3.Vec{X: p.Z, Y: p.X, Z: p.Y}
	case flatY:
		return r3.Vec{X: p.Y, Y: p.Z, Z: p.X}
	}
	return p
}

// toHands brings a picture's coordinates to about the size of a hand in metres,
// so that what is near in a picture is near in the world: by its aspect and the
// usual length of the palms that it shows.
func (r *recording) toHands() bool {
	if r.Aspect == 0 {
		r.guessAspect()
	}
	r.stretch(r.Aspect)
	size, ok := r.palmSize()
	if !ok || !(size > 0) || math.IsInf(size, 0) {
		return false
	}
	r.scale(usualPalm / size)
	return true
}

// stretch multiplies what is measured in widths of the picture.
func (r *recording) stretch(aspect float64) {
	r.eachHand(func(h *format.Hand) {
		for k := range h.Seen.Points {
			h.Seen.Points[k].X *= aspect
			h.Seen.Points[k].Z *= aspect
		}
		h.Place.X *= aspect
	})
}

// aspects are those of usual cameras, held either way. An unusual one must fit
// better by its handicap, a design value.
var aspects = [...]struct {
	name            string
	value, handicap float64
}{{"16:9", 16.0 / 9, 1}, {"4:3", 4.0 / 3, 1}, {"1:1", 1, 1.15}, {"3:4", 3.0 / 4, 1.15}, {"9:16", 9.0 / 16, 1.15}}

// guessAspect supposes the picture in which the landmarks fit hands best.
func (r *recording) guessAspect() {
	var all []sight
	for i := range r.Frames {
		for j := range r.Frames[i].Hands {
			all = append(all, sight{i, j})
		}
	}
	seen := r.observations(all, aspectFrames)
	best, least := 0, math.Inf(1)
	for i, a := range aspects {
		stretched := make([]hand.Observation, len(seen))
		for k := range seen {
			stretched[k] = seen[k]
			for p := range stretched[k].Points {
				stretched[k].Points[p].X *= a.value
				stretched[k].Points[p].Z *= a.value
			}
		}
		// Guesses of the depth are not to scale enough to tell.
		shape, ok := hand.ShapeOfPicture(stretched, false)
		if misfit := a.handicap * shape.Misfit[hand.Right]; ok && misfit < least {
			best, least = i, misfit
		}
	}
	r.Aspect = aspects[best].value
	r.note("aspect ratio supposed to be %s", aspects[best].name)
}

// aspectFrames bounds how many frames the aspect is guessed from.
const aspectFrames = 30

// lift gives the frames that are followed their depth, in metres and in the
// recording's axes. The bones are measured from a first try with usual ones.
func (r *recording) lift(seen []seenFrame, side hand.Side) {
	dims := hand.Nominal()
	if sample := visible(seen, 2*shapeFrames); len(sample) > 0 {
		lifter := hand.NewLifter(side, dims, r.hinted)
		var lifted []hand.Observation
		for i := range sample {
			lifter.Reset()
			var o hand.Observation
			if _, ok := lifter.Lift(&o, &sample[i]); ok {
				lifted = append(lifted, o)
			}
		}
		if measured, err := hand.Measure(side, lifted); err == nil {
			dims = measured.Scaled(1 / measured.Size())
		}
	}
	lifter := hand.NewLifter(side, dims, r.hinted)
	for i := range seen {
		s := &seen[i]
		if r.Poses || i > 0 && !seen[i-1].visible {
			lifter.Reset()
		}
		if !s.visible {
			continue
		}
		var o hand.Observation
		if _, ok := lifter.Lift(&o, &s.Seen); !ok {
			s.visible = false
			continue
		}
		for k := range o.Points {
			o.Points[k] = r.flat.unturn(o.Points[k])
		}
		s.Seen = o
	}
	r.note("depth inferred from a hand's proportions")
}
