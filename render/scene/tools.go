package scene

import (
	"math"
	"strings"

	"mirrorarm/sim/world"
)

// toolPart draws a part of a tool as what it is; nil for what is none. Within a few
// millimetres it is where the part is: the hand touches the part.
func toolPart(b *world.Body, p *world.Part) *Mesh {
	r, half := float32(p.Radius), FromR3(p.Half)
	handle := p.Form == world.Capsule
	switch {
	case b.Mass == 0:
		return nil
	case strings.Contains(b.Name, "hammer") && handle:
		return hammerHandle(half.Z, r)
	case strings.Contains(b.Name, "hammer") && p.Form == world.Box:
		return hammerHead(half)
	case strings.Contains(b.Name, "screwdriver") && handle:
		return screwdriverHandle(half.Z, r)
	case strings.Contains(b.Name, "screwdriver") && p.Form == world.Cylinder:
		return screwdriverBlade(half.Z, r)
	case strings.Contains(b.Name, "spanner") && p.Form == world.Box && half.Y > 2*half.X:
		return spannerHandle(half)
	case strings.Contains(b.Name, "spanner") && p.Form == world.Box:
		return spannerJaw(half)
	}
	return nil
}

// hammerHandle is turned from ash: thin below the head, full in the palm, flared at its end.
// It stands along Z and ends half + r from its middle.
func hammerHandle(half, r float32) *Mesh {
	wood, end := lookOf("oak"), half+r
	h := hull{
		{x: -end + 0.004, half: 1.02 * r, up: 0.80 * r, down: 0.80 * r, square: 2.2},
		{x: -0.70 * end, half: 0.98 * r, up: 0.76 * r, down: 0.76 * r, square: 2.2},
		{x: -0.15 * end, half: 0.86 * r, up: 0.68 * r, down: 0.68 * r, square: 2.2},
		{x: 0.55 * end, half: 0.66 * r, up: 0.56 * r, down: 0.56 * r, square: 2.2},
		{x: end, half: 0.72 * r, up: 0.52 * r, down: 0.52 * r, square: 2.2},
	}
	m := loft(28, h.domed(-end+0.004, 0.004, -1, 3, wood), h.sampled(-end+0.004, end, 14, wood))
	return m.moved(upright(Vec{}))
}

// hammerHead has a round face and a peen, along Y; the handle comes from below, along Z.
func hammerHead(half Vec) *Mesh {
	steel, r, l := lookOf("steel"), half.X, half.Y
	face := hull{round(-l, 0.92*r), round(-l+0.003, 1.02*r), round(-0.62*l, 1.02*r), round(-0.50*l, 0.66*r), round(-0.34*l, 0.70*r)}
	cheek := hull{
		{x: -0.34 * l, half: 0.95 * r, up: 0.95 * r, down: 0.95 * r, square: 4},
		{x: 0.30 * l, half: 0.95 * r, up: 0.95 * r, down: 0.95 * r, square: 4},
		{x: 0.55 * l, half: 0.92 * r, up: 0.60 * r, down: 0.60 * r, square: 4},
		{x: l - 0.002, half: 0.90 * r, up: 0.16 * r, down: 0.16 * r, square: 3},
	}
	m := loft(32, face.sampled(-l, -0.34*l, 12, steel), cheek.sampled(-0.34*l, l-0.002, 10, steel))
	return m.moved(Affine{X: Vec{Y: 1}, Y: Vec{X: -1}, Z: Vec{Z: 1}})
}

