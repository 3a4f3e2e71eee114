package retarget

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// coldIterations is what a cold start is given at least.
const coldIterations = 30

// SolveCold is Solve for a first frame: it forgets the last solution and takes
// the best of several starts, block by block.
func (s *Solver) SolveCold(dst []float64, f Frame) {
	best, cost := s.best, s.cost
	keep := s.settings
	s.settings.Smoothness, s.settings.SpeedLimits = 0, false
	s.settings.MaxIterations = max(keep.MaxIterations, coldIterations)
	for k, start := range [...]float64{0.5, 0.2, 0.35, 0.65, 0.8} {
		for _, b := range s.blocks {
			for _, i := range b.coords {
				s.last[i] = s.between(i, start)
			}
		}
		s.relax()
		s.Solve(dst, Frame{Goals: f.Goals})
		for b := range s.blocks {
			s.blocks[b].pairs = s.blocks[b].pairs[:0]
			c := s.evaluate(&s.blocks[b])
			if k == 0 || c < cost[b] {
				cost[b] = c
				for _, i := range s.blocks[b].coords {
					best[i] = s.q[i]
				}
			}
		}
	}
	for _, b := range s.blocks {
		for _, i := range b.coords {
			s.last[i] = best[i]
		}
	}
	s.relax()
	s.Solve(dst, Frame{Goals: f.Goals, Touches: f.Touches})
	s.settings = keep
}

// relax forgets the damping of past frames.
func (s *Solver) relax() {
	for i := range s.blocks {
		s.blocks[i].damping = firstDamping
	}
}

// firstDamping (m²) is a ten-thousandth of what a fingertip at 60 mm weighs.
const firstDamping = 3e-7

// middle is the posture in the middle of every coordinate's range, or as near
// to zero as an open range allows.
func (s *Solver) middle() []float64 {
	q := make([]float64, s.tree.model.DOF())
	for i := range q {
		q[i] = s.between(i, 0.5)
	}
	return q
}

// between is the point at fraction t of coordinate i's range, of an open range
// zero; counted in the coordinate's sense where there is one.
func (s *Solver) between(i int, t float64) float64 {
	l := s.tree.model.Coordinate(i).Limit
	if s.sense != nil && s.sense[i] < 0 {
		t = 1 - t
	}
	if math.IsInf(l.Lower, 0) || math.IsInf(l.Upper, 0) {
		return min(max(0, l.Lower), l.Upper)
	}
	return l.Lower + t*(l.Upper-l.Lower)
}

// close gives every coordinate a sense: the one in which it takes its targets towards the
// middle of all, with everything in the middle of its range. Starts that are counted in it
// are the same whichever way a file has its axes.
func (s *Solver) close() {
	copy(s.q, s.middle())
	var centre r3.Vec
	for i := range s.blocks {
		s.tree.forward(s.blocks[i].nodes, s.q)
	}
	for i := range s.targets {
		centre = r3.Add(centre, r3.Scale(1/float64(len(s.targets)), s.tree.at(s.targets[i].to)))
	}
	sense := make([]float64, len(s.q))
	for i := range s.targets {
		p := s.tree.at(s.targets[i].to)
		for _, n := range s.targets[i].toPath {
			sense[s.tree.nodes[n].coord] += s.targets[i].weight * r3.Dot(s.tree.pointVelocity(n, p), r3.Sub(centre, p))
		}
	}
	s.sense = sense
	copy(s.q, s.last)
}
