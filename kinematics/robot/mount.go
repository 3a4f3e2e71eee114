package robot

import (
	"fmt"

	"mirrorarm/kinematics/chain"
)

// mount puts a hand on the shipped arm in place of its own, palm on palm.
func mount(h *Robot) (*Robot, error) {
	carrier, err := Bionic(h.Side)
	if err != nil {
		return nil, err
	}
	var joints []chain.Joint
	for link := carrier.Palm; link > 0; link = carrier.Model.LinkParent(link) {
		joints = append([]chain.Joint{carrier.Model.Joint(carrier.Model.LinkJoint(link))}, joints...)
	}
	const flange = "flange"
	joints[len(joints)-1].Child = flange
	root, top := withPrefix(h.Model, joints)
	palmFromRoot := openHand(h.Model).RootFromLink(h.Palm).Mul(h.LinkFromPalm).Inverse()
	offset := len(joints) + 1 // of the hand's links and joints in the new model
	joints = append(joints, chain.Joint{
		Name: flange + "_mount", Kind: chain.Fixed, Parent: flange, Child: root, Origin: palmFromRoot,
	})
	m, err := chain.New(h.Model.Name(), carrier.Model.LinkName(0), append(joints, top...))
	if err != nil {
		return nil, fmt.Errorf("robot: mounting %q on the arm: %w", h.Model.Name(), err)
	}

	out := &Robot{Model: m, Side: h.Side, Palm: h.Palm + offset, LinkFromPalm: h.LinkFromPalm}
	out.Arm = between(m, 0, out.Palm)
	for f := range h.Tips {
		out.Tips[f], out.Middles[f] = -1, -1
		if h.Tips[f] >= 0 {
			out.Tips[f], out.Middles[f] = h.Tips[f]+offset, h.Middles[f]+offset
			out.Fingers[f] = between(m, out.Palm, out.Tips[f])
		}
	}
	for _, c := range carrier.Shapes {
		if link, ok := m.LinkIndex(carrier.Model.LinkName(c.Link)); ok && c.Link < carrier.Palm {
			c.Link = link
			out.Shapes = append(out.Shapes, c)
		}
	}
	for _, c := range h.Shapes {
		c.Link += offset
		out.Shapes = append(out.Shapes, c)
	}
	return out, nil
}

// withPrefix is the hand's root and joints, with "hand_" before every name if
// any of them is taken by the arm.
func withPrefix(m *chain.Model, arm []chain.Joint) (root string, joints []chain.Joint) {
	root, joints = m.LinkName(0), m.Joints()
	taken := arm[0].Parent == root
	for _, j := range arm {
		_, link := m.LinkIndex(j.Child)
		_, joint := m.JointIndex(j.Name)
		_, base := m.LinkIndex(arm[0].Parent)
		taken = taken || link || joint || base
	}
	if !taken {
		return root, joints
	}
	const prefix = "hand_"
	for i := range joints {
		j := &joints[i]
		j.Name, j.Parent, j.Child = prefix+j.Name, prefix+j.Parent, prefix+j.Child
		if j.Mimic != nil {
			mimic := *j.Mimic
			mimic.Joint = prefix + mimic.Joint
			j.Mimic = &mimic
		}
	}
	return prefix + root, joints
}
