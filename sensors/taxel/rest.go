package taxel

import "math"

// A taxel rests when its stimulus stays and its lag is over: what the play lets
// through is still then, and creep and residual go on to it by known exponentials.
// Their sum is followed along a straight line for as many steps as it errs by less
// than restError, and then, or when the stimulus changes, the memory takes all those
// steps at once.
const (
	longestRest = 1024 // steps
	tabledRest  = 64   // steps that are worked out once and for all
	restError   = 1e-7 // counts: less than decides of a count on one processor and not on another
	lagOver     = 1e-9 // counts: nothing that is left of a lag
)

// pace is how much of the way to where they go the slow elements take.
type pace struct {
	after [tabledRest + 1]steps // so many time steps
	bend  steps                 // 1/τ² in time steps: by how much their way bends
}

// steps is a number for each creep element, and one for the residual.
type steps struct {
	crept  [NumCreep]float64
	stayed float64
}

func newPace(dt, residualTime float64) *pace {
	p := &pace{}
	for n := range p.after {
		p.after[n] = shares(float64(n)*dt, residualTime)
	}
	for j, tau := range CreepTimes() {
		p.bend.crept[j] = dt * dt / (tau * tau)
	}
	if residualTime > 0 {
		p.bend.stayed = dt * dt / (residualTime * residualTime)
	}
	return p
}

// over is how much of their ways the slow elements go in n steps.
func (p *pace) over(n int) steps {
	s, whole := p.after[n%tabledRest], &p.after[tabledRest]
	for range n / tabledRest {
		for j, w := range whole.crept {
			s.crept[j] += w * (1 - s.crept[j])
		}
		s.stayed += whole.stayed * (1 - s.stayed)
	}
	return s
}

// shares are how much of their ways the slow elements go in a time (s); a residual
// without a time constant never moves.
func shares(seconds, residualTime float64) (s steps) {
	for j, tau := range CreepTimes() {
		s.crept[j] = -math.Expm1(-seconds / tau)
	}
	if residualTime > 0 {
		s.stayed = -math.Expm1(-seconds / residualTime)
	}
	return s
}

// relax moves the slow elements on towards what comes through the play.
func (e *element) relax(share *steps) {
	z := e.played
	for j := range e.crept {
		e.crept[j] += share.crept[j] * (z - e.crept[j])
	}
	e.stayed += share.stayed * (z - e.stayed)
}

// rest has a taxel that is moved by nothing rest, for as many steps as it may, along the
// straight line on which its output changes then.
func (a *Array) rest(e *element, s *signal) {
	// What each slow element has still to go, as it shows in the output.
	var way [NumCreep]float64
	stays := e.gain * e.residual * (e.played - e.stayed)
	bend := math.Abs(stays) * a.pace.bend.stayed
	for j, u := range e.crept {
		way[j] = e.gain * e.creep * (e.played - u)
		bend += math.Abs(way[j]) * a.pace.bend.crept[j]
	}
	// A straight line errs by its second derivative times n²/8.
	n := longestRest
	if most := 8 * restError / (bend * float64(a.profile.Codes)); most < longestRest*longestRest {
		n = int(math.Sqrt(most))
	}
	if n < 2 {
		return
	}
	later := a.pace.over(n)
	change := stays * later.stayed
	for j, w := range way {
		change += w * later.crept[j]
	}
	s.slope = change / float64(n)
	s.until = a.step + n + 1
}
