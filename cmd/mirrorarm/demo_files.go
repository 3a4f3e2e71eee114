package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mirrorarm/render/hud"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
)

// reels are the files that a demo makes of what it shows: a session that is being
// recorded, and the past. One goroutine, the window's, owns them.
type reels struct {
	a     *app
	flags *mirrorFlags
	dir   string // of new files; "" is the working directory

	now   *recording // nil for none
	steps int        // of it

	ending chan string // of recordings and pasts that are being written; nil for none
	making locale.Key  // the past, if that is

	said  string // what came of the last file
	times int    // that something has been said
}

// witness sees the acts of a session.
func (r *reels) witness(m *mirror.Mirror, act *mirror.Act) {
	if r.now != nil {
		r.now.Did(m, act)
	}
}

// stepped sees a step.
func (r *reels) stepped(m *mirror.Mirror) {
	if r.now != nil {
		r.now.Step(m)
		r.steps++
	}
}

func (r *reels) say(what string) { r.said, r.times = what, r.times+1 }

// newFile is a file of the present moment.
func (r *reels) newFile() string {
	name := filepath.Join(r.dir, clock.Wall().Format("mirrorarm-20060102-150405")+sessionEnding)
	if full, err := filepath.Abs(name); err == nil {
		return full
	}
	return name
}

// sessionEnding is that of a session's file.
const sessionEnding = ".mcap"

// toggle begins a recording, or ends the one that is under way.
func (r *reels) toggle(say func(locale.Key) string) error {
	switch {
	case r.ending != nil:
		r.say(say(locale.AlreadySaving))
		return nil
	case r.now != nil:
		r.end(say)
		return nil
	}
	file, err := atomicfile.OpenNew(r.newFile())
	if err != nil {
		return err
	}
	if r.now, err = r.flags.beginIn(file, true); err != nil {
		return err
	}
	r.steps = 0
	r.say(say(locale.RecordsNow) + " " + file.Name())
	return nil
}

// end ends the recording beside the window.
func (r *reels) end(say func(locale.Key) string) {
	ended, done := r.now, make(chan string, 1)
	r.now, r.ending = nil, done
	go func() {
		report, err := ended.end()
		switch {
		case report != nil && report.Steps == 0:
			done <- errors.Join(err, os.Remove(ended.path), fmt.Errorf("%s: nothing was recorded", ended.path)).Error()
		case err != nil:
			done <- err.Error()
		default:
			done <- fmt.Sprintf("%s %s (%d, %.1f MB)", say(locale.Saved), ended.path, report.Steps, float64(report.Bytes)/1e6)
		}
	}()
}

// save writes moments into a file of their own, beside the window.
func (r *reels) save(kept []*record.Kept, say func(locale.Key) string) {
	switch {
	case len(kept) == 0:
		r.say(say(locale.NothingKept))
		return
	case r.ending != nil:
		r.say(say(locale.AlreadySaving))
		return
	}
	o, err := r.flags.recordOptions(true)
	if err != nil {
		r.say(err.Error())
		return
	}
	done, path := make(chan string, 1), r.newFile()
	r.ending, r.making = done, locale.SavingSession
	go func() {
		name, err := atomicfile.WriteNew(path, func(w io.Writer) error {
			_, err := record.WriteKept(w, kept, o)
			return err
		})
		if err != nil {
			done <- err.Error()
			return
		}
		done <- say(locale.Saved) + " " + name
	}()
}

// look takes notice of what has ended by now.
func (r *reels) look(say func(locale.Key) string) {
	select {
	case what := <-r.ending:
		r.ending, r.making = nil, locale.Nothing
		r.say(what)
	default:
	}
	if r.now.full() && r.ending == nil {
		r.end(say) // says why
	}
}

// recording is what the screen says.
func (r *reels) recording() hud.Recording {
	return hud.Recording{On: r.now != nil, Seconds: float64(r.steps) * mirror.Period}
}

// close ends what is under way, and says what is in it.
func (r *reels) close() error {
	if r.ending != nil {
		r.a.tell(<-r.ending)
		r.ending = nil
	}
	err := r.now.finish(r.a)
	r.now = nil
	return err
}

// discard leaves nothing of a recording that came to nothing.
func (r *reels) discard() {
	if r.now != nil {
		r.now.discard()
	}
}
