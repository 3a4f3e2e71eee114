package spatial_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func drawVec(t *rapid.T, name string, bound float64) r3.Vec {
	g := rapid.Float64Range(-bound, bound)
	return r3.Vec{X: g.Draw(t, name+"X"), Y: g.Draw(t, name+"Y"), Z: g.Draw(t, name+"Z")}
}

func drawRotation(t *rapid.T, name string) quat.Number {
	return spatial.FromRotationVector(drawVec(t, name, 3))
}

func drawPose(t *rapid.T, name string) spatial.Pose {
	return spatial.Pose{Rot: drawRotation(t, name), Pos: drawVec(t, name+"Pos", 2)}
}

func requireVec(t require.TestingT, want, got r3.Vec, tol float64) {
	require.InDelta(t, 0, r3.Norm(r3.Sub(want, got)), tol, "want %v, got %v", want, got)
}

func requirePose(t require.TestingT, want, got spatial.Pose, tol float64) {
	requireVec(t, want.Pos, got.Pos, tol)
	require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), tol)
}

// matrix is the homogeneous matrix of a pose, from the definition of the
// quaternion's rotation matrix and not from Rotate.
func matrix(p spatial.Pose) *mat.Dense {
	w, x, y, z := p.Rot.Real, p.Rot.Imag, p.Rot.Jmag, p.Rot.Kmag
	return mat.NewDense(4, 4, []float64{
		1 - 2*(y*y+z*z), 2 * (x*y - w*z), 2 * (x*z + w*y), p.Pos.X,
		2 * (x*y + w*z), 1 - 2*(x*x+z*z), 2 * (y*z - w*x), p.Pos.Y,
		2 * (x*z - w*y), 2 * (y*z + w*x), 1 - 2*(x*x+y*y), p.Pos.Z,
		0, 0, 0, 1,
	})
}

func TestPosesComposeLikeMatrices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPose(t, "a"), drawPose(t, "b")
		var want mat.Dense
		want.Mul(matrix(a), matrix(b))
		require.True(t, mat.EqualApprox(&want, matrix(a.Mul(b)), 1e-12))
		requirePose(t, spatial.Identity(), a.Mul(a.Inverse()), 1e-12)
		p := drawVec(t, "p", 2)
		requireVec(t, a.Apply(b.Apply(p)), a.Mul(b).Apply(p), 1e-12)
	})
}

// A pure translation moves a point by itself and keeps its length, as nothing else does.
func TestAtMovesByItself(t *testing.T) {
	p, v := r3.Vec{X: 1, Y: -2, Z: 0.5}, r3.Vec{X: 0.3, Y: 0.2, Z: -4}
	requireVec(t, r3.Add(v, p), spatial.At(p).Apply(v), 0)
	requireVec(t, v, spatial.At(p).Rotate(v), 0)
	requireVec(t, v, spatial.At(p).Inverse().Apply(r3.Add(v, p)), 1e-15)
	require.Equal(t, spatial.Identity(), spatial.At(r3.Vec{}))
}

func TestRotationVectorIsMatrixLogarithm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawVec(t, "w", 1.8) // shorter than π
		skew := mat.NewDense(3, 3, []float64{0, -w.Z, w.Y, w.Z, 0, -w.X, -w.Y, w.X, 0})
		var want mat.Dense
		want.Exp(skew)
		q := spatial.FromRotationVector(w)
		require.True(t, mat.EqualApprox(&want, matrix(spatial.Pose{Rot: q}).Slice(0, 3, 0, 3), 1e-12))
		if r3.Norm(w) < math.Pi {
			requireVec(t, w, spatial.RotationVector(q), 1e-9)
			requireVec(t, w, spatial.RotationVector(quat.Scale(-1, q)), 1e-9)
		}
	})
}

func TestTinyRotationsKeepTheirDigits(t *testing.T) {
	for _, size := range []float64{0, 1e-15, 1e-9, 1e-6, 4e-5, 9.9e-5, 1.01e-4} {
		w := r3.Vec{X: size, Y: -size, Z: 2 * size}
		got := spatial.RotationVector(spatial.FromRotationVector(w))
		require.InDelta(t, 0, r3.Norm(r3.Sub(w, got)), 1e-13*size)
	}
}

