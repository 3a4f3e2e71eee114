package format

import (
	"fmt"

	"mirrorarm/kinematics/hand"
)

// leapFrame is one frame of a Leap Motion recording; points are mm.
type leapFrame struct {
	Microseconds *float64   `json:"t_us"`
	Hands        []leapHand `json:"hands"`
}

type leapHand struct {
	ID         *int                  `json:"id"`
	Type       string                `json:"type"`
	Confidence *float64              `json:"confidence"`
	Palm       []float64             `json:"palmPosition"`
	Wrist      []float64             `json:"wrist"`
	Elbow      []float64             `json:"elbow"`
	Fingers    map[string]leapFinger `json:"fingers"`
}

// leapFinger is a finger's joints. The thumb's mcp, pip, dip and tip are CMC,
// MCP, IP and tip.
type leapFinger struct {
	MCP []float64 `json:"mcp"`
	PIP []float64 `json:"pip"`
	DIP []float64 `json:"dip"`
	Tip []float64 `json:"tip"`
}

var leapFingers = [hand.NumFingers]string{"thumb", "index", "middle", "ring", "pinky"}

func readLeap(in *input) (*Recording, error) {
	rec := &Recording{Format: "Leap frames", Clock: Microseconds, Axes: axesNamed("leap"), AxesStand: true, Position: true, Orientation: true}
	err := eachElement(in, "frames", nil, func(_ int, value *leapFrame) error {
		if value.Microseconds == nil {
			return fmt.Errorf("no time: want t_us")
		}
		if len(value.Hands) > maxHands {
			return fmt.Errorf("%d hands, want at most %d", len(value.Hands), maxHands)
		}
		f := Frame{Time: *value.Microseconds}
		for i := range value.Hands {
			s, err := value.Hands[i].sighting()
			if err != nil {
				return fmt.Errorf("hand %d: %w", i, err)
			}
			f.Hands = append(f.Hands, s)
		}
		rec.Frames = append(rec.Frames, f)
		return nil
	})
	return rec, err
}

func (l *leapHand) sighting() (Hand, error) {
	s := newHand()
	if l.ID != nil {
		s.ID = *l.ID
	}
	switch l.Type {
	case "left", "right":
		s.Labelled = true
		if l.Type == "left" {
			s.Side = hand.Left
		}
	default:
		return s, fmt.Errorf("type %q, want left or right", l.Type)
	}
	var err error
	if s.Confidence, err = confidence(l.Confidence); err != nil {
		return s, err
	}
	points := make([][]float64, 1, hand.NumLandmarks)
	points[0] = l.Wrist
	for _, name := range leapFingers {
		finger, ok := l.Fingers[name]
		if !ok {
			return s, fmt.Errorf("no finger %q", name)
		}
		points = append(points, finger.MCP, finger.PIP, finger.DIP, finger.Tip)
	}
	if err := landmarks(&s.Seen, points); err != nil {
		return s, err
	}
	if s.Place, err = point(l.Palm); err != nil {
		return s, fmt.Errorf("palmPosition: %w", err)
	}
	if l.Elbow != nil && l.Wrist != nil {
		if s.Elbow, err = point(l.Elbow); err != nil {
			return s, fmt.Errorf("elbow: %w", err)
		}
		s.HasElbow = true
	}
	return s, nil
}
