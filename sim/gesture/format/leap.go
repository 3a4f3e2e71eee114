package format

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// A Leap's frames, as its service sends them one a line (v6.json), as its
// recorder keeps them in a document with metadata, whole or packed into rows, and
// as this project's recordings have them, by fingers. Points are mm, times µs.

// leapFingers are the fingers by the service's number and by name.
var leapFingers = [hand.NumFingers]string{"thumb", "index", "middle", "ring", "pinky"}

// isLeap reports whether the beginning of a JSON text is that of Leap frames.
func isLeap(has func(key string) bool) bool {
	return has("t_us") || has("pointables") || has("hands") && has("palmNormal") && has("timestamp")
}

func readLeap(in *input) (*Recording, error) {
	d := newDocument(in)
	d.listed(in)
	told := leapConventions()
	rec := &told
	var rows *leapRows
	for i := range d.frames {
		f := &d.frames[i]
		n, err := f.read()
		if err != nil && d.lines && i == len(d.frames)-1 && ended(err) {
			d.cut = true
			break
		}
		if err == nil && n.kind == list {
			if rows == nil {
				rows, err = newLeapRows(&n)
				if err != nil {
					return nil, in.fail(f.line, "%w", err)
				}
				continue
			}
			n = rows.unpack(&n)
		}
		if err == nil && i == 0 && n.get("hands").kind == absent && n.get("timestamp").kind == absent {
			continue // the service's greeting
		}
		if len(rec.Frames) >= maxFrames {
			return nil, in.fail(f.line, "more than %d frames", maxFrames)
		}
		rec.Frames = append(rec.Frames, leapFrame(&n, err, f.line))
	}
	if d.cut {
		rec.note("cut off at its end")
	}
	return rec, in.anyFrame(rec)
}

// leapConventions are those of all Leap frames.
func leapConventions() Recording {
	return Recording{Format: "Leap frames", Axes: axesNamed("leap"), AxesStand: true, Position: true, Orientation: true, Clock: Microseconds}
}

// listed takes the list called frames for the document's frames, even if the first
// ones are without a hand.
func (d *document) listed(in *input) {
	if d.lines {
		return
	}
	p := parser{text: in.data}
	p.space()
	top := value{text: in.data, at: p.at}
	if top.kind() != object {
		return
	}
	top.each(func(key string, item value) bool {
		if key != "frames" || item.kind() != list {
			return true
		}
		d.frames = nil
		whole := item.each(func(_ string, frame value) bool {
			d.frames = append(d.frames, framed{value: frame})
			return len(d.frames) <= maxFrames
		})
		d.cut = d.cut || !whole
		return false
	})
	d.number(in)
}

// anyFrame refuses a recording without a frame that could be read.
func (in *input) anyFrame(rec *Recording) error {
	for i := range rec.Frames {
		if rec.Frames[i].Bad == "" {
			return nil
		}
	}
	if len(rec.Frames) == 0 {
		return nil
	}
	return in.fail(rec.Frames[0].Line, "%s", rec.Frames[0].Bad)
}

// leapFrame reads a frame.
func leapFrame(n *node, err error, line int) Frame {
	f := Frame{Time: math.NaN(), Line: line}
	if err != nil {
		f.Bad = brokenJSON(err)
		return f
	}
	if f.Time = n.first("timestamp", "t_us").num; math.IsNaN(f.Time) {
		f.Bad = "no time: want timestamp or t_us"
		return f
	}
	hands := n.get("hands")
	if len(hands.items) > maxHands {
		f.Bad = fmt.Sprintf("%d hands, want at most %d", len(hands.items), maxHands)
		return f
	}
	for i := range hands.items {
		h, err := leapHand(&hands.items[i], n.get("pointables"))
		if err != nil {
			f.Bad, f.Hands = fmt.Sprintf("hand %d: %s", i, err), nil
			return f
		}
		f.Hands = append(f.Hands, h)
	}
	return f
}

