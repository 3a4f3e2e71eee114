package retarget

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// everything is a problem with every kind of term on the shipped robot, from
// the base on: mimic joints and shared coordinates included.
func everything(t require.TestingT) *Solver {
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	p := Problem{Model: r.Model, Settings: Settings{Huber: 0.05, Smoothness: 0.01, Margin: 10}}
	index, thumb := r.Tips[hand.Index], r.Tips[hand.Thumb]
	p.Targets = []Target{
		{Link: index, Offset: r3.Vec{X: -0.01, Z: 0.005}, Weight: 2},
		{Kind: Direction, Link: index, Offset: r3.Vec{Y: 1}, Weight: 0.3},
		{Kind: Vector, From: thumb, FromOffset: r3.Vec{Y: 0.01}, Link: index, Weight: 0.7},
		{Link: r.Palm},
	}
	for _, name := range []string{"index_distal", "thumb_distal", "little_proximal"} {
		link, ok := r.Model.LinkIndex(name)
		require.True(t, ok)
		p.Solids = append(p.Solids, Solid{Link: link, A: r3.Vec{Z: 0.001}, B: r3.Vec{X: 0.02}, Ra: 0.008, Rb: 0.008})
	}
	p.Pairs = []Pair{{0, 1}, {1, 2}}
	s, err := NewSolver(p)
	require.NoError(t, err)
	return s
}

// The gradient of the whole cost agrees with finite differences of it.
func TestGradientAgreesWithFiniteDifferences(t *testing.T) {
	s := everything(t)
	x := rapid.Float64Range(-1, 1)
	rapid.Check(t, func(t *rapid.T) {
		for i := range s.q {
			s.q[i], s.last[i] = s.between(i, 0.5+0.4*x.Draw(t, "q")), s.between(i, 0.5+0.4*x.Draw(t, "last"))
		}
		for i := range s.goals {
			s.goals[i] = r3.Vec{X: x.Draw(t, "x"), Y: x.Draw(t, "y"), Z: x.Draw(t, "z")}
		}
		s.couple([]Touch{{Pair: 0, Gap: 0.01, Weight: 3}})
		require.Len(t, s.blocks, 1, "the arm ties all fingers together")
		b := s.gather(s.group[0])
		s.evaluate(b)
		gradient := append([]float64(nil), s.normal.g[:s.normal.n]...)
		for i, c := range b.coords {
			const h = 1e-6
			at := s.q[c]
			s.q[c] = at + h
			up := s.evaluate(b)
			s.q[c] = at - h
			down := s.evaluate(b)
			s.q[c] = at
			require.InDelta(t, (up-down)/(2*h), gradient[i], 1e-5*(1+max(up, -up)), s.tree.model.Coordinate(c).Name)
		}
	})
}

// One step from any posture, without bounds in the way, is the damped
// Gauss–Newton step: gonum solves the same normal equations.
func TestStepAgreesWithGonum(t *testing.T) {
	s := everything(t)
	x := rapid.Float64Range(-1, 1)
	rapid.Check(t, func(t *rapid.T) {
		for i := range s.q {
			s.q[i] = s.between(i, 0.5+0.3*x.Draw(t, "q"))
			s.last[i] = s.q[i]
			s.lower[i], s.upper[i] = -1e3, 1e3
		}
		for i := range s.goals {
			s.goals[i] = r3.Vec{X: x.Draw(t, "x"), Y: x.Draw(t, "y"), Z: x.Draw(t, "z")}
		}
		s.couple(nil)
		b := s.gather(s.group[0])
		s.evaluate(b)
		n := s.normal.n
		h := mat.NewSymDense(n, nil)
		rhs := mat.NewVecDense(n, nil)
		const damping = 1e-3
		for i := range n {
			for j := range i + 1 {
				h.SetSym(i, j, s.normal.h[i*n+j])
			}
			h.SetSym(i, i, h.At(i, i)+damping)
			rhs.SetVec(i, -s.normal.g[i])
		}
		var chol mat.Cholesky
		require.True(t, chol.Factorize(h))
		var want mat.VecDense
		require.NoError(t, chol.SolveVecTo(&want, rhs))
		s.step(b, damping)
		require.InDeltaSlice(t, want.RawVector().Data, s.normal.delta[:n], 1e-6)
	})
}

func TestSolveAllocatesNothing(t *testing.T) {
	f, q := bionicFingers(t, hand.Nominal())
	pinch := pinched(f, hand.Middle)
	f.solve(q, hand.Angles{}, 0, true)
	k := 0
	require.Zero(t, testing.AllocsPerRun(400, func() {
		k++
		f.solve(q, hand.Angles{}.Lerp(pinch, smoothstep(float64(k)/300)), 1e-3, false)
	}))
	require.Zero(t, testing.AllocsPerRun(10, func() { f.solve(q, pinch, 0, true) }))
}
