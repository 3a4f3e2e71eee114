package glove

import "math"

// monitor compares how a channel moves with how the posture says it should.
type monitor struct {
	strain   float64 // that the posture says it feels, with the lag of the element
	expected float64 // what it should read, strain: the play of that
	own      float64 // Σ measured change² beyond that of noise, fading, strain²
	alone    float64 // Σ expected change², fading, strain²
	measured float64 // strain, one frame ago
	rail     float64 // s on a rail without cause
	off      float64 // s far away from what the others say
	age      float64 // s since it began
}

// pace is the monitors' step in time.
type pace struct{ dt, fade, following float64 }

// judgeEvery is how many frames it takes to judge all blocks once.
const judgeEvery = 3

// When a channel is called failing; design values.
const (
	monitorTime = 0.8  // s, over which movements count
	settleTime  = 0.3  // s until the filter over time has settled
	railTime    = 0.05 // s
	railMargin  = 0.08 // fraction of full scale that the reading should be away from the rail
	// A stuck channel does not move at all. One that moves, but not as expected,
	// is no proof against itself: the posture may be what is wrong.
	failRatio, soundRatio = 0.12, 0.3
	// Strain rate of the fastest finger, 20 rad/s (1/s): what is faster is a fault.
	fastest = 6.0
	// Expected movement, in noises, before a verdict.
	monitorNoises = 25
	// A channel that stays so many typical residuals outside its gap, for this time
	// (s), and does not move, is stuck.
	outlierScale, offTime = 5, 0.15
	// A channel whose residual stays beyond so many typical ones, and beyond what
	// its gap can explain, drifts.
	driftSigmas = 6
)

// watch looks for channels that fail, and for such that recover, dt (s) after
// it last did.
func (k *decoderBlock) watch(r *response, counts []uint16, dt float64) {
	p := pace{dt: dt, fade: math.Exp(-dt / monitorTime), following: 1}
	if tau := (r.profile.LoadTime + r.profile.UnloadTime) / 2; tau > 0 {
		p.following = -math.Expm1(-dt / tau)
	}
	k.failing = 0
	for i := range k.channels {
		c := &k.channels[i]
		c.judge(k, r, counts[c.index], p)
		if c.health.failing() {
			k.failing++
		}
	}
}

// judge updates one channel's health.
func (c *decoderChannel) judge(k *decoderBlock, r *response, n uint16, p pace) {
	t, m := &k.tracker, &c.monitor
	enough := monitorNoises * (c.noise + r.scale/r.codes)
	enough *= enough
	strain := c.offset + c.gain.dot(&t.angle) - c.delay*c.gain.dot(&t.velocity)
	m.strain += p.following * (strain - m.strain)
	play := r.scale * c.play
	reading := r.scale * r.linearize(c.memory.played)
	if m.age < settleTime {
		*m = monitor{age: m.age + p.dt, strain: strain, expected: strain, measured: reading}
		return
	}
	expected := min(max(m.expected, m.strain-play), m.strain+play)
	de, dm := expected-m.expected, reading-m.measured
	m.expected, m.measured = expected, reading
	if k.upset == 0 && math.Abs(dm) < fastest*p.dt {
		m.own = p.fade*m.own + dm*dm - 2*c.noise*c.noise
		m.alone = p.fade*m.alone + de*de
	}
	onRail := n == 0 || float64(n) >= r.codes
	inside := strain > railMargin*r.scale && strain < (1-railMargin)*r.scale
	if onRail && inside {
		m.rail += p.dt
	} else {
		m.rail = 0
	}
	if math.Abs(c.smooth) > outlierScale*k.scale+2*play {
		m.off += p.dt
	} else {
		m.off = max(0, m.off-p.dt)
	}
	still := m.own < max(failRatio*m.alone, enough/2)
	switch {
	case m.rail > railTime:
		c.health = DeadChannel
	case m.alone > enough && m.own < failRatio*m.alone, m.off > offTime && still:
		c.health = StuckChannel
	case c.health == Sound || c.health == DriftingChannel:
		c.health = Sound
		if math.Abs(c.slow) > driftSigmas*k.scale+2*r.scale*c.play {
			c.health = DriftingChannel
		}
	case m.alone > enough && m.own > soundRatio*m.alone && !onRail:
		c.health = Sound
	}
}
