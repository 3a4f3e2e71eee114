// Package analysis says what an arm can do at a posture and what it is made of:
// manipulability, singular values and directions, velocity and force ellipsoids,
// null space, workspace, and its Denavit-Hartenberg and screw tables. It is for
// teaching and for display; it allocates, and nothing in a control loop needs it.
//
// Frames and units are those of kinematics/chain: the root link's frame, metres
// and radians. Linear and angular velocities have no common unit, so every
// measure that mixes them takes the length (m) that one radian counts for; the
// ellipsoids are of the linear part alone.
package analysis

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Local is the first-order picture of one link at one posture: its Jacobian and
// what follows from the singular value decomposition J = U·Σ·Vᵀ.
type Local struct {
	dof    int
	linear mat.SVD // of the 3 × DOF linear part, m per unit
	whole  mat.SVD // of all 6 × DOF, the angular part in m by the length
	values []float64
}

// rankTolerance is the singular value, as a share of the largest, that counts as
// lost.
const rankTolerance = 1e-9

// At analyses a link at the state's posture; one radian counts for length (m).
func At(s *chain.State, link int, length float64) (*Local, error) {
	m := s.Model()
	if link < 0 || link >= m.NumLinks() {
		return nil, fmt.Errorf("analysis: link %d, want 0 to %d", link, m.NumLinks()-1)
	}
	if m.DOF() == 0 {
		return nil, fmt.Errorf("analysis: %q has no joint that moves", m.Name())
	}
	if !(length > 0) || math.IsInf(length, 0) {
		return nil, fmt.Errorf("analysis: length %g m per rad, want a positive number", length)
	}
	l := &Local{dof: m.DOF()}
	var jac mat.Dense
	s.JacobianTo(&jac, chain.InRoot, link)
	angular := jac.Slice(3, 6, 0, l.dof).(*mat.Dense)
	angular.Scale(length, angular)
	if !l.linear.Factorize(jac.Slice(0, 3, 0, l.dof), mat.SVDFullU) || !l.whole.Factorize(&jac, mat.SVDFull) {
		return nil, fmt.Errorf("analysis: link %q: no singular value decomposition", m.LinkName(link))
	}
	l.values = l.whole.Values(nil)
	return l, nil
}

// SingularValues are σ, largest first: how fast (m/s) the link moves along each
// of Directions when the coordinates move at unit speed along the matching
// column of Motions. There are as many as the smaller of 6 and the coordinates.
func (l *Local) SingularValues() []float64 { return append([]float64(nil), l.values...) }

// Directions is U, 6 × 6: the link's velocities that the singular values
// stretch, linear part first; the last columns are those that no motion gives.
func (l *Local) Directions() *mat.Dense {
	var u mat.Dense
	l.whole.UTo(&u)
	return &u
}

// Motions is V, DOF × DOF: the coordinates' velocities behind Directions.
func (l *Local) Motions() *mat.Dense {
	var v mat.Dense
	l.whole.VTo(&v)
	return &v
}

// Rank is the number of independent velocities that the link has.
func (l *Local) Rank() int { return l.whole.Rank(rankTolerance) }

// Manipulability is √det(J·Jᵀ), the product of six singular values: zero at a
// singular posture, and for arms of fewer than six coordinates (Yoshikawa, Int.
// J. Robotics Research 4(2), 1985).
func (l *Local) Manipulability() float64 {
	if len(l.values) < 6 {
		return 0
	}
	product := 1.0
	for _, v := range l.values {
		product *= v
	}
	return product
}

// Condition is the ratio of the largest to the smallest singular value: 1 where
// the link moves equally well in every direction, infinite at a singular posture.
func (l *Local) Condition() float64 {
	if l.Rank() < len(l.values) {
		return math.Inf(1)
	}
	return l.values[0] / l.values[len(l.values)-1]
}

// NullSpace is an orthonormal basis, by columns, of the coordinates' velocities
// that leave the link where it is: DOF × (DOF − rank), nil where there are none.
func (l *Local) NullSpace() *mat.Dense {
	rank := l.Rank()
	if rank == l.dof {
		return nil
	}
	return mat.DenseCopyOf(l.Motions().Slice(0, l.dof, rank, l.dof))
}

// Ellipsoid is given by its half axes, longest first.
type Ellipsoid struct {
	Axes    [3]r3.Vec  // unit vectors, root frame
	Lengths [3]float64 // half axes
}

// VelocityEllipsoid holds the linear velocities (m/s) of the link's origin that
// coordinates' velocities of unit length give: half axes σ along the left
// singular vectors. The eigenvalues of J·Jᵀ would give the same with half the
// digits, and no way to tell a small half axis from none.
func (l *Local) VelocityEllipsoid() Ellipsoid {
	var e Ellipsoid
	for i, v := range l.linear.Values(nil) { // largest first; fewer coordinates give fewer
		e.Lengths[i] = v
	}
	var u mat.Dense
	l.linear.UTo(&u)
	for i := range e.Axes {
		e.Axes[i] = r3.Vec{X: u.At(0, i), Y: u.At(1, i), Z: u.At(2, i)}
	}
	return e
}

// ForceEllipsoid holds the forces (N) at the link's origin that joint torques
// and forces of unit length hold: long where the velocity ellipsoid is short,
// with half axes 1/σ (Chiu, Int. J. Robotics Research 7(5), 1988). A half axis
// is infinite in a direction in which the arm cannot move.
func (l *Local) ForceEllipsoid() Ellipsoid {
	v := l.VelocityEllipsoid()
	var f Ellipsoid
	for i := range 3 {
		f.Axes[i], f.Lengths[i] = v.Axes[2-i], math.Inf(1)
		if size := v.Lengths[2-i]; size > rankTolerance*v.Lengths[0] {
			f.Lengths[i] = 1 / size
		}
	}
	return f
}
