// Package window is the program on the screen: it lets a simulation run in real
// time, presents its picture, and takes mouse, touch and keyboard.
//
// It holds no simulation state. A Visitor reads a Device, which tests may bring
// themselves: what keys and pointers do to the view is decided in Controls, what they
// do to the simulation goes through Simulation; neither knows of Ebitengine. That
// needs cgo on Linux and macOS; where there is none, Run says so and nothing else of
// the program is lost. Run must be called from the main goroutine.
package window

import (
	"errors"
	"image"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/poster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
)

// ErrNoWindow is returned by Run where the program was built without a window.
var ErrNoWindow = errors.New("window: this build has none: it was built without cgo, which takes a C compiler and on Linux the headers of X11 and GL")

// ErrNoDisplay is returned by Run where no display answers.
var ErrNoDisplay = errors.New("window: no display answers: start this on a desktop, set DISPLAY, or run it under xvfb-run")

// Simulation is what the window shows and lets a visitor act on. It is called
// from one goroutine. Errors of Advance end the window; what a visitor asks for
// and cannot have is told on the screen.
type Simulation interface {
	// Describe may change with Status.Version.
	Describe() mirror.Description
	// Advance lets dt seconds of real time pass.
	Advance(dt float64) error
	SnapshotTo(*mirror.Snapshot)
	// Status is what a snapshot does not hold.
	Status() Status

	// Do carries out an action that is the simulation's.
	Do(hud.Action) error
	// Touch tells that a visitor does something, be it only to the camera.
	Touch()
	// Press takes hold of what lies under a pointer, and tells whether it did;
	// DragTo moves it, Release lets go of it.
	Press(scene.Ray) (held bool, err error)
	DragTo(scene.Ray) error
	Release()
	// BreakAt breaks or repairs the glove's sensors under a pointer, and counts
	// them.
	BreakAt(at scene.Ray, repair bool) int
	// Heat brings the thing under a pointer, if there is one, to a temperature.
	Heat(at scene.Ray, celsius float64) error
	// Explore has the arm explore the thing under a pointer, or another one in its
	// reach; if it explores already, it stops.
	Explore(at scene.Ray) error

	// Seek shows what is looked at again at a share of it, from 0 to 1.
	Seek(share float64)
	// Take is what a moving picture is to be made of, on another goroutine; nil where
	// there is nothing.
	Take() picture.Take
}

// Status says what is being played, for the panels.
type Status struct {
	Source, Gesture string
	Made            string    // the gesture that the hand is nearest to
	Side            hand.Side // of the person
	LagMS           figure.Value
	Caption         locale.Key // what a visitor is told
	Words           string     // in the caption's place; empty is none
	Warmth          bool       // it is about temperature
	Language        locale.Language
	Paused, Slow    bool
	Recognition     hud.Recognition // of what the arm explores, or has explored last
	Building        bool            // another mirror is on its way, and somebody waits for it
	Exploring       bool            // it explores by itself, and does not mirror
	Attract         bool            // an exhibit plays to nobody
	Opening         session.Opening // of an exhibit
	Invites         bool            // it shows what a visitor may take hold of
	Game            session.Play
	Faults          *session.Faults // of the glove
	Restarts        int             // of an exhibit, after panics
	Problem         string          // what went wrong last, empty if nothing did
	Version         int             // grows when Describe changes
	Following       bool            // a visitor's hand leads, that a tracker sees
	Budget          hud.Budget      // of its lag
	Past            hud.Past        // what is looked at again
	Recording       hud.Recording   // into a file
	Said            string          // what has come of a file, once Tellings has grown
	Tellings        int
	Camera          locale.Key // how the camera stands; nothing if there is none
	CameraAt        string     // an address that goes with it
}

// Panels is what the panels show of a snapshot and of what is played; which of them are
// open, and how, is not in it.
func (s *Status) Panels(snap *mirror.Snapshot) hud.State {
	return hud.State{
		Building: s.Building,
		Language: s.Language, Caption: s.Caption, Words: s.Words, Warmth: s.Warmth, Source: s.Source, Gesture: s.Gesture, Made: s.Made, LagMS: s.LagMS,
		Opening: s.Opening, Game: s.Game, Invites: s.Invites, Faults: s.Faults,
		Paused: s.Paused, Slow: s.Slow, Recognition: s.Recognition, Exploring: s.Exploring, Side: s.Side,
		Following: s.Following, Budget: s.Budget, Camera: s.Camera, CameraAt: s.CameraAt, Past: s.Past, Recording: s.Recording,
		Health: snap.Health, Lost: snap.Person.Lost, Reached: snap.Arm.Reachable,
		Channels: len(snap.Glove), Taxels: len(snap.Touch),
	}
}

