// Package urdf reads robot descriptions in the Unified Robot Description Format
// (http://wiki.ros.org/urdf/XML) into a chain.Model, and keeps the shapes and
// masses of the links.
//
// Lengths are metres, angles radians, masses kilograms, as in the format. A
// link's frame is that of the joint above it; shapes and inertias are posed in
// the frame of their link. rpy is roll, pitch, yaw about the fixed axes x, y, z.
//
// A file is hostile until proven otherwise: its size, nesting and number of
// links are bounded, every number must be finite, and every error is one line
// that names the file, the line and what was expected. Elements that the format
// allows a reader to ignore (transmissions, gazebo, plugins) are ignored.
package urdf

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Robot is what a file describes. It is not to be changed after reading.
type Robot struct {
	model *chain.Model
	links []Link
	notes []string
}

// Link is what hangs on a link's frame.
type Link struct {
	Name       string
	Inertial   *Inertial // nil where the file has none
	Visuals    []Shape
	Collisions []Shape
}

// Inertial is a link's mass (kg) and its inertia (kg·m²) about the centre of
// mass, along the axes of Origin, which is posed in the link's frame.
type Inertial struct {
	Origin                       spatial.Pose
	Mass                         float64
	Ixx, Ixy, Ixz, Iyy, Iyz, Izz float64
}

// ShapeKind is the geometry of a Shape.
type ShapeKind uint8

// The geometries of URDF, and the capsule that some writers add.
const (
	Box ShapeKind = iota
	Cylinder
	Sphere
	Capsule
	Mesh
)

// String is the kind's name in a file.
func (k ShapeKind) String() string {
	return [...]string{"box", "cylinder", "sphere", "capsule", "mesh"}[k]
}

// Shape is a visual or collision geometry. Its centre is at Origin; a cylinder
// or capsule lies along Origin's z axis.
type Shape struct {
	Name   string
	Kind   ShapeKind
	Origin spatial.Pose // in the link's frame
	Size   r3.Vec       // of a box: edge lengths, m
	Radius float64      // of a cylinder, capsule or sphere, m
	Length float64      // of a cylinder or capsule (without its caps), m
	File   string       // of a mesh, as written in the file; it is not opened
	Scale  r3.Vec       // of a mesh, per axis
	Color  [4]float64   // RGBA, 0–1; all zero where the file has none
}

// Name is the robot's name.
func (r *Robot) Name() string { return r.model.Name() }

// Model is the tree of joints.
func (r *Robot) Model() *chain.Model { return r.model }

// Notes are what of the file was let pass, a line each.
func (r *Robot) Notes() []string { return r.notes }

// Link is link i of the model.
func (r *Robot) Link(i int) Link { return r.links[i] }

// Options change how a description is read.
type Options struct {
	// IgnoreFollowerLimits takes the limits of joints that follow others for absent.
	IgnoreFollowerLimits bool
}

// Load reads the file at path.
func Load(path string) (*Robot, error) { return LoadWith(path, Options{}) }

// LoadWith is Load with options.
func LoadWith(path string, opt Options) (*Robot, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("urdf: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	return ParseWith(filepath.Base(path), f, opt)
}

// Parse reads a description from r; file is the name that errors give it.
func Parse(file string, r io.Reader) (*Robot, error) { return ParseWith(file, r, Options{}) }

// ParseWith is Parse with options.
func ParseWith(file string, r io.Reader, opt Options) (*Robot, error) {
	d := &document{file: file, opt: opt}
	root, err := d.parse(r)
	if err != nil {
		return nil, err
	}
	if root.name != "robot" {
		return nil, d.errorf(root.line, "outermost element is <%s>, want <robot>", root.name)
	}
	return d.robot(root)
}
