package main

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
)

// eyes are the camera of the page itself: its tracker's messages, taken from the page's
// worker, and the hand that is followed in them. One thread owns them.
type eyes struct {
	clock    clock.Clock
	feed     *live.Feed
	follower *live.Follower
	sure     bool
	state    live.State
	frames   int // with a hand that is followed
}

func newEyes(c clock.Clock) *eyes { return &eyes{clock: c, feed: live.NewFeed(live.DefaultFOV)} }

// see takes a message of the tracker's.
func (e *eyes) see(text string) error {
	m, err := live.ParseMessage([]byte(text))
	switch {
	case err != nil:
		return err
	case m.State != "":
		e.state = m.State
	case m.Kind != "":
		return e.feed.Hello(m)
	case m.Type == "hands":
		if e.follower == nil {
			e.follower = live.NewFollower(e.feed.Settings())
		}
		p := e.feed.Packet(m, e.Now())
		v := e.follower.Push(&p.Frame, p.Came)
		e.sure = v.Sure
		if v.Refused == "" {
			e.frames++
		}
	}
	return nil
}

// Now is the clock that hands are put on (s).
func (e *eyes) Now() float64 { return e.clock.Now().Seconds() }

// Present reports whether somebody is there, and which hand they show.
func (e *eyes) Present(now float64) (side hand.Side, present bool) {
	if e.follower == nil || !e.sure {
		return 0, false
	}
	return e.follower.Visitor(now)
}

// Source is that hand.
func (e *eyes) Source(side hand.Side, bones hand.Dimensions) gesture.Source {
	return e.follower.Source(side, bones)
}

// says is how the camera stands.
func (e *eyes) says() locale.Key { return cameraWords[e.state] }

var cameraWords = map[live.State]locale.Key{
	live.Starting: locale.CameraStarting, live.Permission: locale.CameraPermission, live.Denied: locale.CameraDenied,
	live.NoCamera: locale.CameraNone, live.Unplugged: locale.CameraUnplugged, live.NoHand: locale.CameraNoHand,
	live.HandSeen: locale.CameraHand, live.TooDark: locale.CameraDark, live.TooSlow: locale.CameraSlow,
	live.MustShow: locale.CameraMustShow, live.Broken: locale.CameraBroken,
}
