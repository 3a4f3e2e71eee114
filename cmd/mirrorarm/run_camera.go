package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"sync/atomic"
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
	Camera       bool    `help:"Mirror the person in front of a camera: a page in a browser finds the hand, on this machine alone. Example: --camera"`
	CameraWindow bool    `help:"Show the camera's page in a window of its own. Example: --camera-window"`
	FOV          float64 `name:"fov" help:"Horizontal field of view of the camera, degrees. Example: --fov 78" default:"65" range:"20 to 150"`
	Save         string  `help:"Keep what the tracker sent, for --source to play again. Example: --save me.jsonl" ends:".jsonl" placeholder:"FILE.jsonl" type:"path"`
	listenFlags
	bones *hand.Dimensions // of the person, where a test knows them; nil has them measured
}

// camera is a tracker before which a person may stand: a server that it sends to, or
// a tracker at an address, and what follows the hands that it sees.
type camera struct {
	clock  func() time.Duration
	server *live.Server
	remote *live.Remote
	from   string           // where the remote is
	page   *browser.Browser // nil where somebody else shows the page
	save   *saved
	own    bool // it serves a camera's page

	follower atomic.Pointer[live.Follower] // nil before the first tracker
	certain  atomic.Bool                   // the side of the hand that is followed is decided
	fresh    atomic.Uint64                 // when the newest frame came that no step has taken yet, as bits; 0 is none

	mu       sync.Mutex    // guards the rest
	settings live.Settings // the follower's
	foreign  bool          // whether the tracker is of another kind than that
	any      bool          // a tracker of another kind has a follower of its own
	state    live.State    // of the page
	arrivals arrivals
	sure     chan hand.Side // the first hand's; nil once it was there

	took, tracked, way partTimes // by camera, tracker and transport

	// Of the goroutine that steps.
	waited partTimes // by frames, for the next step
	at     float64   // s, of the clock, that the last step was shown the hand of
	lag    *lagWatch
}

func newCamera() *camera {
	return &camera{clock: monotonic().Now, lag: newLagWatch(), sure: make(chan hand.Side, 1)}
}

// comes reports whether hands come from outside while the mirror runs.
func (f *cameraFlags) comes() bool { return f.Camera || f.Listen != "" }

// open listens to trackers. With a camera it serves the page of one and opens it, with
// further flags for a browser that it starts. What comes is kept in save, if that is
// not nil.
func (f *cameraFlags) open(a *app, choice gesture.Choice, save *saved, extra ...string) (*camera, error) {
	cam := newCamera()
	cam.save, cam.own = save, f.Camera
	return cam, cam.listen(a, f, choice, extra)
}

func (c *camera) listen(a *app, f *cameraFlags, choice gesture.Choice, extra []string) (err error) {
	opt := live.ServerOptions{
		Listen: f.Listen, FOV: f.FOV, Now: c.now, Use: c.use, State: c.told,
		Begin: func(s live.Settings) { s.Hand, s.Bones = choice, f.bones; c.begin(s) },
	}
	if opt.TLS, opt.Token, err = f.certificate(); err != nil {
		return err
	}
	if f.Camera || f.TLS {
		if opt.Tracker, err = tracker.DefaultDir(); err != nil {
			return err
		}
		if _, err := tracker.Status(opt.Tracker); err != nil {
			return err
		}
	}
	if c.save != nil {
		opt.Keep = c.save
	}
	if c.server, err = live.Serve(opt); err != nil {
		return err
	}
	if f.TLS {
		return f.showLinks(a, c.server)
	}
	if !f.Camera {
		fmt.Fprintf(a.stderr, "listening at %s\n", c.server.Address())
		return nil
	}
	fmt.Fprintf(a.stderr, "the camera's page is %s\n", c.server.URL())
	c.show(a, f.asked(c.server.URL()), browser.Options{Window: f.CameraWindow, Extra: extra})
	return nil
}

// openCamera is open for a run.
func (c *runCmd) openCamera(a *app, extra ...string) (*camera, error) {
	return c.opened(func(choice gesture.Choice, save *saved) (*camera, error) {
		return c.open(a, choice, save, extra...)
	})
}

