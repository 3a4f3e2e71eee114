package ik

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// SRS is the closed form for seven-joint arms with a spherical shoulder, a
// revolute elbow and a spherical wrist: the axes of joints 1 to 3 meet in one
// point, and so do those of 5 to 7. The distance from shoulder to wrist gives
// the elbow; what is left free is the swivel, the angle of the elbow about the
// line from shoulder to wrist (Korein 1985; Shimizu et al., IEEE Trans. Robotics
// 24(5), 2008). At a given swivel each of elbow, shoulder and wrist has two
// solutions: up to eight branches.
//
// The swivel (rad) is that of the elbow's axis, from the horizontal direction
// normal to the line from shoulder to wrist; at 0 and at π the elbow is in the
// vertical plane through that line. Vertical is the root's z.
//
// An SRS does not change after NewSRS and may be shared between goroutines.
type SRS struct {
	arm             *arm
	shoulder, wrist r3.Vec // where the axes meet at zero, root frame
	elbow           r3.Vec // a point on the elbow's axis at zero
	axis            r3.Vec // the elbow's
	ball            [2]ball
	edges           [2][]edge
	home            spatial.Pose // rootFromTip at zero
	// |wrist − shoulder|² = reach0 + 2·radius·cos(q4 − phase)
	reach0, radius, phase float64
}

// meeting is how far apart (m) axes may pass that count as meeting: their
// answers are off by as much.
const meeting = 1e-6

// NewSRS prepares the closed form, or says why the arm has none.
func NewSRS(m *chain.Model, tip string) (*SRS, error) {
	a, err := armTo(m, tip)
	if err != nil {
		return nil, err
	}
	if a.joints != 7 || !a.identity {
		return nil, fmt.Errorf("ik: closed form of %q: %d joints and %d coordinates, want 7 turning joints that follow no other", m.Name(), a.joints, a.coords)
	}
	var zero posture
	a.forward(&zero, &vec{})
	s := &SRS{arm: a, elbow: zero.origin[3], axis: zero.axis[3]}
	s.home = spatial.Pose{Rot: quat.Mul(spatial.FromAxes(zero.tip.x, zero.tip.y, zero.tip.z), a.tip.Rot), Pos: zero.pos}
	for i, first := range [2]int{0, 4} {
		point, apart := meet(zero.origin[first:first+3], zero.axis[first:first+3])
		if apart > meeting {
			return nil, fmt.Errorf("ik: closed form of %q: axes of %q to %q pass %.3g m apart, want a common point", m.Name(), a.names[first], a.names[first+2], apart)
		}
		if i == 0 {
			s.shoulder = point
		} else {
			s.wrist = point
		}
		if s.ball[i], err = newBall(zero.axis[first], zero.axis[first+1], zero.axis[first+2]); err != nil {
			return nil, fmt.Errorf("ik: closed form of %q: joints %q to %q: %w", m.Name(), a.names[first], a.names[first+2], err)
		}
		s.edges[i] = s.ball[i].edges(a.lower[first:first+3], a.upper[first:first+3])
	}
	upper, fore := r3.Sub(s.elbow, s.shoulder), r3.Sub(s.wrist, s.elbow)
	cos, sin := aboutAxis(s.axis, fore, upper)
	s.radius, s.phase = math.Hypot(cos, sin), math.Atan2(sin, cos)
	s.reach0 = r3.Norm2(upper) + r3.Norm2(fore) + 2*r3.Dot(upper, s.axis)*r3.Dot(fore, s.axis)
	if s.radius < meeting*meeting {
		return nil, fmt.Errorf("ik: closed form of %q: the elbow %q does not change the reach", m.Name(), a.names[3])
	}
	return s, nil
}

// meet is the point closest to three lines, in the least-squares sense, and its
// largest distance from any.
func meet(origin, axis []r3.Vec) (point r3.Vec, apart float64) {
	var normal, right = [3]r3.Vec{}, r3.Vec{}
	for i, z := range axis {
		normal[0] = r3.Add(normal[0], r3.Sub(r3.Vec{X: 1}, r3.Scale(z.X, z)))
		normal[1] = r3.Add(normal[1], r3.Sub(r3.Vec{Y: 1}, r3.Scale(z.Y, z)))
		normal[2] = r3.Add(normal[2], r3.Sub(r3.Vec{Z: 1}, r3.Scale(z.Z, z)))
		right = r3.Add(right, r3.Sub(origin[i], r3.Scale(r3.Dot(z, origin[i]), z)))
	}
	// Cramer's rule: parallel axes have no determinant and no common point.
	det := r3.Dot(normal[0], r3.Cross(normal[1], normal[2]))
	if math.Abs(det) < 1e-9 {
		return r3.Vec{}, math.Inf(1)
	}
	point = r3.Scale(1/det, r3.Vec{
		X: r3.Dot(right, r3.Cross(normal[1], normal[2])),
		Y: r3.Dot(normal[0], r3.Cross(right, normal[2])),
		Z: r3.Dot(normal[0], r3.Cross(normal[1], right)),
	})
	for i, z := range axis {
		apart = max(apart, r3.Norm(r3.Cross(z, r3.Sub(point, origin[i]))))
	}
	return point, apart
}

// reachOf is the geometry of one target and one of the elbow's two solutions.
type reachOf struct {
	elbow float64 // q4
	turn  rotation
	// The shoulder's rotation is that by the swivel about line, after upright.
	line    r3.Vec
	upright rotation
	fore    rotation // the elbow's rotation, at q4
}

