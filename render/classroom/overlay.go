package classroom

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"mirrorarm/render/scene"
	"mirrorarm/sim/lesson"

	"gonum.org/v1/gonum/spatial/r3"
)

// Overlay is what a drawing adds to the picture of the robot, as lines and words
// in the picture's plane: they lie before the robot, as most of what they show is
// inside of it.
type Overlay struct {
	Lines  []Line
	Labels []Label
}

// Line is a train of points in the picture (px), a filled one an arrow's head.
type Line struct {
	Points  [][2]float64
	Color   color.NRGBA
	Width   float64
	Opacity float64
	Filled  bool
}

// Halo is the width of the dark line under it, which parts it from a white robot.
func (l Line) Halo() float64 { return l.Width * 1.6 }

// Hex is the colour as HTML writes it.
func (l Line) Hex() string { return fmt.Sprintf("#%02x%02x%02x", l.Color.R, l.Color.G, l.Color.B) }

// SVG is the points as SVG writes them.
func (l Line) SVG() string {
	var out strings.Builder
	for _, p := range l.Points {
		fmt.Fprintf(&out, "%.1f,%.1f ", p[0], p[1])
	}
	return out.String()
}

// Label is a word at a point of the picture (px): where its baseline begins.
type Label struct {
	X, Y float64
	Text string
}

// haloColor is what parts lines and words from the robot.
var haloColor = color.NRGBA{0x10, 0x14, 0x1A, 0xFF}

// roleColor is what a line's role looks like: axes are x red, y green, z blue.
func roleColor(r lesson.Role) color.NRGBA {
	return [...]color.NRGBA{
		lesson.AxisX: {0xFF, 0x5A, 0x50, 0xFF}, lesson.AxisY: {0x4F, 0xD3, 0x5A, 0xFF}, lesson.AxisZ: {0x5B, 0x9B, 0xFF, 0xFF},
		lesson.Column: {0xF2, 0xB1, 0x34, 0xFF}, lesson.Velocity: {0x2E, 0xC4, 0xB6, 0xFF}, lesson.Force: {0xEE, 0x8F, 0xC9, 0xFF},
		lesson.Limb: {0xC9, 0xD1, 0xD9, 0xFF}, lesson.Pane: {0xBF, 0xE4, 0xF2, 0xFF},
	}[r]
}

// plane puts a drawing into the picture's plane.
type plane struct {
	stage         *Stage
	camera        scene.Camera
	width, height float64
	plain         bool                 // ghosts are grey, whoseever they are
	letter        float64              // px: size of labels; lines follow it
	measure       func(string) float64 // width of a label (px)
	within        [4]float64           // left, top, right, bottom of where labels may be
}

// Sizes, in letters. Design values.
const (
	arrowWidth = 0.20
	ringWidth  = 0.14
	ghostWidth = 0.5
	headLength = 0.82
	headHalf   = 0.36
	labelGap   = 0.45
)

// project is where a point of the root frame appears.
func (p *plane) project(at r3.Vec) (x, y float64, ok bool) {
	return p.camera.Project(p.stage.World(at), p.width, p.height)
}

// overlay is the drawing's, ghosts first and arrows last.
func (p *plane) overlay(d *lesson.Drawing) Overlay {
	var out Overlay
	for i, l := range d.Lines {
		if l.Role == lesson.Limb && !l.Faint {
			continue // the robot itself is there
		}
		line := Line{Points: p.train(l.Points), Color: roleColor(l.Role), Width: ringWidth * p.letter, Opacity: 1}
		if l.Faint {
			// Later ghosts are clearer.
			line.Width, line.Opacity = ghostWidth*p.letter, 0.12+0.3*float64(i)/float64(len(d.Lines))
			if l.Series > 0 && !p.plain {
				line.Color, line.Opacity = curveColors[(l.Series-1)%len(curveColors)], 0.35
			}
			bone := line
			bone.Width, bone.Opacity = ringWidth*p.letter, 2*line.Opacity
			out.Lines = append(out.Lines, line, bone)
			continue
		}
		out.Lines = append(out.Lines, line)
	}
	for _, a := range d.Arrows {
		out.Lines = append(out.Lines, p.arrow(a)...)
	}
	out.Labels = p.labels(d)
	return out
}

// train is where a line's points appear.
func (p *plane) train(points []r3.Vec) (out [][2]float64) {
	for _, at := range points {
		if x, y, ok := p.project(at); ok {
			out = append(out, [2]float64{x, y})
		}
	}
	return out
}

// arrow is a shaft and its head; one that points at the viewer has no shaft.
func (p *plane) arrow(a lesson.Arrow) []Line {
	ax, ay, ok := p.project(a.From)
	x, y, seen := p.project(a.To)
	dx, dy := x-ax, y-ay
	length := math.Hypot(dx, dy)
	if !ok || !seen || length < 2 {
		return nil
	}
	dx, dy = dx/length, dy/length
	head := min(headLength*p.letter, length)
	half := headHalf / headLength * head
	bottomX, bottomY := x-head*dx, y-head*dy
	c := roleColor(a.Role)
	return []Line{
		{Points: [][2]float64{{ax, ay}, {bottomX, bottomY}}, Color: c, Width: arrowWidth * p.letter, Opacity: 1},
		{Points: [][2]float64{{x, y}, {bottomX - half*dy, bottomY + half*dx}, {bottomX + half*dy, bottomY - half*dx}}, Color: c, Opacity: 1, Filled: true},
	}
}

// labels places the drawing's words near their points, without overlap: one that
// would cover another moves up or down, whichever is nearer.
func (p *plane) labels(d *lesson.Drawing) []Label {
	var out []Label
	for _, l := range d.Labels {
		x, y, ok := p.project(l.At)
		if !ok {
			continue
		}
		width := p.measure(l.Text)
		at := p.beside(d, l, x, y, width)
		at.X = min(max(at.X, p.within[0]), p.within[2]-width)
		if slices.ContainsFunc(out, func(o Label) bool { return o.Text == at.Text && math.Hypot(o.X-at.X, o.Y-at.Y) < 4 }) {
			continue
		}
		first := at.Y
		for try := 1; try < 24 && p.covered(out, at, width); try++ {
			by := float64((try + 1) / 2)
			if try%2 == 0 {
				by = -by
			}
			at.Y = first + by*p.letter
		}
		at.Y = min(max(at.Y, p.within[1]+p.letter), p.within[3]-0.3*p.letter)
		out = append(out, at)
	}
	return out
}

// beside is a label's place: beyond the head of the arrow that ends at its point,
// else below the point, where the axes of a frame leave room.
func (p *plane) beside(d *lesson.Drawing, l lesson.Label, x, y, width float64) Label {
	gap := labelGap * p.letter
	for _, a := range d.Arrows {
		if a.To != l.At {
			continue
		}
		fromX, fromY, ok := p.project(a.From)
		dx, dy := x-fromX, y-fromY
		length := math.Hypot(dx, dy)
		if !ok || length < 1 {
			break
		}
		dx, dy = dx/length, dy/length
		return Label{X: x + gap*dx + (dx-1)/2*width, Y: y + gap*dy + (dy+1)/2*0.7*p.letter, Text: l.Text}
	}
	return Label{X: x - width/2, Y: y + gap + p.letter, Text: l.Text}
}

func (p *plane) covered(placed []Label, at Label, width float64) bool {
	for _, o := range placed {
		if at.X < o.X+p.measure(o.Text)+0.3*p.letter && o.X < at.X+width+0.3*p.letter && math.Abs(at.Y-o.Y) < p.letter {
			return true
		}
	}
	return false
}
