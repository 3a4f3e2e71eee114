package classroom

import (
	"image"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/spatial/r3"
)

// Stage is the studio of a lesson: the robot alone, or what a page without the robot
// shows. It belongs to one goroutine and ends with Close.
type Stage struct {
	robot    *robot.Robot
	stands   spatial.Pose // worldFromRoot of the robot
	base     spatial.Pose // of what is shown
	scene    *scene.Scene // the robot's
	hands    *hands       // nil before the first page that shows any
	things   *scene.Scene // nil before the first page that shows any
	pressure *scene.Colormap
	renderer *raster.Renderer
	snap     mirror.Snapshot
}

// hang is where the shoulder of the shipped arm hangs: its x axis to the right of
// the picture. Another robot stands on the floor below.
var hang = r3.Vec{X: -0.15, Y: -0.05, Z: 1.25}

// shoulderRoot is the name of the shipped arm's root and of its first link.
const shoulderRoot, shoulderFirst = "base", "upper_arm"

// place is where a setting's robot stands: worldFromRoot.
func place(s *lesson.Setting) spatial.Pose {
	m := s.Robot.Model
	if _, ours := m.LinkIndex(shoulderFirst); ours && m.LinkName(0) == shoulderRoot {
		return spatial.At(hang)
	}
	state := chain.NewState(m)
	state.SetCoordinates(s.Bent())
	lowest := 0.0
	for i := range m.NumLinks() {
		lowest = min(lowest, state.RootFromLink(i).Pos.Z-bodyRadius/2)
	}
	return spatial.At(r3.Vec{X: hang.X, Y: hang.Y, Z: scene.PlinthTop - lowest})
}

// NewStage builds the robot's shapes and buffers for pictures of width × height
// pixels.
func NewStage(s *lesson.Setting, width, height int, o raster.Options) *Stage {
	stands := place(s)
	return &Stage{
		robot: s.Robot, stands: stands, base: stands, pressure: scene.Pressure(),
		scene:    scene.NewAlone(mirror.Description{Robot: s.Robot, WorldFromBase: stands}),
		renderer: raster.New(width, height, o),
	}
}

// Resize makes the buffers for another size or quality.
func (s *Stage) Resize(width, height int, o raster.Options) { s.renderer.Resize(width, height, o) }

// Close ends the renderer's workers.
func (s *Stage) Close() { s.renderer.Close() }

// Render draws the robot in a drawing's posture, or what the drawing has in its place:
// hands, things, or nothing but the studio. The image is valid until the next call.
func (s *Stage) Render(d *lesson.Drawing, camera scene.Camera) *image.RGBA {
	s.settle(d)
	var f *scene.Frame
	switch {
	case d.Person != nil:
		f = s.showHands(d, camera)
	case len(d.Bodies) > 0:
		f = s.showThings(d, camera)
	default:
		f = s.showRobot(d, camera)
	}
	return s.renderer.Render(f)
}

func (s *Stage) showRobot(d *lesson.Drawing, camera scene.Camera) *scene.Frame {
	s.snap = mirror.Snapshot{Arm: mirror.Arm{Coordinates: d.Posture, WorldFromLink: s.snap.Arm.WorldFromLink[:0]}}
	for _, p := range d.Links {
		s.snap.Arm.WorldFromLink = append(s.snap.Arm.WorldFromLink, s.base.Mul(p))
	}
	f := s.scene.Build(&s.snap, camera)
	f.Strokes, f.Dots = f.Strokes[:0], f.Dots[:0] // a lesson's robot feels nothing
	if d.Posture == nil {
		f.Solids, f.Occluders = f.Solids[:0], f.Occluders[:0]
	}
	return f
}

// showThings draws bodies alone, the sheer ones as one layer.
func (s *Stage) showThings(d *lesson.Drawing, camera scene.Camera) *scene.Frame {
	if s.things == nil {
		s.things = scene.NewAlone(mirror.Description{Robot: s.robot, WorldFromBase: s.stands})
	}
	s.snap = mirror.Snapshot{Things: s.snap.Things[:0]}
	for i := range d.Bodies {
		s.snap.Things = append(s.snap.Things, mirror.Thing{Body: d.Bodies[i].Body, WorldFromObject: s.base.Mul(d.Bodies[i].RootFromBody)})
	}
	f := s.things.Build(&s.snap, camera)
	f.Strokes, f.Dots, f.Occluders = f.Strokes[:0], f.Dots[:0], f.Occluders[:0]
	bodies := f.Solids[:len(d.Bodies)] // of a robot without links there are none before
	f.Solids, f.Sheer = nil, f.Sheer[:0]
	for i, solid := range bodies {
		if d.Bodies[i].Sheer {
			solid.Glow = sheerBody
			f.Sheer = append(f.Sheer, solid)
			continue
		}
		f.Solids = append(f.Solids, solid)
	}
	return f
}

// sheerBody is the opacity of a body that lets through what it hides. Design value.
const sheerBody = 0.5

// eyeHeight (m) is where in the world the middle of what is drawn without the robot
// lies. Design value.
const eyeHeight = 1.2

