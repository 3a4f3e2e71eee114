package glove

import (
	"math"

	"mirrorarm/sensors/taxel"
)

// response is what a channel of this profile does as designed: nominal numbers
// only, since a driver knows no others.
type response struct {
	profile taxel.Profile
	scale   float64 // strain per fraction of full scale
	codes   float64
	perCode float64 // 1 ÷ codes
	creep   float64 // weight of each creep element
	bend    float64 // exponent that undoes the transfer curve

	// The lag of a rising and of a falling reading, as their mean ± half their
	// difference (s): rate·τ needs no case then.
	lag, lagRising float64

	dt      float64 // s, that the steps below are for
	perStep float64 // 1 ÷ dt
	step    [taxel.NumCreep]float64
	keep    [taxel.NumCreep]float64
	stay    float64 // step of the residual
	stayed  float64 // weight of what is left of it
	inverse float64 // 1 ÷ what a change does at once, creep included

	calming float64 // smoothing of the reading for decisions, per frame
	leap    float64 // a change between frames beyond this is a fault
	fading  float64 // of a channel's activity, per frame
}

// Decisions about turning points; design values.
const (
	calmTime   = 10e-3  // s
	activeTime = 100e-3 // s
	// A turn counts beyond so many SD of the smoothed noise, peak to peak.
	turnSigmas = 10
	// …and beyond this share of the play, since creep that differs from nominal
	// looks like movement.
	turnShare = 0.15
	// Progress in the same direction counts beyond this share of a turn.
	progressShare = 0.25
)

func newResponse(p taxel.Profile) response {
	r := response{profile: p, scale: p.Ranges[taxel.Stretch].Width(), codes: float64(p.Codes)}
	r.perCode, r.bend = 1/r.codes, 1/p.Exponent
	r.creep = taxel.CreepShare * p.Creep
	r.lag, r.lagRising = (p.LoadTime+p.UnloadTime)/2, (p.LoadTime-p.UnloadTime)/2
	r.setStep(p.Period())
	return r
}

// setStep prepares for frames that are dt (s) apart.
func (r *response) setStep(dt float64) {
	r.dt, r.perStep = dt, 1/dt
	sum := 0.0
	for i, tau := range taxel.CreepTimes() {
		r.keep[i] = math.Exp(-dt / tau)
		r.step[i] = 1 - r.keep[i]
		sum += r.step[i]
	}
	r.stay = 0
	if r.profile.ResidualTime > 0 {
		r.stay = -math.Expm1(-dt / r.profile.ResidualTime)
	}
	r.stayed = r.profile.Residual * (1 - r.stay)
	r.inverse = 1 / (1 + r.creep*sum + r.profile.Residual*r.stay)
	r.calming = -math.Expm1(-dt / calmTime)
	r.leap = fastest * dt / r.scale
	r.fading = math.Exp(-dt / activeTime)
}

// reading is a count as a fraction of full scale.
func (r *response) reading(count uint16) float64 { return float64(count) * r.perCode }

// linearize undoes the transfer curve.
func (r *response) linearize(y float64) float64 {
	if r.bend == 1 {
		return y
	}
	return r.profile.Linearize(y)
}

// fade multiplies the creep elements by what a step keeps of them, and adds them up.
// It is written out, as a loop's sum would have every element wait for the one before.
func fade(crept, keep *[7]float64) float64 {
	for i := range crept {
		crept[i] *= keep[i]
	}
	return (crept[0] + crept[1]) + (crept[2] + crept[3]) + (crept[4] + crept[5] + crept[6])
}

// turnOf is how far (fraction of full scale) the reading of a channel with the
// given noise (SD, likewise) must come back before that is a turn.
func turnOf(p taxel.Profile, noise float64) float64 {
	calming := -math.Expm1(-p.Period() / calmTime)
	smoothed := noise * math.Sqrt(calming/(2-calming))
	return max(turnSigmas*smoothed+1.5/float64(p.Codes), turnShare*p.PlayRadius())
}

// channelMemory is what a channel remembers, as far as the nominal model can
// tell from its counts. All in fractions of full scale.
type channelMemory struct {
	crept  [taxel.NumCreep]float64
	stayed float64
	played float64 // the play operator's output: the reading freed of creep
	rate   float64 // change of played, per s

	// Where in the gap of its play the channel is.
	calm   float64 // played, smoothed: for decisions, not for measuring
	peak   float64 // calm when it last went on in the same direction
	side   float64 // the edge that it was last seen to push: −1, +1, or 0 before it ever moved
	active float64 // 0…1: how recently it pushed that edge
}

// begin assumes that the channel has been around level for a while before it
// read value; wornFor is how long (s).
func (m *channelMemory) begin(r *response, value, level, wornFor float64) {
	*m = channelMemory{}
	sum := 0.0
	for i, tau := range taxel.CreepTimes() {
		m.crept[i] = -level * math.Expm1(-wornFor/tau)
		sum += m.crept[i]
	}
	if r.profile.ResidualTime > 0 {
		m.stayed = -level * math.Expm1(-wornFor/r.profile.ResidualTime)
	}
	m.played = value - r.creep*sum - r.profile.Residual*m.stayed
	m.calm, m.peak = m.played, m.played
}

// resume takes the first reading after a gap. What crept meanwhile is small
// against not knowing how the channel got where it is.
func (m *channelMemory) resume(r *response, value float64) {
	sum := 0.0
	for _, c := range m.crept {
		sum += c
	}
	m.played = value - r.creep*sum - r.profile.Residual*m.stayed
	m.calm, m.peak, m.rate, m.active = m.played, m.played, 0, 1
}

// update takes the next reading (fraction of full scale), one step after the
// last; turn is the channel's turnOf. It removes creep and residual exactly as the nominal model adds them and
// follows the turning points of what is left.
func (m *channelMemory) update(r *response, value, turn float64) {
	before := fade(&m.crept, &r.keep)
	z := (value - r.creep*before - r.stayed*m.stayed) * r.inverse
	for i := range m.crept {
		m.crept[i] += r.step[i] * z
	}
	m.stayed += r.stay * (z - m.stayed)
	change := z - m.played
	m.played = z
	if math.Abs(change) > r.leap+turn {
		// No finger does that: it is a fault, and tells nothing about edges.
		m.calm, m.peak, m.rate, m.active = z, z, 0, 0
		return
	}
	m.rate = change * r.perStep
	m.follow(r, turn)
}

// follow decides which edge of its gap the channel pushes: the one in whose
// direction the reading last moved by more than its noise.
func (m *channelMemory) follow(r *response, turn float64) {
	m.calm += r.calming * (m.played - m.calm)
	m.active *= r.fading
	ahead := m.calm - m.peak
	switch on := ahead * m.side; {
	case on > progressShare*turn:
		m.active = min(1, m.active+on/turn)
		m.peak = m.calm
	case math.Abs(ahead) > turn:
		m.side, m.peak, m.active = math.Copysign(1, ahead), m.calm, 1
	}
}

// stimulus is the strain of the fabric that explains the reading, given the
// half-width of the channel's play (fraction of full scale): the reading moved
// to the edge of its gap, and the lag made up for.
func (m *channelMemory) stimulus(r *response, play float64) float64 {
	late := r.lag*m.rate + r.lagRising*math.Abs(m.rate)
	// At rest the rate is nothing but noise.
	return r.scale * r.linearize(m.played+m.side*play+min(1, 4*m.active)*late)
}
