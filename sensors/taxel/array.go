package taxel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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

// signal is what a taxel gives, before its warmth and noise, since it was last moved and
// while it rests.
type signal struct {
	output  float64 // when it was moved
	slope   float64 // per step of its rest
	earlier float64 // one step before it was moved
	noise   float64 // SD
	moved   int     // step of the array
	until   int     // the step that it must take; it rests before
	failure Failure
}

// at is a resting taxel's output in a step of the array.
func (s *signal) at(step int) float64 { return s.output + s.slope*float64(step-s.moved) }

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
	felt     []float64 // the last stimulus
	step     int       // the number of steps taken
	until    int       // the first step that any taxel must take: all rest before
	pace     *pace
	calm     float64    // fraction within which a lag is over
	shift    [2]float64 // zero's shift by warmth: one step ago, and now
	normals  normals
	noise    []float64 // scratch
	coins    uint64    // bits for ghosts, of which so many are left
	flips    int
	dt       float64
}

// NewArray makes n taxels that advance by dt (s) per step; what differs between
// them is drawn from rng, and so is the seed of their noise.
func NewArray(p Profile, n int, dt float64, rng *rand.Rand) (*Array, error) {
	if n < 1 || !(dt > 0) {
		return nil, fmt.Errorf("taxel: array of %d taxels with step %g s, want at least 1 and a positive step", n, dt)
	}
	a := &Array{
		profile: p, elements: make([]element, n), now: make([]signal, n), felt: make([]float64, n), noise: make([]float64, n),
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
		*s = signal{output: out, earlier: out, moved: a.step, noise: s.noise, failure: s.failure}
	}
	copy(a.felt, stimulus)
	a.until, a.shift = 0, [2]float64{}
}

// output is what the memory adds up to.
func (e *element) output() float64 {
	c := &e.crept // sums that do not wait for each other
	crept := (c[0] + c[1]) + (c[2] + c[3]) + (c[4] + c[5] + c[6])
	return e.gain * (e.played + e.creep*crept + e.residual*e.stayed)
}

// Advance moves every taxel on by one time step, at whose end it feels the
// given stimulus (fractions of full scale), warmer by kelvin than at zero.
func (a *Array) Advance(stimulus []float64, kelvin float64) {
	a.shift = [2]float64{a.shift[1], a.profile.Temperature * kelvin}
	a.step++
	if a.step < a.until && slices.Equal(stimulus, a.felt) {
		return
	}
	a.until = math.MaxInt
	for i := range a.now {
		s := &a.now[i]
		if a.step >= s.until || stimulus[i] != a.felt[i] {
			a.move(i, stimulus[i])
		}
		a.until = min(a.until, s.until)
	}
}

// move takes a taxel on by one step, and has it rest if nothing moves it any more.
func (a *Array) move(i int, x float64) {
	e, s := &a.elements[i], &a.now[i]
	if rested := a.step - 1 - s.moved; rested > 0 {
		share := a.pace.over(rested)
		e.relax(&share)
	}
	y := x
	if a.profile.Exponent != 1 {
		y = a.profile.Transfer(x)
	}
	e.lagged = e.lag.step(e.lagged, e.input, y)
	e.input = y
	calm := x == a.felt[i] && math.Abs(e.lagged-y) <= a.calm
	if a.felt[i] = x; calm {
		e.lagged = y
	}
	e.played = Play(e.played, e.lagged, e.play)
	e.relax(&a.pace.after[1])
	s.earlier, s.output, s.slope = s.at(a.step-1), e.output(), 0
	s.moved, s.until = a.step, 0
	if calm {
		a.rest(e, s)
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
	codes, bound := float64(a.profile.Codes), math.Inf(1)
	if a.profile.NoiseBound > 0 {
		bound = a.profile.NoiseBound
	}
	skewed := when != nil || a.shift != [2]float64{}
	for i := from; i < to; i++ {
		s := &a.now[i]
		x := s.at(a.step)
		if skewed {
			x = a.skew(i, x, when)
		}
		n := s.noise * noise[i-from]
		if n > bound {
			n = bound
		} else if n < -bound {
			n = -bound
		}
		c := (x + n) * codes
		if s.failure != Healthy {
			c = a.fail(i, c, n*codes)
		}
		if c += 0.5; !(c > 0) {
			c = 0
		} else if c > codes {
			c = codes
		}
		counts[i] = uint16(c) // cut off, which rounds what is above 0
	}
}

// skew is what taxel i, now at x, gives at its moment of the last step, and warm as it is.
func (a *Array) skew(i int, x float64, when func(i int) float64) float64 {
	shift := a.shift[1]
	if when != nil {
		s := &a.now[i]
		earlier := s.earlier
		if a.step > s.moved {
			earlier = s.at(a.step - 1)
		}
		at := when(i)
		x = earlier + at*(x-earlier)
		shift = a.shift[0] + at*(shift-a.shift[0])
	}
	return x + a.elements[i].gain*shift
}

// fail is what a broken taxel makes of c counts, of which so much is noise.
func (a *Array) fail(i int, c, noise float64) float64 {
	switch a.now[i].failure {
	case Dead:
		return -1
	case Stuck:
		return a.elements[i].stuck + noise
	case Ghostly:
		// A ghost is a random telegraph between nothing and its few counts.
		if a.flips == 0 {
			a.coins, a.flips = a.normals.source.Uint64(), 64
		}
		c += float64(a.coins&1) * float64(a.profile.GhostCodes)
		a.coins >>= 1
		a.flips--
	}
	return c
}

// Fail breaks taxel i, or heals it; count is what a stuck one reads.
func (a *Array) Fail(i int, mode Failure, count uint16) {
	a.now[i].failure, a.elements[i].stuck = mode, float64(count)
}

// FailureOf tells how taxel i is broken.
func (a *Array) FailureOf(i int) Failure { return a.now[i].failure }
