package ik_test

import (
	"errors"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"

	"github.com/stretchr/testify/require"
)

// benchPoses is how many poses a benchmark goes round: enough to be no longer
// predictable, few enough to stay in the cache.
const benchPoses = 1000

func BenchmarkSolve(b *testing.B) {
	for _, build := range []func(require.TestingT) *chain.Model{panda, iiwa, wristSix, offsetSix, railSeven, five} {
		m := build(b)
		for name, atLimit := range map[string]int{"": 0, "/at limits": 3} {
			b.Run(m.Name()+name, func(b *testing.B) {
				s, middle := newSolver(b, m, ik.Settings{})
				poses := reachable(m, benchPoses, atLimit, 1)
				q := make([]float64, m.DOF())
				b.ReportAllocs()
				for k := 0; b.Loop(); k++ {
					if _, err := s.Solve(q, poses[k%benchPoses], middle); err != nil && !errors.Is(err, ik.ErrUnreachable) {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkTrack(b *testing.B) {
	for _, build := range []func(require.TestingT) *chain.Model{panda, iiwa} {
		m := build(b)
		b.Run(m.Name(), func(b *testing.B) {
			poses, q0 := widePath(m, 4000)
			tracker, err := ik.NewTracker(m, "flange", ik.TrackSettings{})
			require.NoError(b, err)
			q := make([]float64, 7)
			b.ReportAllocs()
			for k := 0; b.Loop(); k++ {
				if k%len(poses) == 0 {
					require.NoError(b, tracker.Reset(q0))
				}
				if _, err := tracker.Step(q, poses[k%len(poses)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkClosedForm(b *testing.B) {
	m := iiwa(b)
	s, err := ik.NewSRS(m, "flange")
	require.NoError(b, err)
	_, middle := newSolver(b, m, ik.Settings{})
	q := make([]float64, 7)
	for name, atLimit := range map[string]int{"reachable": 0, "at limits": 3} {
		b.Run(name, func(b *testing.B) {
			poses := reachable(m, benchPoses, atLimit, 1)
			b.ReportAllocs()
			for k := 0; b.Loop(); k++ {
				if _, err := s.Solve(q, poses[k%benchPoses], middle); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("branches", func(b *testing.B) {
		poses := reachable(m, benchPoses, 0, 1)
		room := make([][7]float64, 0, 8)
		b.ReportAllocs()
		for k := 0; b.Loop(); k++ {
			if _, err := s.Branches(room[:0], poses[k%benchPoses], 0.3); err != nil {
				b.Fatal(err)
			}
		}
	})
}
