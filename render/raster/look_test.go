package raster

import (
	"math"
	"testing"

	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// someCamera is a level camera that looks at the origin.
func someCamera(t *rapid.T) scene.Camera {
	o := scene.DefaultOrbit()
	o.Target = scene.Vec{}
	o.Azimuth = rapid.Float64Range(-3, 3).Draw(t, "azimuth")
	o.Elevation = rapid.Float64Range(0.05, 1.2).Draw(t, "elevation")
	o.Distance = rapid.Float64Range(0.6, 2).Draw(t, "distance")
	return o.Camera()
}

func somePoint(t *rapid.T, reach float64, label string) scene.Vec {
	at := func(axis string) float32 { return float32(rapid.Float64Range(-reach, reach).Draw(t, label+axis)) }
	return scene.Vec{X: at(" x"), Y: at(" y"), Z: at(" z")}
}

// A pixel of a thing is of the same place in the model, and so has the same pattern, wherever
// the thing is, however it is turned, and wherever from it is seen.
func TestPatternBelongsToTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &Renderer{width: 640, height: 360}
		camera := someCamera(t)
		r.view = newView(&camera, r.width, r.height)
		place := scene.Along(somePoint(t, 0.1, "at"), somePoint(t, 0.1, "to").Add(scene.Vec{X: 0.3}), scene.Vec{Z: 1})
		p := somePoint(t, 0.05, "p")
		o := &object{solid: &scene.Solid{WorldFromModel: place}}
		x, y, depth := r.view.project(place.Apply(p))
		if !(depth > 0) || y < 0 || x < 0 {
			t.Skip()
		}
		var w weaver
		w.aim(r, o, int(y))
		// The row of pixels passes within half a pixel of the point.
		fx, far := float32(int(x)), 1/depth
		got := w.eye.Add(w.ray.Add(w.rayX.Scale(fx)).Scale(far))
		require.Less(t, got.Sub(p).Norm(), 0.75*far/r.view.scale)
	})
}

// No pattern makes a surface brighter or much darker as a whole, none makes it negative, and
// of what pixels do not tell apart nothing is left.
func TestPatternsKeepTheMean(t *testing.T) {
	for p := scene.Plain; p <= scene.Knit; p++ {
		sum, n, least, most := 0.0, 0, 9.0, 0.0
		for i := range 200 {
			for k := range 100 {
				s := spot{u: float32(i) * 0.31e-3, v: float32(k) * 0.43e-3, w: 0.01, up: true, lu: 0.4, lv: -0.3, pixel: 0.1e-3}
				g := float64(s.gain(p))
				sum, n, least, most = sum+g, n+1, min(least, g), max(most, g)
			}
		}
		require.InDelta(t, 0.95, sum/float64(n), 0.13, "pattern %d", p)
		require.GreaterOrEqual(t, least, 0.0, "pattern %d", p)
		require.LessOrEqual(t, most, 2.0, "pattern %d", p)
		if p != scene.Plain {
			require.Greater(t, most-least, 0.05, "pattern %d", p)
		}
		from, to := math.Inf(1), math.Inf(-1)
		for i := range 100 {
			s := spot{u: float32(i) * 0.31e-3, v: 0.2e-3, w: 0.01, up: true, pixel: 0.05}
			g := float64(s.gain(p))
			from, to = min(from, g), max(to, g)
		}
		require.Less(t, to-from, 0.25, "pattern %d from afar", p)
	}
}

// What stands behind a plane in its mirror is seen where the mirrored camera sees the thing
// itself, the other way round.
func TestMirroredCameraSeesTheMirrorImage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		camera := someCamera(t)
		camera.ShiftX = float32(rapid.Float64Range(-0.2, 0.2).Draw(t, "shift"))
		n := scene.Vec{Z: 1}
		if rapid.Bool().Draw(t, "upright") {
			a := rapid.Float64Range(-3, 3).Draw(t, "turn")
			n = scene.Vec{X: float32(math.Cos(a)), Y: float32(math.Sin(a))}
		}
		m := mirrorImage{n: n, offset: float32(rapid.Float64Range(-0.2, 0.2).Draw(t, "offset"))}
		p := somePoint(t, 0.2, "p")
		image := p.Sub(n.Scale(2 * (n.Dot(p) - m.offset)))
		behind := m.reflected(&camera)
		require.InDelta(t, 0, behind.Right.Z, 1e-6, "it is level")
		require.InDelta(t, 1, behind.Right.Cross(behind.Up).Dot(behind.Forward.Scale(-1)), 1e-5, "and no mirror image itself")
		v, w := newView(&camera, 640, 360), newView(&behind, 640, 360)
		x, y, depth := v.project(image)
		mx, my, deep := w.project(p)
		require.InDelta(t, depth, deep, 1e-3)
		if depth > 0 {
			require.InDelta(t, 640-x, mx, 0.05)
			require.InDelta(t, y, my, 0.05)
		}
	})
}

// A mirror in the middle of the box sees all of it, one that looks away none, and a blurred
// image is nowhere brighter than a sharp one.
func TestBoxIsCoveredInPart(t *testing.T) {
	require.InDelta(t, 1, covered(0, 0, boxEdge(0)), 1e-6)
	require.Zero(t, covered(2*boxHalfU, 0, boxEdge(0)))
	require.Zero(t, covered(0, 3*boxHalfV, boxEdge(0)))
	for r := float32(0); r < 1; r += 0.1 {
		require.LessOrEqual(t, covered(0, 0, boxEdge(r))*boxGain(r), boxGain(0))
		require.GreaterOrEqual(t, boxGain(r), boxGain(r+0.1))
	}
}
