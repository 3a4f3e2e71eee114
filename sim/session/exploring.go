package session

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// How the arm gets to a thing and back. Design values.
const (
	exploreLift  = 0.06 // m above the spot, from where it is approached
	exploreSpeed = 0.06 // m/s, down from there and up again
	swingSpeed   = 1.0  // rad/s, mean of the joint that has the longest way
	leastSwing   = 1.2  // s
	handBack     = 0.9  // s, until the arm mirrors again
)

// exploring is an arm that explores a thing by itself: the mirror's pilot, and the
// rig of the guide that leads it.
type exploring struct {
	touch.Led

	mirror *mirror.Mirror
	body   *world.Body
	guide  *touch.Guide
	phase  touch.Phase
	felt   *material.Exploration // so far; nil before the touch
	fresh  bool                  // more has been felt since the finding was made
	err    error                 // why it came to nothing

	back float64 // s since the guide ended; below 0 before
	done bool    // the arm mirrors again
}

// explore prepares the exploration of a place on a thing; the arm is not moved
// yet.
func (g *stage) explore(p place) (*exploring, error) {
	m := g.mirror
	d := m.Describe()
	profile, err := taxel.Lookup(m.Config().SkinProfile)
	if err != nil {
		return nil, err
	}
	x := &exploring{mirror: m, body: p.body, back: -1, Led: touch.Led{Target: slices.Clone(m.Record().Target)}}
	if x.guide, err = touch.NewGuide(d.Robot, d.Skin, profile, x); err != nil {
		return nil, err
	}
	baseFromWorld := d.WorldFromBase.Inverse()
	along := baseFromWorld.Rotate(p.along)
	if along.X < 0 {
		along = r3.Scale(-1, along) // the hand points away from the shoulder
	}
	spot := touch.Spot{
		Top: baseFromWorld.Apply(r3.Add(p.top, r3.Vec{Z: exploreLift})), Room: p.room, Turn: math.Atan2(along.Y, along.X),
	}
	aimed := slices.Clone(x.Target)
	if err := x.guide.Aim(spot, aimed); err != nil {
		return nil, err
	}
	x.Begin(func() { x.err = x.run(aimed) })
	return x, nil
}

// run is the whole exploration, from where the arm is to above the thing again.
func (x *exploring) run(aimed []float64) error {
	from := slices.Clone(x.Target)
	longest := 0.0
	for i := range from {
		longest = max(longest, math.Abs(aimed[i]-from[i]))
	}
	x.guide.Swing(from, max(longest/swingSpeed, leastSwing))
	x.guide.Move(r3.Vec{Z: -exploreLift}, exploreSpeed)
	_, err := x.guide.Explore(func(phase touch.Phase, e *material.Exploration) { x.phase, x.felt, x.fresh = phase, e, true })
	x.guide.Move(r3.Vec{Z: exploreLift}, exploreSpeed)
	if err != nil {
		return fmt.Errorf("session: explore %q: %w", x.body.Name, err)
	}
	return nil
}

// Lead is the mirror's call for one step.
func (x *exploring) Lead(target []float64) {
	if x.back < 0 {
		if x.Next() {
			copy(target, x.Target)
			return
		}
		x.back = 0
	}
	x.back += mirror.Period
	u := min(x.back/handBack, 1)
	x.done = u == 1
	u = u * u * (3 - 2*u)
	for i, wanted := range target {
		target[i] = x.Target[i] + u*(wanted-x.Target[i])
	}
}

// end lets the arm mirror again, soon and smoothly.
func (x *exploring) end() {
	if x.back < 0 {
		x.Stop()
		x.back = 0
	}
}

// Position is the motors' (rad).
func (x *exploring) Position() []float64 { return x.mirror.Record().Coordinates }

// Effort is the motors' (N·m).
func (x *exploring) Effort() []float64 { return x.mirror.Record().Effort }

// Measured is what the force taxels report.
func (x *exploring) Measured() []skin.Load { return x.mirror.Record().Touch }

// Patches are the skin's.
func (x *exploring) Patches() []*skin.Patch { return x.mirror.Patches() }

// place is where on a thing the arm may explore.
type place struct {
	object int
	body   *world.Body
	top    r3.Vec  // m, on the surface
	along  r3.Vec  // unit and level: the way of the strokes
	room   float64 // m from top to both ends of that way
}

// What two fingertips side by side need of a level surface (m). Design values.
const (
	leastRoom  = 0.028 // along the strokes, to each side
	mostRoom   = 0.060
	leastSide  = 0.017 // across, to each side
	leastSpace = 0.006 // from everything else
	level      = 0.999 // cosine
)

// placeOn finds a level place on a fixed thing, as near as may be to a point.
func (g *stage) placeOn(object int, near r3.Vec) (place, bool) {
	o := g.mirror.World().Objects[object]
	if o == nil || !o.Fixed() {
		return place{}, false
	}
	for i := range o.Parts {
		part := &o.Parts[i]
		if part.Form != world.Box {
			continue
		}
		worldFromPart := o.WorldFromObject.Mul(part.ObjectFromPart)
		p, ok := levelTop(worldFromPart, part.Half, near)
		p.object, p.body = object, &o.Body
		if ok && g.isFree(&p) {
			return p, true
		}
	}
	return place{}, false
}

// levelTop is the place on the upper side of a box.
func levelTop(worldFromPart spatial.Pose, half, near r3.Vec) (p place, ok bool) {
	x, y, z := spatial.Axes(worldFromPart.Rot)
	axes, sizes := [3]r3.Vec{x, y, z}, [3]float64{half.X, half.Y, half.Z}
	up := -1
	for i, a := range axes {
		if math.Abs(a.Z) > level {
			up = i
		}
	}
	if up < 0 {
		return p, false
	}
	long, short := (up+1)%3, (up+2)%3
	if math.Abs(axes[short].X) > math.Abs(axes[long].X) {
		long, short = short, long // strokes towards the arm and away from it
	}
	if sizes[long] < leastRoom || sizes[short] < leastSide {
		return p, false
	}
	p.along, p.room = axes[long], min(sizes[long], mostRoom)
	off := r3.Sub(near, worldFromPart.Pos)
	clamped := func(i int, room float64) r3.Vec {
		most := max(sizes[i]-room, 0)
		return r3.Scale(min(max(r3.Dot(off, axes[i]), -most), most), axes[i])
	}
	p.top = r3.Add(worldFromPart.Pos, r3.Add(clamped(long, p.room), clamped(short, leastSide+leastSpace)))
	p.top.Z += sizes[up]
	return p, true
}

// isFree tells whether nothing stands on a place or beside it.
func (g *stage) isFree(p *place) bool {
	across := r3.Vec{X: -p.along.Y, Y: p.along.X}
	for i, o := range g.mirror.World().Objects {
		if o == nil || i == p.object {
			continue
		}
		for along := -1.0; along <= 1; along++ {
			for side := -1.0; side <= 1; side++ {
				at := r3.Add(p.top, r3.Add(r3.Scale(along*p.room, p.along), r3.Scale(side*leastSide, across)))
				at.Z += 2 * leastSpace
				if d, _ := o.Distance(o.WorldFromObject.Inverse().Apply(at)); d < leastSpace {
					return false
				}
			}
		}
	}
	return true
}
