package ik

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
)

// Settings of a Solver; the zero value of a field means its default.
type Settings struct {
	Tolerance Tolerance
	MaxTries  int          // starting points before giving up, default 500
	Prefer    []Preference // what spare coordinates are for, default nothing, which is fastest
	Seed      uint64       // of the random starting points
}

// Solver is the method to use where there is no reason for another: damped
// least squares inside the limits from the given start, then from random ones;
// a try that makes no progress is abandoned after a few iterations. It belongs
// to one goroutine.
type Solver struct {
	set     Settings
	random  uniform
	descent descent
}

// Design values: many cheap tries find a solution sooner than few long ones.
const (
	defaultTries = 500
	patience     = 3    // iterations without progress before a try is abandoned
	progress     = 0.6  // factor on the squared miss that counts as progress
	longestTry   = 40   // iterations
	longestEnd   = 200  // iterations spent on the closest configuration of a pose out of reach
	settling     = 60   // iterations spent on what is preferred
	settlingStep = 0.1  // rad or m, of any coordinate in one of them
	settled      = 1e-4 // rad or m: a preference that moves less has its way
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
	if set.MaxTries <= 0 {
		set.MaxTries = defaultTries
	}
	if err := bindAll(set.Prefer, m, a); err != nil {
		return nil, err
	}
	return &Solver{set: set, descent: newDescent(a)}, nil
}

// Coordinates are the model's coordinates that the arm moves, in the order of
// every slice given to or taken from the solver.
func (s *Solver) Coordinates() []int { return s.descent.arm.coordinates() }

// Middle writes the middle of every range, where a question without a better
// seed starts.
func (s *Solver) Middle(dst []float64) { s.descent.arm.middleTo(dst) }

// Solve implements Method: it writes the coordinates that bring the tip to the
// target (root frame), starting from seed. It never leaves the limits, and it
// allocates nothing.
func (s *Solver) Solve(dst []float64, target spatial.Pose, seed []float64) (Result, error) {
	d := &s.descent
	g, err := d.arm.question(dst, target, seed)
	if err != nil {
		return Result{}, err
	}
	s.random.pcg.Seed(s.set.Seed, 0)
	copy(d.q[:], seed)
	d.bestMiss = math.Inf(1)
	var total Result
	ok := false
	for !ok && total.Tries < s.set.MaxTries {
		if total.Tries > 0 {
			s.random.fill(&d.q, d.arm)
		}
		var n int
		n, ok = d.try(&g, &s.set.Tolerance)
		total.Iterations += n
		total.Tries++
	}
	if !ok {
		n := d.approach(&g, &s.set.Tolerance)
		total.Iterations += n
		ok = d.within(&s.set.Tolerance)
	}
	if ok && len(s.set.Prefer) > 0 {
		total.Iterations += s.settle(&g)
	}
	copy(dst, d.q[:d.arm.coords])
	r := d.result()
	r.Iterations, r.Tries = total.Iterations, total.Tries
	if !ok {
		return r, ErrUnreachable
	}
	return r, nil
}

// settle slides a solution along its null space to what is preferred, and ends
// within the tolerance.
func (s *Solver) settle(g *goal) (iterations int) {
	d := &s.descent
	good := d.q
	for iterations < settling {
		d.pullTowards(s.set.Prefer, settlingStep)
		before := d.q
		moved := 0.0
		for range followIterations {
			d.step()
			d.pull = vec{}
			d.look(g)
			iterations++
			if d.within(&s.set.Tolerance) {
				break
			}
		}
		if !d.within(&s.set.Tolerance) {
			break
		}
		good = d.q
		for i := range d.arm.coords {
			moved = max(moved, math.Abs(d.q[i]-before[i]))
		}
		if moved < settled {
			break
		}
	}
	d.q = good
	d.look(g)
	return iterations
}

// try descends from q until it arrives or stops making progress.
func (d *descent) try(g *goal, tol *Tolerance) (iterations int, ok bool) {
	d.arm.clamp(&d.q)
	reference, waited := math.Inf(1), 0
	for it := 1; it <= longestTry; it++ {
		d.look(g)
		if d.within(tol) {
			return it, true
		}
		miss := d.miss2()
		d.keepBest(miss)
		if miss < progress*reference {
			reference, waited = miss, 0
		} else if waited++; waited == patience {
			return it, false
		}
		d.step()
	}
	return longestTry, false
}

func (d *descent) keepBest(miss float64) {
	if miss < d.bestMiss {
		d.bestMiss, d.best = miss, d.q
	}
}

// approach goes on from the closest point met and ends at the closest it meets.
func (d *descent) approach(g *goal, tol *Tolerance) (iterations int) {
	d.q = d.best
	for it := 1; it <= longestEnd; it++ {
		d.look(g)
		d.keepBest(d.miss2())
		if d.within(tol) {
			return it
		}
		d.step()
	}
	d.q = d.best
	d.look(g)
	return longestEnd
}
