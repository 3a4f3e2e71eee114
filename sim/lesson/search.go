package lesson

import (
	"math"
	"math/rand/v2"
)

// A search finds parameters at which an exercise is solved, to know that it can
// be. It is the adaptive random search of Solis and Wets (Minimization by Random
// Search Techniques, Math. Oper. Res. 6(1), 1981): steps in all directions that
// grow while they help and shrink while they do not, from several starts. It
// needs no derivative, which goals that count (a rank, iterations) do not have.
type search struct {
	bench *Bench
	free  []int // parameters that may change
	miss  func(results []float64) float64
}

// Design values of the search.
const (
	searchRuns   = 30_000 // of a cheap experiment
	searchStarts = 8      // of which the first is where the lesson stands
	searchSeed   = 9
	firstStep    = 0.25 // of a parameter's range
	lastStep     = 1e-9
	growStep     = 1.6
	shrinkStep   = 0.75
)

// solve looks for parameters without a miss.
func (s *search) solve() ([]float64, bool) {
	runs := searchRuns
	if c, ok := s.bench.Experiment.(costly); ok {
		runs = c.Runs()
	}
	rng := rand.New(rand.NewPCG(searchSeed, 0))
	var best []float64
	least := math.Inf(1)
	for start := range searchStarts {
		at := append([]float64(nil), s.bench.Start...)
		if start > 0 {
			s.scatter(at, rng)
		}
		miss := s.descend(at, runs/searchStarts, rng)
		if miss < least {
			best, least = at, miss
		}
		if least == 0 {
			return best, true
		}
	}
	return best, false
}

// scatter draws the free parameters from their ranges.
func (s *search) scatter(at []float64, rng *rand.Rand) {
	for _, i := range s.free {
		p := &s.bench.params[i]
		at[i] = s.inside(i, p.Lower+rng.Float64()*(p.Upper-p.Lower))
	}
}

// descend improves at in place and returns what miss is left.
func (s *search) descend(at []float64, runs int, rng *rand.Rand) float64 {
	least := s.judge(at)
	try := make([]float64, len(at))
	step := firstStep
	for range runs {
		if least == 0 || step < lastStep {
			break
		}
		copy(try, at)
		for _, i := range s.free {
			p := &s.bench.params[i]
			try[i] = s.inside(i, at[i]+step*(p.Upper-p.Lower)*rng.NormFloat64())
		}
		if miss := s.judge(try); miss < least {
			copy(at, try)
			least = miss
			step = min(step*growStep, firstStep)
		} else {
			step *= math.Pow(shrinkStep, 1/float64(1+len(s.free)))
		}
	}
	return least
}

// inside keeps a parameter in its range, and whole where it must be.
func (s *search) inside(i int, v float64) float64 {
	p := &s.bench.params[i]
	if p.Whole {
		v = math.Round(v)
	}
	return min(max(v, p.Lower), p.Upper)
}

func (s *search) judge(at []float64) float64 {
	results, err := s.bench.Run(at)
	if err != nil {
		return math.Inf(1)
	}
	miss := s.miss(results)
	if math.IsNaN(miss) {
		return math.Inf(1)
	}
	return miss
}

// missOf is how far a result is from a goal, as a share of the goal's size.
func (g *Goal) missOf(v float64) float64 {
	size := 1.0
	switch {
	case !math.IsInf(g.Above, 0) && !math.IsInf(g.Below, 0):
		size = math.Max(g.Below-g.Above, 1e-9)
	case g.Below != 0 && !math.IsInf(g.Below, 0):
		size = math.Abs(g.Below)
	case g.Above != 0 && !math.IsInf(g.Above, 0):
		size = math.Abs(g.Above)
	}
	return (math.Max(0, g.Above-v) + math.Max(0, v-g.Below)) / size
}

func (g *Goal) met(v float64) bool { return v >= g.Above && v <= g.Below }
