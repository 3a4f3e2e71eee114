package format

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// The program's own format, as the package documentation describes it.
const (
	nativeFormat  = "mirrorarm-hand"
	nativeVersion = 1
)

// nativeLine is either kind of line as it is written: the header or a frame.
type nativeLine struct {
	Format  string `json:"format,omitempty"`
	Version int    `json:"version,omitempty"`
	Hand    string `json:"hand,omitempty"`
	Axes    string `json:"axes,omitempty"`
	// Whether the points tell where the hand is: unless told otherwise they do.
	Position *bool `json:"position,omitempty"`
	Poses    bool  `json:"poses,omitempty"`

	Seconds    *float64    `json:"t_s,omitempty"`
	Name       string      `json:"name,omitempty"`
	Landmarks  [][]float64 `json:"landmarks_m,omitempty"`
	Confidence *float64    `json:"confidence,omitempty"`
	Elbow      []float64   `json:"elbow_m,omitempty"`
	Shoulder   []float64   `json:"shoulder_m,omitempty"`
}

func readNative(in *input) (*Recording, error) {
	rec := &Recording{Format: "mirrorarm frames"}
	d := &document{book: newKeyBook()}
	d.values(in, true)
	d.number(in)
	var side hand.Side
	var blanks []int // frames with NaN, which JSON does not have, where null should be
	for i := range d.frames {
		f := &d.frames[i]
		n, err := f.readLine()
		switch {
		case err != nil && i == 0:
			return nil, in.fail(f.line, "%s", brokenJSON(err))
		case err != nil && i == len(d.frames)-1 && ended(err):
			rec.note("cut off at its end")
			return rec, nil
		case i == 0:
			if err := nativeHeader(&n, rec, &side); err != nil {
				return nil, in.fail(f.line, "%w", err)
			}
			continue
		case len(rec.Frames) >= maxFrames:
			return nil, in.fail(f.line, "more than %d frames", maxFrames)
		}
		frame := Frame{Time: math.NaN()}
		if err == nil {
			frame, err = nativeFrame(&n, side)
		} else {
			err = errors.New(brokenJSON(err))
		}
		if frame.Line = f.line; err != nil {
			frame.Bad, frame.Hands = err.Error(), nil
		} else if word := n.get("landmarks_m").blank(); word != "" {
			frame.Bad = fmt.Sprintf("landmarks_m: %s, want numbers, or null for what was not seen", word)
			blanks = append(blanks, len(rec.Frames))
		}
		rec.Frames = append(rec.Frames, frame)
	}
	// Where NaN is common it is the writer's null.
	if 5*len(blanks) > len(rec.Frames) {
		for _, i := range blanks {
			rec.Frames[i].Bad = ""
		}
	}
	return rec, nil
}

// blank is the word, other than null, that stands for a number somewhere in a
// value.
func (n *node) blank() string {
	if n.kind == absent {
		return n.text
	}
	for i := range n.items {
		if word := n.items[i].blank(); word != "" {
			return word
		}
	}
	return ""
}

// readLine is the one value of a line.
func (f *framed) readLine() (node, error) {
	p := parser(f.value)
	if len(f.text)-f.at > maxNode {
		return node{}, p.fail("longer than %d MB", maxNode>>20)
	}
	n, err := p.value(0)
	if err == nil && p.space() {
		return n, p.fail("more than one value on the line")
	}
	return n, err
}

// nativeHeader sets the recording's conventions.
func nativeHeader(n *node, rec *Recording, side *hand.Side) error {
	if got := n.get("format").text; got != nativeFormat {
		return fmt.Errorf("format %q, want %q", abbreviate(got), nativeFormat)
	}
	if got := n.get("version").num; got != nativeVersion {
		return fmt.Errorf("version %g, want %d", got, nativeVersion)
	}
	switch got := n.get("hand").text; got {
	case "right":
	case "left":
		*side = hand.Left
	default:
		return fmt.Errorf("hand %q, want left or right", abbreviate(got))
	}
	switch got := n.get("axes").text; got {
	case "world", "leap", "camera":
		rec.Axes, rec.Placed = axesNamed(got), got == "world"
		rec.Position, rec.Orientation = true, true
	case "palm":
		rec.Axes = axesNamed(got)
	default:
		return fmt.Errorf("axes %q, want world, camera, leap or palm", abbreviate(got))
	}
	for _, told := range []struct {
		key string
		set *bool
	}{{"position", &rec.Position}, {"poses", &rec.Poses}} {
		if v := n.get(told.key); v.kind != absent {
			if v.kind != truth {
				return fmt.Errorf("%s is a %s, want true or false", told.key, v.kind)
			}
			*told.set = v.num == 1
		}
	}
	return n.onlyKeys("format", "version", "hand", "axes", "position", "poses")
}

