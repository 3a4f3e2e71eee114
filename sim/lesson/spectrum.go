package lesson

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// spectrum is what the singular values of a Jacobian tell. Values and
// Directions are those of its first three rows, the position's: the tip moves
// by up to Values[i] (m/rad) along Directions[i] when the joint speeds have
// length one (Yoshikawa, Foundations of Robotics, 1990, §4.2). Rank and null
// space are those of all six rows.
type spectrum struct {
	Values     [3]float64
	Directions [3]r3.Vec
	Rank       int
	Null       *mat.Dense // n × spare: an orthonormal basis, nil if nothing is spare
}

// singular is the singular value below which a direction counts as lost, as a
// share of the largest.
const singular = 1e-6

func spectrumOf(jac *mat.Dense) (s spectrum) {
	_, n := jac.Dims()
	var svd mat.SVD
	if svd.Factorize(jac.Slice(0, 3, 0, n), mat.SVDThinU) {
		values := svd.Values(nil)
		copy(s.Values[:], values)
		var u mat.Dense
		svd.UTo(&u)
		for i := range values {
			s.Directions[i] = r3.Vec{X: u.At(0, i), Y: u.At(1, i), Z: u.At(2, i)}
		}
	}
	if !svd.Factorize(jac, mat.SVDFullV) {
		return s
	}
	s.Rank = svd.Rank(singular)
	if spare := n - s.Rank; spare > 0 {
		var v mat.Dense
		svd.VTo(&v)
		s.Null = mat.DenseCopyOf(v.Slice(0, n, s.Rank, n))
	}
	return s
}

// condition is the ratio of the largest to the smallest singular value.
func (s *spectrum) condition() float64 {
	if s.Values[2] <= singular*s.Values[0] {
		return math.Inf(1)
	}
	return s.Values[0] / s.Values[2]
}
