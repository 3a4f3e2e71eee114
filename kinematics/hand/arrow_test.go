package hand

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

const viewUnknowns = numPalmUnknowns + 4*NumFingers

// viewed is a hand before a camera, the picture that it makes, and its lifter.
func viewed(rng *rand.Rand, side Side, hinted bool, noise float64) (*Lifter, view, Observation) {
	l := NewLifter(side, Nominal(), hinted)
	turn := r3.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}
	v := view{angles: Rest(), rot: spatial.FromRotationVector(turn), pos: r3.Vec{X: 0.02, Y: -0.03, Z: 0.4}, size: 0.3}
	for i, r := range ranges {
		v.angles[i] = r.Lower + (r.Upper-r.Lower)*(0.3+0.4*rng.Float64())
	}
	l.hand.SetAngles(v.angles)
	var lm Landmarks
	l.hand.LandmarksTo(&lm)
	var o Observation
	for k, p := range lm {
		jitter := r3.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}
		at := r3.Add(r3.Add(spatial.Rotate(v.rot, p), v.pos), r3.Scale(noise, jitter))
		o.Points[k], o.Weight[k] = r3.Scale(1/v.size, at), 0.2+0.8*rng.Float64()
	}
	return l, v, o
}

// moved is a view with one of its unknowns moved.
func (v *view) moved(i int, by float64) view {
	if i < numPalmUnknowns {
		var palm [numPalmUnknowns]float64
		palm[i] = -by
		return v.movedBy(&palm)
	}
	next := *v
	next.angles[i-numPalmUnknowns] += by
	return next
}

// slopes is half of the cost's gradient by the normal equations.
func (l *Lifter) slopes() (g [viewUnknowns]float64) {
	copy(g[:], l.system.palmSlop[:])
	for f := range l.system.slope {
		copy(g[numPalmUnknowns+4*f:], l.system.slope[f][:])
	}
	return g
}

// dense is the arrow as the whole matrix that it stands for.
func (s *arrow) dense() *mat.SymDense {
	d := mat.NewSymDense(viewUnknowns, nil)
	for i := range s.palm {
		for j := range s.palm {
			d.SetSym(i, j, s.palm[i][j])
		}
	}
	for f := range s.finger {
		at := numPalmUnknowns + 4*f
		for i := range 4 {
			for j := range 4 {
				d.SetSym(at+i, at+j, s.finger[f][i][j])
			}
			for k := range numPalmUnknowns {
				d.SetSym(at+i, k, s.couple[f][i][k])
			}
		}
	}
	return d
}

// TestEquationsOfAView: the gradient against differences of the cost, and, where
// the picture is met exactly, the matrix against differences of the gradient (it
// is the Gauss–Newton one, exact where nothing is missed).
func TestEquationsOfAView(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 7))
	const h = 1e-5
	for n := range 12 {
		side, hinted := Side(n%2), n%3 != 0
		for _, noise := range []float64{0.01, 0} {
			l, v, o := viewed(rng, side, hinted, noise)
			if l.tracking = n%4 == 1; l.tracking {
				l.before = Rest()
			}
			l.judge(&v, &o)
			got, matrix := l.slopes(), l.system.dense()
			for i := range viewUnknowns {
				plus, minus := v.moved(i, h), v.moved(i, -h)
				up := l.judge(&plus, &o)
				above := l.slopes()
				down := l.judge(&minus, &o)
				below := l.slopes()
				want := (up - down) / (2 * h) / 2
				require.InDelta(t, want, got[i], 1e-3*(1+math.Abs(want)), "unknown %d", i)
				if noise > 0 {
					continue
				}
				for j := range viewUnknowns {
					curve := (above[j] - below[j]) / (2 * h)
					scale := math.Sqrt(matrix.At(i, i)*matrix.At(j, j)) + 1
					require.InDelta(t, curve, matrix.At(i, j), 1e-3*scale, "unknowns %d, %d", i, j)
				}
			}
		}
	}
}

