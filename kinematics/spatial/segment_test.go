package spatial_test

import (
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func along(p, q r3.Vec, u float64) r3.Vec { return r3.Add(p, r3.Scale(u, r3.Sub(q, p))) }

// TestClosestPointsAreAMinimum asks for the conditions of Karush, Kuhn and
// Tucker, which suffice, the squared distance being convex in u and v.
func TestClosestPointsAreAMinimum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q, r, s := drawVec(t, "p", 1), drawVec(t, "q", 1), drawVec(t, "r", 1), drawVec(t, "s", 1)
		u, v := spatial.ClosestOnSegments(p, q, r, s)
		gap := r3.Sub(along(p, q, u), along(r, s, v))
		// Nearly parallel segments may be off by 1e-6 of their length, 3.5 m.
		const off = 4e-6 * 3.5
		for _, side := range []struct{ at, slope float64 }{
			{u, r3.Dot(gap, r3.Sub(q, p))}, {v, -r3.Dot(gap, r3.Sub(s, r))},
		} {
			require.GreaterOrEqual(t, side.at, 0.0)
			require.LessOrEqual(t, side.at, 1.0)
			if side.at < 1 {
				require.GreaterOrEqual(t, side.slope, -off)
			}
			if side.at > 0 {
				require.LessOrEqual(t, side.slope, off)
			}
		}
	})
}

func TestClosestPointsOfSegmentsOfEverySort(t *testing.T) {
	x := func(v float64) r3.Vec { return r3.Vec{X: v} }
	for name, c := range map[string]struct {
		p, q, r, s r3.Vec
		distance   float64
	}{
		"crossing":      {x(-1), x(1), r3.Vec{Y: -1, Z: 0.3}, r3.Vec{Y: 1, Z: 0.3}, 0.3},
		"parallel":      {x(0), x(1), r3.Vec{X: 0.5, Y: 0.2}, r3.Vec{X: 2, Y: 0.2}, 0.2},
		"antiparallel":  {x(0), x(1), r3.Vec{X: 2, Y: 0.2}, r3.Vec{X: 0.5, Y: 0.2}, 0.2},
		"in line":       {x(0), x(1), x(3), x(1.5), 0.5},
		"end to end":    {x(0), x(1), r3.Vec{X: 2, Y: 1}, r3.Vec{X: 1.3, Y: 0.4}, 0.5},
		"point to line": {x(0.4), x(0.4), r3.Vec{Y: 1}, r3.Vec{X: 1, Y: 1}, 1},
		"line to point": {r3.Vec{Y: 1}, r3.Vec{X: 1, Y: 1}, x(0.4), x(0.4), 1},
		"two points":    {x(0), x(0), r3.Vec{X: 3, Y: 4}, r3.Vec{X: 3, Y: 4}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			u, v := spatial.ClosestOnSegments(c.p, c.q, c.r, c.s)
			require.InDelta(t, c.distance, r3.Norm(r3.Sub(along(c.p, c.q, u), along(c.r, c.s, v))), 1e-12)
		})
	}
}

// TestNearlyParallelSegmentsAreNotTakenForParallel: within a millionth of a radian they
// are, which shows; three millionths are exact. And a segment of some nanometres has
// two ends.
func TestNearlyParallelSegmentsAreNotTakenForParallel(t *testing.T) {
	const angle = 3e-6
	p, q := r3.Vec{}, r3.Vec{X: 1}
	r, s := r3.Vec{Y: -0.6 * angle}, r3.Vec{X: 1, Y: 0.4 * angle}
	require.Less(t, spatial.SegmentDistance2(p, q, r, s), 1e-20)
	u, v := spatial.ClosestOnSegments(p, q, r, s)
	require.InDelta(t, 0.6, u, 1e-4)
	require.InDelta(t, 0.6, v, 1e-4)

	end := r3.Vec{X: 4e-9}
	u, v = spatial.ClosestOnSegments(p, end, r3.Vec{X: 1}, r3.Vec{X: 2})
	require.Equal(t, [2]float64{1, 0}, [2]float64{u, v})
	u, v = spatial.ClosestOnSegments(r3.Vec{X: 1}, r3.Vec{X: 2}, p, end)
	require.Equal(t, [2]float64{0, 1}, [2]float64{u, v})
	u, v = spatial.ClosestOnSegments(p, end, r3.Vec{Y: 1}, r3.Vec{X: 4e-9, Y: 1})
	require.Less(t, r3.Norm(r3.Sub(along(p, end, u), r3.Sub(along(r3.Vec{Y: 1}, r3.Vec{X: 4e-9, Y: 1}, v), r3.Vec{Y: 1}))), 1e-12)
}

// TestDistanceIsThatOfTheClosestPoints, whichever segment and whichever end comes first.
func TestDistanceIsThatOfTheClosestPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e [4]r3.Vec
		for i := range e {
			draw := func(axis string) float64 { return rapid.Float64Range(-1, 1).Draw(t, axis) }
			e[i] = r3.Vec{X: draw("x"), Y: draw("y"), Z: draw("z")}
		}
		u, v := spatial.ClosestOnSegments(e[0], e[1], e[2], e[3])
		want := r3.Norm2(r3.Sub(along(e[0], e[1], u), along(e[2], e[3], v)))
		require.InDelta(t, want, spatial.SegmentDistance2(e[0], e[1], e[2], e[3]), 1e-12)
		require.InDelta(t, want, spatial.SegmentDistance2(e[1], e[0], e[2], e[3]), 1e-9)
		require.InDelta(t, want, spatial.SegmentDistance2(e[2], e[3], e[0], e[1]), 1e-9)
	})
	require.InDelta(t, 4, spatial.SegmentDistance2(r3.Vec{}, r3.Vec{X: 1}, r3.Vec{X: 3}, r3.Vec{X: 9}), 1e-12)
}
