package chain

import (
	"fmt"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Frame says along whose axes a Jacobian is written. Either way it is the
// geometric Jacobian of the link's origin, not of a point at the root's.
type Frame uint8

// The axes of a Jacobian: the root link's, or the link's own.
const (
	InRoot Frame = iota
	InBody
)

// JacobianTo writes the geometric Jacobians of the given links, one below the
// other, in a single pass over the joints: dst is 6·len(links) × DOF. Of each
// six rows the first three are the linear velocity (m/s) of the link's origin
// and the last three its angular velocity (rad/s), per unit speed of each
// coordinate. An empty dst is sized; any other wrong size panics.
//
// A column is [a × (p − o); a] for a joint turning about axis a through o, and
// [a; 0] for one sliding along it (Lynch and Park, Modern Robotics, 2017, §5.1;
// there with the angular part first).
func (s *State) JacobianTo(dst *mat.Dense, in Frame, links ...int) {
	if dst.IsEmpty() {
		dst.ReuseAs(6*len(links), s.model.DOF())
	}
	if r, c := dst.Dims(); r != 6*len(links) || c != s.model.DOF() {
		panic(fmt.Sprintf("chain: Jacobian of %d links and %d coordinates into a %d×%d matrix", len(links), s.model.DOF(), r, c))
	}
	raw := dst.RawMatrix()
	s.jacobian(raw.Data, raw.Stride, in, links)
}

// PointJacobianTo writes the 3 × DOF Jacobian, row-major, of a point that is
// fixed to a link and given in that link's frame: its velocity (m/s) in the root
// frame per unit speed of each coordinate.
func (s *State) PointJacobianTo(dst []float64, link int, point r3.Vec) {
	n := s.model.DOF()
	if len(dst) != 3*n {
		panic(fmt.Sprintf("chain: point Jacobian of %d coordinates into %d numbers", n, len(dst)))
	}
	clear(dst)
	at := s.poses[link].Apply(point)
	for up := s.model.parent[link]; up >= 0; up = s.model.parent[s.model.joints[up].parent] {
		if s.model.joints[up].coord < 0 {
			continue
		}
		lin, _ := s.column(up, at)
		add(dst[s.model.joints[up].coord:], n, lin)
	}
}

func (s *State) jacobian(dst []float64, stride int, in Frame, links []int) {
	for r := range 6 * len(links) {
		clear(dst[r*stride : r*stride+s.model.DOF()])
	}
	for _, i := range s.model.order {
		j := &s.model.joints[i]
		if j.coord < 0 {
			continue
		}
		for k, link := range links {
			if !s.model.Carries(i, link) {
				continue
			}
			pose := s.poses[link]
			lin, ang := s.column(i, pose.Pos)
			if in == InBody {
				back := quat.Conj(pose.Rot)
				lin, ang = spatial.Rotate(back, lin), spatial.Rotate(back, ang)
			}
			// Several joints may follow one coordinate, so columns add up.
			block := dst[6*k*stride+j.coord:]
			add(block, stride, lin)
			add(block[3*stride:], stride, ang)
		}
	}
}

// column is how the point at (root frame) and the frame it belongs to move per
// unit speed of the coordinate behind joint i.
func (s *State) column(i int, at r3.Vec) (lin, ang r3.Vec) {
	j := &s.model.joints[i]
	child := s.poses[j.child]
	axis := r3.Scale(j.scale, child.Rotate(j.Axis))
	if j.Kind == Prismatic {
		return axis, r3.Vec{}
	}
	return r3.Cross(axis, r3.Sub(at, child.Pos)), axis
}

func add(column []float64, stride int, v r3.Vec) {
	column[0] += v.X
	column[stride] += v.Y
	column[2*stride] += v.Z
}
