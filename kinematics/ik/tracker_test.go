package ik_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// manipulability is Yoshikawa's measure by gonum's determinant.
func manipulability(s *chain.State, link int) float64 {
	var j, product mat.Dense
	s.JacobianTo(&j, chain.InRoot, link)
	product.Mul(&j, j.T())
	return math.Sqrt(math.Max(mat.Det(&product), 0))
}

type ride struct {
	missed, outside, relocations int
	longest                      float64
}

// follow tracks a path and judges every answer.
func follow(t require.TestingT, m *chain.Model, set ik.TrackSettings, poses []spatial.Pose, q0 []float64) ride {
	tracker, err := ik.NewTracker(m, m.LinkName(tipOf(m)), set)
	require.NoError(t, err)
	require.NoError(t, tracker.Reset(q0))
	j := newJudge(m)
	q := append([]float64(nil), q0...)
	before := make([]float64, len(q))
	var r ride
	for _, pose := range poses {
		copy(before, q)
		track, err := tracker.Step(q, pose)
		require.NoError(t, err)
		ok := j.reached(q, pose)
		require.True(t, ok || !track.Reached, "the tracker's own word: %+v", track)
		if !ok {
			r.missed++
		}
		if !j.inside(q) {
			r.outside++
		}
		for i := range q {
			r.longest = max(r.longest, math.Abs(q[i]-before[i]))
		}
	}
	r.relocations = tracker.Relocations()
	return r
}

func TestFollowsAroundAPosture(t *testing.T) {
	for name, c := range map[string]struct {
		m    *chain.Model
		home []float64
		size float64
	}{
		"panda": {panda(t), []float64{0, -math.Pi / 4, 0, -3 * math.Pi / 4, 0, quarter, math.Pi / 4}, 1},
		"iiwa":  {iiwa(t), []float64{0, .5, 0, -1.6, 0, 1.05, 0}, 0.7},
	} {
		t.Run(name, func(t *testing.T) {
			poses := homePath(c.m, c.home, 10000, c.size)
			s, _ := newSolver(t, c.m, ik.Settings{})
			q0 := make([]float64, 7)
			_, err := s.Solve(q0, poses[0], c.home)
			require.NoError(t, err)
			r := follow(t, c.m, ik.TrackSettings{Prefer: []ik.Preference{&ik.Posture{Q: c.home}}}, poses, q0)
			t.Logf("%+v", r)
			require.Zero(t, r.missed)
			require.Zero(t, r.outside)
			require.LessOrEqual(t, r.longest, 0.006)
		})
	}
}

func TestRelocatesWhereABranchEnds(t *testing.T) {
	for name, c := range map[string]struct {
		m     *chain.Model
		bound int // of poses missed
		often int // it chooses branches with room, which last: without, it goes twice as often
	}{"panda": {panda(t), 60, 4}, "iiwa": {iiwa(t), 300, 15}} {
		t.Run(name, func(t *testing.T) {
			poses, q0 := widePath(c.m, 20000)
			for seed := range uint64(3) {
				r := follow(t, c.m, ik.TrackSettings{Seed: seed}, poses, q0)
				t.Logf("%+v", r)
				require.LessOrEqual(t, r.missed, c.bound)
				require.Zero(t, r.outside)
				require.LessOrEqual(t, r.longest, 0.1+1e-12)
				require.NotZero(t, r.relocations)
				require.LessOrEqual(t, r.relocations, c.often)
			}
		})
	}
}

func TestStepIsBoundedThroughSingularities(t *testing.T) {
	m := iiwa(t)
	rapid.Check(t, func(t *rapid.T) {
		// A straight line from a bent arm out through the stretched one, which
		// is singular, beyond reach, and back.
		bend := rapid.Float64Range(0.2, 1).Draw(t, "bend")
		q0 := []float64{
			rapid.Float64Range(-2, 2).Draw(t, "turn"), rapid.Float64Range(-1, 1).Draw(t, "lean"), 0,
			-bend, 0, rapid.Float64Range(-0.5, 0.5).Draw(t, "wrist"), 0,
		}
		state := chain.NewState(m)
		state.SetCoordinates(q0)
		start := state.RootFromLink(tipOf(m))
		shoulder := r3.Vec{Z: 0.34}
		out := r3.Unit(r3.Sub(start.Pos, shoulder))
		maxStep := rapid.SampledFrom([]float64{0.01, 0.03, 0.1}).Draw(t, "maxStep")
		tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{MaxStep: maxStep})
		require.NoError(t, err)
		require.NoError(t, tracker.Reset(q0))
		j := newJudge(m)
		q, before := append([]float64(nil), q0...), make([]float64, 7)
		for k := range 400 {
			copy(before, q)
			away := 0.4 * math.Sin(float64(k)/400*math.Pi)
			target := spatial.Pose{Rot: start.Rot, Pos: r3.Add(start.Pos, r3.Scale(away, out))}
			track, err := tracker.Step(q, target)
			require.NoError(t, err)
			require.True(t, j.inside(q))
			if maxStep == 0.1 && !track.Relocating {
				// Fast enough to keep up: it stays within two steps of the path of the
				// closest that the stretched arm, 0.8 m to the wrist, can come.
				wrist := target.Apply(r3.Vec{Z: -0.126})
				beyond := max(0, r3.Norm(r3.Sub(wrist, shoulder))-0.8)
				require.LessOrEqual(t, track.Position, beyond+2*0.4*math.Pi/400)
			}
			for i := range q {
				require.LessOrEqual(t, math.Abs(q[i]-before[i]), maxStep+1e-12)
			}
		}
	})
}

