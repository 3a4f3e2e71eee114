package lesson

import (
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// heat is one warm fingertip on two materials.
type heat struct {
	names    [2]string
	material [2]world.Material
	curves   []Curve
	ts, to   float64 // °C
}

func newHeat(_ *Setting, o *options) (Experiment, error) {
	e := &heat{names: [2]string{o.take("first", "copper"), o.take("second", "glass")}}
	for i, name := range e.names {
		m, err := world.LookupMaterial(name)
		if err != nil {
			return nil, err
		}
		e.material[i] = m
	}
	return e, nil
}

// Params implements Experiment: the fingertip and the objects before touch, how
// hard it presses, how long after touch is looked, and how far this touch's
// conductance is from the mean, in standard deviations.
func (e *heat) Params() []Param {
	return []Param{
		{Name: "skin_c", Words: "skin", Unit: "°C", Lower: 0, Upper: 50, Default: 34},
		{Name: "object_c", Words: "objects", Unit: "°C", Lower: -20, Upper: 80, Default: 22},
		{Name: "pressure_kpa", Words: "pressure", Unit: "kPa", Lower: 1, Upper: 200, Default: 30},
		{Name: "seconds", Words: "time since touch", Unit: "s", Lower: 0.05, Upper: 10, Default: 1.5},
		{Name: "luck", Words: "chance of this touch", Lower: -3, Upper: 3},
	}
}

// Results implements Experiment. Contact is the temperature that two half
// spaces agree on where they touch perfectly; sensor what the fingertip's
// thermometer reads below its skin, contact resistance included.
func (e *heat) Results() []Result {
	const effusivity = "W√s/m²K"
	a, b := e.names[0], e.names[1]
	return []Result{
		{"first.contact_c", "°C", a + ", at the contact"}, {"second.contact_c", "°C", b + ", at the contact"},
		{"first.sensor_c", "°C", a + ", at the thermometer"}, {"second.sensor_c", "°C", b + ", at the thermometer"},
		{"contact_gap_k", "K", "gap at the contact"}, {"sensor_gap_k", "K", "gap of the thermometers"}, {"gap_in_offsets", "", "gap ÷ a thermometer's offset"},
		{"alike_c", "°C", b + " that reads like " + a}, {"depth_mm", "mm", "depth of the thermometer"}, {"offset_k", "K", "a thermometer's offset"},
		{"skin_e", effusivity, "effusivity of the skin"}, {"first_e", effusivity, "effusivity of " + a}, {"second_e", effusivity, "effusivity of " + b},
	}
}

// fingerOffset is how far a fingertip's own thermometer is off (K, SD): the
// design's value for the skin's patches.
const fingerOffset = 0.2

// Run implements Experiment.
func (e *heat) Run(dst, params []float64) error {
	ts, to, pressure, t, luck := params[0], params[1], params[2]*1e3, params[3], params[4]
	e.ts, e.to = ts, to
	var contact, sensor [2]float64
	e.curves = nil
	for i, m := range e.material {
		h := skin.Conductance(pressure, m.Conductivity, luck)
		contact[i] = skin.ContactTemperature(skin.SkinEffusivity, ts, m.Effusivity, to)
		at := func(t float64) float64 {
			return skin.ContactStep(t, skin.ThermalDepth, h, skin.SkinEffusivity, ts, m.Effusivity, to)
		}
		sensor[i] = at(t)
		curve := Curve{Name: e.names[i], XTitle: "time since touch, s", YTitle: "thermometer, °C"}
		for k := 1; k <= 120; k++ {
			s := t * float64(k) / 120
			curve.X, curve.Y = append(curve.X, s), append(curve.Y, at(s))
		}
		e.curves = append(e.curves, curve)
	}
	gap := math.Abs(sensor[0] - sensor[1])
	out := writer{dst: dst}
	out.add(contact[0], contact[1], sensor[0], sensor[1], math.Abs(contact[0]-contact[1]), gap, gap/fingerOffset)
	// What is read goes with the difference between object and skin.
	alike := to
	if flow := sensor[1] - ts; flow != 0 {
		alike = ts + (sensor[0]-ts)/flow*(to-ts)
	}
	out.add(alike, skin.ThermalDepth/mm, fingerOffset, skin.SkinEffusivity, e.material[0].Effusivity, e.material[1].Effusivity)
	return nil
}

// Curves implements tracer.
func (e *heat) Curves() []Curve { return e.curves }

// Of the drawing (m).
const (
	heatApart = 0.34
	heatBlock = 0.13
	heatBall  = 0.10
	heatDent  = 0.006
)

// Drawing implements drawer: a fingertip on each of the two materials.
func (e *heat) Drawing([]View) (d Drawing) {
	for i, m := range e.material {
		at := r3.Vec{X: (float64(i) - 0.5) * heatApart}
		if e.names[0] == e.names[1] {
			at.X = 0
			if i > 0 {
				break
			}
		}
		top := r3.Add(at, r3.Vec{Z: 2*heatBall - heatDent})
		d.Bodies = append(d.Bodies,
			Body{plate(m, r3.Vec{X: heatBlock, Y: heatBlock, Z: 0.4 * heatBlock}), spatial.At(r3.Sub(at, r3.Vec{Z: 0.4 * heatBlock})), false},
			Body{fingertip(heatBall), spatial.At(r3.Add(at, r3.Vec{Z: heatBall - heatDent})), true})
		d.Labels = append(d.Labels,
			Label{At: r3.Add(at, r3.Vec{Y: -heatBlock, Z: -0.5 * heatBlock}), Text: e.names[i] + ", " + withUnit(e.to, "°C")},
			Label{At: top, Text: "skin, " + withUnit(e.ts, "°C")})
	}
	return d
}
