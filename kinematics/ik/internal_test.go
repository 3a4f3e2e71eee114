package ik

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// drawArm is a serial arm of n joints, each turning or sliding at random; rapid
// likes values at the ends, so nearly parallel axes come up often.
func drawArm(t *rapid.T, n int) *chain.Model {
	draw := func(name string, bound float64) r3.Vec {
		g := rapid.Float64Range(-bound, bound)
		return r3.Vec{X: g.Draw(t, name+"X"), Y: g.Draw(t, name+"Y"), Z: g.Draw(t, name+"Z")}
	}
	joints := make([]chain.Joint, n)
	for i := range joints {
		joints[i] = chain.Joint{
			Name: string(rune('a' + i)), Parent: string(rune('A' + i)), Child: string(rune('A' + i + 1)),
			Kind:   rapid.SampledFrom([]chain.Kind{chain.Revolute, chain.Revolute, chain.Prismatic}).Draw(t, "kind"),
			Origin: spatial.Pose{Rot: spatial.FromRotationVector(draw("rot", 2)), Pos: draw("pos", 0.5)},
			Axis:   spatial.Rotate(spatial.FromRotationVector(draw("axis", 2)), r3.Vec{Z: 1}),
			Limit:  chain.Unlimited(),
		}
	}
	m, err := chain.New("arm", "A", joints)
	require.NoError(t, err)
	return m
}

func TestManipulabilityPullsUpItsGradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawArm(t, 7)
		a, err := newArm(m, 7)
		require.NoError(t, err)
		d := newDescent(a)
		state := chain.NewState(m)
		// log √det(J·Jᵀ) by gonum, of the same Jacobian without a weight: the
		// weight of rotations is a constant factor of the determinant.
		measure := func(q *vec) float64 {
			state.SetCoordinates(q[:7])
			var j, product mat.Dense
			state.JacobianTo(&j, chain.InRoot, 7)
			product.Mul(&j, j.T())
			log, _ := mat.LogDet(&product)
			return log / 2
		}
		for i := range 7 {
			d.q[i] = rapid.Float64Range(-2, 2).Draw(t, "q")
		}
		measure(&d.q)
		var j mat.Dense
		state.JacobianTo(&j, chain.InRoot, 7)
		if mat.Cond(&j, 2) > 100 {
			t.Skip("so near a singular posture the damping shows")
		}
		a.forward(&d.at, &d.q)
		new(Manipulability).pull(&d)
		for i := range 7 {
			const h = 1e-6
			plus, minus := d.q, d.q
			plus[i] += h
			minus[i] -= h
			slope := (measure(&plus) - measure(&minus)) / (2 * h)
			require.InDelta(t, slope, d.pull[i]/manipulabilityGain, 1e-2*(1+math.Abs(slope)))
		}
	})
}

func TestFastPathAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "joints")
		m := drawArm(t, n)
		a, err := newArm(m, n)
		require.NoError(t, err)
		var q vec
		for i := range n {
			q[i] = rapid.Float64Range(-3, 3).Draw(t, "q")
		}
		state := chain.NewState(m)
		state.SetCoordinates(q[:n])
		target := spatial.Pose{
			Rot: spatial.FromRPY(rapid.Float64Range(-3, 3).Draw(t, "roll"), 0.4, rapid.Float64Range(-3, 3).Draw(t, "yaw")),
			Pos: r3.Vec{X: 0.3, Y: 0.2},
		}
		var at posture
		a.forward(&at, &q)
		g := a.goal(target)
		lin, ang := at.miss(&g)
		want := spatial.Difference(state.RootFromLink(n), target)
		require.InDelta(t, 0, r3.Norm(r3.Sub(lin, want.Lin)), 1e-12)
		require.InDelta(t, r3.Norm(want.Ang), r3.Norm(ang), 1e-8)

		var j [MaxJoints]column
		a.jacobian(&j, &at)
		var dense mat.Dense
		state.JacobianTo(&dense, chain.InRoot, n)
		for c := range n {
			for r := range 6 {
				require.InDelta(t, dense.At(r, c), j[c][r], 1e-12)
			}
		}
	})
}

func TestRotationVectorNearHalfATurn(t *testing.T) {
	for _, axis := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}, r3.Unit(r3.Vec{X: 1, Y: -2, Z: 0.5})} {
		for _, angle := range []float64{0, 1e-9, 1e-3, 0.0099, 0.0101, 1, 3, math.Pi - 1e-4, math.Pi - 1e-7, math.Pi} {
			var a, b rotation
			a.x, a.y, a.z = spatial.Axes(spatial.FromRPY(0.3, -0.2, 0.9))
			b.x, b.y, b.z = spatial.Axes(spatial.Pose{Rot: spatial.AxisAngle(axis, angle)}.Mul(spatial.Pose{Rot: spatial.FromRPY(0.3, -0.2, 0.9)}).Rot)
			got := a.to(&b)
			require.InDelta(t, angle, r3.Norm(got), 1e-8)
			if angle > 0 && angle < math.Pi {
				require.InDelta(t, 1, r3.Dot(r3.Scale(1/angle, got), axis), 1e-6)
			}
		}
	}
}

