//go:build cgo || windows || js

package window

import (
	"errors"
	"image"
	"testing"

	"mirrorarm/render/classroom"
	"mirrorarm/render/hud"
	"mirrorarm/render/keyboard"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// fake is a device that a test moves, and fakeSimulation what it moves: it notes
// every call.
type fake struct {
	x, y    int
	down    bool
	notches float64
	fingers []Pointer
	runes   []rune
	just    []ebiten.Key
	holds   []ebiten.Key
}

func (f *fake) Wheel() float64                  { return f.notches }
func (f *fake) Cursor() (x, y int)              { return f.x, f.y }
func (f *fake) Button() bool                    { return f.down }
func (f *fake) Touches(dst []Pointer) []Pointer { return append(dst, f.fingers...) }
func (f *fake) JustPressed(k ebiten.Key) bool   { return has(f.just, k) }
func (f *fake) Held(k ebiten.Key) bool          { return has(f.holds, k) }
func (f *fake) Typed(dst []rune) []rune         { return append(dst, f.runes...) }

func has(keys []ebiten.Key, k ebiten.Key) bool {
	for _, other := range keys {
		if k == other {
			return true
		}
	}
	return false
}

type fakeSimulation struct {
	grips                            bool // whether there is something under the pointer
	pressed, dragged, broken, healed []scene.Ray
	heated                           []float64
	explored                         []scene.Ray
	sought                           []float64
	releases, touches                int
	done                             []hud.Action
	refuse                           error
	status                           Status
}

func (f *fakeSimulation) Describe() mirror.Description { return mirror.Description{} }
func (f *fakeSimulation) Advance(float64) error        { return nil }
func (f *fakeSimulation) SnapshotTo(*mirror.Snapshot)  {}
func (f *fakeSimulation) Status() Status               { return f.status }
func (f *fakeSimulation) Touch()                       { f.touches++ }
func (f *fakeSimulation) Release()                     { f.releases++ }

func (f *fakeSimulation) Do(a hud.Action) error {
	f.done = append(f.done, a)
	return f.refuse
}

func (f *fakeSimulation) Press(r scene.Ray) (bool, error) {
	f.pressed = append(f.pressed, r)
	return f.grips, nil
}

func (f *fakeSimulation) DragTo(r scene.Ray) error {
	f.dragged = append(f.dragged, r)
	return nil
}

func (f *fakeSimulation) BreakAt(r scene.Ray, repair bool) int {
	if repair {
		f.healed = append(f.healed, r)
	} else {
		f.broken = append(f.broken, r)
	}
	if f.grips {
		return 3
	}
	return 0
}

func (f *fakeSimulation) Heat(_ scene.Ray, celsius float64) error {
	f.heated = append(f.heated, celsius)
	return nil
}

func (f *fakeSimulation) Explore(r scene.Ray) error {
	f.explored = append(f.explored, r)
	return f.refuse
}

func (f *fakeSimulation) Seek(share float64) { f.sought = append(f.sought, share) }
func (f *fakeSimulation) Take() picture.Take { return nil }

// The pointer takes hold of the bar and of nothing else until it is let go of.
func TestThePointerMovesTheBar(t *testing.T) {
	d := newDesk(t)
	d.visit.Track = image.Rect(200, 20, 1000, 48)
	azimuth := d.visit.View.Azimuth
	move := func(x, y int, down bool) {
		d.device.x, d.device.y, d.device.down = x, y, down
		require.NoError(t, d.tick())
	}
	move(400, 30, true)
	require.Equal(t, []float64{0.25}, d.sim.sought)
	move(1200, 400, true)
	move(100, 500, true)
	require.Equal(t, []float64{0.25, 1, 0}, d.sim.sought, "wherever it goes")
	move(100, 500, false)
	require.Empty(t, d.sim.pressed)
	require.InDelta(t, azimuth, d.visit.View.Azimuth, 0.05, "the camera stays")
	move(400, 60, true)
	require.Len(t, d.sim.sought, 3, "beside it")
	require.Len(t, d.sim.pressed, 1)
}

// desk is a visit with its input injected.
type desk struct {
	t      *testing.T
	device fake
	sim    fakeSimulation
	visit  *Visitor
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t}
	var err error
	d.visit, err = NewVisitor(&d.sim, &d.device)
	require.NoError(t, err)
	return d
}

func (d *desk) tick() error {
	err := d.visit.Tick(1280, 720, 1, 1.0/60)
	d.device.just, d.device.notches = nil, 0
	return err
}

func (d *desk) key(k ebiten.Key, held ...ebiten.Key) {
	d.device.just, d.device.holds = []ebiten.Key{k}, held
	require.NoError(d.t, d.tick())
	d.device.holds = nil
}

