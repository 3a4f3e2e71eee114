package ik

import (
	"math"
	"math/rand/v2"
)

// uniform draws starting points from a stream that is seeded anew for every
// question.
type uniform struct{ pcg rand.PCG }

// fill draws every coordinate inside the limits.
func (u *uniform) fill(q *vec, a *arm) {
	for i := range a.coords {
		q[i] = a.sampleLow[i] + a.span[i]*float64(u.pcg.Uint64()>>11)*0x1p-53
	}
}

// Design values of the search for another branch. It costs some 0.5 ms, once
// per relocation.
const (
	searchTries    = 60
	branches       = 20  // solutions compared
	shortening     = 30  // iterations spent on bringing each one nearer
	shorteningGain = 0.2 // share of the way per iteration
	centring       = 15  // steps spent on finding how much room its branch has
	centringStep   = 0.1 // rad or m, of any coordinate in one of them
	deadEndCost    = 4.0 // rad or m of travel that a branch without room is worth
	deadEndPower   = 16  // on the share of its range that the tightest coordinate takes
	longestPause   = 64  // Steps between vain searches
)

// searchDue says whether to search now. While the target stays out of reach,
// searches get rarer, so that a path beyond the arm's reach costs little.
func (t *Tracker) searchDue() bool {
	if t.set.SearchWork < 0 {
		return false
	}
	if t.pause > 0 {
		t.pause--
		return false
	}
	return true
}

// hunt is a search that is under way.
type hunt struct {
	on         bool
	stage      stage
	try, found int
	cheapest   float64
	travel     float64 // to the cheapest branch
	branch     vec

	at      vec // the solution at hand, brought near, and how near, in steps of travel
	nearest float64
	it      int // of the stage
	least   float64
}

// stage of the work on one start of a hunt.
type stage uint8

const (
	trying stage = iota
	shorteningIt
	centringIt
)

// relocate finds a solution that is near, in steps of travel, and on a branch
// with room to its limits, and makes it the one to follow. The first try starts
// from the arm itself, in case only the step was too long. It reports false while it
// has none. A branch that ends before the path is at ahead is not worth the way.
func (t *Tracker) relocate(g *goal, ahead goal, goesOn bool) bool {
	h := &t.hunt
	if !h.on {
		*h = hunt{on: true, cheapest: math.Inf(1)}
		t.random.pcg.Seed(t.set.Seed, t.searches)
		t.searches++
	} else {
		t.search.look(g) // the path has gone on
	}
	for work := 0; ; {
		if h.stage == trying && (h.try == searchTries || h.found == branches || h.cheapest <= t.set.MaxStep) {
			break
		}
		if t.set.SearchWork > 0 && work >= t.set.SearchWork {
			return false
		}
		work += t.huntOn(g)
	}
	h.on = false
	if math.IsInf(h.cheapest, 1) || h.travel > t.set.MaxStep && goesOn && !t.leads(&ahead) {
		t.wait = min(2*t.wait+1, longestPause)
		t.pause = t.wait
		return false
	}
	t.pause, t.wait = 0, 0
	t.descent.q = h.branch
	t.descent.look(g)
	if h.travel > t.set.MaxStep {
		t.relocations++
	}
	t.travels = true
	return true
}

// leads reports whether the branch that was found reaches another pose as well.
func (t *Tracker) leads(g *goal) bool {
	s := &t.search
	s.q = t.hunt.branch
	s.approach(g, &t.set.Tolerance, approachAnew)
	return s.within(&t.set.Tolerance)
}

// huntOn does a few iterations of a hunt.
func (t *Tracker) huntOn(g *goal) (iterations int) {
	h, s := &t.hunt, &t.search
	switch h.stage {
	case trying:
		s.q = t.here
		if h.try > 0 {
			t.random.fill(&s.q, s.arm)
		}
		h.try++
		n, ok := s.try(g, &t.set.Tolerance)
		if ok {
			h.found++
			h.stage, h.it, h.nearest = shorteningIt, 0, math.Inf(1)
		}
		return n
	case shorteningIt:
		if !t.shorten(g) {
			return 1
		}
		if h.nearest > t.set.MaxStep {
			h.stage, h.it, h.least = centringIt, 0, 1
			s.q = h.at
			s.look(g)
			return 1
		}
		t.weigh(h.nearest)
	case centringIt:
		if t.centred(g) {
			t.weigh(h.nearest + deadEndCost*math.Pow(h.least, deadEndPower))
		}
		return 2
	}
	return 1
}

// weigh takes the solution at hand if it is the cheapest.
func (t *Tracker) weigh(cost float64) {
	h := &t.hunt
	h.stage = trying
	if cost < h.cheapest {
		h.cheapest, h.travel, h.branch = cost, h.nearest, h.at
	}
}

// shorten slides the solution that the search found along its null space, to
// where it is nearest to the arm, by one iteration, and reports that it was the last.
func (t *Tracker) shorten(g *goal) bool {
	h, s := &t.hunt, &t.search
	far := 0.0
	for i := range s.arm.coords {
		away := t.here[i] - s.q[i]
		far = max(far, math.Abs(away)*t.set.MaxStep/t.longest[i])
		// Every third iteration only repairs the pose.
		s.pull[i] = 0
		if h.it%3 != 2 {
			s.pull[i] = shorteningGain * away
		}
	}
	if far < h.nearest && s.within(&t.set.Tolerance) {
		h.nearest, h.at = far, s.q
	}
	h.it++
	if s.arm.spare > 0 {
		s.step()
		s.look(g)
	}
	s.pull = vec{}
	return s.arm.spare == 0 || h.it == shortening
}

// centred slides a solution along its null space towards the middle of the
// ranges, by one step, and reports that it was the last. The least share of its range that
// the coordinate nearest to a limit takes on the way is 1 where the branch leaves no room
// at all.
func (t *Tracker) centred(g *goal) bool {
	h, s := &t.hunt, &t.search
	share := 0.0
	for i := range s.arm.coords {
		share = max(share, math.Abs(s.q[i]-t.centre.at[i])/t.centre.half[i])
	}
	if share < h.least && s.within(&t.set.Tolerance) {
		h.least = share
	}
	if s.arm.spare == 0 {
		return true
	}
	s.pull = vec{}
	t.centre.pull(s)
	s.limitPull(centringStep)
	for range 2 {
		s.step()
		s.pull = vec{}
		s.look(g)
	}
	h.it++
	return h.it == centring
}
