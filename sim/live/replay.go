package live

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
)

// ReplayOptions are how a recording is played.
type ReplayOptions struct {
	Delay float64 // s from seeing a frame to its coming
	Hand  gesture.Choice
	Bones *hand.Dimensions // of the person; nil has them measured as it goes
}

// Replay plays a recording as if its tracker sent it now: every frame comes a
// delay after it was seen, and nothing is known of later ones.
type Replay struct {
	*Follower
	frames []format.Frame
	delay  float64
	next   int
}

// NewReplay has shown nothing yet.
func NewReplay(rec *format.Recording, opt ReplayOptions) *Replay {
	set := Settings{Axes: rec.Axes, Position: rec.Position, Orientation: rec.Orientation, Depth: true, Hand: opt.Hand, Bones: opt.Bones}
	return &Replay{Follower: NewFollower(set), frames: rec.Frames, delay: opt.Delay}
}

// Begin shows the first frame without its delay, and the hand in it without a way
// to it: a mirror that is made then begins in its posture.
func (r *Replay) Begin(saw func(*Frame, Verdict)) {
	if len(r.frames) > 0 && r.next == 0 {
		r.push(r.frames[0].Time, saw)
		r.Settle()
	}
}

// Until has come what comes until a time (s), frame by frame.
func (r *Replay) Until(now float64, saw func(*Frame, Verdict)) {
	for !r.Over() && r.frames[r.next].Time <= now-r.delay {
		r.push(now, saw)
	}
}

func (r *Replay) push(now float64, saw func(*Frame, Verdict)) {
	f := &r.frames[r.next]
	r.next++
	frame := Frame{Time: f.Time, Hands: f.Hands}
	v := r.Push(&frame, now)
	saw(&frame, v)
}

// Over reports whether every frame has come.
func (r *Replay) Over() bool { return r.next == len(r.frames) }
