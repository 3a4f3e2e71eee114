package scene

import "math"

// Where the stage's parts stand (world frame, m). Design values.
const (
	floorZ    = 0.82
	plinthTop = floorZ + 0.035
)

// studio is the light and the floor.
func studio() Stage {
	return Stage{
		FloorZ:     floorZ,
		Floor:      Hex(0x2A2E35).Scale(1.25),
		Background: Hex(0x181C22).Scale(0.8),
		Center:     Vec{0.12, -0.05, floorZ},
		Reach:      1.15,
		Key:        Light{Toward: Vec{-0.55, -0.50, 0.86}.Unit(), Color: Vec{2.35, 2.16, 1.90}},
		Rim:        Light{Toward: Vec{0.62, 0.72, 0.40}.Unit(), Color: Vec{0.85, 1.20, 1.70}},
		Up:         Vec{0.30, 0.345, 0.41},
		Down:       Vec{0.075, 0.075, 0.085},
		Exposure:   0.92,
		Pools: [2]Pool{
			{At: Vec{-0.34, -0.16, floorZ}, Reach: 0.34, Color: Vec{1.0, 0.50, 0.18}},
			{At: Vec{0.58, -0.05, floorZ}, Reach: 0.38, Color: Vec{0.08, 0.36, 0.62}},
		},
	}
}

// standUnder is what carries a robot's base, and where: the shoulder of the
// shipped arm hangs at a column, another robot stands on one; one that stands low
// has the plinth alone.
func standUnder(base Affine, ours bool) (*Mesh, Affine) {
	height := base.T.Z - floorZ
	switch {
	case ours:
		return stand(height - 0.045), standAt(base.T, base.X.Scale(-1))
	case height > 0.15:
		return stand(height), Affine{X: Vec{X: 1}, Y: Vec{Y: 1}, Z: Vec{Z: 1}, T: Vec{base.T.X, base.T.Y, floorZ}}
	}
	foot := plinth().moved(upright(Vec{}))
	return foot, Affine{X: Vec{X: 1}, Y: Vec{Y: 1}, Z: Vec{Z: 1}, T: Vec{base.T.X, base.T.Y, floorZ}}
}

// PlinthTop (m, world frame) is the height of the plinth: what stands low stands
// there.
const PlinthTop = plinthTop

// plinth is the round foot of a stand, built along +X from the floor on.
func plinth() *Mesh {
	return loft(72,
		strip{rings: []ring{round(0, 0.168), round(0.004, 0.17)}, material: MatSeam},
		strip{rings: []ring{round(0.004, 0.17), round(0.027, 0.17), round(0.033, 0.167), round(0.035, 0.160)}, material: MatPlinth},
		strip{rings: []ring{round(0.035, 0.160), round(0.035, 0.153)}, material: MatPlinth},
		strip{rings: []ring{round(0.035, 0.153), round(0.035, 0.147)}, material: MatAccent},
		strip{rings: []ring{round(0.035, 0.147), round(0.035, 0.09)}, material: MatPlinth},
	)
}

// stand is the column that carries the shoulder, and the plinth that it stands
// on. The shoulder's housing ends at top (m above the floor's origin frame);
// its own origin is on the floor below.
func stand(height float32) *Mesh {
	column := hull{
		round(0.035, 0.092), round(0.060, 0.074), round(0.12, 0.060), round(0.6*height, 0.052), round(height, 0.056),
	}
	shell := loft(40,
		strip{rings: []ring{round(0.035, 0.097), round(0.041, 0.097)}, material: MatJoint},
		column.sampled(0.041, 0.115, 6, MatShell),
		strip{rings: []ring{column.at(0.115), column.at(0.115).grown(-0.002), column.at(0.118).grown(-0.002), column.at(0.118)}, material: MatSeam},
		column.sampled(0.118, height-0.05, 8, MatShell),
		strip{rings: []ring{column.at(height - 0.05), column.at(height - 0.05).grown(-0.004)}, material: MatShell},
		strip{rings: []ring{column.at(height - 0.05).grown(-0.004), column.at(height).grown(-0.004)}, material: MatJoint},
	)
	m := join(plinth(), shell)
	// Built along +X; stood upright.
	return m.moved(upright(Vec{}))
}

// standAt is where the column stands, behind a shoulder at p that faces away
// from the direction back.
func standAt(p, back Vec) Affine {
	level := Vec{back.X, back.Y, 0}.Unit()
	t := Identity()
	t.T = Vec{p.X + 0.088*level.X, p.Y + 0.088*level.Y, floorZ}
	return t
}

// ease moves a towards b with a time constant (s), whatever the frame's length.
func ease(a, b, dt, constant float64) float64 {
	return b + (a-b)*math.Exp(-dt/constant)
}
