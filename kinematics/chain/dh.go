package chain

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// DH describes the chain from the root to one link by modified
// Denavit-Hartenberg parameters (Craig, Introduction to Robotics, 3rd ed.,
// 2005, §3.4):
//
//	rootFromLink = Base · Π Rx(Alpha)·Tx(A)·Rz(Theta)·Tz(D) · Tip
//
// with a joint's own displacement added to Theta of a turning and to D of a
// sliding joint. Base and Tip take up what the parameters cannot say: where the
// root and the link have their frames. Axes within 1e-5 rad of parallel are
// written as parallel, which puts the product off by as much.
type DH struct {
	Base spatial.Pose // rootFromFirst: the first row's Alpha and A are 0
	Rows []DHRow      // one per moving joint, proximal first
	Tip  spatial.Pose // lastFromLink
}

// DHRow is one joint of a DH table: angles in rad, lengths in m.
type DHRow struct {
	Joint                int // index in the model
	Alpha, A, Theta, D   float64
	Coord                int     // coordinate that moves the joint
	Scale, Shift         float64 // displacement = Scale·q[Coord] + Shift
	Slides               bool    // prismatic
	axis, point, x, foot r3.Vec  // root frame: z axis, a point on it, x axis, origin
}

// DH is the table of the chain from the root to a link.
func (m *Model) DH(link int) DH {
	rows, tip := m.axes(link)
	if len(rows) == 0 {
		return DH{Base: tip, Tip: spatial.Identity()}
	}
	for i := range rows {
		place(rows, i)
	}
	for i := 1; i < len(rows); i++ {
		rows[i].measure(&rows[i-1])
	}
	first, last := &rows[0], &rows[len(rows)-1]
	return DH{Base: first.frame(), Rows: rows, Tip: last.frame().Inverse().Mul(tip)}
}

// axes are the joint axes above a link, in the root frame and with every joint
// at zero, and the pose of the link there.
func (m *Model) axes(link int) ([]DHRow, spatial.Pose) {
	pose := spatial.Identity()
	var rows []DHRow
	for _, i := range m.Path(link) {
		j := &m.joints[i]
		pose = pose.Mul(j.Origin).Normalized()
		if j.Kind == Fixed {
			continue
		}
		rows = append(rows, DHRow{
			Joint: i, Coord: j.coord, Scale: j.scale, Shift: j.shift, Slides: j.Kind == Prismatic,
			axis: r3.Unit(pose.Rotate(j.Axis)), point: pose.Pos,
		})
	}
	return rows, pose
}

// parallel is the sine below which two axes count as parallel. Robot
// descriptions round a quarter turn to 1.5708, and the common normal of axes
// that are off by so little lies a hundred kilometres away, where it loses more
// digits than it explains.
const parallel = 1e-5

// coincident is the distance (m) below which two parallel axes count as one.
const coincident = 1e-5

// place chooses the frame of row i: x along the common normal to the next axis,
// origin where that normal leaves this axis. Where the choice is free (parallel
// or intersecting axes, the last row) it is the one that makes D zero or keeps
// x's direction.
func place(rows []DHRow, i int) {
	r := &rows[i]
	before := r.point
	x := anyNormal(r.axis)
	if i > 0 {
		before, x = rows[i-1].foot, rows[i-1].x
	}
	r.foot = r.nearest(before)
	if i+1 == len(rows) {
		r.x = normalPart(x, r.axis)
		return
	}
	next := &rows[i+1]
	cross := r3.Cross(r.axis, next.axis)
	sin := r3.Norm(cross)
	if sin < parallel {
		if gap := r3.Sub(next.nearest(r.foot), r.foot); r3.Norm(gap) >= coincident {
			x = gap
		}
		r.x = normalPart(x, r.axis)
		return
	}
	// Feet of the common normal: solve for the parameter along this axis.
	between := r3.Sub(next.point, r.point)
	along := r3.Dot(r3.Cross(between, next.axis), cross) / (sin * sin)
	r.foot = r3.Add(r.point, r3.Scale(along, r.axis))
	r.x = r3.Scale(1/sin, cross)
	if r3.Dot(between, r.x) < 0 {
		r.x = r3.Scale(-1, r.x)
	}
}

// measure computes the four parameters that lead from the previous row's frame
// to this one's.
func (r *DHRow) measure(prev *DHRow) {
	r.Alpha = angleAbout(prev.x, prev.axis, r.axis)
	r.A = r3.Dot(r3.Sub(r.point, prev.foot), prev.x)
	onAxis := r3.Add(prev.foot, r3.Scale(r.A, prev.x))
	r.Theta = angleAbout(r.axis, prev.x, r.x)
	r.D = r3.Dot(r3.Sub(r.foot, onAxis), r.axis)
}

func (r *DHRow) frame() spatial.Pose {
	return spatial.Pose{Rot: spatial.FromAxes(r.x, r3.Cross(r.axis, r.x), r.axis), Pos: r.foot}
}

// nearest is the point of the axis closest to p.
func (r *DHRow) nearest(p r3.Vec) r3.Vec {
	return r3.Add(r.point, r3.Scale(r3.Dot(r3.Sub(p, r.point), r.axis), r.axis))
}

// angleAbout is the angle that turns a to b about a unit axis normal to both.
func angleAbout(axis, a, b r3.Vec) float64 {
	return math.Atan2(r3.Dot(r3.Cross(a, b), axis), r3.Dot(a, b))
}

// normalPart is the unit vector of v's part normal to the axis, or any normal
// where v, a unit vector or a gap in m, lies along it.
func normalPart(v, axis r3.Vec) r3.Vec {
	v = r3.Sub(v, r3.Scale(r3.Dot(v, axis), axis))
	if n := r3.Norm(v); n > parallel {
		return r3.Scale(1/n, v)
	}
	return anyNormal(axis)
}

// anyNormal is a unit vector normal to a unit axis.
func anyNormal(axis r3.Vec) r3.Vec {
	other := r3.Vec{X: 1}
	if math.Abs(axis.X) > 0.7 {
		other = r3.Vec{Y: 1}
	}
	return r3.Unit(r3.Sub(other, r3.Scale(r3.Dot(other, axis), axis)))
}
