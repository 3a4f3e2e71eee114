package lesson

import (
	"fmt"
	"math"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// View is something to draw at the robot, or a table beside it.
type View uint8

// The views. The first ones are drawn in space, the last four are tables.
const (
	Frames            View = iota // the axes of every joint's frame on the way to the tip
	TipFrame                      // the axes of the tip alone
	Columns                       // the Jacobian's columns as arrows at the tip
	VelocityEllipsoid             // where the tip goes for joint speeds of length one
	ForceEllipsoid                // what it can push for joint torques of length one
	GhostArms                     // other postures: iterates, self-motion
	GoalFrames                    // the pose that the tip was asked to take
	TransformTable                // rootFromTip as a matrix
	JacobianTable
	DHTable    // modified Denavit-Hartenberg parameters
	ScrewTable // screw axes of the product of exponentials
	NumViews   = iota
)

var viewNames = [...]string{"frames", "tip-frame", "columns", "velocity-ellipsoid", "force-ellipsoid", "ghosts", "goals", "transform", "jacobian", "dh", "screws"}

// String is the view's name in a file.
func (v View) String() string { return viewNames[v] }

func parseView(name string) (View, error) {
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
	Limb // the skeleton of the robot, or of a ghost
	Pane // the outline of the mirror
)

// Arrow is a directed line in the root frame (m).
type Arrow struct {
	From, To r3.Vec
	Role     Role
}

// Line is an open or closed train of points in the root frame (m).
type Line struct {
	Points []r3.Vec
	Role   Role
	Faint  bool // of a ghost
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
}

// Sizes of what is drawn (m). Design values: an axis as long as a hand is wide,
// arrows and ellipsoids of a third of their true size per rad/s.
const (
	axisLength  = 0.07
	tipAxis     = 0.11
	motionSize  = 1.0 / 3
	forceSize   = 0.02 // m per N, of torques of one N·m
	longestAxis = 0.25 // m, of an ellipsoid
	ringPoints  = 49
)

// Draw computes the geometry of the given views at the bench's last run. An
// experiment without a robot draws what it has, or nothing.
func (b *Bench) Draw(views []View) Drawing {
	if d, ok := b.Experiment.(drawer); ok {
		return d.Drawing()
	}
	p, ok := b.Experiment.(poser)
	if !ok {
		return Drawing{}
	}
	l := &limb{model: b.setting.Robot.Model, tip: p.Tip(), full: p.Posture()}
	l.coords = coordinatesOf(l.model, l.tip)
	return drawLimb(l, p, views)
}

func drawLimb(l *limb, p poser, views []View) Drawing {
	l.state = stateOf(l.model, p.Posture())
	d := Drawing{Posture: append([]float64(nil), p.Posture()...)}
	for i := range l.model.NumLinks() {
		d.Links = append(d.Links, l.state.RootFromLink(i))
	}
	d.Lines = append(d.Lines, Line{Points: skeleton(l), Role: Limb})
	jac := l.own()
	for _, v := range views {
		switch v {
		case Frames:
			d.frames(l)
		case TipFrame:
			d.axes(l.pose(), tipAxis, l.model.LinkName(l.tip))
		case Columns:
			d.columns(l, jac)
		case VelocityEllipsoid, ForceEllipsoid:
			d.ellipsoid(l, v)
		case GhostArms:
			_, many := p.(*race)
			d.ghosts(l, p.Ghosts(), many)
		case GoalFrames:
			for _, g := range p.Goals() {
				d.axes(g, tipAxis, "goal")
			}
		default:
			if v == ScrewTable {
				d.screws(l)
			}
			d.Tables = append(d.Tables, tableOf(v, l, jac))
		}
	}
	return d
}

// skeleton are the origins of the links from the root to the tip.
func skeleton(l *limb) []r3.Vec {
	out := []r3.Vec{l.state.RootFromLink(0).Pos}
	for _, i := range l.path() {
		if at := l.state.RootFromLink(i).Pos; r3.Norm(r3.Sub(at, out[len(out)-1])) > 1e-6 {
			out = append(out, at)
		}
	}
	return out
}

// frames draws the axes of every link on the way; of those that share an
// origin the last one, so that arrows do not lie on each other.
func (d *Drawing) frames(l *limb) {
	path := append([]int{0}, l.path()...)
	for k, i := range path {
		pose := l.state.RootFromLink(i)
		if k+1 < len(path) && r3.Norm(r3.Sub(l.state.RootFromLink(path[k+1]).Pos, pose.Pos)) < 1e-6 {
			continue
		}
		d.axes(pose, axisLength, l.model.LinkName(i))
	}
}

func (d *Drawing) axes(pose spatial.Pose, length float64, name string) {
	x, y, z := spatial.Axes(pose.Rot)
	for i, v := range [3]r3.Vec{x, y, z} {
		d.Arrows = append(d.Arrows, Arrow{From: pose.Pos, To: r3.Add(pose.Pos, r3.Scale(length, v)), Role: AxisX + Role(i)})
	}
	if name != "" {
		d.Labels = append(d.Labels, Label{At: pose.Pos, Text: name})
	}
}

// screws draws the axes of the joints on the way to the tip.
func (d *Drawing) screws(l *limb) {
	for _, i := range l.path() {
		j := l.model.Joint(l.model.LinkJoint(i))
		if j.Kind == chain.Fixed {
			continue
		}
		at := l.state.RootFromLink(i)
		along := r3.Scale(tipAxis, at.Rotate(r3.Unit(j.Axis)))
		d.Lines = append(d.Lines, Line{Points: []r3.Vec{r3.Sub(at.Pos, along), r3.Add(at.Pos, along)}, Role: Column})
	}
}

func (d *Drawing) columns(l *limb, jac *mat.Dense) {
	tip := l.pose().Pos
	for i, c := range l.coords {
		v := r3.Vec{X: jac.At(0, i), Y: jac.At(1, i), Z: jac.At(2, i)}
		if r3.Norm(v) < 1e-6 {
			continue
		}
		to := r3.Add(tip, r3.Scale(motionSize, v))
		d.Arrows = append(d.Arrows, Arrow{From: tip, To: to, Role: Column})
		d.Labels = append(d.Labels, Label{At: to, Text: l.model.Coordinate(c).Name})
	}
}

// ellipsoid draws the three principal rings of an ellipsoid at the tip; one that
// is endless is cut off.
func (d *Drawing) ellipsoid(l *limb, v View) {
	local, err := l.local()
	if err != nil {
		return // a robot without joints has none
	}
	at, role, scale, e := l.pose().Pos, Velocity, motionSize, local.VelocityEllipsoid()
	if v == ForceEllipsoid {
		role, scale, e = Force, forceSize, local.ForceEllipsoid()
	}
	var axes [3]r3.Vec
	for i := range axes {
		axes[i] = r3.Scale(min(scale*e.Lengths[i], longestAxis), e.Axes[i])
	}
	for i := range axes {
		a, b := axes[(i+1)%3], axes[(i+2)%3]
		ring := make([]r3.Vec, ringPoints)
		for k := range ring {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / (ringPoints - 1))
			ring[k] = r3.Add(at, r3.Add(r3.Scale(cos, a), r3.Scale(sin, b)))
		}
		d.Lines = append(d.Lines, Line{Points: ring, Role: role})
	}
}

// mostGhosts keeps a picture readable.
const mostGhosts = 12

// apart (rad or m) is how much two postures differ, in some joint, that are drawn
// both. Design value.
const apart = 1.5 * deg

func near(p, q []float64) bool {
	for i := range p {
		if math.Abs(p[i]-q[i]) > apart {
			return false
		}
	}
	return true
}

// ghosts draws other postures; of many solvers each is of another one.
func (d *Drawing) ghosts(l *limb, all [][]float64, many bool) {
	stride := max(1, (len(all)+mostGhosts-1)/mostGhosts)
	here := l.state
	last := l.full
	for i := 0; i < len(all); i += stride {
		if !many && (near(all[i], last) || near(all[i], l.full)) {
			continue // one on top of the other only hides the robot
		}
		last = all[i]
		l.state = stateOf(l.model, all[i])
		line := Line{Points: skeleton(l), Role: Limb, Faint: true}
		if many {
			line.Series = i + 1
		}
		d.Lines = append(d.Lines, line)
	}
	l.state = here
}
