package format

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// Action recordings of the immersive web emulator: a schema, which numbers the
// input sources and tells whose hand each is, and rows of numbers. A row begins
// with the time (ms) and the viewer's pose, position and quaternion; every source
// follows as a list of its number, its ray's pose, its grip's pose, its hand and
// its buttons. The hand's 25 joints (position, quaternion, radius) are relative to
// the ray. Lengths are metres rounded to 1 mm.

const (
	poseNumbers  = 7 // position and quaternion
	jointNumbers = 8 // and radius
)

// isActions reports whether a JSON document with those keys at its top is an
// action recording.
func isActions(top map[string]bool) bool { return top["schema"] && top["frames"] }

// inputSource is what the schema tells about a source of input.
type inputSource struct {
	number float64
	side   hand.Side
	sided  bool
	joints []jointRole
}

func readActions(in *input) (*Recording, error) {
	rec := &Recording{Format: "action recording", Axes: axesNamed("webxr"), AxesStand: true, Position: true, Orientation: true, Clock: Milliseconds}
	d := &document{book: newKeyBook()}
	d.listed(in)
	p := parser{text: in.data}
	p.space()
	var sources []inputSource
	var err error
	value{text: in.data, at: p.at}.each(func(key string, item value) bool {
		if key == "schema" {
			var n node
			if n, err = item.read(); err == nil {
				sources, err = readSchema(&n)
			}
		}
		return err == nil
	})
	if err != nil {
		return nil, in.fail(1, "schema: %w", err)
	}
	for i := range d.frames {
		f := &d.frames[i]
		if len(rec.Frames) >= maxFrames {
			return nil, in.fail(f.line, "more than %d frames", maxFrames)
		}
		n, err := f.read()
		rec.Frames = append(rec.Frames, actionFrame(&n, err, f.line, sources))
	}
	if d.cut {
		rec.note("cut off at its end")
	}
	return rec, in.anyFrame(rec)
}

// readSchema reads pairs of a number and what it stands for.
func readSchema(n *node) ([]inputSource, error) {
	var out []inputSource
	for i := range n.items {
		pair := &n.items[i]
		if pair.kind != list || len(pair.items) != 2 {
			return nil, fmt.Errorf("entry %d: %s, want a number and an object", i, pair.describe())
		}
		s := inputSource{number: pair.items[0].num}
		about := &pair.items[1]
		s.side, s.sided = sideWord(about.get("handedness").text)
		names := about.get("jointSequence").texts()
		for _, j := range joints(names) {
			s.joints = append(s.joints, j.role)
		}
		out = append(out, s)
	}
	return out, nil
}

// actionFrame reads a row.
func actionFrame(n *node, err error, line int, sources []inputSource) Frame {
	f := Frame{Time: math.NaN(), Line: line}
	switch {
	case err != nil:
		f.Bad = brokenJSON(err)
	case n.kind != list || len(n.items) == 0 || n.items[0].kind != number:
		f.Bad = fmt.Sprintf("%s, want a row that begins with its time", n.describe())
	}
	if f.Bad != "" {
		return f
	}
	f.Time = n.items[0].num
	for i := range n.items {
		item := &n.items[i]
		if item.kind != list || len(item.items) <= poseNumbers || len(f.Hands) >= maxHands {
			continue
		}
		for s := range sources {
			if sources[s].number == item.items[0].num {
				sources[s].hands(item, &f)
			}
		}
	}
	return f
}

// hands adds the source's hand to a frame, if the row has one.
func (s *inputSource) hands(row *node, f *Frame) {
	ray, ok := (&node{kind: list, items: row.items[1 : 1+poseNumbers]}).joint()
	if !ok || !ray.turned {
		return
	}
	for i := range row.items {
		part := &row.items[i]
		if part.kind != list || len(s.joints) == 0 || len(part.items) != jointNumbers*len(s.joints) {
			continue
		}
		h := newHand()
		h.Side, h.Labelled, h.ID = s.side, s.sided, int(min(max(s.number, -1), 1e6))
		for k, role := range s.joints {
			j, ok := (&node{kind: list, items: part.items[k*jointNumbers : (k+1)*jointNumbers]}).joint()
			if ok && j.seen && role >= 0 && role < jointRole(hand.NumLandmarks) && j.at != (r3.Vec{}) {
				h.Seen.Points[role], h.Seen.Weight[role] = ray.rot.Apply(j.at), 1
			}
		}
		h.Place = h.Seen.Points[0]
		f.Hands = append(f.Hands, h)
		return
	}
}
