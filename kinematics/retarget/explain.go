package retarget

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

// Cause is what holds a target back.
type Cause uint8

// The causes of a miss.
const (
	// Reached: there is no miss worth the name.
	Reached Cause = iota
	// Limit: a coordinate is at the end of its range.
	Limit
	// Speed: a coordinate may not move faster.
	Speed
	// Coupling: a joint that mimics another one is needed elsewhere.
	Coupling
	// Collision: a pair of solids is in the way, or wants to touch.
	Collision
	// Conflict: another target pulls the other way.
	Conflict
	// Reach: no joint could bring the link any closer.
	Reach
)

// String is the cause in one word.
func (c Cause) String() string {
	return [...]string{"reached", "limit", "speed", "coupling", "collision", "conflict", "reach"}[c]
}

// Miss is what remains between a target and its goal, and why.
type Miss struct {
	Target int
	Error  float64 // m, or the chord (rad) of a direction
	Cause  Cause

	// Index is the coordinate of a Limit or Speed, the joint of a Coupling, the
	// pair of a Collision, the other target of a Conflict; −1 else.
	Index int
}

// reachedWithin (m or rad) is what counts as no miss.
const reachedWithin = 1e-5

// Explain appends to dst one Miss per target that can move, for the last solution. At a
// minimum the pull of a target, Jᵀ·W·r, is balanced in every coordinate by
// the multiplier of a bound, by the force of a pair, by other targets or by the
// multiplier of a coupling. The cause is the one of these whose release would
// let the miss shrink most, to first order; where the target pulls at no
// coordinate at all, it is out of reach.
func (s *Solver) Explain(dst []Miss) []Miss {
	copy(s.q, s.last)
	for i := range s.blocks {
		if s.group[i] != i {
			continue
		}
		b := s.gather(i)
		s.evaluate(b)
		total := slices.Clone(s.normal.g[:s.normal.n])
		for _, t := range b.targets {
			dst = append(dst, s.explain(b, t, total))
		}
	}
	return dst
}

// inquiry looks for the cause of one target's miss.
type inquiry struct {
	*Solver
	block    *block
	target   *reach
	residual r3.Vec
	total    []float64 // gradient of the block's cost, by row
	pull     []float64 // the target's own part of it
	columns  []r3.Vec  // the target's Jacobian
	miss     Miss
	best     float64 // m: what the release of the cause found so far would save
}

// explain finds the cause of one target's miss, given its block's gradient.
func (s *Solver) explain(b *block, target int, total []float64) Miss {
	r, goal := &s.targets[target], s.goals[target]
	ask := inquiry{Solver: s, block: b, target: r, residual: s.tree.residual(r, goal), total: total}
	ask.miss = Miss{Target: target, Index: -1, Error: r3.Norm(ask.residual)}
	if ask.miss.Error < reachedWithin {
		return ask.miss
	}
	ask.miss.Cause = Reach
	// A release that would save less than a tenth of the miss explains nothing.
	ask.best = 0.1 * ask.miss.Error
	ask.pull, ask.columns = s.pullOf(func() { s.addTarget(r, goal) })
	ask.aboutCouplings()
	ask.aboutBounds()
	ask.aboutOthers(target)
	return ask.miss
}

func (ask *inquiry) consider(c Cause, index int, saved float64) {
	if saved > ask.best {
		ask.best, ask.miss.Cause, ask.miss.Index = saved, c, index
	}
}

// saved is how much of the miss a motion along v takes away at most.
func (ask *inquiry) saved(v r3.Vec) float64 {
	n := r3.Norm(v)
	if n < 1e-9 {
		return 0
	}
	return math.Abs(r3.Dot(ask.residual, v)) / n
}

func (ask *inquiry) aboutCouplings() {
	if joint, column := ask.coupled(ask.block, ask.target, ask.residual); joint >= 0 {
		ask.consider(Coupling, joint, ask.saved(column))
	}
}

func (ask *inquiry) aboutBounds() {
	for i, c := range ask.block.coords {
		if !ask.bound(c, ask.total[i]) || ask.total[i]*ask.pull[i] <= 0 {
			continue
		}
		cause := Limit
		if l := ask.tree.model.Coordinate(c).Limit; ask.q[c] > l.Lower && ask.q[c] < l.Upper {
			cause = Speed
		}
		ask.consider(cause, c, ask.saved(ask.columns[i]))
	}
}

func (ask *inquiry) aboutOthers(target int) {
	for _, p := range ask.block.pairs {
		if row, touching := ask.wall(&ask.pairs[p]); touching {
			ask.consider(Collision, p, ask.against(row))
		}
	}
	for _, t := range ask.block.targets {
		if t != target {
			// What another target holds is often itself held by a coupling or a limit,
			// which is the better answer.
			const second = 0.5
			other, _ := ask.pullOf(func() { ask.addTarget(&ask.targets[t], ask.goals[t]) })
			ask.consider(Conflict, t, second*ask.against(other))
		}
	}
}

