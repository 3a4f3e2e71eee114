//go:build cgo || windows || js

package gpu

import (
	"embed"
	"fmt"
	"strings"

	"mirrorarm/render/raster"

	"github.com/hajimehoshi/ebiten/v2"
)

//go:embed shaders/*.kage
var sources embed.FS

// program is one of the shaders, with the memory of its uniforms.
type program struct {
	shader *ebiten.Shader
	packed packing
}

// programs are all of them.
type programs struct {
	high, low, number program // visibility
	sort, soften      program // shadows on the floor
	floor, solid      program
	skin, glaze       program // the translucent layer
	opaque, smooth    program
	composite, fade   program
	pane              program
	line, dot         program
}

// parts are the files that each is put together of.
func (p *programs) parts() map[*program]string {
	return map[*program]string{
		&p.high: "key high", &p.low: "key low", &p.number: "key number",
		&p.sort: "key sort", &p.soften: "soften",
		&p.floor:  "tone view mirrored floor",
		&p.solid:  "key tone view light shadow contact noise pattern print solid",
		&p.skin:   "key tone view light noise pattern skin",
		&p.glaze:  "key tone view light glaze",
		&p.opaque: "opaque", &p.smooth: "key smooth",
		&p.composite: "key composite", &p.fade: "key view fade",
		&p.pane: "key mirrored pane",
		&p.line: "key line", &p.dot: "key dot",
	}
}

// compile makes the shaders.
func (p *programs) compile() error {
	var head strings.Builder
	head.WriteString("//kage:unit pixels\n\npackage main\n\n")
	for _, c := range raster.Constants() {
		fmt.Fprintf(&head, "const %s = %v\n", c.Name, c.Value)
	}
	for to, parts := range p.parts() {
		var body strings.Builder
		for _, name := range strings.Fields(parts) {
			text, err := sources.ReadFile("shaders/" + name + ".kage")
			if err != nil {
				return fmt.Errorf("gpu: %w", err)
			}
			body.Write(text)
		}
		packed, text := pack(body.String())
		shader, err := ebiten.NewShader([]byte(head.String() + text))
		if err != nil {
			p.drop() // those that there are
			return fmt.Errorf("gpu: shader %q: %w", parts, err)
		}
		to.shader, to.packed = shader, packed
	}
	return nil
}

// drop gives the shaders back.
func (p *programs) drop() {
	for of := range p.parts() {
		if of.shader != nil {
			of.shader.Deallocate()
			of.shader = nil
		}
	}
}
