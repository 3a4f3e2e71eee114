package main

import (
	"context"
	"fmt"
	"strings"
	"syscall/js"

	"mirrorarm/render/show"
	"mirrorarm/render/window"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/session"
)

func main() {
	page := js.Global().Get("mirrorarm") // the loader's
	query := strings.TrimPrefix(js.Global().Get("location").Get("search").String(), "?")
	a, err := parse(query)
	if err == nil {
		err = a.run(context.Background(), func() { page.Call("shown") })
	}
	if err != nil {
		page.Call("refuse", err.Error())
	} else {
		page.Call("ended")
	}
	select {} // the engine's handlers of events are still there, and are called
}

// run shows what was asked for until the page is left, and tells when its first picture
// is there.
func (a *asked) run(ctx context.Context, shown func()) error {
	o := window.Options{Title: "mirrorarm", Language: a.Language, Kiosk: a.Kiosk, Renderer: window.Renderer(a.Renderer), Shown: shown}
	if a.Lesson != nil {
		o.Title += ": " + a.Lesson.Title
		js.Global().Get("document").Set("title", o.Title) // the engine leaves a page's title alone
		return window.RunClass(ctx, a.class, o)
	}
	o.Workbench = show.Workbench
	return window.Run(ctx, func() (window.Simulation, error) {
		p, err := show.Open(ctx, session.Options{
			Setup: a.Setup, Language: a.Language, Kiosk: a.Kiosk, Clock: clock.New(), Remember: !a.Kiosk,
		})
		if err != nil { // not the interface that holds nothing
			return nil, err
		}
		return p, nil
	}, o)
}

// class is the lesson, open at its page.
func (a *asked) class() (*lesson.Class, error) {
	s, err := lesson.Shipped()
	if err != nil {
		return nil, err
	}
	if err := a.bend(s); err != nil {
		return nil, err
	}
	c, err := show.Class(a.Lesson, s, nil)
	if err != nil {
		return nil, err
	}
	if a.Step > c.Pages() {
		return nil, fmt.Errorf("step %d: the lesson %s has pages 1 to %d", a.Step, a.Lesson.Name, c.Pages())
	}
	return c, c.Turn(a.Step - 1)
}
