package analysis_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/analysis"
	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// planar is two links of 0.4 m and 0.3 m that turn about z.
func planar(t require.TestingT) *chain.Model {
	z := r3.Vec{Z: 1}
	m, err := chain.New("planar", "base", []chain.Joint{
		{Name: "shoulder", Kind: chain.Revolute, Parent: "base", Child: "upper", Origin: spatial.Identity(), Axis: z, Limit: chain.Unlimited()},
		{Name: "elbow", Kind: chain.Revolute, Parent: "upper", Child: "fore", Origin: spatial.At(r3.Vec{X: 0.4}), Axis: z, Limit: chain.Unlimited()},
		{Name: "tip", Kind: chain.Fixed, Parent: "fore", Child: "hand", Origin: spatial.At(r3.Vec{X: 0.3})},
	})
	require.NoError(t, err)
	return m
}

// seven is an arm of seven joints with its axes every which way, the fourth
// sliding.
func seven(t require.TestingT) *chain.Model {
	var joints []chain.Joint
	r := rand.New(rand.NewPCG(2, 3))
	for i := range 7 {
		kind := chain.Revolute
		if i == 3 {
			kind = chain.Prismatic
		}
		limit := chain.Unlimited()
		limit.Lower, limit.Upper = -1, 1.5
		joints = append(joints, chain.Joint{
			Name: fmt.Sprint("j", i), Kind: kind, Parent: fmt.Sprint("l", i), Child: fmt.Sprint("l", i+1), Limit: limit,
			Origin: spatial.Pose{Rot: spatial.FromRPY(r.Float64(), r.Float64(), r.Float64()), Pos: r3.Vec{X: 0.2 * r.Float64(), Z: 0.3 * r.Float64()}},
			Axis:   spatial.Rotate(spatial.FromRPY(3*r.Float64(), 3*r.Float64(), 0), r3.Vec{Z: 1}),
		})
	}
	m, err := chain.New("seven", "l0", joints)
	require.NoError(t, err)
	return m
}

func stateAt(t *rapid.T, m *chain.Model) *chain.State {
	s := chain.NewState(m)
	s.SetCoordinates(rapid.SliceOfN(rapid.Float64Range(-1, 1.4), m.DOF(), m.DOF()).Draw(t, "q"))
	return s
}

func TestPlanarArmByItsFormulas(t *testing.T) {
	m := planar(t)
	s := chain.NewState(m)
	rapid.Check(t, func(t *rapid.T) {
		elbow := rapid.Float64Range(0.1, 3).Draw(t, "elbow")
		s.SetCoordinates([]float64{rapid.Float64Range(-3, 3).Draw(t, "shoulder"), elbow})
		l, err := analysis.At(s, 3, 1)
		require.NoError(t, err)
		e := l.VelocityEllipsoid()
		// The area of a planar arm's ellipse: l1·l2·|sin q2| (Yoshikawa 1985).
		require.InDelta(t, 0.4*0.3*math.Sin(elbow), e.Lengths[0]*e.Lengths[1], 1e-12)
		// The sum of squared half axes is the trace of J·Jᵀ: squared distances of
		// the hand from both joints.
		fromShoulder2 := 0.4*0.4 + 0.3*0.3 + 2*0.4*0.3*math.Cos(elbow)
		require.InDelta(t, fromShoulder2+0.3*0.3, e.Lengths[0]*e.Lengths[0]+e.Lengths[1]*e.Lengths[1], 1e-12)
		require.InDelta(t, 0, e.Lengths[2], 1e-9)
		require.InDelta(t, 1, math.Abs(e.Axes[2].Z), 1e-9)

		f := l.ForceEllipsoid()
		require.True(t, math.IsInf(f.Lengths[0], 1)) // along z the joints carry anything
		require.InDelta(t, 1/e.Lengths[1], f.Lengths[1], 1e-9)
		require.InDelta(t, 1/e.Lengths[0], f.Lengths[2], 1e-9)
		require.Zero(t, l.Manipulability()) // two coordinates give no six velocities
	})
}

// TestASmallArmIsAsLargeAsALargeOne: measured by its own size. Where an arm cannot move,
// and by how much it holds more where it moves less, is not a matter of metres.
func TestASmallArmIsAsLargeAsALargeOne(t *testing.T) {
	ellipsoids := func(size float64) (v, f analysis.Ellipsoid) {
		joints := planar(t).Joints()
		for i := range joints {
			joints[i].Origin.Pos = r3.Scale(size, joints[i].Origin.Pos)
		}
		m, err := chain.New("arm", "base", joints)
		require.NoError(t, err)
		s := chain.NewState(m)
		s.SetCoordinates([]float64{0.3, 1.1})
		l, err := analysis.At(s, 3, size)
		require.NoError(t, err)
		return l.VelocityEllipsoid(), l.ForceEllipsoid()
	}
	v, f := ellipsoids(1)
	for _, size := range []float64{1e-6, 1e-3, 1e3, 1e6} {
		scaled, held := ellipsoids(size)
		for i := range 2 {
			require.InEpsilon(t, size*v.Lengths[i], scaled.Lengths[i], 1e-9, "%g", size)
			require.InEpsilon(t, f.Lengths[1+i]/size, held.Lengths[1+i], 1e-9, "%g", size)
		}
		require.True(t, math.IsInf(held.Lengths[0], 1), "%g", size)
	}
}

