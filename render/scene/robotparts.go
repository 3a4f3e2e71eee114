package scene

import "math"

// The forms of the bionic arm, each in its link's frame: origin at the joint
// above, +X along the bone, +Z to the back of the hand, metres. Proportions are
// design values; lengths and thicknesses come from the robot's own model.

// drum is a joint's housing: a short cylinder across the bone with a machined
// ring and an accent ring on both faces.
func drum(radius, half float32, sides int) *Mesh {
	r := radius
	flat := func(x, from, to float32, mat MaterialID) strip {
		return strip{rings: []ring{round(x, from), round(x, to)}, material: mat}
	}
	chamfer := 0.10 * r
	m := loft(sides,
		flat(-half, 0.50*r, 0.66*r, MatAccent),
		flat(-half, 0.66*r, r-chamfer, MatMetal),
		strip{rings: []ring{round(-half, r-chamfer), round(-half+chamfer, r), round(half-chamfer, r), round(half, r-chamfer)}, material: MatJoint},
		flat(half, r-chamfer, 0.66*r, MatMetal),
		flat(half, 0.66*r, 0.50*r, MatAccent),
	)
	// The caps are dark.
	for i := range m.Triangles {
		t := &m.Triangles[i]
		if t.Material == MatAccent && m.Positions[t.A].Y*m.Positions[t.A].Y+m.Positions[t.A].Z*m.Positions[t.A].Z < 1e-12 {
			t.Material = MatJoint
		}
	}
	return m.moved(Affine{X: Vec{Y: 1}, Y: Vec{X: -1}, Z: Vec{Z: 1}})
}

// ball is a sphere.
func ball(r float32, sides int, mat MaterialID) *Mesh {
	s := strip{material: mat}
	n := sides / 2
	for i := range n + 1 {
		sin, cos := math.Sincos(math.Pi * float64(i) / float64(n))
		s.rings = append(s.rings, round(-r*float32(cos), max(r*float32(sin), 1e-6)))
	}
	return loft(sides, s)
}

const deg = math.Pi / 180

// phalanx is a finger's segment of length l between a joint of thickness r0 and
// one of r1 (radii): a drum, a dark soft body, and a white plate on its back.
func phalanx(l, r0, r1 float32) *Mesh {
	mid := (r0 + r1) / 2
	body := hull{
		{x: 0.05 * r0, half: 0.55 * r0, up: 0.50 * r0, down: 0.40 * r0, square: 2.4},
		{x: 0.75 * r0, half: 0.84 * r0, up: 0.66 * r0, down: 0.84 * r0, square: 2.4},
		{x: 0.50 * l, half: 0.88 * mid, up: 0.70 * mid, down: 0.99 * mid, square: 2.4},
		{x: l - 0.80*r1, half: 0.84 * r1, up: 0.66 * r1, down: 0.88 * r1, square: 2.4},
		{x: l - 0.05*r1, half: 0.55 * r1, up: 0.50 * r1, down: 0.40 * r1, square: 2.4},
	}
	cover := hull{
		{x: 0.62 * r0, half: 0.93 * r0, up: 0.88 * r0, down: 0.93 * r0, square: 2.3},
		{x: 1.00 * r0, half: 1.00 * r0, up: 1.03 * r0, down: r0, square: 2.3},
		{x: l - 0.85*r1, half: 0.99 * r1, up: 1.01 * r1, down: r1, square: 2.3},
		{x: l - 0.50*r1, half: 0.92 * r1, up: 0.88 * r1, down: 0.92 * r1, square: 2.3},
	}
	return join(
		drum(0.80*r0, 0.84*r0, 18),
		loft(16, body.sampled(body[0].x, body[4].x, 8, MatPad)),
		plate(14, cover.sampled(cover[0].x, cover[3].x, 7, MatShell), -8*deg, 188*deg, 0.0022),
	)
}

