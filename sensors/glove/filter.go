package glove

import "math"

// matrix4 and vector4 are a block's small linear algebra: fixed sizes, so that
// nothing is allocated. A block with fewer angles leaves the rest at zero.
type (
	vector4 [4]float64
	matrix4 [4]vector4
)

// solveTo overwrites each b with a⁻¹·b by Gaussian elimination with partial
// pivoting. It reports false, and leaves them undefined, if a is singular.
func (a matrix4) solveTo(right ...*matrix4) bool {
	for c := range 4 {
		pivot := c
		for r := c; r < 4; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[pivot][c]) {
				pivot = r
			}
		}
		if math.Abs(a[pivot][c]) < 1e-300 {
			return false
		}
		a[c], a[pivot] = a[pivot], a[c]
		inverse := 1 / a[c][c]
		for r := c + 1; r < 4; r++ {
			a[r][c] *= inverse
			for j := c + 1; j < 4; j++ {
				a[r][j] -= a[r][c] * a[c][j]
			}
		}
		for _, b := range right {
			b[c], b[pivot] = b[pivot], b[c]
			for r := c + 1; r < 4; r++ {
				b[r].subtract(a[r][c], &b[c])
			}
		}
	}
	for c := 3; c >= 0; c-- {
		inverse := 1 / a[c][c]
		for _, b := range right {
			for j := range b[c] {
				b[c][j] *= inverse
			}
			for r := range c {
				b[r].subtract(a[r][c], &b[c])
			}
		}
	}
	return true
}

// subtract takes k·w from v.
func (v *vector4) subtract(k float64, w *vector4) {
	v[0] -= k * w[0]
	v[1] -= k * w[1]
	v[2] -= k * w[2]
	v[3] -= k * w[3]
}

func (v *vector4) dot(w *vector4) float64 { return v[0]*w[0] + v[1]*w[1] + v[2]*w[2] + v[3]*w[3] }

func (a *matrix4) mul(b *matrix4) (c matrix4) {
	for i := range 4 {
		x0, x1, x2, x3 := a[i][0], a[i][1], a[i][2], a[i][3]
		for j := range 4 {
			c[i][j] = x0*b[0][j] + x1*b[1][j] + x2*b[2][j] + x3*b[3][j]
		}
	}
	return c
}

func (a *matrix4) apply(v *vector4) (out vector4) {
	for i := range 4 {
		out[i] = a[i].dot(v)
	}
	return out
}

// tracker is the filter over time of one block: a Kalman filter with constant
// velocity driven by white acceleration (Bar-Shalom, Li and Kirubarajan,
// Estimation with Applications to Tracking and Navigation, 2001, §6.2.2). Its
// measurement is the channels' least squares in information form, so that
// angles which no channel tells anything about simply keep moving.
type tracker struct {
	angle, velocity vector4
	pp, pv, vv      matrix4 // covariance: angle–angle, angle–velocity, velocity–velocity
	joints          int
	jolt            float64 // spectral density of the acceleration, rad²/s³
}

// Where the filter starts, and the jolt of a hand that moves about: a design
// value, the variance of a minimum-jerk move of 60° in 0.5 s over its 0.1 s.
const (
	startAngleSigma    = 1.0 // rad
	startVelocitySigma = 5.0 // rad/s
	handJolt           = 150 // rad²/s³
)

func (t *tracker) begin(joints int) {
	*t = tracker{joints: joints, jolt: handJolt}
	for j := range 4 {
		t.pp[j][j] = startAngleSigma * startAngleSigma
		t.vv[j][j] = startVelocitySigma * startVelocitySigma
	}
}

// predict moves the state on by dt (s).
func (t *tracker) predict(dt float64) {
	q1, q2, q3 := t.jolt*dt, t.jolt*dt*dt/2, t.jolt*dt*dt*dt/3
	for i := range 4 {
		t.angle[i] += dt * t.velocity[i]
	}
	for i := range 4 {
		for j := range 4 {
			t.pp[i][j] += dt * (t.pv[i][j] + t.pv[j][i] + dt*t.vv[i][j])
		}
	}
	for i := range 4 {
		for j := range 4 {
			t.pv[i][j] += dt * t.vv[i][j]
		}
		t.pp[i][i] += q3
		t.pv[i][i] += q2
		t.vv[i][i] += q1
	}
}

// update takes the information a about the angles and the pull b = a·(measured
// − predicted). It returns the change of the angles.
func (t *tracker) update(a *matrix4, b *vector4) vector4 {
	// P⁺ = (I + P·A)⁻¹·P exists for any information A, also a singular one, and
	// loses no digits where A is large.
	s := t.pp.mul(a)
	for i := range 4 {
		s[i][i]++
	}
	pp, pv := t.pp, t.pv
	if !s.solveTo(&pp, &pv) {
		return vector4{}
	}
	apv := a.mul(&pv)
	before := t.pv.transpose()
	vv := before.mul(&apv)
	transposed := pv.transpose()
	step, turn := pp.apply(b), transposed.apply(b)
	for i := range 4 {
		t.angle[i] += step[i]
		t.velocity[i] += turn[i]
		for j := range 4 {
			t.pp[i][j] = (pp[i][j] + pp[j][i]) / 2
			t.vv[i][j] -= (vv[i][j] + vv[j][i]) / 2
		}
	}
	t.pv = pv
	return step
}

func (a *matrix4) transpose() (b matrix4) {
	for i := range 4 {
		for j := range 4 {
			b[j][i] = a[i][j]
		}
	}
	return b
}
