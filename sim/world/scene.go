package world

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"strings"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
	"gopkg.in/yaml.v3"
)

// Scene is what is in the world at the start.
type Scene struct {
	Name    string
	Objects []Placed
}

// Placed is a body and where it stands.
type Placed struct {
	Body          Body
	WorldFromBody spatial.Pose
	Velocity      r3.Vec // m/s
}

// sceneFile is a scene as YAML or JSON (which is YAML) holds it; unknown keys
// are errors.
type sceneFile struct {
	Version int          `yaml:"version"`
	Name    string       `yaml:"name"`
	Objects []objectFile `yaml:"objects"`
}

type objectFile struct {
	Name         string      `yaml:"name"`
	Material     string      `yaml:"material"`
	MassG        float64     `yaml:"mass_g"`
	TemperatureC *float64    `yaml:"temperature_c"`
	PositionMM   [3]float64  `yaml:"position_mm"`
	RPYDeg       [3]float64  `yaml:"rpy_deg"`
	VelocityMMS  [3]float64  `yaml:"velocity_mm_s"`
	Parts        []partFile  `yaml:"parts"`
	Repeat       *repeatFile `yaml:"repeat"`
}

type partFile struct {
	Sphere     *float64    `yaml:"sphere_mm"`   // radius
	Box        *[3]float64 `yaml:"box_mm"`      // whole sizes
	Cylinder   *[2]float64 `yaml:"cylinder_mm"` // radius, height
	Capsule    *[2]float64 `yaml:"capsule_mm"`  // radius, height between its ends' centres
	RoundingMM float64     `yaml:"rounding_mm"`
	PositionMM [3]float64  `yaml:"position_mm"`
	RPYDeg     [3]float64  `yaml:"rpy_deg"`
}

// repeatFile puts copies of an object side by side, the n-th of them with the
// n-th material and temperature of the lists, where these are given.
type repeatFile struct {
	Count         int        `yaml:"count"`
	StepMM        [3]float64 `yaml:"step_mm"`
	Materials     []string   `yaml:"materials"`
	TemperaturesC []float64  `yaml:"temperatures_c"`
}

const (
	sceneVersion    = 1
	maxScene        = 1 << 20 // bytes
	roomTemperature = 22.0    // °C
	perMM           = 1e-3
	perDeg          = math.Pi / 180
)

//go:embed scenes/*.yaml
var shipped embed.FS

// SceneNames lists the scenes that ship with the program.
func SceneNames() []string {
	entries, err := fs.Glob(shipped, "scenes/*.yaml")
	if err != nil {
		return nil
	}
	for i, name := range entries {
		entries[i] = strings.TrimSuffix(path.Base(name), ".yaml")
	}
	return entries
}

// LookupScene is a shipped scene by name.
func LookupScene(name string) (*Scene, error) {
	text, err := shipped.ReadFile("scenes/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("world: unknown scene %q, want one of %s, or a file", name, strings.Join(SceneNames(), ", "))
	}
	return ReadScene(bytes.NewReader(text))
}

// ReadScene reads a scene from YAML or JSON, version 1: lengths in mm, angles in
// degrees, masses in grams (0 or none: fixed), temperatures in °C.
func ReadScene(r io.Reader) (*Scene, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxScene+1))
	if err != nil {
		return nil, fmt.Errorf("world: scene: %w", err)
	}
	if len(text) > maxScene {
		return nil, fmt.Errorf("world: scene: longer than %d bytes", maxScene)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	var f sceneFile
	if err := decoder.Decode(&f); err != nil {
		return nil, fmt.Errorf("world: scene: %s", oneLine(err))
	}
	if err := decoder.Decode(new(sceneFile)); !errors.Is(err, io.EOF) {
		return nil, errors.New("world: scene: more than one document")
	}
	if f.Version != sceneVersion {
		return nil, fmt.Errorf("world: scene %q: version %d, want %d", f.Name, f.Version, sceneVersion)
	}
	return f.scene()
}

// oneLine makes one line of an error of several.
func oneLine(err error) string {
	return strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), "yaml: ")), " ")
}

