package retarget

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// normalEquations is the scratch of one block's step: H·δ = −g with H = JᵀWJ.
// Only the lower triangle of H is kept.
type normalEquations struct {
	n        int
	h, l     []float64 // n×n, row-major: H, and the factor of its free part
	g, delta []float64
	h0, g0   []float64 // H and g where the step began
	row      []float64 // gradient of one scalar residual
	rhs      []float64
	free     []int
	fixed    []bool
	pushed   []int // fixed ones that are displaced
	local    []int // coordinate → row
	coords   []int // row → coordinate
	saved    []float64
	columns  []r3.Vec // Jacobian of one target, by row
	touched  []int    // rows that it has
}

func newNormalEquations(dof int) normalEquations {
	floats := func(n int) []float64 { return make([]float64, n) }
	return normalEquations{
		h: floats(dof * dof), h0: floats(dof * dof), l: floats(dof * dof), g: floats(dof), g0: floats(dof), delta: floats(dof), row: floats(dof), rhs: floats(dof),
		free: make([]int, 0, dof), fixed: make([]bool, dof), pushed: make([]int, 0, dof), local: make([]int, dof), saved: floats(dof),
		columns: make([]r3.Vec, dof), touched: make([]int, 0, dof),
	}
}

// Bounds of the damping (m² or, of a prismatic coordinate, 1).
const (
	leastDamping = 1e-9
	mostDamping  = 1e3
)

// minimise follows Gauss–Newton steps until one is below the tolerance, damped
// as the last ones succeeded (Madsen, Nielsen and Tingleff, Methods for
// Non-Linear Least Squares Problems, 2004, algorithm 3.16). It starts from the
// damping that the block ended with in the last frame, which it returns anew.
func (s *Solver) minimise(b *block, damping float64) float64 {
	if len(b.coords) == 0 {
		return damping
	}
	eq := &s.normal
	var cost float64
	if len(s.pairs) > 0 { // couple has put nodes and solids where q has them
		cost = s.assess(b)
	} else {
		cost = s.evaluate(b)
	}
	raise := 2.0
	for range s.settings.MaxIterations {
		size := s.step(b, damping)
		expected := eq.expected(damping)
		for i, c := range b.coords {
			eq.saved[i] = s.q[c]
			s.q[c] = min(max(s.q[c]+eq.delta[i], s.lower[c]), s.upper[c])
		}
		if size < s.settings.Tolerance {
			break
		}
		eq.swap()
		next := s.evaluate(b)
		if next <= cost {
			gain := 2*(cost-next)/expected - 1
			damping = max(damping*max(0.1, 1-gain*gain*gain), leastDamping)
			cost, raise = next, 2
			continue
		}
		for i, c := range b.coords {
			s.q[c] = eq.saved[i]
		}
		eq.swap()
		if damping *= raise; damping > mostDamping {
			break
		}
		raise *= 2
	}
	return min(damping, 1e-4)
}

// swap puts the normal equations aside, or takes them back.
func (eq *normalEquations) swap() {
	eq.h, eq.h0 = eq.h0, eq.h
	eq.g, eq.g0 = eq.g0, eq.g
}

// expected is how much the step should lower the cost if the residuals were as
// linear as it takes them to be.
func (eq *normalEquations) expected(damping float64) float64 {
	sum := 0.0
	for i, d := range eq.delta[:eq.n] {
		sum += d * (damping*d - eq.g[i])
	}
	return max(sum/2, math.SmallestNonzeroFloat64)
}

// evaluate computes the block's cost at q and its normal equations.
func (s *Solver) evaluate(b *block) float64 {
	s.tree.forward(b.nodes, s.q)
	for _, i := range b.pairs {
		s.tree.place(&s.solids[s.pairs[i].first])
		s.tree.place(&s.solids[s.pairs[i].second])
		s.pairs[i].known = false
	}
	return s.assess(b)
}

