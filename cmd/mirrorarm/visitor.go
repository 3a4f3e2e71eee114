package main

import (
	"cmp"

	"mirrorarm/render/hud"
	"mirrorarm/render/window"
)

// Do carries out what a key of the window asks for.
func (p *player) Do(a hud.Action) error {
	switch {
	case a == hud.ToggleCamera && p.stand != nil:
		p.stand.toggle(p.Session)
		return nil
	case a == hud.Record && p.reels != nil:
		return p.reels.toggle(p.say())
	case a == hud.SaveSession && p.reels != nil:
		p.reels.save(p.Kept(), p.say())
		return nil
	}
	return p.Player.Do(a)
}

// Status says what the window's panels tell of the session, the camera and the files.
func (p *player) Status() window.Status {
	w := p.Player.Status()
	if r := p.reels; r != nil {
		w.Recording, w.Said, w.Tellings, w.Past.Making = r.recording(), r.said, r.times, r.making
	}
	if p.stand != nil {
		w.Camera, w.CameraAt = p.stand.says()
		w.Problem = cmp.Or(w.Problem, p.stand.problem)
		if w.Following {
			w.Budget = p.stand.lag()
		}
	}
	return w
}
