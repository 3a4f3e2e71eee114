package ik

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// vec is one number per coordinate; the arm's own count are used.
type vec [MaxJoints]float64

// column is a column of the Jacobian, linear part (m) first.
type column [6]float64

// row is one joint as the hot path wants it: modified Denavit-Hartenberg, where
// a frame costs 30 multiplications against 48 for a general transform.
type row struct {
	cosA, sinA, a, theta, d float64
	scale                   float64
	coord                   int
	slides                  bool
}

// arm is a serial chain compiled for speed. It does not change after newArm.
type arm struct {
	rows         [MaxJoints]row
	joints       int
	coords       int
	identity     bool // every coordinate moves the joint of its own number by itself
	base         spatial.Pose
	tip          spatial.Pose // lastFromTip
	baseR        rotation
	lower, upper vec
	bounded      [MaxJoints]bool // both limits are finite
	names        [MaxJoints]string
	index        [MaxJoints]int // coordinate of the model
	size         float64        // m, of the links, one after the other
	spare        int            // coordinates beyond the six of a pose
	// Random starts are drawn from [sampleLow, sampleLow + span].
	sampleLow, span vec
}

// rotation is a rotation matrix by its columns.
type rotation struct{ x, y, z r3.Vec }

func newArm(m *chain.Model, link int) (*arm, error) {
	table := m.DH(link)
	a := &arm{base: table.Base, tip: table.Tip, joints: len(table.Rows), identity: true}
	if a.joints == 0 {
		return nil, fmt.Errorf("ik: no joint moves link %q", m.LinkName(link))
	}
	if a.joints > MaxJoints {
		return nil, fmt.Errorf("ik: %d joints move link %q, at most %d", a.joints, m.LinkName(link), MaxJoints)
	}
	a.baseR.x, a.baseR.y, a.baseR.z = spatial.Axes(a.base.Rot)
	number := map[int]int{}
	a.size = sizeOf(m, link)
	for i, r := range table.Rows {
		if _, ok := number[r.Coord]; !ok {
			a.addCoordinate(m, r.Coord)
			number[r.Coord] = a.coords - 1
		}
		sin, cos := math.Sincos(r.Alpha)
		out := row{cosA: cos, sinA: sin, a: r.A, theta: r.Theta, d: r.D, scale: r.Scale, coord: number[r.Coord], slides: r.Slides}
		if r.Slides {
			out.d += r.Shift
		} else {
			out.theta += r.Shift
		}
		a.rows[i] = out
		a.identity = a.identity && out.coord == i && out.scale == 1 && !out.slides
	}
	a.spare = max(a.coords-6, 0)
	return a, nil
}

// sizeOf adds up the links from the first moving joint on. The table's own
// lengths will not do: of nearly parallel axes they reach to far away.
func sizeOf(m *chain.Model, link int) float64 {
	sum, moving := 0.0, 0.0
	for l := link; m.LinkJoint(l) >= 0; l = m.LinkParent(l) {
		j := m.Joint(m.LinkJoint(l))
		if j.Kind != chain.Fixed {
			moving = sum
		}
		sum += r3.Norm(j.Origin.Pos)
	}
	return moving
}

// unboundedSpan is the interval (rad or m) that starts of an unlimited
// coordinate are drawn from, and the widest that those of a limited one are: a
// full turn each way tells nothing that one turn does not.
const unboundedSpan = 2 * math.Pi

func (a *arm) addCoordinate(m *chain.Model, coord int) {
	c := m.Coordinate(coord)
	i := a.coords
	a.coords++
	a.names[i], a.index[i] = c.Name, coord
	a.lower[i], a.upper[i] = c.Limit.Lower, c.Limit.Upper
	a.bounded[i] = !math.IsInf(c.Limit.Lower, 0) && !math.IsInf(c.Limit.Upper, 0)
	middle := a.middle(i)
	a.span[i] = min(c.Limit.Upper-c.Limit.Lower, unboundedSpan)
	a.sampleLow[i] = min(max(middle-a.span[i]/2, c.Limit.Lower), c.Limit.Upper-a.span[i])
}

// middle is the middle of a coordinate's range, or the position nearest to zero
// where the range has no middle.
func (a *arm) middle(i int) float64 {
	if a.bounded[i] {
		return (a.lower[i] + a.upper[i]) / 2
	}
	return min(max(0, a.lower[i]), a.upper[i])
}

func (a *arm) middleTo(dst []float64) {
	for i := range a.coords {
		dst[i] = a.middle(i)
	}
}

// coordinates are the model's coordinates that the arm moves.
func (a *arm) coordinates() []int { return append([]int(nil), a.index[:a.coords]...) }

func (a *arm) clamp(q *vec) {
	for i := range a.coords {
		q[i] = min(max(q[i], a.lower[i]), a.upper[i])
	}
}

// posture is what one forward pass leaves behind: the tip and every joint's
// axis, in the root frame.
type posture struct {
	tip    rotation
	pos    r3.Vec
	axis   [MaxJoints]r3.Vec
	origin [MaxJoints]r3.Vec
}

