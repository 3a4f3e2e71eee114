package touch

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/world"
)

// The exploration, and how its draws scatter: the design's.
const (
	baselineTime = 0.6 // s, before the touch
	holdTime     = 1.5
	slideTime    = 2.0
	slideForce   = 2.0 // N

	leastPress, mostPress   = 3.0, 6.0
	coldest, warmest        = 19.0, 25.0 // °C
	slideForceSpread        = 0.20       // uniform
	speedSpread             = 0.10       // uniform
	speedError              = 0.01
	effusivitySpread        = 0.03
	modulusSpread           = 0.10
	frictionSpread          = 0.06
	wavelengthSpread        = 0.03
	amplitudeSpread         = 0.15
	padSpread               = 0.05
	forceGainSpread         = 0.02
	depthStep               = 30e-6 // m
	pressError              = 0.56  // N: dry friction of two finger motors, 16 and 9 N·mm, through their levers
	finestFinish, coarsest  = 50e-6, 80e-6
	smoothest, roughestTall = 0.2e-6, 0.8e-6
)

var slideSpeeds = [2]float64{0.020, 0.060} // m/s

// trial simulates explorations, one after the other; its slices are reused.
type trial struct {
	probe *probe
	opt   *Options
	loads []skin.Load
}

// chance is one trial's source of every draw. Each sense has its own stream, so
// that leaving one out does not change what the others see.
type chance struct{ sample, thermal, force, vibration *rand.Rand }

// run explores a fresh specimen of a sample.
func (t *trial) run(s *sample, seed uint64) (*material.Exploration, error) {
	stream := func(n uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, n)) }
	c := chance{stream(1), stream(2), stream(3), stream(4)}
	specimen, temperature := t.specimen(s, c.sample)
	if err := t.probe.plate(specimen, temperature); err != nil {
		return nil, err
	}
	var e material.Exploration
	var force [2]float64
	var pad [2]float64 // stiffness over nominal
	for i := range e.Fingers {
		force[i] = leastPress + (mostPress-leastPress)*c.sample.Float64()
		pad[i] = 1 + t.opt.Spread*padSpread*c.sample.NormFloat64()
	}
	depth := t.depths(force, pad)
	t.probe.press(depth)
	if t.opt.Channels.Thermal {
		t.hold(&e, pad, c.thermal)
	}
	sensor, err := t.newSensor(c.force)
	if err != nil {
		return nil, err
	}
	if sensor != nil {
		sensor.press(&e, force, depth, specimen)
	}
	speeds := slideSpeeds[:]
	if t.opt.FastOnly {
		speeds = speeds[1:]
	}
	patches := t.patches(c.vibration)
	for _, nominal := range speeds {
		down := slideForce * (1 + t.opt.Spread*slideForceSpread*(2*c.sample.Float64()-1))
		speed := nominal * (1 + t.opt.Spread*speedSpread*(2*c.sample.Float64()-1))
		known := speed * (1 + t.opt.Spread*speedError*c.sample.NormFloat64())
		t.probe.slide(t.depths([2]float64{down, down}, pad))
		for i := range e.Fingers {
			slide := material.Slide{Speed: known}
			if t.opt.Channels.Vibration {
				slide.Vibration = t.vibrate(i, patches[i], speed, pad[i])
			}
			e.Fingers[i].Slides = append(e.Fingers[i].Slides, slide)
		}
		if sensor != nil {
			sensor.slide(&e, pad)
		}
	}
	return &e, nil
}

// specimen draws one piece of a material, and its temperature (°C).
func (t *trial) specimen(s *sample, rng *rand.Rand) (world.Material, float64) {
	m := s.Material
	factor := func(sd float64) float64 { return max(1+t.opt.Spread*sd*rng.NormFloat64(), 0.1) }
	if t.opt.RandomFinish && s.group == 0 {
		m.Wavelength = finestFinish * math.Pow(coarsest/finestFinish, rng.Float64())
		m.Amplitude = smoothest * math.Pow(roughestTall/smoothest, rng.Float64())
	}
	m.Effusivity *= factor(effusivitySpread)
	m.Modulus *= factor(modulusSpread)
	m.Friction *= factor(frictionSpread)
	m.Wavelength *= factor(wavelengthSpread)
	m.Amplitude *= factor(amplitudeSpread)
	return m, coldest + (warmest-coldest)*rng.Float64()
}

// depths are how far the fingertips go in under given forces: F = πR(K/h)δ².
func (t *trial) depths(force, pad [2]float64) (d [2]float64) {
	for i := range d {
		d[i] = math.Sqrt(force[i] / (math.Pi * t.probe.tips[i].radius * skin.NormalStiffness * pad[i]))
	}
	return d
}

// contacts are what a finger's patches meet, as the probe's contact is now.
func (t *trial) contacts(finger int, pad float64) []skin.PatchContact {
	spots := t.probe.tips[finger].spots
	list := make([]skin.PatchContact, spots[1]-spots[0])
	for k := range list {
		list[k] = t.probe.world.Contact(spots[0] + k)
		list[k].Pressure *= pad
		list[k].Speed = 0
	}
	return list
}