// assess is evaluate where the block's nodes and solids are in their places for q.
func (s *Solver) assess(b *block) float64 {
	eq := &s.normal
	eq.start(b.coords)
	cost := 0.0
	for _, i := range b.targets {
		cost += s.addTarget(&s.targets[i], s.goals[i])
	}
	for _, i := range b.pairs {
		cost += s.addPair(&s.pairs[i])
	}
	if w := s.settings.Smoothness; w > 0 {
		for i, c := range b.coords {
			d := s.q[c] - s.last[c]
			cost += w * d * d / 2
			eq.g[i] += w * d
			eq.h[i*eq.n+i] += w
		}
	}
	if w := s.settings.RestWeight; w > 0 {
		for i, c := range b.coords {
			d := s.q[c] - s.settings.Rest[c]
			cost += w * d * d / 2
			eq.g[i] += w * d
			eq.h[i*eq.n+i] += w
		}
	}
	return cost
}

func (eq *normalEquations) start(coords []int) {
	n := len(coords)
	eq.n, eq.coords = n, coords
	clear(eq.h[:n*n])
	clear(eq.g[:n])
	for i, c := range coords {
		eq.local[c] = i
	}
}

func (s *Solver) addTarget(r *reach, goal r3.Vec) float64 {
	eq := &s.normal
	res := s.tree.residual(r, goal)
	loss, weight := huber(r3.Norm2(res), s.settings.Huber)
	weight *= r.weight
	eq.touched = eq.touched[:0]
	switch r.kind {
	case Direction:
		d := s.tree.along(r.to)
		for _, n := range r.toPath {
			eq.addColumn(s.tree.nodes[n].coord, s.tree.turnVelocity(n, d))
		}
	default:
		p := s.tree.at(r.to)
		for _, n := range r.toPath {
			eq.addColumn(s.tree.nodes[n].coord, s.tree.pointVelocity(n, p))
		}
		if len(r.fromPath) > 0 {
			p = s.tree.at(r.from)
			for _, n := range r.fromPath {
				eq.addColumn(s.tree.nodes[n].coord, r3.Scale(-1, s.tree.pointVelocity(n, p)))
			}
		}
	}
	for a, i := range eq.touched {
		ci := r3.Scale(weight, eq.columns[i])
		eq.g[i] += r3.Dot(ci, res)
		for _, j := range eq.touched[:a+1] {
			eq.h[max(i, j)*eq.n+min(i, j)] += r3.Dot(ci, eq.columns[j])
		}
	}
	return loss * r.weight
}

// addColumn adds to the column of a coordinate, which several joints of a path
// share where they mimic each other.
func (eq *normalEquations) addColumn(coord int, v r3.Vec) {
	i := eq.local[coord]
	for _, t := range eq.touched {
		if t == i {
			eq.columns[i] = r3.Add(eq.columns[i], v)
			return
		}
	}
	eq.touched = append(eq.touched, i)
	eq.columns[i] = v
}

// addPair adds a wish to touch, and the wall that a pair is to itself: a
// one-sided spring of the settings' stiffness, which yields where it is pushed too
// hard.
func (s *Solver) addPair(p *pair) float64 {
	a, b := &s.solids[p.first], &s.solids[p.second]
	if !p.known {
		p.ask(a, b)
	}
	d, normal, pa, pb := p.distance, p.normal, p.pa, p.pb
	weight, violation := p.weight, d-p.gap
	yield := 0.0
	if wall := s.settings.Stiffness; d < s.settings.Margin && wall > weight {
		weight, violation = wall, d-s.settings.Margin
		yield = s.settings.Yield / wall
	}
	if weight == 0 {
		return 0
	}
	loss, ease := huber(violation*violation, yield)
	loss *= weight
	weight *= ease
	s.addRow(a, b, normal, pa, pb)
	eq := &s.normal
	for k, i := range eq.touched {
		eq.g[i] += weight * violation * eq.row[i]
		for _, j := range eq.touched[:k+1] {
			eq.h[max(i, j)*eq.n+min(i, j)] += weight * eq.row[i] * eq.row[j]
		}
	}
	return loss
}

// addRow puts the gradient of a gap in row.
func (s *Solver) addRow(a, b *solid, normal, pa, pb r3.Vec) {
	eq := &s.normal
	eq.touched = eq.touched[:0]
	for _, n := range a.path {
		eq.addColumn(s.tree.nodes[n].coord, s.tree.pointVelocity(n, pa))
	}
	for _, n := range b.path {
		eq.addColumn(s.tree.nodes[n].coord, r3.Scale(-1, s.tree.pointVelocity(n, pb)))
	}
	for _, i := range eq.touched {
		eq.row[i] = r3.Dot(normal, eq.columns[i])
	}
}

