package gesture

import "mirrorarm/kinematics/hand"

// calm takes out of the angles what a tracker's landmarks tremble by from frame
// to frame, which no hand does: a binomial filter over five frames (1 4 6 4 1),
// symmetric in time, so that nothing is late. Its gain is cos⁴(πf/rate): −3 dB at
// 4 Hz for a camera of 30 frames/s, at 14 Hz for one of 110. The palm's pose
// stays as it was. Frames farther apart than gap (s) do not mix.
func (p *playback) calm(gap float64) {
	weights := [...]float64{6, 4, 1}
	before := make([]hand.Angles, len(p.keys))
	for i := range p.keys {
		before[i] = p.keys[i].angles
	}
	for i := range p.keys {
		var sum hand.Angles
		total := 0.0
		add := func(j int, w float64) {
			for a := range sum {
				sum[a] += w * before[j][a]
			}
			total += w
		}
		add(i, weights[0])
		for d := 1; d < len(weights); d++ {
			// Both sides or none: one alone would shift the hand in time.
			if i-d < 0 || i+d >= len(p.keys) || p.keys[i+d].time-p.keys[i-d].time > 2*float64(d)*gap {
				break
			}
			add(i-d, weights[d])
			add(i+d, weights[d])
		}
		for a := range sum {
			p.keys[i].angles[a] = sum[a] / total
		}
	}
}
