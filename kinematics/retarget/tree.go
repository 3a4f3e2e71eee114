package retarget

import (
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// frame is a rigid frame as three axes and an origin: what the inner loop needs
// of a pose, without quaternion products.
type frame struct{ x, y, z, p r3.Vec }

func newFrame(p spatial.Pose) frame {
	x, y, z := spatial.Axes(p.Rot)
	return frame{x: x, y: y, z: z, p: p.Pos}
}

// rotate takes a free vector of the frame to the root.
func (f *frame) rotate(v r3.Vec) r3.Vec {
	return r3.Vec{
		X: f.x.X*v.X + f.y.X*v.Y + f.z.X*v.Z,
		Y: f.x.Y*v.X + f.y.Y*v.Y + f.z.Y*v.Z,
		Z: f.x.Z*v.X + f.y.Z*v.Y + f.z.Z*v.Z,
	}
}

// apply takes a point of the frame to the root.
func (f *frame) apply(v r3.Vec) r3.Vec { return r3.Add(f.p, f.rotate(v)) }

// node is a moving joint, in a frame of our own choice: its z axis is the
// joint's axis, and where a joint's axis is parallel to that of the joint above
// it, as along a finger, the two frames are parallel at q = 0, which saves the
// product of two rotations.
type node struct {
	joint     int // of the model
	parent    int // node above, −1 for the root
	origin    frame
	parallel  bool // origin has no rotation
	prismatic bool
	coord     int
	scale     float64
	shift     float64
}

// anchor is where a link hangs: in the frame of a node, or of the root if node
// is −1.
type anchor struct {
	node         int
	nodeFromLink spatial.Pose
}

// tree is the part of a model below one link, its root, compiled for the inner
// loop: moving joints only, fixed ones folded into their neighbours.
type tree struct {
	model  *chain.Model
	nodes  []node   // parents before children
	frames []frame  // of nodes, in the root: scratch
	links  []anchor // by link; meaningful for links below the root only
	below  []bool   // by link: whether it hangs below the root, the root included
}

// newTree compiles the links below root.
func newTree(m *chain.Model, root int) *tree {
	t := &tree{model: m, links: make([]anchor, m.NumLinks()), below: make([]bool, m.NumLinks())}
	t.below[root] = true
	t.links[root] = anchor{node: -1, nodeFromLink: spatial.Identity()}
	for _, j := range parentsFirst(m) {
		joint := m.Joint(j)
		parent, _ := m.LinkIndex(joint.Parent)
		child, _ := m.LinkIndex(joint.Child)
		if !t.below[parent] {
			continue
		}
		t.below[child] = true
		up := t.links[parent]
		parentFromJoint := up.nodeFromLink.Mul(joint.Origin)
		if joint.Kind == chain.Fixed {
			t.links[child] = anchor{node: up.node, nodeFromLink: parentFromJoint}
			continue
		}
		coord, scale, shift := m.JointCoordinate(j)
		jointFromNode := alignZ(parentFromJoint.Rot, joint.Axis)
		origin := parentFromJoint.Mul(spatial.Pose{Rot: jointFromNode})
		t.links[child] = anchor{node: len(t.nodes), nodeFromLink: spatial.Pose{Rot: quat.Conj(jointFromNode)}}
		t.nodes = append(t.nodes, node{
			joint: j, parent: up.node, origin: newFrame(origin),
			parallel:  spatial.AngleBetween(origin.Rot, spatial.Identity().Rot) < 1e-12,
			prismatic: joint.Kind == chain.Prismatic,
			coord:     coord, scale: scale, shift: shift,
		})
	}
	t.frames = make([]frame, len(t.nodes))
	return t
}

// parentsFirst lists the joints by their depth in the tree.
func parentsFirst(m *chain.Model) []int {
	depth := func(j int) int {
		link, _ := m.LinkIndex(m.Joint(j).Parent)
		d := 0
		for ; link > 0; link = m.LinkParent(link) {
			d++
		}
		return d
	}
	order := make([]int, m.NumJoints())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return depth(a) - depth(b) })
	return order
}

