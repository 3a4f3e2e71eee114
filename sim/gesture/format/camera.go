package format

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// cameraFrame is one line of a camera tracker's landmarks: t_s or t_ms, and
// per hand the label, the score, 21 image points (normalised) and 21 world
// points (m about the hand's centre).
type cameraFrame struct {
	Seconds      *float64     `json:"t_s"`
	Milliseconds *float64     `json:"t_ms"`
	Hands        []cameraHand `json:"hands"`
}

type cameraHand struct {
	Label string      `json:"label"`
	Score *float64    `json:"score"`
	Image [][]float64 `json:"image"`
	World [][]float64 `json:"world"`
}

func readCamera(in *input) (*Recording, error) {
	rec := &Recording{Format: "camera landmarks", Axes: axesNamed("camera"), AxesStand: true, Orientation: true}
	err := eachLine(in, func(_ int, line *cameraFrame) error {
		f, err := line.frame()
		if err != nil {
			return err
		}
		if len(rec.Frames) >= maxFrames {
			return fmt.Errorf("more than %d frames", maxFrames)
		}
		rec.Frames = append(rec.Frames, f)
		return nil
	})
	return rec, err
}

func (c *cameraFrame) frame() (Frame, error) {
	var f Frame
	switch {
	case c.Seconds != nil:
		f.Time = *c.Seconds
	case c.Milliseconds != nil:
		f.Time = *c.Milliseconds / 1000
	default:
		return f, fmt.Errorf("no time: want t_s or t_ms")
	}
	if len(c.Hands) > maxHands {
		return f, fmt.Errorf("%d hands, want at most %d", len(c.Hands), maxHands)
	}
	for i := range c.Hands {
		s, err := c.Hands[i].sighting()
		if err != nil {
			return f, fmt.Errorf("hand %d: %w", i, err)
		}
		f.Hands = append(f.Hands, s)
	}
	return f, nil
}

// sighting reads one hand. The tracker's labels suppose a mirrored picture, so
// that on a plain one "Left" is a right hand.
func (c *cameraHand) sighting() (Hand, error) {
	s := newHand()
	switch c.Label {
	case "Left":
		s.Side, s.Labelled = hand.Right, true
	case "Right":
		s.Side, s.Labelled = hand.Left, true
	case "":
	default:
		return s, fmt.Errorf("label %q, want Left or Right", c.Label)
	}
	var err error
	if s.Confidence, err = confidence(c.Score); err != nil {
		return s, err
	}
	if err := landmarks(&s.Seen, c.World); err != nil {
		return s, fmt.Errorf("world: %w", err)
	}
	// World points are centred on the hand; only the picture tells where it is.
	if len(c.Image) > 0 && len(c.Image[0]) >= 2 {
		s.Place = r3.Vec{X: c.Image[0][0], Y: c.Image[0][1]}
		if !(math.Abs(s.Place.X)+math.Abs(s.Place.Y) < 100) {
			return s, fmt.Errorf("image: wrist at %g, %g, want normalised picture coordinates", s.Place.X, s.Place.Y)
		}
	}
	return s, nil
}
