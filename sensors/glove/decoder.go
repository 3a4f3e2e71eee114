package glove

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
)

// State tells how far an estimate can be trusted.
type State uint8

// The states.
const (
	OK       State = iota
	Degraded       // many channels fail, or a frame was unusable
	Lost           // no usable frames: the last posture is held
)

// String is "ok", "degraded" or "lost".
func (s State) String() string { return [...]string{"ok", "degraded", "lost"}[s] }

// Estimate is the posture that the glove tells.
type Estimate struct {
	Time     float64     // s
	Angles   hand.Angles // rad, inside the anatomical ranges
	Velocity hand.Angles // rad/s
	Sigma    hand.Angles // rad: SD of each angle
	State    State
}

// Bounds of the decoder's patience; design values.
const (
	horizon        = 0.05 // s: an estimate is moved on by no more than this
	turnLead       = 3e-3 // s, by which play has the decoder notice movement late
	patience       = 0.10 // s without a usable frame until the glove is lost
	restartFrames  = 10   // frames in the past in a row mean that the glove's clock restarted
	degradedShare  = 0.10 // of the channels failing
	unpluggedShare = 0.60 // of the channels on a rail
)

// Decoder turns frames into joint angles: it undoes what the channels' memory is
// known to do (lag, play, creep), and lets a Kalman filter of constant velocity
// per block weigh them by least squares. One goroutine owns it.
type Decoder struct {
	layout   *Layout
	cal      *Calibration
	response response
	blocks   [NumBlocks]decoderBlock
	used     []int // channels in use
	lead     float64
	begun    bool
	time     float64 // s, of the last usable frame
	state    State
	frames   int     // since it began
	past     int     // frames in a row that lie before it
	pastTime float64 // s, of the last of these
}

// NewDecoder makes a decoder. It fails if the calibration is another layout's.
func NewDecoder(l *Layout, c *Calibration) (*Decoder, error) {
	if f := l.Fingerprint(); c.Fingerprint != f {
		return nil, fmt.Errorf("glove: calibration is of layout %s, want %s", c.Fingerprint, f)
	}
	if len(c.Channels) != l.Len() {
		return nil, fmt.Errorf("glove: calibration of %d channels, want %d", len(c.Channels), l.Len())
	}
	d := &Decoder{layout: l, cal: c, response: newResponse(l.profile)}
	for b := range d.blocks {
		d.blocks[b] = newDecoderBlock(l, c, b)
		for i := range d.blocks[b].channels {
			d.used = append(d.used, d.blocks[b].channels[i].index)
		}
	}
	if l.profile.Hysteresis > 0 {
		d.lead = turnLead
	}
	d.Reset()
	return d, nil
}

// Reset forgets all frames.
func (d *Decoder) Reset() {
	d.begun, d.state, d.past = false, Lost, 0
	for b := range d.blocks {
		d.blocks[b].reset(&d.response)
	}
}

// Update takes the next frame and returns the state. A frame that cannot be
// used (wrong length, time that stands still or is no number, an unplugged
// glove's) changes nothing but the state.
func (d *Decoder) Update(f *Frame) State {
	if len(f.Counts) != d.layout.Len() || !finite(f.Time) || d.begun && !d.inOrder(f.Time) {
		if d.state == OK {
			d.state = Degraded
		}
		return d.state
	}
	if d.unplugged(f.Counts) {
		d.state = Lost
		return d.state
	}
	switch dt := f.Time - d.time; {
	case !d.begun:
		for b := range d.blocks {
			d.blocks[b].begin(&d.response, d.cal, f.Counts)
		}
	case dt <= 0 || dt > patience:
		// After a gap nobody knows what the channels went through.
		for b := range d.blocks {
			d.blocks[b].resume(&d.response, f.Counts)
		}
	default:
		if math.Abs(dt-d.response.dt) > 1e-6 {
			d.response.setStep(dt)
		}
		for b := range d.blocks {
			d.blocks[b].step(&d.response, f.Counts, dt)
			// Judging channels can wait: a third of the hand per frame.
			if b%judgeEvery == d.frames%judgeEvery {
				d.blocks[b].watch(&d.response, f.Counts, judgeEvery*dt)
			}
		}
		d.frames++
	}
	failing := 0
	for b := range d.blocks {
		failing += d.blocks[b].failing
	}
	d.begun, d.time, d.past, d.state = true, f.Time, 0, OK
	if float64(failing) > degradedShare*float64(len(d.used)) {
		d.state = Degraded
	}
	return d.state
}

// inOrder reports whether a frame's time follows the last one's. A clock that
// keeps running in the past has been restarted with the glove.
func (d *Decoder) inOrder(t float64) bool {
	if t > d.time {
		return true
	}
	if t <= d.pastTime {
		d.past = 0
	}
	d.past++
	d.pastTime = t
	return d.past >= restartFrames
}

// unplugged reports whether the counts are those of no glove at all.
func (d *Decoder) unplugged(counts []uint16) bool {
	full, rail := uint16(d.layout.profile.Codes), 0
	for _, i := range d.used {
		if n := counts[i]; n == 0 || n >= full {
			rail++
		}
	}
	return float64(rail) > unpluggedShare*float64(len(d.used))
}

// EstimateTo writes the posture at time t (s), predicted from the last frame.
// Before the first one it is a flat hand, and lost.
func (d *Decoder) EstimateTo(dst *Estimate, t float64) {
	dst.Time, dst.State = t, d.state
	age := t - d.time
	if !d.begun || !(age < patience) {
		dst.State = Lost
	}
	ahead := 0.0
	if dst.State != Lost {
		ahead = min(max(age, 0)+d.lead, horizon)
	}
	for b := range d.blocks {
		d.blocks[b].estimateTo(dst, ahead, d.cal)
	}
}

// HealthOf is what the decoder holds of channel i: what the calibration found,
// or what it noticed since. Pressure channels, which it does not use, are as
// the calibration found them.
func (d *Decoder) HealthOf(i int) Health {
	c := d.layout.channels[i]
	k := &d.blocks[c.Block]
	for n := range k.channels {
		if k.channels[n].index == i {
			return k.channels[n].health
		}
	}
	return d.cal.Channels[i].Health
}