// Every key that is listed does its action, and that one alone; the others go to
// the simulation or change what is shown.
func TestEveryKeyDoesItsAction(t *testing.T) {
	for _, b := range hud.Bindings() {
		if b.Action == hud.None {
			continue
		}
		d := newDesk(t)
		d.visit.Volume = 50 // which may be more or less
		before := *d.visit.Controls
		var k ebiten.Key
		require.NoError(t, k.UnmarshalText([]byte(b.Key)))
		var shift []ebiten.Key
		if b.Shift {
			shift = append(shift, ebiten.KeyShift)
		}
		if b.Control {
			shift = append(shift, ebiten.KeyControl)
		}
		d.visit.Kiosk = !b.Lives(false)
		before.Kiosk = d.visit.Kiosk
		d.key(k, shift...)
		if b.For == keyboard.Operators {
			require.Zero(t, d.sim.touches, "who only looks takes nothing over")
		} else {
			require.Equal(t, 1, d.sim.touches, b.Key)
		}
		if b.Action.ToSimulation() {
			require.Equal(t, []hud.Action{b.Action}, d.sim.done, b.Key)
			continue
		}
		require.Empty(t, d.sim.done, b.Key)
		if b.Action != hud.Heat && b.Action != hud.Cool && b.Action != hud.Explore {
			after := *d.visit.Controls
			after.View, after.want, after.idle, after.drift = before.View, before.want, before.idle, before.drift
			require.NotEqual(t, before, after, b.Key)
		}
	}
}

func TestPointerLeadsWhatItGrips(t *testing.T) {
	d := newDesk(t)
	d.sim.grips = true
	want := d.visit.want
	d.device.x, d.device.y = 640, 360
	require.NoError(t, d.tick())
	require.Zero(t, d.sim.touches, "a mouse that only moves takes nothing over")
	d.device.down = true
	require.NoError(t, d.tick())
	require.Len(t, d.sim.pressed, 1)
	camera := d.visit.View.Camera()
	require.InDelta(t, 1, r3.Cos(camera.Forward.R3(), d.sim.pressed[0].Direction), 1e-6, "the middle is straight ahead")
	d.device.x = 900
	require.NoError(t, d.tick())
	require.Len(t, d.sim.dragged, 1)
	require.Positive(t, r3.Dot(camera.Right.R3(), d.sim.dragged[0].Direction))
	require.Equal(t, want, d.visit.want, "the camera stays")
	d.device.down = false
	require.NoError(t, d.tick())
	require.Equal(t, 1, d.sim.releases)
	require.NoError(t, d.tick())
	require.Equal(t, 1, d.sim.releases)
}

func TestPointerThatGripsNothingOrbits(t *testing.T) {
	d := newDesk(t)
	d.device.down = true
	require.NoError(t, d.tick())
	want := d.visit.want
	d.device.x += 100
	require.NoError(t, d.tick())
	require.Empty(t, d.sim.dragged)
	require.InDelta(t, want.Azimuth-0.6, d.visit.want.Azimuth, 1e-9)
	d.device.notches = 1
	require.NoError(t, d.tick())
	require.InDelta(t, want.Distance*0.9, d.visit.want.Distance, 1e-9)
}

// Fingers do what the mouse does; a second one lets go of what the first held.
func TestTouchLeadsAsTheMouseDoes(t *testing.T) {
	d := newDesk(t)
	d.sim.grips = true
	d.device.fingers = []Pointer{{7, 300, 200}}
	require.NoError(t, d.tick())
	require.Len(t, d.sim.pressed, 1)
	require.Equal(t, d.visit.View.Camera().Ray(300, 200, 1280, 720).Direction.X > 0, d.sim.pressed[0].Direction.X > 0)
	d.device.fingers[0].X = 320
	require.NoError(t, d.tick())
	require.Len(t, d.sim.dragged, 1)
	d.device.fingers = append(d.device.fingers, Pointer{8, 600, 200})
	require.NoError(t, d.tick())
	require.Equal(t, 1, d.sim.releases)
}

func TestPointerBreaksAndRepairsSensors(t *testing.T) {
	d := newDesk(t)
	d.sim.grips = true
	d.key(ebiten.KeyB)
	want := d.visit.want
	d.device.down = true
	require.NoError(t, d.tick())
	d.device.x = 30
	require.NoError(t, d.tick())
	require.Len(t, d.sim.broken, 2)
	require.Empty(t, d.sim.pressed)
	d.device.holds = []ebiten.Key{ebiten.KeyShift}
	require.NoError(t, d.tick())
	require.Len(t, d.sim.healed, 1)
	require.Equal(t, want, d.visit.want)

	d.device.down, d.sim.grips = false, false
	require.NoError(t, d.tick())
	d.device.down = true
	require.NoError(t, d.tick())
	d.device.x = 80
	require.NoError(t, d.tick())
	require.NotEqual(t, want, d.visit.want, "beside the glove the camera turns")
}

