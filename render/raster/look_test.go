package raster_test

import (
	"fmt"
	"image/png"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"

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
		if v := os.Getenv("ORBIT"); v != "" {
			_, err := fmt.Sscan(v, &o.Azimuth, &o.Elevation, &o.Distance, &o.Target.X, &o.Target.Z, &o.Focal)
			require.NoError(t, err)
		}
		img := r.Render(scene.New(desc).Build(snap, o.Camera()))
		if os.Getenv("VIEW") == "whole" {
			p, err := picture.New(desc, picture.Options{})
			require.NoError(t, err)
			snap.Health.TipErrorMM = 3.2
			snap.Health.LatencyUS[mirror.StageLoop] = mirror.Spread{P50: 141, P99: 233}
			img = p.Compose(snap, o, hud.State{Source: "synth:medley", Gesture: "pinch", FPS: 60, LagMS: 52, Health: snap.Health, Reached: true, Channels: 576, Toggled: toggled()})
			p.Close()
		}
		f, err := os.Create(dir + "/" + p.name + ".png")
		require.NoError(t, err)
		require.NoError(t, png.Encode(f, img))
		require.NoError(t, f.Close())
	}
}

// toggled are the panels named in $PANELS.
func toggled() (on [hud.NumPanels]bool) {
	for i := range on {
		on[i] = strings.ContainsRune(os.Getenv("PANELS"), rune('0'+i))
	}
	return on
}
