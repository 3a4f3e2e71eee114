//go:build cgo || windows || js

package window

import (
	_ "embed" // for the shaders
	"fmt"
	"image"

	"github.com/hajimehoshi/ebiten/v2"
)

//go:embed bright.kage
var brightSource []byte

//go:embed blur.kage
var blurSource []byte

//go:embed vignette.kage
var vignetteSource []byte

// glow adds bloom and a vignette to the picture on the screen.
type glow struct {
	bright, blur, vignette *ebiten.Shader
	images                 *images
	small                  [2]*ebiten.Image

	// How the engine is asked, kept because asking anew would allocate in every picture.
	shrink, add ebiten.DrawImageOptions
	passes      [3]ebiten.DrawRectShaderOptions
	dark        ebiten.DrawRectShaderOptions
}

// glowShrink is how much smaller the bloom is computed than the picture, and
// glowStrength how much of it is added. Design values.
const (
	glowShrink    = 4
	glowStrength  = 0.55
	glowThreshold = 0.55
)

func newGlow(from *images) (*glow, error) {
	g := &glow{images: from}
	for _, s := range []struct {
		name   string
		source []byte
		shader **ebiten.Shader
	}{{"bright", brightSource, &g.bright}, {"blur", blurSource, &g.blur}, {"vignette", vignetteSource, &g.vignette}} {
		compiled, err := ebiten.NewShader(s.source)
		if err != nil {
			return nil, fmt.Errorf("window: shader %q: %w", s.name, err)
		}
		*s.shader = compiled
	}
	g.shrink.Filter, g.shrink.Blend = ebiten.FilterLinear, ebiten.BlendCopy
	g.add.Filter, g.add.Blend = ebiten.FilterLinear, ebiten.BlendLighter
	g.add.ColorScale.Scale(glowStrength, glowStrength, glowStrength, 1)
	g.passes[0].Uniforms = map[string]any{"Threshold": float32(glowThreshold)}
	g.passes[1].Uniforms = map[string]any{"Step": []float32{1, 0}}
	g.passes[2].Uniforms = map[string]any{"Step": []float32{0, 1}}
	for i := range g.passes {
		g.passes[i].Blend = ebiten.BlendCopy
	}
	g.dark.Uniforms = map[string]any{"Size": make([]float32, 2)}
	return g, nil
}

// draw adds the glow of the picture to the screen, which shows it already.
func (g *glow) draw(screen, picture *ebiten.Image) {
	size, from := screen.Bounds().Size(), picture.Bounds().Size()
	w, h := max(from.X/glowShrink, 1), max(from.Y/glowShrink, 1)
	for i := range g.small {
		if old := g.small[i]; old == nil || old.Bounds().Size() != image.Pt(w, h) {
			g.small[i] = g.images.renewed(old, image.Pt(w, h))
		}
	}
	g.shrink.GeoM.Reset()
	g.shrink.GeoM.Scale(float64(w)/float64(from.X), float64(h)/float64(from.Y))
	g.small[0].DrawImage(picture, &g.shrink)
	g.pass(1, 0, g.bright, &g.passes[0])
	g.pass(0, 1, g.blur, &g.passes[1])
	g.pass(1, 0, g.blur, &g.passes[2])
	g.add.GeoM.Reset()
	g.add.GeoM.Scale(float64(size.X)/float64(w), float64(size.Y)/float64(h))
	screen.DrawImage(g.small[1], &g.add)
	whole := g.dark.Uniforms["Size"].([]float32)
	whole[0], whole[1] = float32(size.X), float32(size.Y)
	screen.DrawRectShader(size.X, size.Y, g.vignette, &g.dark)
}

// pass runs one shader from one small image into the other.
func (g *glow) pass(to, from int, shader *ebiten.Shader, o *ebiten.DrawRectShaderOptions) {
	o.Images[0] = g.small[from]
	b := g.small[to].Bounds()
	g.small[to].DrawRectShader(b.Dx(), b.Dy(), shader, o)
}