// alignZ is a rotation that takes +Z to the given axis; of all these the one
// that undoes r, if the axis is +Z or nearly so after r.
func alignZ(r quat.Number, axis r3.Vec) quat.Number {
	z := r3.Vec{Z: 1}
	if r3.Norm(r3.Sub(spatial.Rotate(r, axis), z)) < 1e-12 {
		return quat.Conj(r)
	}
	cross := r3.Cross(z, axis)
	sin, cos := r3.Norm(cross), r3.Dot(z, axis)
	if sin < 1e-12 {
		if cos > 0 {
			return quat.Number{Real: 1}
		}
		return quat.Number{Imag: 1}
	}
	return spatial.AxisAngle(r3.Scale(1/sin, cross), math.Atan2(sin, cos))
}

// forward computes the frames of the given nodes, parents first.
func (t *tree) forward(nodes []int, q []float64) {
	for _, i := range nodes {
		n := &t.nodes[i]
		f := n.origin
		if n.parent >= 0 {
			up := &t.frames[n.parent]
			f.p = up.apply(n.origin.p)
			if n.parallel {
				f.x, f.y, f.z = up.x, up.y, up.z
			} else {
				f.x, f.y, f.z = up.rotate(n.origin.x), up.rotate(n.origin.y), up.rotate(n.origin.z)
			}
		}
		angle := n.scale*q[n.coord] + n.shift
		if n.prismatic {
			f.p = r3.Add(f.p, r3.Scale(angle, f.z))
		} else {
			f.x, f.y = turn(f.x, f.y, angle)
		}
		t.frames[i] = f
	}
}

// turn rotates two axes about the third.
func turn(x, y r3.Vec, angle float64) (r3.Vec, r3.Vec) {
	s, c := math.Sincos(angle)
	return r3.Vec{X: c*x.X + s*y.X, Y: c*x.Y + s*y.Y, Z: c*x.Z + s*y.Z},
		r3.Vec{X: c*y.X - s*x.X, Y: c*y.Y - s*x.Y, Z: c*y.Z - s*x.Z}
}

// point is a point, or a free vector, fixed to a node.
type point struct {
	node  int
	local r3.Vec
}

// pointOf fixes to its node a point given in a link's frame.
func (t *tree) pointOf(link int, offset r3.Vec) point {
	a := t.links[link]
	return point{node: a.node, local: a.nodeFromLink.Apply(offset)}
}

// directionOf fixes to its node a free vector given in a link's frame.
func (t *tree) directionOf(link int, v r3.Vec) point {
	a := t.links[link]
	return point{node: a.node, local: a.nodeFromLink.Rotate(v)}
}

// at is where the point is, in the root.
func (t *tree) at(p point) r3.Vec {
	if p.node < 0 {
		return p.local
	}
	return t.frames[p.node].apply(p.local)
}

// along is which way the free vector points, in the root.
func (t *tree) along(p point) r3.Vec {
	if p.node < 0 {
		return p.local
	}
	return t.frames[p.node].rotate(p.local)
}

// path lists the nodes from a node up to the root, parents first.
func (t *tree) path(n int) []int {
	var up []int
	for ; n >= 0; n = t.nodes[n].parent {
		up = append([]int{n}, up...)
	}
	return up
}

// pointVelocity is the velocity, per unit of the node's coordinate, of a point
// at p (root frame) that hangs below the node.
func (t *tree) pointVelocity(n int, p r3.Vec) r3.Vec {
	f := &t.frames[n]
	if t.nodes[n].prismatic {
		return r3.Scale(t.nodes[n].scale, f.z)
	}
	v := r3.Cross(f.z, r3.Sub(p, f.p))
	if k := t.nodes[n].scale; k != 1 {
		v = r3.Scale(k, v)
	}
	return v
}

// turnVelocity is the same of a free vector d.
func (t *tree) turnVelocity(n int, d r3.Vec) r3.Vec {
	if t.nodes[n].prismatic {
		return r3.Vec{}
	}
	return r3.Scale(t.nodes[n].scale, r3.Cross(t.frames[n].z, d))
}
