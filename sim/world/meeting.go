package world

import (
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// Meeting is a place at which a solid of the robot is near an object, or in it.
type Meeting struct {
	Solid, Object int
	Gap           float64 // m between the surfaces; below 0 it is how deep they are in each other
	At            r3.Vec  // m, in the world: the middle of the solid's ball that is there
	Out           r3.Vec  // unit, in the world: out of the object
}

// AppendMeetings adds to dst where solids of the robot are nearer to the parts of
// objects than margin (m): of each solid and part the nearest place and, as a
// solid may lie along a part, the solid's ends.
func (w *World) AppendMeetings(dst []Meeting, solids []skin.Capsule, worldFromLink []spatial.Pose, margin float64) []Meeting {
	for i := range solids {
		s := &solids[i]
		link := worldFromLink[s.Link]
		a, b := link.Apply(s.A), link.Apply(s.B)
		middle, bound := r3.Scale(0.5, r3.Add(a, b)), r3.Norm(r3.Sub(a, b))/2+max(s.Ra, s.Rb)
		for k, o := range w.Objects {
			if o == nil || norm(r3.Sub(middle, o.WorldFromObject.Pos)) > o.bound+bound+margin {
				continue
			}
			for j := range o.Parts {
				worldFromPart := o.WorldFromObject.Mul(o.Parts[j].ObjectFromPart)
				m := nearing{part: &o.Parts[j], worldFromPart: worldFromPart, ra: s.Ra, rb: s.Rb}
				partFromWorld := worldFromPart.Inverse()
				m.a, m.b = partFromWorld.Apply(a), partFromWorld.Apply(b)
				if d, _ := m.part.distance(partFromWorld.Apply(middle)); d > bound+margin {
					continue
				}
				dst = m.appendTo(dst, i, k, margin)
			}
		}
	}
	return dst
}

// nearing is a solid beside a part, in the part's frame.
type nearing struct {
	part          *Part
	worldFromPart spatial.Pose
	a, b          r3.Vec
	ra, rb        float64
}

// gap is that of the solid's ball at a share of the way from its end a to b.
func (n *nearing) gap(share float64) (gap float64, at, out r3.Vec) {
	at = r3.Add(n.a, r3.Scale(share, r3.Sub(n.b, n.a)))
	d, out := n.part.distance(at)
	return d - n.ra - share*(n.rb-n.ra), at, out
}

// nearest is the share at which the gap is smallest. A solid is a family of
// balls whose radius is linear in the share, and the distance from a convex part
// is convex, so that golden-section search finds it (Kiefer 1953).
func (n *nearing) nearest() float64 {
	const ratio, rounds = 0.6180339887498949, 32 // to 1e-7 of the solid's length
	lo, hi := 0.0, 1.0
	u, v := hi-ratio*(hi-lo), lo+ratio*(hi-lo)
	atU, _, _ := n.gap(u)
	atV, _, _ := n.gap(v)
	for range rounds {
		if atU < atV {
			hi, v, atV = v, u, atU
			u = hi - ratio*(hi-lo)
			atU, _, _ = n.gap(u)
		} else {
			lo, u, atU = u, v, atV
			v = lo + ratio*(hi-lo)
			atV, _, _ = n.gap(v)
		}
	}
	return (lo + hi) / 2
}

func (n *nearing) appendTo(dst []Meeting, solid, object int, margin float64) []Meeting {
	const apart = 0.02 // of the solid's length, between places that count as two
	nearest := n.nearest()
	for _, share := range [3]float64{nearest, 0, 1} {
		gap, at, out := n.gap(share)
		if gap > margin || share != nearest && math.Abs(share-nearest) < apart {
			continue
		}
		dst = append(dst, Meeting{
			Solid: solid, Object: object, Gap: gap,
			At: n.worldFromPart.Apply(at), Out: n.worldFromPart.Rotate(out),
		})
	}
	return dst
}
