package robot

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// limb is how many joints an arm has at least: what hangs from a torso by fewer is a hand
// on its wrist.
const limb = 4

// base is the link that an arm begins at: the one that is named, or the torso, from which
// something else that moves hangs too, or the root.
func (b *builder) base(c *candidate) (int, error) {
	if b.fit.Base != "" {
		i, ok := b.model.LinkIndex(b.fit.Base)
		switch {
		case !ok:
			return 0, fmt.Errorf("robot: base: no link %q; %s", b.fit.Base, linkNames(b.model))
		case !within(b.model, c.palm, i):
			return 0, fmt.Errorf("robot: base link %q: the palm %q does not hang from it", b.fit.Base, b.model.LinkName(c.palm))
		}
		return i, nil
	}
	s := newSkeleton(b.model)
	for l := c.palm; l > 0; l = b.model.LinkParent(l) {
		if s.body[l] != l {
			continue
		}
		torso := b.model.LinkParent(l)
		others := slices.ContainsFunc(s.children[s.body[torso]], func(o int) bool { return o != l && s.joints(o) >= 2 })
		if others && len(between(b.model, torso, c.palm)) >= limb {
			return torso, nil
		}
	}
	return 0, nil
}

// joints counts the moving joints from a body on outward.
func (s *skeleton) joints(body int) int {
	n := 1
	for _, c := range s.children[body] {
		n += s.joints(c)
	}
	return n
}

// shoulder is what stands at the arm's place: the base's frame where one is named, else
// the root's axes at the point where the first two hinges of the arm come closest, which
// is where a shoulder is.
func (b *builder) shoulder(r *Robot) spatial.Pose {
	s := chain.NewState(r.Model)
	if b.fit.Base != "" {
		return s.RootFromLink(r.Base)
	}
	var at, axis []r3.Vec
	for _, c := range r.Arm {
		j := r.Model.Joint(r.Model.Coordinate(c).Joint)
		l, _ := r.Model.LinkIndex(j.Child)
		if j.Kind == chain.Prismatic {
			continue
		}
		pose := s.RootFromLink(l)
		at, axis = append(at, pose.Pos), append(axis, pose.Rotate(j.Axis))
		if len(at) == 2 {
			break
		}
	}
	if len(at) == 0 {
		return spatial.Identity()
	}
	if len(at) == 1 {
		return spatial.At(at[0])
	}
	// The point of the first axis that is nearest to the second.
	n := r3.Cross(axis[0], axis[1])
	if r3.Norm(n) < 0.1 {
		return spatial.At(at[1])
	}
	between := r3.Cross(axis[1], n)
	along := r3.Dot(r3.Sub(at[1], at[0]), between) / r3.Dot(axis[0], between)
	if math.Abs(along) > 1 {
		return spatial.At(at[0])
	}
	return spatial.At(r3.Add(at[0], r3.Scale(along, axis[0])))
}
