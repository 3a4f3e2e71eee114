// Package show is what the window shows, ready for it: a session as it wants one, and
// the class on the robot of a session. The program and the page of a browser both
// use it; what only the program has, a camera and files, is put round it there.
package show

import (
	"context"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/render/window"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/session"
)

// brush is how far round a pointer sensors break (m).
const brush = 0.012

// Player is a session as the window wants it.
type Player struct {
	*session.Session
	ctx context.Context
}

// Open opens a session, which takes as long as the glove's calibration. It ends with
// ctx.
func Open(ctx context.Context, o session.Options) (*Player, error) {
	s, err := session.New(o)
	if err != nil {
		return nil, err
	}
	return Of(ctx, s), nil
}

// Of is a player of a session that is open.
func Of(ctx context.Context, s *session.Session) *Player { return &Player{Session: s, ctx: ctx} }

// Advance runs dt seconds of simulated time.
func (p *Player) Advance(dt float64) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	return p.Session.Advance(dt)
}

// CloseAfterWindow closes a session that the window has run. An exploration under way
// is a coroutine of the window's goroutine, which is bound to no thread, as the main
// one is: unwound from there it would end the program.
func (p *Player) CloseAfterWindow() {
	closed := make(chan struct{})
	go func() {
		p.Close()
		close(closed)
	}()
	<-closed
}

// Do carries out what a key of the window asks the session for.
func (p *Player) Do(a hud.Action) error {
	if a == hud.Restart {
		return p.Restart()
	}
	if c, ok := a.Command(); ok {
		return p.Session.Do(c)
	}
	return nil
}

// Press takes hold of what the ray meets.
func (p *Player) Press(at scene.Ray) (held bool, err error) {
	hit, err := p.Session.Press(session.Ray(at))
	return hit.Kind != session.NothingHit, err
}

// DragTo moves what is held.
func (p *Player) DragTo(at scene.Ray) error { return p.Session.DragTo(session.Ray(at)) }

// Seek shows the past at a share of it.
func (p *Player) Seek(share float64) { p.Session.Seek(share) }

// Take is what a moving picture of the past is made of.
func (p *Player) Take() picture.Take {
	if kept := p.Kept(); len(kept) > 0 {
		return keptTake(kept)
	}
	return nil
}

// BreakAt breaks or repairs the glove's sensors round where the ray meets it.
func (p *Player) BreakAt(at scene.Ray, repair bool) int {
	if p.LookingBack() {
		return 0
	}
	if repair {
		return p.HealAt(session.Ray(at), brush)
	}
	return p.Session.BreakAt(session.Ray(at), brush)
}

// Heat brings the object that the ray meets to a temperature (°C).
func (p *Player) Heat(at scene.Ray, celsius float64) error {
	hit := p.Pick(session.Ray(at))
	if hit.Kind != session.ObjectHit || p.LookingBack() {
		return nil
	}
	return p.Session.Heat(hit.Object, celsius)
}

// Explore has the arm explore what the ray meets.
func (p *Player) Explore(at scene.Ray) error { return p.Session.Explore(session.Ray(at)) }

// Status says what the window's panels tell of the session.
func (p *Player) Status() window.Status {
	st := p.Session.Status()
	w := window.Status{
		Source: st.Source, Gesture: st.Gesture, Made: st.Made, Side: st.Side, LagMS: st.LagMS,
		Caption: st.Caption, Words: st.Words, Warmth: st.Warmth, Language: st.Language, Paused: st.Paused, Slow: st.Speed < 1,
		Building: st.Building && st.Mode != session.Attract, Recognition: recognition(st), Exploring: st.Exploring,
		Attract: st.Mode == session.Attract, Opening: st.Opening, Game: st.Game, Invites: st.Invites, Faults: st.Faults, Restarts: st.Restarts, Problem: st.Problem, Version: st.Version, Following: st.Following,
	}
	if r := st.Back; r != nil {
		w.Past = hud.Past{Open: true, At: r.At, Length: r.Length, Playing: r.Playing}
		w.Paused, w.Slow, w.Gesture, w.Made, w.Recognition, w.Caption = !r.Playing, false, "", "", hud.Recognition{}, locale.Nothing
		w.Faults, w.Game = nil, session.Play{}
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

// keptTake is a moving picture of the past.
type keptTake []*record.Kept

// Len is how many moments it has.
func (k keptTake) Len() int {
	return (len(k)*picture.MovingRate + record.PastRate - 1) / record.PastRate
}

// ShowTo copies one of them out.
func (k keptTake) ShowTo(i int, dst *mirror.Snapshot) (*mirror.Description, error) {
	m := k[min(i*record.PastRate/picture.MovingRate, len(k)-1)]
	m.Snapshot.CopyTo(dst)
	return m.Describe(), nil
}

// Class opens a lesson with the robot bent, where nothing sets it otherwise.
func Class(l *lesson.Lesson, s *lesson.Setting, progress *lesson.Progress) (*lesson.Class, error) {
	bent := *s
	if bent.Posture == nil {
		bent.Posture = s.Bent()
	}
	return lesson.NewClass(l, &bent, progress)
}

// Workbench is the class on the robot that a session shows, in its present posture.
func Workbench(desc mirror.Description, snap *mirror.Snapshot) (*lesson.Class, error) {
	s, err := lesson.OnRobot(desc.Robot, desc.Robot.Palm)
	if err != nil {
		return nil, err
	}
	s.Posture = append([]float64(nil), snap.Arm.Coordinates...)
	return Class(lesson.FreeBench(), s, nil)
}
