package ik

import (
	"fmt"
	"slices"

	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// Preference says what the spare coordinates of a redundant arm are for. It is
// a Posture, an Elbow or a Manipulability; one value belongs to one solver or
// tracker, and its exported fields may be changed between calls.
type Preference interface {
	// bind resolves names against the model and checks sizes.
	bind(m *chain.Model, a *arm) error
	// pull adds to d.pull where the coordinates would rather go from d.at.
	pull(d *descent)
}

func bindAll(prefer []Preference, m *chain.Model, a *arm) error {
	for _, p := range prefer {
		if err := p.bind(m, a); err != nil {
			return err
		}
	}
	return nil
}

// Posture pulls towards preferred coordinates by a cubic law: hardly at all
// nearby, strongly far away, so that it does not fight the path around the
// posture and still keeps it from the limits.
type Posture struct {
	Q []float64 // rad or m per coordinate; nil is the middle of every range

	at, half vec
}

// postureGain is the share of half a range that the pull moves a coordinate by
// per iteration, when it is half a range away. Design value.
const postureGain = 0.1

func (p *Posture) bind(_ *chain.Model, a *arm) error {
	if p.Q != nil {
		if err := a.checkSeed("posture", p.Q); err != nil {
			return err
		}
	}
	for i := range a.coords {
		p.at[i], p.half[i] = a.middle(i), max(a.span[i]/2, minHalfRange)
	}
	return nil
}

// minHalfRange (rad or m) keeps a coordinate that cannot move from dividing by
// zero.
const minHalfRange = 1e-3

func (p *Posture) pull(d *descent) {
	for i := range d.arm.coords {
		at := p.at[i]
		if p.Q != nil {
			at = p.Q[i]
		}
		u := (d.q[i] - at) / p.half[i]
		d.pull[i] -= postureGain * p.half[i] * u * u * u
	}
}

// Elbow pulls the origin of a link, the elbow's say, to a point: to where the
// person's elbow is, or down. How far away the point is does not matter beyond
// its direction once the link cannot come closer.
type Elbow struct {
	Link  string // moved by coordinates of the arm only
	Point r3.Vec // m, root frame

	arm   *arm           // from the root to that link
	coord [MaxJoints]int // coordinate of the whole arm for each of its own
	q     vec
	at    posture
	jac   [MaxJoints]column
}

func (e *Elbow) bind(m *chain.Model, a *arm) error {
	var err error
	if e.arm, err = armTo(m, e.Link); err != nil {
		return err
	}
	for i := range e.arm.coords {
		e.coord[i] = slices.Index(a.index[:a.coords], e.arm.index[i])
		if e.coord[i] < 0 {
			return fmt.Errorf("ik: elbow link %q: moved by %q, which does not move the tip", e.Link, e.arm.names[i])
		}
	}
	return nil
}

// Miss is how far (m) the link is from its point with the arm's coordinates at q.
func (e *Elbow) Miss(q []float64) float64 {
	for i := range e.arm.coords {
		e.q[i] = q[e.coord[i]]
	}
	e.arm.forward(&e.at, &e.q)
	return r3.Norm(r3.Sub(e.Point, e.at.pos))
}

// pull is one gradient step on the squared distance, as long as the squared
// Jacobian allows without overshoot.
func (e *Elbow) pull(d *descent) {
	for i := range e.arm.coords {
		e.q[i] = d.q[e.coord[i]]
	}
	e.arm.forward(&e.at, &e.q)
	e.arm.jacobian(&e.jac, &e.at)
	to := r3.Sub(e.Point, e.at.pos)
	size := 0.0
	for i := range e.arm.coords {
		c := &e.jac[i]
		size += c[0]*c[0] + c[1]*c[1] + c[2]*c[2]
	}
	if size == 0 {
		return
	}
	for i := range e.arm.coords {
		c := &e.jac[i]
		d.pull[e.coord[i]] += (c[0]*to.X + c[1]*to.Y + c[2]*to.Z) / size
	}
}

// Manipulability pulls away from singular postures, up the gradient of
// Yoshikawa's measure √det(J·Jᵀ) (Int. J. Robotics Research 4(2), 1985).
type Manipulability struct {
	jac [MaxJoints]column
	inv [MaxJoints]column // rows of the pseudo-inverse
}

func (*Manipulability) bind(*chain.Model, *arm) error { return nil }

// manipulabilityGain is the pull (rad or m per iteration) for a measure that
// doubles within a radian. Design value.
const manipulabilityGain = 0.05

// pull follows ∂(log w)/∂q_k = trace(∂J/∂q_k · J⁺). For a turning joint k the
// derivative of column j is z_k × both of its parts where k is proximal to j or
// j itself, and [ω_j × v_k; 0] where k is distal. Where coordinates move several
// joints, mixed in order, it is close and no more: they share a column.
func (p *Manipulability) pull(d *descent) {
	a := d.arm
	a.jacobian(&p.jac, &d.at)
	floor := d.lambdaFloor
	normal := symmetric{a00: floor, a11: floor, a22: floor, a33: floor, a44: floor, a55: floor}
	for i := range a.coords {
		c := &p.jac[i]
		for r := 3; r < 6; r++ {
			c[r] *= d.length
		}
		normal.addOuter(c)
	}
	normal.factor()
	for i := range a.coords {
		p.inv[i] = normal.solve(&p.jac[i])
	}
	for k := range a.coords {
		zk := p.angular(k, d.length)
		slope := 0.0
		for j := range a.coords {
			var change column
			if k <= j {
				change = p.jac[j].turned(zk)
			} else {
				v := r3.Cross(p.angular(j, d.length), p.linear(k))
				change = column{v.X, v.Y, v.Z}
			}
			slope += change.dot(&p.inv[j])
		}
		d.pull[k] += manipulabilityGain * slope
	}
}

func (p *Manipulability) linear(i int) r3.Vec {
	return r3.Vec{X: p.jac[i][0], Y: p.jac[i][1], Z: p.jac[i][2]}
}

// angular is the joint's axis; zero for a sliding joint, which turns nothing.
func (p *Manipulability) angular(i int, length float64) r3.Vec {
	return r3.Scale(1/length, r3.Vec{X: p.jac[i][3], Y: p.jac[i][4], Z: p.jac[i][5]})
}

// turned is z × the linear part and z × the angular part.
func (c *column) turned(z r3.Vec) column {
	v := r3.Cross(z, r3.Vec{X: c[0], Y: c[1], Z: c[2]})
	w := r3.Cross(z, r3.Vec{X: c[3], Y: c[4], Z: c[5]})
	return column{v.X, v.Y, v.Z, w.X, w.Y, w.Z}
}
