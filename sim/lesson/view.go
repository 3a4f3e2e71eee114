package lesson

import (
	"fmt"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// View is something to draw at the robot, or a table beside it.
type View uint8

// The views. The first ones are drawn in space, the last four are tables.
const (
	Frames            View = iota // the axes of every joint's frame on the way to the tip; without a robot, all there is
	TipFrame                      // the axes of the tip alone
	Columns                       // the Jacobian's columns as arrows at the tip
	VelocityEllipsoid             // where the tip goes for joint speeds of length one
	ForceEllipsoid                // what it can push for joint torques of length one
	GhostArms                     // other postures: iterates, self-motion
	GoalFrames                    // the pose that the tip was asked to take
	TransformTable                // rootFromTip as a matrix
	JacobianTable
	DHTable    // modified Denavit-Hartenberg parameters, and their frames
	ScrewTable // screw axes of the product of exponentials
	NumViews   = iota
)

var viewNames = [...]string{"frames", "tip-frame", "columns", "velocity-ellipsoid", "force-ellipsoid", "ghosts", "goals", "transform", "jacobian", "dh", "screws"}

// String is the view's name in a file.
func (v View) String() string { return viewNames[v] }

// sceneName is another name of Frames, for experiments that draw no frames.
const sceneName = "scene"

func parseView(name string) (View, error) {
	if name == sceneName {
		return Frames, nil
	}
	for i, n := range viewNames {
		if n == name {
			return View(i), nil
		}
	}
	return 0, fmt.Errorf("view %q, want one of %s", name, strings.Join(viewNames[:], ", "))
}

// Role is what a line stands for, which decides its colour: axes are x red,
// y green, z blue wherever they are drawn.
type Role uint8

// The roles.
const (
	AxisX Role = iota
	AxisY
	AxisZ
	Column
	Velocity
	Force
	Limb   // the skeleton of the robot, or of a ghost
	Pane   // the outline of the mirror, or of what can be reached
	Path   // where something goes
	Pivot  // the axis of a turn
	Middle // a third force or direction beside two others
)

// Arrow is a directed line in the root frame (m).
type Arrow struct {
	From, To r3.Vec
	Role     Role
	Faint    bool // of a frame that only stands for comparison
}

// Line is an open or closed train of points in the root frame (m).
type Line struct {
	Points []r3.Vec
	Role   Role
	Faint  bool // of a ghost
	Thin   bool // that only helps the eye
	Series int  // the plot's curve that it belongs to, from 1; 0 for none
}

// Label is a word at a point of the root frame (m).
type Label struct {
	At   r3.Vec
	Text string
}

// Table is figures in rows, with a title.
type Table struct {
	Title   string
	Columns []string
	Rows    [][]string
	// Shade is how dark a cell is, 0…1, in the order of Rows without their first
	// column; nil for none.
	Shade [][]float64
	// Pose tells a transform's matrix: several stand side by side, with Joined
	// between them.
	Pose   bool
	Joined string
}

// Person is a person's hand: the palm's pose in the root frame, the joints, and the
// channels of a glove on it.
type Person struct {
	RootFromPalm spatial.Pose
	Angles       hand.Angles
	Glove        *glove.Layout // nil for none
	Lit, Broken  []int         // channels
}

// Body is a thing, in the root frame; one that is sheer lets through what it hides.
type Body struct {
	*world.Body
	RootFromBody spatial.Pose
	Sheer        bool
}

// Dot is a sensing element's reading: a share of the scale, 0…1. One that slips is
// marked.
type Dot struct {
	At    r3.Vec
	Size  float64 // m
	Share float64
	Slips bool
}

// Drawing is all that a renderer needs to show a bench: plain geometry in the
// root frame, in metres.
type Drawing struct {
	Posture []float64 // all coordinates of the robot; nil where none is to be seen
	Links   []spatial.Pose
	Arrows  []Arrow
	Lines   []Line
	Labels  []Label
	Tables  []Table
	Person  *Person       // nil for none
	Image   *spatial.Pose // of the mirrored robot's palm, nil for none
	Bodies  []Body
	Dots    []Dot
}