// forward computes the posture at q.
func (a *arm) forward(p *posture, q *vec) {
	x, y, z, o := a.baseR.x, a.baseR.y, a.baseR.z, a.base.Pos
	for i := range a.joints {
		r := &a.rows[i]
		theta, d := r.theta, r.d
		if r.slides {
			d += r.scale * q[r.coord]
		} else {
			theta += r.scale * q[r.coord]
		}
		sin, cos := math.Sincos(theta)
		// Rx(alpha) turns y and z, Rz(theta) then x and y.
		u := r3.Vec{X: r.cosA*y.X + r.sinA*z.X, Y: r.cosA*y.Y + r.sinA*z.Y, Z: r.cosA*y.Z + r.sinA*z.Z}
		z = r3.Vec{X: r.cosA*z.X - r.sinA*y.X, Y: r.cosA*z.Y - r.sinA*y.Y, Z: r.cosA*z.Z - r.sinA*y.Z}
		o = r3.Vec{X: o.X + r.a*x.X + d*z.X, Y: o.Y + r.a*x.Y + d*z.Y, Z: o.Z + r.a*x.Z + d*z.Z}
		y = r3.Vec{X: cos*u.X - sin*x.X, Y: cos*u.Y - sin*x.Y, Z: cos*u.Z - sin*x.Z}
		x = r3.Vec{X: cos*x.X + sin*u.X, Y: cos*x.Y + sin*u.Y, Z: cos*x.Z + sin*u.Z}
		p.axis[i], p.origin[i] = z, o
	}
	t := a.tip.Pos
	p.tip = rotation{x, y, z}
	p.pos = r3.Vec{
		X: o.X + t.X*x.X + t.Y*y.X + t.Z*z.X,
		Y: o.Y + t.X*x.Y + t.Y*y.Y + t.Z*z.Y,
		Z: o.Z + t.X*x.Z + t.Y*y.Z + t.Z*z.Z,
	}
}

// goal is a target as the hot path wants it: the orientation of the last joint's
// frame, not the tip's, so that the constant between them is taken off once.
type goal struct {
	rot rotation
	pos r3.Vec
}

func (a *arm) goal(target spatial.Pose) goal {
	var g goal
	g.rot.x, g.rot.y, g.rot.z = spatial.Axes(quat.Mul(target.Rot, quat.Conj(a.tip.Rot)))
	g.pos = target.Pos
	return g
}

// miss is what is left to the goal: position (m) and rotation vector (rad).
func (p *posture) miss(g *goal) (lin, ang r3.Vec) {
	lin = r3.Vec{X: g.pos.X - p.pos.X, Y: g.pos.Y - p.pos.Y, Z: g.pos.Z - p.pos.Z}
	ang = p.tip.to(&g.rot)
	return lin, ang
}

// result is the miss in a caller's units.
func (p *posture) result(g *goal) Result {
	lin, ang := p.miss(g)
	return Result{Position: r3.Norm(lin), Rotation: r3.Norm(ang)}
}

// to is the rotation vector that takes a to b. Of R = b·aᵀ the antisymmetric
// part is sin(θ)·axis and the trace 1 + 2·cos(θ).
func (a *rotation) to(b *rotation) r3.Vec {
	s := r3.Vec{
		X: 0.5 * (a.x.Y*b.x.Z - a.x.Z*b.x.Y + a.y.Y*b.y.Z - a.y.Z*b.y.Y + a.z.Y*b.z.Z - a.z.Z*b.z.Y),
		Y: 0.5 * (a.x.Z*b.x.X - a.x.X*b.x.Z + a.y.Z*b.y.X - a.y.X*b.y.Z + a.z.Z*b.z.X - a.z.X*b.z.Z),
		Z: 0.5 * (a.x.X*b.x.Y - a.x.Y*b.x.X + a.y.X*b.y.Y - a.y.Y*b.y.X + a.z.X*b.z.Y - a.z.Y*b.z.X),
	}
	sin2 := s.X*s.X + s.Y*s.Y + s.Z*s.Z
	cos := 0.5 * (a.x.X*b.x.X + a.x.Y*b.x.Y + a.x.Z*b.x.Z +
		a.y.X*b.y.X + a.y.Y*b.y.Y + a.y.Z*b.y.Z + a.z.X*b.z.X + a.z.Y*b.z.Y + a.z.Z*b.z.Z - 1)
	if cos > 0 && sin2 < 1e-4 {
		// asin(s)/s to the fourth power: exact to 1e-13 here.
		k := 1 + sin2*(1.0/6+sin2*(3.0/40))
		return r3.Vec{X: k * s.X, Y: k * s.Y, Z: k * s.Z}
	}
	if sin2 < 1e-10 {
		// Half a turn, where the antisymmetric part says nothing.
		return spatial.RotationVector(quat.Mul(spatial.FromAxes(b.x, b.y, b.z), quat.Conj(spatial.FromAxes(a.x, a.y, a.z))))
	}
	sin := math.Sqrt(sin2)
	k := math.Atan2(sin, cos) / sin
	return r3.Vec{X: k * s.X, Y: k * s.Y, Z: k * s.Z}
}

// jacobian writes the columns of all coordinates.
func (a *arm) jacobian(j *[MaxJoints]column, p *posture) {
	if a.identity {
		for i := range a.joints {
			z, o := p.axis[i], p.origin[i]
			dx, dy, dz := p.pos.X-o.X, p.pos.Y-o.Y, p.pos.Z-o.Z
			j[i] = column{z.Y*dz - z.Z*dy, z.Z*dx - z.X*dz, z.X*dy - z.Y*dx, z.X, z.Y, z.Z}
		}
		return
	}
	for i := range a.coords {
		j[i] = column{}
	}
	for i := range a.joints {
		r := &a.rows[i]
		c := &j[r.coord]
		z := r3.Scale(r.scale, p.axis[i])
		if r.slides {
			c[0], c[1], c[2] = c[0]+z.X, c[1]+z.Y, c[2]+z.Z
			continue
		}
		v := r3.Cross(z, r3.Sub(p.pos, p.origin[i]))
		c[0], c[1], c[2] = c[0]+v.X, c[1]+v.Y, c[2]+v.Z
		c[3], c[4], c[5] = c[3]+z.X, c[4]+z.Y, c[5]+z.Z
	}
}
