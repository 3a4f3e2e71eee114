//go:build cgo || windows || js

package window

import (
	"fmt"

	"mirrorarm/render/classroom"
	"mirrorarm/render/hud"
	"mirrorarm/render/keyboard"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// Key is a key of the keyboard.
type Key = ebiten.Key

// KeyNamed is the key with the name that a table of keys has for it.
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

// binding is a key of a table, resolved.
type binding[Action comparable] struct {
	keyboard.Binding[Action]
	key Key
}

// resolve finds the keys of a table, but for what the mouse does.
func resolve[Action comparable](table []keyboard.Binding[Action]) ([]binding[Action], error) {
	var out []binding[Action]
	for _, b := range table {
		if b.Key == "" {
			continue
		}
		key, err := KeyNamed(b.Key)
		if err != nil {
			return nil, err
		}
		out = append(out, binding[Action]{b, key})
	}
	return out, nil
}

// classReader makes a class's input of what a device says.
type classReader struct {
	bindings []binding[classroom.Action]
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
			in.Pressed[b.Action] = true
		}
	}
	return in
}

// mouse is the pointer number of the mouse; fingers count from 0.
const mouse = -1

// reader makes Input of what a device says.
type reader struct {
	bindings []binding[hud.Action]
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

// system is the computer's own mouse, touch screen and keyboard.
type system struct{}

// Computer is the device of the computer itself: its mouse, touch screen and keyboard.
func Computer() Device { return system{} }

func (system) Wheel() float64 {
	_, y := ebiten.Wheel()
	return y
}

func (system) Cursor() (x, y int) { return ebiten.CursorPosition() }
func (system) Button() bool       { return ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) }

func (system) Touches(dst []Pointer) []Pointer {
	for _, id := range ebiten.AppendTouchIDs(nil) {
		x, y := ebiten.TouchPosition(id)
		dst = append(dst, Pointer{int(id), float64(x), float64(y)})
	}
	return dst
}

func (system) Typed(dst []rune) []rune { return ebiten.AppendInputChars(dst) }
func (system) JustPressed(k Key) bool  { return inpututil.IsKeyJustPressed(k) }
func (system) Held(k Key) bool         { return ebiten.IsKeyPressed(k) }
