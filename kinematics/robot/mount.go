package robot

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// mount puts a hand on the shipped arm in place of its own, along it and its back up as
// our own hand's is. What carries the hand in its file, an arm with too few joints or a
// wrist, is left out. A hand that reaches behind its palm frame stands out as far.
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
	cut := cutHand(h)
	root, top := withPrefix(h.Model.LinkName(cut.root), cut.joints, joints)
	state := h.FlatHand()
	rootFromPalm := state.RootFromLink(cut.root).Inverse().Mul(state.RootFromLink(h.Palm)).Mul(h.LinkFromPalm)
	palmFromRoot := rootFromPalm.Inverse()
	behind := min(max(0, -palmFromRoot.Pos.X), h.HandReach()/2)
	joints = append(joints, chain.Joint{
		Name: flange + "_mount", Kind: chain.Fixed, Parent: flange, Child: root,
		Origin: spatial.At(r3.Vec{X: behind}).Mul(palmFromRoot),
	})
	m, err := chain.New(h.Model.Name(), carrier.Model.LinkName(0), append(joints, top...))
	if err != nil {
		return nil, fmt.Errorf("robot: mounting %q on the arm: %w", h.Model.Name(), err)
	}
	return mounted(h, carrier, m, cut, root), nil
}

// mounted is the robot of the joint tree in which a hand stands on the arm.
func mounted(h, carrier *Robot, m *chain.Model, cut handCut, root string) *Robot {
	prefix := root[:len(root)-len(h.Model.LinkName(cut.root))]
	linkOf := func(old int) int {
		i, ok := m.LinkIndex(prefix + h.Model.LinkName(old))
		if !ok || !cut.kept[old] {
			return -1
		}
		return i
	}
	out := &Robot{
		Model: m, Side: h.Side, Meshes: h.Meshes, Fit: h.Fit, Notes: h.Notes, Palm: linkOf(h.Palm), LinkFromPalm: h.LinkFromPalm,
		RootFromShoulder: spatial.Identity(), Flat: make([]float64, m.DOF()), LinkNames: make([]string, m.NumLinks()),
	}
	m.Clamp(out.Flat)
	for c := range h.Model.DOF() {
		if j, ok := m.JointIndex(prefix + h.Model.Coordinate(c).Name); ok && h.Flat != nil {
			if to, _, _ := m.JointCoordinate(j); to >= 0 && m.Coordinate(to).Joint == j && to >= len(carrier.Arm) {
				out.Flat[to] = h.Flat[c]
			}
		}
	}
	out.Arm = between(m, 0, out.Palm)[:len(carrier.Arm)]
	for f := range h.Tips {
		out.Tips[f], out.Middles[f], out.Knuckles[f] = -1, -1, -1
		if h.Tips[f] >= 0 {
			out.Tips[f], out.Middles[f] = linkOf(h.Tips[f]), linkOf(h.Middles[f])
			out.Fingers[f] = between(m, out.Palm, out.Tips[f])
			if h.Knuckles[f] >= 0 {
				out.Knuckles[f] = linkOf(h.Knuckles[f])
			}
		}
	}
	for _, c := range carrier.Shapes {
		if link, ok := m.LinkIndex(carrier.Model.LinkName(c.Link)); ok && c.Link < carrier.Palm {
			c.Link = link
			out.Shapes = append(out.Shapes, c)
		}
	}
	for _, c := range h.Shapes {
		if c.Link = linkOf(c.Link); c.Link >= 0 {
			out.Shapes = append(out.Shapes, c)
		}
	}
	for _, v := range h.Visuals {
		if v.Link = linkOf(v.Link); v.Link >= 0 {
			out.Visuals = append(out.Visuals, v)
		}
	}
	for l := range h.Model.NumLinks() {
		if to := linkOf(l); to >= 0 {
			out.LinkNames[to] = h.Model.LinkName(l)
		}
	}
	if h.Found != nil {
		found := *h.Found
		found.Mounted = "a hand alone: it is on the shipped arm"
		if n := len(found.Arm); n > 0 {
			found.Mounted = fmt.Sprintf("its %d joints before the palm bring it nowhere at will: it is on the shipped arm", n)
		}
		out.Found = &found
	}
	return out
}

// HandReach is how far (m) the flat hand reaches from its wrist.
func (r *Robot) HandReach() float64 {
	s, longest := r.FlatHand(), 0.0
	wrist := s.RootFromLink(r.Palm).Mul(r.LinkFromPalm).Pos
	for _, tip := range r.Tips {
		if tip >= 0 {
			longest = max(longest, r3.Norm(r3.Sub(s.RootFromLink(tip).Pos, wrist)))
		}
	}
	return longest
}

// handCut is the part of a robot that is its hand.
type handCut struct {
	root   int
	kept   []bool // by link
	joints []chain.Joint
}

// cutHand takes the palm, what is welded to it, and all that hangs from them. Followers
// whose leader stays behind are held where it is.
func cutHand(h *Robot) handCut {
	m := h.Model
	cut := handCut{root: rigid(m)[h.Palm], kept: make([]bool, m.NumLinks())}
	inside := map[string]bool{}
	for _, l := range outward(m) {
		cut.kept[l] = l == cut.root || m.LinkParent(l) >= 0 && cut.kept[m.LinkParent(l)]
		if cut.kept[l] && l != cut.root {
			inside[m.Joint(m.LinkJoint(l)).Name] = true
		}
	}
	rest := chain.NewState(m).Coordinates()
	for i := range m.NumJoints() {
		j := m.Joint(i)
		if !inside[j.Name] {
			continue
		}
		if j.Mimic != nil && !inside[j.Mimic.Joint] {
			c, scale, shift := m.JointCoordinate(i)
			j = weld(j, scale*rest[c]+shift)
		}
		cut.joints = append(cut.joints, j)
	}
	return cut
}

// weld is a joint held at a value.
func weld(j chain.Joint, q float64) chain.Joint {
	switch {
	case math.IsNaN(q): // where the joint has its zero
	case j.Kind == chain.Prismatic:
		j.Origin = j.Origin.Mul(spatial.At(r3.Scale(q, j.Axis)))
	default:
		j.Origin = j.Origin.Mul(spatial.Pose{Rot: spatial.AxisAngle(j.Axis, q)})
	}
	j.Kind, j.Mimic, j.Limit = chain.Fixed, nil, chain.Unlimited()
	return j
}

// withPrefix is the hand's root and joints, with "hand_" before every name if any of them
// is taken by the arm.
func withPrefix(root string, hand, arm []chain.Joint) (string, []chain.Joint) {
	names := map[string]bool{arm[0].Parent: true}
	jointNames := map[string]bool{}
	for _, j := range arm {
		names[j.Child], jointNames[j.Name] = true, true
	}
	taken := names[root]
	for _, j := range hand {
		taken = taken || names[j.Child] || jointNames[j.Name]
	}
	if !taken {
		return root, hand
	}
	const prefix = "hand_"
	for i := range hand {
		j := &hand[i]
		j.Name, j.Parent, j.Child = prefix+j.Name, prefix+j.Parent, prefix+j.Child
		if j.Mimic != nil {
			mimic := *j.Mimic
			mimic.Joint = prefix + mimic.Joint
			j.Mimic = &mimic
		}
	}
	return prefix + root, hand
}
