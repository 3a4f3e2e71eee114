package format

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// markerFingers are the column names of the fingers' markers, which sit on the
// skin near the last joint but one and at the tip.
var markerFingers = [hand.NumFingers]string{"thumb", "index", "middle", "ring", "little"}

// Where the markers sit on the person (mm): design values, since they are glued
// to the skin and the file does not tell.
const (
	fingerMarker  = 0.6  // share of the proximal phalanx at which its marker is
	skinOverBone  = 9.0  // from a finger's bone up to its marker
	skinOverTip   = 6.0  // from the bone's end up to the marker at the tip
	extendedShare = 0.2  // of the frames: those in which the fingers are highest
	extendedBend  = 5.0  // degrees at the MCP joints of a hand about to grasp
	normalLever   = 25.0 // how far up the back's normal stands for a point of it
)

// markerFrame is one row: a point per marker, NaN where it is occluded.
type markerFrame struct {
	time                         float64
	line                         int
	bad                          string // why the row could not be read
	top, left, right             r3.Vec
	middle, tip                  [hand.NumFingers]r3.Vec
	elbow, shoulder              r3.Vec
	worldFromBack                spatial.Pose
	backSeen, elbowSeen, armSeen bool
}

func readMarkers(in *input) (*Recording, error) {
	rows, side, err := markerRows(in)
	if err != nil {
		return nil, err
	}
	palm, err := palmBehindMarkers(rows, side)
	if err != nil {
		return nil, err
	}
	rec := &Recording{Format: "optical markers", Axes: axesNamed("world"), Position: true, Orientation: true}
	rec.note("palm placed by the markers on its back, heading of the arm turned to +X")
	for i := range rows {
		f := Frame{Time: rows[i].time, Line: rows[i].line, Bad: rows[i].bad}
		if rows[i].backSeen && rows[i].armSeen {
			f.Hands = []Hand{rows[i].sighting(side, &palm)}
		}
		rec.Frames = append(rec.Frames, f)
	}
	return rec, nil
}

// sighting is the row as landmarks: the palm's from where its back is, the
// fingers' from their own markers; DIP joints stay hidden.
func (m *markerFrame) sighting(side hand.Side, palm *markedPalm) Hand {
	s := newHand()
	s.Side, s.Labelled = side, true
	worldFromPalm := m.worldFromBack.Mul(palm.backFromPalm)
	show := func(i int, p r3.Vec) {
		if !math.IsNaN(p.X) {
			s.Seen.Points[i], s.Seen.Weight[i] = p, 1
		}
	}
	show(0, worldFromPalm.Pos)
	for f := hand.Thumb; f <= hand.Little; f++ {
		show(hand.Landmark(f, 0), worldFromPalm.Apply(palm.base[f]))
		joint := 1
		if f == hand.Thumb {
			joint = 2
		}
		middle, tip := underSkin(f, m.middle[f], m.tip[f], worldFromPalm.Rotate(r3.Vec{Z: 1}))
		show(hand.Landmark(f, joint), middle)
		show(hand.Landmark(f, 3), tip)
	}
	s.Place, s.Elbow, s.HasElbow = m.top, m.elbow, m.elbowSeen
	s.Shoulder, s.HasShoulder = m.shoulder, m.armSeen
	return s
}

// underSkin are the bones under a finger's two markers: these lowered on the
// back's side, square to the line through both.
func underSkin(f hand.Finger, middle, tip, back r3.Vec) (boneMiddle, boneTip r3.Vec) {
	ahead := r3.Unit(r3.Sub(tip, middle))
	if f == hand.Thumb || math.IsNaN(ahead.X) {
		return middle, tip
	}
	up := r3.Unit(r3.Sub(back, r3.Scale(r3.Dot(back, ahead), ahead)))
	return r3.Sub(middle, r3.Scale(skinOverBone, up)), r3.Sub(tip, r3.Scale(skinOverTip, up))
}

// sided is a right hand's point on a hand of that side.
func sided(p r3.Vec, side hand.Side) r3.Vec {
	if side == hand.Left {
		p.Y = -p.Y
	}
	return p
}

// markedPalm is the palm under the three markers on the back of the hand, and
// where in it the fingers start (mm).
type markedPalm struct {
	backFromPalm spatial.Pose
	base         [hand.NumFingers]r3.Vec
}

