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
	if t.pause > 0 {
		t.pause--
		return false
	}
	return true
}

// relocate finds a solution that is near, in steps of travel, and on a branch
// with room to its limits, and makes it the one to follow. The first try starts
// from the arm itself, in case only the step was too long.
func (t *Tracker) relocate(g *goal) bool {
	s := &t.search
	t.random.pcg.Seed(t.set.Seed, t.searches)
	t.searches++
	cheapest, travel := math.Inf(1), 0.0
	var branch vec
	found := 0
	for try := 0; try < searchTries && found < branches; try++ {
		s.q = t.here
		if try > 0 {
			t.random.fill(&s.q, s.arm)
		}
		if _, ok := s.try(g, &t.set.Tolerance); !ok {
			continue
		}
		found++
		far, q := t.shorten(g)
		cost := far
		if far > t.set.MaxStep {
			cost += deadEndCost * math.Pow(t.tightest(g, &q), deadEndPower)
		}
		if cost < cheapest {
			cheapest, travel, branch = cost, far, q
		}
		if far <= t.set.MaxStep {
			break
		}
	}
	if found == 0 {
		t.wait = min(2*t.wait+1, longestPause)
		t.pause = t.wait
		return false
	}
	t.pause, t.wait = 0, 0
	t.descent.q = branch
	t.descent.look(g)
	if travel > t.set.MaxStep {
		t.relocations++
	}
	t.travels = true
	return true
}

// shorten slides the solution that the search found along its null space, to
// where it is nearest to the arm.
func (t *Tracker) shorten(g *goal) (nearest float64, at vec) {
	s := &t.search
	nearest = math.Inf(1)
	for it := range shortening {
		far := 0.0
		for i := range s.arm.coords {
			away := t.here[i] - s.q[i]
			far = max(far, math.Abs(away))
			// Every third iteration only repairs the pose.
			s.pull[i] = 0
			if it%3 != 2 {
				s.pull[i] = shorteningGain * away
			}
		}
		if far < nearest && s.within(&t.set.Tolerance) {
			nearest, at = far, s.q
		}
		if s.arm.spare == 0 {
			break
		}
		s.step()
		s.look(g)
	}
	s.pull = vec{}
	return nearest, at
}

// tightest slides a solution along its null space towards the middle of the
// ranges, and returns the least share of its range that the coordinate nearest
// to a limit takes on the way: 1 where the branch leaves no room at all.
func (t *Tracker) tightest(g *goal, from *vec) float64 {
	s := &t.search
	s.q = *from
	s.look(g)
	least := 1.0
	for range centring {
		share := 0.0
		for i := range s.arm.coords {
			share = max(share, math.Abs(s.q[i]-t.centre.at[i])/t.centre.half[i])
		}
		if share < least && s.within(&t.set.Tolerance) {
			least = share
		}
		if s.arm.spare == 0 {
			break
		}
		s.pull = vec{}
		t.centre.pull(s)
		s.limitPull(centringStep)
		for range 2 {
			s.step()
			s.pull = vec{}
			s.look(g)
		}
	}
	return least
}
