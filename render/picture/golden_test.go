package picture_test

import (
	"encoding/json"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

var (
	update = flag.Bool("update", false, "write the golden pictures, with the robot's coordinates as they are kept")
	solve  = flag.Bool("solve", false, "with -update: solve the robot's coordinates anew")
)

// golden is where the pictures are, from this package's folder.
const golden = "../../" + rendertest.Golden

// states are what the panels show in the pictures that are about them.
func states() map[string]hud.State {
	panels := hud.State{Source: "synth:pinch", Gesture: "pinch", FPS: 60, LagMS: figure.Of(48), Channels: 576, Taxels: 1140}
	panels.Toggled[hud.Skin], panels.Toggled[hud.Joints], panels.Toggled[hud.Decoder] = true, true, true
	panels.Toggled[hud.Timing], panels.Toggled[hud.Misses], panels.Toggled[hud.Vibration] = true, true, true
	warm := hud.State{Source: "synth:pinch", Gesture: "pinch", Warmth: true, Exploring: true}
	warm.Toggled[hud.Skin] = true
	warm.Recognition = hud.Recognition{
		Doing: locale.PhaseHolding, Name: locale.Plastics, Share: 0.64, Second: locale.Oak, SecondShare: 0.22, Force: true, Heat: true,
	}
	return map[string]hud.State{"panels": panels, "temperature": warm, "close": {Hidden: true}}
}

func TestGoldenPictures(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("golden pictures are exact on amd64 only: other machines fuse multiplications and additions")
	}
	for _, s := range rendertest.Shots() {
		t.Run(s.Name, func(t *testing.T) {
			desc := s.Posture.Description(t)
			snap, view := s.Snapshot(t, &desc, coordinates(t, &s, &desc))
			p, err := picture.New(desc, picture.Options{Width: 960, Height: 540, Scale: 0.75})
			require.NoError(t, err)
			defer p.Close()
			state := states()[s.Name]
			if state.Source == "" {
				state.Source = s.Name
			}
			state.Reached, state.Side = true, s.Posture.Side
			compare(t, s.Name, p.Compose(snap, view, state))
		})
	}
}

// coordinates are the robot's in a golden picture.
func coordinates(t *testing.T, s *rendertest.Shot, desc *mirror.Description) []float64 {
	if *update && *solve {
		text, err := json.Marshal(s.Posture.Solve(t, desc))
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(golden, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(golden, s.Name+".json"), append(text, '\n'), 0o644))
	}
	return s.Coordinates(t, golden, desc)
}

// compare checks a picture against its golden one, and on failure writes what it
// got, what it wanted and where they differ.
func compare(t *testing.T, name string, got *image.RGBA) {
	path := filepath.Join(golden, name+".png")
	if *update {
		writePNG(t, path, got)
		return
	}
	want := readPNG(t, path)
	require.Equal(t, want.Rect, got.Rect)
	diff := image.NewRGBA(got.Rect)
	pixels, worst := 0, 0
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			g, w := got.RGBAAt(x, y), want.RGBAAt(x, y)
			d := max(abs(g.R, w.R), abs(g.G, w.G), abs(g.B, w.B))
			diff.SetRGBA(x, y, color.RGBA{uint8(min(16*d, 255)), 0, 0, 255})
			if d > 0 {
				pixels++
				worst = max(worst, d)
			}
		}
	}
	if pixels == 0 {
		return
	}
	dir := filepath.Join(os.TempDir(), "mirrorarm-golden", strings.ReplaceAll(t.Name(), "/", "-"))
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for file, img := range map[string]*image.RGBA{"got.png": got, "want.png": want, "diff.png": diff} {
		writePNG(t, filepath.Join(dir, file), img)
	}
	require.Zero(t, pixels, "pixels differ, by up to %d levels; look at got, want and diff in %s, and if the new one is right run with -update", worst, dir)
}

func abs(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

func writePNG(t *testing.T, path string, img image.Image) {
	f, err := os.Create(path)
	require.NoError(t, err)
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	require.NoError(t, encoder.Encode(f, img))
	require.NoError(t, f.Close())
}

func readPNG(t *testing.T, path string) *image.RGBA {
	f, err := os.Open(path)
	require.NoError(t, err, "run with -update to make the golden pictures")
	img, err := png.Decode(f)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, image.Point{}, draw.Src)
	return out
}
