package live

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/spatial/r3"
)

// Protocol is the name of the messages, as a WebSocket's subprotocol. README has
// their description.
const Protocol = "mirrorarm.hand.v1"

// MaxMessage (bytes) is the longest message that is read.
const MaxMessage = 64 << 10

// Message is what a tracker sends, of whichever type: those of its fields that
// the type has. Fields that are not known are ignored.
type Message struct {
	Type string `json:"type"`

	// Of a hello, which comes first.
	Protocol string   `json:"protocol,omitempty"`
	Name     string   `json:"name,omitempty"`
	Kind     string   `json:"kind,omitempty"` // "camera", or "tracker" for one that sees depth
	Axes     string   `json:"axes,omitempty"`
	Position *bool    `json:"position,omitempty"`
	FOV      *float64 `json:"fov_deg,omitempty"`

	// Of hands.
	Sequence uint64        `json:"seq,omitempty"`
	Captured *float64      `json:"t_ms,omitempty"`
	Sent     *float64      `json:"sent_ms,omitempty"`
	RoundMS  *float64      `json:"rtt_ms,omitempty"`
	Size     []float64     `json:"size,omitempty"` // of the picture
	Hands    []HandMessage `json:"hands,omitempty"`
	Arms     *Arms         `json:"arms,omitempty"`
	Got      *float64      `json:"got_ms,omitempty"` // when the tracker had the picture

	// Of a state: how the camera stands.
	State State `json:"state,omitempty"`
}

// HandMessage is one hand: 21 landmarks in metres, or those of a picture and of
// the hand about its own centre.
type HandMessage struct {
	ID         *int        `json:"id,omitempty"`
	Side       string      `json:"side,omitempty"`  // "left" or "right"
	Label      string      `json:"label,omitempty"` // the same, as cameras' trackers write it
	Confidence *float64    `json:"confidence,omitempty"`
	Score      *float64    `json:"score,omitempty"` // the same, as cameras' trackers write it
	Landmarks  [][]float64 `json:"landmarks_m,omitempty"`
	Elbow      []float64   `json:"elbow_m,omitempty"`
	Image      [][]float64 `json:"image,omitempty"`
	World      [][]float64 `json:"world,omitempty"`
}

// Arms are shoulder, elbow and wrist of a body (m, camera axes) with how surely
// each was seen.
type Arms struct {
	Left  [][]float64 `json:"left,omitempty"`
	Right [][]float64 `json:"right,omitempty"`
}

// Types of messages.
const (
	typeHello = "hello"
	typeHands = "hands"
	typeClock = "clock"
	typeState = "state"
)

// ParseMessage reads one text message, and checks what can be checked of it
// alone.
func ParseMessage(data []byte) (*Message, error) {
	if len(data) > MaxMessage {
		return nil, fmt.Errorf("message of %d bytes, want at most %d", len(data), MaxMessage)
	}
	m := new(Message)
	if err := json.Unmarshal(data, m); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return nil, fmt.Errorf("%s is a %s", kind.Field, kind.Value)
		}
		return nil, errors.New("not JSON")
	}
	switch m.Type {
	case typeHello:
		return m, m.checkHello()
	case typeHands:
		return m, m.checkHands()
	case typeClock:
		return m, checkTime("sent_ms", m.Sent)
	case typeState:
		return m, m.State.check()
	}
	return nil, fmt.Errorf("type %q, want hello, hands, clock or state", short(m.Type))
}

