package ik

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// edge is a rotation's coming to a limit of a ball: xᵀ·R·y = k. Whichever joint
// and limit it is, the condition is linear in R, and so, R being a turn by the
// swivel, of the form A·cos ψ + B·sin ψ = C: two swivels.
type edge struct {
	x, y r3.Vec
	k    float64
}

// edges are those of a ball's three joints at both limits, and of the second
// one where its two solutions meet.
func (p *ball) edges(lower, upper []float64) []edge {
	at := func(angle, add float64) edge {
		return edge{p.a, p.c, p.centre + p.radius*math.Cos(angle-p.phase) + add}
	}
	out := []edge{at(p.phase, 0), at(p.phase+math.Pi, 0)}
	for _, limits := range [2][]float64{lower, upper} {
		if first := limits[0]; !math.IsInf(first, 0) {
			turn := about(p.a, first)
			out = append(out, edge{turn.apply(p.b), p.c, r3.Dot(p.b, p.c)})
		}
		if !math.IsInf(limits[1], 0) {
			out = append(out, at(limits[1], 0))
		}
		if third := limits[2]; !math.IsInf(third, 0) {
			turn := about(p.c, -third)
			out = append(out, edge{p.a, turn.apply(p.b), r3.Dot(p.a, p.b)})
		}
	}
	return out
}

// mostEdges of a shoulder and a wrist, two swivels each.
const mostEdges = 2 * 2 * 8

// crossings are the swivels, as offsets from a given one in (−π, π], at which
// some joint comes to a limit: between two neighbouring ones either every
// swivel has a solution inside the limits or none has.
func (s *SRS) crossings(dst *[mostEdges]float64, r *reachOf, from float64) (n int) {
	add := func(to, of r3.Vec, k float64) {
		cos, sin := aboutAxis(r.line, of, to)
		size := math.Sqrt(cos*cos + sin*sin)
		part := (k - r3.Dot(r.line, of)*r3.Dot(r.line, to)) / size
		if !(math.Abs(part) <= 1) {
			return
		}
		centre, half := math.Atan2(sin, cos)-from, math.Acos(part)
		dst[n], dst[n+1] = math.Remainder(centre+half, 2*math.Pi), math.Remainder(centre-half, 2*math.Pi)
		n += 2
	}
	for i := range s.edges[0] {
		e := &s.edges[0][i]
		add(e.x, r.upright.apply(e.y), e.k)
	}
	arm := r.upright.times(&r.fore)
	for i := range s.edges[1] {
		e := &s.edges[1][i]
		add(r.turn.apply(e.y), arm.apply(e.x), e.k)
	}
	for i := 1; i < n; i++ { // so few that insertion is the fastest sort
		for k := i; k > 0 && dst[k] < dst[k-1]; k-- {
			dst[k], dst[k-1] = dst[k-1], dst[k]
		}
	}
	return n
}

// Solve implements Method: it writes the solution inside the limits that is
// nearest to the seed at the seed's own swivel or, where that has none, at the
// nearest stretch of swivels that has. It finds a solution whenever there is
// one; without one it returns ErrUnreachable and the seed, clamped. It allocates
// nothing.
func (s *SRS) Solve(dst []float64, target spatial.Pose, seed []float64) (Result, error) {
	target, err := s.arm.checkQuestion(dst, target, seed)
	if err != nil {
		return Result{}, err
	}
	var near vec
	copy(near[:], seed)
	s.arm.clamp(&near)
	swivel := s.Swivel(near[:7])
	var reach [2]reachOf
	n := s.reaches(&reach, target)
	var best [7]float64
	least := math.Inf(1)
	for k := range n {
		s.nearest(&best, &least, &reach[k], swivel, &near)
	}
	for k := 0; k < n && math.IsInf(least, 1); k++ {
		s.search(&best, &least, &reach[k], swivel, &near)
	}
	if math.IsInf(least, 1) {
		copy(dst, near[:7])
		return s.missed(target, &near), ErrUnreachable
	}
	copy(dst, best[:])
	return Result{Iterations: 1, Tries: 1}, nil
}

// missed is how far the arm is from the target at q.
func (s *SRS) missed(target spatial.Pose, q *vec) Result {
	var at posture
	s.arm.forward(&at, q)
	g := s.arm.goal(target)
	return at.result(&g)
}

// nearest looks at the four branches at one swivel, and keeps the one inside the
// limits that is nearer to near, by least squares, than what it was given.
func (s *SRS) nearest(best *[7]float64, least *float64, r *reachOf, swivel float64, near *vec) {
	var up, out [2][3]float64
	shoulder := r.shoulderAt(swivel)
	ups := s.inside(&up, s.ball[0].split(&up, &shoulder), 0, near)
	if ups == 0 {
		return
	}
	wrist := r.wristAt(&shoulder)
	outs := s.inside(&out, s.ball[1].split(&out, &wrist), 4, near)
	for _, u := range up[:ups] {
		for _, o := range out[:outs] {
			q := [7]float64{u[0], u[1], u[2], r.elbow, o[0], o[1], o[2]}
			away := 0.0
			for i := range q {
				away += (q[i] - near[i]) * (q[i] - near[i])
			}
			if away < *least {
				*best, *least = q, away
			}
		}
	}
}

// inside keeps those of n triples that fit the limits of three joints.
func (s *SRS) inside(t *[2][3]float64, n, first int, near *vec) (kept int) {
	for k := range n {
		ok := true
		for i := 0; i < 3 && ok; i++ {
			t[k][i], ok = s.arm.wrap(first+i, t[k][i], near[first+i])
		}
		if ok {
			t[kept] = t[k]
			kept++
		}
	}
	return kept
}

// search walks outward from a swivel that has no solution over the stretches
// between crossings, the nearer end first, and tries the middle of each; then
// the crossings themselves, where a stretch may have shrunk to a point.
func (s *SRS) search(best *[7]float64, least *float64, r *reachOf, swivel float64, near *vec) {
	var at [mostEdges]float64
	n := s.crossings(&at, r, swivel)
	right := 0
	for right < n && at[right] < 0 {
		right++
	}
	left := right - 1
	for range n { // one of them twice, at the far side
		var middle float64
		if left < 0 || right < n && at[right] < -at[left] {
			end := 2*math.Pi + at[0]
			if right+1 < n {
				end = at[right+1]
			}
			middle = (at[right] + end) / 2
			right++
		} else {
			end := at[n-1] - 2*math.Pi
			if left > 0 {
				end = at[left-1]
			}
			middle = (at[left] + end) / 2
			left--
		}
		if s.nearest(best, least, r, swivel+middle, near); !math.IsInf(*least, 1) {
			return
		}
	}
	for _, offset := range at[:n] {
		if s.nearest(best, least, r, swivel+offset, near); !math.IsInf(*least, 1) {
			return
		}
	}
}
