package world

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"math"
	"path"
	"strings"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Scene is what is in the world at the start.
type Scene struct {
	Name    string
	About   string // a line that tells what it is
	Gravity r3.Vec // m/s²
	Objects []Placed
}

// Placed is a body and where it stands.
type Placed struct {
	Body          Body
	WorldFromBody spatial.Pose
	Velocity      r3.Vec // m/s
}

const (
	sceneVersion    = 1
	roomTemperature = 22.0 // °C
	perMM           = 1e-3
	perDeg          = math.Pi / 180
)

//go:embed scenes/*.yaml
var shipped embed.FS

//go:embed example.yaml
var example string

// ExampleScene is the text of a scene's file in which every key is explained.
func ExampleScene() string { return example }

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

// Fill puts a scene's objects into the world, under its gravity.
func (w *World) Fill(s *Scene) error {
	w.Gravity = s.Gravity
	for i := range s.Objects {
		p := &s.Objects[i]
		if _, err := w.Put(p.Body, p.WorldFromBody, spatial.Twist{Lin: p.Velocity}); err != nil {
			return fmt.Errorf("scene %q: %w", s.Name, err)
		}
	}
	return nil
}

func vec(mm [3]float64) r3.Vec {
	return r3.Vec{X: mm[0] * perMM, Y: mm[1] * perMM, Z: mm[2] * perMM}
}

func pose(mm, deg [3]float64) spatial.Pose {
	return spatial.Pose{Rot: spatial.FromRPY(deg[0]*perDeg, deg[1]*perDeg, deg[2]*perDeg), Pos: vec(mm)}
}
