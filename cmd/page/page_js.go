package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"syscall/js"

	"mirrorarm/render/sound"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
)

// answer lets the loader ask for a link to what is shown, hand over files, switch the
// camera on and pass its frames on.
func (p *page) answer() {
	for name, do := range map[string]func(args []js.Value) any{
		"link": func([]js.Value) any { return p.link() },
		"bring": func(args []js.Value) any {
			if p.demoIsShown() {
				p.visit.bring(args[0].String(), bytesOf(args[1]))
			}
			return p.demoIsShown()
		},
		"watch": func(args []js.Value) any {
			if p.demoIsShown() {
				on := args[0].Bool()
				p.visit.later(func() error { p.visit.watch(on); return nil })
			}
			return p.demoIsShown()
		},
		"see": func(args []js.Value) any {
			if p.visit == nil || p.visit.eyes == nil {
				return 0
			}
			if err := p.visit.eyes.see(args[0].String()); err != nil {
				js.Global().Get("console").Call("warn", err.Error())
			}
			return p.visit.eyes.frames
		},
	} {
		p.loader.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any { return do(args) }))
	}
}

// demoIsShown tells whether the demo is on the screen: no lesson, nor the workbench over it,
// under which nothing goes on.
func (p *page) demoIsShown() bool { return p.visit != nil && p.shown.View != nil }

// link is the query of a link to what is on the screen; the address's own before there
// is anything.
func (p *page) link() string {
	switch {
	case p.shown.Class != nil:
		return classLink(p.shown.Class, p.language())
	case p.shown.View != nil:
		return p.visit.demoLink(*p.shown.View)
	}
	return js.Global().Get("location").Get("search").String()
}

// language is that of the screen, which keys change.
func (p *page) language() locale.Language {
	if p.visit != nil {
		return p.visit.Status().Language
	}
	return p.asked.Language
}

// gather fetches the files that the address names.
func (p *page) gather() error {
	a := p.asked
	if a.Source != "" {
		content, err := p.fetch(a.Source)
		if err != nil {
			return fmt.Errorf("source, a recording: %w", err)
		}
		if a.Setup.Recording, err = readRecording(a.Source, content); err != nil {
			return err
		}
	}
	if a.Robot == "" {
		return nil
	}
	content, err := p.fetch(a.Robot)
	if err != nil {
		err = fmt.Errorf("robot, a URDF or a zip with one: %w", err)
	} else {
		a.brought, err = readRobot(a.Robot, content)
	}
	return err
}

// fetch is a file from the page's own host.
func (p *page) fetch(address string) ([]byte, error) {
	got, err := await(p.loader.Call("file", address, mostBytes))
	if err != nil {
		return nil, err
	}
	return bytesOf(got), nil
}

// save hands a picture to the visitor as a download.
func (p *page) save(name string, content []byte) error {
	array := js.Global().Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(array, content)
	p.loader.Call("save", name, array)
	return nil
}

// sounded is how many frames of sound are made at a time: a twentieth of a second.
const sounded = sound.Rate / 20

// sound is what is heard of the demo, where the browser plays it.
func (p *page) sound() *sound.Synth {
	s := sound.New()
	frames, bytes := make([]float32, sounded*sound.Channels), make([]byte, 4*sounded*sound.Channels)
	p.loader.Call("sound", sound.Rate, sounded, js.FuncOf(func(_ js.Value, args []js.Value) any {
		s.Render(frames)
		for i, v := range frames {
			binary.LittleEndian.PutUint32(bytes[4*i:], math.Float32bits(v))
		}
		js.CopyBytesToJS(args[0], bytes)
		return nil
	}))
	return s
}

func bytesOf(array js.Value) []byte {
	out := make([]byte, array.Length())
	js.CopyBytesToGo(out, array)
	return out
}

// await waits for a promise, while the page goes on.
func await(promise js.Value) (js.Value, error) {
	type result struct {
		value js.Value
		err   error
	}
	done := make(chan result, 1)
	kept := js.FuncOf(func(_ js.Value, args []js.Value) any { done <- result{value: args[0]}; return nil })
	broken := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- result{err: errors.New(args[0].Get("message").String())}
		return nil
	})
	promise.Call("then", kept, broken)
	r := <-done
	kept.Release()
	broken.Release()
	return r.value, r.err
}

// storage is what the browser keeps for this page: a lesson.Store. Where it keeps
// nothing the loader says why.
type storage struct{ loader js.Value }

// progress is what a student has solved in this browser; nothing is kept where the
// browser keeps nothing.
func (p *page) progress() *lesson.Progress {
	kept, notice, err := lesson.ProgressIn(storage{p.loader})
	if err == nil {
		err = kept.Try()
	}
	if err != nil {
		js.Global().Get("console").Call("info", err.Error())
		return nil
	}
	if notice != "" {
		js.Global().Get("console").Call("info", notice)
	}
	return kept
}

func (storage) Name() string { return "the browser's storage" }

func (s storage) Read(most int64) ([]byte, error) {
	text := s.loader.Call("kept")
	if text.IsNull() {
		return nil, nil
	}
	content := []byte(text.String())
	return content[:min(int64(len(content)), most)], nil
}

func (s storage) Write(content []byte) error { return s.told("keep", string(content)) }

func (s storage) SetAside() (string, error) {
	return "mirrorarm lessons aside", s.told("setAside")
}

// Lock is nothing: one thread reads and writes at once.
func (storage) Lock() (release func(), err error) { return func() {}, nil }

func (s storage) Try() error { return s.told("tryKeeping") }

// told calls a function of the loader's, which returns why it could not do it.
func (s storage) told(name string, args ...any) error {
	if why := s.loader.Call(name, args...).String(); why != "" {
		return errors.New(why)
	}
	return nil
}