// leapHand reads a hand, whose fingers are its own or stand among the frame's
// pointables.
func leapHand(n, pointables *node) (Hand, error) {
	h := newHand()
	id := n.get("id").num
	if id == math.Trunc(id) && math.Abs(id) < 1e9 {
		h.ID = int(id)
	}
	switch side := n.get("type"); side.text {
	case "left", "right":
		h.Labelled = true
		if side.text == "left" {
			h.Side = hand.Left
		}
	case "":
	default:
		return h, fmt.Errorf("type %q, want left or right", abbreviate(side.text))
	}
	if c := n.get("confidence").num; c == c {
		if !(c <= 1) {
			return h, fmt.Errorf("confidence %g, want 0 to 1", c)
		}
		h.Confidence = max(c, 0)
	}
	show := func(role int, p *node) bool {
		j, ok := p.joint()
		if ok && j.seen && j.at != (r3.Vec{}) {
			h.Seen.Points[role], h.Seen.Weight[role] = j.at, 1
			return true
		}
		return false
	}
	hasWrist := show(0, n.first("wrist", "wristPosition"))
	h.showFingers(n, pointables, id, show)
	if h.Seen.Weight == (Hand{}).Seen.Weight {
		return h, fmt.Errorf("no joint of a finger, want pointables or fingers with mcp, pip, dip and tip")
	}
	if j, ok := n.get("palmPosition").joint(); ok && j.seen {
		h.Place = j.at
	} else {
		h.Place = h.Seen.Points[hand.Landmark(hand.Middle, 0)]
	}
	if j, ok := n.get("elbow").joint(); ok && j.seen && hasWrist {
		h.Elbow, h.HasElbow = j.at, true
	}
	return h, nil
}

// showFingers shows the joints of the fingers. The thumb's mcp, pip, dip and tip
// are its CMC, MCP, IP and tip: it has no metacarpal of its own here.
func (h *Hand) showFingers(n, pointables *node, id float64, show func(role int, p *node) bool) {
	for f, name := range leapFingers {
		finger := n.get("fingers").get(name)
		for i := range pointables.items {
			p := &pointables.items[i]
			if p.get("handId").num == id && leapFingerOf(p) == f {
				finger = p
			}
		}
		for i, keys := range [4][]string{{"mcpPosition", "mcp"}, {"pipPosition", "pip"}, {"dipPosition", "dip"}, {"btipPosition", "tipPosition", "tip"}} {
			for _, key := range keys {
				if show(hand.Landmark(hand.Finger(f), i), finger.get(key)) {
					break
				}
			}
		}
	}
}

// leapFingerOf is a pointable's finger; where it has no type its number ends with
// it.
func leapFingerOf(p *node) int {
	if t := p.get("type").num; t == t {
		return int(t)
	}
	return int(p.get("id").num) % 10
}

// leapRows are the names of what stands in packed rows: those of a frame's
// values, and of the lists' in it.
type leapRows struct {
	names  []string
	nested map[string]*leapRows
	listed bool // whether there are several in a list
}

// newLeapRows reads the names, which the first row has: a text for a value, an
// object from a name to the names of its parts, in a second list where there are
// several.
func newLeapRows(n *node) (*leapRows, error) {
	r := &leapRows{nested: map[string]*leapRows{}}
	for i := range n.items {
		item := &n.items[i]
		switch {
		case item.kind == text:
			r.names = append(r.names, item.text)
		case item.kind == object && len(item.keys) == 1 && item.items[0].kind == list:
			inner, listed := &item.items[0], false
			if len(inner.items) == 1 && inner.items[0].kind == list {
				inner, listed = &inner.items[0], true
			}
			part, err := newLeapRows(inner)
			if err != nil {
				return nil, err
			}
			part.listed = listed
			r.names = append(r.names, item.keys[0])
			r.nested[item.keys[0]] = part
		default:
			return nil, fmt.Errorf("packed rows: entry %d of the first row is %s, want a name or an object of names", i, item.kind)
		}
	}
	return r, nil
}

// unpack makes an object of a row.
func (r *leapRows) unpack(row *node) node {
	n := node{kind: object, num: math.NaN()}
	for i := range row.items {
		if i >= len(r.names) {
			break
		}
		item := row.items[i]
		if part := r.nested[r.names[i]]; part != nil && part.listed {
			all := node{kind: list, num: math.NaN()}
			for j := range item.items {
				all.items = append(all.items, part.unpack(&item.items[j]))
			}
			item = all
		} else if part != nil {
			item = part.unpack(&item)
		}
		n.keys, n.items = append(n.keys, r.names[i]), append(n.items, item)
	}
	return n
}
