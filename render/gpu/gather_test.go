//go:build cgo && linux

package gpu

import (
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

// What is done for a picture before the engine has it allocates nothing once the lists are as
// long as they get, and what the shaders are told neither.
func TestAPictureAllocatesNothingOfOurOwn(t *testing.T) {
	s := rendertest.Samples()
	desc := s.Posture.Description(t)
	snap, from := s.Snapshot(t, &desc, s.Coordinates(t, "../../"+rendertest.Golden, &desc))
	built := scene.New(desc)
	r := &Renderer{Options: raster.Options{Fine: true}, canvas: canvas{uniforms: raster.Uniforms{}}}
	r.main.place = raster.NewPlacement(640, 360, r.Options)
	r.near.place = r.main.place.Near(320, 240, r.nearOptions())
	defer r.main.place.Close()
	defer r.near.place.Close()
	v := &r.main.view
	var d decals
	picture := func() {
		r.gather(built.Build(snap, from.Camera()))
		r.gatherNear(built.CloseUp())
		v.tell(&r.canvas, r.main.place)
		r.main.place.TellFloor(r.canvas.uniforms)
		r.main.place.TellPane(r.canvas.uniforms)
		for i := range v.batches.list {
			if b := &v.batches.list[i]; b.body < 0 {
				v.light(&r.canvas, r.main.place, b, &d)
			}
		}
	}
	for range 3 {
		picture()
	}
	require.Zero(t, testing.AllocsPerRun(10, picture))
	require.NotEmpty(t, v.batches.list)
}

func TestUniformsAreOneArray(t *testing.T) {
	p, text := pack(`var Light vec3 // towards it
var Rods [2]vec4
func f() vec3 { return Light*Rods[i].x + Lights() }

var Edge float
var Light vec3
func g() float { return Edge + Light.x }
`)
	require.Equal(t, `var Packed [4]vec4


func f() vec3 { return Packed[0].xyz*Packed[1+i].x + Lights() }



func g() float { return Packed[3].x + Packed[0].xyz.x }
`, text)
	u := raster.Uniforms{}
	u.Float("Edge", 5)
	u.Float("Rods", 1, 2, 3, 4, 6, 7, 8, 9)
	u.Vec("Light", scene.Vec{X: -1, Y: -2, Z: -3})
	want := []float32{-1, -2, -3, 0, 1, 2, 3, 4, 6, 7, 8, 9, 5, 0, 0, 0}
	require.Equal(t, map[string]any{"Packed": want}, p.fill(u))
}
