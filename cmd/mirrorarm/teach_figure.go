package main

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/spatial/r3"
)

// Size of a lesson's picture of the robot (px), how much of it stays free around
// what is drawn, and its quality as a JPEG.
const (
	figureWidth   = 1280
	figureHeight  = 800
	figureMargin  = 0.06
	figureQuality = 92
)

// figure is a picture of the robot, and what a step draws over it as lines and
// words of its own: they lie before the robot, as most of what they show is
// inside of it.
type figure struct {
	JPEG   []byte
	Lines  []figureLine
	Labels []figureLabel
}

// figureLine is a train of points in the picture (px), a filled one an arrow's
// head.
type figureLine struct {
	Points  [][2]float64
	Color   string
	Width   float64
	Opacity float64
	Filled  bool
}

// Halo is the width of the dark line under it, which parts it from a white robot.
func (l figureLine) Halo() float64 { return l.Width + 2.5 }

// SVG is the points as SVG writes them.
func (l figureLine) SVG() string {
	var out strings.Builder
	for _, p := range l.Points {
		fmt.Fprintf(&out, "%.1f,%.1f ", p[0], p[1])
	}
	return out.String()
}

// figureLabel is a word at a point of the picture (px).
type figureLabel struct {
	X, Y float64
	Text string
}

// figurist draws lessons' figures of one robot. It ends with close.
type figurist struct {
	setting  *lesson.Setting
	scene    *scene.Scene
	renderer *raster.Renderer
	base     spatial.Pose // worldFromBase
}

// figureBase is where the robot stands in the picture: its x axis to the right.
var figureBase = spatial.At(r3.Vec{X: -0.15, Y: -0.05, Z: 1.25})

func newFigurist(s *lesson.Setting) *figurist {
	desc := mirror.Description{
		Side: hand.Right, Dims: hand.Nominal(), Robot: s.Robot,
		Plane: spatial.Plane{Normal: r3.Vec{X: 1}}, WorldFromBase: figureBase,
	}
	return &figurist{
		setting: s, scene: scene.New(desc), base: figureBase,
		renderer: raster.New(figureWidth, figureHeight, raster.Options{}),
	}
}

func (f *figurist) close() { f.renderer.Close() }

// lineColor is what a line's role looks like: axes are x red, y green, z blue.
func lineColor(r lesson.Role) string {
	return map[lesson.Role]string{
		lesson.AxisX: "#ff5a50", lesson.AxisY: "#4fd35a", lesson.AxisZ: "#5b9bff",
		lesson.Column: "#f2b134", lesson.Velocity: "#2ec4b6", lesson.Force: "#ee8fc9",
		lesson.Limb: "#c9d1d9", lesson.Pane: "#bfe4f2",
	}[r]
}

// draw renders a step's drawing.
func (f *figurist) draw(d *lesson.Drawing) (figure, error) {
	snap := mirror.Snapshot{Person: mirror.Person{WorldFromForearm: spatial.Identity(), WorldFromPalm: spatial.Identity()}}
	for _, p := range d.Links {
		snap.Arm.WorldFromLink = append(snap.Arm.WorldFromLink, f.base.Mul(p))
	}
	snap.Arm.Coordinates = d.Posture
	camera := f.aim(d)
	frame := f.scene.Build(&snap, camera)
	// A lesson has no person and no mirror in its picture.
	frame.Sheer, frame.Strokes, frame.Dots = frame.Sheer[:0], frame.Strokes[:0], frame.Dots[:0]
	frame.Pane = scene.Pane{}
	if d.Posture == nil {
		frame.Solids, frame.Occluders = frame.Solids[:0], frame.Occluders[:0]
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, f.renderer.Render(frame), &jpeg.Options{Quality: figureQuality}); err != nil {
		return figure{}, err
	}
	return figure{JPEG: out.Bytes(), Lines: f.lines(d, camera), Labels: f.labels(d, camera)}, nil
}

func (f *figurist) at(p r3.Vec) scene.Vec { return scene.FromR3(f.base.Apply(p)) }

// Widths of lines (px), and an arrow's head. Design values.
const (
	arrowWidth = 4.5
	ringWidth  = 3
	ghostWidth = 3.5
	headLength = 18.0
	headHalf   = 8.0
)

