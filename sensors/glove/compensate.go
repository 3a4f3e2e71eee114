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
}

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
	for i, tau := range taxel.CreepTimes {
		r.keep[i] = math.Exp(-dt / tau)
		r.step[i] = 1 - r.keep[i]
		sum += r.step[i]
	}
	r.stay = 0
	if r.profile.ResidualTime > 0 {
		r.stay = -math.Expm1(-dt / r.profile.ResidualTime)
	}
	r.inverse = 1 / (1 + r.creep*sum + r.profile.Residual*r.stay)
}

// channelMemory is what a channel remembers, as far as the nominal model can
// tell from its counts. All in fractions of full scale.
type channelMemory struct {
	crept  [taxel.NumCreep]float64
	stayed float64
	played float64 // the play operator's output: the reading freed of creep
	edge   float64 // where in the gap of its play the channel is: −1…1
	rate   float64 // change of played, per s
}

// begin assumes that the channel has been around level for a while before it
// read value; wornFor is how long (s).
func (m *channelMemory) begin(r *response, value, level, wornFor float64) {
	for i, tau := range taxel.CreepTimes {
		m.crept[i] = -level * math.Expm1(-wornFor/tau)
	}
	m.stayed = 0
	if r.profile.ResidualTime > 0 {
		m.stayed = -level * math.Expm1(-wornFor/r.profile.ResidualTime)
	}
	sum := 0.0
	for _, c := range m.crept {
		sum += c
	}
	m.played = value - r.creep*sum - r.profile.Residual*m.stayed
	m.edge, m.rate = 0, 0
}

// edgeGain is how much faster than the reading itself the estimate moves across
// the gap: larger finds a turn sooner, smaller hears less noise.
const edgeGain = 6

// update takes the next reading (fraction of full scale), one step after the
// last. It removes creep and residual exactly as the nominal model adds them and
// follows the turning points of what is left: whenever the reading moves, the
// stimulus is at that edge of the gap.
func (m *channelMemory) update(r *response, value float64) {
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
	m.rate = change / r.dt
	if radius := r.profile.PlayRadius(); radius > 0 {
		m.edge = min(max(m.edge+edgeGain*change/radius, -1), 1)
	}
}

// stimulus is the strain of the fabric that explains the reading, given the
// half-width of the channel's play (fraction of full scale): the middle of the
// gap moved to the edge where it is, and the lag made up for.
func (m *channelMemory) stimulus(r *response, play float64) float64 {
	tau := r.profile.UnloadTime
	if m.rate > 0 {
		tau = r.profile.LoadTime
	}
	return r.scale * r.profile.Linearize(m.played+m.edge*play+tau*m.rate)
}
