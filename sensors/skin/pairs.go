package skin

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// pair is two links whose solids may meet.
type pair struct{ a, b int }

// approach is what is known of a pair's gaps.
type approach struct {
	pair
	until  float64  // m: they do not touch before having travelled that far together
	near   bool     // too near for their gap to tell more than their pieces' do
	ab, ba vicinity // the elements of each before the other
}

func newApproaches(s *Surface, pairs []pair) []approach {
	all := make([]approach, len(pairs))
	for i, p := range pairs {
		all[i] = approach{pair: p, until: math.Inf(-1), ab: newVicinity(s, p.a, p.b), ba: newVicinity(s, p.b, p.a)}
	}
	return all
}

// collide lists the pairs of links whose contact counts: not a link with its
// carrier, and none that touch in the neutral posture already.
func collide(model *chain.Model, s *Surface) []pair {
	b := builder{Surface: s, neutral: chain.NewState(model)}
	poses := make([]spatial.Pose, model.NumLinks())
	bodies := []int{}
	for i := range poses {
		poses[i] = b.neutral.RootFromLink(i)
		if !math.IsInf(s.Distance(i, r3.Vec{}), 1) {
			bodies = append(bodies, i)
		}
	}
	var pairs []pair
	for n, i := range bodies {
		for _, j := range bodies[n+1:] {
			if b.carrier(i) == j || b.carrier(j) == i {
				continue
			}
			if s.gap(i, j, poses) > 0 {
				pairs = append(pairs, pair{a: i, b: j})
			}
		}
	}
	return pairs
}

// axisIn is a solid's axis from end to end, seen from where a pose leads.
func (c *core) axisIn(pose *spatial.Pose) (a, b r3.Vec) {
	a = pose.Apply(c.a)
	return a, r3.Add(a, pose.Rotate(r3.Scale(c.length, c.axis)))
}

// gap is the least distance (m) between the solids of two links, each taken for as
// thick as its largest radius all along: never more than it is.
func (s *Surface) gap(a, b int, worldFromLink []spatial.Pose) float64 {
	gap := math.Inf(1)
	for _, i := range s.bodies[a] {
		p, q := s.cores[i].axisIn(&worldFromLink[a])
		for _, j := range s.bodies[b] {
			r, t := s.cores[j].axisIn(&worldFromLink[b])
			reach := s.cores[i].thick + s.cores[j].thick
			gap = min(gap, math.Sqrt(spatial.SegmentDistance2(p, q, r, t))-reach)
		}
	}
	return gap
}
