package main

import (
	"context"
	"runtime/debug"
	"strings"
	"syscall/js"
	"time"

	"mirrorarm/render/show"
	"mirrorarm/render/window"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/session"
)

// memory is what the program's heap is held to while what it needs fits in: a page never
// gives memory back, so that what was garbage at the worst moment is taken for good.
const memory = 192 << 20

func main() {
	debug.SetMemoryLimit(memory)
	p := &page{loader: js.Global().Get("mirrorarm")}
	a, err := parse(strings.TrimPrefix(js.Global().Get("location").Get("search").String(), "?"))
	if err == nil {
		p.asked = a
		err = p.run(context.Background())
	}
	if err != nil {
		p.loader.Call("refuse", err.Error())
	} else {
		p.loader.Call("ended")
	}
	select {} // the engine's handlers of events are still there, and are called
}

// turn is how long work beside the pictures has the page's one thread at a time: what a
// visitor does in a turn is seen so much later.
const turn = 30 * time.Millisecond

// page is the program in its page. Everything runs on the page's one thread, and what
// the loader calls comes between two pictures.
type page struct {
	loader js.Value // page.js's object
	asked  *asked
	visit  *visit // nil for a lesson
	shown  window.Shown
}

// run shows what was asked for until the page is left, and tells the loader how far it
// is before its first picture, and when that is there.
func (p *page) run(ctx context.Context) error {
	a := p.asked
	way := clock.NewTurns(clock.New(), clock.UsualSleep(), turn)
	o := window.Options{
		Title: "mirrorarm", Language: a.Language, Kiosk: a.Kiosk, View: a.View, Bare: a.Embed,
		Renderer: window.Renderer(a.Renderer),
		Yield:    way.Give, Save: p.save,
		Shown: func() { p.loader.Call("shown") },
		Shows: func(s window.Shown) {
			p.shown = s
			p.loader.Call("shows", s.Class != nil)
		},
	}
	p.answer()
	if a.Lesson != nil {
		o.Title += ": " + a.Lesson.Title
		js.Global().Get("document").Set("title", o.Title) // the engine leaves a page's title alone
		return window.RunClass(ctx, func() (*lesson.Class, error) { return a.class(p.progress()) }, o)
	}
	if err := p.gather(); err != nil {
		return err
	}
	o.Workbench, o.Sound = show.Workbench, p.sound()
	return window.Run(ctx, func() (window.Simulation, error) {
		v, err := openVisit(ctx, a, session.Options{
			Clock: clock.New(), Yield: way.Give,
			Building: func(share float64) { p.loader.Call("building", share) },
		})
		if err != nil { // not the interface that holds nothing
			return nil, err
		}
		v.onCamera = func(on bool) { p.loader.Call("camera", on) }
		p.visit = v
		return v, nil
	}, o)
}