// reaches finds the elbow's solutions inside its limits: the arm stretched or
// folded has one, a wrist out of reach none.
func (s *SRS) reaches(dst *[2]reachOf, target spatial.Pose) (n int) {
	turn := rotationOf(quat.Mul(target.Rot, quat.Conj(s.home.Rot)))
	to := r3.Sub(r3.Add(target.Pos, turn.apply(r3.Sub(s.wrist, s.home.Pos))), s.shoulder)
	distance2 := r3.Norm2(to)
	cos := (distance2 - s.reach0) / (2 * s.radius)
	if math.Abs(cos) > 1+elbowSlack || distance2 < meeting*meeting {
		return 0
	}
	bend := math.Acos(min(max(cos, -1), 1))
	line := r3.Scale(1/math.Sqrt(distance2), to)
	for _, angle := range [2]float64{s.phase + bend, s.phase - bend} {
		q, ok := s.arm.wrap(3, angle, s.arm.middle(3))
		if !ok || n == 1 && bend < elbowSlack {
			continue
		}
		r := &dst[n]
		n++
		r.elbow, r.turn, r.line = q, turn, line
		r.fore = about(s.axis, q)
		from := unit(r3.Add(r.fore.apply(r3.Sub(s.wrist, s.elbow)), r3.Sub(s.elbow, s.shoulder)))
		r.upright = align(from, s.axis, line, r3.Cross(r3.Vec{Z: 1}, line))
	}
	return n
}

// elbowSlack lets a stretched arm be stretched in spite of rounding.
const elbowSlack = 1e-9

// align is the rotation that takes the direction a to b and turns the part of u
// normal to a into that of v normal to b.
func align(a, u, b, v r3.Vec) rotation {
	if r3.Norm2(r3.Cross(b, v)) < 1e-12 {
		v = r3.Vec{X: 1}
	}
	fromY, toY := normalUnit(u, a), normalUnit(v, b)
	from := rotation{a, fromY, r3.Cross(a, fromY)}
	to := rotation{b, toY, r3.Cross(b, toY)}
	return to.timesTransposed(&from)
}

func normalUnit(v, axis r3.Vec) r3.Vec {
	return unit(r3.Sub(v, r3.Scale(r3.Dot(v, axis), axis)))
}

// shoulderAt is the shoulder's rotation at a swivel.
func (r *reachOf) shoulderAt(swivel float64) rotation {
	return r.upright.turned(r.line, swivel)
}

// wristAt is the wrist's rotation that completes the target's.
func (r *reachOf) wristAt(shoulder *rotation) rotation {
	arm := shoulder.times(&r.fore)
	return arm.transposedTimes(&r.turn)
}

// Swivel is the swivel of the arm at q.
func (s *SRS) Swivel(q []float64) float64 {
	shoulder := s.ball[0].compose(q[0], q[1], q[2])
	fore := about(s.axis, q[3])
	v := r3.Add(fore.apply(r3.Sub(s.wrist, s.elbow)), r3.Sub(s.elbow, s.shoulder))
	line := unit(shoulder.apply(v))
	reference := r3.Cross(r3.Vec{Z: 1}, line)
	if r3.Norm2(r3.Cross(line, reference)) < 1e-12 {
		reference = r3.Vec{X: 1}
	}
	cos, sin := aboutAxis(line, reference, shoulder.apply(s.axis))
	return math.Atan2(sin, cos)
}

// Branches appends every solution with the given swivel, inside the limits or
// not, to dst: at most eight, so that a dst with room for them is not grown.
// Angles beyond ±π appear where the limits allow only those.
func (s *SRS) Branches(dst [][7]float64, target spatial.Pose, swivel float64) ([][7]float64, error) {
	target, err := checkTarget(target)
	if err != nil {
		return dst, err
	}
	if math.IsNaN(swivel) || math.IsInf(swivel, 0) {
		return dst, fmt.Errorf("ik: swivel %g: want a finite angle", swivel)
	}
	var reach [2]reachOf
	for k := range s.reaches(&reach, target) {
		r := &reach[k]
		shoulder := r.shoulderAt(swivel)
		wrist := r.wristAt(&shoulder)
		var up, out [2][3]float64
		ups, outs := s.ball[0].split(&up, &shoulder), s.ball[1].split(&out, &wrist)
		for _, u := range up[:ups] {
			for _, o := range out[:outs] {
				q := [7]float64{u[0], u[1], u[2], r.elbow, o[0], o[1], o[2]}
				for i := range q {
					q[i], _ = s.arm.wrap(i, q[i], s.arm.middle(i))
				}
				dst = append(dst, q)
			}
		}
	}
	return dst, nil
}

// wrap moves an angle by whole turns to where it is inside the limits of joint
// i and, of such places, nearest to near; it reports whether there is one.
// Angles within limitSlack of a limit are put on it.
func (a *arm) wrap(i int, angle, near float64) (float64, bool) {
	angle += 2 * math.Pi * math.RoundToEven((near-angle)/(2*math.Pi))
	for _, turns := range [3]float64{0, 1, -1} {
		q := angle + 2*math.Pi*turns
		if q >= a.lower[i]-limitSlack && q <= a.upper[i]+limitSlack {
			return min(max(q, a.lower[i]), a.upper[i]), true
		}
	}
	return angle, false
}

// limitSlack (rad) is what rounding may take a pose at a limit beyond it: an arc
// cosine near 1 keeps half of the digits.
const limitSlack = 3e-7
