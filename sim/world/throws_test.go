package world

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// draws are random things and places of a test's own.
type draws struct{ *rand.Rand }

func (d draws) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

func (d draws) turn() spatial.Pose {
	return spatial.Pose{Rot: spatial.Unit(spatial.FromRPY(d.between(-3, 3), d.between(-1.5, 1.5), d.between(-3, 3)))}
}

func (d draws) direction() r3.Vec {
	for {
		v := r3.Vec{X: d.between(-1, 1), Y: d.between(-1, 1), Z: d.between(-1, 1)}
		if n := norm(v); n > 0.1 && n < 1 {
			return r3.Scale(1/n, v)
		}
	}
}

// solid is a thing of one part, a few centimetres large.
func (d draws) solid(mass float64) Body {
	b := ball(d.between(0.008, 0.04), mass)
	p := &b.Parts[0]
	p.Form = Form(d.IntN(4))
	p.Half = r3.Vec{X: d.between(0.004, 0.05), Y: d.between(0.004, 0.05), Z: d.between(0.004, 0.05)}
	if p.Form == Box {
		p.Radius = d.between(0, 1) * min(p.Half.X, p.Half.Y, p.Half.Z) * float64(d.IntN(2))
	}
	b.Material = Materials()[d.IntN(len(materials))]
	return b
}

// throws is how many a test makes; the soak makes them all.
func throws(t *testing.T, few int) int {
	if os.Getenv("MIRRORARM_SOAK") != "" {
		return 10_000
	}
	t.Logf("%d of 10,000: the soak makes all", few)
	return few
}

// TestSoakNothingIsThrownThroughAPlate or a post too wide to miss, from 4 mm thick, at
// up to 20 m/s and 30 rad/s; and 0.2 s later it is no deeper in it than 0.5 mm.
func TestSoakNothingIsThrownThroughAPlate(t *testing.T) {
	w, poses := bare(t)
	d := draws{rand.New(rand.NewPCG(21, 1))}
	deepest := 0.0
	for n := range throws(t, 400) {
		w.Clear()
		w.Gravity = r3.Vec{}
		thick := d.between(0.002, 0.01) // half of it
		plate := block("plate", 0, r3.Vec{X: thick, Y: 0.4, Z: 0.4})
		switch d.IntN(3) {
		case 1: // a post that a long thing lies across
			plate.Parts[0].Half = r3.Vec{X: thick, Y: thick, Z: 0.4}
		case 2:
			plate.Parts[0] = Part{Form: Cylinder, ObjectFromPart: spatial.Identity(), Radius: thick, Half: r3.Vec{Z: 0.4}}
		}
		post := plate.Parts[0].Form == Cylinder || plate.Parts[0].Half.Y < 0.1
		placed(t, w, plate, spatial.At(r3.Vec{Z: 10}), spatial.Twist{})
		body := d.solid(d.between(0.02, 2))
		at := d.turn()
		spin := r3.Scale(d.between(0, 30), d.direction())
		if post {
			// Wide enough not to miss: a tray, 200 mm across, whichever way it spins in
			// its plane.
			body.Parts = block("tray", 1, r3.Vec{X: 0.004, Y: 0.1, Z: 0.1}).Parts
			at = spatial.Identity()
			spin = r3.Vec{X: spin.X}
		}
		at.Pos = r3.Vec{X: -0.3, Y: d.between(-0.02, 0.02), Z: 10 + d.between(-0.02, 0.02)}
		o := placed(t, w, body, at, spatial.Twist{Lin: r3.Vec{X: d.between(1, 20)}, Ang: spin})
		reached, was := -1.0, 0.0
		for range 500 {
			w.Step(dt, poses)
			if post {
				// Which side of the tray the post is on, unless it is beside it: a tray that is
				// hit aside of its middle may swing around.
				across, inside := beside(o)
				if inside && was*across < 0 {
					reached = math.Abs(across)
				}
				was = across
			} else {
				reached = max(reached, o.WorldFromObject.Pos.X)
			}
			if o.Velocity.Lin.X < 0 && o.WorldFromObject.Pos.X < -0.2 {
				break
			}
			require.Less(t, reached, 0.0, "throw %d: %v of %v went through %v", n, body.Parts[0].Form, body.Parts[0].Half, plate.Parts[0].Half)
		}
		deepest = max(deepest, overlap(o, w.Objects[0]))
	}
	t.Logf("deepest %.3g mm", deepest*1e3)
	require.Less(t, deepest, 0.5e-3)
}

// beside is where the post through (0, 0) is, across a tray, and whether it is well
// within its rim.
func beside(tray *Object) (across float64, inside bool) {
	back := tray.WorldFromObject.Inverse()
	at, along := back.Apply(r3.Vec{}), back.Rotate(r3.Vec{Z: 1})
	near := r3.Sub(at, r3.Scale(r3.Dot(at, along), along))
	return near.X, math.Abs(near.Y) < 0.08 && math.Abs(near.Z) < 0.08
}