// onlyKeys refuses an object with other keys.
func (n *node) onlyKeys(known ...string) error {
	for _, key := range n.keys {
		if !slices.Contains(known, key) {
			return fmt.Errorf("unknown key %q, want only %s", abbreviate(key), strings.Join(known, ", "))
		}
	}
	return nil
}

// nativeFrame reads one frame of the hand of that side.
func nativeFrame(n *node, side hand.Side) (Frame, error) {
	f := Frame{Time: n.get("t_s").num, Name: n.get("name").text}
	if n.get("format").kind != absent {
		return f, errors.New("a second header")
	}
	if err := n.onlyKeys("t_s", "name", "landmarks_m", "confidence", "elbow_m", "shoulder_m"); err != nil {
		return f, err
	}
	if math.IsNaN(f.Time) {
		return f, errors.New("no time: want t_s")
	}
	points := n.get("landmarks_m")
	if points.kind == absent {
		return f, nil
	}
	h := newHand()
	h.Side, h.Labelled = side, true
	if c := n.get("confidence"); c.kind != absent {
		if !(c.num >= 0 && c.num <= 1) {
			return f, fmt.Errorf("confidence %g, want 0 to 1", c.num)
		}
		h.Confidence = c.num
	}
	if err := landmarks(&h, points); err != nil {
		return f, fmt.Errorf("landmarks_m: %w", err)
	}
	h.Place = h.Seen.Points[0]
	for _, limb := range []struct {
		key  string
		at   *r3.Vec
		seen *bool
	}{{"elbow_m", &h.Elbow, &h.HasElbow}, {"shoulder_m", &h.Shoulder, &h.HasShoulder}} {
		if e := n.get(limb.key); e.kind != absent {
			j, ok := e.joint()
			if !ok {
				return f, fmt.Errorf("%s: want [x, y, z]", limb.key)
			}
			*limb.at, *limb.seen = j.at, j.seen
		}
	}
	f.Hands = []Hand{h}
	return f, nil
}

// Writer writes a recording of one hand in the program's own format.
type Writer struct{ enc *json.Encoder }

// Header is what holds for a whole recording in the program's own format.
type Header struct {
	Side    hand.Side
	Axes    string
	NoPlace bool // the points do not tell where the hand is
	Poses   bool
}

// NewWriter writes the header.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	line := nativeLine{Format: nativeFormat, Version: nativeVersion, Hand: h.Side.String(), Axes: h.Axes, Poses: h.Poses}
	if h.NoPlace {
		line.Position = new(bool)
	}
	enc := json.NewEncoder(w)
	return &Writer{enc: enc}, enc.Encode(line)
}

// Write adds a frame at its time (s), with its first hand (m), if it has one.
func (w *Writer) Write(f *Frame) error {
	line := nativeLine{Seconds: &f.Time, Name: f.Name}
	if len(f.Hands) > 0 {
		h := &f.Hands[0]
		line.Confidence = &h.Confidence
		for k, p := range h.Seen.Points {
			point := []float64{p.X, p.Y, p.Z}
			if h.Seen.Weight[k] == 0 {
				point = nil
			}
			line.Landmarks = append(line.Landmarks, point)
		}
		if h.HasElbow {
			line.Elbow = []float64{h.Elbow.X, h.Elbow.Y, h.Elbow.Z}
		}
		if h.HasShoulder {
			line.Shoulder = []float64{h.Shoulder.X, h.Shoulder.Y, h.Shoulder.Z}
		}
	}
	return w.enc.Encode(line)
}