// fingertip is the last segment: its pad is a soft dome, its plate a nail.
func fingertip(l, r0, r1 float32) *Mesh {
	end := l - 0.95*r1
	body := hull{
		{x: 0.05 * r0, half: 0.55 * r0, up: 0.50 * r0, down: 0.40 * r0, square: 2.3},
		{x: 0.75 * r0, half: 0.86 * r0, up: 0.68 * r0, down: 0.86 * r0, square: 2.2},
		{x: 0.55 * l, half: 0.96 * r1, up: 0.76 * r1, down: 1.04 * r1, square: 2.1},
		{x: end, half: 0.93 * r1, up: 0.74 * r1, down: 0.98 * r1, square: 2},
	}
	dome := strip{material: MatPad}
	last := body[3]
	for i := range 7 {
		s, c := math.Sincos(float64(i) / 6 * math.Pi / 2)
		q := last
		k := max(float32(c), 0.02)
		q.x, q.half, q.up, q.down = end+0.95*r1*float32(s), last.half*k, last.up*k, last.down*k
		dome.rings = append(dome.rings, q)
	}
	trunk := body.sampled(body[0].x, end, 7, MatPad)
	trunk.rings = append(trunk.rings, dome.rings[1:]...)
	cover := hull{
		{x: 0.62 * r0, half: 0.93 * r0, up: 0.88 * r0, down: r0, square: 2.3},
		{x: 1.00 * r0, half: 1.00 * r0, up: 1.02 * r0, down: r0, square: 2.3},
		{x: l - 1.1*r1, half: 1.00 * r1, up: 0.96 * r1, down: r1, square: 2.2},
		{x: l - 0.42*r1, half: 0.80 * r1, up: 0.74 * r1, down: r1, square: 2},
	}
	return join(
		drum(0.80*r0, 0.84*r0, 18),
		loft(16, trunk),
		plate(14, cover.sampled(cover[0].x, cover[3].x, 7, MatShell), 0, 180*deg, 0.0018),
	)
}

// palmShell is the metacarpus: a dark body, a white back with tendons, a soft
// palm, and the ball of the thumb. side is +1 for a right hand.
func palmShell(side float32) *Mesh {
	lean := func(r ring) ring {
		r.y *= side
		r.tilt *= side
		return r
	}
	hullOf := func(rs ...ring) hull {
		h := make(hull, len(rs))
		for i, r := range rs {
			h[i] = lean(r)
		}
		return h
	}
	// Knuckles lie on a slant: the index finger's is 19 mm ahead of the little one's.
	body := hullOf(
		ring{x: 0.010, half: 0.0165, up: 0.0105, down: 0.0110, square: 2.6},
		ring{x: 0.020, half: 0.0235, up: 0.0115, down: 0.0125, square: 2.8},
		ring{x: 0.045, y: -0.002, half: 0.0320, up: 0.0120, down: 0.0125, square: 3.0, tilt: 0.10},
		ring{x: 0.066, y: -0.003, half: 0.0360, up: 0.0115, down: 0.0120, square: 3.0, tilt: 0.22},
		ring{x: 0.0765, y: -0.004, half: 0.0362, up: 0.0090, down: 0.0090, square: 3.0, tilt: 0.27},
	)
	back := hullOf(
		ring{x: 0.0135, half: 0.0200, up: 0.0125, down: 0.012, square: 2.7},
		ring{x: 0.022, half: 0.0262, up: 0.0142, down: 0.014, square: 2.9},
		ring{x: 0.045, y: -0.002, half: 0.0345, up: 0.0150, down: 0.014, square: 3.0, tilt: 0.10},
		ring{x: 0.066, y: -0.003, half: 0.0384, up: 0.0142, down: 0.013, square: 3.0, tilt: 0.22},
		ring{x: 0.0770, y: -0.004, half: 0.0380, up: 0.0112, down: 0.011, square: 3.0, tilt: 0.27},
	)
	a, b := back[0].x, back[4].x
	var tendons []*Mesh
	for _, y := range [4]float32{0.022, 0.004, -0.013, -0.029} {
		tendons = append(tendons, tendon(back, 0.034, b-0.001+0.25*y, 0.45*y*side, y*side))
	}
	return join(append(tendons,
		loft(28, hull{round(-0.004, 0.0125), round(0.014, 0.0150)}.sampled(-0.004, 0.014, 2, MatJoint)),
		loft(36, body.sampled(body[0].x, body[4].x, 10, MatPad)),
		plate(26, back.sampled(a, b, 12, MatShell), -14*deg, 194*deg, 0.0024),
	)...)
}

