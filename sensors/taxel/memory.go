package taxel

import "math"

// lag is the Maxwell element seen from outside: dy/dt = (x − y)/τ, where τ
// depends on whether the stimulus is above or below. Its step is exact for an
// input that runs straight from one sample to the next.
type lag struct{ load, unload lagStep }

// lagStep holds what one step of fixed length needs: y⁺ = keep·y + …
type lagStep struct {
	keep float64 // e^(−dt/τ)
	ramp float64 // weight of the input's change within the step
}

func newLagStep(dt, tau float64) lagStep {
	if tau <= 0 {
		return lagStep{keep: 0, ramp: 1}
	}
	keep := math.Exp(-dt / tau)
	return lagStep{keep: keep, ramp: 1 - tau/dt*(1-keep)}
}

// step advances y while the input goes from x0 to x1.
func (l *lag) step(y, x0, x1 float64) float64 {
	s := &l.unload
	if x0+x1 > 2*y {
		s = &l.load
	}
	return s.keep*(y-x0) + x0 + s.ramp*(x1-x0)
}

// Play is the play operator (Krasnosel'skii and Pokrovskii 1989): the output z
// follows the input y only when pushed by an edge of a gap of half-width r.
func Play(z, y, r float64) float64 { return min(max(z, y-r), y+r) }

// creepSteps are 1 − e^(−dt/τ) of the creep elements.
func creepSteps(dt float64) (a [NumCreep]float64) {
	for i, tau := range CreepTimes() {
		a[i] = -math.Expm1(-dt / tau)
	}
	return a
}

// CreepLaw is the closed form that the creep elements add up to: the relative
// growth, t seconds after a unit step, of a taxel that creeps by perDecade.
func CreepLaw(perDecade, t float64) float64 {
	sum := 0.0
	for _, tau := range CreepTimes() {
		sum -= math.Expm1(-t / tau)
	}
	return CreepShare * perDecade * sum
}
