package raster

import (
	"math"
	"testing"

	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestNothingSeenIsCulled: a ball of which any point is in the picture is seen,
// and one that lies beyond a side of the picture by more than its radius is not.
func TestNothingSeenIsCulled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, lo, hi float64) float32 { return float32(rapid.Float64Range(lo, hi).Draw(t, name)) }
		w, h := rapid.IntRange(32, 400).Draw(t, "width"), rapid.IntRange(32, 400).Draw(t, "height")
		camera := scene.DefaultOrbit().Turned(float64(draw("azimuth", -3, 3)), float64(draw("elevation", -1, 1))).Camera()
		camera.Focal = draw("focal", 0.4, 3)
		camera.ShiftX, camera.ShiftY = draw("shift x", -0.4, 0.4), draw("shift y", -0.3, 0.3)
		v := newView(&camera, w, h)
		center := camera.Eye.Add(camera.Forward.Scale(draw("ahead", -1, 3))).Add(camera.Right.Scale(draw("aside", -3, 3))).Add(camera.Up.Scale(draw("above", -3, 3)))
		radius := draw("radius", 0.01, 1.5)
		shown := false
		for i := range 24 {
			st, ct := math.Sincos(math.Pi * (float64(i) + 0.5) / 24)
			for j := range 48 {
				sp, cp := math.Sincos(2 * math.Pi * float64(j) / 48)
				p := center.Add(scene.Vec{X: float32(st * cp), Y: float32(st * sp), Z: float32(ct)}.Scale(radius))
				x, y, depth := v.project(p)
				shown = shown || depth > 0 && x >= 0 && y >= 0 && x < float32(w) && y < float32(h)
			}
		}
		if shown {
			require.True(t, v.sees(center, radius))
		}

		// The side planes hold the eye and the picture's edges: by rays through corners.
		corner := func(x, y float64) scene.Vec { return scene.FromR3(camera.Ray(x, y, float64(w), float64(h)).Direction) }
		a, b, c, d := corner(0, 0), corner(float64(w), 0), corner(float64(w), float64(h)), corner(0, float64(h))
		beyond := float32(math.Inf(-1))
		for _, side := range [4][2]scene.Vec{{a, b}, {b, c}, {c, d}, {d, a}} {
			out := side[1].Cross(side[0]).Unit()
			if out.Dot(a.Add(b).Add(c).Add(d)) > 0 {
				out = out.Scale(-1)
			}
			beyond = max(beyond, center.Sub(camera.Eye).Dot(out))
		}
		if beyond > 1.001*radius+1e-4 {
			require.False(t, v.sees(center, radius), "%g m beyond, radius %g m", beyond, radius)
		}
		if center.Sub(camera.Eye).Dot(camera.Forward) < 0.05-radius-1e-4 {
			require.False(t, v.sees(center, radius), "behind the eye")
		}
	})
}
