package ik_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// judge counts the answers that reach their pose inside the limits, by forward
// kinematics and whatever the solver says.
type judge struct {
	state        *chain.State
	lower, upper []float64
}

func newJudge(m *chain.Model) *judge {
	j := &judge{state: chain.NewState(m)}
	j.lower, j.upper = ends(m)
	return j
}

func (j *judge) reached(q []float64, target spatial.Pose) bool {
	j.state.SetCoordinates(q)
	left := spatial.Difference(j.state.RootFromLink(tipOf(j.state.Model())), target)
	return r3.Norm(left.Lin) < 1e-5 && r3.Norm(left.Ang) < 1e-3
}

func (j *judge) inside(q []float64) bool {
	for i, v := range q {
		if !(v >= j.lower[i] && v <= j.upper[i]) {
			return false
		}
	}
	return true
}

func newSolver(t require.TestingT, m *chain.Model, set ik.Settings) (*ik.Solver, []float64) {
	s, err := ik.NewSolver(m, m.LinkName(tipOf(m)), set)
	require.NoError(t, err)
	middle := make([]float64, len(s.Coordinates()))
	s.Middle(middle)
	return s, middle
}

func TestSolvesAnyArm(t *testing.T) {
	for _, build := range []func(require.TestingT) *chain.Model{iiwa, panda, offsetSix, wristSix, railSeven, five, crooked} {
		m := build(t)
		for _, atLimit := range []int{0, 3} {
			s, middle := newSolver(t, m, ik.Settings{})
			j := newJudge(m)
			q := make([]float64, m.DOF())
			solved, iterations := 0, 0
			poses := reachable(m, 2000, atLimit, 7)
			for _, pose := range poses {
				r, err := s.Solve(q, pose, middle)
				require.True(t, j.inside(q), "%s: %v", m.Name(), q)
				iterations += r.Iterations
				if err == nil {
					require.True(t, j.reached(q, pose))
					solved++
				}
			}
			share := float64(solved) / float64(len(poses))
			t.Logf("%s, %d at limits: %.2f %% solved, %.1f iterations", m.Name(), atLimit, 100*share, float64(iterations)/float64(len(poses)))
			require.GreaterOrEqual(t, share, 0.999, m.Name())
		}
	}
}

func TestUnreachableGivesTheClosest(t *testing.T) {
	m := iiwa(t)
	s, middle := newSolver(t, m, ik.Settings{})
	q := make([]float64, 7)
	// The arm is 0.8 m from shoulder to wrist and its flange 0.126 m on: with
	// the flange pointing outward the closest it comes to a pose far along its
	// reach is the stretched arm.
	shoulder := r3.Vec{Z: 0.34}
	rapid.Check(t, func(t *rapid.T) {
		out := spatial.Rotate(spatial.FromRotationVector(r3.Vec{
			X: rapid.Float64Range(-1, 1).Draw(t, "x"), Y: rapid.Float64Range(-1, 1).Draw(t, "y"),
		}), r3.Vec{Z: 1})
		side := r3.Unit(r3.Cross(out, r3.Vec{X: 1, Y: 0.1}))
		target := spatial.Pose{
			Rot: spatial.FromAxes(side, r3.Cross(out, side), out),
			Pos: r3.Add(shoulder, r3.Scale(0.926+0.3, out)),
		}
		r, err := s.Solve(q, target, middle)
		require.ErrorIs(t, err, ik.ErrUnreachable)
		require.InDelta(t, 0.3, r.Position, 2e-3)
		require.Less(t, r.Rotation, 0.01)
		require.True(t, newJudge(m).inside(q))
	})
}

func TestBadQuestionsAreErrors(t *testing.T) {
	m := panda(t)
	s, middle := newSolver(t, m, ik.Settings{})
	q := make([]float64, 7)
	good := reachable(m, 1, 0, 1)[0]
	nan := math.NaN()
	for name, c := range map[string]struct {
		target spatial.Pose
		dst    []float64
		seed   []float64
		want   string
	}{
		"nan position": {spatial.Pose{Rot: good.Rot, Pos: r3.Vec{X: nan}}, q, middle, "not finite"},
		"light years":  {spatial.Pose{Rot: good.Rot, Pos: r3.Vec{Y: -1e300}}, q, middle, "is 1e+300 m away"},
		"zero quat":    {spatial.Pose{Pos: good.Pos}, q, middle, "quaternion has length 0"},
		"infinite":     {spatial.Pose{Rot: quat.Number{Real: math.Inf(1)}}, q, middle, "not finite"},
		"short seed":   {good, q, middle[:6], "6 coordinates given, the arm has 7"},
		"short dst":    {good, q[:3], middle, "3 coordinates given, the arm has 7"},
		"nan seed":     {good, q, []float64{0, 0, nan, 0, 0, 0, 0}, `coordinate "j3": NaN`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Solve(c.dst, c.target, c.seed)
			require.ErrorContains(t, err, c.want)
			require.NotErrorIs(t, err, ik.ErrUnreachable)
		})
	}
	_, err := ik.NewSolver(m, "hand", ik.Settings{})
	require.ErrorContains(t, err, `no link "hand" in "panda"; it has [base 1 2`)
	_, err = ik.NewSolver(m, "base", ik.Settings{})
	require.ErrorContains(t, err, `no joint moves link "base"`)
	long := make([]mdh, ik.MaxJoints+1)
	for i := range long {
		long[i] = turning(0.1, 0, 0, 1)
	}
	_, err = ik.NewSolver(armOf(t, "snake", spatial.Identity(), long), "flange", ik.Settings{})
	require.ErrorContains(t, err, "more than 16 joints move link")
}

