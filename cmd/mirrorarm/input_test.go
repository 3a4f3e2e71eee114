//go:build cgo || windows || js

package main

import (
	"bytes"
	"context"
	"image"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/render/scene"
	"mirrorarm/render/show"
	"mirrorarm/render/window"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// desk is a device that a test moves.
type desk struct {
	x, y    int
	down    bool
	notches float64
	fingers []window.Pointer
	pressed window.Key
	holds   map[window.Key]bool
}

// noKey is on no keyboard.
const noKey = window.Key(-1)

func (d *desk) Wheel() float64                                { return d.notches }
func (d *desk) Cursor() (x, y int)                            { return d.x, d.y }
func (d *desk) Button() bool                                  { return d.down }
func (d *desk) Touches(dst []window.Pointer) []window.Pointer { return append(dst, d.fingers...) }
func (d *desk) JustPressed(k window.Key) bool                 { return k == d.pressed }
func (d *desk) Held(k window.Key) bool                        { return d.holds[k] }
func (d *desk) Typed(dst []rune) []rune                       { return dst }

// key is a key by its name.
func key(t *testing.T, name string) window.Key {
	k, err := window.KeyNamed(name)
	require.NoError(t, err)
	return k
}

// The window of these tests (px), and what passes between two of its pictures (s).
const (
	deskWidth, deskHeight = 1280, 720
	deskFrame             = 1.0 / 60
)

// exhibition is the whole program but for the picture on a screen: a device, the
// window's input layer, and a session with glove, decoder, solver, arm and world.
type exhibition struct {
	t       *testing.T
	desk    desk
	visitor *window.Visitor
	player  *player
	panels  *hud.HUD
	overlay *image.RGBA
	version int
}

func exhibitionOf(t *testing.T, o session.Options) *exhibition {
	o.Remember = !o.Kiosk
	return exhibitionAs(t, o)
}

// exhibitionAs keeps a past only if it is told so.
func exhibitionAs(t *testing.T, o session.Options) *exhibition {
	o.Synchronous, o.Setup.Seed = true, 4
	if o.Setup.Channels == 0 {
		o.Setup.Channels = 192
	}
	if o.Setup.Gesture == "" && !o.Kiosk {
		o.Setup.Gesture = "rest"
	}
	e := &exhibition{t: t, desk: desk{pressed: noKey}, player: &player{}, version: -1}
	if o.OnStep == nil {
		o.OnStep = func(m *mirror.Mirror) {
			if e.player.reels != nil {
				e.player.reels.stepped(m)
			}
		}
	}
	s, err := session.New(o)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	e.player.Player = show.Of(context.Background(), s)
	e.visitor, err = window.NewVisitor(e.player, &e.desk)
	require.NoError(t, err)
	e.visitor.Kiosk, e.visitor.FullScreen = o.Kiosk, o.Kiosk
	e.wait(0.3)
	return e
}

// furnished is an exhibition with one of the scenes that ship with the program.
func furnished(t *testing.T, name string) *exhibition {
	furniture, err := world.LookupScene(name)
	require.NoError(t, err)
	return exhibitionOf(t, session.Options{Setup: session.Setup{Scene: furniture}})
}

// tick is one round of the window.
func (e *exhibition) tick() error {
	err := e.visitor.Tick(deskWidth, deskHeight, 1, deskFrame)
	require.NoError(e.t, e.player.Advance(deskFrame))
	return err
}

// wait lets time pass.
func (e *exhibition) wait(seconds float64) {
	for range int(seconds/deskFrame + 0.5) {
		require.NoError(e.t, e.tick())
	}
}

// key presses the key that does an action, as the list of keys has it.
func (e *exhibition) key(a hud.Action) {
	pressed := 0
	for _, b := range hud.Bindings() {
		if b.Action == a {
			e.press(key(e.t, b.Key), map[window.Key]bool{key(e.t, "Shift"): b.Shift, key(e.t, "Control"): b.Control})
			pressed++
		}
	}
	require.Equal(e.t, 1, pressed, "keys for action %d", a)
}

// press presses a key while others are held.
func (e *exhibition) press(k window.Key, holds map[window.Key]bool) {
	e.desk.pressed, e.desk.holds = k, holds
	err := e.tick()
	e.desk.pressed, e.desk.holds = noKey, nil
	require.NoError(e.t, err, "%v", k)
}

// point puts the mouse on a place of the world, as the picture shows it.
func (e *exhibition) point(at r3.Vec) {
	camera := e.visitor.View.Camera()
	x, y, ok := camera.Project(scene.FromR3(at), deskWidth, deskHeight)
	require.True(e.t, ok)
	e.desk.x, e.desk.y = int(x+0.5), int(y+0.5)
}

// button presses or releases the mouse.
func (e *exhibition) button(down bool) {
	e.desk.down = down
	require.NoError(e.t, e.tick())
}

// sweep moves the mouse by pixels, in steps.
func (e *exhibition) sweep(dx, dy, steps int) {
	x, y := e.desk.x, e.desk.y
	for i := 1; i <= steps; i++ {
		e.desk.x, e.desk.y = x+dx*i/steps, y+dy*i/steps
		require.NoError(e.t, e.tick())
	}
}

func (e *exhibition) status() session.Status { return e.player.Session.Status() }

func (e *exhibition) snapshot() mirror.Snapshot {
	var s mirror.Snapshot
	e.player.SnapshotTo(&s)
	return s
}

// handle is where a fingertip or the wrist of the person's hand is.
func (e *exhibition) handle(g gesture.Handle) r3.Vec {
	r := &e.player.Mirror().Record().Sample
	var places [gesture.NumHandles]r3.Vec
	gesture.HandlesTo(&places, hand.New(hand.Right, e.player.Describe().Dims), r.Angles, r.WorldFromPalm)
	return places[g]
}

// thing is an object of the world by name.
func (e *exhibition) thing(name string) *world.Object {
	for _, o := range e.player.Mirror().World().Objects {
		if o != nil && o.Name == name {
			return o
		}
	}
	require.Fail(e.t, "no "+name)
	return nil
}

// arm is the place of one of the robot's links.
func (e *exhibition) arm(name string) r3.Vec {
	link, ok := e.player.Describe().Robot.Model.LinkIndex(name)
	require.True(e.t, ok, name)
	s := e.snapshot()
	return s.Arm.WorldFromLink[link].Pos
}

// panelsNow draws the panels as the window would.
func (e *exhibition) panelsNow() []byte {
	if e.version != e.status().Version {
		desc := e.player.Describe()
		var err error
		e.panels, err = hud.New(&desc, deskWidth, deskHeight, 1, nil)
		require.NoError(e.t, err)
		e.version = e.status().Version
	}
	s := e.snapshot()
	e.overlay, _ = e.panels.Draw(e.visitor.State(&s), &s)
	return bytes.Clone(e.overlay.Pix)
}

// pointAtGlove puts the mouse on the middle of the back of the person's hand.
func (e *exhibition) pointAtGlove() {
	e.point(e.player.Mirror().Record().Sample.WorldFromPalm.Apply(r3.Vec{X: 0.05}))
}