// step solves for the Gauss–Newton step inside the box, into delta, and returns
// its largest component. Coordinates at a bound that the gradient pushes
// outward stay out of the step; those that the step would take across a bound
// stop there, and the others are solved again around them.
func (s *Solver) step(b *block, damping float64) float64 {
	eq := &s.normal
	for i, c := range b.coords {
		eq.delta[i] = 0
		eq.fixed[i] = s.q[c] <= s.lower[c] && eq.g[i] > 0 || s.q[c] >= s.upper[c] && eq.g[i] < 0
	}
	const passes = 4
	for pass := range passes {
		eq.solveFree(damping)
		crossed := false
		for _, i := range eq.free {
			c := b.coords[i]
			low, high := s.lower[c]-s.q[c], s.upper[c]-s.q[c]
			if d := eq.delta[i]; d < low || d > high {
				eq.delta[i] = min(max(d, low), high)
				eq.fixed[i], crossed = true, true
			}
		}
		if !crossed || pass == passes-1 {
			break
		}
	}
	size := 0.0
	for i := range b.coords {
		size = max(size, math.Abs(eq.delta[i]))
	}
	return size
}

// solveFree solves (H + λ)δ = −g for the coordinates that are not fixed, given
// the displacement of those that are.
func (eq *normalEquations) solveFree(damping float64) {
	eq.free, eq.pushed = eq.free[:0], eq.pushed[:0]
	for i := range eq.n {
		if !eq.fixed[i] {
			eq.free = append(eq.free, i)
		} else if eq.delta[i] != 0 {
			eq.pushed = append(eq.pushed, i)
		}
	}
	m := len(eq.free)
	for a, i := range eq.free {
		rhs := -eq.g[i]
		for _, k := range eq.pushed {
			rhs -= eq.h[max(i, k)*eq.n+min(i, k)] * eq.delta[k]
		}
		eq.rhs[a] = rhs
		row, from := eq.l[a*m:a*m+a+1], eq.h[i*eq.n:]
		if m == eq.n {
			copy(row, from)
		} else {
			for c, j := range eq.free[:a+1] {
				row[c] = from[j]
			}
		}
		row[a] += damping
	}
	choleskySolve(eq.l[:m*m], eq.rhs[:m])
	for a, i := range eq.free {
		eq.delta[i] = eq.rhs[a]
	}
}

// choleskySolve solves A·x = b in place for a positive definite A, of which the
// lower triangle is given row by row and overwritten by its factors L·D·Lᵀ (Golub
// and Van Loan, Matrix Computations, 2013, algorithm 4.1.2), which need no roots.
// What is zero at a row's beginning stays zero in L (Jennings 1966) and is left out:
// a finger is tied to the next one, rarely to all. Pivots that vanish, which damping
// does not let happen in exact arithmetic, are held at a tiny positive number.
func choleskySolve(a, b []float64) {
	n := len(b)
	for i := range n {
		row := a[i*n : i*n+i+1]
		from := leadingZeros(row)
		for j := from; j < i; j++ {
			known, sum := row[from:j], row[j]
			for k, l := range a[j*n+from : j*n+j] {
				sum -= known[k] * l
			}
			row[j] = sum
		}
		pivot, y := row[i], b[i]
		for k := from; k < i; k++ {
			l := row[k] * a[k*n+k]
			pivot -= row[k] * l
			y -= l * b[k]
			row[k] = l
		}
		// The diagonal holds D's reciprocal, so that the rest only multiplies.
		row[i], b[i] = 1/max(pivot, 1e-14), y
	}
	for i := range n {
		b[i] *= a[i*n+i]
	}
	for i := n - 1; i > 0; i-- {
		row, x := a[i*n:i*n+i], b[i]
		for k := leadingZeros(row); k < i; k++ {
			b[k] -= row[k] * x
		}
	}
}

func leadingZeros(row []float64) int {
	for i, v := range row {
		if v != 0 {
			return i
		}
	}
	return len(row)
}
