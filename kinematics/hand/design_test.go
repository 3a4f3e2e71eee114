package hand_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestNominalHandIsTheLiteratures holds the table of bones against Buryanov and
// Kotiuk 2010 (means of 66 adults, mm), and the rest of the hand against the
// design: where metacarpals start, how they fan out (°), how far the arch lowers
// the knuckle, where the finger points at rest.
func TestNominalHandIsTheLiteratures(t *testing.T) {
	const mm = 1e-3
	dims := hand.Nominal()
	for f, want := range map[hand.Finger]struct {
		metacarpal                     float64
		bones                          [3]float64
		carpus                         [2]float64
		fan, rest, drop                float64
		knuckle, middle, last, tipHalf float64
	}{
		hand.Index:  {68.1, [3]float64{39.8, 22.4, 15.8}, [2]float64{26, 12}, 12, 3, 0, 10.5, 8.8, 7.6, 6.3},
		hand.Middle: {64.6, [3]float64{44.6, 26.3, 17.4}, [2]float64{27, 2}, 2, 0, -2, 10.5, 9, 7.8, 6.5},
		hand.Ring:   {58.0, [3]float64{41.4, 25.7, 17.3}, [2]float64{25, -8}, -8, -4, 0, 10, 8.5, 7.3, 6.1},
		hand.Little: {53.7, [3]float64{32.7, 18.1, 16.0}, [2]float64{22, -16}, -17, -9, 4, 9, 7.4, 6.4, 5.4},
	} {
		b := dims[f]
		require.InDelta(t, want.bones[0]*mm, b.Length[0], 1e-9, f)
		require.InDelta(t, want.bones[1]*mm, b.Length[1], 1e-9, f)
		pulp := b.Length[2]/mm - want.bones[2]
		require.True(t, pulp >= 3.7-1e-9 && pulp <= 5.7+1e-9, "%v: pulp %g mm", f, pulp)
		// From the carpus to the knuckle it is one metacarpal.
		start := r3.Vec{X: want.carpus[0] * mm, Y: want.carpus[1] * mm, Z: -want.drop * mm}
		bone := r3.Sub(b.Base.Pos, start)
		require.InDelta(t, want.metacarpal*mm, r3.Norm(bone), 1e-9, f)
		require.InDelta(t, want.fan*deg, math.Atan2(bone.Y, bone.X), 1e-9, f)
		ahead := b.Base.Rotate(r3.Vec{X: 1})
		require.InDelta(t, want.rest*deg, math.Atan2(ahead.Y, ahead.X), 1e-9, f)
		for i, half := range [4]float64{want.knuckle, want.middle, want.last, want.tipHalf} {
			require.InDelta(t, half*mm, b.Radius[i], 1e-9, f)
		}
	}
	thumb := dims[hand.Thumb]
	require.InDelta(t, 46.2*mm, thumb.Length[0], 1e-9)
	require.InDelta(t, 31.6*mm, thumb.Length[1], 1e-9)
	require.InDelta(t, (21.7+4.5)*mm, thumb.Length[2], 1e-9)
	require.Equal(t, [4]float64{13 * mm, 11 * mm, 9.5 * mm, 7.5 * mm}, thumb.Radius)
	require.Equal(t, r3.Vec{X: 0.021, Y: 0.022, Z: -0.008}, thumb.Base.Pos)
	require.InDelta(t, 0, spatial.AngleBetween(spatial.FromRPY(-55*deg, 15*deg, 40*deg), thumb.Base.Rot), 1e-7)
}

// TestRangesAreTheDesigns holds the ranges (°) against the design's table.
func TestRangesAreTheDesigns(t *testing.T) {
	want := map[hand.Angle][2]float64{
		hand.ThumbAbduction: {-10, 70}, hand.ThumbFlexion: {-30, 45}, hand.ThumbMCP: {-10, 70}, hand.ThumbIP: {-15, 85},
		hand.WristFlexion: {-75, 80}, hand.WristDeviation: {-25, 40},
	}
	for f := hand.Index; f <= hand.Little; f++ {
		for i, r := range [4][2]float64{{-25, 25}, {-25, 95}, {-5, 110}, {-10, 90}} {
			want[hand.FingerAngle(f, i)] = r
		}
	}
	require.Len(t, want, hand.NumAngles)
	for a, r := range want {
		require.InDelta(t, r[0], hand.Ranges()[a].Lower/deg, 1e-9, a)
		require.InDelta(t, r[1], hand.Ranges()[a].Upper/deg, 1e-9, a)
	}
	// The thumb's saddle joint turns it about its own axis as it flexes: 0.3 rad a rad.
	h := hand.New(hand.Right, hand.Nominal())
	flexed := func(by float64) spatial.Pose {
		h.SetAngles(hand.Angles{hand.ThumbFlexion: by})
		return h.PalmFromSegment(hand.Thumb, 0)
	}
	base, bent := flexed(0), flexed(0.5)
	turned := base.Inverse().Mul(bent) // Ry(flexion)·Rx(pronation)
	rolled := spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{Y: 1}, -0.5)}.Mul(turned)
	require.InDelta(t, 0.3*0.5, spatial.RotationVector(rolled.Rot).X, 1e-9)

	// The relaxed hand: 20° and 4° more for every finger further out, and so on.
	rest := hand.Rest()
	for f := hand.Index; f <= hand.Little; f++ {
		n := float64(f - hand.Index)
		require.InDelta(t, 20+4*n, rest[hand.FingerAngle(f, 1)]/deg, 1e-9)
		require.InDelta(t, 28+3*n, rest[hand.FingerAngle(f, 2)]/deg, 1e-9)
		require.InDelta(t, (28+3*n)*2/3, rest[hand.FingerAngle(f, 3)]/deg, 1e-9)
	}
	for a, want := range map[hand.Angle]float64{hand.ThumbAbduction: 25, hand.ThumbFlexion: 5, hand.ThumbMCP: 12, hand.ThumbIP: 15} {
		require.InDelta(t, want, rest[a]/deg, 1e-9)
	}
}