// TestStepOfAViewSolvesTheWholeSystem: eliminating the fingers first gives what
// gonum finds of all 27 unknowns at once.
func TestStepOfAViewSolvesTheWholeSystem(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	for n := range 20 {
		l, v, o := viewed(rng, Side(n%2), true, 0.002)
		l.judge(&v, &o)
		damping := math.Pow(10, float64(n%5)-3)
		whole := l.system.dense()
		for i := range viewUnknowns {
			whole.SetSym(i, i, whole.At(i, i)*(1+damping))
			if i < numPalmUnknowns {
				whole.SetSym(i, i, whole.At(i, i)+1e-6/(0.003*0.003))
			}
		}
		g := l.slopes()
		var cholesky mat.Cholesky
		require.True(t, cholesky.Factorize(whole))
		var x mat.VecDense
		require.NoError(t, cholesky.SolveVecTo(&x, mat.NewVecDense(viewUnknowns, g[:])))
		next, ok := l.step(&v, damping)
		require.True(t, ok)
		for i := range numPalmUnknowns {
			if i == 3 {
				require.InDelta(t, v.pos.X-x.AtVec(3), next.pos.X, 1e-9)
				require.InDelta(t, v.pos.Y-x.AtVec(4), next.pos.Y, 1e-9)
				require.InDelta(t, v.pos.Z-x.AtVec(5), next.pos.Z, 1e-9)
			}
		}
		require.InDelta(t, math.Exp(-x.AtVec(6)), next.size/v.size, 1e-9)
		turn := spatial.Pose{Rot: next.rot}.Mul(spatial.Pose{Rot: v.rot}.Inverse())
		want := spatial.FromRotationVector(r3.Vec{X: -x.AtVec(0), Y: -x.AtVec(1), Z: -x.AtVec(2)})
		require.InDelta(t, 0, spatial.AngleBetween(want, turn.Rot), 1e-7)
		for i := range NumFingerAngles {
			d := min(max(x.AtVec(numPalmUnknowns+i), -0.5), 0.5)
			to := min(max(v.angles[i]-d, ranges[i].Lower), ranges[i].Upper)
			require.InDelta(t, to, next.angles[i], 1e-8, Angle(i))
		}
	}
}

// TestViewMovesNoFartherThanItsModelHolds: half a radian, a factor of e^0.3.
func TestViewMovesNoFartherThanItsModelHolds(t *testing.T) {
	v := view{rot: spatial.FromRPY(0.1, 0.2, 0.3), size: 2}
	next := v.movedBy(&[numPalmUnknowns]float64{3, -4, 0, 1, 2, 3, -9})
	turn := spatial.RotationVector(spatial.Pose{Rot: next.rot}.Mul(spatial.Pose{Rot: v.rot}.Inverse()).Rot)
	require.InDelta(t, 0, r3.Norm(r3.Sub(turn, r3.Vec{X: -0.3, Y: 0.4})), 1e-9)
	require.InDelta(t, math.Exp(0.3), next.size/v.size, 1e-12)
	require.Equal(t, r3.Vec{X: -1, Y: -2, Z: -3}, next.pos)
	next = v.movedBy(&[numPalmUnknowns]float64{6: 9})
	require.InDelta(t, math.Exp(-0.3), next.size/v.size, 1e-12)
}

// TestBoundAnglesLeaveTheStep: an angle that rests on its bound and is pushed
// outward neither moves nor moves the others; pushed inward it takes part.
func TestBoundAnglesLeaveTheStep(t *testing.T) {
	var s arrow
	for i := range 4 {
		s.finger[Index][i][i] = 2
	}
	s.finger[Index][1][2], s.finger[Index][2][1] = 1, 1
	v := view{angles: Rest()}
	for _, upper := range []bool{true, false} {
		r := ranges[IndexPIP]
		outward := 1.0 // the slope falls to where the angle goes
		v.angles[IndexPIP] = r.Lower
		if upper {
			v.angles[IndexPIP], outward = r.Upper, -1
		}
		s.slope[Index] = [4]float64{0, 1, outward, 0}
		own, _, ok := s.eliminate(&v, Index, 0)
		require.True(t, ok)
		require.Zero(t, own[2])
		require.InDelta(t, 0.5, own[1], 1e-12)
		s.slope[Index][2] = -outward
		own, _, ok = s.eliminate(&v, Index, 0)
		require.True(t, ok)
		// The two by two system by Cramer's rule.
		require.InDelta(t, (2*-outward-1)/3, own[2], 1e-12)
		require.InDelta(t, (2+outward)/3, own[1], 1e-12)
	}
	s.finger[Index][3][3] = 0
	_, _, ok := s.eliminate(&v, Index, 0)
	require.False(t, ok, "no stiffness, no answer")
}

