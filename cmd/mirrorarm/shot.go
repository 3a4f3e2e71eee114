package main

import (
	"fmt"
	"image/png"
	"io"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
)

// shotCmd is `mirrorarm shot`.
type shotCmd struct {
	common
	mirrorFlags
	At   time.Duration `help:"Simulated time of the picture, with unit. Example: --at 5s" default:"2s"`
	Size pictureSize   `help:"Width and height in pixels. Example: --size 3840x2160" default:"1280x720"`
	Out  string        `help:"The PNG file to write. Example: --out pinch.png" required:"" placeholder:"FILE.png" type:"path"`
}

// Help is the long help text.
func (shotCmd) Help() string {
	return `Example:
  mirrorarm shot --source synth:pinch --at 2s --out pinch.png

Runs the mirror up to the wanted time and draws what the window would show,
panels included. Needs no display.`
}

// maxShotTime bounds how much is simulated for one picture.
const maxShotTime = time.Hour

// Run makes the picture.
func (c *shotCmd) Run(a *app) error {
	if c.At < 0 || c.At > maxShotTime {
		return usageError{fmt.Errorf("--at %s: want 0s to %s", c.At, maxShotTime)}
	}
	p, err := c.newPlayer(a.ctx, c.Seed, session.Options{Synchronous: true})
	if err != nil {
		return err
	}
	for range int(c.At.Seconds()/mirror.Period + 0.5) {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		if err := p.Step(1); err != nil {
			return err
		}
	}
	if err := writePicture(p, c.Size, c.Out); err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(struct {
			Out    string `json:"out"`
			Width  int    `json:"width"`
			Height int    `json:"height"`
		}{c.Out, c.Size.width, c.Size.height})
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %d × %d\n", c.Out, c.Size.width, c.Size.height)
	return err
}

// writePicture draws the player's present state into a PNG file.
func writePicture(p *player, size pictureSize, path string) error {
	desc := p.Describe()
	view, err := picture.New(desc, picture.Options{Width: size.width, Height: size.height})
	if err != nil {
		return err
	}
	defer view.Close()
	var snap mirror.Snapshot
	p.SnapshotTo(&snap)
	status := p.Status()
	img := view.Compose(&snap, scene.DefaultOrbit(), hud.State{
		Source: status.Source, Gesture: status.Gesture, LagMS: status.LagMS,
		Health: snap.Health, Lost: snap.Person.Lost, Reached: snap.Arm.Reachable,
		Side: desc.Side, Channels: len(snap.Glove), Taxels: len(snap.Touch),
	})
	return writeFile(path, func(w io.Writer) error { return png.Encode(w, img) })
}
