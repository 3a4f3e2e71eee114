package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// anyPosed draws a solid that stands somewhere.
func anyPosed(t *rapid.T, label string, reach float64) posed {
	p := anyPart(t, label)
	p.setCore()
	f := newFrame(anyPose(t, reach))
	return posed{&p, &f}
}

// TestTheDirectionBetweenTwoSolidsIsTheNearest: along it their cores with their shells
// are as far apart as the nearest two points that a blind search finds, and no other
// direction tells more.
func TestTheDirectionBetweenTwoSolidsIsTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPosed(t, "a", 0.15), anyPosed(t, "b", 0.15)
		n, apart := between(a, b, r3.Sub(b.frame.pos, a.frame.pos), math.Inf(1))
		cores := func(d r3.Vec) float64 {
			return r3.Dot(d, b.support(r3.Scale(-1, d))) - r3.Dot(d, a.support(d))
		}
		// Uphill on the sphere of directions: what separates is the largest gap, and is
		// without other hills while there is one above 0.
		best, at, step := math.Inf(-1), n, 0.5
		for _, d := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}, {X: -1}, {Y: -1}, {Z: -1}, r3.Unit(r3.Sub(b.frame.pos, a.frame.pos))} {
			if g := cores(d); g > best {
				best, at = g, d
			}
		}
		for step > 1e-7 {
			better := false
			for _, way := range []r3.Vec{{X: step}, {X: -step}, {Y: step}, {Y: -step}, {Z: step}, {Z: -step}, {X: step, Y: step}, {X: step, Y: -step}, {X: step, Z: step}, {X: step, Z: -step}, {Y: step, Z: step}, {Y: step, Z: -step}} {
				if d := r3.Unit(r3.Add(at, way)); cores(d) > best {
					best, at, better = cores(d), d, true
				}
			}
			if !better {
				step /= 2
			}
		}
		if best > 1e-4 {
			require.True(t, apart, "a direction separates them")
		}
		if !apart {
			return
		}
		require.InDelta(t, 1, norm(n), 1e-9)
		require.GreaterOrEqual(t, cores(n), best-1e-8, "no direction tells more")
		// And the far way: what is known to be further than a bound is left there.
		left, _ := between(a, b, r3.Sub(b.frame.pos, a.frame.pos), cores(n)/2)
		require.Greater(t, cores(left), cores(n)/2-1e-12)
	})
}

// TestWhatIsDeepInAnotherIsPushedOutTheShortWay: two boxes through each other's edges
// come apart along a face, a ball-like one along the line between the middles; it is
// no longer a way than any of many directions.
func TestWhatIsDeepInAnotherIsPushedOutTheShortWay(t *testing.T) {
	plate, cube := block("a", 1, r3.Vec{X: 0.2, Y: 0.2, Z: 0.01}), block("b", 1, r3.Vec{X: 0.03, Y: 0.03, Z: 0.03})
	for _, at := range []r3.Vec{{Z: 0.03}, {X: 0.1, Z: 0.02}, {X: -0.05, Y: 0.1, Z: -0.03}} {
		plate.Parts[0].setCore()
		cube.Parts[0].setCore()
		fa, fb := newFrame(spatial.Identity()), newFrame(spatial.Pose{Rot: spatial.FromRPY(0, 0, 0.3), Pos: at})
		a, b := posed{&plate.Parts[0], &fa}, posed{&cube.Parts[0], &fb}
		_, apart := between(a, b, at, 1)
		require.False(t, apart)
		n := leastOverlap(a, b)
		require.InDelta(t, math.Copysign(1, at.Z), n.Z, 1e-9)
		require.InDelta(t, math.Abs(at.Z)-0.04, gap(a, b, n), 1e-9)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPosed(t, "a", 0.02), anyPosed(t, "b", 0.02)
		n := leastOverlap(a, b)
		require.InDelta(t, 1, norm(n), 1e-9)
		d := r3.Unit(r3.Add(anyPose(t, 1).Pos, r3.Vec{X: 1e-3}))
		// A direction among a few is not the best of all, but near it for what is round.
		require.GreaterOrEqual(t, gap(a, b, n), 1.5*gap(a, b, d)-0.02)
	})
}

// TestAManifoldHoldsTheDeepestPlace: along its normal none of the surfaces' supports is
// deeper than its deepest point, whichever features meet.
func TestAManifoldHoldsTheDeepestPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPosed(t, "a", 0.1), anyPosed(t, "b", 0.1)
		// Moved until they are this far from each other.
		want := rapid.Float64Range(-0.3e-3, 0.3e-3).Draw(t, "gap")
		n, apart := between(a, b, r3.Sub(b.frame.pos, a.frame.pos), math.Inf(1))
		if !apart {
			return
		}
		b.frame.pos = r3.Add(b.frame.pos, r3.Scale(want-gap(a, b, n), n))
		var m manifold
		narrow(&contact{}, a, b, 0.5e-3, &m)
		if gap(a, b, n) > 0.5e-3 {
			return
		}
		require.Positive(t, m.n)
		deepest := math.Inf(1)
		for i := range m.n {
			deepest = min(deepest, m.gap[i])
			require.InDelta(t, m.gap[i], r3.Dot(r3.Sub(m.b[i], m.a[i]), m.normal), 1e-9)
			inA, _ := a.part.distance(a.frame.into(m.a[i]))
			inB, _ := b.part.distance(b.frame.into(m.b[i]))
			require.InDelta(t, 0, inA, 4e-3, "on a's surface")
			require.InDelta(t, 0, inB, 4e-3, "on b's surface")
		}
		require.InDelta(t, gap(a, b, m.normal), deepest, 0.2e-3, "%v and %v", a.part.Form, b.part.Form)
	})
}

// TestFacesThatTiltMeetAtTheirDeepest: a box that leans a little on another one touches
// it where it is deepest, though that is none of the corners that reach furthest.
func TestFacesThatTiltMeetAtTheirDeepest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lean, place := rapid.Float64Range(-0.03, 0.03), rapid.Float64Range(-0.015, 0.015)
		half := r3.Vec{X: 0.02, Y: 0.015, Z: 0.02}
		lower, upper := block("a", 1, half), block("b", 1, half)
		lower.Parts[0].setCore()
		upper.Parts[0].setCore()
		fa := newFrame(spatial.Identity())
		fb := newFrame(spatial.Pose{
			Rot: spatial.FromRPY(lean.Draw(t, "roll"), lean.Draw(t, "pitch"), rapid.Float64Range(-3, 3).Draw(t, "yaw")),
			Pos: r3.Vec{X: place.Draw(t, "x"), Y: place.Draw(t, "y"), Z: 0.05},
		})
		a, b := posed{&lower.Parts[0], &fa}, posed{&upper.Parts[0], &fb}
		n, _ := between(a, b, r3.Vec{Z: 1}, 1)
		fb.pos = r3.Sub(fb.pos, r3.Scale(gap(a, b, n), n))
		var m manifold
		narrow(&contact{}, a, b, 5e-3, &m)
		require.Positive(t, m.n)
		deepest := math.Inf(1)
		for i := range m.n {
			deepest = min(deepest, m.gap[i])
		}
		require.InDelta(t, gap(a, b, m.normal), deepest, 2*overlapSlop)
	})
}
