package live_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/live"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// photographed is a hand at a place before a pinhole camera: its picture points,
// with noise in pixels of a picture of width 640, and its landmarks about their
// own centre as a tracker gives them, turned as if the hand were in the middle.
func photographed(lm hand.Landmarks, at r3.Vec, rot quat.Number, cam live.Camera, px float64, rng *rand.Rand) (o hand.Observation, image [][]float64) {
	half := math.Tan(cam.FOV / 2 * math.Pi / 180)
	var centre r3.Vec
	var placed hand.Landmarks
	for i := range lm {
		placed[i] = r3.Add(at, spatial.Rotate(rot, lm[i]))
	}
	centre = placed[9]
	ray := r3.Unit(centre)
	axis := r3.Cross(ray, r3.Vec{Z: 1})
	back := quat.Number{Real: 1}
	if n := r3.Norm(axis); n > 1e-9 {
		back = spatial.AxisAngle(r3.Unit(axis), math.Asin(n))
	}
	for i, p := range placed {
		x, y := p.X/p.Z/half, p.Y/p.Z/half*cam.Aspect
		noise := 2 * px / 640
		image = append(image, []float64{(x + 1 + noise*rng.NormFloat64()) / 2, (y + 1 + noise*cam.Aspect*rng.NormFloat64()) / 2, 0})
		o.Points[i], o.Weight[i] = spatial.Rotate(back, r3.Sub(p, centre)), 1
	}
	return o, image
}

// Without noise the place is found exactly; with one to two pixels of it to a few
// millimetres sideways and some tens in depth.
func TestLocate(t *testing.T) {
	cam := live.Camera{FOV: 65, Aspect: 16.0 / 9}
	rng := rand.New(rand.NewPCG(1, 2))
	h := hand.New(hand.Right, hand.Nominal())
	h.SetAngles(hand.Rest())
	var lm hand.Landmarks
	h.LandmarksTo(&lm)
	palm := r3.Norm(r3.Sub(lm[9], lm[0]))
	for _, px := range []float64{0, 1, 2} {
		var side, depth float64
		n := 0
		for range 400 {
			at := r3.Vec{X: 0.2 * (2*rng.Float64() - 1), Y: 0.12 * (2*rng.Float64() - 1), Z: 0.45 + 0.6*rng.Float64()}
			// Fingers up, the palm to the camera, turned by up to half a right angle.
			rot := quat.Mul(spatial.FromRPY(0.8*(2*rng.Float64()-1), 0.8*(2*rng.Float64()-1), 0), spatial.FromAxes(r3.Vec{Y: -1}, r3.Vec{X: 1}, r3.Vec{Z: 1}))
			o, image := photographed(lm, at, rot, cam, px, rng)
			require.True(t, cam.Locate(&o, image, palm))
			off := r3.Sub(o.Points[0], at)
			side += off.X*off.X + off.Y*off.Y
			depth += off.Z * off.Z
			n++
		}
		side, depth = 1000*math.Sqrt(side/2/float64(n)), 1000*math.Sqrt(depth/float64(n))
		t.Logf("%g px: x, y %.1f mm, depth %.1f mm RMS", px, side, depth)
		if px == 0 {
			require.Less(t, side+depth, 1e-6)
			continue
		}
		require.Less(t, side, 10.0)
		require.Less(t, depth, 50.0)
	}
}

func TestLocateNeedsAPicture(t *testing.T) {
	cam := live.Camera{FOV: 65, Aspect: 1.5}
	var o hand.Observation
	require.False(t, cam.Locate(&o, nil, 0))
	image := make([][]float64, hand.NumLandmarks)
	require.False(t, cam.Locate(&o, image, 0))
	for i := range image {
		image[i] = []float64{0.5, 0.5}
	}
	require.False(t, cam.Locate(&o, image, 0.09), "all points in one tell no depth")
}
