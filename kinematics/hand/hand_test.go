package hand_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

const deg = math.Pi / 180

// drawAngles draws a posture inside the given share of every range.
func drawAngles(t *rapid.T, share float64) hand.Angles {
	var a hand.Angles
	for i, r := range hand.Ranges() {
		centre, half := (r.Lower+r.Upper)/2, share*(r.Upper-r.Lower)/2
		a[i] = rapid.Float64Range(centre-half, centre+half).Draw(t, hand.Angle(i).String())
	}
	return a
}

func drawPose(t *rapid.T) spatial.Pose {
	vec := func(name string, bound float64) r3.Vec {
		f := rapid.Float64Range(-bound, bound)
		return r3.Vec{X: f.Draw(t, name), Y: f.Draw(t, name), Z: f.Draw(t, name)}
	}
	return spatial.Pose{Rot: spatial.FromRotationVector(vec("turn", 2)), Pos: vec("place", 1)}
}

// posed is the landmarks of a hand in the world.
func posed(side hand.Side, dims hand.Dimensions, a hand.Angles, worldFromPalm spatial.Pose) hand.Landmarks {
	h := hand.New(side, dims)
	h.SetAngles(a)
	var lm hand.Landmarks
	h.LandmarksTo(&lm)
	for i := range lm {
		lm[i] = worldFromPalm.Apply(lm[i])
	}
	return lm
}

func TestEqualAnglesOfLeftAndRightAreMirrorImages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, pose := drawAngles(t, 1), drawPose(t)
		mirror := spatial.Plane{Normal: r3.Vec{X: 1}}
		right := posed(hand.Right, hand.Nominal(), a, pose)
		left := posed(hand.Left, hand.Nominal(), a, mirror.ReflectPose(pose))
		for i := range right {
			require.InDelta(t, 0, r3.Norm(r3.Sub(mirror.Reflect(right[i]), left[i])), 1e-12)
		}
		flexion, deviation := a[hand.WristFlexion], a[hand.WristDeviation]
		r := hand.ForearmFromPalm(hand.Right, flexion, deviation)
		l := hand.ForearmFromPalm(hand.Left, flexion, deviation)
		require.InDelta(t, 0, spatial.AngleBetween(spatial.FlipY(r).Rot, l.Rot), 1e-7)
	})
}

func TestFlatHandLiesAlongX(t *testing.T) {
	lm := posed(hand.Right, hand.Nominal(), hand.Angles{}, spatial.Identity())
	for f := hand.Index; f <= hand.Little; f++ {
		base, tip := lm[hand.Landmark(f, 0)], lm[hand.Landmark(f, 3)]
		require.Greater(t, tip.X-base.X, 0.06, f)
		require.InDelta(t, base.Z, tip.Z, 1e-12, f)
	}
	require.Greater(t, lm[hand.Landmark(hand.Index, 0)].Y, lm[hand.Landmark(hand.Little, 0)].Y)
	require.Greater(t, lm[hand.Landmark(hand.Thumb, 3)].Y, lm[hand.Landmark(hand.Index, 0)].Y)
}

func TestPositiveFlexionClosesTheHand(t *testing.T) {
	flat := posed(hand.Right, hand.Nominal(), hand.Angles{}, spatial.Identity())
	for f := hand.Index; f <= hand.Little; f++ {
		for i := 1; i < 4; i++ {
			var a hand.Angles
			a[hand.FingerAngle(f, i)] = 20 * deg
			bent := posed(hand.Right, hand.Nominal(), a, spatial.Identity())
			tip := hand.Landmark(f, 3)
			require.Less(t, bent[tip].Z, flat[tip].Z-0.003, "%v angle %d", f, i)
		}
		var a hand.Angles
		a[hand.FingerAngle(f, 0)] = 10 * deg
		spread := posed(hand.Right, hand.Nominal(), a, spatial.Identity())
		tip := hand.Landmark(f, 3)
		require.Greater(t, spread[tip].Y, flat[tip].Y, "positive spread goes to the thumb's side")
	}
	tip := hand.Landmark(hand.Thumb, 3)
	flexed := posed(hand.Right, hand.Nominal(), hand.Angles{hand.ThumbFlexion: 30 * deg}, spatial.Identity())
	require.Less(t, flexed[tip].Y, flat[tip].Y, "the thumb crosses the palm")
	abducted := posed(hand.Right, hand.Nominal(), hand.Angles{hand.ThumbAbduction: 30 * deg}, spatial.Identity())
	require.Less(t, abducted[tip].Z, flat[tip].Z, "the thumb rises from the palm")
}

func TestWristSigns(t *testing.T) {
	ahead := r3.Vec{X: 1}
	require.Less(t, hand.ForearmFromPalm(hand.Right, 0.5, 0).Rotate(ahead).Z, 0.0, "flexion lowers the fingers")
	require.Greater(t, hand.ForearmFromPalm(hand.Right, 0, 0.3).Rotate(ahead).Y, 0.0, "deviation goes to the thumb")
	require.Less(t, hand.ForearmFromPalm(hand.Left, 0, 0.3).Rotate(ahead).Y, 0.0)
}

func TestBonesKeepTheirLength(t *testing.T) {
	dims := hand.Nominal()
	rapid.Check(t, func(t *rapid.T) {
		lm := posed(hand.Left, dims, drawAngles(t, 1), drawPose(t))
		for f := hand.Thumb; f <= hand.Little; f++ {
			for i, want := range dims[f].Length {
				k := hand.Landmark(f, i)
				require.InDelta(t, want, r3.Norm(r3.Sub(lm[k+1], lm[k])), 1e-12)
			}
		}
	})
}

func TestClampedAngles(t *testing.T) {
	var wild hand.Angles
	for i := range wild {
		wild[i] = 10 * float64(1-2*(i%2))
	}
	clamped := wild.Clamped()
	for i, r := range hand.Ranges() {
		require.GreaterOrEqual(t, clamped[i], r.Lower)
		require.LessOrEqual(t, clamped[i], r.Upper)
	}
	require.Equal(t, clamped, clamped.Clamped())
}