func (f *sceneFile) scene() (*Scene, error) {
	s := &Scene{Name: f.Name}
	for i := range f.Objects {
		placed, err := f.Objects[i].placed()
		if err != nil {
			return nil, fmt.Errorf("world: scene %q: object %d %q: %w", f.Name, i, f.Objects[i].Name, err)
		}
		if s.Objects = append(s.Objects, placed...); len(s.Objects) > MaxObjects {
			return nil, fmt.Errorf("world: scene %q: more than %d objects", f.Name, MaxObjects)
		}
	}
	return s, nil
}

func (o *objectFile) placed() ([]Placed, error) {
	p := Placed{
		Body:          Body{Name: o.Name, Mass: o.MassG * 1e-3, Temperature: roomTemperature},
		WorldFromBody: pose(o.PositionMM, o.RPYDeg),
		Velocity:      vec(o.VelocityMMS),
	}
	if o.TemperatureC != nil {
		p.Body.Temperature = *o.TemperatureC
	}
	for i := range o.Parts {
		part, err := o.Parts[i].part()
		if err != nil {
			return nil, fmt.Errorf("part %d: %w", i, err)
		}
		p.Body.Parts = append(p.Body.Parts, part)
	}
	repeat := repeatFile{Count: 1}
	if o.Repeat != nil {
		repeat = *o.Repeat
	}
	if repeat.Count < 1 || repeat.Count > MaxObjects {
		return nil, fmt.Errorf("repeated %d times, want 1 to %d", repeat.Count, MaxObjects)
	}
	var all []Placed
	for i := range repeat.Count {
		copied := p
		material := o.Material
		if i < len(repeat.Materials) {
			material = repeat.Materials[i]
		}
		if i < len(repeat.TemperaturesC) {
			copied.Body.Temperature = repeat.TemperaturesC[i]
		}
		var err error
		if copied.Body.Material, err = LookupMaterial(material); err != nil {
			return nil, err
		}
		copied.WorldFromBody.Pos = r3.Add(p.WorldFromBody.Pos, r3.Scale(float64(i), vec(repeat.StepMM)))
		if err := copied.Body.check(); err != nil {
			return nil, err
		}
		all = append(all, copied)
	}
	return all, nil
}

func (f *partFile) part() (Part, error) {
	p := Part{ObjectFromPart: pose(f.PositionMM, f.RPYDeg), Radius: f.RoundingMM * perMM}
	given := 0
	if f.Sphere != nil {
		given++
		p.Form, p.Radius = Sphere, *f.Sphere*perMM
	}
	if f.Box != nil {
		given++
		p.Form, p.Half = Box, r3.Scale(0.5, vec(*f.Box))
	}
	if f.Cylinder != nil {
		given++
		p.Form, p.Radius, p.Half.Z = Cylinder, f.Cylinder[0]*perMM, f.Cylinder[1]*perMM/2
	}
	if f.Capsule != nil {
		given++
		p.Form, p.Radius, p.Half.Z = Capsule, f.Capsule[0]*perMM, f.Capsule[1]*perMM/2
	}
	if given != 1 {
		return p, errors.New("wants exactly one of sphere_mm, box_mm, cylinder_mm and capsule_mm")
	}
	return p, p.check()
}

func vec(mm [3]float64) r3.Vec {
	return r3.Vec{X: mm[0] * perMM, Y: mm[1] * perMM, Z: mm[2] * perMM}
}

func pose(mm, deg [3]float64) spatial.Pose {
	return spatial.Pose{Rot: spatial.FromRPY(deg[0]*perDeg, deg[1]*perDeg, deg[2]*perDeg), Pos: vec(mm)}
}

// Fill puts a scene's objects into the world.
func (w *World) Fill(s *Scene) error {
	for i := range s.Objects {
		p := &s.Objects[i]
		if _, err := w.Put(p.Body, p.WorldFromBody, spatial.Twist{Lin: p.Velocity}); err != nil {
			return fmt.Errorf("scene %q: %w", s.Name, err)
		}
	}
	return nil
}
