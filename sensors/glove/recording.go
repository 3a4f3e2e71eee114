package glove

import (
	"fmt"

	"mirrorarm/kinematics/hand"
)

// Recording is what a user records for a calibration: frames while holding
// postures, and what is known of these.
type Recording struct {
	Frames []Frame
	Holds  []Hold
}

// Hold is a posture held still for a while.
type Hold struct {
	Name     string
	From, To float64     // s, on the frames' clock
	Angles   hand.Angles // what the posture's name, or a camera, says (rad)
	Sigma    float64     // rad: SD of each angle about that
}

// How far the angles of a recording can be trusted (rad); design values.
const (
	// A person who hears a posture's name misses its angles by 2.0° per posture
	// and by 1.5° anew each time.
	NamedPoseSigma   = 2.0 * deg
	NamedRepeatSigma = 1.5 * deg
	// NamedSigma is both together.
	NamedSigma = 2.5 * deg
	// A camera errs by 1° per joint and hold.
	ReferenceSigma = 1.0 * deg
)

const deg = 0.017453292519943295

// Duration is the time from the first to the last frame (s).
func (r *Recording) Duration() float64 {
	if len(r.Frames) == 0 {
		return 0
	}
	return r.Frames[len(r.Frames)-1].Time - r.Frames[0].Time
}

func (r *Recording) validate(l *Layout) error {
	if len(r.Holds) == 0 {
		return fmt.Errorf("glove: recording without a held posture, want at least 1")
	}
	last := 0.0
	for i, f := range r.Frames {
		if len(f.Counts) != l.Len() {
			return fmt.Errorf("glove: recording frame %d has %d channels, want %d", i, len(f.Counts), l.Len())
		}
		if !finite(f.Time) || i > 0 && f.Time <= last {
			return fmt.Errorf("glove: recording frame %d at %g s, want a time after %g s", i, f.Time, last)
		}
		last = f.Time
	}
	for i, h := range r.Holds {
		if !(h.To > h.From) || !(h.Sigma > 0) {
			return fmt.Errorf("glove: hold %d %q from %g to %g s with error %g rad, want a positive span and error", i, h.Name, h.From, h.To, h.Sigma)
		}
		for a, v := range h.Angles {
			if !finite(v) {
				return fmt.Errorf("glove: hold %d %q: %s is not a number", i, h.Name, hand.Angle(a))
			}
		}
	}
	return nil
}
