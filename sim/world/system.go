package world

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// system is the matrix M + dt·C + dt²·K of one object's implicit step, about
// its centre of mass: rows and columns are the linear, then the angular part.
type system [6][6]float64

// reset makes it the mass matrix.
func (s *system) reset(mass float64, inertia *matrix) {
	*s = system{}
	for i := range 3 {
		s[i][i] = mass
		s[3+i][3], s[3+i][4], s[3+i][5] = inertia[i].X, inertia[i].Y, inertia[i].Z
	}
}

// add puts in a contact with a spring along its unit normal and another across
// it, at an arm from the centre of mass: Jᵀ·A·J with J = [1, −arm×].
func (s *system) add(arm, normal r3.Vec, along, across float64) {
	axes := [3]r3.Vec{{X: 1}, {Y: 1}, {Z: 1}}
	var jacobian [6]r3.Vec // columns: the point's velocity per unit of each
	for i, a := range axes {
		jacobian[i] = a
		jacobian[3+i] = r3.Cross(a, arm)
	}
	for i := range 6 {
		n := r3.Dot(jacobian[i], normal) * (along - across)
		pulled := r3.Add(r3.Scale(across, jacobian[i]), r3.Scale(n, normal))
		for j := range i + 1 {
			s[i][j] += r3.Dot(pulled, jacobian[j])
		}
	}
}

// solve overwrites b with the solution, and the matrix with its factor. It reports
// whether the matrix was positive definite.
func (s *system) solve(b *[6]float64) bool {
	ok := s.factor()
	if ok {
		s.substitute(b)
	}
	return ok
}

// factor overwrites the matrix with its Cholesky factor, if it is positive definite;
// only the lower triangle is read.
func (s *system) factor() bool {
	for i := range 6 {
		for j := range i + 1 {
			sum := s[i][j]
			for k := range j {
				sum -= s[i][k] * s[j][k]
			}
			if i != j {
				s[i][j] = sum / s[j][j]
				continue
			}
			if !(sum > 0) {
				return false
			}
			s[i][i] = math.Sqrt(sum)
		}
	}
	return true
}

// substitute overwrites b with the solution of a factored system.
func (s *system) substitute(b *[6]float64) {
	for i := range 6 {
		for k := range i {
			b[i] -= s[i][k] * b[k]
		}
		b[i] /= s[i][i]
	}
	for i := 5; i >= 0; i-- {
		for k := i + 1; k < 6; k++ {
			b[i] -= s[k][i] * b[k]
		}
		b[i] /= s[i][i]
	}
}

// inverse is that of the whole matrix. What is not positive definite yields nowhere.
func (s *system) inverse() (out [6][6]float64) {
	whole := *s
	if !whole.factor() {
		return out
	}
	for i := range out {
		out[i][i] = 1
		whole.substitute(&out[i])
	}
	return out
}