// TestSoakMovableThingsMeet: whenever a sweep of the free paths, a hundred times finer
// than the steps, finds that two things meet, their momentum has changed by then.
func TestSoakMovableThingsMeet(t *testing.T) {
	w, poses := bare(t)
	d := draws{rand.New(rand.NewPCG(21, 2))}
	met := 0
	for n := range throws(t, 400) {
		w.Clear()
		w.Gravity = r3.Vec{}
		a := d.solid(d.between(0.02, 2))
		b := d.solid(d.between(0.02, 2))
		poseA, poseB := d.turn(), d.turn()
		poseA.Pos = r3.Vec{Z: 10}
		way := d.direction()
		poseB.Pos = r3.Add(poseA.Pos, r3.Add(r3.Scale(0.2, way), r3.Scale(d.between(0, 0.04), d.direction())))
		va := spatial.Twist{Lin: r3.Scale(d.between(0, 3), d.direction()), Ang: r3.Scale(d.between(0, 20), d.direction())}
		vb := spatial.Twist{Lin: r3.Add(va.Lin, r3.Scale(-d.between(2, 20), way)), Ang: r3.Scale(d.between(0, 20), d.direction())}
		first := placed(t, w, a, poseA, va)
		second := placed(t, w, b, poseB, vb)
		// The same two, free.
		freeA, err := newObject(a, poseA)
		require.NoError(t, err)
		freeB, err := newObject(b, poseB)
		require.NoError(t, err)
		freeA.Velocity, freeB.Velocity = va, vb
		meets := -1
	sweep:
		for step := range 120 {
			for range 100 {
				freeA.drift(dt / 100)
				freeB.drift(dt / 100)
				if overlap(freeA, freeB) > maxOverlap {
					meets = step
					break sweep
				}
			}
		}
		if meets < 0 {
			continue
		}
		met++
		for range meets + 1 {
			w.Step(dt, poses)
		}
		change := norm(r3.Sub(first.Velocity.Lin, va.Lin)) + norm(r3.Sub(second.Velocity.Lin, vb.Lin)) +
			norm(r3.Sub(first.momentum(), freeA.momentum()))/first.Mass
		require.Greater(t, change, 1e-6, "pair %d: %v and %v met in step %d", n, a.Parts[0].Form, b.Parts[0].Form, meets)
	}
	require.Greater(t, met, throws(t, 400)/5)
}

// momentum is the object's angular momentum about its centre of mass (N·m·s).
func (o *Object) momentum() r3.Vec {
	turned := o.inertia.rotated(o.WorldFromObject)
	return turned.mul(o.Velocity.Ang)
}

// drift moves a free object.
func (o *Object) drift(dt float64) {
	l := o.momentum()
	half := newFrame(turnBy(o.WorldFromObject, r3.Scale(dt/2, o.Velocity.Ang)))
	halfway := o.yielding.turned(&half.rows)
	o.WorldFromObject = turnBy(o.WorldFromObject, r3.Scale(dt, halfway.mul(l)))
	o.WorldFromObject.Pos = r3.Add(o.WorldFromObject.Pos, r3.Scale(dt, o.Velocity.Lin))
	now := newFrame(o.WorldFromObject)
	turned := o.yielding.turned(&now.rows)
	o.Velocity.Ang = turned.mul(l)
}

// TestABlowSendsNothingThroughAPlate: a ball that stands before a thin plate is hit so
// that it would be on the other side within the step.
func TestABlowSendsNothingThroughAPlate(t *testing.T) {
	const radius, half = 0.01, 0.002
	for _, gap := range []float64{0.2e-3, 1e-3, 4e-3} {
		w, poses := bare(t)
		w.Gravity = r3.Vec{}
		placed(t, w, block("plate", 0, r3.Vec{X: half, Y: 0.2, Z: 0.2}), spatial.At(r3.Vec{X: half, Z: 1}), spatial.Twist{})
		rests := placed(t, w, of(ball(radius, 0.03), 0.4, 0.8, 0), spatial.At(r3.Vec{X: -radius - gap, Z: 1}), spatial.Twist{})
		placed(t, w, of(ball(radius, 0.03), 0.4, 0.8, 0), spatial.At(r3.Vec{X: -3*radius - gap - 5e-3, Z: 1}), spatial.Twist{Lin: r3.Vec{X: 20}})
		for range 100 {
			w.Step(dt, poses)
			require.Less(t, rests.WorldFromObject.Pos.X, -radius+0.5e-3, "%g", gap)
		}
	}
}
