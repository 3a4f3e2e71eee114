package ik

import (
	"errors"
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// ball is three turning joints whose axes meet: a spherical shoulder or wrist.
// Its rotation is R = e^(a·θ1)·e^(b·θ2)·e^(c·θ3) with the unit axes at zero; any
// angles between neighbours other than 0 do (Davenport's angles; Paden's and
// Kahan's subproblems, Murray, Li and Sastry 1994, §3.3).
type ball struct {
	a, b, c r3.Vec
	side    r3.Vec // normal to c
	// aᵀ·R·c = centre + radius·cos(θ2 − phase)
	centre, radius, phase float64
}

func newBall(a, b, c r3.Vec) (ball, error) {
	if r3.Norm(r3.Cross(a, b)) < meeting || r3.Norm(r3.Cross(b, c)) < meeting {
		return ball{}, errors.New("two neighbouring axes are parallel")
	}
	cos, sin := aboutAxis(b, c, a)
	return ball{
		a: a, b: b, c: c, side: normalUnit(b, c),
		centre: r3.Dot(a, b) * r3.Dot(b, c), radius: math.Hypot(cos, sin), phase: math.Atan2(sin, cos),
	}, nil
}

// compose is the rotation at three angles.
func (p *ball) compose(t1, t2, t3 float64) rotation {
	r := about(p.c, t3)
	r = r.turned(p.b, t2)
	return r.turned(p.a, t1)
}

// split finds the angles of a rotation: two triples, one where they coincide,
// none where the axes cannot make the rotation.
func (p *ball) split(dst *[2][3]float64, r *rotation) (n int) {
	pointing := r.apply(p.c)
	cos := (r3.Dot(p.a, pointing) - p.centre) / p.radius
	if math.Abs(cos) > 1+elbowSlack {
		return 0
	}
	bend := math.Acos(min(max(cos, -1), 1))
	side := r.apply(p.side)
	for _, t2 := range [2]float64{p.phase + bend, p.phase - bend} {
		if n == 1 && bend == 0 {
			break
		}
		// θ1 takes c, as θ2 leaves it, to where R has it; then θ3 is left.
		sin2, cos2 := math.Sincos(t2)
		c1, s1 := aboutAxis(p.a, rodrigues(p.b, p.c, cos2, sin2), pointing)
		lever := math.Sqrt(c1*c1 + s1*s1)
		t1 := 0.0
		if lever > gimbal {
			t1 = math.Atan2(s1, c1)
			c1, s1 = c1/lever, s1/lever
		} else {
			// a and c are in line: θ1 and θ3 turn about the same axis.
			c1, s1 = 1, 0
		}
		back := rodrigues(p.b, rodrigues(p.a, side, c1, -s1), cos2, -sin2)
		c3, s3 := aboutAxis(p.c, p.side, back)
		dst[n] = [3]float64{t1, t2, math.Atan2(s3, c3)}
		n++
	}
	return n
}

// unit is r3.Unit without its guard against overflow, which took a quarter of
// the time of a solution: lengths here are metres.
func unit(v r3.Vec) r3.Vec { return r3.Scale(1/math.Sqrt(r3.Norm2(v)), v) }

// gimbal is the lever (of a unit axis) below which it turns nothing.
const gimbal = 1e-9

// rodrigues turns v about a unit axis.
func rodrigues(axis, v r3.Vec, cos, sin float64) r3.Vec {
	k := (1 - cos) * (axis.X*v.X + axis.Y*v.Y + axis.Z*v.Z)
	return r3.Vec{
		X: cos*v.X + sin*(axis.Y*v.Z-axis.Z*v.Y) + k*axis.X,
		Y: cos*v.Y + sin*(axis.Z*v.X-axis.X*v.Z) + k*axis.Y,
		Z: cos*v.Z + sin*(axis.X*v.Y-axis.Y*v.X) + k*axis.Z,
	}
}

// aboutAxis splits from·to, as from turns by θ about the axis, into its cosine
// and sine parts.
func aboutAxis(axis, from, to r3.Vec) (cos, sin float64) {
	along := r3.Dot(axis, from)
	return r3.Dot(from, to) - along*r3.Dot(axis, to), r3.Dot(axis, r3.Cross(from, to))
}

// about is the rotation by an angle about a unit axis.
func about(axis r3.Vec, angle float64) rotation {
	still := rotation{r3.Vec{X: 1}, r3.Vec{Y: 1}, r3.Vec{Z: 1}}
	return still.turned(axis, angle)
}

// turned is a, then a turn by an angle about a unit axis.
func (a *rotation) turned(axis r3.Vec, angle float64) rotation {
	sin, cos := math.Sincos(angle)
	return rotation{rodrigues(axis, a.x, cos, sin), rodrigues(axis, a.y, cos, sin), rodrigues(axis, a.z, cos, sin)}
}

func rotationOf(q quat.Number) rotation {
	var r rotation
	r.x, r.y, r.z = spatial.Axes(q)
	return r
}

func (a *rotation) apply(v r3.Vec) r3.Vec {
	return r3.Vec{
		X: a.x.X*v.X + a.y.X*v.Y + a.z.X*v.Z,
		Y: a.x.Y*v.X + a.y.Y*v.Y + a.z.Y*v.Z,
		Z: a.x.Z*v.X + a.y.Z*v.Y + a.z.Z*v.Z,
	}
}

// back is aᵀ·v.
func (a *rotation) back(v r3.Vec) r3.Vec {
	return r3.Vec{X: r3.Dot(a.x, v), Y: r3.Dot(a.y, v), Z: r3.Dot(a.z, v)}
}

func (a *rotation) times(b *rotation) rotation {
	return rotation{a.apply(b.x), a.apply(b.y), a.apply(b.z)}
}

// transposedTimes is aᵀ·b.
func (a *rotation) transposedTimes(b *rotation) rotation {
	return rotation{a.back(b.x), a.back(b.y), a.back(b.z)}
}

// timesTransposed is a·bᵀ.
func (a *rotation) timesTransposed(b *rotation) rotation {
	row := func(x, y, z float64) r3.Vec { return a.apply(r3.Vec{X: x, Y: y, Z: z}) }
	return rotation{row(b.x.X, b.y.X, b.z.X), row(b.x.Y, b.y.Y, b.z.Y), row(b.x.Z, b.y.Z, b.z.Z)}
}
