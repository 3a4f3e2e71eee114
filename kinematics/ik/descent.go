package ik

import "math"

// descent is the scratch of one goroutine and the iteration that Solver and
// Tracker share: Levenberg-Marquardt inside a box.
//
// Rotations count in metres, by a length of the arm's own size: the damping and
// the choice between a position and a rotation error need one unit.
type descent struct {
	arm          *arm
	length       float64 // m per rad
	lambdaFloor  float64 // m²
	damp         float64 // λ per squared miss
	lower, upper vec     // box that the coordinates stay in
	q            vec
	pull         vec // where spare joints would rather go, rad or m per iteration
	at           posture
	jac          [MaxJoints]column
	free         [MaxJoints]bool
	move         vec
	lin2, ang2   float64 // squared miss at q: m², rad²
	err          column  // miss at q, m
	best         vec     // closest point met
	bestMiss     float64 // its squared miss, m²
	lambda       float64 // of the last step, m²
	report       *report // nil unless somebody watches
}

// Design values, found by trial on random, limit and singular poses of several
// arms; each may be doubled or halved without much harm.
const (
	lengthOfSize = 0.25 // of the arm's size, for one radian
	damping      = 0.05 // λ per squared miss (Sugihara 2011 takes λ = ½·e²)
	dampingFloor = 1e-9 // λ per squared length
	longestStep  = 1.3  // rad or m, of any one coordinate
	boxRounds    = 3    // times that a step is solved anew around bounds it meets
)

func newDescent(a *arm) descent {
	d := descent{arm: a, length: lengthOfSize * a.size, lower: a.lower, upper: a.upper, damp: damping}
	if a.size == 0 {
		d.length = 1
	}
	d.lambdaFloor = dampingFloor * d.length * d.length
	return d
}

// pullTowards fills d.pull with what the preferences ask for at q, no coordinate
// moving more than longest (rad or m).
func (d *descent) pullTowards(prefer []Preference, longest float64) {
	d.pull = vec{}
	if d.arm.spare == 0 {
		return
	}
	for _, p := range prefer {
		p.pull(d)
	}
	d.limitPull(longest)
}

// limitPull scales the pull down until no coordinate moves by more than longest.
func (d *descent) limitPull(longest float64) {
	most := 0.0
	for i := range d.arm.coords {
		most = max(most, math.Abs(d.pull[i]))
	}
	if most > longest {
		for i := range d.arm.coords {
			d.pull[i] *= longest / most
		}
	}
}

// look computes the posture at q and the miss to the goal.
func (d *descent) look(g *goal) {
	d.arm.forward(&d.at, &d.q)
	d.compare(g)
}

// compare computes the miss of the posture at hand.
func (d *descent) compare(g *goal) {
	lin, ang := d.at.miss(g)
	d.lin2 = lin.X*lin.X + lin.Y*lin.Y + lin.Z*lin.Z
	d.ang2 = ang.X*ang.X + ang.Y*ang.Y + ang.Z*ang.Z
	w := d.length
	d.err = column{lin.X, lin.Y, lin.Z, w * ang.X, w * ang.Y, w * ang.Z}
}

// miss2 is the squared miss, m².
func (d *descent) miss2() float64 { return d.lin2 + d.length*d.length*d.ang2 }

func (d *descent) within(t *Tolerance) bool {
	return d.lin2 <= t.Position*t.Position && d.ang2 <= t.Rotation*t.Rotation
}

// result is the miss in the caller's units.
func (d *descent) result() Result {
	return Result{Position: math.Sqrt(d.lin2), Rotation: math.Sqrt(d.ang2)}
}

// step moves q once towards the goal, inside the box: coordinates at a bound
// that the gradient pushes outward leave the step, those that the step would
// carry across a bound stop at it and the others make up for them (as Flacco et
// al., Control of Redundant Robots under Hard Joint Constraints, 2015).
func (d *descent) step() {
	a := d.arm
	a.jacobian(&d.jac, &d.at)
	n := a.coords
	for i := range n {
		c := &d.jac[i]
		c[3], c[4], c[5] = d.length*c[3], d.length*c[4], d.length*c[5]
		push := c.dot(&d.err)
		d.free[i] = !(push > 0 && d.q[i] >= d.upper[i] || push < 0 && d.q[i] <= d.lower[i])
		d.move[i] = 0
	}
	d.lambda = d.damp*d.miss2() + d.lambdaFloor
	for round := 0; ; round++ {
		d.solve(d.lambda)
		if !d.stopAtBounds() || round == boxRounds {
			break
		}
	}
	for i := range n {
		to := min(max(d.q[i]+d.move[i], d.lower[i]), d.upper[i])
		d.move[i] = to - d.q[i]
		d.q[i] = to
	}
}

// modelled is the squared miss that the Jacobian foretells for the last step.
func (d *descent) modelled() float64 {
	rest := d.err
	for i := range d.arm.coords {
		rest.subtract(&d.jac[i], d.move[i])
	}
	return rest.dot(&rest)
}

// solve finds the free coordinates' moves, given those of the others.
func (d *descent) solve(lambda float64) {
	n := d.arm.coords
	rest := d.err
	normal := symmetric{a00: lambda, a11: lambda, a22: lambda, a33: lambda, a44: lambda, a55: lambda}
	for i := range n {
		c := &d.jac[i]
		by := d.move[i]
		if d.free[i] {
			by = d.pull[i]
			normal.addOuter(c)
		}
		if by != 0 {
			rest.subtract(c, by)
		}
	}
	normal.factor()
	y := normal.solve(&rest)
	longest := 0.0
	for i := range n {
		if d.free[i] {
			d.move[i] = d.pull[i] + d.jac[i].dot(&y)
			longest = max(longest, math.Abs(d.move[i]))
		}
	}
	if longest > longestStep {
		k := longestStep / longest
		for i := range n {
			d.move[i] *= k
		}
	}
}

// stopAtBounds takes those coordinates out of the step that it would carry
// across a bound, and reports whether there was one.
func (d *descent) stopAtBounds() bool {
	met := false
	for i := range d.arm.coords {
		if !d.free[i] {
			continue
		}
		to := d.q[i] + d.move[i]
		if to > d.upper[i] {
			d.move[i], d.free[i], met = d.upper[i]-d.q[i], false, true
		} else if to < d.lower[i] {
			d.move[i], d.free[i], met = d.lower[i]-d.q[i], false, true
		}
	}
	return met
}

// subtract takes k·b off c.
func (c *column) subtract(b *column, k float64) {
	c[0] -= k * b[0]
	c[1] -= k * b[1]
	c[2] -= k * b[2]
	c[3] -= k * b[3]
	c[4] -= k * b[4]
	c[5] -= k * b[5]
}
