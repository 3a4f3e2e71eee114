package wearer

import (
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
)

// channelStrain is what the fabric under one stretch channel does: its strain with
// all angles zero, and per rad of its block's angles.
type channelStrain struct {
	channel   int
	prestrain float64
	gain      [4]float64
}

// blockStrain is the stimulus of a block's stretch channels. It is affine in the
// block's effective angles, and so is what crosstalk, which stays within a panel and
// hence within a block, makes of it: the mixture is worked out once.
type blockStrain struct {
	mixed []channelStrain // fractions of full scale
	at    [4]float64      // the angles of last time
	begun bool
}

// newBlockStrain mixes a block's strains, given those of all stretch channels in
// the channels' order.
func newBlockStrain(l *glove.Layout, block int, all []channelStrain, spread *taxel.Spread) blockStrain {
	full := l.Profile().Ranges[taxel.Stretch]
	place := make([]int, l.Len()) // of a channel in the list
	for i, s := range all {
		place[s.channel] = i
	}
	b := blockStrain{mixed: make([]channelStrain, len(l.Block(block)))}
	for k, channel := range l.Block(block) {
		m := &b.mixed[k]
		m.channel = channel
		index, weight := spread.Row(channel)
		for i, n := range index {
			s, w := &all[place[int(n)]], weight[i]/full.Width()
			m.prestrain += w * (s.prestrain - full.Lower)
			for j, g := range s.gain {
				m.gain[j] += w * g
			}
		}
	}
	return b
}

// feelTo writes the channels' stimulus at the effective angles q (rad) of the block,
// unless that is what it wrote last.
func (b *blockStrain) feelTo(stimulus []float64, q [4]float64) {
	if b.begun && q == b.at {
		return
	}
	b.at, b.begun = q, true
	for i := range b.mixed {
		m := &b.mixed[i]
		stimulus[m.channel] = m.prestrain + m.gain[0]*q[0] + m.gain[1]*q[1] + m.gain[2]*q[2] + m.gain[3]*q[3]
	}
}
