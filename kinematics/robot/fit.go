package robot

import (
	"fmt"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"
)

// Bionic is the shipped arm: the right one as its URDF says, the left one its
// reflection.
func Bionic(side hand.Side) (*Robot, error) {
	u, err := urdf.Parse("bionic.urdf", strings.NewReader(bionicURDF))
	if err != nil {
		return nil, fmt.Errorf("robot: %w", err)
	}
	m := u.Model()
	r := &Robot{Model: m, Side: hand.Right, LinkFromPalm: spatial.Identity(), Shapes: shapes(u)}
	r.Palm, _ = m.LinkIndex("palm")
	for f := hand.Thumb; f <= hand.Little; f++ {
		r.Tips[f], _ = m.LinkIndex(hand.SegmentName(f, 3))
		r.Middles[f], _ = m.LinkIndex(hand.SegmentName(f, 1))
		r.Fingers[f] = between(m, r.Palm, r.Tips[f])
	}
	r.Arm = between(m, 0, r.Palm)
	if side == hand.Left {
		return Reflect(r)
	}
	return r, nil
}

// between lists the coordinates that move link to relative to link from, an
// ancestor of it: proximal first, each once.
func between(m *chain.Model, from, to int) []int {
	var coords []int
	seen := make([]bool, m.DOF())
	for link := to; link != from && link >= 0; link = m.LinkParent(link) {
		if c, _, _ := m.JointCoordinate(m.LinkJoint(link)); c >= 0 && !seen[c] {
			seen[c] = true
			coords = append([]int{c}, coords...)
		}
	}
	return coords
}