// against is how much of the miss something with the gradient other holds, if
// it takes up as much of the target's pull as it can.
func (ask *inquiry) against(other []float64) float64 {
	var way r3.Vec // how the target moves as its own pull drives the free coordinates
	dot, sum, size := 0.0, 0.0, 0.0
	for i, c := range ask.block.coords {
		if ask.bound(c, ask.total[i]) {
			continue
		}
		way = r3.Add(way, r3.Scale(ask.pull[i], ask.columns[i]))
		dot -= other[i] * ask.pull[i]
		sum += other[i] * other[i]
		size += ask.pull[i] * ask.pull[i]
	}
	if dot <= 0 {
		return 0
	}
	return ask.saved(way) * dot * dot / (sum * size)
}

// bound tells whether a coordinate is held by its box against the gradient g.
func (s *Solver) bound(c int, g float64) bool {
	return s.q[c] <= s.lower[c] && g > 0 || s.q[c] >= s.upper[c] && g < 0
}

// pullOf is the gradient of one term of the cost, and its Jacobian's columns,
// by row of the block.
func (s *Solver) pullOf(add func()) (pull []float64, columns []r3.Vec) {
	eq := &s.normal
	clear(eq.g[:eq.n])
	add()
	columns = make([]r3.Vec, eq.n)
	for _, i := range eq.touched {
		columns[i] = eq.columns[i]
	}
	return slices.Clone(eq.g[:eq.n]), columns
}

// wall is the direction in which a pair pushes its coordinates apart, as the
// gradient of a cost, and whether the two touch.
func (s *Solver) wall(p *pair) (row []float64, touching bool) {
	const touch = 2e-4 // m
	eq := &s.normal
	a, b := &s.solids[p.first], &s.solids[p.second]
	s.tree.place(a)
	s.tree.place(b)
	d, normal, pa, pb := gap(a, b)
	s.addRow(a, b, normal, pa, pb)
	row = make([]float64, eq.n)
	for _, i := range eq.touched {
		row[i] = -eq.row[i]
	}
	return row, d < s.settings.Margin+touch || p.weight > 0
}

// coupled finds the mimic joint that would serve the target if it were free: a
// coupling's multiplier is what all targets together pull at the follower alone.
func (s *Solver) coupled(b *block, r *reach, res r3.Vec) (joint int, column r3.Vec) {
	joint = -1
	most := 0.0
	for _, n := range r.toPath {
		node := &s.tree.nodes[n]
		if s.tree.model.Joint(node.joint).Mimic == nil {
			continue
		}
		multiplier := 0.0
		for _, t := range b.targets {
			if k := &s.targets[t]; slices.Contains(k.toPath, n) {
				multiplier += s.torque(k, n, s.tree.residual(k, s.goals[t]))
			}
		}
		if own := s.torque(r, n, res); own*multiplier > 0 && math.Abs(own) > most {
			joint, most = node.joint, math.Abs(own)
			column = s.tree.pointVelocity(n, s.tree.at(r.to))
		}
	}
	return joint, column
}

// torque is a target's pull at one joint alone.
func (s *Solver) torque(r *reach, n int, res r3.Vec) float64 {
	if r.kind == Direction {
		return r.weight * r3.Dot(s.tree.turnVelocity(n, s.tree.along(r.to)), res)
	}
	return r.weight * r3.Dot(s.tree.pointVelocity(n, s.tree.at(r.to)), res)
}

// Describe says a miss in one line, such as
//
//	index_tip: 4.2 mm: limit of index_mcp
func (s *Solver) Describe(m Miss) string {
	model := s.tree.model
	link := func(t int) string { return model.LinkName(s.targets[t].links[0]) }
	text := fmt.Sprintf("%s: %.2f mm: %s", link(m.Target), m.Error*1e3, m.Cause)
	if s.targets[m.Target].kind == Direction {
		text = fmt.Sprintf("%s: %.2f°: %s", link(m.Target), m.Error*180/math.Pi, m.Cause)
	}
	switch m.Cause {
	case Limit, Speed:
		text += " of " + model.Coordinate(m.Index).Name
	case Coupling:
		text += " of " + model.Joint(m.Index).Name
	case Collision:
		p := s.pairs[m.Index]
		text += " of " + model.LinkName(s.solids[p.first].link) + " and " + model.LinkName(s.solids[p.second].link)
	case Conflict:
		text += " with " + link(m.Index)
	}
	return text
}
