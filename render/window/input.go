//go:build cgo || windows || js

package window

import (
	"fmt"

	"mirrorarm/render/classroom"
	"mirrorarm/render/hud"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// device is where input comes from: the system, or a test.
type device interface {
	wheel() float64
	cursor() (x, y int)
	button() bool // the left one
	touches(dst []pointer) []pointer
	justPressed(ebiten.Key) bool
	held(ebiten.Key) bool
	typed(dst []rune) []rune
}

// binding is a hud.Binding with its key resolved.
type binding struct {
	action hud.Action
	key    ebiten.Key
	shift  bool
}

func resolveBindings() ([]binding, error) {
	var out []binding
	for _, b := range hud.Bindings() {
		if b.Action == hud.None {
			continue
		}
		r := binding{action: b.Action, shift: b.Shift}
		if err := r.key.UnmarshalText([]byte(b.Key)); err != nil {
			return nil, fmt.Errorf("window: key %q: %w", b.Key, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// classBinding is a classroom.Binding with its key resolved.
type classBinding struct {
	action classroom.Action
	key    ebiten.Key
}

func resolveClassBindings() ([]classBinding, error) {
	var out []classBinding
	for _, b := range classroom.Bindings() {
		if b.Action == classroom.None {
			continue
		}
		r := classBinding{action: b.Action}
		if err := r.key.UnmarshalText([]byte(b.Key)); err != nil {
			return nil, fmt.Errorf("window: key %q: %w", b.Key, err)
		}
		out = append(out, r)
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
func (r *classReader) read(d device, scale float64) classroom.Input {
	p := r.pointer.read(d, scale)
	r.runes = d.typed(r.runes[:0])
	in := classroom.Input{
		X: p.X, Y: p.Y, Down: p.Down, Began: p.Began, DragX: p.DragX, DragY: p.DragY, Wheel: p.Wheel, Typed: r.runes,
	}
	for _, b := range r.bindings {
		if d.justPressed(b.key) {
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
	down     []pointer
}

// read is to be called once a tick; scale is the number of pixels per unit.
func (r *reader) read(d device, scale float64) Input {
	in := Input{Wheel: d.wheel(), Shift: d.held(ebiten.KeyShift)}
	x, y := d.cursor()
	in.X, in.Y = float64(x), float64(y)
	r.down = r.down[:0]
	if d.button() {
		r.down = append(r.down, pointer{mouse, in.X, in.Y})
	}
	r.down = d.touches(r.down)
	r.pointers.read(&in, r.down, scale)
	for _, b := range r.bindings {
		if b.shift == in.Shift && d.justPressed(b.key) {
			in.Pressed[b.action] = true
		}
	}
	in.Leave = in.Shift && d.held(ebiten.KeyControl) && d.justPressed(ebiten.KeyQ)
	return in
}

// system is the computer's own mouse, touch screen and keyboard.
type system struct{}

func (system) wheel() float64 {
	_, y := ebiten.Wheel()
	return y
}

func (system) cursor() (x, y int) { return ebiten.CursorPosition() }
func (system) button() bool       { return ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) }

func (system) touches(dst []pointer) []pointer {
	for _, id := range ebiten.AppendTouchIDs(nil) {
		x, y := ebiten.TouchPosition(id)
		dst = append(dst, pointer{int(id), float64(x), float64(y)})
	}
	return dst
}

func (system) typed(dst []rune) []rune       { return ebiten.AppendInputChars(dst) }
func (system) justPressed(k ebiten.Key) bool { return inpututil.IsKeyJustPressed(k) }
func (system) held(k ebiten.Key) bool        { return ebiten.IsKeyPressed(k) }
