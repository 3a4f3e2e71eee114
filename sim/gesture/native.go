package gesture

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// The program's own format, as the package documentation describes it.
const (
	nativeFormat  = "mirrorarm-hand"
	nativeVersion = 1
)

// nativeLine is either kind of line: the header or a frame. Decoding it refuses
// unknown keys.
type nativeLine struct {
	Format  string `json:"format,omitempty"`
	Version int    `json:"version,omitempty"`
	Hand    string `json:"hand,omitempty"`
	Axes    string `json:"axes,omitempty"`

	Seconds    *float64    `json:"t_s,omitempty"`
	Landmarks  [][]float64 `json:"landmarks_m,omitempty"`
	Confidence *float64    `json:"confidence,omitempty"`
	Elbow      []float64   `json:"elbow_m,omitempty"`
}

func readNative(in *input) (*recording, error) {
	rec := &recording{format: "mirrorarm frames"}
	headed, side := false, hand.Right
	err := eachLine(in, func(_ int, line *nativeLine) error {
		if !headed {
			headed = true
			return line.header(rec, &side)
		}
		if line.Format != "" {
			return fmt.Errorf("a second header")
		}
		if len(rec.frames) >= maxFrames {
			return fmt.Errorf("more than %d frames", maxFrames)
		}
		f, err := line.frame(side)
		rec.frames = append(rec.frames, f)
		return err
	})
	return rec, err
}

// header sets the recording's conventions.
func (n *nativeLine) header(rec *recording, side *hand.Side) error {
	if n.Format != nativeFormat {
		return fmt.Errorf("format %q, want %q", n.Format, nativeFormat)
	}
	if n.Version != nativeVersion {
		return fmt.Errorf("version %d, want %d", n.Version, nativeVersion)
	}
	switch n.Hand {
	case "right":
	case "left":
		*side = hand.Left
	default:
		return fmt.Errorf("hand %q, want left or right", n.Hand)
	}
	switch n.Axes {
	case "world":
		rec.worldFromSource = quat.Number{Real: 1}
		rec.position, rec.orientation, rec.placed = true, true, true
	case "leap":
		rec.worldFromSource = worldFromLeap()
		rec.position, rec.orientation = true, true
	case "camera":
		rec.worldFromSource = worldFromCamera()
		rec.position, rec.orientation = true, true
	case "palm":
	default:
		return fmt.Errorf("axes %q, want world, camera, leap or palm", n.Axes)
	}
	return nil
}

// frame reads one frame of the hand of that side.
func (n *nativeLine) frame(side hand.Side) (frame, error) {
	if n.Seconds == nil {
		return frame{}, fmt.Errorf("no time: want t_s")
	}
	f := frame{time: *n.Seconds}
	if n.Landmarks == nil {
		return f, nil
	}
	s := newSighting()
	s.side, s.labelled = side, true
	var err error
	if s.confidence, err = confidence(n.Confidence); err != nil {
		return f, err
	}
	if err := landmarks(&s.seen, n.Landmarks); err != nil {
		return f, err
	}
	s.place = s.seen.Points[0]
	if n.Elbow != nil {
		if s.elbow, err = point(n.Elbow); err != nil {
			return f, fmt.Errorf("elbow_m: %w", err)
		}
		s.hasElbow = true
	}
	f.hands = []sighting{s}
	return f, nil
}

// forearmLength (m) is where the writer puts the elbow behind the wrist: the
// robot's own forearm. Design value.
const forearmLength = 0.27

// Write samples a source from start to end (s) at a rate (Hz) and writes it in
// the program's own format, in world axes. Lost samples become frames without a
// hand.
func Write(w io.Writer, src Source, start, end, rate float64) error {
	if !(rate > 0) || !(end >= start) || (end-start)*rate > maxFrames {
		return fmt.Errorf("gesture: write: %g s to %g s at %g Hz, want at most %d frames in rising time", start, end, rate, maxFrames)
	}
	info := src.Info()
	enc := json.NewEncoder(w)
	if err := enc.Encode(nativeLine{Format: nativeFormat, Version: nativeVersion, Hand: info.Side.String(), Axes: "world"}); err != nil {
		return fmt.Errorf("gesture: write: %w", err)
	}
	h := hand.New(info.Side, info.Dims)
	var s Sample
	for i := range int(math.Floor((end-start)*rate)) + 1 {
		src.Sample(start+float64(i)/rate, &s)
		line := nativeLine{Seconds: &s.Time, Confidence: &s.Confidence}
		if s.State != Lost {
			line.Landmarks = worldLandmarks(h, &s)
			elbow := s.WorldFromForearm.Apply(r3.Vec{X: -forearmLength})
			line.Elbow = []float64{elbow.X, elbow.Y, elbow.Z}
		}
		if err := enc.Encode(line); err != nil {
			return fmt.Errorf("gesture: write: %w", err)
		}
	}
	return nil
}

func worldLandmarks(h *hand.Hand, s *Sample) [][]float64 {
	var palm hand.Landmarks
	h.SetAngles(s.Angles)
	h.LandmarksTo(&palm)
	points := make([][]float64, len(palm))
	for i, p := range palm {
		p = s.WorldFromPalm.Apply(p)
		points[i] = []float64{p.X, p.Y, p.Z}
	}
	return points
}
