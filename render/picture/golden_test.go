package picture_test

import (
	"encoding/json"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sensors/material"
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
const golden = "../../testdata/golden"

// shot is one golden picture.
type shot struct {
	name    string
	posture rendertest.Posture
	view    func(*scene.Orbit, *mirror.Snapshot, *mirror.Description)
	state   hud.State
	change  func(t *testing.T, snap *mirror.Snapshot, desc *mirror.Description)
}

// shots are the scenes and postures that must not change unseen.
func shots() []shot {
	var all []shot
	for _, p := range rendertest.Postures() {
		all = append(all, shot{name: p.Name, posture: p})
	}
	left := rendertest.Named("open")
	left.Side = hand.Left
	same := rendertest.Named("victory")
	same.Follow = retarget.Same
	wrist := rendertest.Named("open")
	wrist.Angles[hand.WristFlexion], wrist.Angles[hand.WristDeviation] = 0.7, 0.2
	panels := hud.State{Source: "synth:pinch", Gesture: "pinch", FPS: 60, LagMS: figure.Of(48), Channels: 576, Taxels: 1140}
	panels.Toggled[hud.Skin], panels.Toggled[hud.Joints], panels.Toggled[hud.Decoder] = true, true, true
	panels.Toggled[hud.Timing], panels.Toggled[hud.Misses], panels.Toggled[hud.Vibration] = true, true, true
	warm := hud.State{Source: "synth:pinch", Gesture: "pinch", Warmth: true, Exploring: true}
	warm.Toggled[hud.Skin] = true
	warm.Recognition = hud.Recognition{
		Doing: locale.PhaseHolding, Name: locale.Plastics, Share: 0.64, Second: locale.Oak, SecondShare: 0.22, Force: true, Heat: true,
	}
	return append(all,
		shot{name: "left-person", posture: left},
		shot{name: "same-side", posture: same},
		shot{name: "bent-wrist-lagging", posture: wrist, change: lag},
		shot{name: "close", posture: rendertest.Named("pinch"), view: close, state: hud.State{Hidden: true}},
		shot{name: "panels", posture: rendertest.Named("pinch"), state: panels, change: busy},
		shot{name: "temperature", posture: rendertest.Named("pinch"), state: warm, change: warmed},
		shot{name: "cups", posture: rendertest.Named("open"), change: cups},
	)
}

// lag puts the moving robot behind its target.
func lag(_ *testing.T, snap *mirror.Snapshot, desc *mirror.Description) {
	late := append([]float64(nil), snap.Arm.Coordinates...)
	for i := range late {
		late[i] *= 0.85
	}
	snap.Arm.Coordinates, snap.Arm.WorldFromLink = late, rendertest.Place(desc, late)
}

// warmed gives the skin's patches temperatures, those of a fingertip uneven.
func warmed(_ *testing.T, snap *mirror.Snapshot, desc *mirror.Description) {
	for i, spot := range desc.Skin.Spots {
		celsius := float32(34)
		switch spot.Region {
		case "index_distal":
			celsius = 30 + 4*float32(i%4)
		case "middle_distal":
			celsius = 25
		}
		snap.Warmth = append(snap.Warmth, celsius)
	}
}

// busy fills the panels that show what a running loop measures.
func busy(_ *testing.T, snap *mirror.Snapshot, _ *mirror.Description) {
	for i := range snap.Health.LoopHistogram {
		snap.Health.LoopHistogram[i] = max(400-(i-14)*(i-14)*12, 0)
	}
	for i := range 512 {
		snap.Vibration = append(snap.Vibration, float32(200*math.Sin(2*math.Pi*0.15*float64(i))))
	}
	snap.Feel = []mirror.Feel{{Region: "index_distal", Touch: material.Touch{Slip: true}}}
}

// close looks at the robot's hand from near, on the palm.
func close(o *scene.Orbit, snap *mirror.Snapshot, desc *mirror.Description) {
	o.Target = scene.FromR3(snap.Arm.WorldFromLink[desc.Robot.Palm].Pos)
	o.Target.X -= 0.06
	o.Azimuth, o.Elevation, o.Distance = 2.5, 0.15, 0.42
}

// cups puts a table with cups round the robot.
func cups(t *testing.T, snap *mirror.Snapshot, _ *mirror.Description) {
	rendertest.Furnish(t, snap, "cups")
}

func TestGoldenPictures(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("golden pictures are exact on amd64 only: other machines fuse multiplications and additions")
	}
	for _, s := range shots() {
		t.Run(s.name, func(t *testing.T) {
			desc := s.posture.Description(t)
			snap := s.posture.Snapshot(&desc, coordinates(t, &s, &desc))
			if s.change != nil {
				s.change(t, snap, &desc)
			}
			view := scene.DefaultOrbit()
			if s.view != nil {
				s.view(&view, snap, &desc)
			}
			p, err := picture.New(desc, picture.Options{Width: 960, Height: 540, Scale: 0.75})
			require.NoError(t, err)
			defer p.Close()
			if s.state.Source == "" {
				s.state.Source = s.name
			}
			s.state.Reached, s.state.Side = true, s.posture.Side
			compare(t, s.name, p.Compose(snap, view, s.state))
		})
	}
}

// coordinates are the robot's in a golden picture: kept beside it, so that the
// picture depends on the renderer and not on the solver.
func coordinates(t *testing.T, s *shot, desc *mirror.Description) []float64 {
	path := filepath.Join(golden, s.name+".json")
	if *update && *solve {
		q := s.posture.Solve(t, desc)
		text, err := json.Marshal(q)
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(golden, 0o755))
		require.NoError(t, os.WriteFile(path, append(text, '\n'), 0o644))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var q []float64
	require.NoError(t, json.Unmarshal(text, &q))
	require.Len(t, q, desc.Robot.Model.DOF(), "%s is of another robot: run with -update -solve", path)
	return q
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