func TestComesToRestBelowAPoseOutOfReach(t *testing.T) {
	m := iiwa(t)
	q := []float64{0.3, 0.7, 0.2, -1.4, 0.1, 0.9, 0.3}
	tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{})
	require.NoError(t, err)
	require.NoError(t, tracker.Reset(q))
	before := make([]float64, 7)
	target := spatial.Pose{Rot: spatial.FromRPY(0.2, 1.2, 0.1), Pos: r3.Vec{X: 1.5, Y: 0.3, Z: 0.9}}
	for range 3000 {
		copy(before, q)
		track, err := tracker.Step(q, target)
		require.NoError(t, err)
		require.False(t, track.Reached)
	}
	for i := range q {
		require.InDelta(t, before[i], q[i], 1e-4)
	}
	state := chain.NewState(m)
	state.SetCoordinates(q)
	got := state.RootFromLink(tipOf(m)).Pos
	shoulder := r3.Vec{Z: 0.34}
	require.Greater(t, r3.Norm(r3.Sub(got, shoulder)), 0.9) // stretched
}

func TestFollowsTheElbow(t *testing.T) {
	m := iiwa(t)
	elbow := &ik.Elbow{Link: "4"}
	tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{SpareStep: 0.02, Prefer: []ik.Preference{elbow}})
	require.NoError(t, err)
	q := []float64{0.3, 0.7, 0.2, -1.4, 0.1, 0.9, 0.3}
	require.NoError(t, tracker.Reset(q))
	state := chain.NewState(m)
	state.SetCoordinates(q)
	target := state.RootFromLink(tipOf(m))
	// Where the elbow is after the arm swivels about the line from shoulder to
	// wrist is a circle; ask for points on it.
	shoulder, wrist := r3.Vec{Z: 0.34}, state.RootFromLink(5).Pos
	axis := r3.Unit(r3.Sub(wrist, shoulder))
	from := r3.Sub(state.RootFromLink(4).Pos, shoulder)
	for _, swivel := range []float64{0.4, -0.5, 0.1} {
		elbow.Point = r3.Add(shoulder, spatial.Rotate(spatial.AxisAngle(axis, swivel), from))
		for range 300 {
			track, err := tracker.Step(q, target)
			require.NoError(t, err)
			require.True(t, track.Reached)
		}
		state.SetCoordinates(q)
		require.InDelta(t, 0, r3.Norm(r3.Sub(elbow.Point, state.RootFromLink(4).Pos)), 1e-3)
	}
}

func TestTrackerRejects(t *testing.T) {
	m := panda(t)
	for name, c := range map[string]struct {
		set  ik.TrackSettings
		want string
	}{
		"nan step":     {ik.TrackSettings{MaxStep: math.NaN()}, "MaxStep NaN"},
		"posture":      {ik.TrackSettings{Prefer: []ik.Preference{&ik.Posture{Q: []float64{1}}}}, "ik: posture: 1 coordinates given"},
		"elbow":        {ik.TrackSettings{Prefer: []ik.Preference{&ik.Elbow{Link: "knee"}}}, `no link "knee"`},
		"elbow static": {ik.TrackSettings{Prefer: []ik.Preference{&ik.Elbow{Link: "base"}}}, "no joint moves"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ik.NewTracker(m, "flange", c.set)
			require.ErrorContains(t, err, c.want)
		})
	}
	tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{})
	require.NoError(t, err)
	q := make([]float64, 7)
	_, err = tracker.Step(q, spatial.Pose{})
	require.ErrorContains(t, err, "quaternion has length 0")
	_, err = tracker.Step(q[:2], spatial.Identity())
	require.ErrorContains(t, err, "2 coordinates")
	require.ErrorContains(t, tracker.Reset([]float64{math.NaN(), 0, 0, 0, 0, 0, 0}), "NaN")
}

func TestHotPathsAllocateNothing(t *testing.T) {
	m := iiwa(t)
	poses, q0 := widePath(m, 2000)
	s, middle := newSolver(t, m, ik.Settings{Prefer: []ik.Preference{&ik.Posture{}, &ik.Manipulability{}}})
	elbow := &ik.Elbow{Link: "4", Point: r3.Vec{Z: -1}}
	tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{Prefer: []ik.Preference{elbow, &ik.Posture{}}})
	require.NoError(t, err)
	require.NoError(t, tracker.Reset(q0))
	q := make([]float64, 7)
	k := 0
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		_, _ = s.Solve(q, poses[k], middle)
		_, _ = tracker.Step(q, poses[k])
		k++
	}))
	far := spatial.At(r3.Vec{X: 5})
	require.Zero(t, testing.AllocsPerRun(3, func() { _, _ = s.Solve(q, far, middle) }))
}