func TestKeysHeatAndCool(t *testing.T) {
	d := newDesk(t)
	d.key(ebiten.KeyW)
	d.key(ebiten.KeyW, ebiten.KeyShift)
	require.Equal(t, []float64{hot, cold}, d.sim.heated)
}

func TestKeyExploresUnderThePointer(t *testing.T) {
	d := newDesk(t)
	d.device.x, d.device.y = 640, 360
	d.key(ebiten.KeyQ)
	require.Len(t, d.sim.explored, 1)
	require.InDelta(t, 1, r3.Cos(d.visit.View.Camera().Forward.R3(), d.sim.explored[0].Direction), 1e-6)
}

func TestRefusalsAreTold(t *testing.T) {
	d := newDesk(t)
	d.sim.refuse = errors.New("no such thing")
	d.device.just = []ebiten.Key{ebiten.KeyG}
	require.ErrorIs(t, d.tick(), d.sim.refuse)
}

// An exhibit has one way out, stays in full screen, and fills no disk.
func TestChordLeavesTheExhibit(t *testing.T) {
	d := newDesk(t)
	d.visit.Kiosk, d.visit.FullScreen = true, true
	for _, b := range hud.Bindings() {
		if b.Action == hud.None || b.Control {
			continue
		}
		var k ebiten.Key
		require.NoError(t, k.UnmarshalText([]byte(b.Key)))
		held := []ebiten.Key{}
		if b.Shift {
			held = append(held, ebiten.KeyShift)
		}
		d.key(k, held...)
		require.False(t, d.visit.Quit || d.visit.Save || d.visit.Bench || !d.visit.FullScreen, b.Key)
	}
	d.key(ebiten.KeyQ, ebiten.KeyShift)
	require.False(t, d.visit.Quit)
	d.key(ebiten.KeyQ, ebiten.KeyShift, ebiten.KeyControl)
	require.True(t, d.visit.Quit)
}

// The chord that ends an exhibit is nothing anywhere else.
func TestChordOfTheExhibitIsDeadElsewhere(t *testing.T) {
	d := newDesk(t)
	d.key(ebiten.KeyQ, ebiten.KeyShift, ebiten.KeyControl)
	require.False(t, d.visit.Quit)
}

// When the last visitor has gone, the next one finds everything in its place.
func TestExhibitTidiesUp(t *testing.T) {
	d := newDesk(t)
	d.key(ebiten.KeyK)
	d.key(ebiten.KeyB)
	d.key(ebiten.KeyH)
	d.device.notches = 5
	require.NoError(t, d.tick())
	require.NoError(t, d.tick())
	require.True(t, d.visit.Toggled[hud.Skin] && d.visit.Breaking && d.visit.Help)
	d.sim.status.Attract = true
	require.NoError(t, d.tick())
	require.Equal(t, [hud.NumPanels]bool{}, d.visit.Toggled)
	require.False(t, d.visit.Breaking || d.visit.Help)
	require.Equal(t, scene.DefaultOrbit(), d.visit.want)
	d.key(ebiten.KeyK)
	require.True(t, d.visit.Toggled[hud.Skin], "it tidies up once")
}

// What is done in a class comes through the same devices: keys, characters,
// pointer and wheel.
func TestClassIsReadFromTheSameDevice(t *testing.T) {
	var r classReader
	var err error
	r.bindings, err = resolve(classroom.Bindings())
	require.NoError(t, err)
	d := &fake{}
	for _, b := range classroom.Bindings() {
		if b.Action == classroom.None {
			continue
		}
		var k ebiten.Key
		require.NoError(t, k.UnmarshalText([]byte(b.Key)))
		d.just = []ebiten.Key{k}
		in := r.read(d, 1)
		for a, on := range in.Pressed {
			require.Equal(t, classroom.Action(a) == b.Action, on, b.Key)
		}
	}
	d.just, d.runes, d.notches = nil, []rune("1.5"), 2
	d.x, d.y, d.down = 30, 40, true
	in := r.read(d, 1)
	require.Equal(t, "1.5", string(in.Typed))
	require.True(t, in.Down && in.Began)
	require.Equal(t, []float64{30, 40, 2}, []float64{in.X, in.Y, in.Wheel})
	d.x, d.runes = 36, nil
	in = r.read(d, 2)
	require.False(t, in.Began)
	require.InDelta(t, 3, in.DragX, 1e-12)
	require.Empty(t, in.Typed)
}
