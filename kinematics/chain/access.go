package chain

import "slices"

// Name is the model's name.
func (m *Model) Name() string { return m.name }

// NumLinks is the number of links, the root included.
func (m *Model) NumLinks() int { return len(m.links) }

// LinkName is the name of link i; link 0 is the root.
func (m *Model) LinkName(i int) string { return m.links[i] }

// LinkIndex finds a link by name.
func (m *Model) LinkIndex(name string) (int, bool) {
	i, ok := m.byLink[name]
	return i, ok
}

// LinkJoint is the joint above link i, −1 for the root.
func (m *Model) LinkJoint(i int) int { return m.parent[i] }

// LinkParent is the link above link i, −1 for the root.
func (m *Model) LinkParent(i int) int {
	if j := m.parent[i]; j >= 0 {
		return m.joints[j].parent
	}
	return -1
}

// Path is the joints that lead from the root to link i, fixed ones included and
// the root's first.
func (m *Model) Path(i int) []int {
	var path []int
	for ; m.parent[i] >= 0; i = m.LinkParent(i) {
		path = append(path, m.parent[i])
	}
	slices.Reverse(path)
	return path
}

// NumJoints is the number of joints, fixed and mimic ones included.
func (m *Model) NumJoints() int { return len(m.joints) }

// Joint is joint i as it was given to New.
func (m *Model) Joint(i int) Joint { return m.joints[i].Joint }

// JointIndex finds a joint by name.
func (m *Model) JointIndex(name string) (int, bool) {
	i, ok := m.byName[name]
	return i, ok
}

// JointCoordinate tells which coordinate moves joint i and how:
// q_joint = scale·q[coord] + shift. A fixed joint has coord −1.
func (m *Model) JointCoordinate(i int) (coord int, scale, shift float64) {
	j := &m.joints[i]
	return j.coord, j.scale, j.shift
}

// DOF is the number of coordinates.
func (m *Model) DOF() int { return len(m.coords) }

// Coordinate is coordinate i.
func (m *Model) Coordinate(i int) Coordinate { return m.coords[i] }

// Carries reports whether joint j moves link i: whether it lies between that link
// and the root.
func (m *Model) Carries(j, link int) bool {
	child := m.joints[j].child
	at := m.first[link]
	return link != 0 && m.first[child] <= at && at < m.last[child]
}

// Leaves are the links without children, in link order.
func (m *Model) Leaves() []int {
	inner := make([]bool, len(m.links))
	for i := range m.joints {
		inner[m.joints[i].parent] = true
	}
	var leaves []int
	for i, in := range inner {
		if !in {
			leaves = append(leaves, i)
		}
	}
	return leaves
}

// Joints are the joints as they were given to New, in that order: what a
// derived model (a reflection, an assembly) is built from.
func (m *Model) Joints() []Joint {
	out := make([]Joint, len(m.joints))
	for i := range m.joints {
		out[i] = m.joints[i].Joint
	}
	return out
}

// Clamp brings q into the limits, in place.
func (m *Model) Clamp(q []float64) {
	for i := range m.coords {
		q[i] = min(max(q[i], m.coords[i].Limit.Lower), m.coords[i].Limit.Upper)
	}
}