func TestFarTargetsStayInsideTheLimits(t *testing.T) {
	m := panda(t)
	s, middle := newSolver(t, m, ik.Settings{MaxTries: 5})
	tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{})
	require.NoError(t, err)
	j := newJudge(m)
	q := make([]float64, 7)
	for _, far := range []float64{1, 1e3, 1e6, 1e9} {
		target := spatial.At(r3.Vec{X: far, Z: -far})
		r, err := s.Solve(q, target, middle)
		require.ErrorIs(t, err, ik.ErrUnreachable)
		require.InEpsilon(t, far*math.Sqrt2, r.Position, 0.5)
		require.True(t, j.inside(q))
		track, err := tracker.Step(q, target)
		require.NoError(t, err)
		require.False(t, track.Reached)
		require.True(t, j.inside(q))
	}
}

func TestSameQuestionSameAnswer(t *testing.T) {
	m := panda(t)
	s, middle := newSolver(t, m, ik.Settings{Seed: 3})
	again, _ := newSolver(t, m, ik.Settings{Seed: 3})
	poses := reachable(m, 50, 3, 2)
	a, b := make([]float64, 7), make([]float64, 7)
	for i, pose := range poses {
		_, err := s.Solve(a, pose, middle)
		require.NoError(t, err)
		if i%7 == 0 { // what was asked before must not matter
			_, err = again.Solve(b, poses[0], middle)
			require.NoError(t, err)
		}
		_, err = again.Solve(b, pose, middle)
		require.NoError(t, err)
		require.Equal(t, a, b)
	}
}

func TestMimicsAndContinuousJoints(t *testing.T) {
	// A planar arm: a continuous joint, then two that bend together.
	z := r3.Vec{Z: 1}
	limit := chain.Unlimited()
	limit.Lower, limit.Upper = -2, 2
	at := spatial.At(r3.Vec{X: 0.3})
	m, err := chain.New("planar", "base", []chain.Joint{
		{Name: "a", Kind: chain.Continuous, Parent: "base", Child: "1", Origin: spatial.Identity(), Axis: z, Limit: chain.Unlimited()},
		{Name: "b", Kind: chain.Revolute, Parent: "1", Child: "2", Origin: at, Axis: z, Limit: limit},
		{Name: "c", Kind: chain.Revolute, Parent: "2", Child: "3", Origin: at, Axis: z, Limit: limit, Mimic: &chain.Mimic{Joint: "b", Multiplier: -0.5, Offset: 0.1}},
		{Name: "tip", Kind: chain.Fixed, Parent: "3", Child: "4", Origin: at},
	})
	require.NoError(t, err)
	s, _ := newSolver(t, m, ik.Settings{})
	j := newJudge(m)
	rapid.Check(t, func(t *rapid.T) {
		want := []float64{rapid.Float64Range(-9, 9).Draw(t, "a"), rapid.Float64Range(-1.9, 1.9).Draw(t, "b")}
		state := chain.NewState(m)
		state.SetCoordinates(want)
		q := make([]float64, 2)
		_, err := s.Solve(q, state.RootFromLink(tipOf(m)), []float64{0, 0.3})
		require.NoError(t, err)
		require.True(t, j.reached(q, state.RootFromLink(tipOf(m))))
		require.True(t, j.inside(q))
	})
}

func TestPreferencesUseTheSpareJoint(t *testing.T) {
	m := iiwa(t)
	poses := reachable(m, 40, 0, 11)
	plain, middle := newSolver(t, m, ik.Settings{})
	elbow := &ik.Elbow{Link: "4", Point: r3.Vec{Z: -1}}
	scores := map[string]struct {
		prefer ik.Preference
		score  func(s *chain.State) float64 // the higher the better
	}{
		"mid-range": {&ik.Posture{}, func(s *chain.State) float64 {
			sum := 0.0
			for i, v := range s.Coordinates() {
				half := m.Coordinate(i).Limit.Upper
				sum -= v * v * v * v / (half * half)
			}
			return sum
		}},
		"elbow down": {elbow, func(s *chain.State) float64 {
			return -r3.Norm(r3.Sub(elbow.Point, s.RootFromLink(4).Pos))
		}},
		"manipulability": {&ik.Manipulability{}, func(s *chain.State) float64 { return manipulability(s, tipOf(m)) }},
	}
	for name, c := range scores {
		t.Run(name, func(t *testing.T) {
			s, _ := newSolver(t, m, ik.Settings{Prefer: []ik.Preference{c.prefer}})
			state := chain.NewState(m)
			j := newJudge(m)
			better, worse := 0, 0
			a, b := make([]float64, 7), make([]float64, 7)
			for _, pose := range poses {
				_, err := plain.Solve(a, pose, middle)
				require.NoError(t, err)
				_, err = s.Solve(b, pose, middle)
				require.NoError(t, err)
				require.True(t, j.reached(b, pose) && j.inside(b))
				state.SetCoordinates(a)
				before := c.score(state)
				state.SetCoordinates(b)
				switch after := c.score(state); {
				case after > before+1e-9:
					better++
				case after < before-0.01*math.Abs(before): // what settling leaves open
					worse++
				}
			}
			t.Logf("better %d, worse %d of %d", better, worse, len(poses))
			require.Greater(t, better, len(poses)*3/4)
			require.LessOrEqual(t, worse, 2)
		})
	}
}
