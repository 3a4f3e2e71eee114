package ik_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// oblique is an arm with spherical shoulder and wrist in which no axis is normal
// to its neighbour, and whose shoulder and wrist are not opposite each other on
// the elbow's axis.
func oblique(t require.TestingT) *chain.Model {
	joint := func(name, parent, child string, at, axis r3.Vec, bound float64) chain.Joint {
		l := chain.Unlimited()
		l.Lower, l.Upper = -bound, bound+0.1
		return chain.Joint{Name: name, Kind: chain.Revolute, Parent: parent, Child: child, Origin: spatial.At(at), Axis: r3.Unit(axis), Limit: l}
	}
	m, err := chain.New("oblique", "base", []chain.Joint{
		joint("s1", "base", "1", r3.Vec{X: 0.05, Y: -0.02, Z: 0.3}, r3.Vec{X: 0.1, Z: 1}, 2.9),
		joint("s2", "1", "2", r3.Vec{}, r3.Vec{X: 0.1, Y: 1, Z: 0.4}, 2.6),
		joint("s3", "2", "3", r3.Vec{}, r3.Vec{X: 1, Y: 0.35, Z: -0.2}, 2.9),
		joint("elbow", "3", "4", r3.Vec{X: 0.31, Y: 0.06, Z: 0.02}, r3.Vec{X: 0.2, Y: 1, Z: 0.1}, 2.4),
		joint("w1", "4", "5", r3.Vec{X: 0.28, Y: 0.05, Z: -0.03}, r3.Vec{X: 1, Y: 0.2}, 2.9),
		joint("w2", "5", "6", r3.Vec{}, r3.Vec{X: 0.35, Y: -0.1, Z: 1}, 2.5),
		joint("w3", "6", "7", r3.Vec{}, r3.Vec{X: 0.15, Y: 1, Z: 0.3}, 2.9),
		{Name: "flange", Kind: chain.Fixed, Parent: "7", Child: "flange", Origin: spatial.Pose{Rot: spatial.FromRPY(0.3, -0.2, 0.9), Pos: r3.Vec{X: 0.09, Y: 0.03, Z: -0.02}}},
	})
	require.NoError(t, err)
	return m
}

// TestClosedFormOfObliqueAxes: whatever the angles between its axes, every pose
// that the arm was put into is found again, the posture itself among its
// branches, all of which reach the pose at the same swivel.
func TestClosedFormOfObliqueAxes(t *testing.T) {
	m := oblique(t)
	s, err := ik.NewSRS(m, "flange")
	require.NoError(t, err)
	j := newJudge(m)
	got := make([]float64, 7)
	eight := 0
	for _, q := range postures(m, 400, 0.95) {
		j.state.SetCoordinates(q)
		target := j.state.RootFromLink(tipOf(m))
		_, err := s.Solve(got, target, q)
		require.NoError(t, err)
		require.InDeltaSlice(t, q, got, 1e-6)
		swivel := s.Swivel(q)
		branches, err := s.Branches(nil, target, swivel)
		require.NoError(t, err)
		closest := math.Inf(1)
		for _, b := range branches {
			require.True(t, j.reached(b[:], target), "%v of %v", b, q)
			require.InDelta(t, 0, math.Remainder(s.Swivel(b[:])-swivel, 2*math.Pi), 1e-6)
			away := 0.0
			for i := range q {
				away = max(away, math.Abs(math.Remainder(b[i]-q[i], 2*math.Pi)))
			}
			closest = min(closest, away)
		}
		require.Less(t, closest, 1e-6, "the posture itself is one of its branches")
		if len(branches) == 8 {
			eight++
		}
	}
	require.Greater(t, eight, 100, "most swivels have all eight branches")

	middle := make([]float64, 7)
	solver, _ := newSolver(t, m, ik.Settings{})
	solver.Middle(middle)
	for _, atLimit := range []int{0, 2, 7} {
		for _, pose := range reachable(m, 300, atLimit, 17) {
			_, err := s.Solve(got, pose, middle)
			require.NoError(t, err, "%d at limits", atLimit)
			require.True(t, j.inside(got) && j.reached(got, pose))
		}
	}
}

// TestReachOfObliqueElbow: the wrist can be as far from the shoulder as the elbow
// lets it, which the law of cosines gives in the plane normal to the elbow's axis,
// with what lies along the axis added by Pythagoras.
func TestReachOfObliqueElbow(t *testing.T) {
	m := oblique(t)
	s, err := ik.NewSRS(m, "flange")
	require.NoError(t, err)
	axis := r3.Unit(r3.Vec{X: 0.2, Y: 1, Z: 0.1})
	upper, fore := r3.Vec{X: 0.31, Y: 0.06, Z: 0.02}, r3.Vec{X: 0.28, Y: 0.05, Z: -0.03}
	along := r3.Dot(axis, r3.Add(upper, fore))
	across := func(v r3.Vec) float64 { return r3.Norm(r3.Sub(v, r3.Scale(r3.Dot(v, axis), axis))) }
	farthest := math.Hypot(along, across(upper)+across(fore))

	state := chain.NewState(m)
	wrist, _ := m.LinkIndex("5")
	shoulder := state.RootFromLink(1).Pos
	home := state.RootFromLink(tipOf(m))
	at := state.RootFromLink(wrist).Pos
	away := r3.Sub(at, shoulder)
	for share, ok := range map[float64]bool{0.9: true, 0.999: true, 1.001: false, 1.2: false} {
		to := r3.Add(shoulder, r3.Scale(share*farthest/r3.Norm(away), away))
		target := spatial.Pose{Rot: home.Rot, Pos: r3.Add(home.Pos, r3.Sub(to, at))}
		branches, err := s.Branches(nil, target, 0.4)
		require.NoError(t, err)
		require.Equal(t, ok, len(branches) > 0, "%g of the reach", share)
	}
}

