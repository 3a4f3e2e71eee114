package ik

// symmetric is the lower triangle of a 6×6 matrix, row by row.
type symmetric struct {
	a00                          float64
	a10, a11                     float64
	a20, a21, a22                float64
	a30, a31, a32, a33           float64
	a40, a41, a42, a43, a44      float64
	a50, a51, a52, a53, a54, a55 float64
}

// addOuter adds c·cᵀ.
func (s *symmetric) addOuter(c *column) {
	c0, c1, c2, c3, c4, c5 := c[0], c[1], c[2], c[3], c[4], c[5]
	s.a00 += c0 * c0
	s.a10 += c1 * c0
	s.a11 += c1 * c1
	s.a20 += c2 * c0
	s.a21 += c2 * c1
	s.a22 += c2 * c2
	s.a30 += c3 * c0
	s.a31 += c3 * c1
	s.a32 += c3 * c2
	s.a33 += c3 * c3
	s.a40 += c4 * c0
	s.a41 += c4 * c1
	s.a42 += c4 * c2
	s.a43 += c4 * c3
	s.a44 += c4 * c4
	s.a50 += c5 * c0
	s.a51 += c5 * c1
	s.a52 += c5 * c2
	s.a53 += c5 * c3
	s.a54 += c5 * c4
	s.a55 += c5 * c5
}

// factor replaces the matrix by its factors L·D·Lᵀ: the unit triangle L below
// the diagonal, 1/D on it (Golub and Van Loan, Matrix Computations, 4th ed.,
// §4.1.2). The matrix must be positive definite.
func (s *symmetric) factor() {
	s.a00 = 1 / s.a00
	v0 := s.a10
	s.a10 *= s.a00
	s.a11 = 1 / (s.a11 - s.a10*v0)

	v0 = s.a20
	s.a20 *= s.a00
	v1 := s.a21 - s.a10*v0
	s.a21 = v1 * s.a11
	s.a22 = 1 / (s.a22 - s.a20*v0 - s.a21*v1)

	v0 = s.a30
	s.a30 *= s.a00
	v1 = s.a31 - s.a10*v0
	s.a31 = v1 * s.a11
	v2 := s.a32 - s.a20*v0 - s.a21*v1
	s.a32 = v2 * s.a22
	s.a33 = 1 / (s.a33 - s.a30*v0 - s.a31*v1 - s.a32*v2)

	v0 = s.a40
	s.a40 *= s.a00
	v1 = s.a41 - s.a10*v0
	s.a41 = v1 * s.a11
	v2 = s.a42 - s.a20*v0 - s.a21*v1
	s.a42 = v2 * s.a22
	v3 := s.a43 - s.a30*v0 - s.a31*v1 - s.a32*v2
	s.a43 = v3 * s.a33
	s.a44 = 1 / (s.a44 - s.a40*v0 - s.a41*v1 - s.a42*v2 - s.a43*v3)

	v0 = s.a50
	s.a50 *= s.a00
	v1 = s.a51 - s.a10*v0
	s.a51 = v1 * s.a11
	v2 = s.a52 - s.a20*v0 - s.a21*v1
	s.a52 = v2 * s.a22
	v3 = s.a53 - s.a30*v0 - s.a31*v1 - s.a32*v2
	s.a53 = v3 * s.a33
	v4 := s.a54 - s.a40*v0 - s.a41*v1 - s.a42*v2 - s.a43*v3
	s.a54 = v4 * s.a44
	s.a55 = 1 / (s.a55 - s.a50*v0 - s.a51*v1 - s.a52*v2 - s.a53*v3 - s.a54*v4)
}

// solve is A⁻¹·b of a factored matrix.
func (s *symmetric) solve(b *column) column {
	y0 := b[0]
	y1 := b[1] - s.a10*y0
	y2 := b[2] - s.a20*y0 - s.a21*y1
	y3 := b[3] - s.a30*y0 - s.a31*y1 - s.a32*y2
	y4 := b[4] - s.a40*y0 - s.a41*y1 - s.a42*y2 - s.a43*y3
	y5 := b[5] - s.a50*y0 - s.a51*y1 - s.a52*y2 - s.a53*y3 - s.a54*y4
	y5 *= s.a55
	y4 = y4*s.a44 - s.a54*y5
	y3 = y3*s.a33 - s.a43*y4 - s.a53*y5
	y2 = y2*s.a22 - s.a32*y3 - s.a42*y4 - s.a52*y5
	y1 = y1*s.a11 - s.a21*y2 - s.a31*y3 - s.a41*y4 - s.a51*y5
	y0 = y0*s.a00 - s.a10*y1 - s.a20*y2 - s.a30*y3 - s.a40*y4 - s.a50*y5
	return column{y0, y1, y2, y3, y4, y5}
}

func (c *column) dot(b *column) float64 {
	return c[0]*b[0] + c[1]*b[1] + c[2]*b[2] + c[3]*b[3] + c[4]*b[4] + c[5]*b[5]
}
