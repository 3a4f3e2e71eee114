package taxel

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// element is one taxel: what it is and what it remembers.
type element struct {
	lag      lag
	play     float64 // half-width of its gap
	creep    float64 // weight of each creep element
	residual float64
	gain     float64
	noise    float64 // SD
	failure  failure

	input   float64 // the last stimulus, through the transfer curve
	lagged  float64
	played  float64
	crept   [NumCreep]float64
	stayed  float64
	output  float64 // before noise, now
	earlier float64 // and one step ago
}

// failure says how a taxel is broken.
type failure struct {
	mode  Failure
	count float64
}

// Failure is a way to break.
type Failure uint8

// The ways to break.
const (
	Healthy Failure = iota
	Dead            // reads 0
	Stuck           // reads one value, with its idle noise
	Ghostly         // adds a few counts now and then
)

// Array is a set of taxels of one profile, simulated with a fixed time step.
// One goroutine owns it.
type Array struct {
	profile      Profile
	elements     []element
	creepStep    [NumCreep]float64
	residualStep float64
	rng          *rand.Rand
	dt           float64
}

// NewArray makes n taxels that advance by dt (s) per step; what differs between
// them is drawn from rng, which the array then keeps for its noise.
func NewArray(p Profile, n int, dt float64, rng *rand.Rand) (*Array, error) {
	if n < 1 || !(dt > 0) {
		return nil, fmt.Errorf("taxel: array of %d taxels with step %g s, want at least 1 and a positive step", n, dt)
	}
	a := &Array{profile: p, elements: make([]element, n), creepStep: creepSteps(dt), rng: rng, dt: dt}
	if p.ResidualTime > 0 {
		a.residualStep = -math.Expm1(-dt / p.ResidualTime)
	}
	// The batch's own deviations, common to all taxels of the array.
	common := [4]float64{}
	for i := range common {
		common[i] = 1 + p.Batch*rng.NormFloat64()
	}
	for i := range a.elements {
		a.elements[i] = newElement(p, dt, common, rng)
	}
	return a, nil
}

func newElement(p Profile, dt float64, common [4]float64, rng *rand.Rand) element {
	// A factor below a tenth would be another sensor, not a variation of this one.
	vary := func(i int) float64 { return max(0.1, common[i]*(1+p.Variation*rng.NormFloat64())) }
	var e element
	e.gain = 1 + p.GainSpread*rng.NormFloat64()
	slower := vary(0)
	e.lag = lag{load: newLagStep(dt, p.LoadTime*slower), unload: newLagStep(dt, p.UnloadTime*slower)}
	e.play = p.PlayRadius() * vary(1)
	if p.PlaySpread > 0 {
		e.play = (p.Hysteresis + p.PlaySpread*(2*rng.Float64()-1)) / 2
	}
	e.creep = CreepShare * p.Creep * vary(2)
	e.residual = p.Residual * vary(3)
	if rng.Float64() < p.NoisyShare {
		e.noise = p.Noise
	}
	switch u := rng.Float64(); {
	case u < p.Dead:
		e.failure.mode = Dead
	case u < p.Dead+p.Ghost:
		e.failure.mode = Ghostly
	}
	return e
}

// Len is the number of taxels.
func (a *Array) Len() int { return len(a.elements) }

// Settle puts every taxel into the state of having felt the given stimulus
// (fractions of full scale) for the given time (s), from rest.
func (a *Array) Settle(stimulus []float64, seconds float64) {
	for i := range a.elements {
		e := &a.elements[i]
		x := a.profile.Transfer(stimulus[i])
		e.input, e.lagged = x, x
		e.played = Play(0, x, e.play)
		for j, tau := range CreepTimes() {
			e.crept[j] = -e.played * math.Expm1(-seconds/tau)
		}
		e.stayed = 0
		if a.profile.ResidualTime > 0 {
			e.stayed = -e.played * math.Expm1(-seconds/a.profile.ResidualTime)
		}
		e.output = e.sum(0)
		e.earlier = e.output
	}
}

func (e *element) sum(shift float64) float64 {
	crept := 0.0
	for _, c := range e.crept {
		crept += c
	}
	return e.gain * (e.played + e.creep*crept + e.residual*e.stayed + shift)
}

// Advance moves every taxel on by one time step, at whose end it feels the
// given stimulus (fractions of full scale), warmer by kelvin than at zero.
func (a *Array) Advance(stimulus []float64, kelvin float64) {
	shift := a.profile.Temperature * kelvin
	linear := a.profile.Exponent == 1
	for i := range a.elements {
		e := &a.elements[i]
		x := stimulus[i]
		if !linear {
			x = a.profile.Transfer(x)
		}
		e.lagged = e.lag.step(e.lagged, e.input, x)
		e.input = x
		z := Play(e.played, e.lagged, e.play)
		e.played = z
		for j := range e.crept {
			e.crept[j] += a.creepStep[j] * (z - e.crept[j])
		}
		e.stayed += a.residualStep * (z - e.stayed)
		e.earlier = e.output
		e.output = e.sum(shift)
	}
}

// Read digitises taxels from…to−1 into counts[from:to]. A scan reads one taxel
// after the other: taxel i at fraction when(i) of the last step, 1 being its end.
func (a *Array) Read(from, to int, when func(i int) float64, counts []uint16) {
	for i := from; i < to; i++ {
		e := &a.elements[i]
		x := e.earlier + when(i)*(e.output-e.earlier)
		counts[i] = a.digitise(e, x)
	}
}

// digitise adds the readout noise, rounds and clips.
func (a *Array) digitise(e *element, x float64) uint16 {
	codes := float64(a.profile.Codes)
	noise := 0.0
	if e.noise > 0 {
		noise = e.noise * a.rng.NormFloat64()
		if b := a.profile.NoiseBound; b > 0 {
			noise = min(max(noise, -b), b)
		}
	}
	c := (x + noise) * codes
	switch e.failure.mode {
	case Dead:
		return 0
	case Stuck:
		c = e.failure.count + noise*codes
	case Ghostly:
		// A ghost is a random telegraph between nothing and its few counts.
		if a.rng.Float64() < 0.5 {
			c += float64(a.profile.GhostCodes)
		}
	}
	return uint16(min(max(math.Round(c), 0), codes))
}

// Fail breaks taxel i, or heals it; count is what a stuck one reads.
func (a *Array) Fail(i int, mode Failure, count uint16) {
	a.elements[i].failure = failure{mode: mode, count: float64(count)}
}

// FailureOf tells how taxel i is broken.
func (a *Array) FailureOf(i int) Failure { return a.elements[i].failure.mode }
