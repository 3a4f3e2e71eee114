package main

import (
	"fmt"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/sim/session"
)

// The moments of pictures whose time nobody gave: the fingers wake, and the robot has shown a
// gesture.
const (
	usualOpening = 3 * time.Second
	usualGame    = 20 * time.Second
)

// exhibited tells whether the picture is one of an exhibit.
func (c *shotCmd) exhibited() bool { return c.Act != "" || c.Attract || c.Game }

// stage has a session play the act that was asked for, as an exhibit does.
func (c *shotCmd) stage(o *session.Options, state *hud.State) error {
	if !c.exhibited() {
		return nil
	}
	if c.Game {
		if c.At == nil {
			c.At = new(time.Duration)
			*c.At = usualGame
		}
		if most := session.GameTakes; c.At.Seconds() > most {
			return usageError{fmt.Errorf("--at %s: the game is over after %g s", c.At, most)}
		}
		c.Source = "synth:rest" // the hand that waits for the first gesture
		return nil
	}
	var act session.Act
	if c.Attract {
		act = session.Opened(nil)[0]
		if c.At == nil {
			c.At = new(time.Duration)
			*c.At = usualOpening
		}
	} else {
		var err error
		if act, err = session.LookupAct(c.Act); err != nil {
			return usageError{fmt.Errorf("--act: %w", err)}
		}
	}
	if c.At != nil && c.At.Seconds() > act.Seconds {
		return usageError{fmt.Errorf("--at %s: the act %q ends after %g s", c.At, act.Name, act.Seconds)}
	}
	o.Kiosk, o.Program = true, []session.Act{act}
	if act.Warmth {
		state.Warmth, state.Toggled[hud.Skin] = true, true
	}
	return nil
}
