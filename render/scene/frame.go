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
	Occluders []Occluder
	Materials []Material
	Stage     Stage

	XRay bool // what is held is seen through
}

// Solid is a mesh put into the world.
type Solid struct {
	Mesh           *Mesh
	WorldFromModel Affine
	Glow           float32 // scales the materials' emission; of a translucent solid, its opacity (0…1)
	NoShadow       bool    // casts none
	Occluded       bool    // loses ambient light to the frame's occluders of other groups
	Group          int32
	Clear          bool    // of a clear material: the translucent layer has it
	Held           float32 // by the robot: 0…1
	Decal          *Decal  // what is printed on its upper side, or nil
	Touched        bool    // by fingers: their shade is found for every place of it, not for its corners
	Bent           bool    // its mesh changes from picture to picture, and has no radius
}

// Occluder is a rounded rod that keeps ambient light from what is near it: a
// plain stand-in for a solid, used for the shade in creases.
type Occluder struct {
	A, B   Vec
	Ra, Rb float32
	Group  int32
	Thing  bool // it shades the robot alone
}

// MaterialID indexes Frame.Materials.
type MaterialID uint8

// Ball is a sphere.
type Ball struct {
	At     Vec
	Radius float32
}

// Nearest is the ball of the rod whose centre is nearest to a point.
func (o *Occluder) Nearest(p Vec) Ball {
	ab := o.B.Sub(o.A)
	t := float32(0)
	if l2 := ab.Dot(ab); l2 > 0 {
		t = min(max(p.Sub(o.A).Dot(ab)/l2, 0), 1)
	}
	return Ball{o.A.Add(ab.Scale(t)), o.Ra + t*(o.Rb-o.Ra)}
}

// Material says how a surface answers light. Colours are linear RGB.
type Material struct {
	Base      Vec     // diffuse albedo
	Emission  Vec     // scaled by Solid.Glow
	Roughness float32 // of the GGX lobe, 0.05…1
	Specular  float32 // reflectance at normal incidence
	Sheen     float32 // how much the rim light wraps round the edge
	Tint      Vec     // of what is mirrored: metals have one; 0 is white
	Pattern   Pattern
	Clear     float32 // share of the light that passes through
}

// Pattern is a formula by which a surface's brightness varies with the place in the model.
type Pattern uint8

// The patterns.
const (
	Plain   Pattern = iota
	Brushed         // scratches along the longer axis
	Grain           // a plank's year rings and vessels
	Weave           // plain cloth
	Pores           // the cut bubbles of a foam
	Sheets          // a stack of paper
	Hide            // leather
	Tread           // a rubber mat's lozenges
	Knit            // a jersey
)

// Dot is a point of light on a surface: a disc that faces the viewer.
type Dot struct {
	At, Normal Vec
	Radius     float32 // m
	Color      Vec     // linear, may exceed 1 where it glows
	Alpha      float32
	Sheer      bool    // sits on the translucent layer, and shows through it
	Through    float32 // share of it that shines through what is held and hides it
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
	Pools      [2]Pool
}

// Pool is light that lies on the floor alone.
type Pool struct {
	At    Vec
	Reach float32 // m
	Color Vec
}

// Light is a directional light: the direction towards it and its colour.
type Light struct{ Toward, Color Vec }
