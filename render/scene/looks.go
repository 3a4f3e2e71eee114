package scene

// looks are the world's materials as they look. What metals mirror has their colour, by the
// reflectances of Lagarde, Feeding a physically based shading model (2011); all else are
// design values.
var looks = [...]struct {
	name string
	Material
}{
	{"copper", metal(Vec{0.955, 0.53, 0.33}, 0.16, Brushed)},
	{"aluminium", metal(Vec{0.913, 0.922, 0.924}, 0.32, Brushed)},
	{"steel", metal(Vec{0.66, 0.66, 0.68}, 0.10, Plain)},
	{"alumina", Material{Base: Hex(0xEDEAE2).Scale(0.62), Roughness: 0.14, Specular: 0.06}},
	{"glass", Material{Base: Hex(0x9CC7C9).Scale(0.25), Roughness: 0.06, Specular: 0.05, Clear: 0.8}},
	{"ABS", Material{Base: Hex(0x1F5FC4).Scale(0.8), Roughness: 0.24, Specular: 0.045}},
	{"rubber", Material{Base: Hex(0x2A2C30), Roughness: 0.75, Specular: 0.03, Sheen: 0.45, Pattern: Tread}},
	{"oak", Material{Base: Hex(0xB5834E).Scale(0.8), Roughness: 0.55, Specular: 0.025, Sheen: -0.2, Pattern: Grain}},
	{"paper", Material{Base: Hex(0xF2EEE4).Scale(0.72), Roughness: 0.9, Specular: 0.02, Pattern: Sheets}},
	{paperVessel, Material{Base: Hex(0xF2EEE4).Scale(0.72), Roughness: 0.9, Specular: 0.02}},
	{"cotton", Material{Base: Hex(0xC9C2D0).Scale(0.8), Roughness: 0.95, Specular: 0.02, Sheen: 0.65, Pattern: Weave}},
	{"EVA foam", Material{Base: Hex(0xE8B84A).Scale(0.7), Roughness: 0.95, Specular: 0.02, Sheen: 0.6, Pattern: Pores}},
	{"leather", Material{Base: Hex(0x6A3620).Scale(0.75), Roughness: 0.6, Specular: 0.025, Sheen: -0.2, Pattern: Hide}},
}

// paperVessel is paper that is no stack of sheets.
const paperVessel = "paper vessel"

// metal has hardly a colour of its own: what it mirrors has.
func metal(tint Vec, roughness float32, p Pattern) Material {
	return Material{Base: tint.Times(tint).Scale(0.10), Tint: tint, Roughness: roughness, Specular: 0.86, Pattern: p}
}
