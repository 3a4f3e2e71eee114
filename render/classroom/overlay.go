package classroom

import (
	"fmt"
	"image/color"
	"math"
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

// Line is a train of points in the picture (px), a filled one an arrow's head or a dot.
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

// labelPlate lies between words and the robot.
var labelPlate = color.NRGBA{0x10, 0x14, 0x1A, 0xA8}

// roleColor is what a line's role looks like: axes are x red, y green, z blue.
func roleColor(r lesson.Role) color.NRGBA {
	return [...]color.NRGBA{
		lesson.AxisX: {0xFF, 0x5A, 0x50, 0xFF}, lesson.AxisY: {0x4F, 0xD3, 0x5A, 0xFF}, lesson.AxisZ: {0x5B, 0x9B, 0xFF, 0xFF},
		lesson.Column: {0xF2, 0xB1, 0x34, 0xFF}, lesson.Velocity: {0x2E, 0xC4, 0xB6, 0xFF}, lesson.Force: {0xEE, 0x8F, 0xC9, 0xFF},
		lesson.Limb: {0xC9, 0xD1, 0xD9, 0xFF}, lesson.Pane: {0xBF, 0xE4, 0xF2, 0xFF},
		lesson.Path: {0xF2, 0xF4, 0xF6, 0xFF}, lesson.Pivot: {0xF2, 0xB1, 0x34, 0xFF}, lesson.Middle: {0xC9, 0xD1, 0xD9, 0xFF},
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
	rings         [][2]float64         // handles, which labels leave free
	within        [4]float64           // left, top, right, bottom of where labels may be
}

// Sizes, in letters. Design values.
const (
	arrowWidth = 0.20
	ringWidth  = 0.14
	ghostWidth = 0.5
	headLength = 0.82
	headHalf   = 0.36
	faintWidth = 0.11
	faintLight = 0.55 // opacity
	thinWidth  = 0.08
)

// project is where a point of the root frame appears.
func (p *plane) project(at r3.Vec) (x, y float64, ok bool) {
	return p.camera.Project(p.stage.World(at), p.width, p.height)
}

// overlay is the drawing's, ghosts first and arrows last, the faint ones before the
// others.
func (p *plane) overlay(d *lesson.Drawing) Overlay {
	var out Overlay
	for i, l := range d.Lines {
		if l.Role == lesson.Limb && !l.Faint {
			continue // the robot itself is there
		}
		line := Line{Points: p.train(l.Points), Color: roleColor(l.Role), Width: ringWidth * p.letter, Opacity: 1}
		if l.Thin {
			line.Width, line.Opacity = thinWidth*p.letter, 0.8
		}
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
	for _, dot := range d.Dots {
		out.Lines = append(out.Lines, p.dot(dot)...)
	}
	for _, faint := range [2]bool{true, false} {
		for _, a := range d.Arrows {
			if a.Faint == faint {
				out.Lines = append(out.Lines, p.arrow(a)...)
			}
		}
	}
	words := placing{plane: p, drawing: d}
	out.Labels = words.all()
	out.Lines = append(out.Lines, words.leaders...)
	return out
}

// dotSides is how many corners a dot has.
const dotSides = 14

// dot is a sensing element as a disc in the colour of its pressure; one that slips has
// a white rim.
func (p *plane) dot(dot lesson.Dot) []Line {
	x, y, ok := p.project(dot.At)
	edge, _, seen := p.camera.Project(p.stage.World(dot.At).Add(p.camera.Right.Scale(float32(dot.Size/2))), p.width, p.height)
	radius := edge - x
	if !ok || !seen || radius < 0.5 {
		return nil
	}
	var corners [][2]float64
	for i := range dotSides + 1 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / dotSides)
		corners = append(corners, [2]float64{x + radius*cos, y + radius*sin})
	}
	tone := scene.Display(p.stage.pressure.At(scene.PressureTone(float32(dot.Share))))
	out := []Line{{Points: corners, Color: tone, Opacity: 1, Filled: true}}
	if dot.Slips {
		out = append(out, Line{Points: corners, Color: roleColor(lesson.Path), Width: thinWidth * p.letter, Opacity: 1})
	}
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
	width, size, light := arrowWidth, headLength, 1.0
	if a.Faint {
		width, size, light = faintWidth, 0.7*headLength, faintLight
	}
	head := min(size*p.letter, length)
	half := headHalf / headLength * head
	bottomX, bottomY := x-head*dx, y-head*dy
	c := roleColor(a.Role)
	return []Line{
		{Points: [][2]float64{{ax, ay}, {bottomX, bottomY}}, Color: c, Width: width * p.letter, Opacity: light},
		{Points: [][2]float64{{x, y}, {bottomX - half*dy, bottomY + half*dx}, {bottomX + half*dy, bottomY - half*dx}}, Color: c, Opacity: light, Filled: true},
	}
}
