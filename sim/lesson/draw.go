package lesson

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Sizes of what is drawn (m). Design values: an axis as long as a hand is wide,
// arrows and ellipsoids of a third of their true size per rad/s.
const (
	axisLength  = 0.07
	tipAxis     = 0.11
	motionSize  = 1.0 / 3
	forceSize   = 0.01 // m per N, of torques of one N·m
	longestAxis = 0.25 // m, of an ellipsoid
	ringPoints  = 49
)

// sketcher is a poser that draws more than the robot.
type sketcher interface {
	sketch(d *Drawing, shown map[View]bool)
}

// Draw computes the geometry of the given views at the bench's last run. An
// experiment without a robot draws what it has, or nothing.
func (b *Bench) Draw(views []View) Drawing {
	if d, ok := b.Experiment.(drawer); ok {
		if len(views) == 0 {
			return Drawing{}
		}
		return d.Drawing(views)
	}
	p, ok := b.Experiment.(poser)
	if !ok {
		return Drawing{}
	}
	l := &limb{model: b.setting.Robot.Model, tip: p.Tip(), full: p.Posture()}
	l.coords = coordinatesOf(l.model, l.tip)
	d := drawLimb(l, p, views)
	b.drawTransforms(&d)
	return d
}

// drawTransforms draws the transforms that the page is about, as arrows from frame to
// frame and as matrices, and the frames that its answers speak of.
func (b *Bench) drawTransforms(d *Drawing) {
	m := b.setting.Robot.Model
	for _, t := range b.transforms {
		from, to := d.Links[t.parent], d.Links[t.child]
		d.Arrows = append(d.Arrows, Arrow{From: from.Pos, To: to.Pos, Role: Column})
		table := poseTable(m, t.parent, t.child, from.Inverse().Mul(to))
		table.Joined = t.join
		d.Tables = append(d.Tables, table)
	}
	for _, link := range b.framed {
		d.axes(d.Links[link], axisLength, said("", m.LinkName(link), ""))
	}
}

func drawLimb(l *limb, p poser, views []View) Drawing {
	l.state = stateOf(l.model, p.Posture())
	d := Drawing{Posture: append([]float64(nil), p.Posture()...)}
	for i := range l.model.NumLinks() {
		d.Links = append(d.Links, l.state.RootFromLink(i))
	}
	d.Lines = append(d.Lines, Line{Points: skeleton(l), Role: Limb})
	jac := l.own()
	own, sketches := p.(sketcher)
	_, oneJoint := p.(*smallMotion)
	shown := map[View]bool{}
	for _, v := range views {
		shown[v] = true
		switch v {
		case Frames:
			d.frames(l)
		case TipFrame:
			d.axes(l.pose(), tipAxis, l.linkWord(l.tip))
		case Columns:
			if !oneJoint {
				d.columns(l, jac, -1)
			}
		case VelocityEllipsoid, ForceEllipsoid:
			d.ellipsoid(l, v)
		case GhostArms:
			_, many := p.(*race)
			d.ghosts(l, p.Ghosts(), many)
		case GoalFrames:
			for _, g := range p.Goals() {
				d.axes(g, tipAxis, "target")
			}
		default:
			d.table(v, l, jac)
		}
	}
	if sketches {
		own.sketch(&d, shown)
	}
	return d
}

