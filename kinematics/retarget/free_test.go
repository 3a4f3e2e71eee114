package retarget_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// globe is a ball that stands around a robot.
type globe struct {
	centre r3.Vec
	radius float64
}

// gaps calls visit with the gaps of every solid to every globe, at a number of
// places along the solid.
func gaps(s *chain.State, solids []retarget.Solid, globes []globe, places int, visit func(link int, at, out r3.Vec, gap float64)) {
	for _, c := range solids {
		pose := s.RootFromLink(c.Link)
		for i := range places {
			share := float64(i) / float64(places-1)
			at := pose.Apply(r3.Add(c.A, r3.Scale(share, r3.Sub(c.B, c.A))))
			for _, g := range globes {
				off := r3.Sub(at, g.centre)
				out := r3.Vec{Z: 1}
				if r3.Norm(off) > 0 {
					out = r3.Unit(off)
				}
				visit(c.Link, at, out, r3.Norm(off)-g.radius-c.Ra-share*(c.Rb-c.Ra))
			}
		}
	}
}

// among is what a robot among globes meets.
func among(solids []retarget.Solid, globes []globe) retarget.Surroundings {
	return func(dst []retarget.Obstacle, s *chain.State, margin float64) []retarget.Obstacle {
		gaps(s, solids, globes, 5, func(link int, at, out r3.Vec, gap float64) {
			if gap < margin {
				dst = append(dst, retarget.Obstacle{Link: link, At: at, Out: out, Gap: gap})
			}
		})
		return dst
	}
}

func least(s *chain.State, solids []retarget.Solid, globes []globe) float64 {
	gap := math.Inf(1)
	gaps(s, solids, globes, 5, func(_ int, _, _ r3.Vec, g float64) { gap = min(gap, g) })
	return gap
}

// TestALeverIsLiftedJustOffTheFloor: one joint, whose free angle is known.
func TestALeverIsLiftedJustOffTheFloor(t *testing.T) {
	m, err := chain.New("lever", "base", []chain.Joint{{
		Name: "lift", Kind: chain.Revolute, Parent: "base", Child: "arm", Origin: spatial.Identity(), Axis: r3.Vec{Y: -1},
		Limit: chain.Limit{Lower: -1, Upper: 1, Velocity: 1, Effort: 1},
	}})
	require.NoError(t, err)
	const length, radius, margin = 0.5, 0.02, 0.001
	solids := []retarget.Solid{{Link: 1, A: r3.Vec{X: length}, B: r3.Vec{X: length}, Ra: radius, Rb: radius}}
	floor := func(dst []retarget.Obstacle, s *chain.State, margin float64) []retarget.Obstacle {
		at := s.RootFromLink(1).Apply(r3.Vec{X: length})
		if gap := at.Z - radius; gap < margin {
			dst = append(dst, retarget.Obstacle{Link: 1, At: at, Out: r3.Vec{Z: 1}, Gap: gap})
		}
		return dst
	}
	for _, c := range []struct{ want, free float64 }{
		{-0.5, math.Asin((radius + margin) / length)},
		{0.02, math.Asin((radius + margin) / length)},
		{0.3, 0.3},
	} {
		free, ok := retarget.NearestFree(m, solids, []float64{c.want}, margin, floor)
		require.True(t, ok)
		require.InDelta(t, c.free, free[0], 1e-6)
	}
	ceiling := func(dst []retarget.Obstacle, s *chain.State, margin float64) []retarget.Obstacle {
		dst = floor(dst, s, margin)
		at := s.RootFromLink(1).Apply(r3.Vec{X: length})
		return append(dst, retarget.Obstacle{Link: 1, At: at, Out: r3.Vec{Z: -1}, Gap: -at.Z})
	}
	_, ok := retarget.NearestFree(m, solids, []float64{0}, margin, ceiling)
	require.False(t, ok, "between floor and ceiling is no room")
}