// opened opens the place where a run's hands come from, and the file in which they are
// kept.
func (c *runCmd) opened(open func(gesture.Choice, *saved) (*camera, error)) (*camera, error) {
	choice, err := gesture.ParseChoice(c.Hand)
	if err != nil {
		return nil, usageError{err}
	}
	var save *saved
	if c.Save != "" {
		if save, err = newSaved(c.Save); err != nil {
			return nil, err
		}
	}
	cam, err := open(choice, save)
	if err != nil {
		cam.close()
		return nil, err
	}
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
	f := c.follower.Load()
	if c.foreign = f != nil && s != c.settings; f == nil || c.foreign && (c.any || c.sure != nil) {
		c.certain.Store(false)
		c.follower.Store(live.NewFollower(s))
		c.settings, c.foreign = s, false
	} else if !c.foreign {
		f.Leave() // somebody else may stand before another tracker
	}
}

// told takes what the page says of its camera.
func (c *camera) told(s live.State) {
	c.mu.Lock()
	c.state = s
	c.mu.Unlock()
}

// use takes what the tracker saw.
func (c *camera) use(p *live.Packet) live.Verdict {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.foreign {
		return live.Verdict{Refused: "another kind of tracker than the one that the mirror was made for"}
	}
	v := c.follower.Load().Push(&p.Frame, p.Came)
	c.certain.Store(v.Sure)
	c.arrivals.saw(v)
	c.took.add(p.Camera)
	c.tracked.add(p.Tracker)
	c.way.add(p.Way)
	if v.Refused == "" {
		c.fresh.Store(math.Float64bits(p.Came))
	}
	if c.sure != nil && v.Hand && v.Sure {
		c.sure <- v.Side
		c.sure = nil
	}
	return v
}

// source is the followed hand for a mirror of a side.
func (c *camera) source(side hand.Side, bones hand.Dimensions) *watchedHand {
	f := c.follower.Load()
	return &watchedHand{f.Source(side, bones), c}
}

// watchedHand is a live hand, with an eye on what waits for whom.
type watchedHand struct {
	*live.Source
	camera *camera
}

// Sample gives the hand at a time of the camera's clock.
func (w *watchedHand) Sample(t float64, dst *gesture.Sample) {
	c := w.camera
	c.at = t
	if came := c.fresh.Swap(0); came != 0 {
		c.waited.add(c.now() - math.Float64frombits(came))
	}
	w.Source.Sample(t, dst)
}

// stepped looks at a step that a live hand has led.
func (c *camera) stepped(m *mirror.Mirror) {
	if f := c.follower.Load(); f != nil {
		c.lag.step(m, f, c.at)
	}
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
	source *watchedHand
	mirror *mirror.Mirror
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

func (s *seen) stepped(*mirror.Record) { s.camera.stepped(s.mirror) }

const noTruth = "nobody knows better where the hand was"

func (s *seen) report() *liveReport {
	return s.camera.report()
}

// report is what is known of the hands that came; it belongs to the goroutine that
// steps.
func (c *camera) report() *liveReport {
	budget := c.budget()
	c.mu.Lock()
	r := c.arrivals.report()
	c.mu.Unlock()
	r.LagMS, r.Budget = c.lag.lag, &budget
	none := figure.Missing(noTruth)
	r.ErrorMM, r.HoldErrorMM, r.RestMM = none, none, none
	return r
}

// watch makes a mirror of the first hand before the camera.
func (c *runCmd) watch(a *app, cam *camera) (*mirror.Mirror, hands, error) {
	side, err := cam.await(a)
	if err != nil {
		return nil, nil, err
	}
	s := &seen{ctx: a.ctx, camera: cam, source: cam.source(side, hand.Nominal()), began: cam.now()}
	fmt.Fprintf(a.stderr, "a %s hand: the mirror is made\n", side)
	cfg, err := c.configOf(s, c.Seed)
	if err != nil {
		return nil, nil, err
	}
	s.mirror, err = c.make(a, cfg)
	cam.fresh.Store(0) // it waited for the mirror to be made
	cam.waited = partTimes{}
	s.began = cam.now()
	return s.mirror, s, err
}