func TestLerpGoesTheWholeWay(t *testing.T) {
	var a, b hand.Angles
	for i := range a {
		a[i], b[i] = float64(i), 3*float64(i)+1
	}
	require.Equal(t, a, a.Lerp(b, 0))
	require.Equal(t, b, a.Lerp(b, 1))
	require.InDelta(t, a[5]+0.25*(b[5]-a[5]), a.Lerp(b, 0.25)[5], 1e-12)
}

// TestPalmIsInBalance: the palm's pose is a weighted least-squares one, so that
// the misses pull at it with no net force and no net moment. By the design the
// wrist, which is the longest lever, counts twice; the thumb's base, which slides
// under the skin, three tenths; the knuckles once; and each by how sure it was.
func TestPalmIsInBalance(t *testing.T) {
	trust := map[int]float64{0: 2, 1: 0.3, 5: 1, 9: 1, 13: 1, 17: 1}
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		frames, _ := recording(11, side, hand.Nominal(), 20, 0.004)
		var own hand.Landmarks
		hand.New(side, hand.Nominal()).LandmarksTo(&own)
		for i := range frames {
			o := &frames[i]
			for k := range o.Weight {
				o.Weight[k] = 0.3 + 0.05*float64((7*k+3*i)%14)
			}
			var fit hand.Fit
			require.True(t, hand.NewFitter(side, hand.Nominal()).Fit(&fit, o))
			var force, moment r3.Vec
			for k, w := range trust {
				at := fit.WorldFromPalm.Apply(own[k])
				pull := r3.Scale(w*o.Weight[k], r3.Sub(o.Points[k], at))
				force = r3.Add(force, pull)
				moment = r3.Add(moment, r3.Cross(r3.Sub(at, fit.WorldFromPalm.Pos), pull))
			}
			require.InDelta(t, 0, r3.Norm(force), 1e-12)
			require.InDelta(t, 0, r3.Norm(moment), 1e-12)
		}
	}
}

// TestAlignUndoesASimilarity: whatever turn, shift and scale points went through,
// they are found, also with points that do not count and are nowhere.
func TestAlignUndoesASimilarity(t *testing.T) {
	points := []r3.Vec{{X: 0.1}, {Y: 0.07, Z: 0.02}, {X: -0.03, Y: 0.01}, {Z: 0.05}}
	for _, turn := range []r3.Vec{{}, {X: 3.1}, {X: -1, Y: 2, Z: 0.4}, {Z: math.Pi / 2}, {Y: -3}} {
		pose := spatial.Pose{Rot: spatial.FromRotationVector(turn), Pos: r3.Vec{X: 1, Y: -2, Z: 0.5}}
		const scale = 1.3
		seen := make([]r3.Vec, len(points))
		for i, p := range points {
			seen[i] = pose.Apply(r3.Scale(scale, p))
		}
		got, size, ok := hand.Align(points, seen, []float64{1, 0.2, 3, 0.7})
		require.True(t, ok)
		require.InDelta(t, scale, size, 1e-12)
		require.InDelta(t, 0, spatial.AngleBetween(pose.Rot, got.Rot), 1e-7)
		// The pose brings the points' middle to where it was seen: sizes do not move it.
		var middle, there r3.Vec
		for i, w := range []float64{1, 0.2, 3, 0.7} {
			middle, there = r3.Add(middle, r3.Scale(w/4.9, points[i])), r3.Add(there, r3.Scale(w/4.9, seen[i]))
		}
		require.InDelta(t, 0, r3.Norm(r3.Sub(got.Apply(middle), there)), 1e-12)

		seen[1] = r3.Vec{X: 1e6}
		_, size, ok = hand.Align(points, seen, []float64{1, 0, 3, 0.7})
		require.True(t, ok, "three are enough")
		require.InDelta(t, scale, size, 1e-12)
		_, _, ok = hand.Align(points, seen, []float64{1, 0, 3, 0})
		require.False(t, ok, "two are not")
	}
	// The gap that tells a line from a triangle is a thousandth of the size.
	bent := func(by float64) bool {
		p := []r3.Vec{{X: -1}, {Y: by}, {X: 1}}
		_, _, ok := hand.Align(p, p, []float64{1, 1, 1})
		return ok
	}
	require.True(t, bent(0.06))
	require.False(t, bent(0.02))
}