func TestWrittenOutSolveIsGonums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var columns [8]column
		damping := rapid.Float64Range(1e-6, 1).Draw(t, "damping")
		s := symmetric{a00: damping, a11: damping, a22: damping, a33: damping, a44: damping, a55: damping}
		dense := mat.NewSymDense(6, nil)
		for i := range 6 {
			dense.SetSym(i, i, damping)
		}
		var b column
		g := rapid.Float64Range(-1, 1)
		for k := range columns {
			for i := range 6 {
				columns[k][i] = g.Draw(t, "c")
			}
			s.addOuter(&columns[k])
			dense.SymRankOne(dense, 1, mat.NewVecDense(6, columns[k][:]))
		}
		for i := range b {
			b[i] = g.Draw(t, "b")
		}
		s.factor()
		got := s.solve(&b)
		var cholesky mat.Cholesky
		require.True(t, cholesky.Factorize(dense))
		var want mat.VecDense
		require.NoError(t, cholesky.SolveVecTo(&want, mat.NewVecDense(6, b[:])))
		// Both ways are backward stable: what they may differ by is a few roundings
		// times the condition number (Golub and Van Loan §4.2.6).
		bound := 1e-14 * cholesky.Cond() * mat.Norm(&want, 2)
		for i := range 6 {
			require.InDelta(t, want.AtVec(i), got[i], bound)
		}
	})
}

// TestTextbookStepsSolveTheirEquations takes one step by every rule, and asks of
// it what the rule promises, by other means than the method's own.
func TestTextbookStepsSolveTheirEquations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawArm(t, 7)
		rule := rapid.SampledFrom([]Rule{Transpose, PseudoInverse, DampedLeastSquares, LevenbergMarquardt}).Draw(t, "rule")
		var step Iteration
		s, err := NewTextbook(m, "H", rule, TextbookSettings{MaxIterations: 1, Report: func(it Iteration) { step = it }})
		require.NoError(t, err)
		q, there := make([]float64, 7), make([]float64, 7)
		for i := range q {
			q[i] = rapid.Float64Range(-2, 2).Draw(t, "q")
			there[i] = q[i] + rapid.Float64Range(-0.3, 0.3).Draw(t, "away")
		}
		state := chain.NewState(m)
		state.SetCoordinates(there)
		target := state.RootFromLink(7)
		state.SetCoordinates(q)
		jac, miss := weighted(state, target, s.length)
		if mat.Cond(jac, 2) > 1e3 || mat.Norm(miss, 2) < 1e-3 {
			t.Skip("nearly singular, or nearly there")
		}
		_, _ = s.Solve(make([]float64, 7), target, q) // whether one step is enough is not asked

		var want mat.VecDense
		switch rule {
		case Transpose: // the bottom of the parabola along the gradient
			var gradient, along mat.VecDense
			gradient.MulVec(jac.T(), miss)
			along.MulVec(jac, &gradient)
			want.ScaleVec(mat.Dot(&gradient, &gradient)/mat.Dot(&along, &along), &gradient)
		case PseudoInverse: // the shortest solution of J·Δq = e
			require.NoError(t, want.SolveVec(jac, miss))
		default: // the least squares of J·Δq − e and √λ·Δq, stacked
			var stacked mat.Dense
			damping := 0.05 * 0.05 // λ² of the default
			if rule == LevenbergMarquardt {
				damping = mat.Dot(miss, miss)/2 + littleDamping*s.length*s.length
				require.InEpsilon(t, damping, step.Damping, 1e-9)
			}
			bottom := mat.NewDiagDense(7, nil)
			for i := range 7 {
				bottom.SetDiag(i, math.Sqrt(damping))
			}
			stacked.Stack(jac, bottom)
			right := mat.NewVecDense(13, nil)
			right.SliceVec(0, 6).(*mat.VecDense).CopyVec(miss)
			require.NoError(t, want.SolveVec(&stacked, right))
		}
		for i := range q {
			require.InDelta(t, want.AtVec(i), step.Q[i]-q[i], 1e-8*(1+mat.Norm(&want, 2)))
		}
	})
}

// weighted is the Jacobian of the last of seven links and its miss to a target,
// a radian counting for length (m).
func weighted(s *chain.State, target spatial.Pose, length float64) (*mat.Dense, *mat.VecDense) {
	var jac mat.Dense
	s.JacobianTo(&jac, chain.InRoot, 7)
	left := spatial.Difference(s.RootFromLink(7), target)
	miss := mat.NewVecDense(6, []float64{
		left.Lin.X, left.Lin.Y, left.Lin.Z, length * left.Ang.X, length * left.Ang.Y, length * left.Ang.Z,
	})
	angular := jac.Slice(3, 6, 0, 7).(*mat.Dense)
	angular.Scale(length, angular)
	return &jac, miss
}

// TestEveryJointOfASweepIsBestAlone: after a sweep of cyclic coordinate descent
// no other position of the joint that moved last brings the tip closer.
func TestEveryJointOfASweepIsBestAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawArm(t, 3)
		var step Iteration
		s, err := NewTextbook(m, "D", CyclicCoordinateDescent, TextbookSettings{MaxIterations: 1, Report: func(it Iteration) { step = it }})
		require.NoError(t, err)
		draw := func(name string) float64 { return rapid.Float64Range(-2, 2).Draw(t, name) }
		target := spatial.Pose{Rot: spatial.FromRPY(draw("roll"), draw("pitch"), draw("yaw")), Pos: r3.Vec{X: draw("x"), Y: draw("y"), Z: draw("z")}}
		state := chain.NewState(m)
		cost := func(q []float64) float64 {
			state.SetCoordinates(q)
			at := state.RootFromLink(3)
			sum := r3.Norm2(r3.Sub(at.Pos, target.Pos))
			for _, axis := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
				sum += s.length * s.length / 2 * r3.Norm2(r3.Sub(at.Rotate(axis), target.Rotate(axis)))
			}
			return sum
		}
		_, _ = s.Solve(make([]float64, 3), target, []float64{draw("q"), draw("q"), draw("q")})
		best := cost(step.Q)
		other := []float64{step.Q[0] + draw("other"), step.Q[1], step.Q[2]}
		require.LessOrEqual(t, best, cost(other)+1e-12)
	})
}
