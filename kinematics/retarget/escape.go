package retarget

import (
	"math"
	"slices"

	"mirrorarm/kinematics/robot"

	"gonum.org/v1/gonum/spatial/r3"
)

// escape gets fingers out that local steps do not: one that is caught behind another, or
// that bends backwards, or stands in a valley of its own. While the person's hand is
// steady, a scout solves its goals from elsewhere, without the pairs; a posture that is
// much better and touches nothing is gone to, joint by joint, the direct way or over the
// open hand. Where every way is through something, the pairs of that finger are relaxed
// on it. All of it is spread over steps, and it never allocates.
type escape struct {
	scout   *Solver
	flat    []float64 // coordinates of the open hand
	goals   []r3.Vec  // that the round is for
	tick    int       // steps of the round
	done    bool      // the round is, and the goals have not changed
	best    []float64 // coordinates of the best posture
	cost    []float64 // and what each block of it misses by, m²
	moves   []bool    // blocks that are under way
	way     []float64 // coordinates that they go to: one of the two
	over    bool      // they go over the open hand first
	scratch []float64
	unit    float64 // of the fingers' lengths

	around, through int // how often
}

// Design values.
const (
	escapeStarts = 6     // postures that a scout starts from
	escapeTicks  = 12    // solves of each, of few iterations
	escapeEvery  = 3     // steps from one to the next
	escapeWork   = 2     // iterations
	escapeGain   = 1e-3  // m: that a better posture must be better by
	escapeSteady = 3e-3  // m: that goals may move in a round
	escapeSpeed  = 4.0   // rad/s
	escapeChecks = 10    // places of a way that are looked at
	escapeTouch  = -4e-3 // m: gap from which on two solids are in each other's way
)

func newEscape(f *fingers, p Problem, r *robot.Robot) (*escape, error) {
	p.Pairs, p.Settings = nil, Settings{MaxIterations: escapeWork, Tolerance: tolerance, Rest: p.Settings.Rest, RestWeight: p.Settings.RestWeight}
	scout, err := NewSolver(p)
	if err != nil {
		return nil, err
	}
	scout.close()
	n := r.Model.DOF()
	return &escape{
		scout: scout, unit: f.unit, flat: r.FlatHand().Coordinates(), goals: make([]r3.Vec, len(p.Targets)),
		best: make([]float64, n), way: make([]float64, n), scratch: make([]float64, n),
		cost: make([]float64, len(scout.blocks)), moves: make([]bool, len(scout.blocks)),
	}, nil
}

// reset ends what is under way, for a solver that starts anew.
func (e *escape) reset() {
	if e != nil {
		e.tick, e.done = 0, false
	}
}

// step goes on with the round, or with the way; before the fingers are solved.
func (e *escape) step(f *fingers, dt float64) {
	switch {
	case e == nil || dt == 0:
	case e.under():
		e.advance(f, dt)
	case !e.steady(f.goals):
		copy(e.goals, f.goals)
		e.tick, e.done = 0, false
	case !e.done:
		if e.tick++; e.tick%escapeEvery == 0 {
			e.look(f)
		}
	}
}

func (e *escape) under() bool { return slices.Contains(e.moves, true) }

func (e *escape) steady(goals []r3.Vec) bool {
	for i, g := range goals {
		if r3.Norm2(r3.Sub(g, e.goals[i])) > escapeSteady*escapeSteady*e.unit*e.unit {
			return false
		}
	}
	return true
}

// look lets the scout do some work, and decides after the last.
func (e *escape) look(f *fingers) {
	s := e.scout
	n := e.tick / escapeEvery
	if n%escapeTicks == 1 {
		e.startAt(n / escapeTicks)
	}
	s.Solve(e.scratch, Frame{Goals: e.goals})
	if n%escapeTicks != 0 {
		return
	}
	for b := range s.blocks {
		if c := s.evaluate(&s.blocks[b]); n == escapeTicks || c < e.cost[b] {
			e.cost[b] = c
			for _, i := range s.blocks[b].coords {
				e.best[i] = s.q[i]
			}
		}
	}
	if n == escapeTicks*escapeStarts {
		e.done = true
		e.decide(f)
	}
}

// startAt puts the scout at one of its starts: the open hand, then places in the ranges.
func (e *escape) startAt(k int) {
	s := e.scout
	for i := range e.scratch {
		e.scratch[i] = e.flat[i]
		if k > 0 {
			e.scratch[i] = s.between(i, [escapeStarts]float64{0, 0.5, 0.2, 0.35, 0.65, 0.8}[k])
		}
	}
	s.Reset(e.scratch)
}

