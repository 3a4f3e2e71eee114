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

// Explain appends to dst one Miss per target, for the last solution. At a
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

// explain finds the cause of one target's miss, given its block's gradient.
func (s *Solver) explain(b *block, target int, total []float64) Miss {
	r, goal := &s.targets[target], s.goals[target]
	res := s.tree.residual(r, goal)
	miss := Miss{Target: target, Index: -1, Error: r3.Norm(res)}
	if miss.Error < reachedWithin {
		return miss
	}
	miss.Cause = Reach
	// A release that would save less than a tenth of the miss explains nothing.
	best := 0.1 * miss.Error
	consider := func(c Cause, index int, saved float64) {
		if saved > best {
			best, miss.Cause, miss.Index = saved, c, index
		}
	}
	pull, columns := s.pullOf(func() { s.addTarget(r, goal) })
	// saved is how much of the miss a motion along v takes away at most.
	saved := func(v r3.Vec) float64 {
		n := r3.Norm(v)
		if n < 1e-9 {
			return 0
		}
		return math.Abs(r3.Dot(res, v)) / n
	}
	if joint, column := s.coupled(b, r, res); joint >= 0 {
		consider(Coupling, joint, saved(column))
	}
	var way r3.Vec // how the target moves as its own pull drives the free coordinates
	size := 0.0
	for i, c := range b.coords {
		if !s.bound(c, total[i]) {
			way = r3.Add(way, r3.Scale(pull[i], columns[i]))
			size += pull[i] * pull[i]
			continue
		}
		cause := Limit
		if l := s.tree.model.Coordinate(c).Limit; s.q[c] > l.Lower && s.q[c] < l.Upper {
			cause = Speed
		}
		if total[i]*pull[i] > 0 {
			consider(cause, c, saved(columns[i]))
		}
	}
	// against is the share of the pull that something with the gradient other
	// takes up, if scaled to take up as much as it can.
	against := func(other []float64) float64 {
		dot, sum := 0.0, 0.0
		for i, c := range b.coords {
			if !s.bound(c, total[i]) {
				dot -= other[i] * pull[i]
				sum += other[i] * other[i]
			}
		}
		if dot <= 0 {
			return 0
		}
		return saved(way) * dot * dot / (sum * size)
	}
	for _, p := range b.pairs {
		if row, touching := s.wall(&s.pairs[p]); touching {
			consider(Collision, p, against(row))
		}
	}
	for _, t := range b.targets {
		if t != target {
			// What another target holds is often itself held by a coupling or a limit,
			// which is the better answer.
			const second = 0.5
			other, _ := s.pullOf(func() { s.addTarget(&s.targets[t], s.goals[t]) })
			consider(Conflict, t, second*against(other))
		}
	}
	return miss
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
