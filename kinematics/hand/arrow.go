package hand

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// numPalmUnknowns are those of a view that all fingers share: a turn and a shift
// of the palm, and the picture's scale.
const numPalmUnknowns = 7

// arrow is the normal equations of a view: those unknowns, the fingers', and what
// couples them.
type arrow struct {
	palm     [numPalmUnknowns][numPalmUnknowns]float64
	palmSlop [numPalmUnknowns]float64 // half the gradient
	finger   [NumFingers][4][4]float64
	slope    [NumFingers][4]float64
	couple   [NumFingers][4][numPalmUnknowns]float64
}

// judge is the cost of a view; it leaves its normal equations in l.system.
func (l *Lifter) judge(v *view, o *Observation) (cost float64) {
	s := &l.system
	*s = arrow{}
	l.hand.SetAngles(v.angles)
	m := rotationRows(v.rot)
	turn := func(p r3.Vec) r3.Vec { return r3.Vec{X: r3.Dot(m[0], p), Y: r3.Dot(m[1], p), Z: r3.Dot(m[2], p)} }
	l.place(v, o, 0, r3.Vec{}, nil, -1, &cost)
	for f := range Finger(NumFingers) {
		axis, joint, end := l.solvers[f].kinematics(l.hand)
		l.place(v, o, Landmark(f, 0), turn(joint[0]), nil, int(f), &cost)
		for bone := range end {
			var columns [4]r3.Vec
			for j := range bone + 2 {
				columns[j] = turn(r3.Cross(axis[j], r3.Sub(end[bone], joint[j])))
			}
			l.place(v, o, Landmark(f, bone+1), turn(end[bone]), &columns, int(f), &cost)
		}
		cost += l.addPrior(v, f)
	}
	for i := range s.palm {
		for j := range i {
			s.palm[j][i] = s.palm[i][j]
		}
	}
	return cost
}

// rotationRows are the rows of a rotation's matrix.
func rotationRows(q quat.Number) [3]r3.Vec {
	x, y, z := spatial.Axes(q)
	return [3]r3.Vec{{X: x.X, Y: y.X, Z: z.X}, {X: x.Y, Y: y.Y, Z: z.Y}, {X: x.Z, Y: y.Z, Z: z.Z}}
}

// place adds a landmark, at (m, from the palm's origin, camera axes), of finger f,
// which columns moves.
func (l *Lifter) place(v *view, o *Observation, k int, at r3.Vec, columns *[4]r3.Vec, f int, cost *float64) {
	if o.Weight[k] <= 0 {
		return
	}
	s := &l.system
	seen := o.Points[k]
	off := r3.Sub(r3.Add(at, v.pos), r3.Scale(v.size, seen))
	w := o.Weight[k] / (pictureNoise * pictureNoise)
	rows := [3]struct {
		weight, off float64
		palm        [numPalmUnknowns]float64
	}{
		{w, off.X, [...]float64{0, at.Z, -at.Y, 1, 0, 0, -v.size * seen.X}},
		{w, off.Y, [...]float64{-at.Z, 0, at.X, 0, 1, 0, -v.size * seen.Y}},
		{w * l.hint, off.Z, [...]float64{at.Y, -at.X, 0, 0, 0, 1, -v.size * seen.Z}},
	}
	for r := range rows {
		row := &rows[r]
		if row.weight == 0 {
			continue
		}
		*cost += row.weight * row.off * row.off
		for i, a := range row.palm {
			s.palmSlop[i] += row.weight * a * row.off
			for j := range i + 1 {
				s.palm[i][j] += row.weight * a * row.palm[j]
			}
		}
		if columns == nil {
			continue
		}
		for i, c := range columns {
			a := [3]float64{c.X, c.Y, c.Z}[r]
			s.slope[f][i] += row.weight * a * row.off
			for j, b := range columns {
				s.finger[f][i][j] += row.weight * a * [3]float64{b.X, b.Y, b.Z}[r]
			}
			for j, b := range row.palm {
				s.couple[f][i][j] += row.weight * a * b
			}
		}
	}
}

// addPrior adds what is likely of a finger's angles, and gives its cost.
func (l *Lifter) addPrior(v *view, f Finger) (cost float64) {
	s := &l.system
	rest := Rest()
	pull := func(i int, to, sigma float64) {
		d, w := v.angles[FingerAngle(f, i)]-to, 1/(sigma*sigma)
		cost += w * d * d
		s.slope[f][i] += w * d
		s.finger[f][i][i] += w
	}
	for i := range 4 {
		a := FingerAngle(f, i)
		sigma := restSigma
		if i == 0 && f != Thumb {
			sigma = splaySigma
		}
		pull(i, rest[a], sigma)
		if l.tracking {
			pull(i, l.before[a], frameSigma)
		}
	}
	ratio, w := l.solvers[f].ratio, 1/(bendSigma*bendSigma)
	d := v.angles[FingerAngle(f, 3)] - ratio*v.angles[FingerAngle(f, 2)]
	cost += w * d * d
	s.slope[f][3] += w * d
	s.slope[f][2] -= w * ratio * d
	s.finger[f][3][3] += w
	s.finger[f][2][2] += w * ratio * ratio
	s.finger[f][2][3] -= w * ratio
	s.finger[f][3][2] -= w * ratio
	return cost
}