// table adds a table and draws what it is of.
func (d *Drawing) table(v View, l *limb, jac *mat.Dense) {
	switch v {
	case ScrewTable:
		d.screws(l)
	case DHTable:
		d.dhFrames(l)
	}
	d.Tables = append(d.Tables, tableOf(v, l, jac))
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

// frames draws the axes of every link on the way; of those that share an origin the
// last one, so that arrows do not lie on each other. The base's is always there, for
// comparison: faint where another one lies on it.
func (d *Drawing) frames(l *limb) {
	path := append([]int{0}, l.path()...)
	for k, i := range path {
		pose := l.state.RootFromLink(i)
		if k+1 < len(path) && r3.Norm(r3.Sub(l.state.RootFromLink(path[k+1]).Pos, pose.Pos)) < 1e-6 {
			if i == 0 {
				d.faintAxes(pose, tipAxis, l.linkWord(i))
			}
			continue
		}
		d.axes(pose, axisLength, l.linkWord(i))
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

// faintAxes draws a frame that only stands for comparison, its name at the end of z.
func (d *Drawing) faintAxes(pose spatial.Pose, length float64, name string) {
	first := len(d.Arrows)
	d.axes(pose, length, "")
	for i := range d.Arrows[first:] {
		d.Arrows[first+i].Faint = true
	}
	if name != "" {
		d.Labels = append(d.Labels, Label{At: d.Arrows[first+2].To, Text: name})
	}
}

// screws draws the axes that the table of screws is of: those at zero, wherever the
// arm stands now.
func (d *Drawing) screws(l *limb) {
	zero := stateOf(l.model, make([]float64, l.model.DOF()))
	var axes []Arrow
	for _, i := range l.path() {
		j := l.model.Joint(l.model.LinkJoint(i))
		if j.Kind == chain.Fixed {
			continue
		}
		at := zero.RootFromLink(i)
		along := r3.Scale(tipAxis, at.Rotate(r3.Unit(j.Axis)))
		axes = append(axes, Arrow{From: r3.Sub(at.Pos, along), To: r3.Add(at.Pos, along), Role: Column})
	}
	d.Arrows = append(axes, d.Arrows...) // under the frames
}

// dhFrames draws the frames that the parameters place, at the present posture: z along
// each joint's axis. Of those that share an origin each has its z, and the last its x.
func (d *Drawing) dhFrames(l *limb) {
	table := l.model.DH(l.tip)
	poses := dhPoses(&table, l.full)
	for i, p := range poses {
		x, _, z := spatial.Axes(p.Rot)
		d.Arrows = append(d.Arrows, Arrow{From: p.Pos, To: r3.Add(p.Pos, r3.Scale(tipAxis, z)), Role: AxisZ})
		if i+1 == len(poses) || r3.Norm(r3.Sub(poses[i+1].Pos, p.Pos)) > 1e-6 {
			d.Arrows = append(d.Arrows, Arrow{From: p.Pos, To: r3.Add(p.Pos, r3.Scale(axisLength, x)), Role: AxisX})
		}
	}
}

// dhPoses are the frames of a table's rows in a posture.
func dhPoses(t *chain.DH, q []float64) (out []spatial.Pose) {
	pose := t.Base
	for i := range t.Rows {
		r := &t.Rows[i]
		moved := r.Scale*q[r.Coord] + r.Shift
		theta, offset := r.Theta+moved, r.D
		if r.Slides {
			theta, offset = r.Theta, r.D+moved
		}
		x, z := r3.Vec{X: 1}, r3.Vec{Z: 1}
		for _, step := range []spatial.Pose{
			{Rot: spatial.AxisAngle(x, r.Alpha)}, spatial.At(r3.Vec{X: r.A}), {Rot: spatial.AxisAngle(z, theta)}, spatial.At(r3.Vec{Z: offset}),
		} {
			pose = pose.Mul(step)
		}
		out = append(out, pose)
	}
	return out
}

// columns draws the velocity half of the Jacobian's columns, or of one alone.
func (d *Drawing) columns(l *limb, jac *mat.Dense, only int) {
	tip := l.pose().Pos
	for i := range l.coords {
		v := linear(jac, i)
		if r3.Norm(v) < 1e-6 || (only >= 0 && i != only) {
			continue
		}
		to := r3.Add(tip, r3.Scale(motionSize, v))
		d.Arrows = append(d.Arrows, Arrow{From: tip, To: to, Role: Column})
		d.Labels = append(d.Labels, Label{At: to, Text: jointWord(l, i)})
	}
}

// ellipsoid draws the three principal rings of an ellipsoid at the tip, and its half
// axes; one that is endless is cut off.
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
	for i, axis := range axes {
		end := r3.Add(at, axis)
		d.Lines = append(d.Lines, Line{Points: []r3.Vec{at, end}, Role: role})
		if v == VelocityEllipsoid && r3.Norm(axis) > 0.2*r3.Norm(axes[0]) {
			d.Labels = append(d.Labels, Label{At: end, Text: [3]string{"σ₁", "σ₂", "σ₃"}[i]})
		}
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

// target draws where the tip is to be: a frame, or a cross where no direction matters.
func (d *Drawing) target(pose spatial.Pose, oriented bool) {
	if oriented {
		d.axes(pose, tipAxis, "target")
		return
	}
	for _, v := range []r3.Vec{{X: axisLength}, {Y: axisLength}, {Z: axisLength}} {
		d.Lines = append(d.Lines, Line{Points: []r3.Vec{r3.Sub(pose.Pos, r3.Scale(0.5, v)), r3.Add(pose.Pos, r3.Scale(0.5, v))}, Role: Middle})
	}
	d.Labels = append(d.Labels, Label{At: pose.Pos, Text: "target"})
}
