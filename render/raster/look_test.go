package raster_test

import (
	"image/png"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

// TestLook writes pictures to $LOOK for the eye.
func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip("set LOOK to a folder")
	}
	r := raster.New(1280, 720, raster.Options{})
	defer r.Close()
	for _, p := range postures() {
		if want := os.Getenv("POSE"); want != "" && !strings.Contains(want, p.name) {
			continue
		}
		desc, snap := p.snapshot(t, hand.Right)
		o := scene.DefaultOrbit()
		switch os.Getenv("VIEW") {
		case "robot":
			o.Target = scene.FromR3(snap.Arm.WorldFromLink[desc.Robot.Palm].Pos)
			o.Target.X -= 0.06
			o.Distance = 0.42
		case "person":
			o.Target = scene.FromR3(snap.Person.WorldFromPalm.Pos)
			o.Target.X += 0.06
			o.Distance = 0.42
		}
		img := r.Render(scene.New(desc).Build(snap, o.Camera()))
		f, err := os.Create(dir + "/" + p.name + ".png")
		require.NoError(t, err)
		require.NoError(t, png.Encode(f, img))
		require.NoError(t, f.Close())
	}
}
