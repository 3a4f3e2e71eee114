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
	return c.opened(func(choice gesture.Choice, save *saved) (*camera, error) {
		return c.openAt(a, remoteSource{c.Source, c.Axes}, choice, save)
	})
}

// remoteSource is a source whose hands come live, and the axes that it is in where it
// does not say so.
type remoteSource struct{ address, axes string }

// openAt takes the hands that come from a source.
func (f *cameraFlags) openAt(a *app, from remoteSource, choice gesture.Choice, save *saved) (*camera, error) {
	cam := newCamera()
	cam.save, cam.from = save, from.address
	opt := live.RemoteOptions{
		FOV: f.FOV, Format: format.Options{Axes: from.axes}, Input: os.Stdin, Now: cam.now, Use: cam.use,
		Begin: func(s live.Settings) { s.Hand = choice; cam.begin(s) },
		Say:   func(text string) { fmt.Fprintln(a.stderr, text) },
	}
	if save != nil {
		opt.Keep = save
	}
	var err error
	if cam.remote, err = live.Open(from.address, opt); err != nil {
		return cam, usageError{fmt.Errorf("--source: %w", err)}
	}
	return cam, nil
}
