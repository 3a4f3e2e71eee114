package robot

import (
	"slices"

	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// middleJoint is the link between palm and tip whose joint lies nearest to where
// a human finger has its middle joint: at 47 % of its length (Buryanov and
// Kotiuk 2010, mean of the four fingers and of the thumb from its metacarpal).
func middleJoint(s *chain.State, palm, tip int) int {
	m := s.Model()
	path := ancestors(m, tip)
	path = path[:slices.Index(path, palm)]
	slices.Reverse(path)
	at := make([]float64, len(path)) // length of the finger up to each joint
	for i := 1; i < len(path); i++ {
		at[i] = at[i-1] + r3.Norm(r3.Sub(s.RootFromLink(path[i]).Pos, s.RootFromLink(path[i-1]).Pos))
	}
	const share = 0.47
	best := 0
	for i, l := range at {
		if abs(l-share*at[len(at)-1]) < abs(at[best]-share*at[len(at)-1]) {
			best = i
		}
	}
	return path[best]
}

func abs(x float64) float64 { return max(x, -x) }
