package raster_test

import (
	"bytes"
	"image"
	"math"
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// lamp is a frame in the dark in which only what emits light is seen, from the
// origin along +Y.
func lamp(meshes ...*scene.Mesh) *scene.Frame {
	f := &scene.Frame{
		Camera:    scene.Camera{Right: scene.Vec{X: 1}, Up: scene.Vec{Z: 1}, Forward: scene.Vec{Y: 1}, Focal: 1},
		Materials: make([]scene.Material, 256),
		Stage: scene.Stage{
			FloorZ: -100, Reach: 2, Exposure: 1,
			Key: scene.Light{Toward: scene.Vec{Z: 1}}, Rim: scene.Light{Toward: scene.Vec{Z: 1}},
		},
	}
	for i := range f.Materials {
		f.Materials[i] = scene.Material{Emission: scene.Vec{X: 1, Y: 1, Z: 1}, Roughness: 0.5}
	}
	for _, m := range meshes {
		f.Solids = append(f.Solids, scene.Solid{Mesh: m, WorldFromModel: scene.Identity(), Glow: 1, NoShadow: true})
	}
	return f
}

// lampValue is how a pixel filled by the lamp is displayed.
func lampValue(t require.TestingT) float64 {
	r := raster.New(32, 32, raster.Options{})
	defer r.Close()
	v := r.Render(lamp(quad(-9, 9, -9, 9, 2, 0))).RGBAAt(16, 16).R
	require.Greater(t, v, uint8(200))
	return float64(v)
}

// lit is the picture's area (px) filled by the lamp, fractions included.
func lit(img *image.RGBA, full float64) float64 {
	sum := 0.0
	for i := 0; i < len(img.Pix); i += 4 {
		sum += float64(img.Pix[i])
	}
	return sum / full
}

// quad is a rectangle that faces the camera of lamp at distance y.
func quad(x0, x1, z0, z1, y float32, mat scene.MaterialID) *scene.Mesh {
	n := scene.Vec{Y: -1}
	return scene.NewMesh(
		[]scene.Vec{{X: x0, Y: y, Z: z0}, {X: x1, Y: y, Z: z0}, {X: x1, Y: y, Z: z1}, {X: x0, Y: y, Z: z1}},
		[]scene.Vec{n, n, n, n},
		[]scene.Triangle{{A: 0, B: 1, C: 2, Material: mat}, {A: 0, B: 2, C: 3, Material: mat}},
	)
}

// sphere is a ball about the origin, n sides round and half as many from pole to
// pole.
func sphere(radius float32, n int) *scene.Mesh {
	var points, normals []scene.Vec
	var triangles []scene.Triangle
	for i := range n/2 + 1 {
		st, ct := math.Sincos(math.Pi * float64(i) / float64(n/2))
		for j := range n {
			sp, cp := math.Sincos(2 * math.Pi * float64(j) / float64(n))
			normal := scene.Vec{X: float32(st * cp), Y: float32(st * sp), Z: float32(ct)}
			points, normals = append(points, normal.Scale(radius)), append(normals, normal)
			if i == 0 {
				continue
			}
			a, b := uint32(i*n+j), uint32(i*n+(j+1)%n)
			up := uint32(n)
			triangles = append(triangles, scene.Triangle{A: a, B: b, C: b - up}, scene.Triangle{A: a, B: b - up, C: a - up})
		}
	}
	return scene.NewMesh(points, normals, triangles)
}

func TestSmoothedAreaIsExact(t *testing.T) {
	full := lampValue(t)
	r := raster.New(320, 240, raster.Options{})
	defer r.Close()
	rapid.Check(t, func(t *rapid.T) {
		// A rotated rectangle, wholly inside the picture.
		w := rapid.Float64Range(0.05, 0.5).Draw(t, "width")
		h := rapid.Float64Range(0.05, 0.5).Draw(t, "height")
		turn := rapid.Float64Range(0, math.Pi).Draw(t, "turn")
		m := quad(float32(-w/2), float32(w/2), float32(-h/2), float32(h/2), 2, 0)
		f := lamp(m)
		s, c := math.Sincos(turn)
		f.Solids[0].WorldFromModel = scene.Affine{
			X: scene.Vec{X: float32(c), Z: float32(s)}, Y: scene.Vec{Y: 1}, Z: scene.Vec{X: float32(-s), Z: float32(c)},
		}
		want := w * h * 120 * 120 // focal 1 × 240 px, at 2 m
		edge := 2 * (w + h) * 120
		require.InDelta(t, want, lit(r.Render(f), full), 0.01*want+edge/32+3, "vertices are rounded by up to 1/32 px; a corner's pixel, which both of its edges blend, errs by less than one")
	})
}

func TestSphereHasTheAreaOfItsCone(t *testing.T) {
	full := lampValue(t)
	r := raster.New(400, 400, raster.Options{})
	defer r.Close()
	const radius, distance = 0.5, 2.0
	f := lamp(sphere(radius, 96))
	f.Solids[0].WorldFromModel.T = scene.Vec{Y: distance}
	img := r.Render(f)
	// A centred sphere's outline is the circle of tan(asin(r/d)).
	tan := radius / math.Sqrt(distance*distance-radius*radius)
	px := 400 * tan
	require.InEpsilon(t, math.Pi*px*px, lit(img, full), 0.004)
	for y := range 400 {
		for x := range 400 {
			if math.Hypot(float64(x)+0.5-200, float64(y)+0.5-200) < px-2 {
				require.InDelta(t, img.RGBAAt(200, 200).R, img.RGBAAt(x, y).R, 2, "a hole at %d, %d", x, y)
			}
		}
	}
}

func TestNearerSurfaceHidesFartherWhateverTheOrder(t *testing.T) {
	r := raster.New(64, 64, raster.Options{})
	defer r.Close()
	near, far := quad(-0.5, 0.5, -0.5, 0.5, 2, 1), quad(-2, 2, -2, 2, 3, 2)
	for _, order := range [][]*scene.Mesh{{near, far}, {far, near}} {
		f := lamp(order...)
		f.Materials[1].Emission, f.Materials[2].Emission = scene.Vec{X: 1}, scene.Vec{Y: 1}
		img := r.Render(f)
		require.Zero(t, img.RGBAAt(32, 32).G)
		require.Greater(t, img.RGBAAt(32, 32).R, uint8(100))
		require.Zero(t, img.RGBAAt(2, 2).R)
		require.Greater(t, img.RGBAAt(2, 2).G, uint8(100))
	}
}

func TestBackOfAMeshIsNotDrawn(t *testing.T) {
	r := raster.New(64, 64, raster.Options{})
	defer r.Close()
	f := lamp(quad(-0.5, 0.5, -0.5, 0.5, 2, 0))
	f.Solids[0].WorldFromModel.X.X, f.Solids[0].WorldFromModel.Y.Y = -1, -1 // half a turn about Z
	f.Solids[0].WorldFromModel.T.Y = 4
	img := r.Render(f)
	require.Zero(t, img.RGBAAt(32, 32).R)
}

func TestDotIsSeenUnlessSomethingIsBefore(t *testing.T) {
	full := lampValue(t)
	r := raster.New(128, 128, raster.Options{})
	defer r.Close()
	f := lamp(quad(-0.5, 0, -0.5, 0.5, 2, 1))
	f.Materials[1].Emission = scene.Vec{}
	for _, x := range []float32{-0.25, 0.25} {
		f.Dots = append(f.Dots, scene.Dot{
			At: scene.Vec{X: x, Y: 2.5}, Normal: scene.Vec{Y: -1}, Radius: 0.05, Color: scene.Vec{X: 1, Y: 1, Z: 1}, Alpha: 1,
		})
	}
	img := r.Render(f)
	at := func(x float64) uint8 { return img.RGBAAt(64+int(x/2.5*128), 64).R }
	require.Zero(t, at(-0.25))
	require.Greater(t, at(0.25), uint8(200))
	px := 0.05 / 2.5 * 128
	require.InEpsilon(t, math.Pi*px*px, lit(img, full), 0.05)
}

// What shines through a thing that is held does so by its share, also where it looks away;
// through anything else nothing does.
func TestDotShinesThroughWhatIsHeld(t *testing.T) {
	r := raster.New(128, 128, raster.Options{})
	defer r.Close()
	shine := func(through, normal, held float32) uint8 {
		f := lamp(quad(-0.5, 0.5, -0.5, 0.5, 2, 1))
		f.Materials[1].Emission = scene.Vec{}
		f.Solids[0].Held = held
		f.Dots = append(f.Dots, scene.Dot{
			At: scene.Vec{Y: 2.5}, Normal: scene.Vec{Y: normal}, Radius: 0.05, Color: scene.Vec{X: 1, Y: 1, Z: 1}, Alpha: 1, Through: through,
		})
		return r.Render(f).RGBAAt(64, 64).R
	}
	require.Zero(t, shine(0, -1, 1))
	half := shine(0.5, -1, 1)
	require.Greater(t, half, uint8(20))
	require.Less(t, half, shine(1, -1, 1))
	require.Equal(t, half, shine(0.5, 1, 1))
	for _, normal := range []float32{-1, 1} {
		require.Zero(t, shine(1, normal, 0), "a shell, a joint, the back of the hand")
	}
}

func TestStrokeHasItsWidth(t *testing.T) {
	full := lampValue(t)
	r := raster.New(720, 720, raster.Options{})
	defer r.Close()
	rapid.Check(t, func(t *rapid.T) {
		turn := rapid.Float64Range(0, math.Pi).Draw(t, "turn")
		width := rapid.Float64Range(1, 6).Draw(t, "width")
		s, c := math.Sincos(turn)
		end := scene.Vec{X: float32(0.3 * c), Y: 1, Z: float32(0.3 * s)}
		f := lamp()
		f.Strokes = []scene.Stroke{{A: scene.Vec{X: -end.X, Y: 1, Z: -end.Z}, B: end, Width: float32(width), Color: scene.Vec{X: 1, Y: 1, Z: 1}, Alpha: 1}}
		length := 0.6 * 720
		require.InEpsilon(t, length*width+math.Pi*width*width/4, lit(r.Render(f), full), 0.03)
	})
}

func TestFloorIsDarkWhereTheLightIsBlocked(t *testing.T) {
	r := raster.New(320, 240, raster.Options{})
	defer r.Close()
	ball := sphere(0.1, 32)
	draw := func(withBall bool) *image.RGBA {
		f := lamp()
		f.Camera = scene.Camera{
			Eye: scene.Vec{Y: -1.5, Z: 1.5}, Right: scene.Vec{X: 1}, Up: scene.Vec{Y: 0.70710678, Z: 0.70710678},
			Forward: scene.Vec{Y: 0.70710678, Z: -0.70710678}, Focal: 1,
		}
		f.Stage.FloorZ, f.Stage.Floor = 0, scene.Vec{X: 0.3, Y: 0.3, Z: 0.3}
		f.Stage.Key = scene.Light{Toward: scene.Vec{X: -0.6, Z: 0.8}, Color: scene.Vec{X: 2, Y: 2, Z: 2}}
		f.Stage.Reach = 1
		if withBall {
			f.Solids = []scene.Solid{{Mesh: ball, WorldFromModel: scene.Identity()}}
			f.Solids[0].WorldFromModel.T.Z = 0.4
		}
		img := r.Render(f)
		out := image.NewRGBA(img.Rect)
		copy(out.Pix, img.Pix)
		return out
	}
	before, after := draw(false), draw(true)
	// The light comes from the left: the shadow's centre is 0.4·tan to the right.
	pixel := func(x, y float64) (int, int) {
		dy, dz := y+1.5, -1.5
		depth := (dy - dz) * math.Sqrt2 / 2
		up := (dy + dz) * math.Sqrt2 / 2
		return 160 + int(240*x/depth), 120 - int(240*up/depth)
	}
	x, y := pixel(0.3, 0)
	require.Less(t, float64(after.RGBAAt(x, y).R), 0.75*float64(before.RGBAAt(x, y).R))
	x, y = pixel(-0.4, 0)
	require.InDelta(t, before.RGBAAt(x, y).R, after.RGBAAt(x, y).R, 2)
}

func TestPictureDoesNotDependOnTheNumberOfCores(t *testing.T) {
	desc, snap := rendertest.Named("pinch").Mirrored(t)
	f := scene.New(desc).Build(snap, scene.DefaultOrbit().Camera())
	var want []byte
	for _, workers := range []int{1, 2, 5} {
		r := raster.New(640, 360, raster.Options{Workers: workers})
		for range 2 { // nothing may be left over from the last picture either
			img := r.Render(f)
			if want == nil {
				want = append(want, img.Pix...)
			}
			require.Equal(t, want, img.Pix, "%d workers", workers)
		}
		r.Close()
	}
}

func TestFrameAllocatesNothing(t *testing.T) {
	desc, snap := rendertest.Named("open").Mirrored(t)
	s := scene.New(desc)
	r := raster.New(320, 180, raster.Options{})
	defer r.Close()
	inset := raster.New(96, 64, raster.Options{Light: r})
	defer inset.Close()
	camera := scene.DefaultOrbit().Camera()
	draw := func() {
		r.Render(s.Build(snap, camera))
		inset.Render(s.CloseUp())
	}
	draw()
	require.Zero(t, testing.AllocsPerRun(20, draw))
}

func TestTinyPictureIsDrawn(t *testing.T) {
	r := raster.New(0, 0, raster.Options{Shadow: 1})
	defer r.Close()
	w, h := r.Size()
	require.Equal(t, [2]int{16, 16}, [2]int{w, h})
	desc, snap := rendertest.Named("open").Mirrored(t)
	require.NotNil(t, r.Render(scene.New(desc).Build(snap, scene.DefaultOrbit().Camera())))
}

// The second view takes over the first one's shadows, and leaves out only what
// it cannot see.
func TestViewWithBorrowedLightIsTheSamePicture(t *testing.T) {
	desc, snap := rendertest.Named("fist").Mirrored(t)
	s := scene.New(desc)
	own := raster.New(320, 240, raster.Options{})
	defer own.Close()
	other := raster.New(320, 240, raster.Options{Light: own})
	defer other.Close()
	s.Build(snap, scene.DefaultOrbit().Camera())
	f := s.CloseUp()
	want := append([]uint8(nil), own.Render(f).Pix...)
	require.Equal(t, want, other.Render(f).Pix)
}

// A renderer that has drawn other sizes and qualities draws what a new one does.
func TestResizedRendererIsAsNew(t *testing.T) {
	desc, snap := rendertest.Named("pinch").Mirrored(t)
	s := scene.New(desc)
	camera := scene.DefaultOrbit().Camera()
	used := raster.New(160, 90, raster.Options{})
	defer used.Close()
	inset := raster.New(0, 0, raster.Options{Light: used})
	defer inset.Close()
	for i, o := range []raster.Options{{}, {Shadow: 512}, {Shadow: 512, HardEdge: true, NoOcclusion: true}, {Workers: 3}, {}} {
		width, height := 320-40*i, 100+20*i
		fresh := raster.New(width, height, o)
		used.Resize(width, height, o)
		f := s.Build(snap, camera)
		require.True(t, bytes.Equal(fresh.Render(f).Pix, used.Render(f).Pix), "%d × %d", width, height)

		f = s.CloseUp()
		o.Light = fresh
		alone := raster.New(90+i, 70, o)
		o.Light = used
		inset.Resize(90+i, 70, o)
		require.True(t, bytes.Equal(alone.Render(f).Pix, inset.Render(f).Pix), "the close-up of %d × %d", width, height)
		alone.Close()

		// It may get a light of its own.
		inset.Resize(width, height, raster.Options{})
		f = s.Build(snap, camera)
		fresh.Resize(width, height, raster.Options{})
		require.True(t, bytes.Equal(fresh.Render(f).Pix, inset.Render(f).Pix), "%d × %d alone", width, height)
		fresh.Close()
	}
}