// fingerView is where a row shows the four fingers' markers, index to little, in
// the frame of the back.
type fingerView struct {
	height      float64
	middle, tip [4]r3.Vec
}

// palmBehindMarkers finds the palm that, while the fingers are extended, has the
// markers on its proximal phalanges where a mean hand has them and shares the
// plane of the three on its back. Where on the back these sit does not matter.
// The fingers start on the lines through their own markers.
func palmBehindMarkers(rows []markerFrame, side hand.Side) (markedPalm, error) {
	mean, ok := extendedView(rows)
	if !ok {
		return markedPalm{}, errors.New("no row shows the back of the hand and all four fingers")
	}
	expected := expectedMarkers(side)
	var seen [5]r3.Vec
	for k, p := range mean.middle {
		seen[k] = p
		seen[4] = r3.Add(seen[4], r3.Scale(0.25, p))
	}
	seen[4].Z += normalLever
	var palm markedPalm
	palm.backFromPalm, _, ok = hand.Align(expected[:], seen[:], []float64{1, 1, 1, 1, 1})
	if !ok {
		return palm, errors.New("the markers of the fingers are in one place")
	}
	nominal := hand.Nominal().Scaled(1000)
	palm.base[hand.Thumb] = sided(nominal[hand.Thumb].Base.Pos, side)
	palmFromBack := palm.backFromPalm.Inverse()
	for k := range mean.middle {
		f := hand.Index + hand.Finger(k)
		middle, tip := underSkin(f, palmFromBack.Apply(mean.middle[k]), palmFromBack.Apply(mean.tip[k]), r3.Vec{Z: 1})
		along := r3.Unit(r3.Sub(tip, middle))
		palm.base[f] = r3.Sub(middle, r3.Scale(fingerMarker*nominal[f].Length[0], along))
	}
	return palm, nil
}

// extendedView is the mean view over the frames in which the fingers are highest
// over the back of the hand.
func extendedView(rows []markerFrame) (mean fingerView, ok bool) {
	var views []fingerView
	for i := range rows {
		m := &rows[i]
		if !m.backSeen {
			continue
		}
		backFromWorld := m.worldFromBack.Inverse()
		var v fingerView
		for k := range v.middle {
			f := int(hand.Index) + k
			v.middle[k], v.tip[k] = backFromWorld.Apply(m.middle[f]), backFromWorld.Apply(m.tip[f])
			v.height += v.middle[k].Z + v.tip[k].Z
		}
		if !math.IsNaN(v.height) {
			views = append(views, v)
		}
	}
	if len(views) == 0 {
		return mean, false
	}
	slices.SortFunc(views, func(a, b fingerView) int { return cmp.Compare(b.height, a.height) })
	views = views[:max(1, int(extendedShare*float64(len(views))))]
	share := 1 / float64(len(views))
	for i := range views {
		for k := range mean.middle {
			mean.middle[k] = r3.Add(mean.middle[k], r3.Scale(share, views[i].middle[k]))
			mean.tip[k] = r3.Add(mean.tip[k], r3.Scale(share, views[i].tip[k]))
		}
	}
	return mean, true
}

// expectedMarkers are the finger markers of an extended mean hand in the palm
// frame (mm), and the point normalLever above their mean.
func expectedMarkers(side hand.Side) [5]r3.Vec {
	var at [5]r3.Vec
	nominal := hand.Nominal().Scaled(1000)
	for k := range 4 {
		b := &nominal[int(hand.Index)+k]
		bone := b.Base.Mul(spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{Y: 1}, extendedBend*math.Pi/180)})
		at[k] = sided(bone.Apply(r3.Vec{X: fingerMarker * b.Length[0], Z: skinOverBone}), side)
		at[4] = r3.Add(at[4], r3.Scale(0.25, at[k]))
	}
	at[4].Z += normalLever
	return at
}

