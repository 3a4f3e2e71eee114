package material

import (
	"math"
	"sync"

	"mirrorarm/sensors/skin"
)

// Cooling is what one finger's temperatures say: it fell by Amplitude × shape,
// where the shape is that of two half spaces in contact at a rate.
type Cooling struct {
	Amplitude float64 // K, the way from finger to contact temperature
	Rate      float64 // 1/√s: contact conductance × sum of reciprocal effusivities
}

// The shapes that are compared: rates from a film of air to a perfect contact.
const (
	slowestRate = 0.02 // 1/√s
	rateRatio   = 1.10
	numRates    = 90
	numCooling  = 150 // samples, 10 ms apart
)

// shapes are the closed form's curves as the nominal sensor would show them,
// delayed by its lag.
var shapes = sync.OnceValue(newShapes)

func newShapes() *[numRates][numCooling]float64 {
	table := new([numRates][numCooling]float64)
	keep := math.Exp(-skin.ThermalPeriod / skin.ThermalLag)
	for r := range table {
		rate := slowestRate * math.Pow(rateRatio, float64(r))
		lagged, before := 0.0, 0.0
		for n := range table[r] {
			now := skin.ContactShape(float64(n+1)*skin.ThermalPeriod, skin.ThermalDepth, rate)
			// The temperature runs straight from sample to sample.
			ramp := 1 - skin.ThermalLag/skin.ThermalPeriod*(1-keep)
			lagged = keep*(lagged-before) + before + ramp*(now-before)
			before = now
			table[r][n] = lagged
		}
	}
	return table
}

// Cool fits a finger's cooling: for each rate the amplitude is a linear least
// squares problem, and the best rate is where the parabola through the three
// smallest residuals has its bottom.
func (f *Finger) Cool() Cooling {
	n := min(len(f.Temperature), numCooling)
	table := shapes()
	var amplitude, residual [numRates]float64
	best := 0
	for r := range table {
		shape := table[r][:n]
		gg, gd, dd := 0.0, 0.0, 0.0
		for i, g := range shape {
			d := f.Baseline - f.Temperature[i]
			gg += g * g
			gd += g * d
			dd += d * d
		}
		amplitude[r] = gd / max(gg, 1e-12)
		residual[r] = dd - gd*amplitude[r]
		if residual[r] < residual[best] {
			best = r
		}
	}
	at := float64(best)
	if best > 0 && best < numRates-1 {
		left, middle, right := residual[best-1], residual[best], residual[best+1]
		if curve := left - 2*middle + right; curve > 0 {
			shift := (left - right) / (2 * curve)
			at += shift
			// The amplitude follows its own parabola.
			a, b := (amplitude[best+1]-amplitude[best-1])/2, (amplitude[best+1]-2*amplitude[best]+amplitude[best-1])/2
			return Cooling{Amplitude: amplitude[best] + shift*(a+shift*b), Rate: slowestRate * math.Pow(rateRatio, at)}
		}
	}
	return Cooling{Amplitude: amplitude[best], Rate: slowestRate * math.Pow(rateRatio, at)}
}

// contact is what two coolings at two temperatures say of the object: the
// contact coefficient e/(e + skin's), and the object's temperature (°C). Alone,
// a colder object and a better conductor look the same; heated alike, the fingers
// leave the coefficient to a guess at the temperature of the room.
func contact(e *Exploration, a, b Cooling) (coefficient, object float64) {
	const least, room = 2.0, 22.0 // K apart; °C
	ta, tb := e.Fingers[0].Baseline, e.Fingers[1].Baseline
	if math.Abs(ta-tb) < least {
		return (a.Amplitude + b.Amplitude) / (ta + tb - 2*room), room
	}
	coefficient = (a.Amplitude - b.Amplitude) / (ta - tb)
	if math.Abs(coefficient) < 1e-3 {
		return coefficient, room
	}
	// Both fingers measure the object; the cooler one errs less by its scale.
	return coefficient, tb - b.Amplitude/coefficient
}

// ObjectTemperature is that of the touched object (°C), from what two fingers at
// two temperatures lost: both lose in proportion to their distance from it.
func ObjectTemperature(e *Exploration) float64 {
	_, object := contact(e, e.Fingers[0].Cool(), e.Fingers[1].Cool())
	return object
}

// Effusivity is the touched object's (W√s/(m²K)), with the skin's nominal own; it
// is bounded by what the fingers could resolve.
func Effusivity(e *Exploration) float64 {
	const perfect = 0.99
	coefficient, _ := contact(e, e.Fingers[0].Cool(), e.Fingers[1].Cool())
	coefficient = min(max(coefficient, 1-perfect), perfect)
	return skin.SkinEffusivity * coefficient / (1 - coefficient)
}

// thermalFeatures describe both coolings: the logarithm of what the contact
// coefficient lacks to 1, the object's temperature, and the logarithms of both
// amplitudes and both rates.
func thermalFeatures(f []float64, e *Exploration) []float64 {
	const (
		blur             = 0.02 // about what the fingers' own errors make of a perfect conductor
		coldest, hottest = 0.0, 60.0
	)
	a, b := e.Fingers[0].Cool(), e.Fingers[1].Cool()
	coefficient, object := contact(e, a, b)
	f = append(f, math.Log(max(1-coefficient, 0)+blur), min(max(object, coldest), hottest))
	for _, c := range [...]Cooling{a, b} {
		f = append(f, math.Log(max(c.Amplitude, 0.05)), math.Log(c.Rate))
	}
	return f
}
