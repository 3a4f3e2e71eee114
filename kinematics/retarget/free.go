package retarget

import (
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// Obstacle is a place of a robot that is near something, or in it.
type Obstacle struct {
	Link int
	At   r3.Vec  // m, root frame: moves with the link
	Out  r3.Vec  // unit, root frame: the way that leads off
	Gap  float64 // m; below 0 it is how deep the place is in
}

// Surroundings adds to dst where a robot in a posture is nearer than margin (m) to
// what stands around it.
type Surroundings func(dst []Obstacle, posture *chain.State, margin float64) []Obstacle

// How the nearest free posture is sought. Design values.
const (
	freeRounds  = 40    // linearisations from one start
	freeSweeps  = 150   // of the multipliers in each
	freeAhead   = 0.04  // m: what is nearer than this is seen before it is met
	freeReach   = 0.05  // m that a joint may move what it carries in one round
	freeTurn    = 0.3   // rad, or m, likewise
	freeDone    = 1e-5  // m: a round that moves nothing by more is the last
	freeStarts  = 20    // further starts: what is deep in a thing is pushed out of it every way at once
	freeNearby  = 0.03  // m: a posture this near is not worth more of them
	freeSpread  = 1.5   // rad: how far the last of them lies
	freeFloor   = 1e-3  // m: lever of a joint that carries nothing solid
	freeArm     = 0.12  // m: lever above which a joint is among those that starts differ in
	freePenalty = 1e9   // bound of a multiplier, where there is no room at all
	freeSeed    = 0x667 // of the starts
)

// NearestFree is a posture inside the joint limits, as near to the wanted one as
// can be found, in which every gap to the surroundings is at least margin (m) and
// no two of the robot's own solids are deeper in each other than in the wanted
// one. ok is false where there is none to be found. How near a posture is, is
// measured by how far each joint alone would move the outermost of what it
// carries, √Σ(lᵢ·Δqᵢ)².
//
// From each of several starts, the quadratic programme of the nearest posture
// under the linearised gaps is solved again and again (sequential quadratic
// programming; Nocedal and Wright, Numerical Optimization, 2006, §18.1), each by
// Hildreth's method (Naval Research Logistics Quarterly 4, 1957): one multiplier
// after the other to where its own row holds.
func NearestFree(m *chain.Model, solids []Solid, want []float64, margin float64, around Surroundings) (free []float64, ok bool) {
	f := newFreeing(m, solids, want, margin, around)
	best, cost, ok := f.approach(want)
	if ok && cost < freeNearby*freeNearby {
		return best, true
	}
	rng := rand.New(rand.NewPCG(freeSeed, 0))
	start := make([]float64, len(want))
	for i := range freeStarts {
		spread := freeSpread * float64(i+1) / freeStarts
		for c := range start {
			start[c] = want[c]
			if f.lever[c] > freeArm {
				start[c] += spread * rng.NormFloat64()
			}
		}
		m.Clamp(start)
		if q, c, found := f.approach(start); found && (!ok || c < cost) {
			best, cost, ok = q, c, true
		}
	}
	return best, ok
}

// freeing is the search for one free posture.
type freeing struct {
	model  *chain.Model
	solids []Solid
	want   []float64
	margin float64
	around Surroundings

	state     *chain.State
	lever     []float64 // m per unit of each coordinate
	pairs     []selfGap
	obstacles []Obstacle
	rows      []freeRow
	columns   []float64 // scratch of a point's Jacobian
}

// selfGap is a pair of the robot's own solids and how near they may come.
type selfGap struct {
	Pair
	least float64
}

// freeRow asks slope·(q − want) to be at least least.
type freeRow struct {
	slope      []float64
	moving     []int // coordinates whose slope is not zero
	least      float64
	curvature  float64 // slope·H⁻¹·slopeᵀ
	multiplier float64
}

func newFreeing(m *chain.Model, solids []Solid, want []float64, margin float64, around Surroundings) *freeing {
	f := &freeing{
		model: m, solids: solids, want: append([]float64(nil), want...), margin: margin, around: around,
		state: chain.NewState(m), lever: make([]float64, m.DOF()), columns: make([]float64, 3*m.DOF()),
	}
	m.Clamp(f.want)
	for i := range solids {
		for k := range i {
			// What overlaps in the neutral posture does so by design.
			if solids[i].Link != solids[k].Link && solidGap(f.state, solids[i], solids[k]) > 0 {
				f.pairs = append(f.pairs, selfGap{Pair: Pair{First: k, Second: i}})
			}
		}
	}
	f.state.SetCoordinates(f.want)
	for i := range f.pairs {
		p := &f.pairs[i]
		p.least = min(solidGap(f.state, solids[p.First], solids[p.Second]), 0)
	}
	for c := range f.lever {
		f.lever[c] = freeFloor
	}
	for i := range solids {
		s := &solids[i]
		for _, end := range [2]r3.Vec{s.A, s.B} {
			f.state.PointJacobianTo(f.columns, s.Link, end)
			for c := range f.lever {
				f.lever[c] = max(f.lever[c], r3.Norm(f.column(c)))
			}
		}
	}
	return f
}

// column is a point's velocity per unit speed of a coordinate.
func (f *freeing) column(c int) r3.Vec {
	n := f.model.DOF()
	return r3.Vec{X: f.columns[c], Y: f.columns[n+c], Z: f.columns[2*n+c]}
}

// approach goes from a start to the nearest free posture that is downhill from
// there.
func (f *freeing) approach(start []float64) (q []float64, cost float64, ok bool) {
	q = append([]float64(nil), start...)
	next := make([]float64, len(q))
	for range freeRounds {
		f.state.SetCoordinates(q)
		f.linearise(q)
		f.solve(next, q)
		moved := 0.0
		for c := range q {
			moved = max(moved, f.lever[c]*math.Abs(next[c]-q[c]))
		}
		copy(q, next)
		if moved < freeDone {
			break
		}
	}
	for c := range q {
		by := f.lever[c] * (q[c] - f.want[c])
		cost += by * by
	}
	return q, cost, f.free(q)
}

// free tells whether a posture keeps half of the margin at least: the rest is for
// what the search leaves.
func (f *freeing) free(q []float64) bool {
	for _, v := range q {
		if math.IsNaN(v - v) {
			return false
		}
	}
	f.state.SetCoordinates(q)
	if f.obstacles = f.around(f.obstacles[:0], f.state, f.margin/2); len(f.obstacles) > 0 {
		return false
	}
	for i := range f.pairs {
		p := &f.pairs[i]
		if solidGap(f.state, f.solids[p.First], f.solids[p.Second]) < p.least-f.margin/2 {
			return false
		}
	}
	return true
}

// linearise makes a row of every gap that is small at q, where the state is.
func (f *freeing) linearise(q []float64) {
	f.rows = f.rows[:0]
	f.obstacles = f.around(f.obstacles[:0], f.state, f.margin+freeAhead)
	for i := range f.obstacles {
		o := &f.obstacles[i]
		r := f.row()
		f.add(r, o.Link, o.At, o.Out)
		f.close(r, q, f.margin-o.Gap)
	}
	for i := range f.pairs {
		p := &f.pairs[i]
		a, b := placed(f.state, f.solids[p.First]), placed(f.state, f.solids[p.Second])
		if apart(&a, &b) > freeAhead {
			continue
		}
		distance, out, onA, onB := gap(&a, &b)
		r := f.row()
		f.add(r, f.solids[p.First].Link, onA, out)
		f.add(r, f.solids[p.Second].Link, onB, r3.Scale(-1, out))
		f.close(r, q, p.least-distance)
	}
}

// row is one more, in the memory of an earlier one if there is any.
func (f *freeing) row() *freeRow {
	if len(f.rows) < cap(f.rows) {
		f.rows = f.rows[:len(f.rows)+1]
	} else {
		f.rows = append(f.rows, freeRow{})
	}
	r := &f.rows[len(f.rows)-1]
	if r.slope == nil {
		r.slope = make([]float64, f.model.DOF())
	}
	clear(r.slope)
	r.multiplier = 0
	return r
}

// add puts in how fast a link's point, given in the root frame, goes a way.
func (f *freeing) add(r *freeRow, link int, at, way r3.Vec) {
	f.state.PointJacobianTo(f.columns, link, f.state.RootFromLink(link).Inverse().Apply(at))
	for c := range r.slope {
		r.slope[c] += r3.Dot(way, f.column(c))
	}
}

// close turns what is missing at q into a bound on the way from the wanted
// posture. A row that no coordinate changes is dropped.
func (f *freeing) close(r *freeRow, q []float64, missing float64) {
	r.least, r.curvature, r.moving = missing, 0, r.moving[:0]
	for c, s := range r.slope {
		if s != 0 {
			r.moving = append(r.moving, c)
			r.least += s * (q[c] - f.want[c])
			r.curvature += s * s / f.weight(c)
		}
	}
	if r.curvature < 1e-9 {
		f.rows = f.rows[:len(f.rows)-1]
	}
}

// weight is how much a coordinate's way counts, squared.
func (f *freeing) weight(c int) float64 { return f.lever[c] * f.lever[c] }

// solve writes the posture nearest to the wanted one that the rows allow, within
// the joint limits and a round's reach of q.
func (f *freeing) solve(dst, q []float64) {
	n := len(q)
	low, high, pull, way := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for c := range q {
		limit := f.model.Coordinate(c).Limit
		reach := min(freeTurn, freeReach/f.lever[c])
		low[c] = max(limit.Lower, q[c]-reach) - f.want[c]
		high[c] = min(limit.Upper, q[c]+reach) - f.want[c]
		way[c] = min(max(0, low[c]), high[c])
	}
	for range freeSweeps {
		changed := 0.0
		for i := range f.rows {
			r := &f.rows[i]
			short := r.least
			for _, c := range r.moving {
				short -= r.slope[c] * way[c]
			}
			by := min(max(r.multiplier+short/r.curvature, 0), freePenalty) - r.multiplier
			if by == 0 {
				continue
			}
			r.multiplier += by
			for _, c := range r.moving {
				pull[c] += by * r.slope[c]
				way[c] = min(max(pull[c]/f.weight(c), low[c]), high[c])
			}
			changed = max(changed, math.Abs(by)*math.Sqrt(r.curvature))
		}
		if changed < freeDone/10 {
			break
		}
	}
	for c := range dst {
		dst[c] = f.want[c] + way[c]
	}
}
