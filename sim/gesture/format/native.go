package format

import (
	"encoding/json"
	"fmt"
	"io"

	"mirrorarm/kinematics/hand"

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

func readNative(in *input) (*Recording, error) {
	rec := &Recording{Format: "mirrorarm frames"}
	headed, side := false, hand.Right
	err := eachLine(in, func(_ int, line *nativeLine) error {
		if !headed {
			headed = true
			return line.header(rec, &side)
		}
		if line.Format != "" {
			return fmt.Errorf("a second header")
		}
		if len(rec.Frames) >= maxFrames {
			return fmt.Errorf("more than %d frames", maxFrames)
		}
		f, err := line.frame(side)
		rec.Frames = append(rec.Frames, f)
		return err
	})
	return rec, err
}

// header sets the recording's conventions.
func (n *nativeLine) header(rec *Recording, side *hand.Side) error {
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
	case "world", "leap", "camera":
		rec.Axes, rec.Placed = axesNamed(n.Axes), n.Axes == "world"
		rec.Position, rec.Orientation = true, true
	case "palm":
		rec.Axes = axesNamed(n.Axes)
	default:
		return fmt.Errorf("axes %q, want world, camera, leap or palm", n.Axes)
	}
	return nil
}

// frame reads one frame of the hand of that side.
func (n *nativeLine) frame(side hand.Side) (Frame, error) {
	if n.Seconds == nil {
		return Frame{}, fmt.Errorf("no time: want t_s")
	}
	f := Frame{Time: *n.Seconds}
	if n.Landmarks == nil {
		return f, nil
	}
	s := newHand()
	s.Side, s.Labelled = side, true
	var err error
	if s.Confidence, err = confidence(n.Confidence); err != nil {
		return f, err
	}
	if err := landmarks(&s.Seen, n.Landmarks); err != nil {
		return f, err
	}
	s.Place = s.Seen.Points[0]
	if n.Elbow != nil {
		if s.Elbow, err = point(n.Elbow); err != nil {
			return f, fmt.Errorf("elbow_m: %w", err)
		}
		s.HasElbow = true
	}
	f.Hands = []Hand{s}
	return f, nil
}

// Writer writes a recording of one hand in the program's own format.
type Writer struct{ enc *json.Encoder }

// NewWriter writes the header: whose hand, in which axes.
func NewWriter(w io.Writer, side hand.Side, axes string) (*Writer, error) {
	enc := json.NewEncoder(w)
	err := enc.Encode(nativeLine{Format: nativeFormat, Version: nativeVersion, Hand: side.String(), Axes: axes})
	return &Writer{enc: enc}, err
}

// Write adds a frame at a time (s); nil landmarks (m) are a frame without a hand,
// a nil elbow is one that was not seen.
func (w *Writer) Write(time float64, landmarks *hand.Landmarks, confidence float64, elbow *r3.Vec) error {
	line := nativeLine{Seconds: &time, Confidence: &confidence}
	if landmarks != nil {
		for _, p := range landmarks {
			line.Landmarks = append(line.Landmarks, []float64{p.X, p.Y, p.Z})
		}
	}
	if elbow != nil {
		line.Elbow = []float64{elbow.X, elbow.Y, elbow.Z}
	}
	return w.enc.Encode(line)
}
