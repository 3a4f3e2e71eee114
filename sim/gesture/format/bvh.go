package format

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Skeleton animations of motion-capture suites (BVH): a hierarchy of joints with
// offsets and channels, then a row of channels (degrees, lengths) for each frame.
// The wrist, the fingers, the elbow and the shoulder go by their names. The format
// is as in Meredith and Maddock (Motion capture file formats explained, University
// of Sheffield, 2001).

// bvhJoint is a joint of the hierarchy.
type bvhJoint struct {
	name     string
	parent   int // −1 for the root
	offset   r3.Vec
	channels []bvhChannel
}

// bvhChannel is what one number of a row does: move along or turn about an axis.
type bvhChannel struct {
	axis r3.Vec
	turn bool
}

var bvhChannels = map[string]bvhChannel{
	"xposition": {axis: r3.Vec{X: 1}}, "yposition": {axis: r3.Vec{Y: 1}}, "zposition": {axis: r3.Vec{Z: 1}},
	"xrotation": {axis: r3.Vec{X: 1}, turn: true}, "yrotation": {axis: r3.Vec{Y: 1}, turn: true}, "zrotation": {axis: r3.Vec{Z: 1}, turn: true},
}

// Bounds of a skeleton.
const (
	maxBVHJoints   = 1000
	maxBVHDepth    = 200
	maxBVHChannels = 12
)

// bvhReader reads a text word by word.
type bvhReader struct {
	in     *input
	rest   []byte
	joints []bvhJoint
	width  int // numbers in a row
}

// isBVH reports whether a text begins as BVH does.
func isBVH(first []byte) bool { return bytes.EqualFold(bytes.Fields(first)[0], []byte("HIERARCHY")) }

func (r *bvhReader) line() int { return r.in.lineAt(int64(len(r.in.data) - len(r.rest))) }

func (r *bvhReader) fail(format string, args ...any) error {
	return r.in.fail(r.line(), format, args...)
}

// word is the next word.
func (r *bvhReader) word() string {
	r.rest = bytes.TrimLeft(r.rest, " \t\r\n")
	end := bytes.IndexAny(r.rest, " \t\r\n")
	if end < 0 {
		end = len(r.rest)
	}
	w := string(r.rest[:min(end, 200)])
	r.rest = r.rest[end:]
	return w
}

// title is the rest of the line: names may have blanks in them.
func (r *bvhReader) title() string {
	end := bytes.IndexAny(r.rest, "\n{")
	if end < 0 {
		end = len(r.rest)
	}
	name := r.rest[:end]
	r.rest = r.rest[end:]
	return strings.TrimSpace(string(name[:min(len(name), 200)]))
}

func (r *bvhReader) expect(word string) error {
	if w := r.word(); !strings.EqualFold(w, word) {
		return r.fail("%q, want %s", abbreviate(w), word)
	}
	return nil
}

func (r *bvhReader) number() (float64, error) {
	w := r.word()
	x, ok := parseNumber(w)
	if !ok || math.IsNaN(x) {
		return 0, r.fail("%q, want a number", abbreviate(w))
	}
	return x, nil
}

func readBVH(in *input) (*Recording, error) {
	r := &bvhReader{in: in, rest: in.data}
	if err := r.expect("HIERARCHY"); err != nil {
		return nil, err
	}
	for {
		w := r.word()
		if strings.EqualFold(w, "MOTION") {
			break
		}
		if !strings.EqualFold(w, "ROOT") {
			return nil, r.fail("%q, want ROOT or MOTION", abbreviate(w))
		}
		if err := r.joint(r.title(), -1, 0); err != nil {
			return nil, err
		}
	}
	return r.motion()
}

