package live

import "mirrorarm/kinematics/hand"

// SeenAt gives the angles of the hand as it was at a past time (s), between the frames
// that were taken then, as far as the last two seconds or so of a hand in sight go: what
// is known afterwards, for an instrument that measures how late something is.
func (f *Follower) SeenAt(t float64, dst *hand.Angles) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.live {
		return false
	}
	p := &f.shown[f.side].predict
	for i := p.count - 1; i > max(p.count-historyFrames, 0); i-- {
		before, after := &p.past[(i-1)%historyFrames], &p.past[i%historyFrames]
		if t > after.time || after.time-before.time > maxBetween {
			return false
		}
		if t < before.time {
			continue
		}
		share := (t - before.time) / (after.time - before.time)
		for a := range dst {
			dst[a] = before.x[a] + share*(after.x[a]-before.x[a])
		}
		return true
	}
	return false
}

// maxBetween (s) two frames the hand is known.
const maxBetween = 0.25