// TestCostOfAFingerIsTheDocumentedSum: in units of 2 mm directions count in full
// and places a twentieth, where nothing else tells them apart: a fingertip seen
// beyond the bone, along it, misses in place alone.
func TestCostOfAFingerIsTheDocumentedSum(t *testing.T) {
	h := New(Right, Nominal())
	at := Rest()
	h.SetAngles(at)
	for f := Thumb; f <= Little; f++ {
		s := newFingerSolver(h, f, Nominal()[f].Length)
		first := FingerAngle(f, 0)
		x := [4]float64(at[first : first+4])
		var lm Landmarks
		h.LandmarksTo(&lm)
		o := Seen(lm)
		s.start(&o, &at)
		perfect, _, _ := s.evaluate(h, &o, x)

		tip, joint := Landmark(f, 3), Landmark(f, 2)
		bone := r3.Sub(lm[tip], lm[joint])
		length := r3.Norm(bone)
		along := o
		along.Points[tip] = r3.Add(lm[tip], r3.Scale(0.2, bone))
		along.Weight[tip] = 0.5
		cost, _, _ := s.evaluate(h, &along, x)
		miss := 0.2 * length / 0.002
		require.InDelta(t, 0.5*0.05*miss*miss, cost-perfect, 1e-6, f)

		// Turned by a little about a normal of the bone it misses in both.
		normal := r3.Unit(r3.Cross(bone, r3.Vec{X: 0.3, Y: 0.5, Z: 0.8}))
		aside := o
		aside.Points[tip] = r3.Add(lm[joint], spatial.Rotate(spatial.AxisAngle(normal, 0.1), bone))
		cost, _, _ = s.evaluate(h, &aside, x)
		chord := 2 * length * math.Sin(0.05) / 0.002
		require.InDelta(t, (1+0.05)*chord*chord, cost-perfect, 1e-6, f)
	}
}

// TestHoweverLittleAnAngleIsPushedOut, one that rests on a bound has no part in a step,
// and one that is pushed inward has.
func TestHoweverLittleAnAngleIsPushedOut(t *testing.T) {
	for f := Thumb; f <= Little; f++ {
		for _, push := range []float64{1e-6, 0.1} {
			for i := range 4 {
				var s arrow
				v := view{angles: Rest()}
				a := FingerAngle(f, i)
				for k := range 4 {
					s.finger[f][k][k] = 1
				}
				for _, c := range []struct{ at, slope, own float64 }{
					{ranges[a].Lower, push, 0}, {ranges[a].Lower, -push, -push},
					{ranges[a].Upper, -push, 0}, {ranges[a].Upper, push, push},
				} {
					v.angles[a], s.slope[f][i] = c.at, c.slope
					own, _, ok := s.eliminate(&v, f, 0)
					require.True(t, ok)
					require.InDelta(t, c.own, own[i], 1e-12, "%v of %v at %g pushed by %g", a, f, c.at, c.slope)
				}
			}
		}
	}
}

// TestSmallMatricesHaveInverses too, and those without one are told.
func TestSmallMatricesHaveInverses(t *testing.T) {
	for _, size := range []float64{1e-9, 1e-3, 1, 1e6} {
		h := [4][4]float64{{4, 1, 0, 0}, {1, 4, 1, 0}, {0, 1, 4, 1}, {0, 0, 1, 4}}
		for i := range h {
			for j := range h[i] {
				h[i][j] *= size
			}
		}
		inverse, ok := invert4(&h)
		require.True(t, ok, "size %g", size)
		for i := range 4 {
			for j := range 4 {
				sum := 0.0
				for k := range 4 {
					sum += h[i][k] * inverse[k][j]
				}
				want := 0.0
				if i == j {
					want = 1
				}
				require.InDelta(t, want, sum, 1e-12)
			}
		}
	}
	singular := [4][4]float64{{1, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}
	_, ok := invert4(&singular)
	require.False(t, ok)
}
