package session

import "math"

// Reel is a place in something that is looked at again: the past of a session, or one
// that was recorded.
type Reel struct {
	At, Length float64 // s from its beginning
	Playing    bool    // else it stands still
}

// How far one key goes (s). Design values.
const (
	reelStep   = 1.0
	reelMoment = 1.0 / 30
)

// Do carries out the commands that move in it, and tells whether c is one of them.
func (r *Reel) Do(c Command) bool {
	switch c {
	case Earlier:
		r.Seek(r.At - reelStep)
	case Later:
		r.Seek(r.At + reelStep)
	case ToEnd:
		r.Seek(r.Length)
	case SingleStep:
		r.Playing = false
		r.Seek(r.At + reelMoment)
	case Pause:
		if r.Playing = !r.Playing; r.Playing && r.At >= r.Length {
			r.At = 0 // once more
		}
	default:
		return false
	}
	return true
}

// Seek goes to a place (s), or to the nearer end; NaN goes nowhere.
func (r *Reel) Seek(at float64) {
	if !math.IsNaN(at) {
		r.At = min(max(at, 0), r.Length)
	}
}

// Advance lets so many seconds pass.
func (r *Reel) Advance(dt float64) {
	if !r.Playing {
		return
	}
	r.Seek(r.At + dt)
	r.Playing = r.At < r.Length
}
