package world

import (
	"errors"
	"fmt"
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// Body describes an object: its parts and what they are made of. Mass spreads
// evenly over the parts' volumes.
type Body struct {
	Name        string
	Parts       []Part
	Mass        float64 // kg; 0 fixes the object where it is
	Material    Material
	Temperature float64 // K above 0 °C
}

// Limits of a body.
const (
	minMass, maxMass               = 0.5e-3, 100.0 // kg
	minTemperature, maxTemperature = -50.0, 150.0  // °C
	maxParts                       = 32
)

func (b *Body) check() error {
	switch {
	case b.Name == "":
		return errors.New("wants a name")
	case len(b.Parts) < 1 || len(b.Parts) > maxParts:
		return fmt.Errorf("%d parts, want 1 to %d", len(b.Parts), maxParts)
	case b.Mass != 0 && !(b.Mass >= minMass && b.Mass <= maxMass):
		return fmt.Errorf("mass %g kg, want %g to %g, or 0 for a fixed object", b.Mass, minMass, maxMass)
	case !(b.Temperature >= minTemperature && b.Temperature <= maxTemperature):
		return fmt.Errorf("temperature %g °C, want %g to %g", b.Temperature, minTemperature, maxTemperature)
	}
	for i := range b.Parts {
		if err := b.Parts[i].check(); err != nil {
			return fmt.Errorf("part %d: %w", i, err)
		}
	}
	return nil
}

// matrix is a symmetric 3 × 3 matrix, or any other: rows.
type matrix [3]r3.Vec

func (m *matrix) mul(v r3.Vec) r3.Vec {
	return r3.Vec{X: r3.Dot(m[0], v), Y: r3.Dot(m[1], v), Z: r3.Dot(m[2], v)}
}

func (m *matrix) addScaled(f float64, o *matrix) {
	for i := range m {
		m[i] = r3.Add(m[i], r3.Scale(f, o[i]))
	}
}

// rotated is R·m·Rᵀ for a pose's rotation.
func (m *matrix) rotated(pose spatial.Pose) matrix {
	f := newFrame(pose)
	return m.turned(&f.rows)
}

// inverse is that of a symmetric matrix.
func (m *matrix) inverse() (out matrix) {
	out = matrix{r3.Cross(m[1], m[2]), r3.Cross(m[2], m[0]), r3.Cross(m[0], m[1])}
	f := 1 / r3.Dot(m[0], out[0])
	for i := range out {
		out[i] = r3.Scale(f, out[i])
	}
	return out
}

func (m *matrix) column(i int) r3.Vec {
	switch i {
	case 0:
		return r3.Vec{X: m[0].X, Y: m[1].X, Z: m[2].X}
	case 1:
		return r3.Vec{X: m[0].Y, Y: m[1].Y, Z: m[2].Y}
	}
	return r3.Vec{X: m[0].Z, Y: m[1].Z, Z: m[2].Z}
}

// Object is a body in the world. Its frame has its origin in the centre of mass
// and the axes of the body's description.
type Object struct {
	Body
	WorldFromObject spatial.Pose
	Velocity        spatial.Twist // of the centre of mass, along the world's axes
	// Centre is the centre of mass in the frame of the description.
	Centre r3.Vec
	// Touched is what the robot's skin did to the object in the last step, about
	// the world's origin.
	Touched skin.Wrench

	inertia  matrix // about the centre of mass, object frame
	yielding matrix // its inverse
	bound    float64
	delta    [6]float64 // the last step's change of velocity: where the next one starts to search
	idle     int        // steps without movement
	calm     int        // the fewest of its island
	stands   bool       // it is pressed on something fixed, or its island is
	sleeping bool

	frames  []frame   // of its parts, in the world
	boxes   []swept   // likewise, around each …
	box     swept     // … and around all of it
	reach   float64   // m: how far a point of it can come in this step
	stale   bool      // it has moved since frames and boxes were made
	reached []reached // of the skin's regions
	first   int       // of the skin's touches …
	last    int       // … and after the last of them

	give        give
	counterface skin.Counterface
}

// grip is what an element of the skin remembers of a contact.
type grip struct {
	bristle r3.Vec // m, along the surface
	with    int    // number of the partner, −1 for none
}

// newObject places a body: the pose is that of its description's frame.
func newObject(b Body, worldFromBody spatial.Pose) (*Object, error) {
	if err := b.check(); err != nil {
		return nil, fmt.Errorf("world: object %q: %w", b.Name, err)
	}
	if !worldFromBody.IsFinite() || r3.Norm(worldFromBody.Pos) > maxPlace {
		return nil, fmt.Errorf("world: object %q: lies further than %g m from the origin", b.Name, float64(maxPlace))
	}
	b.Parts = append([]Part(nil), b.Parts...)
	o := &Object{Body: b, counterface: counterfaceOf(&b)}
	volume := 0.0
	for i := range b.Parts {
		v := b.Parts[i].volume()
		o.Centre = r3.Add(o.Centre, r3.Scale(v, b.Parts[i].ObjectFromPart.Pos))
		volume += v
	}
	o.Centre = r3.Scale(1/volume, o.Centre)
	for i := range o.Parts {
		p := &o.Parts[i]
		p.ObjectFromPart.Pos = r3.Sub(p.ObjectFromPart.Pos, o.Centre)
		p.partFromObject = p.ObjectFromPart.Inverse()
		o.addInertia(p, b.Mass*p.volume()/volume)
		o.bound = max(o.bound, r3.Norm(p.ObjectFromPart.Pos)+p.reach())
		p.objectFromPart = newFrame(p.ObjectFromPart)
		p.setCore()
	}
	if !o.Fixed() {
		o.yielding = o.inertia.inverse()
	}
	o.frames, o.boxes, o.stale = make([]frame, len(o.Parts)), make([]swept, len(o.Parts)), true
	o.calm = sleepSteps
	o.WorldFromObject = worldFromBody.Mul(spatial.At(o.Centre)).Normalized()
	return o, nil
}

// maxPlace bounds where an object may be put (m).
const maxPlace = 20

// addInertia adds a part's own inertia and, by Steiner's theorem, that of its
// place.
func (o *Object) addInertia(p *Part, mass float64) {
	own := p.inertia()
	diagonal := matrix{{X: own.X}, {Y: own.Y}, {Z: own.Z}}
	turned := diagonal.rotated(p.ObjectFromPart)
	o.inertia.addScaled(mass, &turned)
	d := p.ObjectFromPart.Pos
	d2 := r3.Dot(d, d)
	place := matrix{
		{X: d2 - d.X*d.X, Y: -d.X * d.Y, Z: -d.X * d.Z},
		{X: -d.Y * d.X, Y: d2 - d.Y*d.Y, Z: -d.Y * d.Z},
		{X: -d.Z * d.X, Y: -d.Z * d.Y, Z: d2 - d.Z*d.Z},
	}
	o.inertia.addScaled(mass, &place)
}

// Distance is the signed distance (m) of a point in the object's frame, and the
// outward unit normal: that of the union of its parts.
func (o *Object) Distance(at r3.Vec) (float64, r3.Vec) {
	best, normal := math.Inf(1), r3.Vec{}
	for i := range o.Parts {
		p := &o.Parts[i]
		if d, n := p.distance(p.partFromObject.Apply(at)); d < best {
			best, normal = d, p.ObjectFromPart.Rotate(n)
		}
	}
	return best, normal
}

// Fixed tells whether nothing moves the object.
func (o *Object) Fixed() bool { return o.Mass == 0 }
