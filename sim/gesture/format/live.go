package format

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
)

// Live reads a tracker's messages as they come: our own lines, Leap's frames, Hand
// Tracking Streamer's lines, or any JSON with hands in it. What Read decides by the
// whole of a file it decides by the first message that shows a hand.
type Live struct {
	opt  Options
	kind func(message []byte) ([]Frame, error) // reads messages, once it is known of which kind they are

	source  Recording // the conventions of the messages, without frames
	told    Recording // and of the frames that are made of them
	ready   bool
	builder *builder
	side    hand.Side
	lines   streamer
	count   int
}

// NewLive is a reader before the first message.
func NewLive(opt Options) *Live { return &Live{opt: opt, lines: streamer{live: true}} }

// Recording is what is known of all frames; it has none itself. It is nil before
// the first frame.
func (l *Live) Recording() *Recording {
	if !l.ready {
		return nil
	}
	told := l.told
	return &told
}

// Read takes a message and gives the frames that it completes: mostly one, none
// where it is a header or half of a frame.
func (l *Live) Read(message []byte) ([]Frame, error) {
	message = bytes.TrimSpace(message)
	if len(message) == 0 {
		return nil, nil
	}
	if len(message) > maxNode {
		return nil, fmt.Errorf("a message of more than %d MB", maxNode>>20)
	}
	if l.kind == nil {
		if err := l.start(message); err != nil {
			return nil, err
		}
	}
	frames, err := l.kind(message)
	if err != nil || len(frames) == 0 {
		return nil, err
	}
	return frames, l.settle(frames)
}

// start finds out of which kind the messages are.
func (l *Live) start(message []byte) error {
	has := func(key string) bool { return bytes.Contains(message, []byte(`"`+key+`"`)) }
	switch {
	case IsStreamer(message):
		l.kind = l.streamed
		l.source = Recording{Format: "Hand Tracking Streamer lines", Axes: axesNamed("unity"), AxesStand: true, Position: true, Orientation: true}
	case message[0] != '{' && message[0] != '[':
		return fmt.Errorf("message %s: want JSON or a line of Hand Tracking Streamer", quoted(message))
	case has(nativeFormat):
		l.kind = l.header
	case isLeap(has):
		l.kind = l.leap
		l.source = leapConventions()
	default:
		l.kind = l.anyJSON
		l.builder = newBuilder(newKeyBook())
	}
	return nil
}

// settle applies the caller's options to frames and makes right-handed axes of
// left-handed ones.
func (l *Live) settle(frames []Frame) error {
	rec := l.source
	rec.Frames = frames
	if err := rec.apply(l.opt); err != nil {
		return err
	}
	rec.Frames = nil
	l.told, l.ready = rec, true
	return nil
}

// streamed reads lines of Hand Tracking Streamer.
func (l *Live) streamed(message []byte) ([]Frame, error) {
	var out []Frame
	for line := range bytes.Lines(message) {
		l.count++
		out = append(out, l.lines.feed(bytes.TrimSpace(line), l.count)...)
	}
	l.source.Clock = l.lines.clock
	if !l.lines.timed {
		l.source.Clock = Untold
	}
	return out, nil
}

// header reads the header of our own format; frames follow it.
func (l *Live) header(message []byte) ([]Frame, error) {
	n, err := readMessage(message)
	if err != nil {
		return nil, err
	}
	l.source = Recording{Format: "mirrorarm frames"}
	if err := nativeHeader(&n, &l.source, &l.side); err != nil {
		return nil, err
	}
	l.kind = func(message []byte) ([]Frame, error) {
		n, err := readMessage(message)
		if err != nil {
			return nil, err
		}
		f, err := nativeFrame(&n, l.side)
		return []Frame{f}, err
	}
	return nil, nil
}

func (l *Live) leap(message []byte) ([]Frame, error) {
	n, err := readMessage(message)
	if err == nil && n.get("hands").kind == absent && n.get("timestamp").kind == absent {
		return nil, nil // the service's greeting, or an event
	}
	f := leapFrame(&n, err, 0)
	if f.Bad != "" {
		return nil, errors.New(f.Bad)
	}
	return []Frame{f}, nil
}

// anyJSON reads a message with hands in it, whatever its keys.
func (l *Live) anyJSON(message []byte) ([]Frame, error) {
	n, err := readMessage(message)
	if err != nil {
		return nil, err
	}
	b := l.builder
	s := b.book.walk(&n)
	if b.orders == nil {
		if len(s.sights) == 0 {
			l.kind = nil // nobody is there yet, or it is a greeting
			return nil, nil
		}
		b.survey([]shot{s})
		b.flipBy(&n)
		b.rec.Orientation, b.rec.Position = true, b.dialect.format != cameraDialect.format
		b.conventions()
		l.source = *b.rec
	}
	b.rec.Frames = b.rec.Frames[:0]
	if err := b.add(&s, 0, ""); err != nil {
		return nil, err
	}
	f := b.rec.Frames[0]
	if b.clock == Counted {
		f.Time = math.NaN()
	}
	if f.Bad != "" {
		return nil, errors.New(f.Bad)
	}
	return []Frame{f}, nil
}

// readMessage is a message as a value.
func readMessage(message []byte) (node, error) {
	p := parser{text: message}
	n, err := p.value(0)
	if err == nil && p.space() {
		err = p.fail("more than one value in a message")
	}
	if err != nil {
		return n, errors.New(brokenJSON(err))
	}
	return n, nil
}