// markerRows reads the table. The hand's side is that of its shoulder and elbow
// columns.
func markerRows(in *input) ([]markerFrame, hand.Side, error) {
	table := csv.NewReader(bytes.NewReader(in.data))
	table.ReuseRecord = true
	header, err := table.Read()
	if err != nil {
		return nil, hand.Right, in.csvError(err)
	}
	columns := map[string]int{}
	for i, name := range header {
		columns[strings.TrimSpace(name)] = i
	}
	side := hand.Right
	if _, ok := columns["left_elbow_X"]; ok {
		side = hand.Left
	}
	if err := checkColumns(in, columns, side); err != nil {
		return nil, side, err
	}
	var rows []markerFrame
	for {
		cells, err := table.Read()
		if errors.Is(err, io.EOF) {
			return rows, side, nil
		}
		line, bad := 0, ""
		if broken := (*csv.ParseError)(nil); errors.As(err, &broken) {
			line, bad = broken.Line, "broken table: "+broken.Err.Error()
			if table.InputOffset() >= int64(len(in.data)) {
				return rows, side, nil // cut off at its end
			}
		} else if line, _ = table.FieldPos(0); err != nil {
			return nil, side, in.csvError(err)
		}
		if len(rows) >= maxFrames {
			return nil, side, in.fail(line, "more than %d rows", maxFrames)
		}
		var row markerFrame
		if bad == "" {
			if row, err = markerRow(cells, columns, side); err != nil {
				bad = err.Error()
			}
		}
		if bad != "" {
			row = markerFrame{time: math.NaN(), bad: bad}
		}
		row.line = line
		rows = append(rows, row)
	}
}

// markerNames are the markers that are read.
func markerNames(side hand.Side) []string {
	names := []string{"hand_top", "hand_left", "hand_right", side.String() + "_elbow", side.String() + "_shoulder"}
	for _, f := range markerFingers {
		names = append(names, f+"_middle", f+"_tip")
	}
	return names
}

func checkColumns(in *input, columns map[string]int, side hand.Side) error {
	if _, ok := columns["Time"]; !ok {
		return in.fail(1, "no column Time")
	}
	for _, name := range markerNames(side) {
		for _, axis := range []string{"_X", "_Y", "_Z"} {
			if _, ok := columns[name+axis]; !ok {
				return in.fail(1, "no column %s%s", name, axis)
			}
		}
	}
	return nil
}

func (in *input) csvError(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return in.fail(parse.Line, "broken table: %w", parse.Err)
	}
	return in.fail(1, "broken table: %w", err)
}

func markerRow(cells []string, columns map[string]int, side hand.Side) (markerFrame, error) {
	var row markerFrame
	var err error
	if row.time, err = cell(cells[columns["Time"]]); err != nil || math.IsNaN(row.time) {
		return row, fmt.Errorf("column Time: %q, want seconds", cells[columns["Time"]])
	}
	read := func(name string) r3.Vec {
		var xyz [3]float64
		for i, axis := range [...]string{"_X", "_Y", "_Z"} {
			x, problem := cell(cells[columns[name+axis]])
			if problem != nil && err == nil {
				err = fmt.Errorf("%s%s: %w", name, axis, problem)
			}
			xyz[i] = x
		}
		return r3.Vec{X: xyz[0], Y: xyz[1], Z: xyz[2]}
	}
	row.top, row.left, row.right = read("hand_top"), read("hand_left"), read("hand_right")
	row.elbow, row.shoulder = read(side.String()+"_elbow"), read(side.String()+"_shoulder")
	for f, name := range markerFingers {
		row.middle[f], row.tip[f] = read(name+"_middle"), read(name+"_tip")
	}
	if err != nil {
		return row, err
	}
	row.findBack()
	row.elbowSeen, row.armSeen = !math.IsNaN(row.elbow.X), !math.IsNaN(row.shoulder.X)
	return row, nil
}

// findBack sets the frame of the three markers on the back of the hand: origin
// at the top one, +X to it from between the other two, +Z out of the back.
func (m *markerFrame) findBack() {
	between := r3.Scale(0.5, r3.Add(m.left, m.right))
	x := r3.Unit(r3.Sub(m.top, between))
	// left is the marker on the left as the person sees the back of the hand.
	z := r3.Unit(r3.Cross(x, r3.Sub(m.left, m.right)))
	m.worldFromBack = spatial.Pose{Rot: spatial.FromAxes(x, r3.Cross(z, x), z), Pos: m.top}
	m.backSeen = m.worldFromBack.IsFinite()
}

// cell is a number; an empty one, or whatever a language writes for none, is an
// occluded marker.
func cell(text string) (float64, error) {
	text = strings.TrimSpace(text)
	x, ok := parseNumber(text)
	if !ok {
		return 0, fmt.Errorf("%q, want a number or nothing", abbreviate(text))
	}
	return x, nil
}
