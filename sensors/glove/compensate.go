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
	creep   float64 // weight of each creep element
	dt      float64 // s, that the steps below are for
	step    [taxel.NumCreep]float64
	keep    [taxel.NumCreep]float64
	stay    float64 // step of the residual
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
	r.creep = taxel.CreepShare * p.Creep
	r.setStep(p.Period())
	return r
}

// setStep prepares for frames that are dt (s) apart.
func (r *response) setStep(dt float64) {
	r.dt = dt
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
	r.inverse = 1 / (1 + r.creep*sum + r.profile.Residual*r.stay)
	r.calming = -math.Expm1(-dt / calmTime)
	r.leap = fastest * dt / r.scale
	r.fading = math.Exp(-dt / activeTime)
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
	before := 0.0
	for i := range m.crept {
		before += r.keep[i] * m.crept[i]
	}
	z := (value - r.creep*before - r.profile.Residual*(1-r.stay)*m.stayed) * r.inverse
	for i := range m.crept {
		m.crept[i] = r.keep[i]*m.crept[i] + r.step[i]*z
	}
	m.stayed += r.stay * (z - m.stayed)
	change := z - m.played
	m.played = z
	if abs(change) > r.leap+turn {
		// No finger does that: it is a fault, and tells nothing about edges.
		m.calm, m.peak, m.rate, m.active = z, z, 0, 0
		return
	}
	m.rate = change / r.dt
	m.follow(r, turn)
}

// follow decides which edge of its gap the channel pushes: the one in whose
// direction the reading last moved by more than its noise.
func (m *channelMemory) follow(r *response, turn float64) {
	m.calm += r.calming * (m.played - m.calm)
	m.active *= r.fading
	ahead := m.calm - m.peak
	switch {
	case m.side != 0 && ahead*m.side > progressShare*turn:
		m.active = min(1, m.active+ahead*m.side/turn)
		m.peak = m.calm
	case ahead > turn:
		m.side, m.peak, m.active = 1, m.calm, 1
	case ahead < -turn:
		m.side, m.peak, m.active = -1, m.calm, 1
	}
}

// stimulus is the strain of the fabric that explains the reading, given the
// half-width of the channel's play (fraction of full scale): the reading moved
// to the edge of its gap, and the lag made up for.
func (m *channelMemory) stimulus(r *response, play float64) float64 {
	tau := r.profile.UnloadTime
	if m.rate > 0 {
		tau = r.profile.LoadTime
	}
	// At rest the rate is nothing but noise.
	return r.scale * r.profile.Linearize(m.played+m.side*play+min(1, 4*m.active)*tau*m.rate)
}
