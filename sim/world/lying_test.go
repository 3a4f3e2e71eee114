package world

import (
	"fmt"
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestWhatLiesOnThinThingsStaysThere: edges and posts hold what has no corner near
// them.
func TestWhatLiesOnThinThingsStaysThere(t *testing.T) {
	rail := func(w *World, x float64, p Part) {
		b := block("rail", 0, r3.Vec{})
		p.ObjectFromPart = spatial.Pose{Rot: spatial.FromRPY(math.Pi/2, 0, 0)}
		b.Parts = []Part{p}
		placed(t, w, b, spatial.At(r3.Vec{X: x, Z: 0.5}), spatial.Twist{})
	}
	rod := Part{Form: Cylinder, Radius: 0.004, Half: r3.Vec{Z: 0.3}}
	bar := Part{Form: Box, Half: r3.Vec{X: 0.004, Y: 0.004, Z: 0.3}}
	round := Part{Form: Capsule, Radius: 0.004, Half: r3.Vec{Z: 0.3}}
	for name, c := range map[string]struct {
		under, over Part
	}{
		"a tray on rods":         {rod, Part{Form: Box, Half: r3.Vec{X: 0.1, Y: 0.1, Z: 0.005}}},
		"a tray on bars":         {bar, Part{Form: Box, Half: r3.Vec{X: 0.1, Y: 0.1, Z: 0.005}}},
		"a stick on rods":        {rod, Part{Form: Box, Half: r3.Vec{X: 0.15, Y: 0.005, Z: 0.005}}},
		"a stick on round bars":  {round, Part{Form: Box, Half: r3.Vec{X: 0.15, Y: 0.005, Z: 0.005}}},
		"a rounded tray on bars": {bar, Part{Form: Box, Radius: 0.002, Half: r3.Vec{X: 0.1, Y: 0.1, Z: 0.005}}},
	} {
		t.Run(name, func(t *testing.T) {
			w, poses := bare(t)
			w.restless = true
			rail(w, -0.053, c.under)
			rail(w, 0.047, c.under)
			over := block("over", 0.2, r3.Vec{})
			c.over.ObjectFromPart = spatial.Identity()
			over.Parts = []Part{c.over}
			o := placed(t, w, over, spatial.At(r3.Vec{Z: 0.5 + 0.004 + 0.005}), spatial.Twist{})
			for range 3000 {
				w.Step(dt, poses)
			}
			require.InDelta(t, 0, norm(r3.Sub(o.WorldFromObject.Pos, r3.Vec{Z: 0.509})), 0.1e-3)
		})
	}
}

// TestARodLyingOnAnotherHolds: two cylinders on their sides, crossed, and one between
// two others.
func TestLyingCylinders(t *testing.T) {
	lying := func(mass float64) Body {
		b := cup(mass)
		b.Parts[0].Radius, b.Parts[0].Half.Z = 0.02, 0.06
		return b
	}
	side := spatial.FromRPY(math.Pi/2, 0, 0)
	w, poses := bare(t)
	w.restless = true
	// Walls keep the lower two together.
	for _, x := range []float64{-1, 1} {
		placed(t, w, block(fmt.Sprint("wall ", x), 0, r3.Vec{X: 0.01, Y: 0.1, Z: 0.02}), spatial.At(r3.Vec{X: 0.0502 * x, Z: 0.02}), spatial.Twist{})
	}
	for _, x := range []float64{-1, 1} {
		placed(t, w, lying(0.2), spatial.Pose{Rot: side, Pos: r3.Vec{X: 0.0201 * x, Z: 0.02}}, spatial.Twist{})
	}
	up := math.Sqrt(0.04*0.04 - 0.0201*0.0201)
	top := placed(t, w, lying(0.2), spatial.Pose{Rot: side, Pos: r3.Vec{Z: 0.02 + up + 1e-5}}, spatial.Twist{})
	for range 5000 {
		w.Step(dt, poses)
	}
	require.InDelta(t, 0.02+up, top.WorldFromObject.Pos.Z, 0.5e-3)
	require.InDelta(t, 0, norm(top.Velocity.Lin), 1e-4)
	// Straight up it holds too.
	w, poses = bare(t)
	for i := range 5 {
		placed(t, w, cup(0.3), spatial.Pose{Rot: spatial.FromRPY(0, 0, float64(i)), Pos: r3.Vec{Z: 0.045 + 0.09*float64(i)}}, spatial.Twist{})
	}
	for range 3000 {
		w.Step(dt, poses)
	}
	require.InDelta(t, 0.045+0.36, w.Objects[4].WorldFromObject.Pos.Z, 0.2e-3)
}

// TestMassesOfEveryKindStayCalm: from 1 g to 50 kg, one on a thousandth of its mass,
// whichever lies below.
func TestMassesOfEveryKindStayCalm(t *testing.T) {
	for _, c := range []struct{ upper, lower float64 }{
		{1, 1e-3}, {50, 0.05}, {10, 0.02}, {1e-3, 1}, {0.05, 50}, {50, 50}, {1e-3, 1e-3},
	} {
		w, poses := bare(t)
		lower := placed(t, w, block("lower", c.lower, r3.Vec{X: 0.03, Y: 0.03, Z: 0.03}), spatial.At(r3.Vec{Z: 0.03}), spatial.Twist{})
		upper := placed(t, w, block("upper", c.upper, r3.Vec{X: 0.03, Y: 0.03, Z: 0.03}), spatial.At(r3.Vec{Z: 0.0901}), spatial.Twist{})
		fastest := 0.0
		for i := range 4000 {
			w.Step(dt, poses)
			if i > 1000 {
				fastest = max(fastest, norm(upper.Velocity.Lin), norm(lower.Velocity.Lin))
			}
		}
		t.Logf("%g on %g kg: %.3g m/s, sunk %.3g mm", c.upper, c.lower, fastest, 1e3*(0.09-upper.WorldFromObject.Pos.Z))
		require.Less(t, fastest, 2e-3, "%g kg on %g kg", c.upper, c.lower)
		require.InDelta(t, 0.09, upper.WorldFromObject.Pos.Z, 1.5e-3, "%g kg on %g kg", c.upper, c.lower)
	}
}

// TestWhatLiesOnATableFeelsAsHardAsIt: a finger presses a light block on the floor; it
// feels what it would of a fixed one, from the first steps on, and the block what the
// finger gives.
func TestWhatLiesOnATableFeelsAsHardAsIt(t *testing.T) {
	for _, mass := range []float64{0.002, 0.012, 0.3, 5} {
		f := newFingerOn(t, 0)
		f.Clear()
		f.poses[f.link].Pos.Z += 0.02
		block := block("block", mass, r3.Vec{X: 0.05, Y: 0.05, Z: 0.01})
		id, err := f.Put(block, spatial.At(r3.Vec{X: 0.013, Y: 0.027, Z: 0.01}), spatial.Twist{})
		require.NoError(t, err)
		still(f.World, f.poses)
		fixed := newFingerOn(t, 0)
		still(fixed.World, fixed.poses)
		const depth = 0.8e-3
		for i := range 40 {
			f.move(r3.Vec{Z: -0.02}, 1)
			fixed.move(r3.Vec{Z: -0.02}, 1)
			require.InDelta(t, fixed.force().Z, f.force().Z, 0.02+0.03*fixed.force().Z, "%g kg, step %d", mass, i)
		}
		f.move(r3.Vec{}, 15)
		sunk := 0.02 - (f.Objects[id].WorldFromObject.Pos.Z + 0.01)
		require.Less(t, sunk, 10e-6+elastic(f.radius, depth)/mass/1e7)
		require.InEpsilon(t, elastic(f.radius, depth-sunk), f.force().Z, 0.01, "%g kg", mass)
		require.InDelta(t, 0, norm(r3.Add(f.force(), f.Objects[id].Touched.Force)), 1e-9*norm(f.force()))
		for range 300 {
			f.Step(dt, f.poses)
			require.InEpsilon(t, elastic(f.radius, depth), f.force().Z, 0.03, "%g kg", mass)
		}
		require.InDelta(t, 0, norm(f.Objects[id].Velocity.Lin), 1e-4)
	}
}

// TestWhatIsHeldIsSetDownGently: fingers that hold a light cup press it on a plate, as
// slowly as a millimetre a second: the force grows without a jolt and the cup rests.
func TestWhatIsHeldIsSetDownGently(t *testing.T) {
	g := newGripper(t, 10, "ideal")
	body := cup(0.012)
	g.openTo(body.Parts[0].Radius + 1e-4)
	placed(t, g.World, block("plate", 0, r3.Vec{X: 0.2, Y: 0.2, Z: 0.01}), spatial.At(r3.Vec{Z: gripHeight - 0.045 - 0.01 - 2e-4}), spatial.Twist{})
	o := placed(t, g.World, body, spatial.At(r3.Vec{Z: gripHeight}), spatial.Twist{})
	g.squeeze()
	down, before, jolt, fastest := 0.0, 0.0, 0.0, 0.0
	for i := range 1500 {
		if i > 400 && i < 900 {
			down += 1e-6
		}
		g.motors.Step(dt, g.target, g.rate, g.Effort())
		g.pose()
		for k := range g.poses {
			g.poses[k].Pos.Z -= down
		}
		g.Step(dt, g.poses)
		if i > 450 {
			jolt = max(jolt, math.Abs(o.Touched.Force.Z-before))
			fastest = max(fastest, norm(o.Velocity.Lin))
		}
		before = o.Touched.Force.Z
	}
	t.Logf("pressed by %.3f N, jolt %.4f N, fastest %.4f m/s", before, jolt, fastest)
	require.Less(t, before, -1.0, "it is pressed on the plate")
	require.Less(t, jolt, 0.2)
	require.Less(t, fastest, 5e-3)
}
