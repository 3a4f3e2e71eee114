package lesson

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// armExperiment is forward kinematics and what the Jacobian says.
type armExperiment struct {
	*limb
	table chain.DH
	study *anatomy
	draw  string
}

// drawBones draws the two bones and their angles.
const drawBones = "bones"

func newArm(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	study, err := limbOf(l.model, l.tip) // of its own, which the study moves
	if err != nil {
		return nil, err
	}
	e := &armExperiment{limb: l, table: l.model.DH(l.tip), study: anatomyOf(study), draw: o.take("draw", "")}
	return e, oneOf("draw", e.draw, []string{"", drawBones})
}

// Params implements Experiment.
func (a *armExperiment) Params() []Param { return a.params() }

// Results implements Experiment: the tip, every link on the way, the modified
// Denavit-Hartenberg table, the position's Jacobian (its first three rows), and, of
// an arm with a shoulder and an elbow, the tip as these two see it.
func (a *armExperiment) Results() []Result {
	tip := a.tipWord()
	out := []Result{
		{"tip.x_mm", "mm", tip + " x"}, {"tip.y_mm", "mm", tip + " y"}, {"tip.z_mm", "mm", tip + " z"},
		{"tip.turn_deg", "deg", "angle that the " + a.linkWord(a.tip) + " has turned by"}, {"reach_mm", "mm", tip + " from the base's origin"},
	}
	for _, link := range a.path() {
		out = append(out, a.linkResults(link)...)
	}
	for i, c := range a.coords {
		out = append(out, Result{"lever." + a.joint(i), leverUnit(a.limb, c), "lever of " + jointWord(a.limb, i)})
	}
	for i := range a.table.Rows {
		name := taughtAs(a.model, a.model.Joint(a.table.Rows[i].Joint).Name)
		of := " of " + said("", name, "")
		out = append(out, Result{"dh.alpha." + name, "deg", "α" + of}, Result{"dh.a." + name, "mm", "a" + of},
			Result{"dh.theta." + name, "deg", "θ" + of}, Result{"dh.d." + name, "mm", "d" + of})
	}
	out = append(out, Result{"sigma_max", "m", "σ₁"}, Result{"sigma_mid", "m", "σ₂"}, Result{"sigma_min", "m", "σ₃"},
		Result{"manipulability", "m³", "manipulability w"}, Result{"condition", "", "condition σ₁/σ₃"}, Result{"rank", "", "rank of J"}, Result{"rank_v", "", "rank of J's upper half"}, Result{"spare", "", "spare motions"})
	if a.study.bones != nil {
		out = append(out, Result{"out_mm", "mm", tip + " out from the shoulder"}, Result{"up_mm", "mm", tip + " above the shoulder"},
			Result{"fore_deg", "deg", "forearm above the level"})
	}
	if a.study.ball {
		out = append(out, Result{"dexterity_percent", "%", "manipulability, of the best"})
	}
	return out
}

// linkResults are where a link's frame is.
func (l *limb) linkResults(link int) (out []Result) {
	for _, axis := range []string{"x", "y", "z"} {
		out = append(out, Result{l.model.LinkName(link) + "." + axis + "_mm", "mm", l.pointWord(link) + " " + axis})
	}
	return out
}

func leverUnit(l *limb, coord int) string {
	for i, c := range l.coords {
		if c == coord && l.unit[i] == mm {
			return "mm/mm"
		}
	}
	return "mm/rad"
}

