//go:build cgo && linux

package gpu_test

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"mirrorarm/render/gpu"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"

	"github.com/hajimehoshi/ebiten/v2"
)

// difference is that of two pictures.
type difference struct {
	Name  string
	Mean  float64 // of the channels, of 255
	Close float64 // share of pixels that differ by 12 at most in every channel
	Worst int
}

func (d difference) String() string {
	return fmt.Sprintf("%-22s mean %.3f, within 12: %.3f %%, worst %d", d.Name, d.Mean, 100*d.Close, d.Worst)
}

const levels = 12

func compare(name string, a, b *image.RGBA) difference {
	d := difference{Name: name}
	sum, within := 0, 0
	for i := 0; i < len(a.Pix); i += 4 {
		most := 0
		for k := range 3 {
			diff := int(a.Pix[i+k]) - int(b.Pix[i+k])
			diff = max(diff, -diff)
			sum += diff
			most = max(most, diff)
		}
		if most <= levels {
			within++
		}
		d.Worst = max(d.Worst, most)
	}
	n := len(a.Pix) / 4
	d.Mean, d.Close = float64(sum)/float64(3*n), float64(within)/float64(n)
	return d
}

// pair draws by both renderers.
type pair struct {
	gpu    *gpu.Renderer
	raster *raster.Renderer
	near   *raster.Renderer
	w, h   int
}

func newPair(w, h int) *pair {
	p := &pair{raster: raster.New(w, h, raster.Options{}), w: w, h: h}
	p.near = raster.New(nearWidth, nearHeight, raster.Options{Light: p.raster})
	var err error
	if p.gpu, err = gpu.New(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	p.options(raster.Options{Fine: true})
	return p
}

// Of the close-up (px).
const nearWidth, nearHeight = 320, 240

// options has both draw with what is fine, or without.
func (p *pair) options(o raster.Options) {
	p.raster.Resize(p.w, p.h, o)
	p.gpu.Options = o
	p.gpu.Resize(p.w, p.h, nearWidth, nearHeight)
}

// closeUps are the pictures of a frame seen from near.
func (p *pair) closeUps(f, closed *scene.Frame) (got, want *image.RGBA) {
	p.raster.Render(f)
	p.gpu.Draw(f)
	want = copied(p.near.Render(closed))
	return pixels(p.gpu.DrawNear(closed)), want
}

// pictures are those of a frame by the GPU and by the raster.
func (p *pair) pictures(f *scene.Frame) (got, want *image.RGBA) {
	want = copied(p.raster.Render(f))
	return pixels(p.gpu.Draw(f)), want
}

func copied(from *image.RGBA) *image.RGBA {
	to := image.NewRGBA(from.Rect)
	copy(to.Pix, from.Pix)
	return to
}

func pixels(img *ebiten.Image) *image.RGBA {
	to := image.NewRGBA(img.Bounds())
	img.ReadPixels(to.Pix)
	return to
}

// framesEnv names a folder for the pictures of both, and of how they differ, sixteenfold.
const framesEnv = "MIRRORARM_GPU_PICTURES"

func keep(name string, got, want *image.RGBA) {
	folder := os.Getenv(framesEnv)
	if folder == "" {
		return
	}
	diff := image.NewRGBA(got.Rect)
	for i := range diff.Pix {
		d := int(got.Pix[i]) - int(want.Pix[i])
		diff.Pix[i] = uint8(min(16*max(d, -d), 255))
		if i%4 == 3 {
			diff.Pix[i] = 255
		}
	}
	for ending, img := range map[string]*image.RGBA{"gpu": got, "raster": want, "diff": diff} {
		f, err := os.Create(filepath.Join(folder, name+"-"+ending+".png"))
		if err == nil {
			err = png.Encode(f, img)
			_ = f.Close()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// frame is a golden scene's.
func frame(s *rendertest.Shot) (*scene.Scene, *scene.Frame) {
	desc := s.Posture.Description(fatal{})
	snap, view := s.Snapshot(fatal{}, &desc, s.Coordinates(fatal{}, "../../"+rendertest.Golden, &desc))
	built := scene.New(desc)
	built.Temperature = s.Warmth
	return built, built.Build(snap, view.Camera())
}

// shotsEnv limits the scenes to those whose names hold it.
const shotsEnv = "MIRRORARM_GPU_SHOTS"

func init() {
	tasks["golden"] = func() any {
		p := newPair(640, 360)
		var all []difference
		for _, s := range rendertest.Shots() {
			if !strings.Contains(s.Name, os.Getenv(shotsEnv)) {
				continue
			}
			_, f := frame(&s)
			got, want := p.pictures(f)
			keep(s.Name, got, want)
			all = append(all, compare(s.Name, got, want))
		}
		return all
	}
}

func init() {
	tasks["large"] = func() any {
		var all []difference
		for _, at := range []struct {
			w, h int
			name string
		}{{1280, 720, "open"}, {1280, 720, "cups"}, {3840, 2160, "pinch"}, {3840, 2160, "cups"}} {
			p := newPair(at.w, at.h)
			for _, s := range rendertest.Shots() {
				if s.Name != at.name {
					continue
				}
				_, f := frame(&s)
				got, want := p.pictures(f)
				name := fmt.Sprintf("%s-%d", s.Name, at.h)
				keep(name, got, want)
				all = append(all, compare(name, got, want))
			}
			p.close()
		}
		return all
	}
}

func (p *pair) close() {
	p.gpu.Close()
	p.near.Close()
	p.raster.Close()
}