// screwdriverHandle is a plastic grip with a bulb for the palm and a collar for the fingers.
func screwdriverHandle(half, r float32) *Mesh {
	plastic, end := lookOf("ABS"), half+r
	h := hull{
		{x: -end + 0.005, half: 0.94 * r, up: 0.94 * r, down: 0.94 * r, square: 2.6},
		{x: -0.45 * end, half: 1.04 * r, up: 1.04 * r, down: 1.04 * r, square: 2.9},
		{x: 0.25 * end, half: 0.92 * r, up: 0.92 * r, down: 0.92 * r, square: 2.9},
		{x: 0.60 * end, half: 0.66 * r, up: 0.66 * r, down: 0.66 * r, square: 2.3},
		{x: 0.82 * end, half: 0.76 * r, up: 0.76 * r, down: 0.76 * r, square: 2},
		{x: end, half: 0.46 * r, up: 0.46 * r, down: 0.46 * r, square: 2},
	}
	collar := h.at(0.45 * end)
	return join(
		loft(32, h.domed(-end+0.005, 0.005, -1, 4, plastic), h.sampled(-end+0.005, end, 18, plastic)),
		loft(32, strip{rings: []ring{round(0.45*end-0.003, collar.half+0.0006), round(0.45*end+0.003, collar.half+0.0006)}, material: MatJoint}),
	).moved(upright(Vec{}))
}

// screwdriverBlade is a steel rod that is forged flat at its end.
func screwdriverBlade(half, r float32) *Mesh {
	steel := lookOf("steel")
	h := hull{
		round(-half, r), round(0.55*half, r),
		{x: 0.80 * half, half: 1.55 * r, up: 0.62 * r, down: 0.62 * r, square: 3},
		{x: half, half: 1.30 * r, up: 0.18 * r, down: 0.18 * r, square: 4},
	}
	return loft(20, h.sampled(-half, half, 16, steel)).moved(upright(Vec{}))
}

// spannerHandle is a forged bar, waisted, with a ring at its lower end.
func spannerHandle(half Vec) *Mesh {
	steel := lookOf("steel")
	const across = 0.0075 // m, inner radius of the ring
	w, t, l := half.X, half.Z, half.Y
	bar := hull{
		{x: -l + 0.020, half: 0.80 * w, up: 0.80 * t, down: 0.80 * t, square: 3.2},
		{x: -0.3 * l, half: 0.62 * w, up: 0.62 * t, down: 0.62 * t, square: 3.2},
		{x: 0.6 * l, half: 0.70 * w, up: 0.66 * t, down: 0.66 * t, square: 3.2},
		{x: l, half: 1.15 * w, up: 0.85 * t, down: 0.85 * t, square: 3.2},
	}
	eye := washer(across, 1.42*w, t, steel).moved(Affine{X: Vec{X: 1}, Y: Vec{Y: 1}, Z: Vec{Z: 1}, T: Vec{Y: -l + 0.012}})
	return join(loft(24, bar.sampled(-l+0.020, l, 12, steel)).moved(Affine{X: Vec{Y: 1}, Y: Vec{X: -1}, Z: Vec{Z: 1}}), eye)
}

// spannerJaw is open towards +Y.
func spannerJaw(half Vec) *Mesh {
	steel := lookOf("steel")
	w, l, t := half.X, half.Y, half.Z
	at := func(x, y, turn float32) Affine {
		return Affine{X: Vec{X: 1, Y: turn}.Unit(), Y: Vec{X: -turn, Y: 1}.Unit(), Z: Vec{Z: 1}, T: Vec{X: x, Y: y}}
	}
	prong := func(side float32) *Mesh {
		return box(Vec{0.24 * w, 0.75 * l, t}, 0.0025, steel).moved(at(0.72*w*side, 0.40*l, 0.10*side))
	}
	base := loft(32, strip{rings: []ring{round(-t, 0.92*w), round(-t+0.001, 0.96*w), round(t-0.001, 0.96*w), round(t, 0.92*w)}, material: steel})
	return join(prong(-1), prong(1), base.moved(upright(Vec{})).moved(at(0, -0.75*l, 0)))
}

// washer is a flat ring about Z.
func washer(inner, outer, half float32, mat MaterialID) *Mesh {
	const edge = 0.0015
	m := &Mesh{}
	m.addStrip(strip{rings: []ring{
		round(-half, inner+edge), round(-half, outer-edge), round(-half+edge, outer), round(half-edge, outer),
		round(half, outer-edge), round(half, inner+edge), round(half-edge, inner), round(-half+edge, inner), round(-half, inner+edge),
	}, material: mat}, 32, 0, 2*math.Pi)
	return m.finish().moved(upright(Vec{}))
}
