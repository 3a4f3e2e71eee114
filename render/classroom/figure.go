package classroom

import (
	"fmt"
	"image"
	"slices"

	"mirrorarm/render/raster"
	"mirrorarm/sim/lesson"
)

// Size of a lesson's printed picture of the robot (px), and of the letters in it.
const (
	FigureWidth  = 1280
	FigureHeight = 800
	FigureLetter = 22.0
)

// letterWidth is about how wide a letter is, in its sizes, whatever the face.
const letterWidth = 0.52

// Figurist makes the figures of a printed lesson. It belongs to one goroutine and
// ends with Close.
type Figurist struct{ stage *Stage }

// NewFigurist prepares pictures of a setting's robot.
func NewFigurist(s *lesson.Setting) *Figurist {
	return &Figurist{NewStage(s, FigureWidth, FigureHeight, raster.Options{})}
}

// Close ends the renderer's workers.
func (f *Figurist) Close() { f.stage.Close() }

// Draw is the picture of a drawing, valid until the next call, and what lies over
// it.
func (f *Figurist) Draw(d *lesson.Drawing) (*image.RGBA, Overlay) {
	camera := f.stage.Aim(d, FigureWidth, FigureHeight, image.Rect(0, 0, FigureWidth, FigureHeight)).Camera()
	p := plane{
		plain: true, stage: f.stage, camera: camera, width: FigureWidth, height: FigureHeight, letter: FigureLetter,
		measure: func(s string) float64 { return letterWidth * FigureLetter * float64(len([]rune(s))) },
		within:  [4]float64{8, 0, FigureWidth - 8, FigureHeight},
	}
	return f.stage.Render(d, camera), p.overlay(d)
}

// Caption says what the lines of a drawing mean.
func Caption(views []lesson.View, d *lesson.Drawing) string {
	words := map[lesson.View]string{
		lesson.TipFrame:          "the tip's frame: x red, y green, z blue",
		lesson.Columns:           "yellow: the Jacobian's columns, a third of the velocity per rad/s",
		lesson.VelocityEllipsoid: "teal: the velocity ellipsoid, at a third of its size", lesson.ForceEllipsoid: "pink: the force ellipsoid, 10 mm per N",
		lesson.GhostArms: "grey: other postures", lesson.GoalFrames: "the target's frame",
	}
	if slices.ContainsFunc(d.Arrows, func(a lesson.Arrow) bool { return a.Role == lesson.AxisX }) {
		words[lesson.Frames] = "frames: x red, y green, z blue"
	}
	out := ""
	for _, v := range views {
		if w, ok := words[v]; ok {
			if out != "" {
				out += "; "
			}
			out += w
		}
	}
	if out == "" {
		return ""
	}
	return fmt.Sprintf("%s%s.", string([]rune(out)[0]-32), out[1:])
}
