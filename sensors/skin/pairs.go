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
	rub    rub
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

// gap is the least distance (m) between the solids of two links, each taken for as
// thick as its largest radius all along: never more than it is.
func (s *Surface) gap(a, b int, worldFromLink []spatial.Pose) float64 {
	gap := math.Inf(1)
	aFromB := worldFromLink[a].Inverse().Mul(worldFromLink[b])
	for _, j := range s.bodies[b] {
		d := &s.cores[j]
		r := aFromB.Apply(d.a)
		t := r3.Add(r, aFromB.Rotate(r3.Scale(d.length, d.axis)))
		for _, i := range s.bodies[a] {
			c := &s.cores[i]
			apart2 := spatial.SegmentDistance2(c.a, r3.Add(c.a, r3.Scale(c.length, c.axis)), r, t)
			gap = min(gap, math.Sqrt(apart2)-c.thick-d.thick)
		}
	}
	return gap
}
