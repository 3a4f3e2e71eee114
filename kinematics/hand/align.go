package hand

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// numPalm is the number of landmarks that the palm carries rigidly: the wrist,
// the thumb's CMC joint and the four MCP joints.
const numPalm = 6

// palmLandmarks are their indices; palm point i > 0 is the base of finger i − 1.
var palmLandmarks = [numPalm]int{0, 1, 5, 9, 13, 17}

// palmTrust weighs the palm's landmarks in the alignment. The wrist is the
// longest lever; the thumb's base slides under the skin. Design values.
var palmTrust = [numPalm]float64{2, 0.3, 1, 1, 1, 1}

// palmPoints are the palm's landmarks (m) in the palm frame.
func palmPoints(side Side, dims Dimensions) [numPalm]r3.Vec {
	var p [numPalm]r3.Vec
	for f := range dims {
		p[f+1] = dims[f].Base.Pos
		if side == Left {
			p[f+1].Y = -p[f+1].Y
		}
	}
	return p
}

// Observation is what a tracker saw of one hand at one time: the landmarks (m)
// in any right-handed frame, here called the world, and how far each one can be
// trusted, from 0 (not seen; its point is ignored) to 1.
type Observation struct {
	Points Landmarks
	Weight [NumLandmarks]float64
}

// Seen is the observation of landmarks that are all trusted alike.
func Seen(points Landmarks) Observation {
	o := Observation{Points: points}
	for i := range o.Weight {
		o.Weight[i] = 1
	}
	return o
}

// alignPalm finds the palm in the landmarks, given its own in the palm frame:
// worldFromPalm, and the size of the observed palm over the given one. It reports
// false where fewer than three of them were seen, or where they lie on one line.
func alignPalm(palm [numPalm]r3.Vec, o *Observation) (worldFromPalm spatial.Pose, scale float64, ok bool) {
	var to [numPalm]r3.Vec
	var weight [numPalm]float64
	for i, k := range palmLandmarks {
		to[i], weight[i] = o.Points[k], palmTrust[i]*o.Weight[k]
	}
	return Align(palm[:], to[:], weight[:])
}

// Align solves Horn's absolute orientation problem (Closed-form solution of
// absolute orientation using unit quaternions, J. Opt. Soc. Am. A 4, 1987): the
// pose that brings points closest to where they were seen, in weighted least
// squares, and how much larger what was seen is. It reports false where fewer
// than three points have weight, or where they lie on one line. It allocates
// nothing.
func Align(points, seen []r3.Vec, weight []float64) (seenFromPoints spatial.Pose, scale float64, ok bool) {
	var from, to r3.Vec // centroids
	total := 0.0
	for i, w := range weight {
		if w <= 0 {
			continue
		}
		total += w
		from = r3.Add(from, r3.Scale(w, points[i]))
		to = r3.Add(to, r3.Scale(w, seen[i]))
	}
	from, to = r3.Scale(1/total, from), r3.Scale(1/total, to)

	var s [3][3]float64 // Σ w·a·bᵀ
	var sizeFrom, sizeTo float64
	for i, w := range weight {
		if w <= 0 {
			continue
		}
		a, b := r3.Sub(points[i], from), r3.Sub(seen[i], to)
		sizeFrom += w * r3.Norm2(a)
		sizeTo += w * r3.Norm2(b)
		av, bv := [3]float64{a.X, a.Y, a.Z}, [3]float64{b.X, b.Y, b.Z}
		for r := range av {
			for c := range bv {
				s[r][c] += w * av[r] * bv[c]
			}
		}
	}
	q, gap := hornRotation(&s)
	// A vanishing gap between the two best rotations means a line or a point.
	if !(sizeTo > 0) || !(sizeFrom > 0) || !(gap > 1e-3*math.Sqrt(sizeFrom*sizeTo)) {
		return spatial.Identity(), 0, false
	}
	pos := r3.Sub(to, spatial.Rotate(q, from))
	return spatial.Pose{Rot: q, Pos: pos}, math.Sqrt(sizeTo / sizeFrom), true
}

// hornRotation is the rotation that maximises Σ b·(q·a) for the correlation
// S = Σ a·bᵀ: the eigenvector of Horn's 4×4 matrix for its largest eigenvalue,
// and how far that one stands above the second.
func hornRotation(s *[3][3]float64) (q quat.Number, gap float64) {
	n := [4][4]float64{
		{s[0][0] + s[1][1] + s[2][2], s[1][2] - s[2][1], s[2][0] - s[0][2], s[0][1] - s[1][0]},
		{0, s[0][0] - s[1][1] - s[2][2], s[0][1] + s[1][0], s[2][0] + s[0][2]},
		{0, 0, s[1][1] - s[0][0] - s[2][2], s[1][2] + s[2][1]},
		{0, 0, 0, s[2][2] - s[0][0] - s[1][1]},
	}
	for r := range n {
		for c := range r {
			n[r][c] = n[c][r]
		}
	}
	v := jacobi4(&n)
	best, second := 0, -1
	for i := 1; i < 4; i++ {
		if n[i][i] > n[best][best] {
			best, second = i, best
		} else if second < 0 || n[i][i] > n[second][second] {
			second = i
		}
	}
	q = quat.Number{Real: v[0][best], Imag: v[1][best], Jmag: v[2][best], Kmag: v[3][best]}
	return spatial.Unit(q), n[best][best] - n[second][second]
}

// jacobi4 diagonalises a symmetric 4×4 matrix in place by cyclic Jacobi
// rotations (Golub and Van Loan, Matrix Computations, §8.5) and returns the
// eigenvectors as columns. Sweeps are bounded; five do for double precision.
func jacobi4(a *[4][4]float64) (v [4][4]float64) {
	for i := range v {
		v[i][i] = 1
	}
	for range 8 {
		off := 0.0
		for p := range 4 {
			for q := p + 1; q < 4; q++ {
				off += a[p][q] * a[p][q]
			}
		}
		if !(off > 1e-40) {
			break
		}
		for p := range 4 {
			for q := p + 1; q < 4; q++ {
				rotate4(a, &v, p, q)
			}
		}
	}
	return v
}

// rotate4 is one Jacobi rotation, which makes a[p][q] zero.
func rotate4(a, v *[4][4]float64, p, q int) {
	if a[p][q] == 0 {
		return
	}
	theta := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := math.Copysign(1/(math.Abs(theta)+math.Hypot(theta, 1)), theta)
	c := 1 / math.Hypot(t, 1)
	s := t * c
	for k := range 4 {
		a[k][p], a[k][q] = c*a[k][p]-s*a[k][q], s*a[k][p]+c*a[k][q]
	}
	for k := range 4 {
		a[p][k], a[q][k] = c*a[p][k]-s*a[q][k], s*a[p][k]+c*a[q][k]
		v[k][p], v[k][q] = c*v[k][p]-s*v[k][q], s*v[k][p]+c*v[k][q]
	}
}
