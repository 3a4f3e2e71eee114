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
	small                  [2]*ebiten.Image
}

// glowShrink is how much smaller the bloom is computed than the picture, and
// glowStrength how much of it is added. Design values.
const (
	glowShrink    = 4
	glowStrength  = 0.55
	glowThreshold = 0.55
)

func newGlow() (*glow, error) {
	g := &glow{}
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
	return g, nil
}

// draw adds the glow of the picture to the screen, which shows it already.
func (g *glow) draw(screen, picture *ebiten.Image) {
	size, from := screen.Bounds().Size(), picture.Bounds().Size()
	w, h := max(from.X/glowShrink, 1), max(from.Y/glowShrink, 1)
	if g.small[0] == nil || g.small[0].Bounds().Dx() != w || g.small[0].Bounds().Dy() != h {
		for i := range g.small {
			g.small[i] = renewed(g.small[i], image.Pt(w, h))
		}
	}
	shrink := &ebiten.DrawImageOptions{Filter: ebiten.FilterLinear, Blend: ebiten.BlendCopy}
	shrink.GeoM.Scale(float64(w)/float64(from.X), float64(h)/float64(from.Y))
	g.small[0].DrawImage(picture, shrink)
	g.pass(1, 0, g.bright, map[string]any{"Threshold": float32(glowThreshold)})
	g.pass(0, 1, g.blur, map[string]any{"Step": []float32{1, 0}})
	g.pass(1, 0, g.blur, map[string]any{"Step": []float32{0, 1}})
	add := &ebiten.DrawImageOptions{Filter: ebiten.FilterLinear, Blend: ebiten.BlendLighter}
	add.GeoM.Scale(float64(size.X)/float64(w), float64(size.Y)/float64(h))
	add.ColorScale.Scale(glowStrength, glowStrength, glowStrength, 1)
	screen.DrawImage(g.small[1], add)
	dark := &ebiten.DrawRectShaderOptions{Uniforms: map[string]any{"Size": []float32{float32(size.X), float32(size.Y)}}}
	screen.DrawRectShader(size.X, size.Y, g.vignette, dark)
}

// pass runs one shader from one small image into the other.
func (g *glow) pass(to, from int, shader *ebiten.Shader, uniforms map[string]any) {
	o := &ebiten.DrawRectShaderOptions{Uniforms: uniforms, Blend: ebiten.BlendCopy}
	o.Images[0] = g.small[from]
	b := g.small[to].Bounds()
	g.small[to].DrawRectShader(b.Dx(), b.Dy(), shader, o)
}
