//go:build linux && cgo

package main

import (
	"math/rand/v2"

	"mirrorarm/render/hud"
	"mirrorarm/render/window"
)

// How a crowd comes and goes (s): it plays for a while, then nobody touches anything
// until the program has come back and gone on for some acts.
const (
	crowdEvery = 300.0
	crowdFrom  = 65.0
	crowdUntil = 150.0
)

// crowd is the exhibit's mouse, touch screen and keyboard with everybody at it: every
// key in turn, keys at random, drags, wheel, one finger and two. What comes from the
// real ones is passed on.
type crowd struct {
	window.Device
	rng    *rand.Rand
	from   float64 // s of every round, when it comes
	keys   []hud.Binding
	turn   int     // of the keys
	next   float64 // s
	until  float64 // s: the end of a movement
	dx, dy float64 // px from call to call, of a movement

	at      [2]window.Pointer
	down    bool // the mouse
	fingers int
	notches float64
	pressed window.Key
	held    map[window.Key]bool
	acts    int // that were done
}

// nothing is on no keyboard.
const nothing = window.Key(-1)

func newCrowd(beside window.Device, keys []hud.Binding) *crowd {
	return &crowd{Device: beside, from: crowdFrom, rng: rand.New(rand.NewPCG(3, 5)), keys: keys, pressed: nothing, held: map[window.Key]bool{}}
}

// step is to be called once a picture; t is the time (s).
func (c *crowd) step(t, width, height float64) {
	c.notches, c.pressed = 0, nothing
	clear(c.held)
	if t < c.until {
		c.at[0].X, c.at[0].Y = c.at[0].X+c.dx, c.at[0].Y+c.dy
		c.at[1].X, c.at[1].Y = c.at[1].X-c.dx, c.at[1].Y-c.dy
		return
	}
	c.down, c.fingers = false, 0
	since := t - crowdEvery*float64(int(t/crowdEvery))
	if since < c.from || since > crowdUntil || t < c.next {
		return
	}
	c.next = t + 0.2 + 0.5*c.rng.Float64()
	c.acts++
	c.at[0] = window.Pointer{ID: 0, X: c.rng.Float64() * width, Y: c.rng.Float64() * height}
	c.at[1] = window.Pointer{ID: 1, X: c.rng.Float64() * width, Y: c.rng.Float64() * height}
	c.dx, c.dy = 12*(c.rng.Float64()-0.5), 12*(c.rng.Float64()-0.5)
	switch c.rng.IntN(10) {
	case 0:
		c.down, c.until = true, t+0.6
	case 1:
		c.fingers, c.until = 1, t+0.6
	case 2:
		c.fingers, c.until = 2, t+0.4
	case 3:
		c.notches = float64(c.rng.IntN(7) - 3)
	case 4:
		c.press(c.keys[c.rng.IntN(len(c.keys))])
	default:
		c.press(c.keys[c.turn])
		c.turn = (c.turn + 1) % len(c.keys)
	}
}

// press presses a key, as the list of keys has it.
func (c *crowd) press(b hud.Binding) {
	k, err := window.KeyNamed(b.Key)
	if err != nil {
		return // the window would not have opened
	}
	c.pressed = k
	for name, on := range map[string]bool{"Shift": b.Shift, "Control": b.Control} {
		if modifier, err := window.KeyNamed(name); err == nil {
			c.held[modifier] = on
		}
	}
}

func (c *crowd) Wheel() float64 { return c.Device.Wheel() + c.notches }

func (c *crowd) Cursor() (x, y int) {
	if c.down {
		return int(c.at[0].X), int(c.at[0].Y)
	}
	return c.Device.Cursor()
}

func (c *crowd) Button() bool { return c.down || c.Device.Button() }

func (c *crowd) Touches(dst []window.Pointer) []window.Pointer {
	return append(c.Device.Touches(dst), c.at[:c.fingers]...)
}

func (c *crowd) JustPressed(k window.Key) bool { return k == c.pressed || c.Device.JustPressed(k) }
func (c *crowd) Held(k window.Key) bool        { return c.held[k] || c.Device.Held(k) }
