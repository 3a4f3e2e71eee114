//go:build cgo || windows || js

package window

import (
	"image"

	"mirrorarm/render/gpu"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/locale"

	"github.com/hajimehoshi/ebiten/v2"
)

// painter draws the demo's scene and its close-up. The raster is one, the GPU the other.
type painter interface {
	// scene draws a frame on all of the screen, and returns what the engine has of it.
	scene(screen *ebiten.Image, f *scene.Frame) *ebiten.Image
	// closeUp draws the palm of the robot's hand as of the last scene.
	closeUp(screen *ebiten.Image)
	// glows tells whether there is time for bloom and vignette.
	glows() bool
	// judge takes note of what the last picture cost (s), and how long after the one before
	// it came.
	judge(cost, interval float64)
	// text is what the panel says of it.
	text() locale.Key
}

// byCPU draws with the raster, at the level that there is time for.
type byCPU struct {
	picture      *picture.Picture
	governor     *picture.Governor
	whole, inset layer
}

func (c *byCPU) scene(screen *ebiten.Image, f *scene.Frame) *ebiten.Image {
	return c.whole.show(screen, c.picture.Draw(f), screen.Bounds())
}

func (c *byCPU) closeUp(screen *ebiten.Image) {
	inset, at := c.picture.CloseUp()
	c.inset.show(screen, inset, at)
}

func (c *byCPU) glows() bool { return c.picture.Level() <= picture.Default }

func (c *byCPU) judge(cost, interval float64) {
	if c.governor.Spent(cost, interval) {
		c.picture.SetLevel(c.governor.Level())
	}
}

func (c *byCPU) text() locale.Key { return c.picture.Level().Text() }

// byGPU draws with the engine's shaders, always at its best.
type byGPU struct {
	picture  *picture.Picture
	renderer *gpu.Renderer
	draw     ebiten.DrawImageOptions
}

func newByGPU(p *picture.Picture) (*byGPU, error) {
	r, err := gpu.New()
	if err != nil {
		return nil, err
	}
	return &byGPU{picture: p, renderer: r}, nil
}

// fit makes the images for a screen.
func (g *byGPU) fit(size image.Point) {
	near := g.picture.NearSize()
	g.renderer.Resize(size.X, size.Y, near.X, near.Y)
}

func (g *byGPU) scene(screen *ebiten.Image, f *scene.Frame) *ebiten.Image {
	g.fit(screen.Bounds().Size())
	img := g.renderer.Draw(f)
	g.put(screen, img, image.Point{})
	return img
}

func (g *byGPU) closeUp(screen *ebiten.Image) {
	frame, at := g.picture.NearFrame()
	g.put(screen, g.renderer.DrawNear(frame), at.Min)
}

func (g *byGPU) put(screen, img *ebiten.Image, at image.Point) {
	g.draw.GeoM.Reset()
	g.draw.GeoM.Translate(float64(at.X), float64(at.Y))
	screen.DrawImage(img, &g.draw)
}

func (g *byGPU) glows() bool            { return true }
func (g *byGPU) judge(float64, float64) {}
func (g *byGPU) text() locale.Key       { return locale.QualityGPU }
