package lesson

import (
	"errors"
	"fmt"
	"math"

	"mirrorarm/kinematics/analysis"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// selfMotion walks along the null space: the tip stays and the limb moves.
type selfMotion struct {
	*limb
	study *anatomy
	way   *mat.VecDense // in the null space, where the walk begins; nil for none
}

func newSelfMotion(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	study, err := limbOf(l.model, l.tip)
	if err != nil {
		return nil, err
	}
	return &selfMotion{limb: l, study: anatomyOf(study)}, nil
}

// Runs implements costly.
func (e *selfMotion) Runs() int { return 160 }

// Params implements Experiment: the joints and how far to walk, the length of
// the way in joint space.
func (e *selfMotion) Params() []Param {
	return append(e.params(), Param{Name: "walk_deg", Words: "walk in the null space", Unit: "deg", Lower: -180, Upper: 180})
}

// Results implements Experiment.
func (e *selfMotion) Results() []Result {
	out := []Result{
		{"hand_moved_mm", "mm", e.tipWord() + " moved by"}, {"hand_turned_deg", "deg", e.tipWord() + " turned by"},
		{"walked_deg", "deg", "walked"}, {"rank", "", "rank of J"}, {"spare", "", "spare motions"}, {"manipulability", "m³", "manipulability w"},
	}
	for _, link := range e.path() {
		out = append(out, e.linkResults(link)...)
	}
	return out
}

// walkStep is one step of the walk (rad, m); ghostEvery how many lie between
// two ghosts. Design values.
const (
	walkStep   = 1 * deg
	ghostEvery = 20
)

// Run implements Experiment.
func (e *selfMotion) Run(dst, params []float64) error {
	n := len(e.coords)
	e.set(params)
	home := e.pose()
	local, err := e.local()
	if err != nil {
		return err
	}
	spare, rank := e.spare(local), local.Rank()
	walked := 0.0
	e.way = nil
	if spare > 0 {
		e.way = e.easiest(local)
		e.way.ScaleVec(1/mat.Norm(e.way, 2), e.way)
	}
	if length := params[n] * deg; length != 0 {
		if spare == 0 {
			return errors.New("nothing is spare here: every small motion of a joint moves the tip")
		}
		if walked, err = e.walk(home, e.way, length); err != nil {
			return err
		}
	}
	now := e.pose()
	moved := spatial.Difference(home, now)
	if local, err = e.local(); err != nil {
		return err
	}
	s := local.VelocityEllipsoid().Lengths
	out := writer{dst: dst}
	out.add(r3.Norm(moved.Lin)/mm, r3.Norm(moved.Ang)/deg, walked/deg, float64(rank), float64(spare), s[0]*s[1]*s[2])
	for _, link := range e.path() {
		out.vector(r3.Scale(1/mm, e.state.RootFromLink(link).Pos))
	}
	return nil
}

// easiest is the motion of the null space in which one of the limb's joints has
// the largest share, that joint turning forwards.
func (e *selfMotion) easiest(local *analysis.Local) *mat.VecDense {
	var best *mat.VecDense
	for _, c := range e.coords {
		unit := mat.NewVecDense(e.model.DOF(), nil)
		unit.SetVec(c, 1)
		if way := shadow(local, unit); best == nil || mat.Norm(way, 2) > mat.Norm(best, 2) {
			best = way
		}
	}
	return best
}

// shadow is the part of a motion that lies in the null space, N·Nᵀ·way.
func shadow(local *analysis.Local, way *mat.VecDense) *mat.VecDense {
	var share, out mat.VecDense
	null := local.NullSpace()
	share.MulVec(null.T(), way)
	out.MulVec(null, &share)
	return &out
}

// walk goes along the null space from the present posture for a length (rad),
// keeping its direction, and returns how far it came: a limit ends it.
func (e *selfMotion) walk(home spatial.Pose, way *mat.VecDense, length float64) (float64, error) {
	steps := int(math.Ceil(math.Abs(length) / walkStep))
	step := length / float64(steps)
	for k := range steps {
		local, err := e.local()
		if err != nil {
			return 0, err
		}
		if e.spare(local) == 0 {
			return float64(k) * step, nil
		}
		way = shadow(local, way)
		way.ScaleVec(1/mat.Norm(way, 2), way)
		if !e.move(way, step) {
			return float64(k) * step, nil
		}
		e.correct(home)
		if k%ghostEvery == ghostEvery-1 {
			e.ghosts = append(e.ghosts, append([]float64(nil), e.full...))
		}
	}
	return length, nil
}

// move adds a step and reports false, without moving, where it meets a limit.
func (e *selfMotion) move(way *mat.VecDense, step float64) bool {
	for _, c := range e.coords {
		k := e.model.Coordinate(c).Limit
		if q := e.full[c] + step*way.AtVec(c); q < k.Lower || q > k.Upper {
			return false
		}
	}
	for _, c := range e.coords {
		e.full[c] += step * way.AtVec(c)
	}
	e.state.SetCoordinates(e.full)
	return true
}

// correct takes back what the straight step moved the tip: Newton's step by the
// pseudo-inverse.
func (e *selfMotion) correct(home spatial.Pose) {
	d := spatial.Difference(e.pose(), home)
	miss := mat.NewVecDense(6, []float64{d.Lin.X, d.Lin.Y, d.Lin.Z, d.Ang.X, d.Ang.Y, d.Ang.Z})
	var svd mat.SVD
	if !svd.Factorize(e.own(), mat.SVDThin) {
		return
	}
	rank := svd.Rank(lost)
	if rank == 0 {
		return
	}
	var by mat.VecDense
	by.ReuseAsVec(len(e.coords))
	svd.SolveVecTo(&by, miss, rank)
	for i, c := range e.coords {
		e.full[c] += by.AtVec(i)
	}
	e.state.SetCoordinates(e.full)
}

// sketch implements sketcher: the null space beneath the Jacobian and, of an arm with
// a shoulder and a wrist to turn about, the circle that the elbow walks on.
func (e *selfMotion) sketch(d *Drawing, shown map[View]bool) {
	for i := range d.Tables {
		if t := &d.Tables[i]; shown[JacobianTable] && t.Shade != nil && e.way != nil {
			row, shade := []string{"N"}, make([]float64, len(e.coords))
			for k, c := range e.coords {
				row = append(row, fmt.Sprintf("%.3f", math.Round(e.way.AtVec(c)*1000)/1000+0))
				shade[k] = math.Abs(e.way.AtVec(c))
			}
			t.Title += "; N: a motion with J·N = 0"
			t.Rows, t.Shade = append(t.Rows, row), append(t.Shade, shade)
		}
	}
	if !e.study.ball || !shown[GhostArms] {
		return
	}
	centre, wrist := e.study.bones.centre, e.pose().Pos
	line := r3.Unit(r3.Sub(wrist, centre))
	elbow := e.state.RootFromLink(e.study.foreLink).Pos
	foot := r3.Add(centre, r3.Scale(r3.Dot(r3.Sub(elbow, centre), line), line))
	d.Lines = append(d.Lines,
		Line{Points: arc(foot, r3.Sub(elbow, foot), line, 2*math.Pi), Role: Path, Thin: true},
		Line{Points: []r3.Vec{centre, wrist}, Role: Pivot, Thin: true})
}
