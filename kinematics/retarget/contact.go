package retarget

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Solid is a rounded cone on a link: the hull of a sphere of radius Ra about A
// and one of radius Rb about B, both in the link's frame (m).
type Solid struct {
	Link   int
	A, B   r3.Vec
	Ra, Rb float64
}

// Pair names two of the solver's solids that must not go through each other,
// and that may be asked to touch.
type Pair struct{ First, Second int }

// Touch asks, for one frame, that the surfaces of a pair be Gap apart (m). The
// weight competes with the targets' and goes continuously to zero where the
// wish ends, so that nothing latches.
type Touch struct {
	Pair   int
	Gap    float64
	Weight float64
}

// solid is a Solid made ready: its ends in the root frame are scratch.
type solid struct {
	a, b   point
	ra, rb float64
	half   float64 // m: half the length of the axis
	link   int
	path   []int
	block  int // −1 if nothing moves it
	wa, wb r3.Vec
	twice  r3.Vec // m: twice the middle of the axis
}

// pair is a Pair with what the present frame asks of it.
type pair struct {
	first, second int
	gap, weight   float64 // of the touch, weight 0 if none
	near          bool    // close enough to matter in this frame
	relaxed       bool    // may go through each other

	// The gap where the pass began, if it was asked for there.
	known          bool
	distance       float64
	normal, pa, pb r3.Vec
}

func (t *tree) solid(s Solid) (solid, error) {
	if err := t.check(s.Link); err != nil {
		return solid{}, err
	}
	if s.Ra <= 0 || s.Rb <= 0 || math.IsNaN(s.Ra+s.Rb) {
		return solid{}, fmt.Errorf("retarget: solid of link %q: radii %g and %g m, want > 0", t.model.LinkName(s.Link), s.Ra, s.Rb)
	}
	out := solid{a: t.pointOf(s.Link, s.A), b: t.pointOf(s.Link, s.B), ra: s.Ra, rb: s.Rb, link: s.Link, block: -1, half: length(r3.Sub(s.B, s.A)) / 2}
	out.path = t.path(out.a.node)
	return out, nil
}

func (t *tree) place(s *solid) {
	s.wa, s.wb = t.at(s.a), t.at(s.b)
	s.twice = r3.Add(s.wa, s.wb)
}

// apart is a lower bound of the gap between two placed solids, from the
// spheres around them: nearly free, and most pairs need nothing more.
func apart(a, b *solid) float64 {
	centre := r3.Sub(r3.Add(a.wa, a.wb), r3.Add(b.wa, b.wb))
	return length(centre)/2 - a.half - b.half - max(a.ra, a.rb) - max(b.ra, b.rb)
}

// beyond tells that apart is at least margin (m), without a root.
func beyond(a, b *solid, margin float64) bool {
	reach := 2 * (margin + a.half + b.half + max(a.ra, a.rb) + max(b.ra, b.rb))
	return reach <= 0 || r3.Norm2(r3.Sub(a.twice, b.twice)) >= reach*reach
}

// ask finds a placed pair's gap.
func (p *pair) ask(a, b *solid) {
	p.distance, p.normal, p.pa, p.pb = gap(a, b)
	p.known = true
}

// gap is the distance between the surfaces of two placed solids, where their
// axes come closest: exact for capsules, and for cones as blunt as a finger
// off by the square of the taper. normal points from b to a; pa and pb are the
// points on the axes.
func gap(a, b *solid) (distance float64, normal, pa, pb r3.Vec) {
	u, v := spatial.ClosestOnSegments(a.wa, a.wb, b.wa, b.wb)
	pa = r3.Add(a.wa, r3.Scale(u, r3.Sub(a.wb, a.wa)))
	pb = r3.Add(b.wa, r3.Scale(v, r3.Sub(b.wb, b.wa)))
	normal = r3.Sub(pa, pb)
	n := length(normal)
	if n < 1e-9 {
		// Axes that cross have no normal; any fixed one lets the solver leave.
		normal, n = r3.Vec{Z: 1}, 1e-9
	} else {
		normal = r3.Scale(1/n, normal)
	}
	return n - (a.ra + u*(a.rb-a.ra)) - (b.ra + v*(b.rb-b.ra)), normal, pa, pb
}

func clamp01(x float64) float64 { return min(max(x, 0), 1) }

// length is r3.Norm without its care for overflow, which costs a quarter of a
// solve and which metres do not need.
func length(v r3.Vec) float64 { return math.Sqrt(r3.Norm2(v)) }
