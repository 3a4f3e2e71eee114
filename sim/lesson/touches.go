package lesson

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// touch is a soft ball of a fingertip's size on a plate, in the mirror's own
// world: pressed in to a depth, then pushed along.
type touch struct {
	material world.Material
	profile  Curve
	drag     Curve
}

// probeRadius is the fingertip's (m), probeTaxels the side of its grid.
const (
	probeRadius = 8e-3
	probeTaxels = 20
)

func newTouch(_ *Setting, o *options) (Experiment, error) {
	m, err := world.LookupMaterial(o.take("material", "steel"))
	if err != nil {
		return nil, err
	}
	return &touch{material: m}, nil
}

// Params implements Experiment.
func (e *touch) Params() []Param {
	return []Param{
		{Name: "depth_mm", Unit: "mm", Lower: 0, Upper: 2, Default: 0.5},
		{Name: "push_mm", Unit: "mm", Lower: 0, Upper: 12},
	}
}

// Results implements Experiment: forces on the fingertip, their ratio, the
// largest pressure, how many taxels feel it and how wide the patch is.
func (e *touch) Results() []Result {
	return []Result{
		{"normal_n", "N"}, {"shear_n", "N"}, {"ratio", ""}, {"peak_kpa", "kPa"},
		{"taxels", ""}, {"patch_mm2", "mm²"}, {"slipping", ""},
	}
}

// Runs implements costly.
func (e *touch) Runs() int { return 60 }

// probe is the fingertip: a ball on one link with a grid of taxels over its
// lower half.
func (e *touch) probe() (*world.World, *skin.Skin, error) {
	free := chain.Unlimited()
	model, err := chain.New("probe", "base", []chain.Joint{
		{Name: "height", Kind: chain.Prismatic, Parent: "base", Child: "tip", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: free},
	})
	if err != nil {
		return nil, nil, err
	}
	p, err := taxel.Lookup("ideal")
	if err != nil {
		return nil, nil, err
	}
	reach := probeRadius * math.Pi / 3
	s, err := skin.New(model, &skin.Layout{
		Name:   "probe",
		Solids: []skin.Solid{{Name: "ball", Link: "tip", Ra: probeRadius, Rb: probeRadius}},
		Pads: []skin.Pad{{Region: "pad", Rows: probeTaxels, Columns: probeTaxels, Wrap: &skin.Wrap{
			Solid: "ball", Zero: r3.Vec{Z: -1}, Along: [2]float64{-reach, reach}, Around: [2]float64{-math.Pi / 3, math.Pi / 3},
		}}},
	}, p, 1)
	if err != nil {
		return nil, nil, err
	}
	w, err := world.New(model, s)
	if err != nil {
		return nil, nil, err
	}
	_, err = w.Put(world.Body{Name: "plate", Material: e.material, Temperature: 22, Parts: []world.Part{{
		Form: world.Box, ObjectFromPart: spatial.Identity(), Half: r3.Vec{X: 0.5, Y: 0.5, Z: 0.05},
	}}}, spatial.At(r3.Vec{Z: -0.05}), spatial.Twist{})
	return w, s, err
}

// Pace of the experiment: 1 ms steps, quick enough to have slowed down to
// nothing but kinetic friction once it slides. Design values.
const (
	touchStep  = 1e-3 // s
	touchSpeed = 0.1  // m/s
)

// Run implements Experiment.
func (e *touch) Run(dst, params []float64) error {
	w, s, err := e.probe()
	if err != nil {
		return err
	}
	depth, push := params[0]*mm, params[1]*mm
	at := r3.Vec{Z: probeRadius}
	poses := []spatial.Pose{spatial.Identity(), spatial.At(at)}
	now := 0.0
	step := func() {
		w.Step(touchStep, poses)
		now += touchStep
		s.Sense(now)
	}
	step()
	move := func(to r3.Vec) {
		steps := int(math.Ceil(r3.Norm(r3.Sub(to, at)) / (touchSpeed * touchStep)))
		for k := range steps {
			poses[1].Pos = r3.Add(at, r3.Scale(float64(k+1)/float64(steps), r3.Sub(to, at)))
			step()
			e.record(s, poses[1].Pos.X)
		}
		at = to
	}
	e.drag = Curve{Name: "shear", XTitle: "pushed, mm", YTitle: "shear force, N"}
	move(r3.Vec{Z: probeRadius - depth})
	e.drag.X, e.drag.Y = nil, nil
	move(r3.Vec{X: push, Z: probeRadius - depth})
	if push == 0 {
		step() // at rest: the pad's damping no longer adds to its pressure
	}
	e.read(writer{dst: dst}, s)
	return nil
}

