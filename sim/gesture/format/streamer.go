package format

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Lines of Hand Tracking Streamer, an app for Quest headsets, as its sockets give
// them:
//
//	Right wrist:, x, y, z, qx, qy, qz, qw
//	Right landmarks:, 63 numbers
//
// The 21 landmarks are in the order of hand.Landmarks, m, relative to the wrist;
// axes are Unity's. With its frame numbers on, labels read "Right wrist | f = 7 |
// t = 123456": the headset's clock, ns. Whoever keeps the lines may have put a
// time before each.

// streamerRate (Hz) is about how often the headset sends, where lines have no
// time.
const streamerRate = 70

// IsStreamer reports whether a text begins with Hand Tracking Streamer's lines,
// among which the head's may come first.
func IsStreamer(data []byte) bool {
	const looked = 20
	n := 0
	for line := range bytes.Lines(data[:min(len(data), 1<<14)]) {
		if _, ok := readStreamerLine(bytes.TrimSpace(line)); ok {
			return true
		}
		if n++; n > looked {
			break
		}
	}
	return false
}

// streamerLine is a line's content.
type streamerLine struct {
	side    hand.Side
	wrist   bool
	numbers []float64
	time    float64 // NaN if there is none
	clock   Clock
}

// readStreamerLine reads a line; ok is false for one of another kind.
func readStreamerLine(line []byte) (l streamerLine, ok bool) {
	l.time = math.NaN()
	if len(line) > 4096 {
		return l, false
	}
	head, tail, found := strings.Cut(string(line), ":")
	// A time of day before the label has colons of its own.
	for found && !strings.Contains(head, "wrist") && !strings.Contains(head, "landmarks") {
		var more string
		more, tail, found = strings.Cut(tail, ":")
		head += ":" + more
	}
	if !found {
		return l, false
	}
	label, meta, _ := strings.Cut(head, "|")
	for i, side := range []string{"Right ", "Left "} {
		at := strings.Index(label, side)
		if at < 0 {
			continue
		}
		kind := strings.TrimSpace(label[at+len(side):])
		l.side, l.wrist = hand.Side(i), kind == "wrist"
		if kind != "wrist" && kind != "landmarks" {
			return l, false
		}
		l.readTime(strings.Trim(label[:at], " ,;[]\t"), meta)
		l.readNumbers(tail)
		return l, true
	}
	return l, false
}

// readTime takes the time from before the label or from what follows it.
func (l *streamerLine) readTime(before, meta string) {
	if n := textNode(before); before != "" {
		l.time, l.clock = n.clockTime(Untold)
	}
	for _, part := range strings.Split(meta, "|") {
		key, value, _ := strings.Cut(part, "=")
		switch strings.TrimSpace(key) {
		case "t", "ts", "timestamp":
			if x, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
				l.time, l.clock = x, Nanoseconds
			}
		}
	}
}

// readNumbers reads the values up to the first that is none, since a wrist's may
// be followed by a word about the other hand.
func (l *streamerLine) readNumbers(tail string) {
	for _, field := range strings.Split(tail, ",") {
		field = strings.TrimSpace(field)
		if field == "" {
			continue
		}
		x, ok := parseNumber(field)
		if !ok {
			return
		}
		l.numbers = append(l.numbers, x)
	}
}

// streamer puts lines together into frames: a frame ends where a side's landmarks
// come again or, live, as soon as every hand of the frame before has come.
type streamer struct {
	live   bool
	before [2]bool // the sides of the frame before
	wrists [2]joint
	seen   [2]bool
	frame  Frame
	open   bool
	time   float64 // last told
	clock  Clock
	timed  bool
}

// feed takes a line and gives the frames that it ends: one, or live two where a hand
// has left.
func (s *streamer) feed(line []byte, number int) (ended []Frame) {
	l, ok := readStreamerLine(line)
	if !ok {
		return nil
	}
	if s.open && !l.wrist && s.seen[l.side] {
		ended = append(ended, s.frame)
		s.open, s.before = false, s.seen
	}
	if !math.IsNaN(l.time) {
		s.time, s.clock, s.timed = l.time, l.clock, true
	}
	if l.wrist {
		s.wrists[l.side] = joint{}
		if n := l.numbers; len(n) >= poseNumbers {
			s.wrists[l.side] = newJoint(n[0], n[1], n[2], 3).turnedBy(n[3], n[4], n[5], n[6])
		}
		return ended
	}
	if !s.open {
		s.frame, s.seen, s.open = Frame{Time: math.NaN(), Line: number}, [2]bool{}, true
	}
	if s.timed {
		s.frame.Time = s.time
	}
	s.seen[l.side] = true
	if len(l.numbers) == 3*hand.NumLandmarks {
		s.frame.Hands = append(s.frame.Hands, s.hand(&l))
	} else {
		s.frame.Bad = fmt.Sprintf("%d numbers, want %d", len(l.numbers), 3*hand.NumLandmarks)
	}
	if s.live && s.seen == s.before {
		ended = append(ended, s.frame)
		s.open = false
	}
	return ended
}

// hand is the hand of a line of landmarks.
func (s *streamer) hand(l *streamerLine) Hand {
	h := newHand()
	h.Side, h.Labelled = l.side, true
	pose := spatial.Pose{Rot: quat.Number{Real: 1}}
	if w := s.wrists[l.side]; w.turned {
		pose = w.rot
	}
	for i := range h.Seen.Points {
		j := newJoint(l.numbers[3*i], l.numbers[3*i+1], l.numbers[3*i+2], 3)
		if j.seen && (i == 0 || j.at != (r3.Vec{})) {
			h.Seen.Points[i], h.Seen.Weight[i] = pose.Apply(j.at), 1
		}
	}
	h.Place = h.Seen.Points[0]
	return h
}

func readStreamer(in *input) (*Recording, error) {
	rec := &Recording{Format: "Hand Tracking Streamer lines", Axes: axesNamed("unity"), AxesStand: true, Position: true, Orientation: true}
	var s streamer
	line := 0
	for text := range bytes.Lines(in.data) {
		line++
		if len(rec.Frames) >= maxFrames {
			return nil, in.fail(line, "more than %d frames", maxFrames)
		}
		rec.Frames = append(rec.Frames, s.feed(bytes.TrimSpace(text), line)...)
	}
	if s.open {
		rec.Frames = append(rec.Frames, s.frame)
	}
	s.settle(rec)
	return rec, in.anyFrame(rec)
}

// settle gives a recording its clock.
func (s *streamer) settle(rec *Recording) {
	rec.Clock = s.clock
	if !s.timed {
		rec.Clock, rec.Rate = Counted, streamerRate
		for i := range rec.Frames {
			rec.Frames[i].Time = float64(i)
		}
	}
}
