// Package chain is a joint tree: an immutable Model that may be shared and a
// State, the scratch of one goroutine, that holds joint angles and the poses
// that follow from them.
//
// Every link has a frame; a joint moves its child link's frame relative to its
// parent link's:
//
//	parentFromChild = Origin · motion(q)
//
// with motion a rotation by q (rad) about, or a translation by q (m) along, the
// unit Axis, given in the joint's own frame. Poses are given in the root link's
// frame. The coordinates of a model are its independent joint variables, in the
// order in which the joints were given; a mimic joint follows another joint and
// has no coordinate of its own.
package chain

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Kind is what a joint allows.
type Kind uint8

// The kinds of joint, as URDF names them. A continuous joint is a revolute one
// without position limits.
const (
	Fixed Kind = iota
	Revolute
	Continuous
	Prismatic
)

// String is the kind's URDF name.
func (k Kind) String() string {
	return [...]string{"fixed", "revolute", "continuous", "prismatic"}[k]
}

// Limit bounds a joint: position in rad or m, velocity in rad/s or m/s, effort
// in N·m or N. An absent bound is infinite.
type Limit struct {
	Lower, Upper, Velocity, Effort float64
}

// Unlimited bounds nothing.
func Unlimited() Limit {
	return Limit{Lower: math.Inf(-1), Upper: math.Inf(1), Velocity: math.Inf(1), Effort: math.Inf(1)}
}

// Mimic makes a joint follow another one: q = Multiplier·q_of + Offset.
type Mimic struct {
	Joint      string
	Multiplier float64
	Offset     float64
}

// Joint connects two links, which are named.
type Joint struct {
	Name          string
	Kind          Kind
	Parent, Child string
	Origin        spatial.Pose
	Axis          r3.Vec // unit length; ignored by fixed joints
	Limit         Limit
	Mimic         *Mimic // nil for an independent joint
}

// Coordinate is one independent joint variable. Its limits of position and
// velocity already include those of the joints that mimic it; its effort is that
// of its own joint.
type Coordinate struct {
	Name  string // of the joint
	Joint int    // index of that joint
	Limit Limit
}

// joint is a Joint with its names resolved.
type joint struct {
	Joint
	parent, child int     // links
	coord         int     // coordinate that moves it, −1 for a fixed joint
	scale, shift  float64 // q = scale·q_coord + shift
	square        bool    // its origin has no rotation
}

// Model is a tree of links and joints. It does not change after New, and may
// be shared between goroutines.
type Model struct {
	name   string
	links  []string
	parent []int // joint above each link, −1 for the root
	joints []joint
	order  []int // joints depth first, so that a subtree is one run of it
	first  []int // per link: where in order its subtree begins
	last   []int // per link: where in order its subtree ends (exclusive)
	coords []Coordinate
	byLink map[string]int
	byName map[string]int // joints
}

// New checks and resolves a tree. Links are numbered in the order in which the
// joints name them, the root first. Errors name the joint or link at fault.
func New(name string, root string, joints []Joint) (*Model, error) {
	m := &Model{
		name:   name,
		links:  []string{root},
		parent: []int{-1},
		byLink: map[string]int{root: 0},
		byName: map[string]int{},
	}
	for i := range joints {
		if err := m.addJoint(joints[i]); err != nil {
			return nil, err
		}
	}
	if err := m.orderJoints(); err != nil {
		return nil, err
	}
	if err := m.resolveMimics(); err != nil {
		return nil, err
	}
	return m, nil
}

// JointError says which joint of a tree is at fault and why, so that a reader of
// files can add the line.
type JointError struct{ Joint, Problem string }

// Error is the one-line message.
func (e *JointError) Error() string { return fmt.Sprintf("chain: joint %q: %s", e.Joint, e.Problem) }

func (j *Joint) fault(format string, args ...any) error {
	return &JointError{Joint: j.Name, Problem: fmt.Sprintf(format, args...)}
}

func (m *Model) addJoint(j Joint) error {
	if err := j.check(); err != nil {
		return err
	}
	if _, ok := m.byName[j.Name]; ok {
		return j.fault("defined twice")
	}
	if i, ok := m.byLink[j.Child]; ok {
		if m.parent[i] >= 0 {
			return j.fault("its child link %q has another parent joint, %q", j.Child, m.joints[m.parent[i]].Name)
		}
		return j.fault("its child is the root link %q, which closes a loop", j.Child)
	}
	m.byName[j.Name] = len(m.joints)
	m.byLink[j.Child] = len(m.links)
	m.links = append(m.links, j.Child)
	m.parent = append(m.parent, len(m.joints))
	m.joints = append(m.joints, joint{
		Joint: j, child: m.byLink[j.Child], coord: -1, square: j.Origin.Rot == spatial.Identity().Rot,
	})
	return nil
}

