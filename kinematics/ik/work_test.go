package ik_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestWorkIsAsItWasMeasured: how many questions are answered, in how many tries and
// iterations, and where the arm ends. The methods' design values were chosen by this
// work, and show in nothing else: a solver that takes more of it fails no other test.
func TestWorkIsAsItWasMeasured(t *testing.T) {
	var table strings.Builder
	for _, build := range []func(require.TestingT) *chain.Model{iiwa, panda, offsetSix, railSeven, five} {
		m := build(t)
		near, edge := reachable(m, 40, 0, 31), reachable(m, 20, 3, 32)
		questions(t, &table, m, "near", near, ik.Settings{})
		questions(t, &table, m, "edge", edge, ik.Settings{Seed: 5})
		var far []spatial.Pose
		for _, p := range near[:8] {
			far = append(far, spatial.Pose{Rot: p.Rot, Pos: r3.Add(r3.Scale(1.4, p.Pos), r3.Scale(0.8, r3.Unit(p.Pos)))})
		}
		questions(t, &table, m, "far", far, ik.Settings{MaxTries: 20})
		questions(t, &table, m, "farthest", far[:1], ik.Settings{})
		if m.DOF() > 6 {
			for i, p := range []ik.Preference{&ik.Posture{}, &ik.Elbow{Link: m.LinkName(4), Point: r3.Vec{Z: -1}}, &ik.Manipulability{}} {
				questions(t, &table, m, fmt.Sprintf("prefer%d", i), near[:12], ik.Settings{Prefer: []ik.Preference{p}})
			}
		}
	}
	for _, build := range []func(require.TestingT) *chain.Model{iiwa, panda} {
		m := build(t)
		poses, q0 := widePath(m, 6000)
		paths(t, &table, m, "wide", poses, q0, ik.TrackSettings{})
		paths(t, &table, m, "jumps", reachable(m, 60, 0, 33), q0, ik.TrackSettings{Prefer: []ik.Preference{&ik.Manipulability{}}, MaxStep: 0.3, SpareStep: 0.01})
		paths(t, &table, m, "edges", reachable(m, 60, 3, 34), q0, ik.TrackSettings{})
	}
	for _, build := range []func(require.TestingT) *chain.Model{iiwa, humanoid} {
		closedForm(t, &table, build(t))
	}
	m := iiwa(t)
	for _, rule := range rules {
		textbook(t, &table, m, rule, reachable(m, 12, 0, 35))
	}
	golden.Near(t, filepath.Join("testdata", "work.txt"), table.String(), 0.1, 2)
}

// sum is a number that changes with every coordinate.
func sum(q []float64) (s float64) {
	for i, v := range q {
		s += float64(i+1) * v
	}
	return s
}

func questions(t *testing.T, table *strings.Builder, m *chain.Model, name string, poses []spatial.Pose, set ik.Settings) {
	s, middle := newSolver(t, m, set)
	q := make([]float64, len(middle))
	var solved, tries, iterations int
	var miss, at float64
	for _, p := range poses {
		r, err := s.Solve(q, p, middle)
		if err == nil {
			solved++
		} else {
			require.ErrorIs(t, err, ik.ErrUnreachable)
			miss += r.Position + r.Rotation
		}
		tries += r.Tries
		iterations += r.Iterations
		at += sum(q)
	}
	fmt.Fprintf(table, "%s %s: solved %d tries %d iterations %d miss %.6f at %.6f\n", strings.ReplaceAll(m.Name(), " ", "-"), name, solved, tries, iterations, miss, at)
}

func paths(t *testing.T, table *strings.Builder, m *chain.Model, name string, poses []spatial.Pose, q0 []float64, set ik.TrackSettings) {
	tracker, err := ik.NewTracker(m, m.LinkName(tipOf(m)), set)
	require.NoError(t, err)
	require.NoError(t, tracker.Reset(q0))
	q := make([]float64, len(q0))
	var reached, relocating, iterations int
	var at float64
	for _, p := range poses {
		track, err := tracker.Step(q, p)
		require.NoError(t, err)
		if track.Reached {
			reached++
		}
		if track.Relocating {
			relocating++
		}
		iterations += track.Iterations
		at += sum(q) / float64(len(poses))
	}
	fmt.Fprintf(table, "%s %s: reached %d relocating %d relocations %d iterations %d at %.6f\n", m.Name(), name, reached, relocating, tracker.Relocations(), iterations, at)
}

// closedForm asks from anywhere for poses whose joints are at their limits: the seed's
// swivel has mostly no solution, and the stretches of those that have are narrow.
func closedForm(t *testing.T, table *strings.Builder, m *chain.Model) {
	arm, err := ik.NewSRS(m, m.LinkName(tipOf(m)))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(36, 1))
	lower, upper := ends(m)
	seed, q := make([]float64, 7), make([]float64, 7)
	solved, at := 0, 0.0
	for k, p := range append(reachable(m, 3000, 3, 36), reachable(m, 3000, 5, 37)...) {
		for i := range seed {
			seed[i] = lower[i] + (upper[i]-lower[i])*r.Float64()
		}
		if _, err := arm.Solve(q, p, seed); err == nil {
			solved++
		}
		at += float64(k%7+1) * sum(q)
	}
	fmt.Fprintf(table, "%s closed form: solved %d at %.5f\n", m.Name(), solved, at)
}

func textbook(t *testing.T, table *strings.Builder, m *chain.Model, rule ik.Rule, poses []spatial.Pose) {
	solver, err := ik.NewTextbook(m, m.LinkName(tipOf(m)), rule, ik.TextbookSettings{})
	require.NoError(t, err)
	q, start := make([]float64, m.DOF()), []float64{0.2, 0.6, 0.1, -1.3, 0.2, 0.9, 0.3}
	solved, iterations, at := 0, 0, 0.0
	for _, p := range poses {
		r, err := solver.Solve(q, p, start)
		if !errors.Is(err, ik.ErrUnreachable) {
			require.NoError(t, err)
			solved++
		}
		iterations += r.Iterations
		at += sum(q)
	}
	fmt.Fprintf(table, "%s: solved %d iterations %d at %.6f\n", rule, solved, iterations, at)
}
