package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/sim/live/browser"
	"mirrorarm/sim/live/tracker"
	"mirrorarm/sim/mirror"
)

// cameraFlags have a camera's hands mirrored.
type cameraFlags struct {
	Camera       bool    `help:"Mirror the person in front of a camera: a page in a browser finds the hand, on this machine alone. Example: --camera --duration 30s"`
	CameraWindow bool    `help:"Show the camera's page in a window of its own. Example: --camera-window"`
	FOV          float64 `name:"fov" help:"Horizontal field of view of the camera, degrees. Example: --fov 78" default:"65" range:"20 to 150"`
	Save         string  `help:"Keep what the tracker sent, for --source to play again. Example: --save me.jsonl" ends:".jsonl" placeholder:"FILE.jsonl" type:"path"`
	listenFlags
}

// camera is a tracker before which a person may stand: a server that it sends to, or
// a tracker at an address, and what follows the hands that it sees.
type camera struct {
	clock  func() time.Duration
	server *live.Server
	remote *live.Remote
	page   *browser.Browser // nil where somebody else shows the page
	save   *saved

	mu       sync.Mutex // guards the rest
	follower *live.Follower
	settings live.Settings // the follower's
	foreign  bool          // whether the tracker is of another kind than that
	arrivals arrivals
	sure     chan hand.Side // the first hand's; nil once it was there
}

func newCamera() *camera {
	return &camera{clock: monotonic().Now, sure: make(chan hand.Side, 1)}
}

// comes reports whether hands come from outside while the mirror runs.
func (f *cameraFlags) comes() bool { return f.Camera || f.Listen != "" }

// openCamera listens to trackers. With a camera it serves the page of one and opens
// it, with further flags for a browser that it starts.
func (c *runCmd) openCamera(a *app, extra ...string) (*camera, error) {
	choice, err := gesture.ParseChoice(c.Hand)
	if err != nil {
		return nil, usageError{err}
	}
	cam := newCamera()
	opt := live.ServerOptions{
		Listen: c.Listen, FOV: c.FOV, Now: cam.now, Use: cam.use,
		Begin: func(s live.Settings) { s.Hand = choice; cam.begin(s) },
	}
	if opt.TLS, opt.Token, err = c.certificate(); err != nil {
		return nil, err
	}
	if c.Camera || c.TLS {
		if opt.Tracker, err = tracker.DefaultDir(); err != nil {
			return nil, err
		}
		if _, err := tracker.Status(opt.Tracker); err != nil {
			return nil, err
		}
	}
	if c.Save != "" {
		if cam.save, err = newSaved(c.Save); err != nil {
			return nil, err
		}
		opt.Keep = cam.save
	}
	if cam.server, err = live.Serve(opt); err != nil {
		cam.close()
		return nil, err
	}
	if c.TLS {
		return cam, c.showLinks(a, cam.server)
	}
	if !c.Camera {
		fmt.Fprintf(a.stderr, "listening at %shands\n", strings.Replace(cam.server.URL(), "http", "ws", 1))
		return cam, nil
	}
	fmt.Fprintf(a.stderr, "the camera's page is %s\n", cam.server.URL())
	cam.show(a, c.asked(cam.server.URL()), browser.Options{Window: c.CameraWindow, Extra: extra})
	return cam, nil
}

// show opens the page: in a browser of its own, else in the user's. Where there is
// neither, its address was printed.
func (c *camera) show(a *app, url string, opt browser.Options) {
	var err error
	if c.page, err = browser.Start(a.ctx, url, opt); err == nil {
		return
	}
	if err = browser.OpenDefault(url); err != nil {
		fmt.Fprintln(a.stderr, "no browser could be started: open the page in Chrome, Edge or Firefox on this machine")
	}
}

// now is the clock that frames are put on (s).
func (c *camera) now() float64 { return c.clock().Seconds() }

// begin has a tracker spoken up.
func (c *camera) begin(s live.Settings) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.follower == nil || c.sure != nil {
		c.follower, c.settings = live.NewFollower(s), s
	} else {
		c.follower.Leave() // somebody else may stand before another tracker
	}
	c.foreign = s != c.settings
}

// use takes what the tracker saw.
func (c *camera) use(p *live.Packet) live.Verdict {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.foreign {
		return live.Verdict{Refused: "another kind of tracker than the one that the mirror was made for"}
	}
	v := c.follower.Push(&p.Frame, p.Came)
	c.arrivals.saw(v)
	if c.sure != nil && v.Hand && v.Sure {
		c.sure <- v.Side
		c.sure = nil
	}
	return v
}

