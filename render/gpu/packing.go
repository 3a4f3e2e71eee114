//go:build cgo || windows || js

package gpu

import (
	"fmt"
	"regexp"
	"strconv"

	"mirrorarm/render/raster"
)

// packing lays the uniforms of a shader into one array of vectors: in a browser the engine has
// room for 31 uniforms a shader, whatever their size, its own among them.
type packing struct {
	fields []field
	values []float32
	told   map[string]any // as the engine takes it
}

// field is a uniform's place.
type field struct {
	name string
	at   int       // of its first number
	of   []float32 // where it is told; nil until it has been
}

var (
	declared = regexp.MustCompile(`(?m)^var ([A-Z]\w*) (float|vec2|vec3|vec4|\[(\d+)\]vec4)\b.*$`)
	parts    = map[string]string{"float": ".x", "vec2": ".xy", "vec3": ".xyz", "vec4": ""}
)

// pack rewrites a shader's text so that each of its uniforms is read out of the array. One that
// two of its files declare is one.
func pack(text string) (packing, string) {
	var p packing
	slots := 0
	found := declared.FindAllStringSubmatch(text, -1)
	text = declared.ReplaceAllString(text, "")
	for _, d := range found {
		name, kind := d[1], d[2]
		if p.has(name) {
			continue
		}
		p.fields = append(p.fields, field{name: name, at: 4 * slots})
		count, err := strconv.Atoi(d[3])
		if err != nil { // no array
			count = 1
		}
		if part, single := parts[kind]; single {
			text = regexp.MustCompile(`\b`+name+`\b`).ReplaceAllString(text, fmt.Sprintf("Packed[%d]%s", slots, part))
		} else {
			text = regexp.MustCompile(`\b`+name+`\[`).ReplaceAllString(text, fmt.Sprintf("Packed[%d+", slots))
		}
		slots += count
	}
	if slots > 0 {
		text = fmt.Sprintf("var Packed [%d]vec4\n", slots) + text
	}
	p.values = make([]float32, 4*slots)
	p.told = map[string]any{"Packed": p.values}
	return p, text
}

func (p *packing) has(name string) bool {
	for i := range p.fields {
		if p.fields[i].name == name {
			return true
		}
	}
	return false
}

// fill copies what has been told into the array.
func (p *packing) fill(u raster.Uniforms) map[string]any {
	for i := range p.fields {
		f := &p.fields[i]
		if f.of == nil {
			f.of, _ = u[f.name].([]float32)
		}
		copy(p.values[f.at:], f.of)
	}
	return p.told
}
