package ik_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// humanoid is an arm as a bionic one has it: shoulder yaw, pitch and roll,
// elbow, then roll, deviation and flexion of the wrist; no axis normal to its
// frame by convention, and limits beside the middle.
func humanoid(t require.TestingT) *chain.Model {
	limit := func(lower, upper float64) chain.Limit {
		l := chain.Unlimited()
		l.Lower, l.Upper = lower, upper
		return l
	}
	x, y, z := r3.Vec{X: 1}, r3.Vec{Y: 1}, r3.Vec{Z: 1}
	tilted := r3.Unit(r3.Vec{X: 0.2, Y: 1, Z: -0.3})
	joint := func(name, parent, child string, at r3.Vec, axis r3.Vec, l chain.Limit) chain.Joint {
		return chain.Joint{Name: name, Kind: chain.Revolute, Parent: parent, Child: child, Origin: spatial.At(at), Axis: axis, Limit: l}
	}
	m, err := chain.New("humanoid", "base", []chain.Joint{
		joint("yaw", "base", "1", r3.Vec{Z: 0.1}, z, limit(-2, 2.6)),
		joint("pitch", "1", "2", r3.Vec{}, y, limit(-2.2, 1.5)),
		joint("roll", "2", "3", r3.Vec{}, x, limit(-1.6, 1.6)),
		joint("elbow", "3", "4", r3.Vec{X: 0.3}, y, limit(-2.5, 0)),
		joint("forearm", "4", "5", r3.Vec{X: 0.27}, x, limit(-1.7, 1.7)),
		joint("deviation", "5", "6", r3.Vec{}, z, limit(-0.6, 0.6)),
		joint("flexion", "6", "palm", r3.Vec{}, tilted, limit(-1.3, 1.3)),
	})
	require.NoError(t, err)
	return m
}

func TestClosedFormFindsEveryReachablePose(t *testing.T) {
	for _, build := range []func(require.TestingT) *chain.Model{iiwa, humanoid} {
		m := build(t)
		s, err := ik.NewSRS(m, m.LinkName(tipOf(m)))
		require.NoError(t, err)
		_, middle := newSolver(t, m, ik.Settings{})
		j := newJudge(m)
		for _, atLimit := range []int{0, 1, 3, 7} {
			q := make([]float64, 7)
			for i, pose := range reachable(m, 1000, atLimit, 3) {
				_, err := s.Solve(q, pose, middle)
				require.NoError(t, err, "%s, %d at limits, pose %d", m.Name(), atLimit, i)
				require.True(t, j.inside(q))
				require.True(t, j.reached(q, pose), "%s, %d at limits, pose %d", m.Name(), atLimit, i)
			}
		}
	}
}

// postures draws postures inside a share of the limits, none of them singular.
func postures(m *chain.Model, n int, share float64) [][]float64 {
	r := rand.New(rand.NewPCG(9, 9))
	lower, upper := ends(m)
	out := make([][]float64, n)
	for k := range out {
		for i := range lower {
			middle, half := (lower[i]+upper[i])/2, (upper[i]-lower[i])/2
			out[k] = append(out[k], middle+share*half*(2*r.Float64()-1))
		}
	}
	return out
}

func TestBranchesAreAllSolutionsAtTheSwivel(t *testing.T) {
	for _, m := range []*chain.Model{iiwa(t), humanoid(t)} {
		s, err := ik.NewSRS(m, m.LinkName(tipOf(m)))
		require.NoError(t, err)
		j := newJudge(m)
		for _, q := range postures(m, 500, 1) {
			j.state.SetCoordinates(q)
			target := j.state.RootFromLink(tipOf(m))
			swivel := s.Swivel(q)
			branches, err := s.Branches(nil, target, swivel)
			require.NoError(t, err)
			closest := math.Inf(1)
			for a, b := range branches {
				require.True(t, j.reached(b[:], target), "branch %d %v of %v", a, b, q)
				turned := math.Remainder(s.Swivel(b[:])-swivel, 2*math.Pi)
				require.InDelta(t, 0, turned, 1e-6)
				away := 0.0
				for i := range q {
					away = max(away, math.Abs(math.Remainder(b[i]-q[i], 2*math.Pi)))
				}
				closest = min(closest, away)
			}
			require.Less(t, closest, 1e-6, "the posture itself is one of its branches")
		}
	}
}

func TestSwivelIsOfTheElbow(t *testing.T) {
	// With the upper arm forward and the forearm up the elbow's axis (y) is
	// horizontal and normal to the vertical plane of shoulder and wrist.
	m := humanoid(t)
	s, err := ik.NewSRS(m, "palm")
	require.NoError(t, err)
	swivel := s.Swivel([]float64{0, 0, 0, -1, 0, 0, 0})
	require.InDelta(t, 0, math.Sin(swivel), 1e-9)
	// Turning the whole arm about the vertical changes nothing.
	require.InDelta(t, swivel, s.Swivel([]float64{0.7, 0, 0, -1, 0, 0, 0}), 1e-9)
}

func TestClosedFormKeepsTheSeedThatSolves(t *testing.T) {
	m := iiwa(t)
	s, err := ik.NewSRS(m, "flange")
	require.NoError(t, err)
	state := chain.NewState(m)
	got := make([]float64, 7)
	for _, q := range postures(m, 500, 0.95) {
		state.SetCoordinates(q)
		_, err := s.Solve(got, state.RootFromLink(tipOf(m)), q)
		require.NoError(t, err)
		require.InDeltaSlice(t, q, got, 1e-6)
	}
}

func TestClosedFormRejects(t *testing.T) {
	for _, c := range []struct {
		m    *chain.Model
		want string
	}{
		{panda(t), `axes of "j5" to "j7" pass`},
		{wristSix(t), "6 joints and 6 coordinates, want 7"},
		{railSeven(t), "want 7 turning joints"},
	} {
		_, err := ik.NewSRS(c.m, c.m.LinkName(tipOf(c.m)))
		require.ErrorContains(t, err, c.want)
	}
	s, err := ik.NewSRS(iiwa(t), "flange")
	require.NoError(t, err)
	q, seed := make([]float64, 7), make([]float64, 7)
	r, err := s.Solve(q, spatial.At(r3.Vec{X: 3}), seed)
	require.ErrorIs(t, err, ik.ErrUnreachable)
	require.Greater(t, r.Position, 1.0)
	_, err = s.Branches(nil, spatial.Identity(), math.NaN())
	require.ErrorContains(t, err, "swivel NaN")
	_, err = s.Branches(nil, spatial.Pose{}, 0)
	require.ErrorContains(t, err, "quaternion")
	none, err := s.Branches(nil, spatial.At(r3.Vec{X: 3}), 0)
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestClosedFormAllocatesNothing(t *testing.T) {
	m := iiwa(t)
	s, err := ik.NewSRS(m, "flange")
	require.NoError(t, err)
	poses := reachable(m, 200, 1, 5)
	q, seed := make([]float64, 7), make([]float64, 7)
	room := make([][7]float64, 0, 8)
	k := 0
	require.Zero(t, testing.AllocsPerRun(150, func() {
		_, _ = s.Solve(q, poses[k], seed)
		room, _ = s.Branches(room[:0], poses[k], 0.3)
		k++
	}))
}
