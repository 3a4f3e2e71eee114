package skin

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// Capsule is a tapered capsule on a link of a model, as a robot's description
// gives it: the hull of the balls of radius Ra about A and Rb about B (m, link
// frame).
type Capsule struct {
	Link   int
	A, B   r3.Vec
	Ra, Rb float64
}

// The default grid: 5 × 96 + 9 × 48 + 228 = 1,140 taxels, and four patches per
// fingertip and four on the palm.
const (
	tipRows, tipColumns         = 12, 8
	phalanxRows, phalanxColumns = 8, 6
	palmRows, palmColumns       = 19, 12
	padAround                   = 78 * perDeg // to each side of the palmar line
	padOverPole                 = 75 * perDeg // how far a fingertip's pad goes round its end
)

// fingers and segments name the links that Default covers; a thumb's
// metacarpal belongs to the palm's web and stays bare.
var (
	fingers  = [...]string{"thumb", "index", "middle", "ring", "little"}
	segments = [...]string{"proximal", "middle", "distal"}
)

// Default lays the grid on the palmar side of a hand whose links are named
// "palm" and FINGER_SEGMENT, such as index_distal, with −Z out of the palm and
// capsules from A to B towards the fingertip. Links that are absent get no
// taxels. The taxels of a finger follow each other from its root to its tip,
// thumb first, the palm last; mirrored makes columns run as on the mirror image
// of the hand, so that equal numbers are mirror images.
func Default(name string, model *chain.Model, shapes []Capsule, mirrored bool) *Layout {
	l := bare(name, model, shapes)
	firstOf := map[string]*Solid{}
	for i := range l.Solids {
		if s := &l.Solids[i]; firstOf[s.Link] == nil {
			firstOf[s.Link] = s
		}
	}
	turn := 1.0
	if mirrored {
		turn = -1
	}
	for _, finger := range fingers {
		for _, segment := range segments {
			if s := firstOf[finger+"_"+segment]; s != nil {
				l.addSegment(s, segment == "distal", turn, r3.Vec{Z: -1})
			}
		}
	}
	l.addPalm(turn)
	return l
}

// bare is a layout of solids without a taxel.
func bare(name string, model *chain.Model, shapes []Capsule) *Layout {
	l := &Layout{Name: name}
	counts := map[int]int{}
	for _, c := range shapes {
		link := model.LinkName(c.Link)
		counts[c.Link]++
		l.Solids = append(l.Solids, Solid{
			Name: fmt.Sprintf("%s_%d", link, counts[c.Link]), Link: link, A: c.A, B: c.B, Ra: c.Ra, Rb: c.Rb,
		})
	}
	return l
}

// Segment is a part of a finger that gets a pad: one of the shapes, from A to B towards
// the fingertip, and which way of its link's frame the palm's side is.
type Segment struct {
	Shape    int
	Tip      bool
	Palmward r3.Vec
}

// Laid lays the default grid on the palm's side of any hand's fingers: 12 × 8 taxels on a
// last segment, 8 × 6 on the others, as dense on a life-size hand as on ours. A segment as
// round as it is long gets none.
func Laid(name string, model *chain.Model, shapes []Capsule, segments []Segment, mirrored bool) *Layout {
	l := bare(name, model, shapes)
	turn := 1.0
	if mirrored {
		turn = -1
	}
	for _, g := range segments {
		s := &l.Solids[g.Shape]
		axis := r3.Sub(s.B, s.A)
		if across := r3.Cross(axis, g.Palmward); r3.Norm(axis) < 1e-4 || r3.Norm(across) < 0.05*r3.Norm(axis)*r3.Norm(g.Palmward) {
			continue
		}
		l.addSegment(s, g.Tip, turn, g.Palmward)
	}
	return l
}

func (l *Layout) addSegment(s *Solid, tip bool, turn float64, towards r3.Vec) {
	m := s.meridian()
	// Column numbers rise towards +Y of a right hand.
	w := &Wrap{Solid: s.Name, Zero: palmward(m.axis, towards), Along: [2]float64{0, m.straight()}, Around: [2]float64{-turn * padAround, turn * padAround}}
	pad := Pad{Region: s.Link, Rows: phalanxRows, Columns: phalanxColumns, Wrap: w}
	if tip {
		pad.Rows, pad.Columns = tipRows, tipColumns
		w.Along[1] += m.rb * (padOverPole - m.lean)
		// Two by two around the middle of the pulp.
		l.addPatches(s.Link, [2]int{7, 9}, [2]int{3, 4})
	}
	l.Pads = append(l.Pads, pad)
}

// palmward is a direction made perpendicular to an axis.
func palmward(axis, z r3.Vec) r3.Vec {
	return r3.Unit(r3.Sub(z, r3.Scale(r3.Dot(z, axis), axis)))
}

// addPalm covers the palm's solids together with one trapezoid, wide at the
// knuckles, that ends where the shortest metacarpal does.
func (l *Layout) addPalm(turn float64) {
	const palm = "palm"
	start, end := math.Inf(1), math.Inf(1)
	near, far := [2]float64{math.Inf(1), math.Inf(-1)}, [2]float64{math.Inf(1), math.Inf(-1)}
	longest := 0.0
	var metacarpals []*Solid
	for i := range l.Solids {
		if s := &l.Solids[i]; s.Link == palm {
			longest = max(longest, s.B.X)
			start = min(start, s.A.X)
			near[0], near[1] = min(near[0], turn*s.A.Y-s.Ra/2), max(near[1], turn*s.A.Y+s.Ra/2)
			metacarpals = append(metacarpals, s)
		}
	}
	for _, s := range metacarpals {
		// The balls of the thumb and of the little finger end half way up; beyond the
		// shortest metacarpal the others part, and a ray would fall between them.
		if s.B.X > 0.75*longest {
			end = min(end, s.B.X-0.7*s.Rb)
			far[0], far[1] = min(far[0], turn*s.B.Y-s.Rb/2), max(far[1], turn*s.B.Y+s.Rb/2)
		}
	}
	if !(end > start) || math.IsInf(end, 0) {
		return
	}
	l.Pads = append(l.Pads, Pad{Region: palm, Rows: palmRows, Columns: palmColumns, Projection: &Projection{
		Link: palm, Origin: r3.Vec{X: start}, Along: r3.Vec{X: 1}, Across: r3.Vec{Y: turn}, Outward: r3.Vec{Z: -1},
		Length: end - start, Start: near, End: far,
	}})
	l.addPatches(palm, [2]int{5, 13}, [2]int{3, 8})
}

func (l *Layout) addPatches(region string, rows, columns [2]int) {
	for _, row := range rows {
		for _, column := range columns {
			l.Patches = append(l.Patches, PatchPlace{Region: region, Row: row, Column: column})
		}
	}
}
