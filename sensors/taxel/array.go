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
	stuck    float64 // counts, where it is

	input  float64 // the last stimulus, through the transfer curve
	lagged float64
	played float64
	crept  [NumCreep]float64
	stayed float64
}

// signal is what a taxel gives, before its warmth and noise, and how that goes on
// while it rests.
type signal struct {
	felt    float64 // the last stimulus
	output  float64 // now
	earlier float64 // and one step ago
	slope   float64 // per step of its rest
	noise   float64 // SD
	rested  int16   // steps of it
	rest    int16   // steps that it may take; 0 while the taxel does not rest
	failure Failure
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
	profile  Profile
	elements []element
	now      []signal
	pace     *pace
	calm     float64    // fraction within which a lag is over
	shift    [2]float64 // zero's shift by warmth: one step ago, and now
	normals  normals
	noise    []float64 // scratch
	dt       float64
}

// NewArray makes n taxels that advance by dt (s) per step; what differs between
// them is drawn from rng, and so is the seed of their noise.
func NewArray(p Profile, n int, dt float64, rng *rand.Rand) (*Array, error) {
	if n < 1 || !(dt > 0) {
		return nil, fmt.Errorf("taxel: array of %d taxels with step %g s, want at least 1 and a positive step", n, dt)
	}
	a := &Array{
		profile: p, elements: make([]element, n), now: make([]signal, n), noise: make([]float64, n),
		pace: newPace(dt, p.ResidualTime), calm: lagOver / float64(p.Codes), dt: dt,
	}
	// The batch's own deviations, common to all taxels of the array.
	common := [4]float64{}
	for i := range common {
		common[i] = 1 + p.Batch*rng.NormFloat64()
	}
	for i := range a.elements {
		a.elements[i], a.now[i] = newElement(p, dt, common, rng)
	}
	a.normals.source = rand.NewPCG(rng.Uint64(), rng.Uint64())
	return a, nil
}

func newElement(p Profile, dt float64, common [4]float64, rng *rand.Rand) (e element, s signal) {
	// A factor below a tenth would be another sensor, not a variation of this one.
	vary := func(i int) float64 { return max(0.1, common[i]*(1+p.Variation*rng.NormFloat64())) }
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
		s.noise = p.Noise
	}
	switch u := rng.Float64(); {
	case u < p.Dead:
		s.failure = Dead
	case u < p.Dead+p.Ghost:
		s.failure = Ghostly
	}
	return e, s
}

// Len is the number of taxels.
func (a *Array) Len() int { return len(a.elements) }

// Settle puts every taxel into the state of having felt the given stimulus
// (fractions of full scale) for the given time (s), from rest.
func (a *Array) Settle(stimulus []float64, seconds float64) {
	share := shares(seconds, a.profile.ResidualTime)
	for i := range a.elements {
		e := &a.elements[i]
		x := a.profile.Transfer(stimulus[i])
		e.input, e.lagged = x, x
		e.played = Play(0, x, e.play)
		e.crept, e.stayed = [NumCreep]float64{}, 0
		e.relax(&share)
		s, out := &a.now[i], e.output()
		*s = signal{felt: stimulus[i], output: out, earlier: out, noise: s.noise, failure: s.failure}
	}
	a.shift = [2]float64{}
}

// output is what the memory adds up to.
func (e *element) output() float64 {
	crept := 0.0
	for _, c := range e.crept {
		crept += c
	}
	return e.gain * (e.played + e.creep*crept + e.residual*e.stayed)
}

// Advance moves every taxel on by one time step, at whose end it feels the
// given stimulus (fractions of full scale), warmer by kelvin than at zero.
func (a *Array) Advance(stimulus []float64, kelvin float64) {
	a.shift = [2]float64{a.shift[1], a.profile.Temperature * kelvin}
	for i := range a.now {
		s := &a.now[i]
		if s.rested < s.rest && stimulus[i] == s.felt {
			s.rested++
			s.earlier = s.output
			s.output += s.slope
			continue
		}
		a.move(i, stimulus[i])
	}
}

// move takes a taxel on by one step, and has it rest if nothing moves it any more.
func (a *Array) move(i int, x float64) {
	e, s := &a.elements[i], &a.now[i]
	if s.rest > 0 {
		e.relax(&a.pace.after[s.rested])
		s.rested, s.rest = 0, 0
	}
	y := x
	if a.profile.Exponent != 1 {
		y = a.profile.Transfer(x)
	}
	e.lagged = e.lag.step(e.lagged, e.input, y)
	e.input = y
	calm := x == s.felt && math.Abs(e.lagged-y) <= a.calm
	if s.felt = x; calm {
		e.lagged = y
	}
	e.played = Play(e.played, e.lagged, e.play)
	e.relax(&a.pace.after[1])
	s.earlier, s.output = s.output, e.output()
	if calm {
		s.rest, s.slope = a.restOf(e)
	}
}

// Read digitises taxels from…to−1 into counts[from:to]. A scan reads one taxel
// after the other: taxel i at fraction when(i) of the last step, 1 being its end,
// where all of them are read if when is nil.
func (a *Array) Read(from, to int, when func(i int) float64, counts []uint16) {
	noise := a.noise[:to-from]
	if a.profile.Noise > 0 {
		a.normals.fill(noise)
	}
	warm := a.shift != [2]float64{}
	for i := from; i < to; i++ {
		s := &a.now[i]
		x, shift := s.output, a.shift[1]
		if when != nil {
			at := when(i)
			x = s.earlier + at*(x-s.earlier)
			shift = a.shift[0] + at*(shift-a.shift[0])
		}
		if warm {
			x += a.elements[i].gain * shift
		}
		counts[i] = a.digitise(i, x, s.noise*noise[i-from])
	}
}

// digitise adds the readout noise, rounds and clips.
func (a *Array) digitise(i int, x, noise float64) uint16 {
	codes := float64(a.profile.Codes)
	if b := a.profile.NoiseBound; b > 0 {
		noise = min(max(noise, -b), b)
	}
	c := (x + noise) * codes
	switch a.now[i].failure {
	case Healthy:
	case Dead:
		return 0
	case Stuck:
		c = a.elements[i].stuck + noise*codes
	case Ghostly:
		// A ghost is a random telegraph between nothing and its few counts.
		if a.normals.source.Uint64()>>63 == 0 {
			c += float64(a.profile.GhostCodes)
		}
	}
	return uint16(min(max(c+0.5, 0), codes)) // cut off, which rounds what is above 0
}

// Fail breaks taxel i, or heals it; count is what a stuck one reads.
func (a *Array) Fail(i int, mode Failure, count uint16) {
	a.now[i].failure, a.elements[i].stuck = mode, float64(count)
}

// FailureOf tells how taxel i is broken.
func (a *Array) FailureOf(i int) Failure { return a.now[i].failure }
