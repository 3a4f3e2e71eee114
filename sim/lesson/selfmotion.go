package lesson

import (
	"errors"
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// selfMotion walks along the null space: the tip stays and the limb moves.
type selfMotion struct {
	*limb
}

func newSelfMotion(s *Setting, o *options) (Experiment, error) {
	l, err := newLimb(s, o)
	if err != nil {
		return nil, err
	}
	return &selfMotion{limb: l}, nil
}

// Params implements Experiment: the joints and how far to walk, the length of
// the way in joint space.
func (e *selfMotion) Params() []Param {
	return append(e.params(), Param{Name: "walk_deg", Unit: "deg", Lower: -180, Upper: 180})
}

// Results implements Experiment.
func (e *selfMotion) Results() []Result {
	out := []Result{{"hand_moved_mm", "mm"}, {"hand_turned_deg", "deg"}, {"walked_deg", "deg"}, {"spare", ""}}
	for _, link := range e.path() {
		for _, axis := range []string{"x", "y", "z"} {
			out = append(out, Result{e.model.LinkName(link) + "." + axis + "_mm", "mm"})
		}
	}
	return out
}

// walkStep is one step of the walk (rad, m); ghostEvery how many lie between
// two ghosts. Design values.
const (
	walkStep   = 0.5 * deg
	ghostEvery = 40
)

// Run implements Experiment.
func (e *selfMotion) Run(dst, params []float64) error {
	n := len(e.coords)
	e.set(params)
	home := e.pose()
	spectrum := spectrumOf(e.own())
	spare := n - spectrum.Rank
	walked := 0.0
	if length := params[n] * deg; length != 0 {
		if spare == 0 {
			return errors.New("nothing is spare here: every small motion of a joint moves the tip")
		}
		walked = e.walk(home, firstWay(spectrum.Null), length)
	}
	now := e.pose()
	moved := spatial.Difference(home, now)
	out := writer{dst: dst}
	out.add(r3.Norm(moved.Lin)/mm, r3.Norm(moved.Ang)/deg, walked/deg, float64(spare))
	for _, link := range e.path() {
		out.vector(r3.Scale(1/mm, e.state.RootFromLink(link).Pos))
	}
	return nil
}

// firstWay is the null space's first direction, its largest component positive.
func firstWay(null *mat.Dense) *mat.VecDense {
	way := mat.VecDenseCopyOf(null.ColView(0))
	largest := 0.0
	for i := range way.Len() {
		if math.Abs(way.AtVec(i)) > math.Abs(largest) {
			largest = way.AtVec(i)
		}
	}
	if largest < 0 {
		way.ScaleVec(-1, way)
	}
	return way
}

// walk goes along the null space from the present posture for a length (rad),
// keeping its direction, and returns how far it came: a limit ends it.
func (e *selfMotion) walk(home spatial.Pose, way *mat.VecDense, length float64) float64 {
	steps := int(math.Ceil(math.Abs(length) / walkStep))
	step := length / float64(steps)
	for k := range steps {
		spectrum := spectrumOf(e.own())
		if spectrum.Null == nil {
			return float64(k) * step
		}
		var share, next mat.VecDense
		share.MulVec(spectrum.Null.T(), way)
		next.MulVec(spectrum.Null, &share)
		if size := mat.Norm(&next, 2); size > 0 {
			next.ScaleVec(1/size, &next)
		}
		way.CopyVec(&next)
		if !e.move(way, step) {
			return float64(k) * step
		}
		e.correct(home)
		if k%ghostEvery == ghostEvery-1 {
			e.ghosts = append(e.ghosts, append([]float64(nil), e.full...))
		}
	}
	return length
}

// move adds a step and reports false, without moving, where it meets a limit.
func (e *selfMotion) move(way *mat.VecDense, step float64) bool {
	for i, c := range e.coords {
		k := e.model.Coordinate(c).Limit
		if q := e.full[c] + step*way.AtVec(i); q < k.Lower || q > k.Upper {
			return false
		}
	}
	for i, c := range e.coords {
		e.full[c] += step * way.AtVec(i)
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
	rank := svd.Rank(singular)
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