// Housekeeper looks after what the program takes of its machine.
type Housekeeper interface {
	// Sized tells how many pixels the screen has, at first and whenever that changes.
	Sized(pixels int)
	// Rest tells that nobody is at the exhibit, or nobody any more.
	Rest()
	// Measure adds what the program knows of itself to what the window knows, for
	// the operator's panel, once a second while that is open.
	Measure(*hud.Usage)
	// Ended tells what came of a day, at midnight and at the end.
	Ended(hud.Day)
}

// Options are how the window opens. The zero value is a window of 1280 × 720.
type Options struct {
	Title         string
	Width, Height int
	FullScreen    bool
	Monitor       string // number from 1, or part of the name; empty for the system's choice

	// Kiosk is for exhibits: full screen, large captions, and Ctrl+Shift+Q as the
	// only way out.
	Kiosk bool

	// Duration closes the window when it has shown something for so long; 0 leaves it
	// open.
	Duration time.Duration
	// Screenshot names a PNG file, written when that time is up or the context is done.
	Screenshot string

	// Workbench makes the class that a visitor opens over the simulation with one
	// key, from what the simulation shows; nil for none.
	Workbench func(mirror.Description, *mirror.Snapshot) (*lesson.Class, error)
	// Language is that of a class's buttons and panels, and of what is said before
	// there is a simulation.
	Language locale.Language

	Keeper Housekeeper // of an exhibit's memory; nil for none

	// View is where the simulation is looked at from at first; nil is the default place.
	View *scene.Orbit
	// Bare starts without panels.
	Bare bool
	// Shows is told, by the window's own goroutine, what is on the screen whenever that
	// is another thing; nil for nobody.
	Shows func(Shown)
	// Save takes the pictures that a visitor saves; nil has them written into the
	// working directory.
	Save func(name string, content []byte) error

	// Yield is called, often, by what is made beside the pictures: where all share one
	// thread it lets the others go on. Nil where they have threads of their own.
	Yield func()

	Shown func() // is called once, when the first picture has been drawn; nil for nobody

	Poster Poster // what an exhibit's visitor takes home; nil for nothing
	Film   Film   // beside the poster; nil for nothing

	Mark poster.Mark // of an exhibit's maker, on the screen while nobody is there

	Renderer Renderer // what draws the scene; empty is Auto

	Sound Sound // what is heard of the simulation; nil for none
	Muted bool  // until a key asks for it
	Quiet int   // % of the volume that it begins without
}

// Renderer is what draws the scene.
type Renderer string

// The renderers. Auto is the GPU where it is quicker.
const (
	Auto Renderer = "auto"
	GPU  Renderer = "gpu"
	CPU  Renderer = "cpu"
)

// Shown is what is on the screen: a class, or the simulation with the view of it.
type Shown struct {
	Class *lesson.Class // nil for the simulation
	View  *scene.Orbit  // nil for a class; it goes on changing
}

// Poster makes, and keeps, a poster of a visit; it is called on a goroutine of its own and
// tells itself what goes wrong.
type Poster func(*Visit) (*image.RGBA, error)

// Film makes, and keeps, a moving picture of a visit after its poster; it is called on a
// goroutine of its own, asks goOn from time to time, ends with its error, and tells itself
// what goes wrong.
type Film func(v *Visit, goOn func(share float64) error)

// Visit is the last moment in which an exhibit's visitor did something.
type Visit struct {
	Robot    mirror.Description
	Snapshot mirror.Snapshot
	Gesture  string     // that was made, as the source names it
	Material locale.Key // that the arm named last; nothing where it did not
	Language locale.Language
	Warmth   bool // temperature was shown

	Last picture.Take // the last seconds in which he did something; nil if nothing is to be made of them
	Kept string       // the file of the poster, for who makes it
}

// VisitOf is what a status tells of a moment; its snapshot is the caller's to fill in.
func VisitOf(desc mirror.Description, s *Status) (v Visit) {
	v = Visit{Robot: desc, Gesture: s.Gesture, Language: s.Language, Warmth: s.Warmth}
	if s.Recognition.Share > 0 {
		v.Material = s.Recognition.Name
	}
	return v
}

// Sound makes audible what the window shows. Its methods return at once.
type Sound interface {
	Listen(*mirror.Snapshot)
	// Chime tells that a material has been named.
	Chime()
	SetVolume(share float64)
}
