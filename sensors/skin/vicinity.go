package skin

import (
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// travel is how far links have moved, at most, since the start: what was a gap apart
// cannot touch before both have travelled that far together. It is counted in the
// frame of one link, the hand's own, so that carrying the hand about counts for nothing.
type travel struct {
	reference int
	links     []traveller
	moved     []float64 // m, of each link of the model
	from      []place   // of each of links
	begun     bool
}

// place is how a link is turned and where the centre of its ball is, in the reference's
// frame.
type place struct {
	turned quat.Number
	centre r3.Vec
}

// traveller is a link with a surface, inside a ball (m, link frame).
type traveller struct {
	link   int
	centre r3.Vec
	bound  float64
}

func newTravel(model *chain.Model, s *Surface) *travel {
	t := &travel{moved: make([]float64, s.links)}
	for link, bodies := range s.bodies {
		if len(bodies) == 0 {
			continue
		}
		l := traveller{link: link}
		for _, i := range bodies {
			l.centre = r3.Add(l.centre, r3.Scale(1/float64(len(bodies)), s.cores[i].centre))
		}
		for _, i := range bodies {
			l.bound = max(l.bound, r3.Norm(r3.Sub(s.cores[i].centre, l.centre))+s.cores[i].bound)
		}
		for _, r := range s.regionsOf[link] {
			l.bound = max(l.bound, r3.Norm(r3.Sub(s.Regions[r].Centre, l.centre))+s.Regions[r].Bound)
		}
		t.links = append(t.links, l)
	}
	t.from = make([]place, len(t.links))
	t.reference = hub(builder{Surface: s, neutral: chain.NewState(model)}, t.links)
	return t
}

// again is the same at the start.
func (t *travel) again() *travel {
	return &travel{
		reference: t.reference, links: slices.Clone(t.links),
		moved: make([]float64, len(t.moved)), from: make([]place, len(t.links)),
	}
}

// hub is the link that carries most of those with a surface: a hand's palm.
func hub(b builder, links []traveller) int {
	best, carried := 0, make([]int, b.links)
	for _, l := range links {
		if up := b.carrier(l.link); up >= 0 {
			if carried[up]++; carried[up] > carried[best] {
				best = up
			}
		}
	}
	return best
}

// step adds what the links have moved since the last step: a point of the ball by as
// much as its centre, and by the turn's chord, 2 sin(θ/2) ≤ 2|Δq|, at its radius.
func (t *travel) step(worldFromLink []spatial.Pose) {
	referenceFromWorld := worldFromLink[t.reference].Inverse()
	for i := range t.links {
		l := &t.links[i]
		pose := &worldFromLink[l.link]
		is := place{
			turned: quat.Mul(referenceFromWorld.Rot, pose.Rot),
			centre: referenceFromWorld.Apply(pose.Apply(l.centre)),
		}
		was := t.from[i]
		t.from[i] = is
		if !t.begun {
			continue
		}
		turn := math.Sqrt(min(square(quat.Sub(is.turned, was.turned)), square(quat.Add(is.turned, was.turned))))
		way := r3.Sub(is.centre, was.centre)
		t.moved[l.link] += math.Sqrt(r3.Dot(way, way)) + 2*turn*l.bound
	}
	t.begun = true
}

func square(q quat.Number) float64 {
	return q.Real*q.Real + q.Imag*q.Imag + q.Jmag*q.Jmag + q.Kmag*q.Kmag
}

// slack (m) is taken off every gap: more than all roundings of it.
const slack = 1e-9

// vicinity is what one link knows of its gaps to another, piece by piece.
type vicinity struct {
	link, other int
	pieces      []piece
}

// piece is a block of elements, and until which travel of both links together (m) it
// cannot touch.
type piece struct {
	until    float64
	block    Block
	elements []clearance
}

// clearance is what is known of an element: until which travel (m) it cannot touch, and
// until which none but these of its points can, and none but these of the other's solids.
type clearance struct {
	until, sure float64
	points      uint16 // bits: at most subdivisions² of an element
	solids      uint64 // bits: at most maxPerLink of a link
}

func newVicinity(s *Surface, link, other int) vicinity {
	v := vicinity{link: link, other: other}
	for _, i := range s.regionsOf[link] {
		for k := range s.Regions[i].Blocks {
			b := s.Regions[i].Blocks[k]
			v.pieces = append(v.pieces, piece{until: math.Inf(-1), block: b, elements: unknown(b.Last - b.First)})
		}
	}
	return v
}

// unknown is what is known of n elements before they have been looked at.
func unknown(n int) []clearance {
	all := make([]clearance, n)
	for i := range all {
		all[i] = clearance{until: math.Inf(-1), sure: math.Inf(-1)}
	}
	return all
}