// lines are the drawing's, ghosts first and arrows last.
func (f *figurist) lines(d *lesson.Drawing, camera scene.Camera) []figureLine {
	var out []figureLine
	for i, l := range d.Lines {
		if l.Role == lesson.Limb && !l.Faint {
			continue // the robot itself is there
		}
		line := figureLine{Points: f.train(camera, l.Points), Color: lineColor(l.Role), Width: ringWidth, Opacity: 1}
		if l.Faint {
			// Later ghosts are clearer.
			line.Width, line.Opacity = ghostWidth, 0.3+0.6*float64(i)/float64(len(d.Lines))
		}
		out = append(out, line)
	}
	for _, a := range d.Arrows {
		out = append(out, f.arrow(camera, a)...)
	}
	return out
}

// train is where a line's points appear.
func (f *figurist) train(camera scene.Camera, points []r3.Vec) (out [][2]float64) {
	for _, p := range points {
		if x, y, ok := project(camera, f.at(p)); ok {
			out = append(out, [2]float64{float64(x), float64(y)})
		}
	}
	return out
}

// arrow is a shaft and its head; one that points at the viewer has no shaft.
func (f *figurist) arrow(camera scene.Camera, a lesson.Arrow) []figureLine {
	ax, ay, ok := project(camera, f.at(a.From))
	bx, by, seen := project(camera, f.at(a.To))
	if !ok || !seen {
		return nil
	}
	x, y, color := float64(bx), float64(by), lineColor(a.Role)
	dx, dy := x-float64(ax), y-float64(ay)
	length := math.Hypot(dx, dy)
	if length < 2 {
		return nil
	}
	dx, dy = dx/length, dy/length
	head := min(headLength, length)
	half := headHalf * head / headLength
	bottomX, bottomY := x-head*dx, y-head*dy
	return []figureLine{
		{Points: [][2]float64{{float64(ax), float64(ay)}, {bottomX, bottomY}}, Color: color, Width: arrowWidth, Opacity: 1},
		{Points: [][2]float64{{x, y}, {bottomX - half*dy, bottomY + half*dx}, {bottomX + half*dy, bottomY - half*dx}}, Color: color, Opacity: 1, Filled: true},
	}
}

// bodyRadius (m) is how far a robot's body reaches around its links' origins.
// Design value.
const bodyRadius = 0.05

// aim frames everything that is drawn, seen a little from above and from the
// side, so that all three axes of a frame show.
func (f *figurist) aim(d *lesson.Drawing) scene.Camera {
	var points []scene.Vec
	add := func(p r3.Vec) { points = append(points, f.at(p)) }
	if d.Posture != nil {
		add(r3.Vec{X: -2.5 * bodyRadius}) // the housing behind the root
	}
	for _, p := range d.Links {
		for _, around := range []r3.Vec{{X: bodyRadius}, {Y: bodyRadius}, {Z: bodyRadius}} {
			add(r3.Add(p.Pos, around))
			add(r3.Sub(p.Pos, around))
		}
	}
	for _, l := range d.Lines {
		for _, p := range l.Points {
			add(p)
		}
	}
	for _, a := range d.Arrows {
		add(a.From)
		add(a.To)
	}
	orbit := scene.DefaultOrbit()
	orbit.Azimuth, orbit.Elevation = -0.42, 0.34
	orbit.Distance = 0.6
	for range 40 {
		low, high := f.bounds(points, &orbit)
		half := max(high.X-low.X, (high.Y-low.Y)*figureWidth/figureHeight) / 2
		if half <= (0.5-figureMargin)*figureWidth {
			break
		}
		orbit.Distance *= 1.06
	}
	return orbit.Camera()
}