// TestTiltedArmHoldsAnythingAcrossItsPlane: in whatever plane the arm moves, no
// rounding makes a velocity of the direction that it has none in.
func TestTiltedArmHoldsAnythingAcrossItsPlane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) float64 { return rapid.Float64Range(-3, 3).Draw(t, name) }
		tilt := spatial.FromRPY(draw("roll"), draw("pitch"), draw("yaw"))
		joints := planar(t).Joints()
		joints[0].Origin.Rot = tilt
		m, err := chain.New("tilted", "base", joints)
		require.NoError(t, err)
		s := chain.NewState(m)
		s.SetCoordinates([]float64{draw("shoulder"), rapid.Float64Range(0.1, 3).Draw(t, "elbow")})
		l, err := analysis.At(s, 3, 1)
		require.NoError(t, err)
		f := l.ForceEllipsoid()
		require.True(t, math.IsInf(f.Lengths[0], 1), "half axes %v", f.Lengths)
		require.InDelta(t, 1, math.Abs(r3.Dot(f.Axes[0], spatial.Rotate(tilt, r3.Vec{Z: 1}))), 1e-12)
	})
}

func TestStretchedArmIsSingular(t *testing.T) {
	s := chain.NewState(planar(t))
	s.SetCoordinates([]float64{0.3, 0})
	l, err := analysis.At(s, 3, 1)
	require.NoError(t, err)
	require.InDelta(t, 0, l.VelocityEllipsoid().Lengths[1], 1e-9)
	require.Equal(t, 2, l.Rank()) // it still turns and moves sideways
	require.Nil(t, l.NullSpace())
	l, err = analysis.At(s, 1, 1)
	require.NoError(t, err)
	require.Equal(t, 1, l.Rank()) // the elbow does not move the upper arm
	require.True(t, math.IsInf(l.Condition(), 1))
}

func TestSingularValuesOfSeven(t *testing.T) {
	m := seven(t)
	const length = 0.3
	rapid.Check(t, func(t *rapid.T) {
		s := stateAt(t, m)
		l, err := analysis.At(s, 7, length)
		require.NoError(t, err)
		var j, product, u, v, image mat.Dense
		s.JacobianTo(&j, chain.InRoot, 7)
		for r := 3; r < 6; r++ {
			for c := range 7 {
				j.Set(r, c, length*j.At(r, c))
			}
		}
		product.Mul(&j, j.T())
		require.InDelta(t, math.Sqrt(math.Max(mat.Det(&product), 0)), l.Manipulability(), 1e-9)
		require.InDelta(t, mat.Cond(&j, 2), l.Condition(), 1e-6*l.Condition())

		u.CloneFrom(l.Directions())
		v.CloneFrom(l.Motions())
		image.Mul(&j, &v)
		for i, sigma := range l.SingularValues() {
			for r := range 6 {
				require.InDelta(t, sigma*u.At(r, i), image.At(r, i), 1e-12)
			}
		}
		null := l.NullSpace()
		require.NotNil(t, null)
		_, columns := null.Dims()
		require.Equal(t, 7-l.Rank(), columns)
		var still mat.Dense
		still.Mul(&j, null)
		require.InDelta(t, 0, mat.Norm(&still, 2), 1e-9)
		require.InDelta(t, 1, mat.Norm(null.ColView(0), 2), 1e-12)
	})
}

func TestNoVelocityLeavesTheEllipsoid(t *testing.T) {
	m := seven(t)
	rapid.Check(t, func(t *rapid.T) {
		s := stateAt(t, m)
		l, err := analysis.At(s, 7, 1)
		require.NoError(t, err)
		e := l.VelocityEllipsoid()
		if e.Lengths[2] < 1e-4 {
			t.Skip("flat")
		}
		var j mat.Dense
		s.JacobianTo(&j, chain.InRoot, 7)
		speed := rapid.SliceOfN(rapid.Float64Range(-1, 1), 7, 7).Draw(t, "speed")
		q := mat.NewVecDense(7, speed)
		norm := mat.Norm(q, 2)
		if norm == 0 {
			t.Skip("no motion")
		}
		var twist mat.VecDense
		twist.MulVec(&j, q)
		v := r3.Scale(1/norm, r3.Vec{X: twist.AtVec(0), Y: twist.AtVec(1), Z: twist.AtVec(2)})
		sum := 0.0
		for i := range 3 {
			part := r3.Dot(v, e.Axes[i]) / e.Lengths[i]
			sum += part * part
		}
		require.LessOrEqual(t, sum, 1+1e-6)
	})
}

