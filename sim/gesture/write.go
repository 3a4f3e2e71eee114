package gesture

import (
	"fmt"
	"io"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// forearmLength (m) is where the writer puts the elbow behind the wrist: the
// robot's own forearm. Design value.
const forearmLength = 0.27

// Write samples a source from start to end (s) at a rate (Hz) and writes it in
// the program's own format, in world axes. Lost samples become frames without a
// hand.
func Write(w io.Writer, src Source, start, end, rate float64) error {
	if !(rate > 0) || !(end >= start) || (end-start)*rate > format.MaxFrames {
		return fmt.Errorf("gesture: write: %g s to %g s at %g Hz, want at most %d frames in rising time", start, end, rate, format.MaxFrames)
	}
	info := src.Info()
	out, err := format.NewWriter(w, format.Header{Side: info.Side, Axes: "world"})
	if err != nil {
		return fmt.Errorf("gesture: write: %w", err)
	}
	h := hand.New(info.Side, info.Dims)
	var s Sample
	for i := range int(math.Floor((end-start)*rate)) + 1 {
		src.Sample(start+float64(i)/rate, &s)
		frame := format.Frame{Time: s.Time}
		if s.State != Lost {
			frame.Hands = []format.Hand{{
				Confidence: s.Confidence, Seen: hand.Seen(worldLandmarks(h, &s)),
				Elbow: s.WorldFromForearm.Apply(r3.Vec{X: -forearmLength}), HasElbow: true,
			}}
		}
		if err := out.Write(&frame); err != nil {
			return fmt.Errorf("gesture: write: %w", err)
		}
	}
	return nil
}

func worldLandmarks(h *hand.Hand, s *Sample) hand.Landmarks {
	var points hand.Landmarks
	h.SetAngles(s.Angles)
	h.LandmarksTo(&points)
	for i, p := range points {
		points[i] = s.WorldFromPalm.Apply(p)
	}
	return points
}
