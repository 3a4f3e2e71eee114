package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/render/hud"
	"mirrorarm/render/show"
	"mirrorarm/render/window"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
)

// visit is the demo as the page has it: a session, with what visitors bring and whom the
// page's camera sees.
type visit struct {
	*show.Player
	asked *asked
	first *brought                // that the address asked for; nil is none
	robot atomic.Pointer[brought] // that is shown; nil is ours

	eyes     *eyes // nil while the camera is off
	onCamera func(on bool)

	todo    chan func() error // for the window's goroutine
	said    string
	times   int
	scratch mirror.Snapshot
}

// openVisit opens the session that was asked for.
func openVisit(ctx context.Context, a *asked, o session.Options) (*visit, error) {
	v := &visit{asked: a, first: a.brought, todo: make(chan func() error, 8), onCamera: func(bool) {}}
	v.robot.Store(a.brought)
	o.Setup, o.Language, o.Kiosk, o.Remember, o.Robot = a.Setup, a.Language, a.Kiosk, !a.Kiosk, v.robotFor
	p, err := show.Open(ctx, o)
	v.Player = p
	return v, err
}

// robotFor is the robot of a side; builds ask for it on goroutines of their own.
func (v *visit) robotFor(side hand.Side) (*robot.Robot, error) {
	if b := v.robot.Load(); b != nil {
		return b.forSide(side)
	}
	return robot.Bionic(side)
}

// bring has a file of the visitor's played: a recording, or a robot. It may be called
// beside the window, which tells what is wrong with it.
func (v *visit) bring(name string, content []byte) {
	next, err := v.read(name, content)
	if err != nil {
		next = func() error { return err }
	}
	v.later(next)
}

// later has something done by the window's goroutine, before its next steps.
func (v *visit) later(do func() error) {
	select {
	case v.todo <- do:
	default: // nobody brings so many at once
	}
}

// read makes of a file what is to be done with it.
func (v *visit) read(name string, content []byte) (then func() error, err error) {
	if v.asked.Kiosk {
		return nil, errors.New("the exhibit plays acts of its own")
	}
	if err := checkSize(content); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if k := kindOf(content); k == aRobot || k == aZip {
		b, err := readRobot(name, content)
		if err != nil {
			return nil, err
		}
		r, err := b.forSide(v.Describe().Robot.Side)
		if err != nil {
			return nil, err
		}
		return func() error {
			before := v.robot.Swap(b)
			if err := v.Restart(); err != nil {
				v.robot.Store(before)
				return err
			}
			v.tell(r.Found.Line())
			return nil
		}, nil
	}
	src, err := readRecording(name, content)
	if err != nil {
		return nil, err
	}
	return func() error {
		next := v.Setup()
		next.Recording = src
		return v.Change(next)
	}, nil
}

// tell has the window tell something once.
func (v *visit) tell(what string) { v.said, v.times = what, v.times+1 }

// Advance lets time pass, after what was left to be done.
func (v *visit) Advance(dt float64) error {
	for {
		select {
		case do := <-v.todo:
			if err := do(); err != nil {
				v.tell(err.Error())
			}
			continue
		default:
		}
		return v.Player.Advance(dt)
	}
}

// Do carries out what a key asks for; the camera is the page's.
func (v *visit) Do(a hud.Action) error {
	if a != hud.ToggleCamera {
		return v.Player.Do(a)
	}
	v.watch(v.eyes == nil)
	return nil
}

// watch switches the camera on or off.
func (v *visit) watch(on bool) {
	if on == (v.eyes != nil) {
		return
	}
	v.eyes = nil
	v.Welcome(nil)
	if on {
		v.eyes = newEyes(clock.New())
		v.Welcome(v.eyes)
	}
	v.onCamera(on)
}

// Status tells of the camera, too, and of what visitors have brought.
func (v *visit) Status() window.Status {
	st := v.Player.Status()
	st.Said, st.Tellings = v.said, v.times
	if v.eyes != nil {
		st.Camera = v.eyes.says()
	}
	return st
}
