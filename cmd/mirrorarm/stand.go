package main

import (
	"errors"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
)

// stand is where a demo's visitors stand: before a camera, or another tracker. One
// goroutine, the window's, owns it.
type stand struct {
	a      *app
	flags  cameraFlags
	remote remoteSource // who is listened to without a camera, if --source says so
	choice gesture.Choice
	save   *saved // of everything that comes; nil keeps nothing

	camera  *camera // nil while nobody is looked for
	coming  chan opened
	closing chan struct{} // is closed with the last camera
	problem string

	budget   hud.Budget // of the camera's lag, as it was
	budgetOf *camera
	budgetAt float64 // s, on the camera's clock
}

// budgetEvery is how often (s) the budget on the screen is taken anew: it sorts what came
// of late, and is asked for in every picture.
const budgetEvery = 0.25

// opened is what opening a camera came to.
type opened struct {
	camera *camera
	err    error
}

func (c *demoCmd) newStand(a *app) (*stand, error) {
	choice, err := gesture.ParseChoice(c.Hand)
	if err != nil {
		return nil, usageError{err}
	}
	s := &stand{a: a, flags: c.cameraFlags, choice: choice, remote: c.remote}
	if c.Save != "" {
		s.save, err = newSaved(c.Save)
	}
	return s, err
}

// open looks for visitors from now on, before a camera or by what comes to the address
// that was given: beside the window, which goes on.
func (s *stand) open(own bool) {
	flags, after := s.flags, s.closing
	flags.Camera = own
	s.problem, s.coming = "", make(chan opened, 1)
	go func(coming chan<- opened) {
		if after != nil {
			<-after // its address is in use until then
		}
		look := func() (*camera, error) { return flags.open(s.a, s.choice, s.save) }
		if !own && s.remote.address != "" {
			look = func() (*camera, error) { return flags.openAt(s.a, s.remote, s.choice, s.save) }
		}
		cam, err := look()
		if err != nil {
			cam.end()
		}
		coming <- opened{cam, err}
	}(s.coming)
}

// toggle starts the camera, or stops it.
func (s *stand) toggle(p *session.Session) {
	if s.coming != nil {
		return // it is on its way
	}
	was := s.camera
	own := was == nil || !was.own
	if was != nil {
		p.Welcome(nil)
		s.camera, s.closing = nil, make(chan struct{})
		go func(closed chan<- struct{}) {
			was.end()
			close(closed)
		}(s.closing)
	}
	if own || s.flags.Listen != "" || s.remote.address != "" {
		s.open(own)
	}
}

// stepped looks at a step of the session's.
func (s *stand) stepped(m *mirror.Mirror) {
	if s.camera != nil && m.Record().Sample.Tracked {
		s.camera.stepped(m)
	}
}

// look welcomes visitors once the camera is there.
func (s *stand) look(p *session.Session) {
	select {
	case o := <-s.coming:
		s.coming = nil
		if o.err != nil {
			s.problem = o.err.Error()
			return
		}
		s.camera = o.camera
		s.camera.admitAny()
		p.Welcome(visitors{o.camera})
	default:
	}
}

// close ends the camera, tells what came of it, and puts what was saved in its place.
func (s *stand) close() error {
	if s.coming != nil {
		s.camera = (<-s.coming).camera
	}
	var printed error
	if s.camera != nil {
		s.camera.end()
		if r := s.camera.report(); r.Frames > 0 {
			printed = r.print(s.a.stdout)
		}
	}
	if s.closing != nil {
		<-s.closing
	}
	if s.save == nil {
		return printed
	}
	return errors.Join(printed, s.save.commit())
}

// says is the line on the screen about the camera, and what stands beside it.
func (s *stand) says() (what locale.Key, beside string) {
	c := s.camera
	switch {
	case s.problem != "":
		return locale.CameraFailed, ""
	case s.coming != nil:
		return locale.CameraStarting, ""
	case c == nil:
		return locale.Nothing, ""
	}
	if !c.own {
		return c.listens()
	}
	c.mu.Lock()
	state := c.state
	c.mu.Unlock()
	if state != live.Gone {
		return cameraWords[state], ""
	}
	if c.page == nil {
		return locale.CameraOpenPage, c.server.URL()
	}
	select {
	case <-c.page.Ended():
		return locale.CameraClosed, ""
	default:
		return locale.CameraStarting, ""
	}
}

// listens is what is said of a tracker that is not ours.
func (c *camera) listens() (locale.Key, string) {
	if c.follower.Load() == nil {
		if c.remote != nil {
			return locale.CameraListens, c.from
		}
		return locale.CameraListens, c.server.Address()
	}
	if _, there := (visitors{c}).Present(c.now()); there {
		return locale.CameraHand, ""
	}
	return locale.CameraNoHand, ""
}

var cameraWords = map[live.State]locale.Key{
	live.Starting: locale.CameraStarting, live.Permission: locale.CameraPermission, live.Denied: locale.CameraDenied,
	live.NoCamera: locale.CameraNone, live.Unplugged: locale.CameraUnplugged, live.NoHand: locale.CameraNoHand,
	live.HandSeen: locale.CameraHand, live.TooDark: locale.CameraDark, live.TooSlow: locale.CameraSlow,
	live.MustShow: locale.CameraMustShow, live.Broken: locale.CameraBroken,
}

// lag is what the panels show of how late the arm is.
func (s *stand) lag() hud.Budget {
	if s.camera == nil {
		return hud.Budget{}
	}
	now := s.camera.now()
	if s.budgetOf == s.camera && now-s.budgetAt < budgetEvery {
		return s.budget
	}
	b := s.camera.budget()
	out := hud.Budget{Known: true, Lag: s.camera.lag.lag, Sum: b.Sum}
	for i, v := range b.shown() {
		out.Parts[i] = v
	}
	s.budget, s.budgetOf, s.budgetAt = out, s.camera, now
	return out
}

// visitors are who a camera sees.
type visitors struct{ camera *camera }

func (v visitors) Now() float64 { return v.camera.now() }

func (v visitors) Present(now float64) (side hand.Side, present bool) {
	f := v.camera.follower.Load()
	if f == nil || !v.camera.certain.Load() {
		return 0, false
	}
	return f.Visitor(now)
}

func (v visitors) Source(side hand.Side, bones hand.Dimensions) gesture.Source {
	return v.camera.source(side, bones)
}

// admitAny lets trackers of every kind follow one another: a session can do with any.
func (c *camera) admitAny() {
	c.mu.Lock()
	c.any, c.sure = true, nil
	c.mu.Unlock()
}
