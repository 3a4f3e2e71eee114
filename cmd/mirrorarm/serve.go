package main

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"os"
	"strings"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/environment"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/task"
)

// serveCmd is `mirrorarm serve`: it serves environments to learn in.
type serveCmd struct {
	common
	Env       bool   `help:"Serve environments to learn in, over WebSocket. Example: --env"`
	Listen    string `help:"Address to listen on; one that other machines can reach wants --token. Example: --listen 127.0.0.1:9000" default:"127.0.0.1:8765" placeholder:"ADDRESS"`
	Token     string `help:"Password that every client must send, as the header Authorization: Bearer TOKEN. It is not encrypted on its way. Example: --token 5eQb1pWm" placeholder:"TOKEN"`
	FrameSkip int    `help:"Physics steps of 1 ms in a control step, for clients that do not say. Example: --frame-skip 20" range:"1 to 100" default:"10"`
	Clients   int    `help:"Clients at the same time, each with an environment of its own; the next one is turned away. Example: --clients 1" range:"1 to 64" default:"4"`
	Memory    int    `help:"Megabytes that one client's mirrors may take; a batch that wants more is refused before it is made. 0: half of what is free now, shared among the clients. Example: --memory 2000" range:"0 to 1000000" default:"0"`
	List      bool   `help:"List the tasks and stop. Example: --list"`
}

// Help is the long help text.
func (serveCmd) Help() string {
	return `Examples:
  mirrorarm serve --env
  mirrorarm serve --env --listen 0.0.0.0:8765 --token "$(head -c 16 /dev/urandom | base64)"
  mirrorarm serve --list

A client connects to ws://127.0.0.1:8765/env, makes an environment of a task with
any number of mirrors, and steps all of them by one message; README has the protocol
and a client. It serves until Ctrl-C.`
}

// Run serves or lists.
func (c *serveCmd) Run(a *app) error {
	if c.List {
		return c.list(a)
	}
	if !c.Env {
		return usageError{errors.New("serve: want --env, which is what there is to serve")}
	}
	opt := c.options()
	opt.Log = func(line string) { fmt.Fprintln(a.stderr, line) }
	server, err := environment.Listen(a.ctx, opt)
	switch {
	case errors.Is(err, environment.ErrOpen):
		return usageError{err}
	case err != nil:
		return err
	}
	fmt.Fprintf(a.stderr, "serving environments at %s, %d MB for each of %d clients; Ctrl-C ends it\n", server.URL(), opt.Memory>>20, c.Clients)
	return server.Serve()
}

// options are what the flags ask of the server.
func (c *serveCmd) options() environment.Options {
	memory := c.Memory << 20
	if memory == 0 {
		memory = freeMemory() / 2 / c.Clients
	}
	return environment.Options{
		Listen: c.Listen, Token: c.Token, FrameSkip: c.FrameSkip, Clients: c.Clients, Memory: memory,
		Render: renderMirror,
	}
}

func (c *serveCmd) list(a *app) error {
	if c.JSON {
		return a.printJSON(struct {
			Tasks []task.Task `json:"tasks"`
		}{task.Tasks()})
	}
	p := &printer{w: a.stdout}
	for _, t := range task.Tasks() {
		p.linef("%-8s %s", t.Name, t.About)
		p.linef("         scene %s; actions %v; observes %s; at most %g s", t.Scene, t.Actions, strings.Join(t.Observe, ", "), t.Seconds)
		p.linef("         %s", t.Runs)
	}
	return p.err
}

// usualMemory is taken to be free where the system does not say (bytes).
const usualMemory = 4 << 30

// freeMemory is what programs may still have (bytes). Only Linux tells it in a file.
func freeMemory() int {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return usualMemory
	}
	for line := range strings.Lines(string(data)) {
		kilobytes := 0
		if n, _ := fmt.Sscanf(line, "MemAvailable: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10
		}
	}
	return usualMemory
}

// renderMirror is a picture of one mirror of an environment, as PNG.
func renderMirror(desc mirror.Description, snap *mirror.Snapshot, width, height int) ([]byte, error) {
	view, err := picture.New(desc, picture.Options{Width: width, Height: height, Workers: 1})
	if err != nil {
		return nil, err
	}
	defer view.Close()
	image := view.Compose(snap, scene.DefaultOrbit(), hud.State{
		Source: "environment", Health: snap.Health, Lost: snap.Person.Lost, Reached: true,
		Side: desc.Side, Channels: desc.Glove.Len(), Taxels: len(snap.Touch), Hidden: true,
	})
	var out bytes.Buffer
	err = png.Encode(&out, image)
	return out.Bytes(), err
}