func (j *Joint) check() error {
	if !j.Origin.IsFinite() {
		return j.fault("origin is not finite")
	}
	if n := quat.Abs(j.Origin.Rot); math.Abs(n-1) > 1e-9 {
		return j.fault("origin's quaternion has length %g, want 1", n)
	}
	if j.Kind > Prismatic {
		return j.fault("kind %d, want %d to %d", j.Kind, Fixed, Prismatic)
	}
	if j.Kind == Fixed {
		return nil
	}
	if n := r3.Norm(j.Axis); math.Abs(n-1) > 1e-9 || math.IsNaN(n) {
		return j.fault("axis has length %g, want 1", n)
	}
	if l := j.Limit; !(l.Lower <= l.Upper) {
		return j.fault("lower %g > upper %g", l.Lower, l.Upper)
	}
	if l := j.Limit; !(l.Velocity >= 0) || !(l.Effort >= 0) {
		return j.fault("velocity limit %g, effort limit %g: want 0 or more", l.Velocity, l.Effort)
	}
	if c := j.Mimic; c != nil && (!finite(c.Multiplier) || !finite(c.Offset)) {
		return j.fault("mimic multiplier %g, offset %g: want finite numbers", c.Multiplier, c.Offset)
	}
	return nil
}

// orderJoints sorts the joints depth first, which also finds loops: joints of a
// loop are never reached from the root.
func (m *Model) orderJoints() error {
	children := make([][]int, len(m.links))
	for i := range m.joints {
		p, ok := m.byLink[m.joints[i].Parent]
		if !ok {
			return m.joints[i].fault("parent link %q does not exist", m.joints[i].Parent)
		}
		m.joints[i].parent = p
		children[p] = append(children[p], i)
	}
	m.first, m.last = make([]int, len(m.links)), make([]int, len(m.links))
	reached := make([]bool, len(m.joints))
	stack := slices.Clone(children[0])
	for len(stack) > 0 {
		j := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		reached[j] = true
		m.first[m.joints[j].child] = len(m.order)
		m.order = append(m.order, j)
		stack = append(stack, children[m.joints[j].child]...)
	}
	for i, ok := range reached {
		if !ok {
			return m.joints[i].fault("not connected to root link %q (a loop or a second tree)", m.links[0])
		}
	}
	for i := len(m.order) - 1; i >= 0; i-- {
		j := &m.joints[m.order[i]]
		m.last[j.child] = max(m.last[j.child], i+1)
		m.last[j.parent] = max(m.last[j.parent], m.last[j.child])
	}
	return nil
}

// resolveMimics gives every moving joint its coordinate, following chains of
// mimics to their independent joint, and narrows that coordinate's limits so
// that no follower leaves its own.
func (m *Model) resolveMimics() error {
	for i := range m.joints {
		j := &m.joints[i]
		if j.Kind != Fixed && j.Mimic == nil {
			j.coord, j.scale = len(m.coords), 1
			m.coords = append(m.coords, Coordinate{Name: j.Name, Joint: i, Limit: j.Limit})
		}
	}
	for i := range m.joints {
		j := &m.joints[i]
		if j.Kind == Fixed || j.Mimic == nil {
			continue
		}
		leader, scale, shift, err := m.followMimic(i)
		if err != nil {
			return err
		}
		j.coord, j.scale, j.shift = m.joints[leader].coord, scale, shift
		if err := m.coords[j.coord].narrow(j); err != nil {
			return err
		}
	}
	return nil
}

// followMimic walks a chain of mimics to the independent joint that leads it.
func (m *Model) followMimic(i int) (leader int, scale, shift float64, err error) {
	scale = 1
	for hops := 0; m.joints[i].Mimic != nil; hops++ {
		mimic := m.joints[i].Mimic
		next, ok := m.byName[mimic.Joint]
		switch {
		case !ok:
			return 0, 0, 0, m.joints[i].fault("mimics joint %q, which does not exist", mimic.Joint)
		case m.joints[next].Kind == Fixed:
			return 0, 0, 0, m.joints[i].fault("mimics joint %q, which is fixed", mimic.Joint)
		case hops > len(m.joints):
			return 0, 0, 0, m.joints[i].fault("mimic chain is a loop")
		}
		shift += scale * mimic.Offset
		scale *= mimic.Multiplier
		if !finite(scale) || !finite(shift) {
			return 0, 0, 0, m.joints[i].fault("mimic chain multiplies to %g and adds %g: want finite numbers", scale, shift)
		}
		i = next
	}
	return i, scale, shift, nil
}

// finite asks for both by name: x−x of a product is not NaN where the processor fuses
// the two.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// narrow shrinks the coordinate's limits to those that follower j allows.
func (c *Coordinate) narrow(j *joint) error {
	if j.scale == 0 {
		return nil
	}
	c.Limit.Velocity = math.Min(c.Limit.Velocity, j.Limit.Velocity/math.Abs(j.scale))
	if j.Kind == Continuous {
		return nil
	}
	lo, hi := (j.Limit.Lower-j.shift)/j.scale, (j.Limit.Upper-j.shift)/j.scale
	if j.scale < 0 {
		lo, hi = hi, lo
	}
	c.Limit.Lower = math.Max(c.Limit.Lower, lo)
	c.Limit.Upper = math.Min(c.Limit.Upper, hi)
	if c.Limit.Lower > c.Limit.Upper {
		return j.fault("its limits and those of %q, which it mimics, share no position", c.Name)
	}
	return nil
}
