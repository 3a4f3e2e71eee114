package wearer

import (
	"fmt"
	"math"
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
	Exact                 // to the last digit: no user has this, studies do
)

// exactSigma is what an exact recording claims (rad); zero would be no weight.
const exactSigma = 0.01 * math.Pi / 180

// String is "reference", "named" or "exact".
func (m Mode) String() string { return [...]string{"reference", "named", "exact"}[m] }

// ParseMode finds a mode that users have by its name.
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
	maxRecorded  = 1 << 26 // counts in a recording
)

// Record has the person go through the first postures of the calibration, from
// time t (s) on, and returns what a user's recording would hold: frames, and what
// is known of the held postures. The true ones differ from it as the mode says;
// rng decides how. An error of tell ends it.
func Record(w *Wearer, poses int, mode Mode, t float64, rng *rand.Rand, tell glove.Progress) (*glove.Recording, error) {
	if poses < 1 || poses > glove.MaxPoses {
		return nil, fmt.Errorf("wearer: %d calibration postures, want 1 to %d", poses, glove.MaxPoses)
	}
	list := make([]glove.Pose, poses)
	for i := range list {
		list[i] = glove.NamedPose(i)
	}
	return w.record(list, mode, t, moveTime, poseTime, rng, tell)
}

// RecordRezero is the 5 s recording of the three re-zero postures.
func RecordRezero(w *Wearer, mode Mode, t float64, rng *rand.Rand, tell glove.Progress) (*glove.Recording, error) {
	list := glove.RezeroPoses()
	return w.record(list[:], mode, t, rezeroMove, rezeroTime, rng, tell)
}

func (w *Wearer) record(list []glove.Pose, mode Mode, t, move, each float64, rng *rand.Rand, tell glove.Progress) (*glove.Recording, error) {
	r := &glove.Recording{}
	w.held = w.held[:0]
	frame := glove.NewFrame(w.layout.Len())
	rate := w.layout.Profile().FrameRate
	keep := keptOf(each * float64(len(list)) * rate * float64(w.layout.Len()))
	n := 0
	var from hand.Angles
	for i, p := range list {
		part := tell.Part(float64(i)/float64(len(list)), float64(i+1)/float64(len(list)))
		to := p.Angles
		for i := range to {
			to[i] += glove.NamedPoseSigma*rng.NormFloat64() + glove.NamedRepeatSigma*rng.NormFloat64()
		}
		to = to.Clamped()
		w.held = append(w.held, to)
		r.Holds = append(r.Holds, known(p, to, mode, t+move, t+each, rng))
		for s := 0.0; s < each-senseSpacing/2; s += senseSpacing {
			if err := part.At(s / each); err != nil {
				return nil, err
			}
			u := min(s/move, 1)
			if !w.Sense(t+s, from.Lerp(to, minimumJerk(u)), frame) {
				continue
			}
			if n%keep == 0 {
				r.Frames = append(r.Frames, *frame.Clone())
			}
			n++
		}
		t += each
		from = to
	}
	return r, nil
}

// keptOf is of how many frames a recorder keeps one: of a very large glove's, which
// give so many counts in all, only some.
func keptOf(counts float64) int { return 1 + int(counts)/maxRecorded }

// known is what the recording says of a hold in the true posture a.
func known(p glove.Pose, a hand.Angles, mode Mode, from, to float64, rng *rand.Rand) glove.Hold {
	h := glove.Hold{Name: p.Name, From: from, To: to, Angles: p.Angles, Sigma: glove.NamedSigma}
	switch mode {
	case Reference:
		h.Angles, h.Sigma = a, glove.ReferenceSigma
		for i := range h.Angles {
			h.Angles[i] += glove.ReferenceSigma * rng.NormFloat64()
		}
	case Exact:
		h.Angles, h.Sigma = a, exactSigma
	}
	return h
}

// Held are the true postures of the last recording, in order: for studies of
// the calibration, which never sees them.
func (w *Wearer) Held() []hand.Angles { return w.held }

// minimumJerk is the path of an arm's free move, 0 to 1 (Flash and Hogan 1985).
func minimumJerk(u float64) float64 { return u * u * u * (10 + u*(6*u-15)) }