// tendon is a cable that runs half sunk over the back of a hull, from x0, y0 to
// x1, y1.
func tendon(h hull, x0, x1, y0, y1 float32) *Mesh {
	const points, thick = 8, 0.0017
	var path [points]Vec
	for i := range path {
		t := float32(i) / (points - 1)
		x, y := x0+(x1-x0)*t, y0+(y1-y0)*t
		r := h.at(x - h.at(x).tilt*y)
		share := float64(abs((y - r.y) / r.half))
		n := float64(r.square)
		path[i] = Vec{x, y, r.z + r.up*float32(math.Pow(max(1-math.Pow(share, n), 0), 1/n)) - 0.2*thick}
	}
	return tube(path[:], thick, 10, MatJoint)
}

// tube is a cable of radius r along a path.
func tube(path []Vec, r float32, sides int, mat MaterialID) *Mesh {
	m := &Mesh{}
	for i, p := range path {
		along := path[min(i+1, len(path)-1)].Sub(path[max(i-1, 0)])
		frame := Along(Vec{}, along, Vec{Z: 1})
		for j := range sides {
			s, c := math.Sincos(2 * math.Pi * float64(j) / float64(sides))
			n := frame.Y.Scale(float32(c)).Add(frame.Z.Scale(float32(s)))
			m.Positions, m.Normals = append(m.Positions, p.Add(n.Scale(r))), append(m.Normals, n)
		}
	}
	for i := range len(path) - 1 {
		for j := range sides {
			a, b := uint32(i*sides+j), uint32(i*sides+(j+1)%sides)
			m.addQuad(a, b, b+uint32(sides), a+uint32(sides), mat)
		}
	}
	return m.finish()
}

// armShell is a long tapered shell from x = a to b: two halves with a dark
// parting line at x = seam and an accent line beside it.
func armShell(h hull, seam float32, sides int) *Mesh {
	a, b := h[0].x, h[len(h)-1].x
	const line = 0.0016
	inset := func(x float32) ring { return h.at(x).grown(-0.0022) }
	const rim = 0.006
	// The end faces are flat annuli where the rounded rims end.
	face := func(x, from, by float32) ring {
		q := h.at(from).grown(-by)
		q.x = x
		return q
	}
	return loft(sides,
		strip{rings: []ring{face(a, a+rim, 0.010), face(a, a+rim, rim)}, material: MatSeam},
		h.domed(a+rim, rim, -1, 3, MatShell),
		h.sampled(a+rim, seam-line, 8, MatShell),
		strip{rings: []ring{h.at(seam - line), inset(seam - line)}, material: MatSeam},
		strip{rings: []ring{inset(seam - line), inset(seam + line)}, material: MatSeam},
		strip{rings: []ring{inset(seam + line), h.at(seam + line)}, material: MatSeam},
		h.sampled(seam+line, b-rim, 7, MatShell),
		h.domed(b-rim, rim, 1, 3, MatShell),
		strip{rings: []ring{face(b, b-rim, rim), face(b, b-rim, 0.010)}, material: MatSeam},
	)
}

