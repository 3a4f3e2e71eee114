package scene

import (
	"image/color"
	"math"
)

// Hex is a colour written as display values 0xRRGGBB, in linear light.
func Hex(rgb uint32) Vec {
	linear := func(shift uint) float32 {
		c := float64(rgb>>shift&255) / 255
		if c <= 0.04045 {
			return float32(c / 12.92)
		}
		return float32(math.Pow((c+0.055)/1.055, 2.4))
	}
	return Vec{linear(16), linear(8), linear(0)}
}

// Display is a linear colour as display values, clipped.
func Display(c Vec) color.NRGBA {
	encode := func(x float32) uint8 {
		v := float64(min(max(x, 0), 1))
		if v <= 0.0031308 {
			return uint8(math.Round(255 * 12.92 * v))
		}
		return uint8(math.Round(255 * (1.055*math.Pow(v, 1/2.4) - 0.055)))
	}
	return color.NRGBA{R: encode(c.X), G: encode(c.Y), B: encode(c.Z), A: 255}
}

// The materials of everything in the scene.
const (
	MatShell  MaterialID = iota // satin white
	MatJoint                    // dark graphite
	MatMetal                    // machined ring
	MatPad                      // soft finger pads and palm
	MatAccent                   // teal, lit by Solid.Glow
	MatSeam                     // the gap between two shells
	MatSkin                     // the person's hand
	MatPlinth
	MatTable
	MatNail // the person's
	numMaterials
)

// materials are the scene's surfaces; colours from the art direction.
func materials() []Material {
	m := make([]Material, int(numMaterials)+len(looks))
	for i, l := range looks {
		m[int(numMaterials)+i] = l.Material
	}
	m[MatShell] = Material{Base: Hex(0xE6E8EA).Scale(0.58), Roughness: 0.36, Specular: 0.045, Sheen: 0.5}
	m[MatJoint] = Material{Base: Hex(0x3A4048), Roughness: 0.36, Specular: 0.07, Sheen: 0.9}
	m[MatMetal] = Material{Base: Hex(0x8A929C), Roughness: 0.28, Specular: 0.45, Sheen: 0.3}
	m[MatPad] = Material{Base: Hex(0x42484F), Roughness: 0.62, Specular: 0.04, Sheen: 0.8}
	m[MatAccent] = Material{Base: Hex(0x1B7A70), Emission: Hex(0x2EC4B6).Scale(1.5), Roughness: 0.4, Specular: 0.04}
	m[MatSeam] = Material{Base: Hex(0x15181C), Roughness: 0.6, Specular: 0.03}
	m[MatSkin] = Material{Base: Hex(0xECA47C), Emission: Hex(0xFFCFAF).Scale(0.5), Roughness: 0.5, Specular: 0.04}
	m[MatNail] = Material{Base: Hex(0xF5B49A), Emission: Hex(0xFFDCC4).Scale(0.3), Roughness: 0.30, Specular: 0.04}
	m[MatPlinth] = Material{Base: Hex(0x343A42), Roughness: 0.66, Specular: 0.05, Sheen: 0.5}
	m[MatTable] = Material{Base: Hex(0x272B31), Roughness: 0.55, Specular: 0.04, Sheen: 0.4}
	return m
}

// The colours of light that is not a surface.
var (
	Accent = Hex(0x2EC4B6)
	Target = Hex(0x7FD8D0)
	Glass  = Hex(0xBFE4F2)
)
