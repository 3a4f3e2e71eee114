package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// Of a moving picture that a shot makes.
const (
	usualMoving = 6 * time.Second
	mostMoving  = 1280      // pixels: larger ones fit no limit of bytes
	shotLimit   = 4_000_000 // bytes: pages that show it are read on slow lines, too
)

// moves tells whether a moving picture was asked for.
func (c *shotCmd) moves() bool { return strings.EqualFold(filepath.Ext(c.Out), ".gif") }

// lasts is for how long it moves.
func (c *shotCmd) lasts() time.Duration {
	if c.Lasts == nil {
		return usualMoving
	}
	return *c.Lasts
}

// moving makes a moving picture of what follows the wanted time.
func (c *shotCmd) moving(a *app, language locale.Language) error {
	s, err := c.upTo(a, language, false)
	if err != nil {
		return err
	}
	defer s.close()
	bar := a.progress("running for %s", c.lasts())
	defer bar.end()
	t := &takenShots{desc: s.Describe()}
	n := max(int(c.lasts().Seconds()*picture.MovingRate+0.5), 1)
	for i, steps := 0, 0; i < n; i++ {
		t.snaps = append(t.snaps, mirror.Snapshot{})
		s.SnapshotTo(&t.snaps[i])
		status := s.Status()
		t.states = append(t.states, status.Panels(&t.snaps[i]))
		want := int(float64(i+1)/picture.MovingRate/mirror.Period + 0.5)
		if err := s.step(want - steps); err != nil {
			return err
		}
		steps = want
		if err := bar.goesOn(float64(i+1) / float64(n)); err != nil {
			return err
		}
	}
	bar.end()
	bar.begin("drawing %d pictures", n)
	err = atomicfile.Write(c.Out, func(to io.Writer) error {
		return picture.Animate(to, t, picture.Moving{
			Width: c.Size.width, Height: c.Size.height, Limit: shotLimit, Warmth: s.state.Warmth, Tell: bar.goesOn,
		})
	})
	bar.end()
	if err != nil {
		return err
	}
	return c.report(a, s.decision)
}

// takenShots are the moments of a moving picture.
type takenShots struct {
	desc   mirror.Description
	snaps  []mirror.Snapshot
	states []hud.State
}

// State is what the panels would say of one.
func (t *takenShots) State(i int) hud.State { return t.states[i] }

// Len is how many there are.
func (t *takenShots) Len() int { return len(t.snaps) }

// ShowTo copies one of them out.
func (t *takenShots) ShowTo(i int, dst *mirror.Snapshot) (*mirror.Description, error) {
	if i < 0 || i >= len(t.snaps) {
		return nil, fmt.Errorf("moment %d of %d", i, len(t.snaps))
	}
	t.snaps[i].CopyTo(dst)
	return &t.desc, nil
}
