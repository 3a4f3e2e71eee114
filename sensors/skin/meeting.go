package skin

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// margin (m) is how much nearer than solids that touch others are looked at as well: so
// far links travel before the next look.
const margin = 2e-3

// tiny (m) keeps a direction finite where a point lies on a solid's very axis.
const tiny = 1e-12

// meeting is what contact of one link's elements with another's solids works with, and
// what it adds up to. It is used again and again.
type meeting struct {
	seats         []seat // the other's solids
	near          []int  // those of them that are near the piece in hand
	touching      []int  // and those that may touch the element in hand
	force, torque r3.Vec // N, N·m about the origin, of the elements' link, in its frame
}

// seat is a solid as an element sees it, and what it does to the element in hand.
type seat struct {
	core        *core
	ownFromLink frame // the solid's own from the elements'

	force, centre r3.Vec // N, and m times N, in the solid's own frame
	total         float64
}

func newMeeting() meeting {
	return meeting{seats: make([]seat, 0, maxPerLink), near: make([]int, 0, maxPerLink), touching: make([]int, 0, maxPerLink)}
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

// gap is the distance (m) of a point, in the elements' frame, from the solid.
func (t *seat) gap(at r3.Vec) float64 {
	near := t.core.reach(t.core.place(t.ownFromLink.apply(at)))
	return near.surface
}

// look finds the solids that are near a ball, and how far away the nearest of the others is.
func (m *meeting) look(centre r3.Vec, bound float64) (others float64) {
	others, m.near = math.Inf(1), m.near[:0]
	for n := range m.seats {
		if gap := m.seats[n].gap(centre) - bound; gap < margin {
			m.near = append(m.near, n)
		} else {
			others = min(others, gap)
		}
	}
	return others
}

// narrow finds, of the solids that are near, those that may touch a ball, and how far
// away the nearest of the others is.
func (m *meeting) narrow(centre r3.Vec, bound float64) (others float64) {
	others, m.touching = math.Inf(1), m.touching[:0]
	for _, n := range m.near {
		if gap := m.seats[n].gap(centre) - bound; gap <= 0 {
			m.touching = append(m.touching, n)
		} else {
			others = min(others, gap)
		}
	}
	return others
}

// pressed is what an element gets: the force on it (N) and where that acts (m), both in
// its link's frame; and a gap (m) that it has at least, below 0 where it is pressed.
type pressed struct {
	force, centre r3.Vec
	gap           float64
}

// squeeze integrates the pressure over an element: at each of its points that of the
// solid in which it is deepest.
func (m *meeting) squeeze(points []Point) (sum pressed) {
	sum.gap = math.Inf(1)
	outside2, thickest := math.Inf(1), 0.0
	for i := range points {
		point := &points[i]
		var deepest *seat
		var foot reached
		var at r3.Vec
		for _, n := range m.touching {
			t := &m.seats[n]
			own := t.ownFromLink.apply(point.At)
			c := t.core
			near := c.place(own)
			if off2 := near.axis2(); off2 >= c.thick*c.thick {
				outside2, thickest = min(outside2, off2), max(thickest, c.thick)
				continue // without a root: half of all points lie outside
			}
			ball := c.reach(near)
			sum.gap = min(sum.gap, ball.surface)
			if ball.surface < foot.surface {
				deepest, foot, at = t, ball, own
			}
		}
		if deepest != nil {
			deepest.push(foot, at, point.Area)
		}
	}
	sum.gap = min(sum.gap, math.Sqrt(outside2)-thickest)
	total := 0.0
	for _, n := range m.touching {
		total += m.seats[n].releaseTo(&sum)
	}
	if total > 0 {
		sum.centre = r3.Scale(1/total, sum.centre)
	}
	return sum
}

// push adds the pressure on one point's area (m²), which lies in the solid's own frame
// above a ball.
func (t *seat) push(ball reached, at r3.Vec, area float64) {
	push := min(-ball.surface/2, PadThickness) * NormalStiffness * area
	out := push / max(ball.centre, tiny)
	t.force.X += out * (at.X - ball.along)
	t.force.Y += out * at.Y
	t.force.Z += out * at.Z
	t.centre.X += push * at.X
	t.centre.Y += push * at.Y
	t.centre.Z += push * at.Z
	t.total += push
}

// releaseTo adds what a solid did to an element, its centre times the returned force.
func (t *seat) releaseTo(sum *pressed) (total float64) {
	if total = t.total; total > 0 {
		sum.force = r3.Add(sum.force, t.ownFromLink.rotateBack(t.force))
		sum.centre = r3.Add(sum.centre, t.ownFromLink.rotateBack(r3.Sub(t.centre, r3.Scale(total, t.ownFromLink.at))))
		t.force, t.centre, t.total = r3.Vec{}, r3.Vec{}, 0
	}
	return total
}
