package hand

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// How far a free last joint follows the one before, as the tendons couple them:
// DIP the PIP joint, the thumb's IP its MCP joint. Design values.
const (
	dipPerPIP  = 2.0 / 3
	ipPerThumb = 1.0
)

// Standard deviations (rad) of the plausibility prior, all weak next to what a
// seen landmark tells. Design values.
const (
	spreadSigma   = 25 * math.Pi / 180 // about the finger's rest direction
	couplingSigma = 60 * math.Pi / 180 // of the last joint about its share of the one before
	hiddenSigma   = 15 * math.Pi / 180 // the same where a joint between bones is not seen
	holdSigma     = 90 * math.Pi / 180 // of any angle about the last frame's
)

// occludedSigma (rad): an angle that the landmarks tell no better than this
// counts as occluded.
const occludedSigma = 25 * math.Pi / 180

// fingerSolver is the Levenberg–Marquardt iteration (Nocedal and Wright,
// Numerical Optimization, §10.3) for the four angles of one finger, with the
// anatomical ranges as hard bounds. All matrices are 4×4 and live in the value.
type fingerSolver struct {
	finger   Finger
	baseLink int // link that the spread joint moves
	flexLink int // link that the thumb's second joint moves
	length   [3]float64
	mirror   float64
	twist    float64 // coupled rotation about the bone per rad of the second angle

	ratio        float64 // dipPerPIP or ipPerThumb
	coupling     float64 // stiffness (1/rad²) of that coupling in this frame
	anchor, best [4]float64
	cost         float64
	hessian      [4][4]float64 // JᵀJ at best
	gradient     [4]float64
	damping      float64
	done         bool
}

func newFingerSolver(h *Hand, f Finger, length [3]float64) fingerSolver {
	s := fingerSolver{finger: f, length: length, mirror: 1, ratio: dipPerPIP}
	if h.side == Left {
		s.mirror = -1
	}
	s.baseLink, _ = h.Model().LinkIndex(f.String() + "_base")
	if f == Thumb {
		s.flexLink, _ = h.Model().LinkIndex("thumb_saddle")
		s.twist = pronationPerFlexion * s.mirror
		s.ratio = ipPerThumb
	}
	return s
}

// start prepares a fit that begins at the given posture.
func (s *fingerSolver) start(seen *Observation, from *Angles) {
	s.coupling = 1 / (couplingSigma * couplingSigma)
	if seen.Weight[Landmark(s.finger, 1)] == 0 || seen.Weight[Landmark(s.finger, 2)] == 0 {
		s.coupling = 1 / (hiddenSigma * hiddenSigma)
	}
	first := FingerAngle(s.finger, 0)
	copy(s.anchor[:], from[first:first+4])
	s.best = s.anchor
	s.cost, s.damping, s.done = math.Inf(1), 1e-3, false
}

// step judges the trial posture that h shows, and writes the next one into
// trial. It reports false once the finger has come to rest.
func (s *fingerSolver) step(h *Hand, seen *Observation, trial *Angles) bool {
	if s.done {
		return false
	}
	first := FingerAngle(s.finger, 0)
	var at [4]float64
	copy(at[:], trial[first:first+4])
	cost, hessian, gradient := s.evaluate(h, seen, at)
	if cost <= s.cost {
		s.best, s.cost, s.hessian, s.gradient = at, cost, hessian, gradient
		s.damping = math.Max(s.damping/10, 1e-9)
	} else {
		s.damping *= 10
	}
	next := s.proposal()
	largest := 0.0
	for i := range next {
		largest = math.Max(largest, math.Abs(next[i]-s.best[i]))
	}
	s.done = largest < convergedStep || s.damping > 1e6
	if s.done {
		next = s.best
	}
	copy(trial[first:first+4], next[:])
	return !s.done
}

// evaluate is the cost, its Gauss–Newton matrix and half its gradient.
func (s *fingerSolver) evaluate(h *Hand, seen *Observation, at [4]float64) (cost float64, hessian [4][4]float64, gradient [4]float64) {
	axis, joint, end := s.kinematics(h)
	add := func(residual r3.Vec, columns [4]r3.Vec, weight float64) {
		cost += weight * r3.Norm2(residual)
		for i := range columns {
			gradient[i] += weight * r3.Dot(columns[i], residual)
			for j := range i + 1 {
				hessian[i][j] += weight * r3.Dot(columns[i], columns[j])
			}
		}
	}
	const unit = 1 / (landmarkNoise * landmarkNoise)
	for bone := range s.length {
		to := Landmark(s.finger, bone+1)
		if w := seen.Weight[to]; w > 0 {
			var columns [4]r3.Vec
			for j := range bone + 2 {
				columns[j] = r3.Cross(axis[j], r3.Sub(end[bone], joint[j]))
			}
			add(r3.Sub(end[bone], seen.Points[to]), columns, positionShare*w*unit)
		}
		w := min(seen.Weight[to-1], seen.Weight[to])
		direction := r3.Sub(seen.Points[to], seen.Points[to-1])
		size := r3.Norm(direction)
		if w <= 0 || size < 1e-3 {
			continue
		}
		vector := r3.Sub(end[bone], joint[bone+1])
		var columns [4]r3.Vec
		for j := range bone + 2 {
			columns[j] = r3.Cross(axis[j], vector)
		}
		add(r3.Sub(vector, r3.Scale(s.length[bone]/size, direction)), columns, w*unit)
	}
	s.addPrior(at, &cost, &hessian, &gradient)
	for i := range hessian {
		for j := range i {
			hessian[j][i] = hessian[i][j]
		}
	}
	return cost, hessian, gradient
}