// hold records how both fingers cool.
func (t *trial) hold(e *material.Exploration, pad [2]float64, rng *rand.Rand) {
	heaters := [2]float64{skin.IndexTemperature, skin.MiddleTemperature}
	if t.opt.OneHeat {
		heaters[1] = heaters[0]
	}
	for i := range e.Fingers {
		contacts := t.contacts(i, pad[i])
		specimens := skin.DrawPatches(len(contacts), t.opt.Spread, rng)
		touch := t.opt.Spread * rng.NormFloat64()
		f := &e.Fingers[i]
		f.Temperature = make([]float64, int(holdTime/skin.ThermalPeriod))
		for k, specimen := range specimens {
			p := skin.NewPatch(specimen, heaters[i], t.opt.Noise, rng)
			share := 1 / float64(len(specimens))
			const steps = int(baselineTime / skin.ThermalPeriod)
			for range steps {
				p.StepHeat(skin.PatchContact{})
				f.Baseline += share / float64(steps) * p.Reading().Temperature
			}
			contacts[k].Touch = touch
			for n := range f.Temperature {
				p.StepHeat(contacts[k])
				f.Temperature[n] += share * p.Reading().Temperature
			}
		}
	}
}

// patches draws those of both fingers, for vibration.
func (t *trial) patches(rng *rand.Rand) (list [2][]*skin.Patch) {
	if !t.opt.Channels.Vibration {
		return list
	}
	for i := range list {
		spots := t.probe.tips[i].spots
		for _, specimen := range skin.DrawPatches(spots[1]-spots[0], t.opt.Spread, rng) {
			list[i] = append(list[i], skin.NewPatch(specimen, skin.SkinTemperature, t.opt.Noise, rng))
		}
	}
	return list
}

// vibrate records a slide of one finger.
func (t *trial) vibrate(finger int, patches []*skin.Patch, speed, pad float64) [][]float64 {
	contacts := t.contacts(finger, pad)
	series := make([][]float64, len(patches))
	for k, p := range patches {
		contacts[k].Speed = speed
		p.StartVibration()
		series[k] = make([]float64, 0, int(slideTime*skin.VibrationRate))
		for len(series[k]) < cap(series[k]) {
			p.StepVibration(contacts[k])
			reading := p.Reading()
			series[k] = append(series[k], reading.Vibration[:]...)
		}
	}
	return series
}

// forces is the electronics of the force taxels during a trial.
type forces struct {
	*trial
	sensor *skin.Sensor
	undo   *material.Compensator
	gain   [2]float64 // of each fingertip
	time   float64
	rng    *rand.Rand
}

// newSensor is nil if the forces are not asked for.
func (t *trial) newSensor(rng *rand.Rand) (*forces, error) {
	if !t.opt.Channels.Force {
		return nil, nil
	}
	p := t.opt.Profile
	if t.opt.Spread == 0 {
		p.GainSpread, p.PlaySpread, p.Variation, p.Batch, p.Dead, p.Ghost = 0, 0, 0, 0, 0, 0
	}
	if t.opt.Noise == 0 {
		p.Noise, p.Codes = 0, math.MaxUint16
	}
	sensor, err := skin.NewSensor(t.probe.skin.Surface(), t.probe.layout, p, rng)
	if err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	f := &forces{trial: t, sensor: sensor, rng: rng, undo: material.NewCompensator(p, t.probe.skin.Surface().Taxels)}
	for i := range f.gain {
		f.gain[i] = 1 + t.opt.Spread*forceGainSpread*rng.NormFloat64()
	}
	return f, nil
}

// readTime is how long steady forces are watched (s): many of the sensor's time
// constants, and far less than it creeps in.
const readTime = 0.4

// read lets the sensor feel the probe's present contact for a while, and gives
// each finger's mean normal and shear force over the second half.
func (f *forces) read(pad [2]float64) (normal, shear [2]float64) {
	f.loads = append(f.loads[:0], f.probe.skin.Truth()...)
	for i := range f.probe.tips {
		for k := f.probe.tips[i].taxels[0]; k < f.probe.tips[i].taxels[1]; k++ {
			factor := pad[i] * f.gain[i]
			f.loads[k].Normal *= factor
			f.loads[k].X *= factor
			f.loads[k].Y *= factor
		}
	}
	frames := int(readTime * f.sensor.Profile().FrameRate)
	count := 0.0
	for n := range frames {
		f.time += f.sensor.Profile().Period()
		f.sensor.Step(f.time, f.loads)
		felt := f.undo.Loads(f.sensor.Measured())
		if n < frames/2 {
			continue
		}
		count++
		for i := range normal {
			taxels := f.probe.tips[i].taxels
			a, b := f.undo.Force(felt[taxels[0]:taxels[1]])
			normal[i] += a
			shear[i] += b
		}
	}
	for i := range normal {
		normal[i] /= count
		shear[i] /= count
	}
	return normal, shear
}

// press lets the taxels feel the hold, and reads how hard the motors pressed, and how
// deep they went: into the pad and into the sample.
func (f *forces) press(e *material.Exploration, force, depth [2]float64, m world.Material) {
	stiffness := [2]float64{1, 1}
	for i := range stiffness {
		stiffness[i] = force[i] / f.probe.tips[i].force(depth[i])
	}
	f.read(stiffness)
	for i := range e.Fingers {
		way := depth[i] + f.probe.tips[i].sink(&m, force[i], depth[i])
		if f.opt.Noise > 0 {
			// Where the step falls is chance.
			way = depthStep * math.Round(way/depthStep+f.rng.Float64()-0.5)
		}
		e.Fingers[i].Depth = way
		e.Fingers[i].Force = force[i] + f.opt.Noise*pressError*(2*f.rng.Float64()-1)
	}
}

func (f *forces) slide(e *material.Exploration, pad [2]float64) {
	normal, shear := f.read(pad)
	for i := range e.Fingers {
		s := &e.Fingers[i].Slides[len(e.Fingers[i].Slides)-1]
		s.Normal, s.Shear = normal[i], shear[i]
	}
}