// Run implements Experiment.
func (a *armExperiment) Run(dst, params []float64) error {
	a.set(params)
	out := writer{dst: dst}
	tip := a.pose()
	out.vector(r3.Scale(1/mm, tip.Pos))
	out.add(r3.Norm(spatial.RotationVector(tip.Rot))/deg, r3.Norm(tip.Pos)/mm)
	for _, link := range a.path() {
		out.vector(r3.Scale(1/mm, a.state.RootFromLink(link).Pos))
	}
	jac := a.own()
	for i := range a.coords {
		lever := r3.Norm(linear(jac, i))
		if a.unit[i] == deg {
			lever /= mm
		}
		out.add(lever)
	}
	for i := range a.table.Rows {
		r := &a.table.Rows[i]
		out.add(r.Alpha/deg, r.A/mm, r.Theta/deg, r.D/mm)
	}
	local, err := a.local()
	if err != nil {
		return err
	}
	s := local.VelocityEllipsoid().Lengths
	condition := math.Inf(1)
	if s[2] > lost*s[0] {
		condition = s[0] / s[2]
	}
	w := s[0] * s[1] * s[2]
	out.add(s[0], s[1], s[2], w, condition, float64(local.Rank()), float64(rankOf(s)), float64(a.spare(local)))
	if b := a.study.bones; b != nil {
		from := r3.Sub(tip.Pos, b.centre)
		below, bend := b.shoulder.value(a.full[a.coords[b.shoulder.at]]), b.elbow.value(a.full[a.coords[b.elbow.at]])
		if !b.raises {
			bend = -bend
		}
		out.add(r3.Dot(from, b.out)/mm, r3.Dot(from, b.up)/mm, (bend-below)/deg)
		if a.study.ball {
			best := b.best()
			out.add(100 * w / (b.distance(best) * b.upper * b.fore * math.Sin(best)))
		}
	}
	return nil
}

// linear is the upper half of a Jacobian's column: the velocity.
func linear(jac *mat.Dense, i int) r3.Vec {
	return r3.Vec{X: jac.At(0, i), Y: jac.At(1, i), Z: jac.At(2, i)}
}

// rankOf counts the half axes that are not lost.
func rankOf(lengths [3]float64) (n int) {
	for _, s := range lengths {
		if s > lost*lengths[0] {
			n++
		}
	}
	return n
}

// sketch implements sketcher: the two bones, with the angles that place them.
func (a *armExperiment) sketch(d *Drawing, _ map[View]bool) {
	b := a.study.bones
	if a.draw != drawBones || b == nil {
		return
	}
	tip := a.pose().Pos
	n := b.lowering()
	inPlane := func(p r3.Vec) r3.Vec { return r3.Add(p, r3.Scale(r3.Dot(r3.Sub(tip, p), n), n)) }
	shoulder := inPlane(b.centre)
	elbow := inPlane(a.axis(b.elbow.at).at)
	below, bend := b.shoulder.value(a.full[a.coords[b.shoulder.at]]), b.elbow.value(a.full[a.coords[b.elbow.at]])
	if b.raises {
		bend = -bend
	}
	upper := r3.Unit(r3.Sub(elbow, shoulder))
	size := 0.4 * min(b.upper, b.fore)
	d.Lines = append(d.Lines,
		Line{Points: []r3.Vec{shoulder, elbow, tip}, Role: Column},
		Line{Points: []r3.Vec{shoulder, r3.Add(shoulder, r3.Scale(1.5*size, b.out))}, Role: Path, Thin: true},
		Line{Points: []r3.Vec{elbow, r3.Add(elbow, r3.Scale(1.5*size, upper))}, Role: Path, Thin: true},
		Line{Points: arc(shoulder, r3.Scale(size, b.out), n, below), Role: Pivot},
		Line{Points: arc(elbow, r3.Scale(size, upper), n, bend), Role: Pivot})
	// Names stand beside their bones where the bend leaves room, and beyond their arcs.
	beside := func(from, to r3.Vec) r3.Vec {
		out := r3.Scale(0.2*size, r3.Cross(n, r3.Unit(r3.Sub(to, from))))
		if !b.raises {
			out = r3.Scale(-1, out)
		}
		return r3.Add(r3.Add(from, r3.Scale(0.68, r3.Sub(to, from))), out)
	}
	beyond := func(centre, from r3.Vec, angle float64) r3.Vec {
		return r3.Add(centre, spatial.Rotate(spatial.AxisAngle(n, angle/2), r3.Scale(1.25*size, from)))
	}
	d.Labels = append(d.Labels,
		Label{At: beside(shoulder, elbow), Text: "l₁"}, Label{At: beside(elbow, tip), Text: "l₂"},
		Label{At: beyond(shoulder, b.out, below), Text: "a"}, Label{At: beyond(elbow, upper, bend), Text: "e"})
}