// force is what the plate does to the fingertip, by the skin's measured loads.
func force(s *skin.Skin) (normal, shear float64) {
	var sum r3.Vec
	surface := s.Surface()
	for i, l := range s.Measured() {
		t := &surface.Elements[i]
		sum = r3.Add(sum, r3.Add(r3.Scale(-l.Normal, t.Normal), r3.Add(r3.Scale(l.X, t.X), r3.Scale(l.Y, t.Y))))
	}
	return sum.Z, math.Hypot(sum.X, sum.Y)
}

func (e *touch) record(s *skin.Skin, x float64) {
	_, shear := force(s)
	e.drag.X, e.drag.Y = append(e.drag.X, x/mm), append(e.drag.Y, shear)
}

// felt is the load (N) from which a taxel counts as touched.
const felt = 1e-4

func (e *touch) read(out writer, s *skin.Skin) {
	normal, shear := force(s)
	surface := s.Surface()
	e.profile = Curve{Name: "pressure", Points: true, XTitle: "distance from the middle, mm", YTitle: "pressure, kPa"}
	peak, area, taxels := 0.0, 0.0, 0
	for i, l := range s.Measured() {
		t := &surface.Elements[i]
		pressure := l.Normal / t.Area
		if l.Normal > felt {
			taxels++
			area += t.Area
			peak = max(peak, pressure)
			e.profile.X = append(e.profile.X, math.Hypot(t.Centre.X, t.Centre.Y)/mm)
			e.profile.Y = append(e.profile.Y, pressure/1e3)
		}
	}
	ratio, slipping := 0.0, 0.0
	if normal > 0 {
		ratio = shear / normal
	}
	if ratio > 0.98*e.material.Friction {
		slipping = 1
	}
	out.add(normal, shear, ratio, peak/1e3, float64(taxels), area*1e6, slipping)
}

// Curves implements tracer.
func (e *touch) Curves() []Curve { return []Curve{e.profile, e.drag} }

// heat is one warm fingertip on two materials.
type heat struct {
	names    [2]string
	material [2]world.Material
	curves   []Curve
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
		{Name: "skin_c", Unit: "°C", Lower: 0, Upper: 50, Default: 34},
		{Name: "object_c", Unit: "°C", Lower: -20, Upper: 80, Default: 22},
		{Name: "pressure_kpa", Unit: "kPa", Lower: 1, Upper: 200, Default: 30},
		{Name: "seconds", Unit: "s", Lower: 0.05, Upper: 10, Default: 1.5},
		{Name: "luck", Lower: -3, Upper: 3},
	}
}

// Results implements Experiment. Contact is the temperature that two half
// spaces agree on where they touch perfectly; sensor what the fingertip's
// thermometer reads below its skin, contact resistance included.
func (e *heat) Results() []Result {
	return []Result{
		{"first.contact_c", "°C"}, {"second.contact_c", "°C"}, {"first.sensor_c", "°C"}, {"second.sensor_c", "°C"},
		{"contact_gap_k", "K"}, {"sensor_gap_k", "K"}, {"gap_in_offsets", ""},
	}
}

// fingerOffset is how far a fingertip's own thermometer is off (K, SD): the
// design's value for the skin's patches.
const fingerOffset = 0.2

// Run implements Experiment.
func (e *heat) Run(dst, params []float64) error {
	ts, to, pressure, t, luck := params[0], params[1], params[2]*1e3, params[3], params[4]
	var contact, sensor [2]float64
	e.curves = nil
	for i, m := range e.material {
		h := skin.Conductance(pressure, m.Conductivity, luck)
		contact[i] = skin.ContactTemperature(skin.SkinEffusivity, ts, m.Effusivity, to)
		at := func(t float64) float64 {
			return skin.ContactStep(t, skin.ThermalDepth, h, skin.SkinEffusivity, ts, m.Effusivity, to)
		}
		sensor[i] = at(t)
		curve := Curve{Name: e.names[i], XTitle: "time since touch, s", YTitle: "sensor, °C"}
		for k := 1; k <= 120; k++ {
			s := t * float64(k) / 120
			curve.X, curve.Y = append(curve.X, s), append(curve.Y, at(s))
		}
		e.curves = append(e.curves, curve)
	}
	gap := math.Abs(sensor[0] - sensor[1])
	out := writer{dst: dst}
	out.add(contact[0], contact[1], sensor[0], sensor[1], math.Abs(contact[0]-contact[1]), gap, gap/fingerOffset)
	return nil
}

// Curves implements tracer.
func (e *heat) Curves() []Curve { return e.curves }