func TestRPYIsURDFs(t *testing.T) {
	// A quarter turn of each alone, then yaw after roll: x → y after yaw.
	quarter := math.Pi / 2
	requireVec(t, r3.Vec{Z: 1}, spatial.Rotate(spatial.FromRPY(quarter, 0, 0), r3.Vec{Y: 1}), 1e-12)
	requireVec(t, r3.Vec{Z: -1}, spatial.Rotate(spatial.FromRPY(0, quarter, 0), r3.Vec{X: 1}), 1e-12)
	requireVec(t, r3.Vec{Y: 1}, spatial.Rotate(spatial.FromRPY(0, 0, quarter), r3.Vec{X: 1}), 1e-12)
	requireVec(t, r3.Vec{X: -1}, spatial.Rotate(spatial.FromRPY(0.3, 0, quarter), spatial.Rotate(
		spatial.AxisAngle(r3.Vec{X: 1}, -0.3), r3.Vec{Y: 1})), 1e-12)
}

func TestAxesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawRotation(t, "q")
		require.InDelta(t, 0, spatial.AngleBetween(q, spatial.FromAxes(spatial.Axes(q))), 1e-7)
	})
	for _, axis := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
		half := spatial.AxisAngle(axis, math.Pi) // the divisor that Shepperd's method avoids is 0 here
		require.InDelta(t, 0, spatial.AngleBetween(half, spatial.FromAxes(spatial.Axes(half))), 1e-9)
	}
}

func TestDifferenceLeadsToTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPose(t, "a"), drawPose(t, "b")
		d := spatial.Difference(a, b)
		got := spatial.Pose{
			Rot: quat.Mul(spatial.FromRotationVector(d.Ang), a.Rot),
			Pos: r3.Add(a.Pos, d.Lin),
		}
		requirePose(t, b, got, 1e-9)
	})
}

func TestInterpolateKeepsItsEndsAndItsPace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPose(t, "a"), drawPose(t, "b")
		u := rapid.Float64Range(0, 1).Draw(t, "u")
		requirePose(t, a, a.Interpolate(b, 0), 1e-9)
		requirePose(t, b, a.Interpolate(b, 1), 1e-7)
		mid := a.Interpolate(b, u)
		require.InDelta(t, u*spatial.AngleBetween(a.Rot, b.Rot), spatial.AngleBetween(a.Rot, mid.Rot), 1e-6)
		require.InDelta(t, u*r3.Norm(r3.Sub(b.Pos, a.Pos)), r3.Norm(r3.Sub(mid.Pos, a.Pos)), 1e-12)
	})
}

func TestReflectionTwiceIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mirror := spatial.Plane{
			Normal: spatial.Rotate(drawRotation(t, "n"), r3.Vec{X: 1}),
			Offset: rapid.Float64Range(-1, 1).Draw(t, "d"),
		}
		p := drawPose(t, "p")
		requirePose(t, p, mirror.ReflectPose(mirror.ReflectPose(p)), 1e-7)
		// A body's points land where the mirror shows them, the body being
		// reflected across its own y = 0.
		v := drawVec(t, "v", 1)
		flipped := r3.Vec{X: v.X, Y: -v.Y, Z: v.Z}
		requireVec(t, mirror.Reflect(p.Apply(v)), mirror.ReflectPose(p).Apply(flipped), 1e-7)
		requireVec(t, spatial.FlipY(p).Apply(flipped), flip(p.Apply(v)), 1e-9)
	})
}

func flip(v r3.Vec) r3.Vec { return r3.Vec{X: v.X, Y: -v.Y, Z: v.Z} }

func TestIsFinite(t *testing.T) {
	require.True(t, spatial.Identity().IsFinite())
	require.True(t, spatial.At(r3.Vec{X: math.MaxFloat64, Y: math.MaxFloat64}).IsFinite())
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		require.False(t, spatial.At(r3.Vec{Y: bad}).IsFinite())
		require.False(t, spatial.Pose{Rot: quat.Number{Real: 1, Kmag: bad}}.IsFinite())
	}
}

// TestNormalizedTakesBackWhatRoundingDid to a rotation, and leaves its place.
func TestNormalizedTakesBackWhatRoundingDid(t *testing.T) {
	p := spatial.Pose{Rot: spatial.FromRPY(0.3, -1, 2), Pos: r3.Vec{X: 1, Y: -2, Z: 3}}
	for _, k := range []float64{0.5, 1 + 1e-6, 7} {
		stretched := p
		stretched.Rot = quat.Scale(k, p.Rot)
		got := stretched.Normalized()
		require.InDelta(t, 1, quat.Abs(got.Rot), 1e-15)
		require.InDelta(t, 0, spatial.AngleBetween(p.Rot, got.Rot), 1e-7)
		require.Equal(t, p.Pos, got.Pos)
	}
	require.Equal(t, spatial.Identity().Rot, spatial.Unit(quat.Number{}), "what names no rotation")
}
