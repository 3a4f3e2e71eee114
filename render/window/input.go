//go:build cgo || windows || js

package window

import (
	"fmt"

	"mirrorarm/render/classroom"
	"mirrorarm/render/hud"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// Key is a key of the keyboard.
type Key = ebiten.Key

// KeyNamed is the key with the name that a hud.Binding has for it.
func KeyNamed(name string) (k Key, err error) {
	if err = k.UnmarshalText([]byte(name)); err != nil {
		err = fmt.Errorf("window: key %q: %w", name, err)
	}
	return k, err
}

// Device is where input comes from: the system, or a test. Positions are pixels of
// the window.
type Device interface {
	Wheel() float64 // notches in this tick, up is positive
	Cursor() (x, y int)
	Button() bool // the left one is down
	Touches(dst []Pointer) []Pointer
	JustPressed(Key) bool // in this tick
	Held(Key) bool
	Typed(dst []rune) []rune
}

// binding is a hud.Binding with its key resolved.
type binding struct {
	hud.Binding
	key Key
}

func resolveBindings() ([]binding, error) {
	var out []binding
	for _, b := range hud.Bindings() {
		if b.Action == hud.None {
			continue
		}
		key, err := KeyNamed(b.Key)
		if err != nil {
			return nil, err
		}
		out = append(out, binding{b, key})
	}
	return out, nil
}

// classBinding is a classroom.Binding with its key resolved.
type classBinding struct {
	action classroom.Action
	key    Key
}

func resolveClassBindings() ([]classBinding, error) {
	var out []classBinding
	for _, b := range classroom.Bindings() {
		if b.Action == classroom.None {
			continue
		}
		key, err := KeyNamed(b.Key)
		if err != nil {
			return nil, err
		}
		out = append(out, classBinding{b.Action, key})
	}
	return out, nil
}

// classReader makes a class's input of what a device says.
type classReader struct {
	bindings []classBinding
	pointer  reader
	runes    []rune
}

// read is to be called once a tick; scale is the number of pixels per unit.
func (r *classReader) read(d Device, scale float64) classroom.Input {
	p := r.pointer.read(d, scale, false)
	r.runes = d.Typed(r.runes[:0])
	in := classroom.Input{
		X: p.X, Y: p.Y, Down: p.Down, Began: p.Began, DragX: p.DragX, DragY: p.DragY, Wheel: p.Wheel, Typed: r.runes,
	}
	for _, b := range r.bindings {
		if d.JustPressed(b.key) {
			in.Pressed[b.action] = true
		}
	}
	return in
}

// mouse is the pointer number of the mouse; fingers count from 0.
const mouse = -1

// reader makes Input of what a device says.
type reader struct {
	bindings []binding
	pointers pointers
	down     []Pointer
}

// read is to be called once a tick; scale is the number of pixels per unit. In an
// exhibit some keys are dead, elsewhere others.
func (r *reader) read(d Device, scale float64, exhibit bool) Input {
	in := Input{Wheel: d.Wheel(), Shift: d.Held(ebiten.KeyShift)}
	x, y := d.Cursor()
	in.X, in.Y = float64(x), float64(y)
	r.down = r.down[:0]
	if d.Button() {
		r.down = append(r.down, Pointer{mouse, in.X, in.Y})
	}
	r.down = d.Touches(r.down)
	r.pointers.read(&in, r.down, scale)
	for i := range r.bindings {
		b := &r.bindings[i]
		if b.Lives(exhibit) && b.Shift == in.Shift && (!b.Control || d.Held(ebiten.KeyControl)) && d.JustPressed(b.key) {
			in.Pressed[b.Action] = true
		}
	}
	return in
}

// leaves tells whether a visitor wants to leave before there is anything to see.
func leaves(d Device, kiosk bool) bool {
	if kiosk {
		return d.Held(ebiten.KeyShift) && d.Held(ebiten.KeyControl) && d.JustPressed(ebiten.KeyQ)
	}
	return d.JustPressed(ebiten.KeyEscape)
}

// System is the computer's own mouse, touch screen and keyboard.
type System struct{}

func (System) Wheel() float64 {
	_, y := ebiten.Wheel()
	return y
}

func (System) Cursor() (x, y int) { return ebiten.CursorPosition() }
func (System) Button() bool       { return ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) }

func (System) Touches(dst []Pointer) []Pointer {
	for _, id := range ebiten.AppendTouchIDs(nil) {
		x, y := ebiten.TouchPosition(id)
		dst = append(dst, Pointer{int(id), float64(x), float64(y)})
	}
	return dst
}

func (System) Typed(dst []rune) []rune { return ebiten.AppendInputChars(dst) }
func (System) JustPressed(k Key) bool  { return inpututil.IsKeyJustPressed(k) }
func (System) Held(k Key) bool         { return ebiten.IsKeyPressed(k) }