// forearm is the link between elbow and wrist, of length l: the elbow's drum,
// the shell, and the wrist's collar.
func forearm(l float32) *Mesh {
	shell := hull{
		{x: 0.047, half: 0.0330, up: 0.0235, down: 0.0320, square: 2.2},
		{x: 0.075, half: 0.0385, up: 0.0335, down: 0.0380, square: 2.15},
		{x: 0.105, half: 0.0400, up: 0.0375, down: 0.0385, square: 2.1},
		{x: 0.6 * l, half: 0.0350, up: 0.0325, down: 0.0325, square: 2.1},
		{x: l - 0.042, half: 0.0285, up: 0.0265, down: 0.0265, square: 2},
	}
	neck := hull{
		{x: 0.010, half: 0.026, up: 0.020, down: 0.024},
		{x: 0.060, half: 0.028, up: 0.022, down: 0.026},
	}
	end := l - 0.042
	return join(
		drum(0.0415, 0.0335, 36),
		loft(28, neck.sampled(0.010, 0.060, 3, MatJoint)),
		armShell(shell, 0.62*l, 34),
		loft(32,
			strip{rings: []ring{round(end-0.004, 0.0232), round(end+0.0035, 0.0232)}, material: MatJoint},
			strip{rings: []ring{round(end+0.0035, 0.0242), round(end+0.0065, 0.0242)}, material: MatAccent},
			strip{rings: []ring{round(end+0.0065, 0.0232), round(end+0.0180, 0.0232), round(end+0.0225, 0.0218)}, material: MatJoint},
			strip{rings: []ring{round(end+0.0225, 0.0218), round(end+0.0265, 0.0212), round(end+0.0275, 0.0200)}, material: MatMetal},
		),
	)
}

// upperArm is the link between shoulder and elbow, of length l.
func upperArm(l float32) *Mesh {
	shell := hull{
		{x: 0.066, half: 0.0420, up: 0.0400, down: 0.0420, square: 2.1},
		{x: 0.100, half: 0.0490, up: 0.0475, down: 0.0480, square: 2.1},
		{x: 0.55 * l, half: 0.0475, up: 0.0450, down: 0.0460, square: 2.1},
		{x: l - 0.080, half: 0.0420, up: 0.0345, down: 0.0420, square: 2.2},
		{x: l - 0.050, half: 0.0370, up: 0.0240, down: 0.0370, square: 2.2},
	}
	neck := hull{
		{x: 0.040, half: 0.034, up: 0.034, down: 0.034},
		{x: 0.085, half: 0.036, up: 0.036, down: 0.036},
	}
	fork := hull{
		{x: l - 0.075, half: 0.028, up: 0.019, down: 0.027},
		{x: l - 0.012, half: 0.024, up: 0.016, down: 0.022},
	}
	return join(
		loft(32,
			neck.sampled(0.040, 0.0585, 2, MatJoint),
			strip{rings: []ring{round(0.0585, 0.0385), round(0.0625, 0.0385)}, material: MatAccent},
			neck.sampled(0.0625, 0.085, 2, MatJoint),
		),
		armShell(shell, 0.58*l, 36),
		loft(24, fork.sampled(l-0.075, l-0.012, 4, MatJoint)),
	)
}

// shoulder is what the arm hangs from: a dark ball in a white housing, behind
// it along −X.
func shoulder() *Mesh {
	housing := hull{
		{x: -0.150, half: 0.0600, up: 0.0600, down: 0.0600, square: 2.2},
		{x: -0.105, half: 0.0680, up: 0.0680, down: 0.0680, square: 2.2},
		{x: -0.060, half: 0.0660, up: 0.0660, down: 0.0660, square: 2.1},
		{x: -0.022, half: 0.0560, up: 0.0560, down: 0.0560, square: 2},
	}
	return join(
		ball(0.0525, 36, MatJoint),
		armShell(housing, -0.085, 38),
	)
}

// wristBall is the universal joint before the palm.
func wristBall() *Mesh {
	return join(
		ball(0.0215, 28, MatJoint),
		drum(0.0125, 0.0225, 24),
	)
}
