package format

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
)

// Messages of our own live protocol that were kept, one a line: a hello that says
// what the tracker is, then its hands. Those of a camera, which have a picture's
// landmarks beside the world's, are read as any camera's.

// messagesRate (Hz) is about how often trackers send, where messages have no time.
const messagesRate = 30

// isMessages reports whether a text's first line is a message of a tracker that tells
// where hands are.
func isMessages(first []byte) bool {
	if !bytes.Contains(first, []byte(`"type"`)) {
		return false
	}
	n, err := readMessage(first)
	if err != nil {
		return false
	}
	switch n.get("type").text {
	case "hello":
		return n.get("kind").text != "camera"
	case "hands":
		return bytes.Contains(first, []byte(`"landmarks_m"`))
	}
	return false
}

func readMessages(in *input) (*Recording, error) {
	rec := &Recording{Format: "mirrorarm messages", Clock: Milliseconds, Position: true, Orientation: true, Axes: axesNamed("camera")}
	greeted, line, timed := false, 0, 0
	for text := range bytes.Lines(in.data) {
		line++
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		if len(rec.Frames) >= maxFrames {
			return nil, in.fail(line, "more than %d frames", maxFrames)
		}
		n, err := readMessage(text)
		switch kind := n.get("type").text; {
		case err == nil && kind == "clock":
			continue
		case err == nil && kind == "hello":
			if greeted || len(rec.Frames) > 0 {
				rec.note("another tracker follows at line %d: left out", line)
				return rec.timedBy(timed), in.anyFrame(rec)
			}
			if err := rec.greet(&n); err != nil {
				return nil, in.fail(line, "%w", err)
			}
			greeted = true
			continue
		}
		f := Frame{Time: math.NaN()}
		if err == nil {
			f, err = messageFrame(&n)
		}
		if f.Line = line; err != nil {
			f.Bad, f.Hands = err.Error(), nil
		}
		if !math.IsNaN(f.Time) {
			timed++
		}
		rec.Frames = append(rec.Frames, f)
	}
	return rec.timedBy(timed), in.anyFrame(rec)
}

// greet takes a tracker's word for what it is.
func (r *Recording) greet(n *node) error {
	if name := n.get("axes"); name.kind != absent {
		axes, err := ParseAxes(name.text)
		if err != nil {
			return err
		}
		r.Axes, r.AxesStand = axes, true
	}
	r.Orientation = r.Axes.Name != "palm"
	told := n.get("position")
	r.Position = r.Orientation && (told.kind != truth || told.num == 1)
	return nil
}

// timedBy counts frames where most have no time.
func (r *Recording) timedBy(timed int) *Recording {
	if 2*timed < len(r.Frames) {
		r.Clock, r.Rate = Counted, messagesRate
		for i := range r.Frames {
			r.Frames[i].Time = float64(i)
		}
	}
	return r
}

// messageFrame reads one message of hands.
func messageFrame(n *node) (Frame, error) {
	f := Frame{Time: n.get("t_ms").num}
	if got := n.get("type").text; got != "hands" {
		return f, fmt.Errorf("type %q, want hello, hands or clock", abbreviate(got))
	}
	hands := n.get("hands")
	if len(hands.items) > maxHands {
		return f, fmt.Errorf("%d hands, want at most %d", len(hands.items), maxHands)
	}
	for i := range hands.items {
		h, err := messageHand(&hands.items[i])
		if err != nil {
			return f, fmt.Errorf("hand %d: %w", i, err)
		}
		f.Hands = append(f.Hands, h)
	}
	return f, nil
}

func messageHand(n *node) (Hand, error) {
	h := newHand()
	if id := n.get("id").num; id == math.Trunc(id) && math.Abs(id) < 1e9 {
		h.ID = int(id)
	}
	switch side := n.get("side").text; side {
	case "left", "right":
		h.Labelled = true
		if side == "left" {
			h.Side = hand.Left
		}
	case "":
	default:
		return h, fmt.Errorf("side %q, want left or right", abbreviate(side))
	}
	if c := n.get("confidence"); c.kind != absent {
		if !(c.num >= 0 && c.num <= 1) {
			return h, fmt.Errorf("confidence %g, want 0 to 1", c.num)
		}
		h.Confidence = c.num
	}
	if err := landmarks(&h, n.get("landmarks_m")); err != nil {
		return h, fmt.Errorf("landmarks_m: %w", err)
	}
	h.Place = h.Seen.Points[0]
	if e := n.get("elbow_m"); e.kind != absent {
		j, ok := e.joint()
		if !ok {
			return h, errors.New("elbow_m: want [x, y, z]")
		}
		h.Elbow, h.HasElbow = j.at, j.seen
	}
	return h, nil
}
