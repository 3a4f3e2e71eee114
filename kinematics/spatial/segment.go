package spatial

import "gonum.org/v1/gonum/spatial/r3"

// nearlyParallel is the squared sine of the angle between two segments up to
// which they count as parallel.
const nearlyParallel = 1e-12

// point is the squared length (m²) up to which a segment counts as a point.
const point = 1e-18

// ClosestOnSegments are the parameters u and v in [0, 1] of the points
// p + u(q − p) and r + v(s − r) where the segments pq and rs come closest; of
// parallel segments, any of the closest points (Ericson, Real-Time Collision
// Detection, 2005, §5.1.9). Segments within 1e-6 rad of parallel count as such,
// which puts the distance off by up to 1e-6 of their length.
func ClosestOnSegments(p, q, r, s r3.Vec) (u, v float64) {
	d1, d2, w := r3.Sub(q, p), r3.Sub(s, r), r3.Sub(p, r)
	a, e, f := r3.Dot(d1, d1), r3.Dot(d2, d2), r3.Dot(d2, w)
	if a < point && e < point {
		return 0, 0
	}
	if a < point {
		return 0, share(f / e)
	}
	c := r3.Dot(d1, w)
	if e < point {
		return share(-c / a), 0
	}
	b := r3.Dot(d1, d2)
	if det := a*e - b*b; det > nearlyParallel*a*e {
		u = share((b*f - c*e) / det)
	}
	v = (b*u + f) / e
	switch {
	case v < 0:
		return share(-c / a), 0
	case v > 1:
		return share((b - c) / a), 1
	}
	return u, v
}

// SegmentDistance2 is the squared distance (m²) between the segments pq and rs.
func SegmentDistance2(p, q, r, s r3.Vec) float64 {
	u, v := ClosestOnSegments(p, q, r, s)
	gap := r3.Add(r3.Sub(p, r), r3.Sub(r3.Scale(u, r3.Sub(q, p)), r3.Scale(v, r3.Sub(s, r))))
	return r3.Dot(gap, gap)
}

func share(x float64) float64 { return min(max(x, 0), 1) }
