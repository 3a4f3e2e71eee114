package skin

import (
	"math"
	"math/rand/v2"
)

// PatchSpecimen is what makes one patch differ from another: factors on the
// nominal numbers, and errors.
type PatchSpecimen struct {
	Effusivity, Depth, Lag, ThermalGain, VibrationGain float64 // factors
	ThermalOffset                                      float64 // K
	HeaterError                                        float64 // K
}

// NominalPatch has no deviation.
func NominalPatch() PatchSpecimen {
	return PatchSpecimen{Effusivity: 1, Depth: 1, Lag: 1, ThermalGain: 1, VibrationGain: 1}
}

// DrawPatches draws n patches of one finger: its skin's effusivity 3 %, its
// depth 8 % and 3 % per patch, lag 10 %, gain 0.5 %, offset 0.2 K, heater 0.1 K
// per patch, vibration gain 8 % per patch. Spread scales all of them.
func DrawPatches(n int, spread float64, rng *rand.Rand) []PatchSpecimen {
	draw := func(sd float64) float64 { return spread * sd * rng.NormFloat64() }
	common := PatchSpecimen{
		Effusivity: 1 + draw(0.03), Depth: 1 + draw(0.08), Lag: 1 + draw(0.10),
		ThermalGain: 1 + draw(0.005), ThermalOffset: draw(0.2),
	}
	patches := make([]PatchSpecimen, n)
	for i := range patches {
		p := common
		p.Depth = max(p.Depth*(1+draw(0.03)), 0.1)
		p.HeaterError = draw(0.1)
		p.VibrationGain = 1 + draw(0.08)
		patches[i] = p
	}
	return patches
}

// PatchContact is what a patch meets in one millisecond.
type PatchContact struct {
	Pressure float64      // Pa, mean over the patch; 0 in the air
	Speed    float64      // m/s, along the surface
	Surface  *Counterface // nil in the air
	Touch    float64      // standard normal deviate of this touch's conductance
}

// PatchReading is what the electronics of a patch report: counts times the
// nominal step.
type PatchReading struct {
	Temperature float64    // °C
	Flux        float64    // W/m² out of the skin, by the history of temperature
	Vibration   [2]float64 // Pa, the two samples of the last millisecond
}

// Patch is one thermal and vibration patch: its physics and its electronics. It
// is the scratch of one goroutine.
type Patch struct {
	spec      PatchSpecimen
	heat      *Heat
	vibration *Vibration
	rng       *rand.Rand
	noise     float64 // 1, or 0 for neither noise nor counts
	heater    float64 // set point, °C
	skin      float64 // °C at the sensor, at the last thermal step
	lagged    float64 // what its own lag makes of that
	until     float64 // s, to the next thermal step
	flux      fluxMeter
	reading   PatchReading
}

// Heaters: how fast they bring the skin back. Design value.
const reheatTime = 1.0 // s

// NewPatch is a patch that its heater holds at a temperature (°C). Noise scales
// the noise of its electronics; without it they do not round either.
func NewPatch(spec PatchSpecimen, heater, noise float64, rng *rand.Rand) *Patch {
	p := &Patch{
		spec: spec, noise: noise, heater: heater, rng: rng,
		heat:      NewHeat(SkinEffusivity*spec.Effusivity, ThermalDepth*spec.Depth, heater+spec.HeaterError),
		vibration: NewVibration(rng), flux: newFluxMeter(),
	}
	p.skin = p.heat.Temperature()
	p.lagged = p.skin
	p.reading.Temperature = p.digitise(p.lagged)
	return p
}

// Reading is the latest one.
func (p *Patch) Reading() PatchReading { return p.reading }

// Truth is the temperature at the sensor (°C) and the flux into the object
// (W/m²), for tests.
func (p *Patch) Truth() (temperature, flux float64) { return p.heat.Temperature(), p.heat.Flux() }

// Step advances by one millisecond.
func (p *Patch) Step(c PatchContact) {
	p.StepVibration(c)
	const step = 1e-3 // s
	p.until -= step
	if p.until < step/2 {
		p.until += ThermalPeriod
		p.StepHeat(c)
	}
}

// StepHeat advances the thermal half by one of its periods, 10 ms.
func (p *Patch) StepHeat(c PatchContact) {
	if touching := c.Surface != nil && c.Pressure > 0; touching != p.heat.Touching() {
		if touching {
			p.heat.Touch(c.Surface.Temperature)
		} else {
			p.heat.Release()
		}
	}
	conductance, effusivity := 0.0, 1.0
	if p.heat.Touching() {
		conductance = Conductance(c.Pressure, c.Surface.Conductivity, c.Touch)
		effusivity = c.Surface.Effusivity
	} else {
		p.heat.Relax(p.heater+p.spec.HeaterError, ThermalPeriod/reheatTime)
	}
	p.heat.Step(ThermalPeriod, conductance, effusivity)
	p.follow(p.heat.Temperature(), ThermalPeriod/(ThermalLag*p.spec.Lag))
	before := p.reading.Temperature
	p.reading.Temperature = p.digitise(p.lagged)
	p.reading.Flux = p.flux.next(before - p.reading.Temperature)
}

// follow lets the sensor lag behind the skin, which has come to a temperature in a
// straight line since the last step; span is that step in time constants.
func (p *Patch) follow(skin, span float64) {
	late := -math.Expm1(-span)
	slope := (skin - p.skin) / span
	p.lagged += late*(p.skin-slope-p.lagged) + skin - p.skin
	p.skin = skin
}

// digitise is the thermal channel's gain, offset, noise and counts.
func (p *Patch) digitise(celsius float64) float64 {
	// Gain errs about the middle of the range, where it was adjusted.
	const middle = 30.0 // °C
	v := middle + p.spec.ThermalGain*(celsius-middle) + p.spec.ThermalOffset
	if p.noise == 0 {
		return v
	}
	v += p.noise * ThermalStep * p.rng.NormFloat64()
	return min(max(math.Round(v/ThermalStep), 0), 800) * ThermalStep
}

// StepVibration advances the vibration half by one millisecond: two samples.
func (p *Patch) StepVibration(c PatchContact) {
	if c.Surface == nil && p.noise == 1 {
		u := p.rng.Uint64()
		p.reading.Vibration = [2]float64{hush.draw(uint32(u)) * VibrationStep, hush.draw(uint32(u>>32)) * VibrationStep}
		return
	}
	for i := range p.reading.Vibration {
		v := 0.0
		if c.Surface != nil {
			v = p.spec.VibrationGain * p.vibration.Next(c.Pressure, c.Speed, c.Surface)
		}
		if p.noise > 0 {
			v += p.noise * VibrationStep * p.rng.NormFloat64()
			v = math.Round(v/VibrationStep) * VibrationStep
		}
		p.reading.Vibration[i] = min(max(v, -VibrationFull), VibrationFull)
	}
}

// StartVibration puts the patch on another spot of the surface.
func (p *Patch) StartVibration() { p.vibration.Touch() }
