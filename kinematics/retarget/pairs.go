package retarget

import (
	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// SelfPairs are the pairs of solids, on different branches below root, that are
// apart by more than margin (m) in the posture nearest to zero: what overlaps
// there does so by design.
func SelfPairs(m *chain.Model, root int, solids []Solid, margin float64) []Pair {
	branch := func(link int) int {
		for link >= 0 && m.LinkParent(link) != root {
			link = m.LinkParent(link)
		}
		return link
	}
	open := chain.NewState(m)
	var pairs []Pair
	for i := range solids {
		for j := range i {
			if branch(solids[i].Link) != branch(solids[j].Link) && solidGap(open, solids[i], solids[j]) > margin {
				pairs = append(pairs, Pair{First: j, Second: i})
			}
		}
	}
	return pairs
}

// solidGap is the gap between two solids of a robot in a posture.
func solidGap(s *chain.State, a, b Solid) float64 {
	pa, pb := placed(s, a), placed(s, b)
	d, _, _, _ := gap(&pa, &pb)
	return d
}

// placed is a solid where a posture has it, in the root frame.
func placed(s *chain.State, c Solid) solid {
	pose := s.RootFromLink(c.Link)
	return solid{wa: pose.Apply(c.A), wb: pose.Apply(c.B), ra: c.Ra, rb: c.Rb, half: length(r3.Sub(c.B, c.A)) / 2}
}