// await waits for the first hand, as long as the page is there.
func (c *camera) await(a *app) (hand.Side, error) {
	fmt.Fprintln(a.stderr, "waiting for a hand")
	c.mu.Lock()
	sure := c.sure
	c.mu.Unlock()
	var gone, ended <-chan struct{}
	if c.page != nil {
		gone = c.page.Ended()
	}
	if c.remote != nil {
		ended = c.remote.Ended()
	}
	select {
	case side := <-sure:
		return side, nil
	case <-a.ctx.Done():
		return 0, a.ctx.Err()
	case <-ended:
		select {
		case side := <-sure:
			return side, nil
		default:
			return 0, errors.New("the source ended before a hand was seen")
		}
	case <-gone:
		return 0, fmt.Errorf("the browser ended before a hand was seen: %s", lastLine(c.page.Said()))
	}
}

// lastLine is the end of what a program said.
func lastLine(text string) string { return text[strings.LastIndexByte(text, '\n')+1:] }

// end has nothing come any more.
func (c *camera) end() {
	if c.page != nil {
		c.page.Close()
	}
	if c.server != nil {
		c.server.Close()
	}
	if c.remote != nil {
		c.remote.Close()
	}
}

func (c *camera) close() {
	c.end()
	if c.save != nil {
		c.save.file.Discard()
	}
}

// commit puts what was saved in its place.
func (c *camera) commit() error {
	if c.save == nil {
		return nil
	}
	c.end()
	return c.save.commit()
}

// saved is the file of what a tracker sends.
type saved struct {
	*bufio.Writer // keeps its first error
	file          *atomicfile.File
}

func newSaved(path string) (*saved, error) {
	file, err := atomicfile.Create(path)
	if err != nil {
		return nil, err
	}
	return &saved{bufio.NewWriter(file), file}, nil
}

func (s *saved) commit() error { return errors.Join(s.Flush(), s.file.Commit()) }

// Times of a mirror that keeps to the clock.
const (
	beat   = 4 * time.Millisecond // it sleeps for where it is ahead
	behind = 0.1                  // s by which it may be late before it lets time go
)

// seen are the hands before a camera, in real time.
type seen struct {
	ctx    context.Context
	camera *camera
	source *live.Source
	began  float64 // s on the camera's clock, of the mirror's time 0
}

// Info describes the hand.
func (s *seen) Info() gesture.Info { return s.source.Info() }

// Sample gives the hand at a time of the mirror's.
func (s *seen) Sample(t float64, dst *gesture.Sample) {
	s.source.Sample(s.began+t, dst)
	dst.Time = t
}

func (s *seen) length() float64 { return s.Info().Duration }

// until waits for a time. A machine that is too slow lets time go, and shows the
// present all the same.
func (s *seen) until(at float64) {
	ahead := s.began + at - s.camera.now()
	if ahead < -behind {
		s.began -= ahead
	}
	for ; ahead > 0 && s.ctx.Err() == nil; ahead = s.began + at - s.camera.now() {
		<-clock.Alarm(beat).C
	}
}

func (s *seen) end() { s.camera.end() }

func (*seen) stepped(*mirror.Record) {}

const noTruth = "nobody knows better where the hand was"

func (s *seen) report() *liveReport {
	s.camera.mu.Lock()
	defer s.camera.mu.Unlock()
	r := s.camera.arrivals.report()
	none := figure.Missing(noTruth)
	r.LagMS, r.ErrorMM, r.HoldErrorMM, r.RestMM = none, none, none, none
	return r
}

// watch makes a mirror of the first hand before the camera.
func (c *runCmd) watch(a *app, cam *camera) (*mirror.Mirror, hands, error) {
	side, err := cam.await(a)
	if err != nil {
		return nil, nil, err
	}
	cam.mu.Lock()
	s := &seen{ctx: a.ctx, camera: cam, source: cam.follower.Source(side, hand.Nominal()), began: cam.now()}
	cam.mu.Unlock()
	fmt.Fprintf(a.stderr, "a %s hand: the mirror is made\n", side)
	cfg, err := c.configOf(s, c.Seed)
	if err != nil {
		return nil, nil, err
	}
	m, err := c.make(a, cfg)
	s.began = cam.now()
	return m, s, err
}
