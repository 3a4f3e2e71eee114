package gesture

import (
	"math"

	"mirrorarm/kinematics/hand"
)

// How far (s) to either side the filter of calm looks: three frames of a camera at
// 30 frames/s, of which the third has no weight, and the same time of any tracker
// that sends 15 and more. Slower ones leave too few frames in it to calm anything:
// from a twelfth of a second between frames on it looks twice as far. Design values.
const (
	calmReach    = 0.1
	calmFarthest = 0.2
	calmUsual    = 1.0 / 15
	calmSlow     = 1.0 / 12
)

// calmReachOf is how far the filter looks where frames are so far apart (s).
func calmReachOf(interval float64) float64 {
	slow := min(max((interval-calmUsual)/(calmSlow-calmUsual), 0), 1)
	return calmReach + slow*(calmFarthest-calmReach)
}

// calm takes out of the angles what a tracker's landmarks tremble by, which no
// hand does: around every key a straight line is fitted to those within
// reach, each weighted by calmKernel and by the time that it stands for. The filter
// therefore does the same to a movement however often it was seen, is never late,
// and leaves alone what was seen less than five times a second. Its gain is −3 dB at
// 4 Hz, its standard deviation 33 ms. The palm's pose stays as it was, and keys
// with more than gap (s) between them do not mix.
func (p *playback) calm(gap float64) {
	before := make([]hand.Angles, len(p.keys))
	stands := make([]float64, len(p.keys)) // s: twice the time that a key stands for
	for i := range p.keys {
		before[i] = p.keys[i].angles
		if i == 0 {
			continue
		}
		if apart := p.keys[i].time - p.keys[i-1].time; apart <= gap {
			stands[i-1] += min(apart, calmFarthest)
			stands[i] += min(apart, calmFarthest)
		}
	}
	first, last := 0, 0 // the keys that no gap parts from key i and that any reach may hold
	for i := range p.keys {
		now := p.keys[i].time
		if i > 0 && now-p.keys[i-1].time > gap {
			first = i
		}
		for now-p.keys[first].time >= calmFarthest {
			first++
		}
		last = max(last, i)
		for last+1 < len(p.keys) && p.keys[last+1].time-p.keys[last].time <= gap && p.keys[last+1].time-now < calmFarthest {
			last++
		}
		p.keys[i].angles = p.lineAt(i, first, last, calmReachOf(stands[i]/2), before, stands)
	}
}

// lineAt is the weighted line through those of keys first to last that are within
// reach, at the time of key i.
func (p *playback) lineAt(i, first, last int, reach float64, before []hand.Angles, stands []float64) hand.Angles {
	now := p.keys[i].time
	var s0, s1, s2 float64 // moments of the weights about now
	var sum, slope hand.Angles
	for j := first; j <= last; j++ {
		at := p.keys[j].time - now
		if math.Abs(at) >= reach {
			continue
		}
		w := stands[j] * calmKernel(at/reach)
		s0, s1, s2 = s0+w, s1+w*at, s2+w*at*at
		for a, x := range before[j] {
			sum[a] += w * x
			slope[a] += w * at * x
		}
	}
	spread := s0*s2 - s1*s1
	if !(spread > 1e-6*s0*s0*reach*reach) {
		return before[i]
	}
	var line hand.Angles
	for a := range line {
		line[a] = (s2*sum[a] - s1*slope[a]) / spread
	}
	return line
}

// calmKernel is the weight of what was seen a share u of the reach away: a bell
// with the binomial weights 6, 4, 1, 0 at its thirds, whose standard deviation is a
// third of the reach whether it is sampled 15 times a second or 1,000 times.
func calmKernel(u float64) float64 {
	c := math.Cos(math.Pi * u)
	return (7 + 9*c + 2*c*c) / 18
}
