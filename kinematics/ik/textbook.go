package ik

import (
	"fmt"
	"math"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Rule is how a textbook method turns the miss into a step.
type Rule uint8

// The textbook rules. e is the miss (m, and rad times a length), J the Jacobian
// in the same units, W the identity in them.
const (
	// Transpose steps along the gradient, Δq = α·Jᵀe, with the α that is best
	// on the linear model (Wolovich and Elliott 1984; α from Buss 2004).
	Transpose Rule = iota
	// PseudoInverse is Newton's step, Δq = J⁺e (Whitney 1969).
	PseudoInverse
	// DampedLeastSquares is Δq = Jᵀ(JJᵀ + λ²I)⁻¹e with one λ for ever (Wampler
	// 1986; Nakamura and Hanafusa 1986).
	DampedLeastSquares
	// LevenbergMarquardt is Δq = (JᵀJ + λI)⁻¹Jᵀe with λ = ½eᵀe plus a little
	// (Sugihara, IEEE Trans. Robotics 27(5), 2011).
	LevenbergMarquardt
	// CyclicCoordinateDescent turns one joint after the other, from the tip to
	// the root, each as far as is best alone (Wang and Chen 1991).
	CyclicCoordinateDescent
)

var ruleNames = [...]string{"transpose", "pseudo-inverse", "dls", "lm", "ccd"}

// String is the rule's name on the command line.
func (r Rule) String() string { return ruleNames[r] }

// ParseRule finds a rule by name.
func ParseRule(name string) (Rule, error) {
	for i, n := range ruleNames {
		if n == name {
			return Rule(i), nil
		}
	}
	return 0, fmt.Errorf("ik: no method %q; there are %s", name, strings.Join(ruleNames[:], " "))
}

// TextbookSettings of a Textbook; the zero value of a field means its default.
type TextbookSettings struct {
	Tolerance     Tolerance
	MaxIterations int                // default 200
	Damping       float64            // of DampedLeastSquares: λ, m, default 0.05
	Report        func(it Iteration) // called after every iteration, if not nil
}

// Iteration is what a method tells about one of its steps. The slices of a
// textbook method's belong to it and are overwritten by the next step.
type Iteration struct {
	N        int       // from 1
	Q        []float64 // coordinates after the step, rad or m
	Position float64   // distance left after the step, m
	Rotation float64   // angle left after the step, rad
	Damping  float64   // λ of the step, m (DampedLeastSquares) or m² (LevenbergMarquardt, Solver), else 0
	Step     float64   // largest move of any coordinate, before the limits (Solver: inside them), rad or m
	AtLimit  []string  // coordinates that the step would have carried over a limit
}

// Textbook is one of the methods that every course teaches, written to be read
// and compared: dense matrices, one descent from the seed, limits kept by
// clamping. It allocates; Solver is the one for use.
type Textbook struct {
	rule   Rule
	set    TextbookSettings
	arm    *arm
	state  *chain.State
	length float64 // m per rad
	q      []float64
	full   []float64 // all coordinates of the model
	jac    *mat.Dense
	err    *mat.VecDense
	report Iteration
}

// littleDamping is Sugihara's bias, which keeps the step bounded at a singular
// posture: λ per squared length.
const littleDamping = 1e-6

// NewTextbook prepares to move the named link of a model by one rule.
func NewTextbook(m *chain.Model, tip string, rule Rule, set TextbookSettings) (*Textbook, error) {
	if int(rule) >= len(ruleNames) {
		return nil, fmt.Errorf("ik: no method %d; there are %s", rule, strings.Join(ruleNames[:], " "))
	}
	a, err := armTo(m, tip)
	if err != nil {
		return nil, err
	}
	set.Tolerance = set.Tolerance.orDefault()
	if set.MaxIterations <= 0 {
		set.MaxIterations = 200
	}
	if set.Damping == 0 {
		set.Damping = 0.05
	}
	t := &Textbook{
		rule: rule, set: set, arm: a, state: chain.NewState(m), length: newDescent(a).length,
		q: make([]float64, a.coords), jac: mat.NewDense(6, a.coords, nil), err: mat.NewVecDense(6, nil),
	}
	t.full = append(t.full, t.state.Coordinates()...)
	return t, nil
}

// Solve implements Method.
func (t *Textbook) Solve(dst []float64, target spatial.Pose, seed []float64) (Result, error) {
	target, err := t.arm.checkQuestion(dst, target, seed)
	if err != nil {
		return Result{}, err
	}
	copy(t.q, seed)
	t.clamp(t.q)
	best := append([]float64(nil), t.q...)
	r := t.look(target)
	closest, left := r, t.miss(r)
	for n := 1; n <= t.set.MaxIterations && !t.done(r); n++ {
		t.report = Iteration{N: n, Q: t.q, AtLimit: t.report.AtLimit[:0]}
		t.step(target)
		r = t.look(target)
		r.Iterations = n
		if miss := t.miss(r); miss < left {
			left, closest = miss, r
			copy(best, t.q)
		}
		if t.set.Report != nil {
			t.report.Position, t.report.Rotation = r.Position, r.Rotation
			t.set.Report(t.report)
		}
	}
	closest.Iterations, closest.Tries = r.Iterations, 1
	copy(dst, best)
	if !t.done(closest) {
		return closest, ErrUnreachable
	}
	return closest, nil
}

func (t *Textbook) done(r Result) bool {
	return r.Position <= t.set.Tolerance.Position && r.Rotation <= t.set.Tolerance.Rotation
}

func (t *Textbook) miss(r Result) float64 { return math.Hypot(r.Position, t.length*r.Rotation) }

// look computes the miss and the Jacobian at q, rotations counted in metres.
func (t *Textbook) look(target spatial.Pose) Result {
	for i, c := range t.arm.index[:t.arm.coords] {
		t.full[c] = t.q[i]
	}
	t.state.SetCoordinates(t.full)
	left := spatial.Difference(t.state.RootFromLink(t.arm.link), target)
	for i, v := range [6]float64{left.Lin.X, left.Lin.Y, left.Lin.Z, left.Ang.X, left.Ang.Y, left.Ang.Z} {
		if i >= 3 {
			v *= t.length
		}
		t.err.SetVec(i, v)
	}
	var whole mat.Dense
	t.state.JacobianTo(&whole, chain.InRoot, t.arm.link)
	for c, from := range t.arm.index[:t.arm.coords] {
		for r := range 6 {
			v := whole.At(r, from)
			if r >= 3 {
				v *= t.length
			}
			t.jac.Set(r, c, v)
		}
	}
	return Result{Position: r3.Norm(left.Lin), Rotation: r3.Norm(left.Ang)}
}

// step moves q once by the rule.
func (t *Textbook) step(target spatial.Pose) {
	if t.rule == CyclicCoordinateDescent {
		t.sweep(target)
		return
	}
	var by mat.VecDense
	switch t.rule {
	case Transpose:
		t.gradient(&by)
	case PseudoInverse:
		t.newton(&by)
	case DampedLeastSquares:
		t.report.Damping = t.set.Damping
		t.damped(&by, t.set.Damping*t.set.Damping)
	default:
		t.report.Damping = mat.Dot(t.err, t.err)/2 + littleDamping*t.length*t.length
		t.damped(&by, t.report.Damping)
	}
	t.move(by.RawVector().Data)
}

func (t *Textbook) gradient(by *mat.VecDense) {
	var along mat.VecDense
	by.MulVec(t.jac.T(), t.err)
	along.MulVec(t.jac, by)
	if size := mat.Dot(&along, &along); size > 0 {
		by.ScaleVec(mat.Dot(&along, t.err)/size, by)
	}
}

// rankTolerance is the singular value, as a share of the largest, below which a
// direction counts as lost.
const rankTolerance = 1e-6

func (t *Textbook) newton(by *mat.VecDense) {
	var svd mat.SVD
	by.ReuseAsVec(t.arm.coords)
	if !svd.Factorize(t.jac, mat.SVDThin) {
		return
	}
	if rank := svd.Rank(rankTolerance); rank > 0 {
		svd.SolveVecTo(by, t.err, rank)
	}
}

// damped is Jᵀ(JJᵀ + λI)⁻¹e, equal to (JᵀJ + λI)⁻¹Jᵀe.
func (t *Textbook) damped(by *mat.VecDense, lambda float64) {
	normal := mat.NewSymDense(6, nil)
	normal.SymOuterK(1, t.jac)
	for i := range 6 {
		normal.SetSym(i, i, normal.At(i, i)+lambda)
	}
	var cholesky mat.Cholesky
	var y mat.VecDense
	by.ReuseAsVec(t.arm.coords)
	if !cholesky.Factorize(normal) || cholesky.SolveVecTo(&y, t.err) != nil {
		return
	}
	by.MulVec(t.jac.T(), &y)
}

// move adds a step and stops it at the limits.
func (t *Textbook) move(by []float64) {
	t.report.Step = max(t.report.Step, floats.Norm(by, math.Inf(1)))
	floats.Add(t.q, by)
	for i := range t.q {
		if t.q[i] < t.arm.lower[i] || t.q[i] > t.arm.upper[i] {
			t.report.AtLimit = append(t.report.AtLimit, t.arm.names[i])
		}
	}
	t.clamp(t.q)
}

func (t *Textbook) clamp(q []float64) {
	for i := range q {
		q[i] = min(max(q[i], t.arm.lower[i]), t.arm.upper[i])
	}
}

// sweep visits every joint once, tip first.
func (t *Textbook) sweep(target spatial.Pose) {
	by := make([]float64, len(t.q))
	for i := t.arm.joints - 1; i >= 0; i-- {
		row := &t.arm.rows[i]
		if row.scale == 0 {
			continue
		}
		clear(by)
		by[row.coord] = t.alone(i, target) / row.scale
		t.move(by)
	}
}

// alone is the displacement of one joint that brings the tip closest, the other
// joints standing still: of a turning one the angle that maximises
// a·cos θ + b·sin θ, the sum of how well the turned lever and the turned axes of
// the tip point along the wanted ones.
func (t *Textbook) alone(i int, target spatial.Pose) float64 {
	var q vec
	copy(q[:], t.q)
	var at posture
	t.arm.forward(&at, &q)
	axis, origin := at.axis[i], at.origin[i]
	if t.arm.rows[i].slides {
		return r3.Dot(axis, r3.Sub(target.Pos, at.pos))
	}
	g := t.arm.goal(target)
	a, b := aboutAxis(axis, r3.Sub(at.pos, origin), r3.Sub(g.pos, origin))
	// Of a rotation the squared chord of all three axes is twice that of the
	// angle, so half of the sum weighs as the miss does.
	weight := t.length * t.length / 2
	for _, pair := range [3][2]r3.Vec{{at.tip.x, g.rot.x}, {at.tip.y, g.rot.y}, {at.tip.z, g.rot.z}} {
		c, s := aboutAxis(axis, pair[0], pair[1])
		a += weight * c
		b += weight * s
	}
	if a == 0 && b == 0 {
		return 0
	}
	return math.Atan2(b, a)
}
