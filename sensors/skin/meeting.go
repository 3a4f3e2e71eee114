package skin

import (
	"math"
	"math/bits"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// margin (m) is how much nearer than solids that touch others are looked at as well: so
// far links travel before the next look.
const margin = 2e-3

// close (m) is how near a point must come to be looked at in every step.
const close = 0.2e-3

// tiny (m) keeps a direction finite where a point lies on a solid's very axis.
const tiny = 1e-12

// meeting is what contact of one link's elements with another's solids works with, and
// what it adds up to. It is used again and again.
type meeting struct {
	seats         []seat // the other's solids
	near          []int  // those of them that are near the piece in hand
	force, torque r3.Vec // N, N·m about the origin, of the elements' link, in its frame
	drag          r3.Vec // the force along the contact over what presses, likewise
	sum           sum
}

// seat is a solid as the elements see it.
type seat struct {
	core        *core
	ownFromLink frame  // the solid's own from the elements'
	deepest     uint16 // bits: the points of an element that are deepest in this solid
}

func newMeeting() meeting {
	return meeting{seats: make([]seat, 0, maxPerLink), near: make([]int, 0, maxPerLink)}
}

// begin has the elements of one link meet the solids of another.
func (m *meeting) begin(s *Surface, v *vicinity, worldFromLink []spatial.Pose) {
	otherFromLink := frameOf(worldFromLink[v.other].Inverse().Mul(worldFromLink[v.link]))
	m.seats = m.seats[:0]
	for _, i := range s.bodies[v.other] {
		c := &s.cores[i]
		m.seats = append(m.seats, seat{core: c, ownFromLink: c.ownFromLink.after(&otherFromLink)})
	}
	m.force, m.torque = r3.Vec{}, r3.Vec{}
}

// gap is the distance (m) of a ball, in the elements' frame, from the solid.
func (t *seat) gap(centre r3.Vec, radius float64) float64 {
	return t.core.reach(t.ownFromLink.apply(centre)).surface - radius
}

// look finds the solids that are near a ball, and how far away the nearest of the others is.
func (m *meeting) look(centre r3.Vec, bound float64) (others float64) {
	others, m.near = math.Inf(1), m.near[:0]
	for n := range m.seats {
		if gap := m.seats[n].gap(centre, bound); gap < margin {
			m.near = append(m.near, n)
		} else {
			others = min(others, gap)
		}
	}
	return others
}

// survey finds the solids that come closer than close to an element, and has all of its
// points be looked at; the gap (m) is that to the nearest of the other solids.
func (m *meeting) survey(e *Element, k *clearance) (gap float64) {
	gap = math.Inf(1)
	k.points, k.solids = 1<<(e.Last-e.First)-1, 0
	for _, n := range m.near {
		if one := m.seats[n].gap(e.Centre, e.Reach); one < close {
			k.solids |= 1 << n
		} else {
			gap = min(gap, one)
		}
	}
	return gap
}

// pressed is what an element gets: the force on it (N) and where that acts (m), both in
// its link's frame; the least gap (m) of its points, below 0 where it is pressed; and those
// of them that are close.
type pressed struct {
	force, centre r3.Vec
	gap           float64
	close         uint16 // bits
}

// take adds what an element gets to the sum, and gives the force on it with the drag (N).
func (m *meeting) take(p *pressed) r3.Vec {
	push := math.Sqrt(r3.Dot(p.force, p.force))
	m.sum.push += push
	m.sum.at = r3.Add(m.sum.at, r3.Scale(push, p.centre))
	m.sum.normal = r3.Add(m.sum.normal, p.force)
	m.sum.deepest = max(m.sum.deepest, -p.gap/2)
	return r3.Add(p.force, r3.Scale(push, m.drag))
}

// squeeze integrates the pressure over those points that may be close to the solids: at
// each that of the solid in which it is deepest.
func (m *meeting) squeeze(points []Point, k *clearance) (sum pressed) {
	sum.gap = math.Inf(1)
	total := 0.0
	if k.solids&(k.solids-1) == 0 {
		total = m.seats[bits.TrailingZeros64(k.solids)].squeeze(points, k.points, &sum)
	} else {
		m.divide(points, k, &sum)
		for solids := k.solids; solids != 0; solids &= solids - 1 {
			t := &m.seats[bits.TrailingZeros64(solids)]
			total += t.squeeze(points, t.deepest, &sum)
		}
	}
	if total > 0 {
		sum.centre = r3.Scale(1/total, sum.centre)
	}
	return sum
}

// divide gives each of the points that are inside any of several solids to that in
// which it is deepest.
func (m *meeting) divide(points []Point, k *clearance, sum *pressed) {
	for solids := k.solids; solids != 0; solids &= solids - 1 {
		m.seats[bits.TrailingZeros64(solids)].deepest = 0
	}
	for left := k.points; left != 0; left &= left - 1 {
		i := bits.TrailingZeros16(left)
		least, owner := math.Inf(1), -1
		for solids := k.solids; solids != 0; solids &= solids - 1 {
			n := bits.TrailingZeros64(solids)
			if gap := m.seats[n].gap(points[i].At, 0); gap < least {
				least, owner = gap, n
			}
		}
		if sum.gap = min(sum.gap, least); least < 0 {
			m.seats[owner].deepest |= 1 << i
		}
		if least < close {
			sum.close |= 1 << i
		}
	}
}

// squeeze adds the pressure of one solid on some points of an element: to the force, and
// to the centre times the returned sum of pressures (N).
func (t *seat) squeeze(points []Point, which uint16, sum *pressed) (total float64) {
	var force, centre r3.Vec // in the solid's own frame
	var near uint16
	f, c, gap := &t.ownFromLink, t.core, sum.gap
	for left := which; left != 0; left &= left - 1 {
		p := &points[bits.TrailingZeros16(left)]
		at := f.apply(p.At)
		ball := c.reach(at)
		if ball.surface < gap {
			gap = ball.surface
		}
		if ball.surface >= close {
			continue
		}
		if near |= left & -left; ball.surface >= 0 {
			continue
		}
		depth := -ball.surface / 2
		if depth > PadThickness {
			depth = PadThickness
		}
		push := depth * NormalStiffness * p.Area
		out := push * ball.out / (ball.root + tiny)
		force.X += out * ball.off
		force.Y += out * at.Y
		force.Z += out * at.Z
		centre.X += push * at.X
		centre.Y += push * at.Y
		centre.Z += push * at.Z
		total += push
	}
	sum.close |= near
	if sum.gap = gap; total > 0 {
		sum.force = r3.Add(sum.force, f.rotateBack(force))
		sum.centre = r3.Add(sum.centre, f.rotateBack(r3.Sub(centre, r3.Scale(total, f.at))))
	}
	return total
}
