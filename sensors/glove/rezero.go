package glove

import (
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"
)

// Measurement is a hand measured with a ruler: the lengths of each finger's
// first two segments and the thickness of each joint, relative to the nominal
// hand, and how far they can be trusted.
type Measurement struct {
	Length    [hand.NumFingers][2]float64
	Thickness hand.Angles
	Sigma     float64 // relative SD
}

// RulerSigma is how well a hand is measured with a ruler (relative SD).
const RulerSigma = 0.02

// What a channel's zero may have shifted by since the full calibration, beyond
// what that one knew (strain): creep. A design value.
const rezeroOffsetSigma = 0.002

// Rezero adapts a glove's calibration to another person, or another donning,
// from a short recording of the three re-zero postures. The channels keep what
// the full calibration learnt about them; the person starts anew, from the
// measurement if there is one.
func Rezero(l *Layout, full *Calibration, r *Recording, measured *Measurement, tell Progress) (*Calibration, error) {
	if err := r.validate(l); err != nil {
		return nil, err
	}
	if f := l.Fingerprint(); full.Fingerprint != f {
		return nil, fmt.Errorf("glove: calibration is of layout %s, want %s", full.Fingerprint, f)
	}
	var priors [NumBlocks]prior
	for b := range priors {
		p := designPrior(l, b)
		p.localSigma[localOffset] = rezeroOffsetSigma
		for k, i := range l.blocks[b] {
			p.local[k] = full.Channels[i].Own
		}
		// The channels' own deviations are known as well as the full calibration knew them.
		for i := range p.localSigma {
			sum := 0.0
			for _, c := range l.blocks[b] {
				sum += full.Channels[c].OwnSigma[i]
			}
			if mean := sum / float64(len(l.blocks[b])); i != localOffset && mean > 0 {
				p.localSigma[i] = mean
			}
		}
		p.global[globalBatch], p.globalSigma[globalBatch] = full.Person[b][globalBatch], 0.01
		if measured != nil {
			p.measure(b, measured)
		}
		priors[b] = p
	}
	// Three postures are too few to tell a failing channel from an idle one.
	return calibrate(l, r, priors, full, tell)
}

// measure takes a ruler's word into the prior.
func (p *prior) measure(block int, m *Measurement) {
	first, n := BlockAngles(block)
	for j := range n {
		p.global[globalThickness+j] = m.Thickness[int(first)+j] - 1
		p.globalSigma[globalThickness+j] = m.Sigma
	}
	if block == WristBlock {
		return
	}
	for i := range 2 {
		p.global[globalLength+i] = m.Length[block][i] - 1
		p.globalSigma[globalLength+i] = m.Sigma
	}
}

// Design is the calibration of a glove that is just as designed, on the nominal
// hand: what a driver has to go by before anything was recorded.
func Design(l *Layout) *Calibration {
	c := &Calibration{Fingerprint: l.Fingerprint(), Channels: make([]ChannelCalibration, l.Len())}
	spread := l.Spread()
	for b := range NumBlocks {
		m := blockModel{layout: l, block: b, spread: spread}
		sigma := designPrior(l, b).localSigma
		for _, i := range l.blocks[b] {
			c.Channels[i] = ChannelCalibration{
				Offset: m.prestrainOf(i), Gain: m.gainOf(i, localParams{}).gain,
				Play: l.profile.PlayRadius(), Noise: l.profile.Noise, Level: l.profile.Ranges[taxel.Stretch].Fraction(m.prestrainOf(i)),
				OwnSigma: sigma,
			}
		}
	}
	return c
}
