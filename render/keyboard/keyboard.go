// Package keyboard is how a table of keys is written down: what each key does, for
// whom, and how help tells of it. The demo and the class have a table each.
package keyboard

import "mirrorarm/sim/locale"

// Audience is who a key is for. For everybody else it is dead.
type Audience uint8

// The audiences.
const (
	Everybody Audience = iota
	NoExhibit          // not for an exhibit's visitors
	Exhibits           // for exhibits alone
	Operators          // for who keeps an exhibit running: help does not tell of it
)

// Binding is a key, under the name that Ebitengine has for it, and what it does; without
// a key it tells of what the mouse does.
type Binding[Action comparable] struct {
	Action  Action
	Key     string
	Shift   bool // held with it
	Control bool // likewise
	For     Audience
	Label   string     // as the keyboard has it; empty where another line of the list tells of it
	Mouse   locale.Key // in place of Label
	Does    locale.Key
}

// space is the label of the one key that has no sign of its own on any keyboard.
const space = "space"

// Listed tells whether help tells of a key, in an exhibit or elsewhere.
func (b *Binding[Action]) Listed(exhibit bool) bool {
	return (b.Label != "" || b.Mouse != locale.Nothing) && b.Lives(exhibit) && b.For != Operators
}

// Lives tells whether a key does anything, in an exhibit or elsewhere.
func (b *Binding[Action]) Lives(exhibit bool) bool {
	return (b.For != NoExhibit || !exhibit) && (b.For != Exhibits || exhibit)
}

// Name is what help calls the key, or what the mouse does.
func (b *Binding[Action]) Name(say func(locale.Key) string) string {
	if b.Mouse != locale.Nothing {
		return say(b.Mouse)
	}
	if b.Label == space {
		return say(locale.SpaceBar)
	}
	return b.Label
}