// settle finds out where a drawing stands: with the robot or, without, at the height of
// the eye.
func (s *Stage) settle(d *lesson.Drawing) {
	s.base = s.stands
	if d.Posture != nil {
		return
	}
	low, high := math.Inf(1), math.Inf(-1)
	see := func(p r3.Vec) { low, high = min(low, p.Z), max(high, p.Z) }
	for _, l := range d.Lines {
		for _, p := range l.Points {
			see(p)
		}
	}
	for _, a := range d.Arrows {
		see(a.From)
		see(a.To)
	}
	if low > high {
		low, high = 0, 0
	}
	s.base = spatial.At(r3.Vec{Y: hang.Y, Z: eyeHeight - (low+high)/2})
}

// View is where the camera stands, and what part of the picture it looks at.
type View struct {
	Orbit          scene.Orbit
	ShiftX, ShiftY float64 // of a camera, in heights of the picture
}

// Camera is the view's.
func (v View) Camera() scene.Camera {
	c := v.Orbit.Camera()
	c.ShiftX, c.ShiftY = float32(v.ShiftX), float32(v.ShiftY)
	return c
}

// Of the first view of a page: a little from above and from the side, so that all
// three axes of a frame show. Design values.
const (
	firstAzimuth   = -0.42
	firstElevation = 0.34
	nearest        = 0.6   // m
	step           = 1.06  // factor of the distance from try to try
	aimMargin      = 0.06  // of the free part, on each side
	bodyRadius     = 0.05  // m that a robot's body reaches around its links' origins
	housing        = 0.085 // m that the housing behind its root does
)

// Aim frames everything that is drawn inside the free part of a picture.
func (s *Stage) Aim(d *lesson.Drawing, width, height int, free image.Rectangle) View {
	w, h := float64(width), float64(height)
	v := View{
		ShiftX: (float64(free.Min.X+free.Max.X) - w) / 2 / h,
		ShiftY: (float64(free.Min.Y+free.Max.Y) - h) / 2 / h,
	}
	v.Orbit = scene.DefaultOrbit()
	v.Orbit.Azimuth, v.Orbit.Elevation, v.Orbit.Distance = firstAzimuth, firstElevation, nearest
	s.settle(d)
	points := s.extent(d)
	if len(points) == 0 {
		v.Orbit = scene.DefaultOrbit()
		return v
	}
	for range 60 {
		wide, tall := v.centre(points, w, h)
		if wide <= (1-2*aimMargin)*float64(free.Dx()) && tall <= (1-2*aimMargin)*float64(free.Dy()) {
			break
		}
		v.Orbit.Distance *= step
	}
	return v
}

// extent is what must be seen: the robot, arrows and lines.
func (s *Stage) extent(d *lesson.Drawing) (points []scene.Vec) {
	add := func(p r3.Vec) { points = append(points, s.World(p)) }
	if d.Posture != nil {
		for _, side := range [2]float64{-housing, housing} { // behind the root
			add(r3.Vec{X: -1.6 * housing, Z: side})
			add(r3.Vec{X: -1.6 * housing, Y: side})
		}
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
	if d.Person != nil {
		back := wristBack
		if d.Image == nil {
			back = gloveBack
		}
		addHand(add, d.Person.RootFromPalm, back)
	}
	if d.Image != nil {
		addHand(add, *d.Image, wristBack)
	}
	for i := range d.Bodies {
		b := &d.Bodies[i]
		for k := range b.Parts {
			reach := max(b.Parts[k].Radius, r3.Norm(r3.Vec{X: b.Parts[k].Half.X, Y: b.Parts[k].Half.Y})/math.Sqrt2)
			for _, v := range []r3.Vec{{X: reach}, {X: -reach}, {Y: reach}, {Y: -reach}, {Z: b.Parts[k].Radius}} {
				add(r3.Add(b.RootFromBody.Pos, v))
			}
		}
	}
	return points
}

// centre turns the view's target to the middle of the points, and returns the
// width and the height (px) that they cover.
func (v *View) centre(points []scene.Vec, w, h float64) (wide, tall float64) {
	for range 3 {
		camera := v.Camera()
		var low, high [2]float64
		seen := false
		for _, p := range points {
			x, y, ok := camera.Project(p, w, h)
			if !ok {
				continue
			}
			if !seen {
				low, high, seen = [2]float64{x, y}, [2]float64{x, y}, true
			}
			low = [2]float64{min(low[0], x), min(low[1], y)}
			high = [2]float64{max(high[0], x), max(high[1], y)}
		}
		if !seen {
			return 0, 0
		}
		wide, tall = high[0]-low[0], high[1]-low[1]
		perPixel := v.Orbit.Distance / (float64(camera.Focal) * h)
		dx := (low[0]+high[0])/2 - w/2 - v.ShiftX*h
		dy := (low[1]+high[1])/2 - h/2 - v.ShiftY*h
		t := &v.Orbit.Target
		*t = t.Add(camera.Right.Scale(float32(dx * perPixel))).Add(camera.Up.Scale(float32(-dy * perPixel)))
	}
	return wide, tall
}

// World is a point of the robot's root frame in the scene.
func (s *Stage) World(p r3.Vec) scene.Vec { return scene.FromR3(s.base.Apply(p)) }

// Root is a point of the world in the robot's root frame.
func (s *Stage) Root(p r3.Vec) r3.Vec { return s.base.Inverse().Apply(p) }