// joint reads a joint and those below it.
func (r *bvhReader) joint(name string, parent, depth int) error {
	if len(r.joints) >= maxBVHJoints || depth > maxBVHDepth {
		return r.fail("more than %d joints, or %d deep", maxBVHJoints, maxBVHDepth)
	}
	self := len(r.joints)
	r.joints = append(r.joints, bvhJoint{name: name, parent: parent})
	if err := r.expect("{"); err != nil {
		return err
	}
	for {
		switch w := r.word(); strings.ToUpper(w) {
		case "OFFSET":
			var xyz [3]float64
			for i := range xyz {
				x, err := r.number()
				if err != nil {
					return err
				}
				xyz[i] = x
			}
			r.joints[self].offset = r3.Vec{X: xyz[0], Y: xyz[1], Z: xyz[2]}
		case "CHANNELS":
			if err := r.channels(self); err != nil {
				return err
			}
		case "JOINT":
			if err := r.joint(r.title(), self, depth+1); err != nil {
				return err
			}
		case "END":
			// An end site is named after its joint.
			r.title()
			if err := r.joint(r.joints[self].name+" end", self, depth+1); err != nil {
				return err
			}
		case "}":
			return nil
		default:
			return r.fail("%q, want OFFSET, CHANNELS, JOINT, End Site or }", abbreviate(w))
		}
	}
}

func (r *bvhReader) channels(self int) error {
	n, err := r.number()
	if err != nil {
		return err
	}
	if !(n >= 0 && n <= maxBVHChannels) {
		return r.fail("%g channels, want at most %d", n, maxBVHChannels)
	}
	for range int(n) {
		w := r.word()
		c, ok := bvhChannels[strings.ToLower(w)]
		if !ok {
			return r.fail("channel %q, want Xposition to Zrotation", abbreviate(w))
		}
		r.joints[self].channels = append(r.joints[self].channels, c)
		r.width++
	}
	return nil
}

// motion reads the rows.
func (r *bvhReader) motion() (*Recording, error) {
	if err := r.expect("Frames:"); err != nil {
		return nil, err
	}
	if _, err := r.number(); err != nil {
		return nil, err
	}
	if err := r.expect("Frame"); err != nil {
		return nil, err
	}
	if err := r.expect("Time:"); err != nil {
		return nil, err
	}
	interval, err := r.number()
	if err != nil {
		return nil, err
	}
	if !(interval > 1e-4 && interval < 10) {
		return nil, r.fail("Frame Time %g s, want 0.0001 to 10", interval)
	}
	hands := r.hands()
	if len(hands) == 0 {
		return nil, fmt.Errorf("a skeleton (BVH) without the fingers of a hand among its %d joints", len(r.joints))
	}
	rec := &Recording{Format: "skeleton animation (BVH)", Axes: axesNamed("webxr"), Position: true, Orientation: true, Clock: Counted, Rate: 1 / interval}
	line := r.line()
	_, r.rest, _ = bytes.Cut(r.rest, []byte("\n"))
	poses, row := make([]spatial.Pose, len(r.joints)), make([]float64, 0, r.width)
	for len(r.rest) > 0 {
		var text []byte
		text, r.rest, _ = bytes.Cut(r.rest, []byte("\n"))
		line++
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if len(rec.Frames) >= maxFrames {
			return nil, r.in.fail(line, "more than %d frames", maxFrames)
		}
		f := Frame{Time: float64(len(rec.Frames)), Line: line}
		row, f.Bad = r.row(text, row[:0])
		if f.Bad != "" && len(r.rest) == 0 {
			rec.note("cut off at its end")
			break
		}
		if f.Bad == "" {
			r.pose(row, poses)
			for i := range hands {
				f.Hands = append(f.Hands, hands[i].shown(poses))
			}
		}
		rec.Frames = append(rec.Frames, f)
	}
	return rec, r.in.anyFrame(rec)
}

// row reads the numbers of a frame.
func (r *bvhReader) row(text []byte, row []float64) (_ []float64, bad string) {
	for field := range bytes.FieldsSeq(text) {
		x, err := strconv.ParseFloat(string(field), 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return row, fmt.Sprintf("%q, want a number", abbreviate(string(field)))
		}
		if row = append(row, x); len(row) > r.width {
			break
		}
	}
	if len(row) != r.width {
		return row, fmt.Sprintf("%d numbers, want %d", len(row), r.width)
	}
	return row, ""
}