// kinematics gives, in the palm frame, what each angle turns about (an axis
// through a point) and where the bones end. The second angle of the thumb also
// twists the bone, which adds the bone's own axis.
func (s *fingerSolver) kinematics(h *Hand) (axis, joint [4]r3.Vec, end [3]r3.Vec) {
	base := h.state.RootFromLink(s.baseLink)
	axis[0], joint[0] = base.Rotate(r3.Vec{Z: s.mirror}), base.Pos
	for i := range 3 {
		segment := h.PalmFromSegment(s.finger, i)
		axis[i+1], joint[i+1] = segment.Rotate(r3.Vec{Y: 1}), segment.Pos
		end[i] = h.PalmFromSegment(s.finger, i+1).Pos
	}
	if s.twist != 0 {
		flex := h.state.RootFromLink(s.flexLink)
		axis[1] = r3.Add(flex.Rotate(r3.Vec{Y: 1}), flex.Rotate(r3.Vec{X: s.twist}))
	}
	return axis, joint, end
}

// addPrior adds the plausibility terms at a posture.
func (s *fingerSolver) addPrior(at [4]float64, cost *float64, hessian *[4][4]float64, gradient *[4]float64) {
	const hold = 1 / (holdSigma * holdSigma)
	for i := range at {
		d := at[i] - s.anchor[i]
		*cost += hold * d * d
		gradient[i] += hold * d
		hessian[i][i] += s.priorStiffness(i)
	}
	d := at[3] - s.ratio*at[2]
	*cost += s.coupling * d * d
	gradient[3] += s.coupling * d
	gradient[2] -= s.coupling * s.ratio * d
	hessian[3][2] -= s.coupling * s.ratio
	if s.finger == Thumb {
		return
	}
	const spread = 1 / (spreadSigma * spreadSigma)
	*cost += spread * at[0] * at[0]
	gradient[0] += spread * at[0]
}

// priorStiffness is what addPrior adds to the diagonal (1/rad²).
func (s *fingerSolver) priorStiffness(i int) float64 {
	const hold, spread = 1 / (holdSigma * holdSigma), 1 / (spreadSigma * spreadSigma)
	switch {
	case i == 0 && s.finger != Thumb:
		return hold + spread
	case i == 2:
		return hold + s.coupling*s.ratio*s.ratio
	case i == 3:
		return hold + s.coupling
	}
	return hold
}

// proposal is the damped step from the best posture, kept inside the ranges:
// an angle that rests on a bound and is pushed outward is left out of the solve.
func (s *fingerSolver) proposal() [4]float64 {
	var free [4]bool
	for i := range free {
		r := ranges[FingerAngle(s.finger, i)]
		free[i] = !(s.best[i] <= r.Lower && s.gradient[i] > 0) && !(s.best[i] >= r.Upper && s.gradient[i] < 0)
	}
	step := s.solve(free)
	next := s.best
	for i := range next {
		r := ranges[FingerAngle(s.finger, i)]
		next[i] = min(max(next[i]-step[i], r.Lower), r.Upper)
	}
	return next
}

// solve is (H + λ·diag H)⁻¹·g over the free angles, by Cholesky.
func (s *fingerSolver) solve(free [4]bool) (x [4]float64) {
	var l [4][4]float64
	for i := range l {
		if !free[i] {
			l[i][i] = 1
			continue
		}
		x[i] = s.gradient[i]
		for j := range i + 1 {
			if !free[j] {
				continue
			}
			sum := s.hessian[i][j]
			if i == j {
				sum *= 1 + s.damping
			}
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(math.Max(sum, 1e-12))
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	for i := range x {
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := 3; i >= 0; i-- {
		for k := i + 1; k < 4; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}

// result writes the angles and the doubts about them.
func (s *fingerSolver) result(dst *Fit) {
	first := FingerAngle(s.finger, 0)
	copy(dst.Angles[first:first+4], s.best[:])
	for i, a := range s.best {
		r := ranges[FingerAngle(s.finger, i)]
		outward := -s.gradient[i] / s.hessian[i][i]
		doubt := Sure
		switch {
		case s.hessian[i][i]-s.priorStiffness(i) < 1/(occludedSigma*occludedSigma):
			doubt = Occluded
		case a <= r.Lower && outward < -impossibleBeyond, a >= r.Upper && outward > impossibleBeyond:
			doubt = Impossible
		}
		dst.Doubts[int(first)+i] = doubt
	}
}
