package world

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestThingsTakeTheCourseThatTheyTook: throws of every form and material, a heap, stacks
// that fall asleep and are woken, things that are gripped and let go. Whoever changes how
// contact is solved sees here what becomes of things; whoever meant to change nothing
// sees nothing.
func TestThingsTakeTheCourseThatTheyTook(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the last bits decide where things that tumble go")
	}
	var table strings.Builder
	throwPairs(t, &table)
	pileUp(t, &table)
	sleepAndWake(t, &table)
	soft := cup(0.05)
	soft.Name, soft.Material = "soft cup", stuff(t, "EVA foam")
	for _, body := range []Body{ball(0.02, 0.05), cup(0.3), soft} {
		gripAndTurn(t, &table, body, false)
		gripAndTurn(t, &table, body, true)
	}
	golden.Same(t, filepath.Join("testdata", "course.txt"), table.String())
}

// course writes down where a thing is and how it moves.
func course(table *strings.Builder, o *Object) {
	p, v, w := o.WorldFromObject, o.Velocity.Lin, o.Velocity.Ang
	fmt.Fprintf(table, "  at %.3f %.3f %.3f mm, turned %.4f %.4f %.4f, moves %.4f %.4f %.4f m/s %.3f %.3f %.3f rad/s\n",
		1e3*p.Pos.X, 1e3*p.Pos.Y, 1e3*p.Pos.Z, p.Rot.Imag, p.Rot.Jmag, p.Rot.Kmag, v.X, v.Y, v.Z, w.X, w.Y, w.Z)
}

// throwPairs throws one thing at another that falls to the floor.
func throwPairs(t *testing.T, table *strings.Builder) {
	w, poses := bare(t)
	d := draws{rand.New(rand.NewPCG(31, 1))}
	for n := range 40 {
		w.Clear()
		one, other := d.solid(d.between(0.02, 1)), d.solid(d.between(0.02, 1))
		at, from := d.turn(), d.turn()
		at.Pos, from.Pos = r3.Vec{Z: 0.09}, r3.Vec{X: -0.2, Y: d.between(-0.01, 0.01), Z: 0.11}
		a := placed(t, w, one, at, spatial.Twist{Ang: r3.Scale(d.between(0, 10), d.direction())})
		b := placed(t, w, other, from, spatial.Twist{Lin: r3.Vec{X: d.between(1, 3), Z: d.between(0, 0.6)}, Ang: r3.Scale(d.between(0, 10), d.direction())})
		for range 180 {
			w.Step(dt, poses)
		}
		fmt.Fprintf(table, "%d: %v of %s, hit by %v of %s\n", n, one.Parts[0].Form, one.Material.Name, other.Parts[0].Form, other.Material.Name)
		course(table, a)
		course(table, b)
	}
}

// pileUp lets the heap fall.
func pileUp(t *testing.T, table *strings.Builder) {
	w, poses := heap(t)
	for step := range 240 {
		w.Step(dt, poses)
		if step%60 == 59 {
			var at, moves, turns float64
			for i, o := range w.Objects {
				k := float64(i + 1)
				at += k * (o.WorldFromObject.Pos.X + 2*o.WorldFromObject.Pos.Y + 3*o.WorldFromObject.Pos.Z)
				moves += k * (o.Velocity.Lin.X + 2*o.Velocity.Lin.Y + 3*o.Velocity.Lin.Z)
				turns += k * (o.Velocity.Ang.X + 2*o.Velocity.Ang.Y + 3*o.Velocity.Ang.Z)
			}
			fmt.Fprintf(table, "heap after %d steps: %.6f m, %.6f m/s, %.5f rad/s, %d contacts act\n", step+1, at, moves, turns, len(w.order))
		}
	}
}

// sleepAndWake stacks blocks until they sleep, and throws a ball at them.
func sleepAndWake(t *testing.T, table *strings.Builder) {
	w, poses := bare(t)
	var stack []*Object
	for i := range 4 {
		b := block(fmt.Sprint("block ", i), 0.1+0.05*float64(i), r3.Vec{X: 0.03, Y: 0.02, Z: 0.015})
		stack = append(stack, placed(t, w, b, spatial.At(r3.Vec{X: 0.002 * float64(i), Z: 0.0155 + 0.0305*float64(i)}), spatial.Twist{}))
	}
	for step := range 2500 {
		w.Step(dt, poses)
		asleep := 0
		for _, o := range stack {
			if o.asleep() {
				asleep++
			}
		}
		if asleep == len(stack) {
			fmt.Fprintf(table, "the stack sleeps after %d steps\n", step+1)
			break
		}
	}
	for _, o := range stack {
		course(table, o)
	}
	placed(t, w, ball(0.02, 0.2), spatial.At(r3.Vec{X: -0.3, Y: 0.005, Z: 0.09}), spatial.Twist{Lin: r3.Vec{X: 2.5, Z: 0.4}, Ang: r3.Vec{Y: 20}})
	for step := range 400 {
		w.Step(dt, poses)
		if step%100 == 99 {
			for _, o := range w.Objects {
				course(table, o)
			}
		}
	}
}

// gripAndTurn holds a thing, that may stand on another one, turns gravity about it and
// lets it go.
func gripAndTurn(t *testing.T, table *strings.Builder, body Body, stands bool) {
	g := newGripper(t, 8, "hall")
	g.openTo(body.Parts[0].Radius + 5e-4)
	id, err := g.Put(body, spatial.At(r3.Vec{X: 3e-4, Z: gripHeight}), spatial.Twist{})
	require.NoError(t, err)
	if stands {
		half := body.Parts[0].Half.Z
		if body.Parts[0].Form == Sphere {
			half = body.Parts[0].Radius
		}
		_, err := g.Put(block("under it", 0.4, r3.Vec{X: 0.03, Y: 0.025, Z: 0.02}), spatial.At(r3.Vec{Z: gripHeight - half - 0.0201}), spatial.Twist{})
		require.NoError(t, err)
		_, err = g.Put(block("shelf", 0, r3.Vec{X: 0.5, Y: 0.5, Z: 0.01}), spatial.At(r3.Vec{Z: gripHeight - half - 0.0503}), spatial.Twist{})
		require.NoError(t, err)
	}
	g.squeeze()
	g.target[1] = -0.002
	for step := range 700 {
		switch step {
		case 250:
			g.Gravity = r3.Vec{X: 6, Z: -8}
		case 450:
			g.Gravity = r3.Vec{Y: -30, Z: -8}
		case 600:
			for i := range g.target {
				g.target[i] = -0.1
			}
		}
		g.step()
		g.Skin().Sense(float64(step+1) * dt)
		if step%70 != 69 {
			continue
		}
		felt, measured := g.skinForce(g.Skin().Elements()), g.skinForce(g.Skin().Measured())
		fmt.Fprintf(table, "%s after %d steps: feels %.5f %.5f %.5f N, tells %.4f %.4f %.4f N, motors %.6f\n", body.Name, step+1,
			felt.X, felt.Y, felt.Z, measured.X, measured.Y, measured.Z, g.motors.Position())
		warm, shaken := 0.0, 0.0
		for i := range g.Skin().Surface().Spots {
			c := g.Contact(i)
			warm += float64(i+1) * c.Pressure
			shaken += float64(i+1) * c.Speed
		}
		fmt.Fprintf(table, "  patches %.3f Pa %.6f m/s, effort %.5f\n", warm, shaken, g.Effort())
		course(table, g.Objects[id])
	}
	require.False(t, math.IsNaN(g.Objects[id].WorldFromObject.Pos.Z))
}
