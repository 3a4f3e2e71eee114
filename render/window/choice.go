//go:build cgo || windows || js

package window

import (
	"image"

	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/locale"

	"github.com/hajimehoshi/ebiten/v2"
)

// choice is which painter draws the demo.
type choice struct {
	demo *demo
	cpu  byCPU
	gpu  *byGPU // nil until it is asked for
	now  painter
	made bool // the first choice
}

// Where the GPU is tried before the whole picture is: a picture this small (px) tells whether
// it draws what the raster draws, and on a GPU that is none takes longer than the raster's
// whole one. Design values.
const (
	trialWidth  = 160
	trialHeight = 90
	trialMean   = 2.0  // of 255: how far it may be from the raster's on average
	trialClose  = 0.95 // share of pixels that differ by trialLevels at most
	trialLevels = 12
)

// begin chooses once the screen's size is known.
func (c *choice) begin(f *scene.Frame, size image.Point) {
	c.made, c.now = true, &c.cpu
	switch c.demo.game.opt.Renderer {
	case CPU:
	case GPU:
		c.toGPU(f, size, 0)
	default:
		if !softwareGL() {
			c.toGPU(f, size, c.rasterTime(f))
		}
	}
}

// rasterTime is how long the raster takes for a picture (s), the quicker of two.
func (c *choice) rasterTime(f *scene.Frame) float64 {
	d := c.demo
	least := float64(hangs)
	for range 2 {
		began := d.game.clock.Now()
		d.picture.Draw(f)
		least = min(least, (d.game.clock.Now() - began).Seconds())
	}
	return least
}

// hangs (s) is longer than any picture takes.
const hangs = 1000

// toGPU has the GPU draw from now on, if it can, and if it is quicker than limit (s); 0 is
// none. What speaks against it is told on the screen if somebody has asked for it.
func (c *choice) toGPU(f *scene.Frame, size image.Point, limit float64) {
	if c.gpu == nil {
		gpu, err := newByGPU(c.demo.picture)
		if err != nil {
			c.refuse(limit, err.Error())
			return
		}
		c.gpu = gpu
	}
	if !c.right(f) {
		c.refuse(limit, "")
		return
	}
	if limit > 0 && (c.gpuTime(f, image.Pt(trialWidth, trialHeight)) > limit || c.gpuTime(f, size) > limit) {
		c.gpu.renderer.Release()
		return
	}
	c.now = c.gpu
}

// refuse stays with the raster.
func (c *choice) refuse(limit float64, why string) {
	if c.gpu != nil {
		c.gpu.renderer.Release()
	}
	if limit == 0 {
		if why == "" {
			why = c.demo.sim.Status().Language.Text(locale.NoGPU)
		}
		c.demo.game.tell(why)
	}
}

// right tells whether the GPU draws a small picture as the raster does.
func (c *choice) right(f *scene.Frame) bool {
	size := image.Pt(trialWidth, trialHeight)
	reference := raster.New(size.X, size.Y, raster.Options{Fine: true})
	defer reference.Close()
	c.gpu.renderer.Resize(size.X, size.Y, size.X, size.Y)
	got := image.NewRGBA(image.Rectangle{Max: size})
	c.gpu.renderer.Draw(f).ReadPixels(got.Pix)
	return similar(got, reference.Render(f))
}

// gpuTime is how long the GPU takes for a picture (s), the quicker of two: until it can be
// read.
func (c *choice) gpuTime(f *scene.Frame, size image.Point) float64 {
	d := c.demo
	c.gpu.renderer.Resize(size.X, size.Y, size.X, size.Y)
	least := float64(hangs)
	var pixel [4]byte
	for range 2 {
		began := d.game.clock.Now()
		img := c.gpu.renderer.Draw(f)
		img.SubImage(image.Rect(0, 0, 1, 1)).(*ebiten.Image).ReadPixels(pixel[:])
		least = min(least, (d.game.clock.Now() - began).Seconds())
	}
	return least
}

// turn changes from one to the other.
func (c *choice) turn(f *scene.Frame, size image.Point) {
	if c.now == painter(c.gpu) {
		c.now = &c.cpu
		c.gpu.renderer.Release()
		return
	}
	c.toGPU(f, size, 0)
}

// forget lets go of pictures of a robot that is gone.
func (c *choice) forget() {
	if c.gpu != nil {
		c.gpu.renderer.Forget()
	}
}

// images is how many images the GPU's painter holds, and how many pixels they have.
func (c *choice) images() (count, pixels int) {
	if c.gpu == nil {
		return 0, 0
	}
	return c.gpu.renderer.Images()
}

func (c *choice) close() {
	if c.gpu != nil {
		c.gpu.renderer.Close()
	}
}

// similar tells whether two small pictures show the same.
func similar(a, b *image.RGBA) bool {
	sum, apart := 0, 0
	for i := 0; i < len(a.Pix); i += 4 {
		most := 0
		for k := range 3 {
			diff := int(a.Pix[i+k]) - int(b.Pix[i+k])
			diff = max(diff, -diff)
			sum += diff
			most = max(most, diff)
		}
		if most > trialLevels {
			apart++
		}
	}
	n := len(a.Pix) / 4
	return float64(sum) <= trialMean*3*float64(n) && float64(apart) <= (1-trialClose)*float64(n)
}
