package ik

import (
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
)

// Settings of a Solver; the zero value of a field means its default.
type Settings struct {
	Tolerance Tolerance
	MaxTries  int    // starting points before giving up, default 500
	Seed      uint64 // of the random starting points
}

// Solver is the method to use where there is no reason for another: damped
// least squares inside the limits from the given start, then from random ones;
// a try that makes no progress is abandoned after a few iterations. It belongs
// to one goroutine.
type Solver struct {
	set      Settings
	rng      rand.PCG
	descent  descent
	best     vec
	bestMiss float64
}

// Design values: many cheap tries find a solution sooner than few long ones.
const (
	defaultTries = 500
	patience     = 3   // iterations without progress before a try is abandoned
	progress     = 0.6 // factor on the squared miss that counts as progress
	longestTry   = 40  // iterations
	longestEnd   = 200 // iterations spent on the closest configuration of a pose out of reach
)

// NewSolver prepares to move the named link of a model.
func NewSolver(m *chain.Model, tip string, set Settings) (*Solver, error) {
	link, err := tipOf(m, tip)
	if err != nil {
		return nil, err
	}
	a, err := newArm(m, link)
	if err != nil {
		return nil, err
	}
	set.Tolerance = set.Tolerance.orDefault()
	if set.MaxTries == 0 {
		set.MaxTries = defaultTries
	}
	return &Solver{set: set, descent: newDescent(a)}, nil
}

// Coordinates are the model's coordinates that the arm moves, in the order of
// every slice given to or taken from the solver.
func (s *Solver) Coordinates() []int {
	a := s.descent.arm
	return append([]int(nil), a.index[:a.coords]...)
}

// Solve implements Method: it writes the coordinates that bring the tip to the
// target (root frame), starting from seed. It never leaves the limits, and it
// allocates nothing.
func (s *Solver) Solve(dst []float64, target spatial.Pose, seed []float64) (Result, error) {
	d := &s.descent
	a := d.arm
	target, err := checkTarget(target)
	if err != nil {
		return Result{}, err
	}
	if err := a.checkSeed(seed); err != nil {
		return Result{}, err
	}
	if len(dst) != a.coords {
		return Result{}, a.lengthError(len(dst))
	}
	g := a.goal(target)
	s.rng.Seed(s.set.Seed, 0)
	copy(d.q[:], seed)
	s.bestMiss = math.Inf(1)
	iterations := 0
	for try := 1; try <= s.set.MaxTries; try++ {
		n, ok := s.try(&g)
		iterations += n
		if ok {
			return s.finish(dst, iterations, try), nil
		}
		s.shuffle()
	}
	n := s.approach(&g)
	r := s.finish(dst, iterations+n, s.set.MaxTries)
	if d.within(&s.set.Tolerance) {
		return r, nil
	}
	return r, ErrUnreachable
}

func (s *Solver) finish(dst []float64, iterations, tries int) Result {
	copy(dst, s.descent.q[:s.descent.arm.coords])
	r := s.descent.result()
	r.Iterations, r.Tries = iterations, tries
	return r
}

// try descends from q until it arrives or stops making progress.
func (s *Solver) try(g *goal) (iterations int, ok bool) {
	d := &s.descent
	d.arm.clamp(&d.q)
	reference, waited := math.Inf(1), 0
	for it := 1; it <= longestTry; it++ {
		d.look(g)
		if d.within(&s.set.Tolerance) {
			return it, true
		}
		miss := d.miss2()
		if miss < s.bestMiss {
			s.bestMiss, s.best = miss, d.q
		}
		if miss < progress*reference {
			reference, waited = miss, 0
		} else if waited++; waited == patience {
			return it, false
		}
		d.step()
	}
	return longestTry, false
}

// shuffle draws a starting point, uniform inside the limits.
func (s *Solver) shuffle() {
	d := &s.descent
	for i := range d.arm.coords {
		d.q[i] = d.arm.sampleL[i] + d.arm.span[i]*float64(s.rng.Uint64()>>11)*0x1p-53
	}
}

// approach goes on from the closest point met, for as long as it gets closer.
func (s *Solver) approach(g *goal) (iterations int) {
	d := &s.descent
	d.q = s.best
	for it := 1; it <= longestEnd; it++ {
		d.look(g)
		if miss := d.miss2(); miss < s.bestMiss {
			s.bestMiss, s.best = miss, d.q
		}
		if d.within(&s.set.Tolerance) {
			return it
		}
		d.step()
	}
	d.q = s.best
	d.look(g)
	return longestEnd
}