// bounds centres the orbit on the points and returns their box in the picture.
func (f *figurist) bounds(points []scene.Vec, o *scene.Orbit) (low, high scene.Vec) {
	for range 3 {
		camera := o.Camera()
		low, high = scene.Vec{X: 1e9, Y: 1e9}, scene.Vec{X: -1e9, Y: -1e9}
		for _, p := range points {
			x, y, ok := project(camera, p)
			if !ok {
				continue
			}
			low = scene.Vec{X: min(low.X, x), Y: min(low.Y, y)}
			high = scene.Vec{X: max(high.X, x), Y: max(high.Y, y)}
		}
		perPixel := float32(o.Distance) / (camera.Focal * figureHeight)
		dx, dy := (low.X+high.X)/2-figureWidth/2, (low.Y+high.Y)/2-figureHeight/2
		o.Target = o.Target.Add(camera.Right.Scale(dx * perPixel)).Add(camera.Up.Scale(-dy * perPixel))
	}
	return low, high
}

// project is where a point of the world appears (px).
func project(c scene.Camera, p scene.Vec) (x, y float32, ok bool) {
	to := p.Sub(c.Eye)
	depth := to.Dot(c.Forward)
	if depth < 0.01 {
		return 0, 0, false
	}
	scale := c.Focal * figureHeight / depth
	return figureWidth/2 + scale*to.Dot(c.Right), figureHeight/2 - scale*to.Dot(c.Up), true
}

// Labels are letterSize px high; one stands this far off its point (px).
const (
	letterSize  = 22.0
	letterWidth = 0.52 * letterSize
	labelGap    = 10.0
)

// labels places the drawing's words near their points, without overlap: one that
// would cover another moves up or down, whichever is nearer.
func (f *figurist) labels(d *lesson.Drawing, camera scene.Camera) []figureLabel {
	var out []figureLabel
	for _, l := range d.Labels {
		x, y, ok := project(camera, f.at(l.At))
		if !ok {
			continue
		}
		width := letterWidth * float64(len([]rune(l.Text)))
		at := f.beside(d, camera, l, float64(x), float64(y), width)
		at.X = min(max(at.X, 8), figureWidth-width-8)
		if slices.ContainsFunc(out, func(o figureLabel) bool { return o.Text == at.Text && math.Hypot(o.X-at.X, o.Y-at.Y) < 4 }) {
			continue
		}
		first := at.Y
		for try := 1; try < 24 && covered(out, at, width); try++ {
			step := float64((try + 1) / 2)
			if try%2 == 0 {
				step = -step
			}
			at.Y = first + step*letterSize
		}
		at.Y = min(max(at.Y, letterSize), figureHeight-8)
		out = append(out, at)
	}
	return out
}

// beside is a label's place: beyond the head of the arrow that ends at its point,
// else below the point, where the axes of a frame leave room.
func (f *figurist) beside(d *lesson.Drawing, camera scene.Camera, l lesson.Label, x, y, width float64) figureLabel {
	for _, a := range d.Arrows {
		if a.To != l.At {
			continue
		}
		fromX, fromY, ok := project(camera, f.at(a.From))
		dx, dy := x-float64(fromX), y-float64(fromY)
		length := math.Hypot(dx, dy)
		if !ok || length < 1 {
			break
		}
		dx, dy = dx/length, dy/length
		return figureLabel{
			X: x + labelGap*dx + (dx-1)/2*width, Y: y + labelGap*dy + (dy+1)/2*0.7*letterSize, Text: l.Text,
		}
	}
	return figureLabel{X: x - width/2, Y: y + labelGap + letterSize, Text: l.Text}
}

func covered(placed []figureLabel, at figureLabel, width float64) bool {
	for _, o := range placed {
		other := letterWidth * float64(len([]rune(o.Text)))
		if at.X < o.X+other+6 && o.X < at.X+width+6 && math.Abs(at.Y-o.Y) < letterSize {
			return true
		}
	}
	return false
}

// caption says what the lines of a drawing mean.
func caption(views []lesson.View) string {
	words := map[lesson.View]string{
		lesson.Frames: "frames: x red, y green, z blue", lesson.TipFrame: "the tip's frame: x red, y green, z blue",
		lesson.Columns:           "yellow: the Jacobian's columns, a third of the velocity per rad/s",
		lesson.VelocityEllipsoid: "teal: the velocity ellipsoid, at a third of its size", lesson.ForceEllipsoid: "pink: the force ellipsoid, 20 mm per N",
		lesson.GhostArms: "grey: other postures", lesson.GoalFrames: "the goal's frame",
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