// pose finds where every joint is. Channels apply in their order; a joint that has
// positions is where they say, and not at its offset.
func (r *bvhReader) pose(row []float64, poses []spatial.Pose) {
	for i := range r.joints {
		j := &r.joints[i]
		local := spatial.Pose{Rot: quat.Number{Real: 1}, Pos: j.offset}
		moved := false
		for _, c := range j.channels {
			x := row[0]
			row = row[1:]
			if c.turn {
				local.Rot = quat.Mul(local.Rot, spatial.AxisAngle(c.axis, x*math.Pi/180))
				continue
			}
			if !moved {
				local.Pos, moved = r3.Vec{}, true
			}
			local.Pos = r3.Add(local.Pos, r3.Scale(x, c.axis))
		}
		if j.parent >= 0 {
			local = poses[j.parent].Mul(local)
		}
		poses[i] = local
	}
}

// bvhHand is which joints are a hand's.
type bvhHand struct {
	side   hand.Side
	sided  bool
	joints map[jointRole]int
}

// hands finds the hands by the joints' names.
func (r *bvhReader) hands() []bvhHand {
	names := make([]string, len(r.joints))
	for i := range r.joints {
		names[i] = r.joints[i].name
	}
	all := joints(names)
	var hands []bvhHand
	for i, j := range all {
		if j.role == roleNone || j.role == roleMeta {
			continue
		}
		k := slices.IndexFunc(hands, func(h bvhHand) bool { return h.side == j.side && h.sided == j.sided })
		if k < 0 {
			k = len(hands)
			hands = append(hands, bvhHand{side: j.side, sided: j.sided, joints: map[jointRole]int{}})
		}
		// The hand's own joints are the first of their name, the shoulder's the last:
		// the collar bone bears its name too.
		if _, found := hands[k].joints[j.role]; !found || j.role == roleShoulder {
			hands[k].joints[j.role] = i
		}
	}
	for i := range hands {
		r.bases(&hands[i])
	}
	return slices.DeleteFunc(hands, func(h bvhHand) bool {
		fingers := 0
		for role := range h.joints {
			if role > 0 && role < jointRole(hand.NumLandmarks) {
				fingers++
			}
		}
		_, wrist := h.joints[roleWrist]
		return fingers < leastNamed || !wrist
	})
}

// bases moves a finger's joints down where the first of them begins a metacarpal:
// it is then nearer to the wrist than to the second.
func (r *bvhReader) bases(h *bvhHand) {
	wrist, ok := h.joints[roleWrist]
	if !ok {
		return
	}
	for f := hand.Index; f <= hand.Little; f++ {
		var chain []int
		for place := 1; place <= 3; place++ {
			i, ok := h.joints[landmarkRole(f, place)]
			if !ok {
				break
			}
			chain = append(chain, i)
		}
		end, ended := r.endOf(h, f)
		if len(chain) < 3 || !ended || r.joints[chain[0]].parent != wrist {
			continue
		}
		if fourth, ok := h.joints[landmarkRole(f, 4)]; !ok || fourth == end {
			continue
		}
		if r3.Norm(r.joints[chain[0]].offset) < r3.Norm(r.joints[chain[1]].offset) {
			fourth := h.joints[landmarkRole(f, 4)]
			for place, i := range []int{chain[1], chain[2], fourth, end} {
				h.joints[landmarkRole(f, place+1)] = i
			}
		}
	}
}

// endOf is the end site below a finger's last numbered joint.
func (r *bvhReader) endOf(h *bvhHand, f hand.Finger) (int, bool) {
	tip, ok := h.joints[landmarkRole(f, 4)]
	if !ok {
		return 0, false
	}
	for i := tip + 1; i < len(r.joints); i++ {
		if r.joints[i].parent == tip {
			return i, true
		}
	}
	return tip, true
}

// shown is the hand as the joints stand.
func (h *bvhHand) shown(poses []spatial.Pose) Hand {
	out := newHand()
	out.Side, out.Labelled = h.side, h.sided
	for role, i := range h.joints {
		p := poses[i].Pos
		switch {
		case role < jointRole(hand.NumLandmarks):
			out.Seen.Points[role], out.Seen.Weight[role] = p, 1
		case role == roleElbow:
			out.Elbow, out.HasElbow = p, true
		case role == roleShoulder:
			out.Shoulder, out.HasShoulder = p, true
		}
	}
	out.Place = out.Seen.Points[0]
	return out
}
