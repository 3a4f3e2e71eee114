package gesture

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

func readLeap(in *input) (*recording, error) {
	rec := &recording{format: "Leap frames", worldFromSource: worldFromLeap(), position: true, orientation: true}
	err := eachElement(in, "frames", nil, func(_ int, value *leapFrame) error {
		if value.Microseconds == nil {
			return fmt.Errorf("no time: want t_us")
		}
		if len(value.Hands) > maxHands {
			return fmt.Errorf("%d hands, want at most %d", len(value.Hands), maxHands)
		}
		f := frame{time: *value.Microseconds * 1e-6}
		for i := range value.Hands {
			s, err := value.Hands[i].sighting()
			if err != nil {
				return fmt.Errorf("hand %d: %w", i, err)
			}
			f.hands = append(f.hands, s)
		}
		rec.frames = append(rec.frames, f)
		return nil
	})
	return rec, err
}

func (l *leapHand) sighting() (sighting, error) {
	s := newSighting()
	if l.ID != nil {
		s.id = *l.ID
	}
	switch l.Type {
	case "left", "right":
		s.labelled = true
		if l.Type == "left" {
			s.side = hand.Left
		}
	default:
		return s, fmt.Errorf("type %q, want left or right", l.Type)
	}
	var err error
	if s.confidence, err = confidence(l.Confidence); err != nil {
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
	if err := landmarks(&s.seen, points); err != nil {
		return s, err
	}
	if s.place, err = point(l.Palm); err != nil {
		return s, fmt.Errorf("palmPosition: %w", err)
	}
	if l.Elbow != nil && l.Wrist != nil {
		if s.elbow, err = point(l.Elbow); err != nil {
			return s, fmt.Errorf("elbow: %w", err)
		}
		s.hasElbow = true
	}
	return s, nil
}