// step is the view after one damped step, every angle inside its range.
func (l *Lifter) step(v *view, damping float64) (view, bool) {
	s := &l.system
	reduced, right := s.palm, s.palmSlop
	var own [NumFingers][4]float64
	var lever [NumFingers][4][numPalmUnknowns]float64
	for f := range own {
		var ok bool
		if own[f], lever[f], ok = s.eliminate(v, Finger(f), damping); !ok {
			return *v, false
		}
		for i := range 4 {
			for k, c := range s.couple[f][i] {
				right[k] -= c * own[f][i]
				for m := range numPalmUnknowns {
					reduced[k][m] -= c * lever[f][i][m]
				}
			}
		}
	}
	for k := range reduced {
		// Depth is not seen without guesses of it: it stays where it is.
		reduced[k][k] += damping*s.palm[k][k] + 1e-6/(pictureNoise*pictureNoise)
	}
	palm, ok := solvePalm(&reduced, &right)
	if !ok {
		return *v, false
	}
	next := v.movedBy(&palm)
	for f := range own {
		for i := range 4 {
			d := own[f][i]
			for k := range numPalmUnknowns {
				d -= lever[f][i][k] * palm[k]
			}
			a := FingerAngle(Finger(f), i)
			next.angles[a] = min(max(v.angles[a]-min(max(d, -largestTurn), largestTurn), ranges[a].Lower), ranges[a].Upper)
		}
	}
	return next, true
}

// eliminate solves a finger's four angles for those of the palm: they go by own −
// lever·palm. One that rests on a bound and is pushed outward has no part in it.
func (s *arrow) eliminate(v *view, f Finger, damping float64) (own [4]float64, lever [4][numPalmUnknowns]float64, ok bool) {
	h := s.finger[f]
	var free [4]bool
	for i := range free {
		a := FingerAngle(f, i)
		r := ranges[a]
		free[i] = !(v.angles[a] <= r.Lower && s.slope[f][i] > 0) && !(v.angles[a] >= r.Upper && s.slope[f][i] < 0)
		h[i][i] *= 1 + damping
	}
	for i := range free {
		if free[i] {
			continue
		}
		for j := range free {
			h[i][j], h[j][i] = 0, 0
		}
		h[i][i] = 1
	}
	inverse, ok := invert4(&h)
	if !ok {
		return own, lever, false
	}
	for i := range free {
		for j := range free {
			if !free[i] || !free[j] {
				continue
			}
			own[i] += inverse[i][j] * s.slope[f][j]
			for k := range numPalmUnknowns {
				lever[i][k] += inverse[i][j] * s.couple[f][j][k]
			}
		}
	}
	return own, lever, true
}

// movedBy is the view with its palm moved against the unknowns, by no more than
// the linear model holds.
func (v *view) movedBy(palm *[numPalmUnknowns]float64) view {
	next := *v
	turn := r3.Vec{X: -palm[0], Y: -palm[1], Z: -palm[2]}
	if n := r3.Norm(turn); n > largestTurn {
		turn = r3.Scale(largestTurn/n, turn)
	}
	next.rot = spatial.Unit(quat.Mul(spatial.FromRotationVector(turn), v.rot))
	next.pos = r3.Sub(v.pos, r3.Vec{X: palm[3], Y: palm[4], Z: palm[5]})
	next.size *= math.Exp(min(max(-palm[6], -largestGrowth), largestGrowth))
	return next
}

// Bounds of one step: of an angle (rad), and of the logarithm of the size.
const (
	largestTurn   = 0.5
	largestGrowth = 0.3
)

// solvePalm solves the palm's equations by Cholesky's factors.
func solvePalm(h *[numPalmUnknowns][numPalmUnknowns]float64, right *[numPalmUnknowns]float64) (x [numPalmUnknowns]float64, ok bool) {
	var l [numPalmUnknowns][numPalmUnknowns]float64
	for i := range l {
		for j := range i + 1 {
			sum := h[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i != j {
				l[i][j] = sum / l[j][j]
				continue
			}
			if !(sum > 0) {
				return x, false
			}
			l[i][i] = math.Sqrt(sum)
		}
	}
	for i := range x {
		x[i] = right[i]
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := len(x) - 1; i >= 0; i-- {
		for k := i + 1; k < len(x); k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x, true
}

// invert4 is the inverse of a symmetric positive definite matrix by Gauss and
// Jordan's elimination.
func invert4(h *[4][4]float64) (inverse [4][4]float64, ok bool) {
	a := *h
	for i := range inverse {
		inverse[i][i] = 1
	}
	for i := range 4 {
		pivot := a[i][i]
		if !(pivot > 0) {
			return inverse, false
		}
		for j := range 4 {
			a[i][j] /= pivot
			inverse[i][j] /= pivot
		}
		for r := range 4 {
			if r == i {
				continue
			}
			factor := a[r][i]
			for j := range 4 {
				a[r][j] -= factor * a[i][j]
				inverse[r][j] -= factor * inverse[i][j]
			}
		}
	}
	return inverse, true
}