func TestScrewsMultiplyToThePose(t *testing.T) {
	m := seven(t)
	rapid.Check(t, func(t *rapid.T) {
		s := stateAt(t, m)
		q := s.Coordinates()
		screws, home := analysis.Screws(m, 7)
		got := mat.NewDense(4, 4, nil)
		for i := range 4 {
			got.Set(i, i, 1)
		}
		multiply := func(by mat.Matrix) {
			var product mat.Dense
			product.Mul(got, by)
			got.Copy(&product)
		}
		for _, k := range screws {
			w, v := k.Angular, k.Linear
			twist := mat.NewDense(4, 4, []float64{0, -w.Z, w.Y, v.X, w.Z, 0, -w.X, v.Y, -w.Y, w.X, 0, v.Z, 0, 0, 0, 0})
			twist.Scale(k.Scale*q[k.Coord]+k.Shift, twist)
			var e mat.Dense
			e.Exp(twist)
			multiply(&e)
		}
		multiply(homogeneous(home))
		require.True(t, mat.EqualApprox(homogeneous(s.RootFromLink(7)), got, 1e-9))
	})
}

func homogeneous(p spatial.Pose) *mat.Dense {
	x, y, z := spatial.Axes(p.Rot)
	return mat.NewDense(4, 4, []float64{x.X, y.X, z.X, p.Pos.X, x.Y, y.Y, z.Y, p.Pos.Y, x.Z, y.Z, z.Z, p.Pos.Z, 0, 0, 0, 1})
}

func TestWorkspaceIsWithinReach(t *testing.T) {
	m := planar(t)
	points := analysis.Workspace(m, 3, 4000, 1)
	nearest, farthest := math.Inf(1), 0.0
	for _, p := range points {
		require.Zero(t, p.Z)
		nearest, farthest = min(nearest, r3.Norm(p)), max(farthest, r3.Norm(p))
	}
	// An annulus from |l1 − l2| to l1 + l2.
	require.InDelta(t, 0.1, nearest, 1e-3)
	require.InDelta(t, 0.7, farthest, 1e-3)
	require.GreaterOrEqual(t, nearest, 0.1)
	require.LessOrEqual(t, farthest, 0.7)
	require.Equal(t, points, analysis.Workspace(m, 3, 4000, 1))
	require.NotEqual(t, points, analysis.Workspace(m, 3, 4000, 2))
}

func TestAtRejects(t *testing.T) {
	s := chain.NewState(planar(t))
	_, err := analysis.At(s, 9, 1)
	require.ErrorContains(t, err, "link 9, want 0 to 3")
	_, err = analysis.At(s, 1, math.NaN())
	require.ErrorContains(t, err, "length NaN")
	stiff, err := chain.New("stiff", "base", nil)
	require.NoError(t, err)
	_, err = analysis.At(chain.NewState(stiff), 0, 1)
	require.ErrorContains(t, err, "no joint that moves")
}

func TestTablesFailWithTheirWriter(t *testing.T) {
	require.Error(t, analysis.WriteDH(broken{}, planar(t), 3))
	require.Error(t, analysis.WriteScrews(broken{}, planar(t), 3))
	var b strings.Builder
	require.NoError(t, analysis.WriteDH(&b, seven(t), 7))
	require.Contains(t, b.String(), " + q")
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

func ExampleWriteDH() {
	z := r3.Vec{Z: 1}
	m, err := chain.New("planar", "base", []chain.Joint{
		{Name: "shoulder", Kind: chain.Revolute, Parent: "base", Child: "upper", Origin: spatial.Identity(), Axis: z, Limit: chain.Unlimited()},
		{Name: "elbow", Kind: chain.Revolute, Parent: "upper", Child: "fore", Origin: spatial.At(r3.Vec{X: 0.4}), Axis: z, Limit: chain.Unlimited()},
		{Name: "slide", Kind: chain.Prismatic, Parent: "fore", Child: "hand", Origin: spatial.At(r3.Vec{X: 0.3}), Axis: z, Limit: chain.Unlimited()},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("a planar arm with a slide")
	if err := analysis.WriteDH(os.Stdout, m, 3); err != nil {
		fmt.Println(err)
	}
	// Output:
	// a planar arm with a slide
	//      joint   a mm  alpha °     d mm  theta °
	//   shoulder    0.0      0.0      0.0  0.0 + q
	//      elbow  400.0      0.0      0.0  0.0 + q
	//      slide  300.0      0.0  0.0 + q      0.0
}
