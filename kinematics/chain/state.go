package chain

import (
	"fmt"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// State is the scratch of one goroutine: the coordinates of a Model and the
// link poses that follow from them. Its methods allocate nothing.
type State struct {
	model *Model
	q     []float64
	poses []spatial.Pose // rootFromLink
}

// NewState is a state at q = 0, clamped into the limits.
func NewState(m *Model) *State {
	s := &State{model: m, q: make([]float64, m.DOF()), poses: make([]spatial.Pose, m.NumLinks())}
	m.Clamp(s.q)
	s.poses[0] = spatial.Identity()
	s.update()
	return s
}

// Model is the model that the state belongs to.
func (s *State) Model() *Model { return s.model }

// SetCoordinates copies q (rad or m, one per coordinate) and computes the pose
// of every link. It does not clamp. It panics if the length is wrong.
func (s *State) SetCoordinates(q []float64) {
	if len(q) != len(s.q) {
		panic(fmt.Sprintf("chain: %d coordinates given to a model of %d", len(q), len(s.q)))
	}
	copy(s.q, q)
	s.update()
}

// Coordinates are the current coordinates: the state's own slice, to be read
// only.
func (s *State) Coordinates() []float64 { return s.q }

// RootFromLink is the pose of link i in the root frame.
func (s *State) RootFromLink(i int) spatial.Pose { return s.poses[i] }

func (s *State) update() {
	m := s.model
	for _, i := range m.order {
		j := &m.joints[i]
		p := s.poses[j.parent]
		if j.square {
			p.Pos = p.Apply(j.Origin.Pos)
		} else {
			p = p.Mul(j.Origin)
		}
		switch j.Kind {
		case Revolute, Continuous:
			p.Rot = quat.Mul(p.Rot, spatial.AxisAngle(j.Axis, j.scale*s.q[j.coord]+j.shift))
		case Prismatic:
			p.Pos = r3.Add(p.Pos, p.Rotate(r3.Scale(j.scale*s.q[j.coord]+j.shift, j.Axis)))
		case Fixed:
		}
		s.poses[j.child] = p
	}
}