// TestSolverStartsFromItsSeed: a seed that solves is the answer, in one try and
// one look; one nearby leads to the solution beside it.
func TestSolverStartsFromItsSeed(t *testing.T) {
	m := iiwa(t)
	s, _ := newSolver(t, m, ik.Settings{})
	state := chain.NewState(m)
	got := make([]float64, 7)
	for _, q := range postures(m, 100, 0.8) {
		state.SetCoordinates(q)
		target := state.RootFromLink(tipOf(m))
		r, err := s.Solve(got, target, q)
		require.NoError(t, err)
		require.Equal(t, q, got)
		require.Equal(t, 1, r.Tries)
		require.Equal(t, 1, r.Iterations)
		require.Less(t, r.Position, 1e-12)
		beside := append([]float64(nil), q...)
		for i := range beside {
			beside[i] += 0.01 * float64(1-2*(i%2))
		}
		r, err = s.Solve(got, target, beside)
		require.NoError(t, err)
		if r.Tries == 1 { // unless it was too near to a singular posture
			for i := range q {
				require.InDelta(t, q[i], got[i], 0.3)
			}
		}
	}
}

// TestOtherSeedsDrawOtherStarts: where the caller's start leads nowhere, the
// setting's seed says where the next ones are.
func TestOtherSeedsDrawOtherStarts(t *testing.T) {
	m := iiwa(t)
	answers := map[[7]float64]bool{}
	for seed := range uint64(6) {
		s, _ := newSolver(t, m, ik.Settings{Seed: seed})
		start := []float64{2.9, -2, 2.9, 2, -2.9, 2, 3}
		var got [7]float64
		pose := reachable(m, 40, 3, 23)[7]
		r, err := s.Solve(got[:], pose, start)
		require.NoError(t, err)
		require.Greater(t, r.Tries, 1)
		answers[got] = true
	}
	require.Greater(t, len(answers), 3)
}

// TestWishesThatPullTooFarAreHalved: the elbow can be anywhere on a circle about
// the line from shoulder to wrist. A point on it is reached, also where the wish
// is named so many times over that every step overshoots.
func TestWishesThatPullTooFarAreHalved(t *testing.T) {
	m := iiwa(t)
	state := chain.NewState(m)
	q := []float64{0.3, 0.7, 0.2, -1.4, 0.1, 0.9, 0.3}
	state.SetCoordinates(q)
	target := state.RootFromLink(tipOf(m))
	shoulder := r3.Vec{Z: 0.34}
	axis := r3.Unit(r3.Sub(state.RootFromLink(5).Pos, shoulder))
	from := r3.Sub(state.RootFromLink(4).Pos, shoulder)
	for _, times := range []int{1, 30, 100} {
		for _, swivel := range []float64{0.37, -0.31, 0.05} {
			point := r3.Add(shoulder, spatial.Rotate(spatial.AxisAngle(axis, swivel), from))
			var prefer []ik.Preference
			for range times {
				prefer = append(prefer, &ik.Elbow{Link: "4", Point: point})
			}
			s, _ := newSolver(t, m, ik.Settings{Prefer: prefer})
			got := make([]float64, 7)
			_, err := s.Solve(got, target, q)
			require.NoError(t, err)
			state.SetCoordinates(got)
			require.InDelta(t, 0, r3.Norm(r3.Sub(point, state.RootFromLink(4).Pos)), 1e-3, "%d times, %g rad", times, swivel)
			require.True(t, newJudge(m).reached(got, target))
		}
	}
}

// TestResetLeavesNoPast: after a ride with relocations a tracker that is put back
// rides as a new one does, to the bit, and counts from zero.
func TestResetLeavesNoPast(t *testing.T) {
	m := panda(t)
	poses, q0 := widePath(m, 9000)
	used, err := ik.NewTracker(m, "flange", ik.TrackSettings{Seed: 5})
	require.NoError(t, err)
	require.NoError(t, used.Reset(q0))
	q := make([]float64, 7)
	for _, pose := range poses {
		_, err := used.Step(q, pose)
		require.NoError(t, err)
	}
	require.Positive(t, used.Relocations())
	for range 20 { // vain searches make it wait
		_, err := used.Step(q, spatial.At(r3.Vec{X: 4}))
		require.NoError(t, err)
	}
	require.NoError(t, used.Reset(q0))
	require.Zero(t, used.Relocations())
	fresh, err := ik.NewTracker(m, "flange", ik.TrackSettings{Seed: 5})
	require.NoError(t, err)
	require.NoError(t, fresh.Reset(q0))
	same := make([]float64, 7)
	for _, pose := range poses {
		a, err := used.Step(q, pose)
		require.NoError(t, err)
		b, err := fresh.Step(same, pose)
		require.NoError(t, err)
		require.Equal(t, b, a)
		require.Equal(t, same, q)
	}
	require.Equal(t, fresh.Relocations(), used.Relocations())
}
