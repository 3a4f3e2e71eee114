package glove

import "math"

// monitor compares how a channel moves with how the posture says it should.
type monitor struct {
	strain   float64 // that the posture says it feels, with the lag of the element
	expected float64 // what it should read, strain: the play of that
	both     float64 // Σ expected change × measured change, fading
	alone    float64 // Σ expected change², fading
	measured float64 // strain, one frame ago
	rail     float64 // s on a rail without cause
	age      float64 // s since it began
}

// When a channel is called failing; design values.
const (
	monitorTime = 2.0  // s, over which movements count
	settleTime  = 0.3  // s until the filter over time has settled
	railTime    = 0.05 // s
	railMargin  = 0.08 // fraction of full scale that the reading should be away from the rail
	// A sound channel moves as expected (ratio 1), a stuck one not at all (0).
	failRatio, soundRatio = 0.35, 0.6
	// Expected movement, in noises, before a verdict.
	monitorNoises = 14
	// A channel whose residual stays beyond so many typical ones drifts.
	driftSigmas = 6
)

// watch looks for channels that fail, and for such that recover.
func (k *decoderBlock) watch(r *response, counts []uint16) {
	fade := math.Exp(-r.dt / monitorTime)
	noise := monitorNoises * r.scale * math.Hypot(r.profile.Noise, 1/r.codes)
	k.failing = 0
	for i := range k.channels {
		c := &k.channels[i]
		c.judge(k, r, counts[c.index], fade, noise*noise)
		if c.health != Sound {
			k.failing++
		}
	}
}

// judge updates one channel's health.
func (c *decoderChannel) judge(k *decoderBlock, r *response, n uint16, fade, enough float64) {
	t, m := &k.tracker, &c.monitor
	strain := c.offset
	for j := range 4 {
		strain += c.gain[j] * (t.angle[j] - c.delay*t.velocity[j])
	}
	m.strain += r.following * (strain - m.strain)
	play := r.scale * c.play
	reading := r.scale * r.profile.Linearize(c.memory.played)
	if m.age < settleTime {
		*m = monitor{age: m.age + r.dt, strain: strain, expected: strain, measured: reading}
		return
	}
	expected := min(max(m.expected, m.strain-play), m.strain+play)
	de, dm := expected-m.expected, reading-m.measured
	m.expected, m.measured = expected, reading
	m.both = fade*m.both + de*dm
	m.alone = fade*m.alone + de*de
	onRail := n == 0 || float64(n) >= r.codes
	inside := strain > railMargin*r.scale && strain < (1-railMargin)*r.scale
	if onRail && inside {
		m.rail += r.dt
	} else {
		m.rail = 0
	}
	switch {
	case m.rail > railTime:
		c.health = DeadChannel
	case m.alone > enough && m.both < failRatio*m.alone:
		c.health = StuckChannel
	case c.health == Sound || c.health == DriftingChannel:
		c.health = Sound
		if abs(c.smooth) > driftSigmas*k.scale {
			c.health = DriftingChannel
		}
	case m.alone > enough && m.both > soundRatio*m.alone && !onRail:
		c.health = Sound
	}
}
