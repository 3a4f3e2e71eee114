package classroom

import (
	"image"
	"math"

	"mirrorarm/render/scene"
	"mirrorarm/sim/lesson"

	"gonum.org/v1/gonum/spatial/r3"
)

// Input is what came from mouse, touch screen and keyboard since the last call.
type Input struct {
	X, Y         float64 // px of the picture: where the pointer is
	Down         bool    // one pointer is pressed
	Began        bool    // it has just been pressed
	DragX, DragY float64 // px at scale 1, while it is down
	Wheel        float64 // notches, up is positive
	Typed        []rune
	Pressed      [NumActions]bool
}

// spot is a place on the panels that a pointer can act on.
type spot struct {
	r    image.Rectangle
	kind spotKind
	n    int // which of its kind
}

type spotKind uint8

const (
	nowhere    spotKind = iota
	panelSpot           // a panel's own glass: it keeps the pointer from the robot
	pageSpot            // the page's panel: the wheel scrolls it
	buttonSpot          // n is an Action
	knobSpot
	swingSpot
	iterateSpot
	choiceSpot
	pairSpot   // of the transform's table: n is the side
	dotSpot    // a page, by number
	lessonSpot // of the list
	handleSpot
)

// hold is what a pointer has taken hold of.
type hold struct {
	kind   spotKind // knobSpot, swingSpot, iterateSpot, handleSpot, panelSpot; nowhere turns the view
	n      int
	handle lesson.Handle
	depth  float64 // m along the camera's axis, of a held handle
	x      float64 // px, of the last movement
}

// Of pointer and keys. Design values, those of the view as in the demo.
const (
	turnPerPixel  = 0.006 // rad
	zoomPerNotch  = 0.9
	maxNotches    = 40
	easing        = 0.09 // s
	swingPerPixel = 0.25 // deg
	nudge         = 0.01 // of a knob's range
	scrollStep    = 40   // px at scale 1 per notch
)

// Apply lets the input act; dt is the time (s) since the last call. Its error is
// why something that was asked for could not be done.
func (r *Room) Apply(in Input, dt float64) error {
	r.Saves = false
	in.Wheel = min(max(in.Wheel, -maxNotches), maxNotches)
	err := r.point(&in)
	if len(in.Typed) > 0 && r.class.Types() {
		r.class.Type(in.Typed)
		r.dirty = true
	}
	for a, on := range in.Pressed {
		if on {
			if failed := r.Act(Action(a)); err == nil {
				err = failed
			}
		}
	}
	before := r.view
	r.view = r.view.eased(r.want, dt)
	r.dirty = r.dirty || before != r.view
	return err
}

// eased moves the view towards another.
func (v View) eased(goal View, dt float64) View {
	v.Orbit = v.Orbit.Eased(goal.Orbit, dt, easing)
	t := 1 - math.Exp(-max(dt, 0)/easing)
	v.ShiftX += t * (goal.ShiftX - v.ShiftX)
	v.ShiftY += t * (goal.ShiftY - v.ShiftY)
	if math.Abs(v.Orbit.Azimuth-goal.Orbit.Azimuth)+math.Abs(v.Orbit.Elevation-goal.Orbit.Elevation) < 1e-4 &&
		math.Abs(v.Orbit.Distance-goal.Orbit.Distance)+math.Hypot(v.ShiftX-goal.ShiftX, v.ShiftY-goal.ShiftY) < 1e-4 &&
		v.Orbit.Target.Sub(goal.Orbit.Target).Norm() < 1e-4 {
		return goal
	}
	return v
}

// at is the topmost spot under a point.
func (r *Room) at(x, y float64) spot {
	p := image.Pt(int(x), int(y))
	for i := len(r.spots) - 1; i >= 0; i-- {
		if p.In(r.spots[i].r) {
			return r.spots[i]
		}
	}
	return spot{}
}

// point follows the pointer.
func (r *Room) point(in *Input) (err error) {
	under := r.at(in.X, in.Y)
	if under != r.hover {
		r.hover, r.dirty = under, true
	}
	switch {
	case in.Began:
		r.release()
		err = r.press(under, in)
	case !in.Down:
		r.release()
	default:
		err = r.drag(in)
	}
	if in.Wheel != 0 {
		r.wheel(under, in.Wheel)
	}
	return err
}

// Dragging tells whether a knob or a handle is held.
func (r *Room) Dragging() bool { return r.held.kind == knobSpot || r.held.kind == handleSpot }

func (r *Room) release() {
	if r.held.kind == handleSpot {
		r.class.Release()
	}
	if r.held.kind != nowhere || r.turning {
		r.dirty = true
	}
	r.held, r.turning = hold{}, false
}

// press takes hold of what lies under the pointer, or does what it says.
func (r *Room) press(s spot, in *Input) error {
	r.dirty = true
	r.held = hold{kind: s.kind, n: s.n, x: in.X}
	switch s.kind {
	case nowhere:
		r.turning = true
	case buttonSpot:
		return r.Act(Action(s.n))
	case knobSpot:
		r.knob = s.n
		return r.drag(in)
	case iterateSpot:
		return r.drag(in)
	case choiceSpot:
		r.class.Choose(s.n)
	case pairSpot:
		r.class.NextOfPair(s.n, 1)
	case dotSpot:
		return r.turnTo(s.n)
	case lessonSpot:
		return r.openLesson(s.n)
	case handleSpot:
		return r.grab(s.n)
	}
	return nil
}