// short keeps foreign words from filling a screen.
func short(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

func (m *Message) checkHello() error {
	if m.Protocol != "" && m.Protocol != Protocol {
		return fmt.Errorf("protocol %q, want %s", short(m.Protocol), Protocol)
	}
	if m.Kind != "" && m.Kind != "camera" && m.Kind != "tracker" {
		return fmt.Errorf("kind %q, want camera or tracker", short(m.Kind))
	}
	if m.Axes != "" {
		if _, err := format.ParseAxes(m.Axes); err != nil {
			return err
		}
	}
	if m.FOV != nil && !(*m.FOV >= minFOV && *m.FOV <= maxFOV) {
		return fmt.Errorf("fov_deg %g, want %g to %g", *m.FOV, minFOV, maxFOV)
	}
	return nil
}

func (m *Message) checkHands() error {
	for name, t := range map[string]*float64{"t_ms": m.Captured, "sent_ms": m.Sent, "rtt_ms": m.RoundMS, "got_ms": m.Got} {
		if t != nil {
			if err := checkTime(name, t); err != nil {
				return err
			}
		}
	}
	if len(m.Hands) > format.MaxHands {
		return fmt.Errorf("%d hands, want at most %d", len(m.Hands), format.MaxHands)
	}
	for i := range m.Hands {
		if err := m.Hands[i].check(); err != nil {
			return fmt.Errorf("hand %d: %w", i, err)
		}
	}
	if n := len(m.Size); n != 0 && n != 2 {
		return fmt.Errorf("size of %d numbers, want width and height", n)
	}
	return nil
}

func checkTime(name string, t *float64) error {
	if t == nil || !(math.Abs(*t) < 1e15) {
		return fmt.Errorf("%s missing or no time in ms", name)
	}
	return nil
}

func (h *HandMessage) check() error {
	if h.Landmarks == nil && h.World == nil {
		return errors.New("no landmarks_m and no world")
	}
	for _, list := range []struct {
		name   string
		points [][]float64
		least  int
	}{{"landmarks_m", h.Landmarks, 3}, {"world", h.World, 3}, {"image", h.Image, 2}} {
		if list.points == nil {
			continue
		}
		if len(list.points) != hand.NumLandmarks {
			return fmt.Errorf("%s: %d landmarks, want %d", list.name, len(list.points), hand.NumLandmarks)
		}
		for i, p := range list.points {
			if p != nil && len(p) < list.least {
				return fmt.Errorf("%s: landmark %d: %d coordinates, want %d", list.name, i, len(p), list.least)
			}
		}
	}
	if h.Elbow != nil && len(h.Elbow) != 3 {
		return fmt.Errorf("elbow_m: %d coordinates, want 3", len(h.Elbow))
	}
	for _, c := range []*float64{h.Confidence, h.Score} {
		if c != nil && !(*c >= 0 && *c <= 1) {
			return fmt.Errorf("confidence %g, want 0 to 1", *c)
		}
	}
	if side := h.side(); side != "" && side != "left" && side != "right" {
		return fmt.Errorf("side %q, want left or right", short(side))
	}
	return nil
}

func (h *HandMessage) side() string {
	if h.Side != "" {
		return h.Side
	}
	return strings.ToLower(h.Label)
}

// hand is the message's hand as readers of recordings have it.
func (h *HandMessage) hand() format.Hand {
	out := format.Hand{ID: -1, Confidence: 1}
	if h.ID != nil {
		out.ID = *h.ID
	}
	if side := h.side(); side != "" {
		out.Labelled = true
		if side == "left" {
			out.Side = hand.Left
		}
	}
	for _, c := range []*float64{h.Score, h.Confidence} {
		if c != nil {
			out.Confidence = *c
		}
	}
	points := h.Landmarks
	if points == nil {
		points = h.World
	}
	for i, p := range points {
		if p != nil {
			out.Seen.Points[i], out.Seen.Weight[i] = r3.Vec{X: p[0], Y: p[1], Z: p[2]}, 1
		}
	}
	out.Place = out.Seen.Points[0]
	if h.Image != nil && h.Image[0] != nil {
		out.Place = r3.Vec{X: h.Image[0][0], Y: h.Image[0][1]}
	}
	if h.Elbow != nil {
		out.Elbow, out.HasElbow = r3.Vec{X: h.Elbow[0], Y: h.Elbow[1], Z: h.Elbow[2]}, true
	}
	return out
}

// Binary messages have hands alone, little-endian: "MAH1", u32 seq, f64 t_ms, f64
// sent_ms, u8 hands, and for each u8 side (0 unknown, 1 left, 2 right), f32
// confidence, 63 × f32 landmarks in m (NaN: not seen).
const (
	binaryMagic = "MAH1"
	binaryHead  = 4 + 4 + 8 + 8 + 1
	binaryHand  = 1 + 4 + 4*3*hand.NumLandmarks
)

// ParseBinary reads one binary message.
func ParseBinary(data []byte) (*Message, error) {
	if len(data) < binaryHead || string(data[:4]) != binaryMagic {
		return nil, fmt.Errorf("binary message does not begin with %s", binaryMagic)
	}
	count := int(data[binaryHead-1])
	if len(data) != binaryHead+count*binaryHand {
		return nil, fmt.Errorf("binary message of %d bytes, want %d for %d hands", len(data), binaryHead+count*binaryHand, count)
	}
	le := binary.LittleEndian
	captured, sent := math.Float64frombits(le.Uint64(data[8:])), math.Float64frombits(le.Uint64(data[16:]))
	m := &Message{Type: typeHands, Sequence: uint64(le.Uint32(data[4:])), Captured: &captured, Sent: &sent}
	for at := binaryHead; at < len(data); at += binaryHand {
		h := HandMessage{Landmarks: make([][]float64, hand.NumLandmarks)}
		switch data[at] {
		case 0:
		case 1:
			h.Side = "left"
		case 2:
			h.Side = "right"
		default:
			return nil, fmt.Errorf("side %d, want 0, 1 or 2", data[at])
		}
		confidence := float64(math.Float32frombits(le.Uint32(data[at+1:])))
		h.Confidence = &confidence
		for i := range h.Landmarks {
			p := make([]float64, 3)
			for c := range p {
				p[c] = float64(math.Float32frombits(le.Uint32(data[at+5+12*i+4*c:])))
			}
			if !math.IsNaN(p[0] + p[1] + p[2]) {
				h.Landmarks[i] = p
			}
		}
		m.Hands = append(m.Hands, h)
	}
	return m, m.checkHands()
}

// AppendBinary writes hands as ParseBinary reads them.
func AppendBinary(dst []byte, m *Message) []byte {
	le := binary.LittleEndian
	number := func(p *float64) float64 {
		if p == nil {
			return 0
		}
		return *p
	}
	dst = append(dst, binaryMagic...)
	dst = le.AppendUint32(dst, uint32(m.Sequence))
	dst = le.AppendUint64(dst, math.Float64bits(number(m.Captured)))
	dst = le.AppendUint64(dst, math.Float64bits(number(m.Sent)))
	dst = append(dst, byte(len(m.Hands)))
	for i := range m.Hands {
		h := m.Hands[i].hand()
		side := byte(0)
		if h.Labelled {
			side = map[hand.Side]byte{hand.Left: 1, hand.Right: 2}[h.Side]
		}
		dst = le.AppendUint32(append(dst, side), math.Float32bits(float32(h.Confidence)))
		for k, p := range h.Seen.Points {
			if h.Seen.Weight[k] == 0 {
				p = r3.Vec{X: math.NaN(), Y: math.NaN(), Z: math.NaN()}
			}
			for _, c := range [3]float64{p.X, p.Y, p.Z} {
				dst = le.AppendUint32(dst, math.Float32bits(float32(c)))
			}
		}
	}
	return dst
}
