package wearer

import (
	"fmt"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
)

// Mode is how the postures of a calibration recording are known.
type Mode uint8

// The modes.
const (
	Reference Mode = iota // a camera watches
	Named                 // only their names are known
)

// String is "reference" or "named".
func (m Mode) String() string { return [...]string{"reference", "named"}[m] }

// ParseMode is the inverse of String.
func ParseMode(s string) (Mode, error) {
	for _, m := range [...]Mode{Reference, Named} {
		if m.String() == s {
			return m, nil
		}
	}
	return 0, fmt.Errorf("wearer: unknown calibration %q, want reference or named", s)
}

// How a user goes through the postures (s): 24 of them in 20 s.
const (
	poseTime     = 20.0 / 24
	moveTime     = 0.45
	rezeroTime   = 5.0 / 3
	rezeroMove   = 0.7
	senseSpacing = 5e-3
)

// Record has the person go through the first postures of the calibration, from
// time t (s) on, and returns what a user's recording would hold: frames, and what
// is known of the held postures. The true ones differ from it as the mode says;
// rng decides how.
func Record(w *Wearer, poses int, mode Mode, t float64, rng *rand.Rand) (*glove.Recording, error) {
	if poses < 1 || poses > glove.MaxPoses {
		return nil, fmt.Errorf("wearer: %d calibration postures, want 1 to %d", poses, glove.MaxPoses)
	}
	list := make([]glove.Pose, poses)
	for i := range list {
		list[i] = glove.NamedPose(i)
	}
	return w.record(list, mode, t, moveTime, poseTime, rng), nil
}

// RecordRezero is the 5 s recording of the three re-zero postures.
func RecordRezero(w *Wearer, mode Mode, t float64, rng *rand.Rand) *glove.Recording {
	list := glove.RezeroPoses()
	return w.record(list[:], mode, t, rezeroMove, rezeroTime, rng)
}

func (w *Wearer) record(list []glove.Pose, mode Mode, t, move, each float64, rng *rand.Rand) *glove.Recording {
	r := &glove.Recording{}
	frame := glove.NewFrame(w.layout.Len())
	var from hand.Angles
	for _, p := range list {
		to := p.Angles
		for i := range to {
			to[i] += glove.NamedPoseSigma*rng.NormFloat64() + glove.NamedRepeatSigma*rng.NormFloat64()
		}
		to = to.Clamped()
		h := glove.Hold{Name: p.Name, From: t + move, To: t + each, Angles: p.Angles, Sigma: glove.NamedSigma}
		if mode == Reference {
			h.Sigma = glove.ReferenceSigma
			for i := range h.Angles {
				h.Angles[i] = to[i] + glove.ReferenceSigma*rng.NormFloat64()
			}
		}
		r.Holds = append(r.Holds, h)
		for s := 0.0; s < each-senseSpacing/2; s += senseSpacing {
			u := min(s/move, 1)
			if w.Sense(t+s, from.Lerp(to, minimumJerk(u)), frame) {
				r.Frames = append(r.Frames, *frame.Clone())
			}
		}
		t += each
		from = to
	}
	return r
}

// minimumJerk is the path of an arm's free move, 0 to 1 (Flash and Hogan 1985).
func minimumJerk(u float64) float64 { return u * u * u * (10 + u*(6*u-15)) }
