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

// row is one joint as the hot path wants it: the constant transform from the
// joint before to this one's frame, which has the joint's axis for its z. A
// Denavit-Hartenberg row would cost 30 multiplications against 48, but has no
// accurate numbers for axes that are nearly parallel, as rounded angles in
// robot descriptions make them.
type row struct {
	turn        rotation
	shift       r3.Vec
	scale, zero float64 // displacement = scale·q[coord] + zero
	coord       int
	slides      bool
}

// arm is a serial chain compiled for speed. It does not change after newArm.
type arm struct {
	link         int // of the model, at the tip
	rows         [MaxJoints]row
	joints       int
	coords       int
	identity     bool         // every coordinate moves the joint of its own number by itself
	tip          spatial.Pose // lastFromTip
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

// armTo compiles the chain from the root to the named link.
func armTo(m *chain.Model, tip string) (*arm, error) {
	if link, ok := m.LinkIndex(tip); ok {
		return newArm(m, link)
	}
	names := make([]string, m.NumLinks())
	for i := range names {
		names[i] = m.LinkName(i)
	}
	return nil, fmt.Errorf("ik: no link %q in %q; it has %v", tip, m.Name(), names)
}

func newArm(m *chain.Model, link int) (*arm, error) {
	a := &arm{identity: true, link: link}
	number := map[int]int{}
	before := spatial.Identity() // joint frame before, from the fixed links after it
	moves := false
	for _, index := range m.Path(link) {
		j := m.Joint(index)
		before = before.Mul(j.Origin)
		if moves {
			a.size += r3.Norm(j.Origin.Pos)
		}
		if j.Kind == chain.Fixed {
			continue
		}
		moves = true
		if a.joints == MaxJoints {
			return nil, fmt.Errorf("ik: more than %d joints move link %q", MaxJoints, m.LinkName(link))
		}
		coord, scale, zero := m.JointCoordinate(index)
		if _, ok := number[coord]; !ok {
			number[coord] = a.coords
			a.addCoordinate(m, coord)
		}
		upright := alongZ(j.Axis)
		here := before.Mul(upright).Normalized()
		a.rows[a.joints] = row{
			turn: rotationOf(here.Rot), shift: here.Pos,
			scale: scale, zero: zero, coord: number[coord], slides: j.Kind == chain.Prismatic,
		}
		a.identity = a.identity && number[coord] == a.joints && scale == 1 && j.Kind != chain.Prismatic
		a.joints++
		before = upright.Inverse()
	}
	if a.joints == 0 {
		return nil, fmt.Errorf("ik: no joint moves link %q", m.LinkName(link))
	}
	a.tip = before.Normalized()
	a.spare = max(a.coords-6, 0)
	return a, nil
}

// alongZ is a turn whose z axis is the given unit vector.
func alongZ(axis r3.Vec) spatial.Pose {
	other := r3.Vec{X: 1}
	if math.Abs(axis.X) > 0.7 {
		other = r3.Vec{Y: 1}
	}
	y := r3.Unit(r3.Cross(axis, other))
	return spatial.Pose{Rot: spatial.FromAxes(r3.Cross(y, axis), y, axis)}
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
	x, y, z, o := r3.Vec{X: 1}, r3.Vec{Y: 1}, r3.Vec{Z: 1}, r3.Vec{}
	for i := range a.joints {
		r := &a.rows[i]
		by := r.scale*q[r.coord] + r.zero
		c := &r.turn
		o = r3.Vec{
			X: o.X + r.shift.X*x.X + r.shift.Y*y.X + r.shift.Z*z.X,
			Y: o.Y + r.shift.X*x.Y + r.shift.Y*y.Y + r.shift.Z*z.Y,
			Z: o.Z + r.shift.X*x.Z + r.shift.Y*y.Z + r.shift.Z*z.Z,
		}
		u := r3.Vec{X: c.x.X*x.X + c.x.Y*y.X + c.x.Z*z.X, Y: c.x.X*x.Y + c.x.Y*y.Y + c.x.Z*z.Y, Z: c.x.X*x.Z + c.x.Y*y.Z + c.x.Z*z.Z}
		v := r3.Vec{X: c.y.X*x.X + c.y.Y*y.X + c.y.Z*z.X, Y: c.y.X*x.Y + c.y.Y*y.Y + c.y.Z*z.Y, Z: c.y.X*x.Z + c.y.Y*y.Z + c.y.Z*z.Z}
		z = r3.Vec{X: u.Y*v.Z - u.Z*v.Y, Y: u.Z*v.X - u.X*v.Z, Z: u.X*v.Y - u.Y*v.X}
		if r.slides {
			o = r3.Vec{X: o.X + by*z.X, Y: o.Y + by*z.Y, Z: o.Z + by*z.Z}
			x, y = u, v
		} else {
			sin, cos := math.Sincos(by)
			x = r3.Vec{X: cos*u.X + sin*v.X, Y: cos*u.Y + sin*v.Y, Z: cos*u.Z + sin*v.Z}
			y = r3.Vec{X: cos*v.X - sin*u.X, Y: cos*v.Y - sin*u.Y, Z: cos*v.Z - sin*u.Z}
		}
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
