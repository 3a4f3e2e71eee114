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

	// Report is called after every iteration of every try, if not nil; what
	// follows the tries (the closest configuration to a pose out of reach, and what
	// is preferred) is not reported. It makes the solver allocate.
	Report func(it Iteration)
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
	patience     = 3     // iterations without progress before a try is abandoned
	progress     = 0.6   // factor on the squared miss that counts as progress
	longestTry   = 40    // iterations
	freshEnds    = 12    // starts that the closest configuration to a pose out of reach is looked for from
	longestEnd   = 100   // iterations spent on each of them
	mostDamping  = 1e6   // at which no step is left worth taking
	stalled      = 1e-12 // share of the squared miss
	settling     = 200   // iterations spent on what is preferred
	settlingStep = 0.1   // rad or m, of any coordinate in one of them
	settled      = 1e-4  // rad or m: a preference that moves less has its way
)

// NewSolver prepares to move the named link of a model.
func NewSolver(m *chain.Model, tip string, set Settings) (*Solver, error) {
	a, err := armTo(m, tip)
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
	s := &Solver{set: set, descent: newDescent(a)}
	if set.Report != nil {
		s.descent.report = &report{to: set.Report}
	}
	return s, nil
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
	target, err := d.arm.checkQuestion(dst, target, seed)
	if err != nil {
		return Result{}, err
	}
	g := d.arm.goal(target)
	s.random.pcg.Seed(s.set.Seed, 0)
	copy(d.q[:], seed)
	d.bestMiss = math.Inf(1)
	if d.report != nil {
		d.report.n = 0
	}
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
		total.Iterations += s.closest(&g)
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

// closest finds the configuration closest to a pose that no try reached: from
// the best point met, and from fresh starts, since a limit may hold that one.
func (s *Solver) closest(g *goal) (iterations int) {
	d := &s.descent
	d.q = d.best
	var best vec
	miss := math.Inf(1)
	for start := range freshEnds + 1 {
		if start > 0 {
			s.random.fill(&d.q, d.arm)
		}
		iterations += d.approach(g, &s.set.Tolerance, longestEnd)
		if now := d.miss2(); now < miss {
			best, miss = d.q, now
		}
	}
	d.q = best
	d.look(g)
	return iterations
}

// settle slides a solution along its null space to what is preferred, and ends
// within the tolerance. Where it turns back it has gone too far, and halves its
// steps.
func (s *Solver) settle(g *goal) (iterations int) {
	d := &s.descent
	good, last := d.q, vec{}
	longest := settlingStep
	for iterations < settling && longest > settled {
		d.pullTowards(s.set.Prefer, longest)
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
			d.q = good
			d.look(g)
			longest /= 2
			continue
		}
		moved, along := 0.0, 0.0
		for i := range d.arm.coords {
			by := d.q[i] - good[i]
			moved = max(moved, math.Abs(by))
			along += by * last[i]
			last[i] = by
		}
		good = d.q
		if moved < settled {
			break
		}
		if along < 0 {
			longest = moved / 2
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
		if d.report != nil && it > 1 {
			d.report.tell(d)
		}
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

// approach goes on from q and never gets worse: a step that would is taken back,
// and the damping follows how well the linear model foretold the last one
// (Marquardt 1963; Nielsen, Damping Parameter in Marquardt's Method, 1999). Far
// from the goal, where the arm is stretched towards it, a step damped by the
// miss alone overshoots for ever. It ends at the closest point that it finds.
func (d *descent) approach(g *goal, tol *Tolerance, longest int) (iterations int) {
	d.look(g)
	kept, miss := d.q, d.miss2()
	for iterations < longest && !d.within(tol) && d.damp < mostDamping {
		iterations++
		d.step()
		foretold := miss - d.modelled()
		d.look(g)
		gained := miss - d.miss2()
		if gained < 0.25*foretold {
			d.damp *= 4
		} else if gained > 0.75*foretold {
			d.damp = max(d.damp/4, damping)
		}
		if gained > 0 {
			kept, miss = d.q, miss-gained
		} else {
			d.q = kept
			d.look(g)
		}
		if math.Abs(foretold) < stalled*miss {
			break
		}
	}
	d.damp = damping
	return iterations
}
