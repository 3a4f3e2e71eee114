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
	Degraded       // many channels fail, or frames are late
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

// Decoder turns frames into joint angles. One goroutine owns it.
type Decoder struct {
	layout   *Layout
	cal      *Calibration
	response response
	blocks   [NumBlocks]decoderBlock
	begun    bool
	time     float64 // s, of the last frame
	state    State
}

// decoderBlock is one finger's, or the wrist's, share of the decoder.
type decoderBlock struct {
	first    hand.Angle
	joints   int
	channels []decoderChannel
	tracker  tracker
	scale    float64 // strain: typical residual of its channels
	bow      [4]bow
	share    float64 // of its information that is in use
}

// decoderChannel is one stretch channel in use.
type decoderChannel struct {
	index    int
	memory   channelMemory
	gain     vector4
	offset   float64
	play     float64
	delay    float64 // s, that it is read before the frame's time stamp
	weight   float64 // 1/strain²
	residual float64 // strain, of the last frame
	smooth   float64 // strain, its running mean
}

// NewDecoder makes a decoder. It fails if the calibration is another layout's.
func NewDecoder(l *Layout, c *Calibration) (*Decoder, error) {
	if f := l.Fingerprint(); c.Fingerprint != f {
		return nil, fmt.Errorf("glove: calibration is of layout %s, want %s", c.Fingerprint, f)
	}
	d := &Decoder{layout: l, cal: c, response: newResponse(l.profile)}
	for b := range d.blocks {
		k := &d.blocks[b]
		k.first, k.joints = BlockAngles(b)
		for j := range k.joints {
			k.bow[j] = c.Bow[int(k.first)+j]
		}
		for _, i := range l.blocks[b] {
			ch := &c.Channels[i]
			if ch.Health != Sound {
				continue
			}
			k.channels = append(k.channels, decoderChannel{
				index: i, gain: ch.Gain, offset: ch.Offset, play: ch.Play,
				delay: (1 - l.Scan(i)) * l.profile.Period(),
			})
		}
	}
	d.Reset()
	return d, nil
}

// Reset forgets all frames.
func (d *Decoder) Reset() {
	d.begun, d.state = false, Lost
	for b := range d.blocks {
		k := &d.blocks[b]
		k.tracker.begin(k.joints)
		k.scale = modelSigma * d.response.scale
	}
}

// Update takes the next frame.
func (d *Decoder) Update(f *Frame) State {
	if len(f.Counts) != d.layout.Len() || !finite(f.Time) || d.begun && f.Time <= d.time {
		return d.state
	}
	codes := 1 / d.response.codes
	dt := f.Time - d.time
	if !d.begun {
		for b := range d.blocks {
			k := &d.blocks[b]
			for i := range k.channels {
				c := &k.channels[i]
				v := float64(f.Counts[c.index]) * codes
				c.memory.begin(&d.response, v, d.cal.Channels[c.index].Level, wornBefore+d.cal.WornFor)
			}
		}
		dt = d.layout.profile.Period()
	} else if math.Abs(dt-d.response.dt) > 1e-6 {
		d.response.setStep(dt)
	}
	for b := range d.blocks {
		d.blocks[b].step(&d.response, f.Counts, dt, !d.begun)
	}
	d.begun, d.time, d.state = true, f.Time, OK
	return d.state
}

// step is one frame of one block.
func (k *decoderBlock) step(r *response, counts []uint16, dt float64, first bool) {
	t := &k.tracker
	if !first {
		t.predict(dt)
	}
	codes := 1 / r.codes
	var info matrix4
	var pull vector4
	w0 := 1 / (k.scale * k.scale)
	limit := 1 / (9 * k.scale * k.scale)
	for i := range k.channels {
		c := &k.channels[i]
		n := counts[c.index]
		v := float64(n) * codes
		if !first {
			c.memory.update(r, v)
		}
		g := &c.gain
		q := &t.angle
		u := &t.velocity
		e := c.memory.stimulus(r, c.play) - c.offset
		for j := range 4 {
			e -= g[j] * (q[j] - c.delay*u[j])
		}
		c.residual = e
		// Cauchy's weight of what the last frames left unexplained.
		w := w0 / (1 + c.smooth*c.smooth*limit)
		if n == 0 || float64(n) >= r.codes {
			w *= 1e-3
		}
		c.weight = w
		for j := range 4 {
			wg := w * g[j]
			pull[j] += wg * e
			for l := j; l < 4; l++ {
				info[j][l] += wg * g[l]
			}
		}
	}
	for j := range 4 {
		for l := range j {
			info[j][l] = info[l][j]
		}
	}
	step := t.update(&info, &pull)
	sum, weights := 0.0, 0.0
	for i := range k.channels {
		c := &k.channels[i]
		g := &c.gain
		e := c.residual - g[0]*step[0] - g[1]*step[1] - g[2]*step[2] - g[3]*step[3]
		c.residual = e
		c.smooth += 0.2 * (e - c.smooth)
		sum += c.weight * e * e
		weights += c.weight
	}
	if weights > 0 {
		floor := 0.5 * modelSigma * r.scale
		k.scale += 0.02 * (math.Max(floor, math.Sqrt(sum/weights)) - k.scale)
	}
}

// horizon is how far ahead of the last frame an estimate is moved on (s).
const horizon = 0.05

// EstimateTo writes the posture at time t (s), predicted from the last frame.
func (d *Decoder) EstimateTo(dst *Estimate, t float64) {
	dst.Time, dst.State = t, d.state
	ahead := min(max(t-d.time, 0), horizon)
	for b := range d.blocks {
		k := &d.blocks[b]
		for j := range k.joints {
			a := int(k.first) + j
			q := k.tracker.angle[j] + ahead*k.tracker.velocity[j]
			theta := k.bow[j].invert(q)
			r := hand.Ranges[a]
			dst.Angles[a] = min(max(theta, r.Lower), r.Upper)
			dst.Velocity[a] = k.tracker.velocity[j]
			dst.Sigma[a] = math.Hypot(math.Sqrt(k.tracker.pp[j][j]), d.cal.Predicted[a])
		}
	}
}
