package main

import (
	"fmt"
	"os"

	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"
)

// Validate refuses what a run's flags cannot mean; kong calls it.
func (c runCmd) Validate() error {
	if err := c.readFlags.Validate(); err != nil {
		return err
	}
	return c.listenFlags.Validate()
}

// Validate refuses what a demo's flags cannot mean; kong calls it.
func (c demoCmd) Validate() error {
	if err := c.readFlags.Validate(); err != nil {
		return err
	}
	return c.listenFlags.Validate()
}

// openRemote takes the hands of the tracker at the address that --source is.
func (c *runCmd) openRemote(a *app) (*camera, error) {
	choice, err := gesture.ParseChoice(c.Hand)
	if err != nil {
		return nil, usageError{err}
	}
	cam := newCamera()
	opt := live.RemoteOptions{
		FOV: c.FOV, Format: format.Options{Axes: c.Axes}, Input: os.Stdin, Now: cam.now, Use: cam.use,
		Begin: func(s live.Settings) { s.Hand = choice; cam.begin(s) },
		Say:   func(text string) { fmt.Fprintln(a.stderr, text) },
	}
	if c.Save != "" {
		if cam.save, err = newSaved(c.Save); err != nil {
			return nil, err
		}
		opt.Keep = cam.save
	}
	if cam.remote, err = live.Open(c.Source, opt); err != nil {
		cam.close()
		return nil, usageError{fmt.Errorf("--source: %w", err)}
	}
	return cam, nil
}