func (r *Room) grab(n int) error {
	handles := r.class.Handles()
	if n >= len(handles) {
		r.held = hold{}
		return nil
	}
	camera := r.camera()
	r.held.handle = handles[n]
	r.held.depth = float64(r.stage.World(handles[n].At).Sub(camera.Eye).Dot(camera.Forward))
	return r.class.Grab(handles[n])
}

// drag moves what is held, or the view.
func (r *Room) drag(in *Input) error {
	r.dirty = true
	switch r.held.kind {
	case knobSpot:
		if track, ok := r.trackOf(knobSpot, r.held.n); ok {
			k := r.class.Knob(r.held.n)
			r.class.Set(r.held.n, k.Lower+share(in.X, track)*(k.Upper-k.Lower))
		}
	case iterateSpot:
		if track, ok := r.trackOf(iterateSpot, r.held.n); ok {
			r.class.StepTo(int(share(in.X, track)*float64(r.class.Iterates()-1) + 0.5))
		}
	case swingSpot:
		by := (in.X - r.held.x) / r.painter.Scale() * swingPerPixel
		r.held.x = in.X
		return r.class.Swing(by)
	case handleSpot:
		r.class.Drag(r.held.handle, r.pointed(in.X, in.Y, r.held.depth))
	case nowhere:
		if r.turning {
			r.want.Orbit = r.want.Orbit.Turned(-turnPerPixel*in.DragX, turnPerPixel*in.DragY)
		}
	}
	return nil
}

// share is how far along a track a column lies, 0…1.
func share(x float64, track image.Rectangle) float64 {
	return min(max((x-float64(track.Min.X))/float64(max(track.Dx(), 1)), 0), 1)
}

// pointed is the point of the root frame under the pointer at a depth (m).
func (r *Room) pointed(x, y, depth float64) r3.Vec {
	camera := r.camera()
	ray := camera.Ray(x, y, float64(r.opt.Width), float64(r.opt.Height))
	along := r3.Dot(ray.Direction, camera.Forward.R3())
	at := r3.Add(ray.Origin, r3.Scale(depth/along, ray.Direction))
	return r.stage.Root(at)
}

// wheel scrolls the panel under the pointer, or zooms.
func (r *Room) wheel(under spot, notches float64) {
	r.dirty = true
	by := int(-notches * scrollStep * r.painter.Scale())
	switch under.kind {
	case pageSpot, buttonSpot, choiceSpot, lessonSpot, dotSpot:
		r.scroll = max(r.scroll+by, 0)
	case knobSpot, panelSpot:
		r.knobScroll = max(r.knobScroll+by, 0)
	default:
		r.want.Orbit = r.want.Orbit.Zoomed(math.Pow(zoomPerNotch, notches))
	}
}

// trackOf is the track of a knob, or of another slider, as it was last painted.
func (r *Room) trackOf(kind spotKind, n int) (image.Rectangle, bool) {
	for _, t := range r.tracks {
		if t.kind == kind && t.n == n {
			return t.r, true
		}
	}
	return image.Rectangle{}, false
}

func (r *Room) camera() scene.Camera { return r.view.Camera() }

// Act does what a key or a button stands for.
func (r *Room) Act(a Action) error {
	r.dirty = true
	switch {
	case a >= ShowView && int(a) < NumActions:
		r.class.Toggle(lesson.View(a - ShowView))
		return nil
	case r.lessons && (a == NextPage || a == PreviousPage || a == Check):
		r.lessons = false
		return nil
	}
	switch a {
	case NextPage:
		return r.turnTo(r.class.Page() + 1)
	case PreviousPage:
		return r.turnTo(r.class.Page() - 1)
	case Check:
		return r.class.Check()
	case Hint:
		r.class.AskHint()
	case Reveal:
		r.class.Reveal()
	case Erase:
		r.class.Erase()
	case NextKnob:
		r.chooseKnob(1)
	case PreviousKnob:
		r.chooseKnob(-1)
	case More, Less:
		r.nudge(a == More)
	case NextIterate:
		r.class.StepTo(r.class.Iterate() + 1)
	case PreviousIterate:
		r.class.StepTo(r.class.Iterate() - 1)
	case NextMethod:
		return r.class.NextMethod(1)
	case Reset:
		r.class.Reset()
		r.lookAgain()
	case Lessons:
		r.lessons = !r.lessons
		r.scroll = 0
		if r.lessons {
			r.shelf = r.stock()
		}
	case HidePanels:
		r.hidden = !r.hidden
		r.lookAgain()
	case Help:
		r.help = !r.help
	case Save:
		r.Saves = true
	case FullScreen:
		r.FullScreen = !r.FullScreen
	case Leave:
		r.Left = true
	}
	return nil
}

// chooseKnob goes to the next parameter that the page shows, or with −1 to the one
// before.
func (r *Room) chooseKnob(by int) {
	n := r.class.NumKnobs()
	for range n {
		r.knob = ((r.knob+by)%n + n) % n
		if r.class.Knob(r.knob).Shown {
			return
		}
	}
}

// nudge turns the chosen knob a little.
func (r *Room) nudge(up bool) {
	if r.knob >= r.class.NumKnobs() {
		return
	}
	k := r.class.Knob(r.knob)
	by := nudge * (k.Upper - k.Lower)
	if k.Whole {
		by = max(1, math.Round(by))
	}
	if !up {
		by = -by
	}
	r.class.Set(r.knob, k.Value+by)
}
