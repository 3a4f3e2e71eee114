package gesture

import (
	"fmt"
	"io"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Convert reads a recording as Open does and writes the hand that is followed in
// the program's own format: what was seen, with all that was decided about it,
// which plays as the recording does.
func Convert(w io.Writer, path string, opt Options) (Info, error) {
	rec, err := openRecording(path, opt)
	if err != nil {
		return Info{}, err
	}
	s, err := rec.show(opt)
	if err != nil {
		return Info{}, err
	}
	if err := rec.convert(w, s); err != nil {
		return Info{}, fmt.Errorf("gesture: convert: %w", err)
	}
	return s.playback.info, nil
}

// convert writes what is shown.
func (r *recording) convert(w io.Writer, s *shown) error {
	info := &s.playback.info
	h := format.Header{Side: info.Side, NoPlace: !r.Position, Poses: r.Poses}
	// The axes of the format that take positions as the recording's were taken.
	switch {
	case !info.Orientation:
		h.Axes, h.NoPlace = "palm", false
	case r.Placed:
		h.Axes = "world"
	default:
		h.Axes = "leap"
	}
	out, err := format.NewWriter(w, h)
	if err != nil {
		return err
	}
	for i := range s.frames {
		f := format.Frame{Time: rounded(s.frames[i].time), Name: r.Frames[i].Name}
		if r.Poses {
			f.Time = float64(i) * (poseHold + poseMove)
		}
		if s.frames[i].visible {
			axesFromSource := s.palms[i].Inverse()
			if h.Axes != "palm" {
				axes, err := format.ParseAxes(h.Axes)
				if err != nil {
					return err
				}
				axesFromSource = spatial.Pose{Rot: quat.Mul(quat.Conj(axes.WorldFromSource()), r.Axes.WorldFromSource())}
			}
			if axesFromSource.IsFinite() {
				f.Hands = []format.Hand{moved(s.frames[i].Hand, axesFromSource)}
			}
		}
		if err := out.Write(&f); err != nil {
			return err
		}
	}
	return nil
}

// moved is a hand in other axes, in whole micrometres.
func moved(h *format.Hand, to spatial.Pose) format.Hand {
	out := *h
	place := func(p r3.Vec) r3.Vec {
		p = to.Apply(p)
		return r3.Vec{X: rounded(p.X), Y: rounded(p.Y), Z: rounded(p.Z)}
	}
	out.Seen = hand.Observation{Weight: h.Seen.Weight}
	for k, p := range h.Seen.Points {
		if h.Seen.Weight[k] > 0 {
			out.Seen.Points[k] = place(p)
		}
	}
	out.Elbow, out.Shoulder = place(h.Elbow), place(h.Shoulder)
	return out
}

// rounded is a number to a millionth.
func rounded(x float64) float64 { return math.Round(x*1e6) / 1e6 }
