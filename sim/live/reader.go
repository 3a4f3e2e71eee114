package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"

	"gonum.org/v1/gonum/num/quat"
)

// reader turns messages of a form that is a tracker's own into frames: metres,
// right-handed axes, our clock. It belongs to one goroutine.
type reader struct {
	messages *format.Live
	unit     float64 // m, of the tracker's lengths; 0 until a palm was seen
	stamps   stamps
	clock    clockOffset
}

func newReader(opt format.Options) *reader { return &reader{messages: format.NewLive(opt)} }

// settings are what a follower of this tracker needs to know. They are known with
// the first frame.
func (r *reader) settings() Settings {
	told := r.messages.Recording()
	return Settings{
		Axes: told.Axes, Position: told.Position, Depth: told.Position,
		Orientation: told.Orientation && told.Axes.WorldFromSource() != (quat.Number{}),
	}
}

// read gives the frames that a message which came at time now (s) completes.
func (r *reader) read(message []byte, now float64) ([]Packet, error) {
	if len(message) > MaxMessage {
		return nil, fmt.Errorf("message of %d bytes, want at most %d", len(message), MaxMessage)
	}
	frames, err := r.messages.Read(message)
	if err != nil || len(frames) == 0 {
		return nil, err
	}
	told := r.messages.Recording()
	if told.Picture {
		return nil, errors.New("landmarks of a picture alone: want the tracker's world landmarks beside them")
	}
	var packets []Packet
	for i := range frames {
		f := &frames[i]
		if f.Bad != "" {
			err = errors.New(f.Bad)
			continue
		}
		if failed := r.toMetres(f.Hands); failed != nil {
			err = failed
			continue
		}
		p := Packet{Came: now, Frame: Frame{Time: now, Hands: f.Hands}}
		if at, ok := r.stamps.seconds(f.Time, told.Clock, now); ok {
			p.Time, p.Timed = at+r.clock.heard(at, now), true
		}
		packets = append(packets, p)
	}
	return packets, err
}

// errNoPalm is of hands whose unit cannot be found yet.
var errNoPalm = errors.New("no hand with a palm has been seen yet: want wrist and middle knuckle, by which the unit is found")

// toMetres finds the unit by the size of the first palm.
func (r *reader) toMetres(hands []format.Hand) error {
	for i := 0; i < len(hands) && r.unit == 0; i++ {
		size := gesture.PalmLength(&hands[i].Seen)
		if math.IsNaN(size) {
			continue
		}
		_, metres, err := gesture.UnitOf(size)
		if err != nil {
			return err
		}
		r.unit = metres
	}
	if r.unit == 0 && len(hands) > 0 {
		return errNoPalm
	}
	for i := range hands {
		hands[i].Scale(r.unit)
	}
	return nil
}

// stamps are a tracker's times. Where their unit is not told, it is the one in which
// they run as fast as our clock.
type stamps struct {
	unit        float64 // s; 0 until it is known
	first, came float64
	begun       bool
}

// learnFor (s) of our clock are needed to tell a unit.
const learnFor = 0.3

// seconds is a stamp in seconds; ok is false where there is none, or its unit is not
// known yet.
func (s *stamps) seconds(stamp float64, clock format.Clock, now float64) (at float64, ok bool) {
	if math.IsNaN(stamp) || math.Abs(stamp) > 1e19 {
		return 0, false
	}
	switch clock {
	case format.Counted:
		return 0, false
	case format.Seconds:
		s.unit = 1
	case format.Milliseconds:
		s.unit = 1e-3
	case format.Microseconds:
		s.unit = 1e-6
	case format.Nanoseconds:
		s.unit = 1e-9
	case format.Untold:
		s.learn(stamp, now)
	}
	return s.unit * stamp, s.unit > 0
}

func (s *stamps) learn(stamp, now float64) {
	if s.unit > 0 {
		return
	}
	if !s.begun || stamp < s.first {
		s.first, s.came, s.begun = stamp, now, true
		return
	}
	if now-s.came < learnFor || stamp == s.first {
		return
	}
	power := math.Round(math.Log10((now-s.came)/(stamp-s.first)) / 3)
	s.unit = math.Pow(1000, math.Min(math.Max(power, -3), 0))
}

// ours reports whether a message is of our own protocol.
func ours(message []byte) bool {
	if !bytes.HasPrefix(message, []byte("{")) || !bytes.Contains(message, []byte(`"type"`)) {
		return false
	}
	var m struct {
		Type string `json:"type"`
	}
	if json.Unmarshal(message, &m) != nil {
		return false
	}
	return m.Type == typeHello || m.Type == typeHands || m.Type == typeClock
}
