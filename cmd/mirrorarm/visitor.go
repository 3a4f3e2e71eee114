package main

import (
	"cmp"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/render/window"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
)

// brush is how far round a pointer sensors break (m).
const brush = 0.012

// Do carries out what a key of the window asks the session for.
func (p *player) Do(a hud.Action) error {
	switch {
	case a == hud.Restart:
		return p.Restart()
	case a == hud.ToggleCamera && p.stand != nil:
		p.stand.toggle(p.Session)
		return nil
	case a == hud.Record && p.reels != nil:
		return p.reels.toggle(p.say())
	case a == hud.SaveSession && p.reels != nil:
		p.reels.save(p.Kept(), p.say())
		return nil
	}
	if c, ok := a.Command(); ok {
		return p.Session.Do(c)
	}
	return nil
}

// Press takes hold of what the ray meets.
func (p *player) Press(at scene.Ray) (held bool, err error) {
	hit, err := p.Session.Press(session.Ray(at))
	return hit.Kind != session.NothingHit, err
}

// DragTo moves what is held.
func (p *player) DragTo(at scene.Ray) error { return p.Session.DragTo(session.Ray(at)) }

// Seek shows the past at a share of it.
func (p *player) Seek(share float64) { p.Session.Seek(share) }

// Take is what a moving picture of the past is made of.
func (p *player) Take() picture.Take {
	if kept := p.Kept(); len(kept) > 0 {
		return keptTake(kept)
	}
	return nil
}

// BreakAt breaks or repairs the glove's sensors round where the ray meets it.
func (p *player) BreakAt(at scene.Ray, repair bool) int {
	if p.LookingBack() {
		return 0
	}
	if repair {
		return p.HealAt(session.Ray(at), brush)
	}
	return p.Session.BreakAt(session.Ray(at), brush)
}

// Heat brings the object that the ray meets to a temperature (°C).
func (p *player) Heat(at scene.Ray, celsius float64) error {
	hit := p.Pick(session.Ray(at))
	if hit.Kind != session.ObjectHit || p.LookingBack() {
		return nil
	}
	return p.Session.Heat(hit.Object, celsius)
}

// Explore has the arm explore what the ray meets.
func (p *player) Explore(at scene.Ray) error { return p.Session.Explore(session.Ray(at)) }

// Status says what the window's panels tell of the session.
func (p *player) Status() window.Status {
	st := p.Session.Status()
	w := window.Status{
		Source: st.Source, Gesture: st.Gesture, Made: st.Made, Side: st.Side, LagMS: st.LagMS,
		Caption: st.Caption, Words: st.Words, Warmth: st.Warmth, Language: st.Language, Paused: st.Paused, Slow: st.Speed < 1,
		Building: st.Building && st.Mode != session.Attract, Recognition: recognition(st), Exploring: st.Exploring,
		Attract: st.Mode == session.Attract, Restarts: st.Restarts, Problem: st.Problem, Version: st.Version, Following: st.Following,
	}
	if r := st.Back; r != nil {
		w.Past = hud.Past{Open: true, At: r.At, Length: r.Length, Playing: r.Playing}
		w.Paused, w.Slow, w.Gesture, w.Made, w.Recognition, w.Caption = !r.Playing, false, "", "", hud.Recognition{}, locale.Nothing
	}
	if r := p.reels; r != nil {
		w.Recording, w.Said, w.Tellings, w.Past.Making = r.recording(), r.said, r.times, r.making
	}
	if p.stand != nil {
		w.Camera, w.CameraAt = p.stand.says()
		w.Problem = cmp.Or(w.Problem, p.stand.problem)
		if st.Following {
			w.Budget = p.stand.lag()
		}
	}
	return w
}

// recognition is what was found as the panels show it.
func recognition(st session.Status) hud.Recognition {
	f := st.Finding
	if f == nil {
		return hud.Recognition{}
	}
	r := hud.Recognition{
		Learning: st.Learning,
		Doing:    locale.PhaseReaching + locale.Key(f.Phase),
		Name:     f.Name, Share: f.Share, Second: f.Second, SecondShare: f.SecondShare,
		Force: f.Senses.Force, Heat: f.Senses.Thermal, Vibration: f.Senses.Vibration,
	}
	if f.Over {
		r.Doing = locale.Felt
	}
	return r
}
