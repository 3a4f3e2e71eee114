package sound

import (
	"math"
	"sync"

	"mirrorarm/sim/mirror"
)

// Rate (Hz) is how many frames a second are made; a frame has a left and a right sample.
const Rate = 48000

// Channels is how many samples make a frame.
const Channels = 2

// Synth makes sound from snapshots. Listen and Chime may be called by one goroutine while
// another one calls Render.
type Synth struct {
	mu      sync.Mutex
	heard   heard // by Listen
	grains  grains
	hum     hum
	strikes strikes
	volume  ramp
	unheard int // frames since the last snapshot
}

// heard is what one snapshot says that is audible.
type heard struct {
	time     float64   // s, of the snapshot
	joints   []float64 // rad
	touching []bool    // of each region
	speed    float64   // rad/s, rms over the joints
	known    bool      // there was a snapshot before
}

// New is a silent synthesiser of volume 1.
func New() *Synth {
	s := &Synth{volume: ramp{at: 1, goal: 1}}
	s.grains.init()
	return s
}

// SetVolume sets how loud all of it is, 0 to 1; it is reached within 20 ms.
func (s *Synth) SetVolume(v float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.volume.goal = min(max(v, 0), 1)
}

// longest (s) is how far apart two snapshots may be to be of one movement. Where none comes
// for longer, since something else is shown or the picture has stopped, it is silent.
const longest = 0.25

// Listen takes in what has come about since the last snapshot. One that is not newer, as
// of a paused mirror, is silence.
func (s *Synth) Listen(snap *mirror.Snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &s.heard
	s.unheard = 0
	dt := snap.Time - h.time
	follows := h.known && dt > 0 && dt < longest && len(h.joints) == len(snap.Arm.Coordinates)
	h.speed = 0
	if follows {
		for i, q := range snap.Arm.Coordinates {
			v := (q - h.joints[i]) / dt
			h.speed += v * v / float64(len(h.joints))
		}
		h.speed = math.Sqrt(h.speed)
	}
	s.hum.follow(h.speed)
	if follows || dt == 0 {
		s.grains.follow(snap.Vibration, dt > 0)
	} else {
		s.grains.follow(nil, false)
	}
	for i := range snap.Feel {
		f := &snap.Feel[i]
		if follows && i < len(h.touching) && f.Contact && !h.touching[i] {
			s.strikes.tick(f.Normal)
		}
	}
	h.touching = h.touching[:0]
	for i := range snap.Feel {
		h.touching = append(h.touching, snap.Feel[i].Contact)
	}
	h.time, h.known = snap.Time, true
	h.joints = append(h.joints[:0], snap.Arm.Coordinates...)
}

// Chime rings: a material has been named.
func (s *Synth) Chime() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strikes.chime()
}

// Render makes the next frames: left and right by turns, each within −1 … 1. Nothing is
// allocated.
func (s *Synth) Render(dst []float32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unheard += len(dst) / Channels; s.unheard > longest*Rate {
		s.hum.follow(0)
		s.grains.follow(nil, false)
	}
	for i := 0; i+1 < len(dst); i += Channels {
		x := s.grains.next() + s.hum.next() + s.strikes.next()
		v := float32(min(max(x*s.volume.next(), -1), 1))
		dst[i], dst[i+1] = v, v
	}
}

// ramp is a gain that goes to its goal without a click: by a first-order lag, so that the
// ear hears no step.
type ramp struct{ at, goal float64 }

// rampTime (s) is its time constant.
const rampTime = 0.008

func (r *ramp) next() float64 {
	r.at += (r.goal - r.at) / (rampTime * Rate)
	if math.Abs(r.goal-r.at) < 1e-6 {
		r.at = r.goal
	}
	return r.at
}
