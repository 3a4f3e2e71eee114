package world

import (
	"fmt"
	"strings"
)

// Material is what an object is made of, as far as touch can tell.
type Material struct {
	Name         string
	Effusivity   float64 // W√s/(m²K)
	Conductivity float64 // W/(m·K)
	Modulus      float64 // Pa, Young's
	Friction     float64 // kinetic, against the skin
	Wavelength   float64 // m, the middle of the roughness's band
	Amplitude    float64 // m
	// Against other things: kinetic friction, restitution and the coefficient of
	// rolling resistance, each of the material on itself.
	Dry, Restitution, Rolling float64
}

// materials: effusivity from √(kρc) and conductivity are handbook values;
// roughness, and the modulus and friction of the soft ones, are design values. So is
// what they do among themselves, but for the friction of steel, glass and oak (Marks'
// Standard Handbook for Mechanical Engineers, 10th ed., 1996, table 3.2.1) and the
// restitution of glass, 15/16 (Newton, Principia, 1687, scholium to the laws).
var materials = [...]Material{
	{"copper", 36480, 390, 117e9, 0.40, 80e-6, 0.4e-6, 0.5, 0.6, 0.001},
	{"aluminium", 20100, 167, 69e9, 0.38, 80e-6, 0.8e-6, 0.5, 0.6, 0.001},
	{"steel", 14070, 50, 200e9, 0.40, 50e-6, 0.4e-6, 0.42, 0.8, 0.0005},
	{"alumina", 10500, 35, 370e9, 0.40, 50e-6, 0.2e-6, 0.4, 0.8, 0.0005},
	{"glass", 1450, 1.05, 70e9, 0.78, 5e-6, 0.01e-6, 0.4, 0.94, 0.0005},
	{"ABS", 498, 0.18, 2.2e9, 0.50, 100e-6, 1e-6, 0.5, 0.6, 0.002},
	{"rubber", 477, 0.16, 5e6, 0.90, 300e-6, 5e-6, 0.9, 0.75, 0.01},
	{"oak", 429, 0.18, 11e9, 0.40, 300e-6, 10e-6, 0.48, 0.5, 0.003},
	{"paper", 274, 0.07, 3e9, 0.35, 60e-6, 4e-6, 0.4, 0.3, 0.01},
	{"cotton", 177, 0.05, 1e6, 0.40, 400e-6, 60e-6, 0.4, 0.3, 0.02},
	{"EVA foam", 89, 0.04, 1e6, 0.60, 800e-6, 100e-6, 0.6, 0.5, 0.02},
	{"leather", 490, 0.16, 0.1e9, 0.50, 250e-6, 30e-6, 0.5, 0.4, 0.01},
}

// floorMaterial is what the floor, z = 0, is made of: a hard covering. Design values.
var floorMaterial = Material{Name: "floor", Modulus: 2e9, Dry: 0.5, Restitution: 0.5, Rolling: 0.002}

// Friction grows from its kinetic value to StaticRatio of it as sliding slows
// below StribeckSpeed: μ(v) = μk + (μs − μk)·e^−(v/vs)². Design values.
const (
	StaticRatio   = 1.15
	StribeckSpeed = 5e-3 // m/s
)

// Materials lists the twelve materials in the order of the design's table.
func Materials() []Material { return append([]Material(nil), materials[:]...) }

// LookupMaterial finds a material by name.
func LookupMaterial(name string) (Material, error) {
	for _, m := range materials {
		if m.Name == name {
			return m, nil
		}
	}
	return Material{}, fmt.Errorf("world: unknown material %q, want one of %s", name, strings.Join(materialNames(), ", "))
}

func materialNames() []string {
	names := make([]string, len(materials))
	for i, m := range materials {
		names[i] = m.Name
	}
	return names
}