// TestTwoJointsShareTheWayByWhatTheyMove: a stretched arm of two joints whose tip is
// a little below the floor. What is nearest in the sum of squares of how far each
// joint alone moves the tip has each of them move it by half.
func TestTwoJointsShareTheWayByWhatTheyMove(t *testing.T) {
	const upper, fore, radius, margin, deep = 0.4, 0.1, 0.01, 0.001, 0.002
	joint := func(name, parent, child string, x float64) chain.Joint {
		return chain.Joint{
			Name: name, Kind: chain.Revolute, Parent: parent, Child: child, Origin: spatial.At(r3.Vec{X: x}), Axis: r3.Vec{Y: -1},
			Limit: chain.Limit{Lower: -1, Upper: 1, Velocity: 1, Effort: 1},
		}
	}
	m, err := chain.New("two", "base", []chain.Joint{joint("shoulder", "base", "upper", 0), joint("elbow", "upper", "fore", upper)})
	require.NoError(t, err)
	tip := retarget.Solid{Link: 2, A: r3.Vec{X: fore}, B: r3.Vec{X: fore}, Ra: radius, Rb: radius}
	free, ok := retarget.NearestFree(m, []retarget.Solid{tip}, []float64{0, 0}, margin,
		func(dst []retarget.Obstacle, s *chain.State, margin float64) []retarget.Obstacle {
			at := s.RootFromLink(2).Apply(tip.A)
			if gap := at.Z - deep; gap < margin {
				dst = append(dst, retarget.Obstacle{Link: 2, At: at, Out: r3.Vec{Z: 1}, Gap: gap})
			}
			return dst
		})
	require.True(t, ok)
	require.InDelta(t, (deep+margin)/2/(upper+fore), free[0], 1e-5)
	require.InDelta(t, (deep+margin)/2/fore, free[1], 1e-4)
}

// bionicAt is the shipped arm in the posture in which it starts, about.
func bionicAt(t testing.TB) (m *chain.Model, solids []retarget.Solid, want []float64) {
	t.Helper()
	r, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	for _, s := range r.Shapes {
		solids = append(solids, retarget.Solid(s))
	}
	want = make([]float64, r.Model.DOF())
	for i, v := range []float64{1.0, 0.1, 0.2, 1.7, 0.3, 0, -0.2} {
		want[r.Arm[i]] = v
	}
	for _, finger := range r.Fingers {
		for _, c := range finger {
			want[c] = 0.3
		}
	}
	r.Model.Clamp(want)
	return r.Model, solids, want
}

// levers are how far each joint alone moves the outermost of what it carries, by
// differences.
func levers(m *chain.Model, solids []retarget.Solid, q []float64) []float64 {
	a, b := chain.NewState(m), chain.NewState(m)
	a.SetCoordinates(q)
	out := make([]float64, len(q))
	for c := range q {
		const step = 1e-6
		moved := append([]float64(nil), q...)
		moved[c] += step
		b.SetCoordinates(moved)
		for _, s := range solids {
			for _, end := range []r3.Vec{s.A, s.B} {
				out[c] = max(out[c], r3.Norm(r3.Sub(a.RootFromLink(s.Link).Apply(end), b.RootFromLink(s.Link).Apply(end)))/step)
			}
		}
	}
	return out
}

func distance(levers, a, b []float64) (d float64) {
	for c, l := range levers {
		d = math.Hypot(d, l*(a[c]-b[c]))
	}
	return d
}

