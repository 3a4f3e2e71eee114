package gesture

import "mirrorarm/kinematics/hand"

// bridgeOver (s) is how long a joint may be out of sight and still be supposed to
// have moved evenly from where it was to where it came back. Design value.
const bridgeOver = 0.5

// bridge lets angles that were not seen for a moment move evenly between the
// frames that show them and, at the ends of the recording, stay: better than what
// is likely of a hand in general.
func (p *playback) bridge() {
	for a := range hand.NumFingerAngles {
		last := -1 // key that showed the angle
		for i := range p.keys {
			if p.keys[i].hidden>>a&1 != 0 {
				continue
			}
			p.bridgeBetween(a, last, i)
			last = i
		}
		if last >= 0 {
			p.bridgeBetween(a, last, len(p.keys))
		}
	}
}

// bridgeBetween fills in an angle between two keys that show it; one of them may
// lie outside.
func (p *playback) bridgeBetween(a, from, to int) {
	for i := from + 1; i < to; i++ {
		k := &p.keys[i]
		before := from >= 0 && k.time-p.keys[from].time <= bridgeOver
		after := to < len(p.keys) && p.keys[to].time-k.time <= bridgeOver
		switch {
		case before && after:
			x, y := &p.keys[from], &p.keys[to]
			k.angles[a] = x.angles[a] + (y.angles[a]-x.angles[a])*(k.time-x.time)/(y.time-x.time)
		case before && to == len(p.keys):
			k.angles[a] = p.keys[from].angles[a]
		case after && from < 0:
			k.angles[a] = p.keys[to].angles[a]
		}
	}
}