// decide takes the blocks that are much better elsewhere, as far as they touch nothing there.
func (e *escape) decide(f *fingers) {
	s := e.scout
	copy(s.q, f.solver.last)
	copy(e.way, f.solver.last)
	for b := range s.blocks {
		now := math.Sqrt(2 * s.evaluate(&s.blocks[b]))
		e.moves[b] = now-math.Sqrt(2*e.cost[b]) > escapeGain*e.unit && !e.pinches(f, b)
		e.lead(b, e.best)
	}
	for range len(s.blocks) {
		b := e.blocked(f, e.way)
		if b < 0 {
			break
		}
		e.moves[b] = false
		for _, i := range s.blocks[b].coords {
			e.way[i] = f.solver.last[i]
		}
	}
	if !e.under() {
		return
	}
	direct, open := e.free(f, e.way, e.way), e.free(f, e.flat, e.way)
	e.over = !direct && open
	if direct || open {
		e.around++
	} else {
		e.through++
	}
	for b, m := range e.moves {
		if !m {
			continue
		}
		for _, i := range s.blocks[b].coords {
			f.solver.pinned[i] = true
		}
		for i := range f.solver.pairs {
			if p := &f.solver.pairs[i]; !direct && !open && (f.solver.solids[p.first].block == b || f.solver.solids[p.second].block == b) {
				p.relaxed = true
			}
		}
	}
}

// lead puts a block's coordinates into the way, if it moves.
func (e *escape) lead(b int, to []float64) {
	if !e.moves[b] {
		return
	}
	for _, i := range e.scout.blocks[b].coords {
		e.way[i] = to[i]
	}
}

// pinches tells whether a block has a fingertip that is to touch another one.
func (e *escape) pinches(f *fingers, b int) bool {
	for _, t := range f.touches {
		p := f.solver.pairs[t.Pair]
		if f.solver.solids[p.first].block == b || f.solver.solids[p.second].block == b {
			return true
		}
	}
	return false
}

// blocked is a block that moves and that touches something in a posture, −1 if none does.
func (e *escape) blocked(f *fingers, q []float64) int {
	s := f.solver
	for i := range s.blocks {
		s.tree.forward(s.blocks[i].nodes, q)
	}
	for i := range s.solids {
		s.tree.place(&s.solids[i])
	}
	for i := range s.pairs {
		p := &s.pairs[i]
		a, b := &s.solids[p.first], &s.solids[p.second]
		moves := a.block >= 0 && e.moves[a.block] || b.block >= 0 && e.moves[b.block]
		if !moves || beyond(a, b, escapeTouch*e.unit) {
			continue
		}
		if d, _, _, _ := gap(a, b); d > escapeTouch*e.unit {
			continue
		}
		if a.block >= 0 && e.moves[a.block] {
			return a.block
		}
		return b.block
	}
	return -1
}

// free tells whether the moving blocks touch nothing on their way over one posture to
// another, from a little beyond where they are.
func (e *escape) free(f *fingers, over, to []float64) bool {
	for k := range escapeChecks {
		share := float64(k+1) / escapeChecks * 2
		copy(e.scratch, f.solver.last)
		for b, m := range e.moves {
			if !m {
				continue
			}
			for _, i := range e.scout.blocks[b].coords {
				if share <= 1 {
					e.scratch[i] += share * (over[i] - e.scratch[i])
				} else {
					e.scratch[i] = over[i] + (share-1)*(to[i]-over[i])
				}
			}
		}
		if e.blocked(f, e.scratch) >= 0 {
			return false
		}
	}
	return true
}

// advance leads the moving blocks on by one step, and lets go of those that have arrived.
func (e *escape) advance(f *fingers, dt float64) {
	s, there := f.solver, true
	to := e.way
	if e.over {
		to = e.flat
	}
	for b, m := range e.moves {
		if !m {
			continue
		}
		for _, i := range e.scout.blocks[b].coords {
			step := min(escapeSpeed, s.tree.model.Coordinate(i).Limit.Velocity) * dt
			away := to[i] - s.last[i]
			s.last[i] += min(max(away, -step), step)
			there = there && math.Abs(away) < 1e-9 // a step later, so that none is made twice
		}
	}
	if !there {
		return
	}
	if e.over {
		e.over = false
		return
	}
	clear(e.moves)
	clear(s.pinned)
	for i := range s.pairs {
		s.pairs[i].relaxed = false
	}
	s.relax()
}