// TestTheNearestFreePostureIsFreeAndNoNearerOneIsFound: globes are put where the
// arm is; the posture that is found keeps clear of them inside the limits, and a
// blind search between it and the wanted one finds none that is nearer.
func TestTheNearestFreePostureIsFreeAndNoNearerOneIsFound(t *testing.T) {
	m, solids, want := bionicAt(t)
	lever := levers(m, solids, want)
	s := chain.NewState(m)
	rapid.Check(t, func(t *rapid.T) {
		s.SetCoordinates(want)
		var globes []globe
		for range rapid.IntRange(1, 3).Draw(t, "globes") {
			on := solids[rapid.IntRange(1, len(solids)-1).Draw(t, "solid")]
			off := rapid.Float64Range(-0.03, 0.03)
			at := r3.Add(s.RootFromLink(on.Link).Apply(on.B), r3.Vec{X: off.Draw(t, "x"), Y: off.Draw(t, "y"), Z: off.Draw(t, "z")})
			g := globe{centre: at, radius: rapid.Float64Range(0.005, 0.06).Draw(t, "radius")}
			if r3.Norm(at) > 0.2 { // not in the shoulder, which cannot go away
				globes = append(globes, g)
			}
		}
		const margin = 1e-3
		around := among(solids, globes)
		free, ok := retarget.NearestFree(m, solids, want, margin, around)
		require.True(t, ok)
		s.SetCoordinates(free)
		require.GreaterOrEqual(t, least(s, solids, globes), margin/2)
		for c := range free {
			limit := m.Coordinate(c).Limit
			require.GreaterOrEqual(t, free[c], limit.Lower)
			require.LessOrEqual(t, free[c], limit.Upper)
		}
		off := distance(lever, free, want)
		if s.SetCoordinates(want); least(s, solids, globes) >= margin {
			require.Zero(t, off, "what is free stays")
			return
		}
		rng := rand.New(rand.NewPCG(3, 4))
		other := make([]float64, len(want))
		for range 400 {
			n := 0.0
			for c := range other {
				other[c] = rng.NormFloat64()
				n = math.Hypot(n, other[c])
			}
			share := 0.95 * math.Pow(rng.Float64(), 0.2) * off / n
			for c := range other {
				other[c] = want[c] + share*other[c]/max(lever[c], 1e-3)
			}
			m.Clamp(other)
			if s.SetCoordinates(other); least(s, solids, globes) < margin {
				continue
			}
			require.GreaterOrEqual(t, distance(lever, other, want), 0.95*off, "a nearer one is free")
		}
	})
}

// TestAFreePostureDoesNotPutFingersThroughEachOther: a globe between the fingers
// pushes them apart, and not into their neighbours.
func TestAFreePostureDoesNotPutFingersThroughEachOther(t *testing.T) {
	m, solids, want := bionicAt(t)
	s := chain.NewState(m)
	neutral := chain.NewState(m)
	gap := func(s *chain.State, a, b retarget.Solid) float64 {
		pa, pb := s.RootFromLink(a.Link), s.RootFromLink(b.Link)
		u, v := spatial.ClosestOnSegments(pa.Apply(a.A), pa.Apply(a.B), pb.Apply(b.A), pb.Apply(b.B))
		onA := pa.Apply(r3.Add(a.A, r3.Scale(u, r3.Sub(a.B, a.A))))
		onB := pb.Apply(r3.Add(b.A, r3.Scale(v, r3.Sub(b.B, b.A))))
		return r3.Norm(r3.Sub(onA, onB)) - a.Ra - u*(a.Rb-a.Ra) - b.Ra - v*(b.Rb-b.Ra)
	}
	for _, name := range []string{"thumb_distal", "index_proximal", "index_distal", "middle_middle", "ring_proximal", "little_distal"} {
		link, ok := m.LinkIndex(name)
		require.True(t, ok)
		for _, off := range []r3.Vec{{Y: 0.012}, {Y: -0.012}, {Z: 0.012}, {Z: -0.012}} {
			s.SetCoordinates(want)
			globes := []globe{{centre: r3.Add(s.RootFromLink(link).Pos, s.RootFromLink(link).Rotate(off)), radius: 0.025}}
			free, ok := retarget.NearestFree(m, solids, want, 1e-3, among(solids, globes))
			require.True(t, ok, name)
			wanted := chain.NewState(m)
			wanted.SetCoordinates(want)
			s.SetCoordinates(free)
			for i := range solids {
				for k := range i {
					if solids[i].Link == solids[k].Link || gap(neutral, solids[i], solids[k]) <= 0 {
						continue
					}
					before := min(gap(wanted, solids[i], solids[k]), 0)
					require.GreaterOrEqual(t, gap(s, solids[i], solids[k]), before-2e-4, "%s: %s and %s", name,
						m.LinkName(solids[i].Link), m.LinkName(solids[k].Link))
				}
			}
		}
	}
}
