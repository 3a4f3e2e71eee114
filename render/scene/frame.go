package scene

// Frame is one picture to be drawn: the scene's output and the raster's input.
// Everything in it is in the world frame. Its slices belong to the Scene that
// built it and are reused by the next Build.
type Frame struct {
	Camera    Camera
	Solids    []Solid // opaque
	Sheer     []Solid // translucent, drawn as one layer of front faces
	Pane      Pane
	Dots      []Dot
	Strokes   []Stroke
	Materials []Material
	Stage     Stage
}

// Solid is a mesh put into the world.
type Solid struct {
	Mesh           *Mesh
	WorldFromModel Affine
	Glow           float32 // scales the materials' emission
	NoShadow       bool    // casts none
}

// MaterialID indexes Frame.Materials.
type MaterialID uint8

// Material says how a surface answers light. Colours are linear RGB.
type Material struct {
	Base      Vec     // diffuse albedo
	Emission  Vec     // scaled by Solid.Glow
	Roughness float32 // of the GGX lobe, 0.05…1
	Specular  float32 // reflectance at normal incidence
	Sheen     float32 // how much the rim light wraps round the edge
}

// Dot is a point of light on a surface: a disc that faces the viewer.
type Dot struct {
	At, Normal Vec
	Radius     float32 // m
	Color      Vec     // linear, may exceed 1 where it glows
	Alpha      float32
	Sheer      bool // sits on the translucent layer, and shows through it
}

// Stroke is a line in the world, a few pixels wide.
type Stroke struct {
	A, B  Vec
	Width float32 // px at 720 lines of output
	Color Vec
	Alpha float32
	Ghost bool // shows through solids, dimmed
}

// Pane is a rectangle of glass: a corner and two edges.
type Pane struct {
	Corner, U, V Vec
	Tint         Vec
	Alpha        float32
}

// Stage is what stands behind and around: floor, backdrop and light.
type Stage struct {
	FloorZ     float32
	Floor      Vec // albedo
	Background Vec // linear radiance
	Center     Vec // of the light pool and of the shadow map
	Reach      float32
	Key, Rim   Light
	Up, Down   Vec // ambient from above and from below
	Exposure   float32
}

// Light is a directional light: the direction towards it and its colour.
type Light struct{ Toward, Color Vec }
