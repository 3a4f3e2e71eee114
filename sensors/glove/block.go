package glove

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"
)

// decoderBlock is one finger's, or the wrist's, share of the decoder.
type decoderBlock struct {
	first    hand.Angle
	joints   int
	channels []decoderChannel
	tracker  tracker
	power    float64 // Σ of its channels' power
	scale    float64 // strain: typical residual of its channels
	activity float64 // 0…1: how many of its channels move, by what they tell
	bow      [4]Bow
	delay    float64    // s: its channels are read, on average, so long before the frame's time stamp
	failing  int        // channels
	hidden   [4]float64 // rad: SD of what the play hides of each angle
	upset    float64    // s left in which the posture is not fit to judge channels by
}

// decoderChannel is one stretch channel in use.
type decoderChannel struct {
	index    int
	memory   channelMemory
	gain     vector4
	power    float64 // strain²/rad²: of its gain
	offset   float64
	play     float64
	delay    float64 // s, that it is read before the block's mean
	turn     float64 // fraction of full scale: moving back by less is noise
	noise    float64 // strain, SD of a reading
	white    float64 // strain²: variance of the noise in a moving channel's stimulus
	weight   float64 // 1/strain²
	residual float64 // strain, of the last frame
	smooth   float64 // strain, its running mean
	slow     float64 // strain, its mean over seconds of movement
	monitor  monitor
	health   Health
}

// Time constants and weights of the decoder; design values.
const (
	// A channel that has not moved for long is most likely still at its last
	// edge, but may be anywhere in its gap: its weight against a moving one's.
	idleWeight = 0.01
	// A channel on a rail, or one found to fail, has this weight left, so that a
	// joint which has nothing else is not cut loose.
	failedWeight = 1e-7
	// How much of the gap's half-width stays hidden, as an SD; and, since channels
	// at rest count for little but still hold, how much of the tracker's own SD
	// is believed.
	hiddenShare, trackerShare = 0.5, 0.4
	// From this share of its channels moving on, a block is moving.
	alertActivity = 0.1
	// Residuals beyond so many typical ones are outliers.
	cauchyScale  = 4
	jumpScale    = 20
	residualTime = 25e-3 // s, of a residual's running mean
	upsetTime    = 0.15  // s, from a sudden failure until the other channels have settled
	slowTime     = 2     // s, of its slow mean
	scaleTime    = 0.25  // s, of the typical residual's
	// At rest the hand is expected to jolt by this share of what it does moving.
	restShare  = 0.0003
	liveliness = 4
	driftTime  = 120 // s, in which a channel's zero follows the others
)

func newDecoderBlock(l *Layout, c *Calibration, b int) decoderBlock {
	k := decoderBlock{}
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
			delay: (1 - l.Scan(i)) * l.profile.Period(), turn: turnOf(l.profile, ch.Noise),
			noise: ch.Noise * l.profile.Ranges[taxel.Stretch].Width(),
			white: whiteVariance(l.profile, ch.Noise),
		})
		c := &k.channels[len(k.channels)-1]
		c.power = c.gain.dot(&c.gain)
		k.power += c.power
		k.delay += c.delay
	}
	for j := range k.joints {
		strongest := 1e-3
		for i := range k.channels {
			strongest = max(strongest, math.Abs(k.channels[i].gain[j]))
		}
		k.hidden[j] = hiddenShare * l.profile.PlayRadius() * l.profile.Ranges[taxel.Stretch].Width() / strongest
	}
	k.delay /= float64(max(len(k.channels), 1))
	for i := range k.channels {
		k.channels[i].delay -= k.delay
	}
	return k
}

// whiteVariance is the variance (strain²) of the stimulus of a channel that moves,
// from its noise (SD, fraction of full scale): making up for the lag amplifies it.
func whiteVariance(p taxel.Profile, noise float64) float64 {
	tau := (p.LoadTime + p.UnloadTime) / 2
	n := p.Ranges[taxel.Stretch].Width() * noise
	return n * n * (1 + 2*tau*tau*p.FrameRate*p.FrameRate)
}

func (k *decoderBlock) reset(r *response) {
	k.tracker.begin(k.joints)
	k.scale, k.failing = modelSigma*r.scale, 0
	for i := range k.channels {
		c := &k.channels[i]
		c.smooth, c.slow, c.health, c.monitor = 0, 0, Sound, monitor{}
	}
}

// begin takes the first frame.
func (k *decoderBlock) begin(r *response, cal *Calibration, counts []uint16) {
	for i := range k.channels {
		c := &k.channels[i]
		v := r.reading(counts[c.index])
		c.memory.begin(r, v, cal.Channels[c.index].Level, wornBefore+cal.WornFor)
	}
	k.solve(r, counts)
}

// resume takes the first frame after a gap: the posture is anywhere, and at rest.
func (k *decoderBlock) resume(r *response, counts []uint16) {
	k.tracker.begin(k.joints)
	for i := range k.channels {
		c := &k.channels[i]
		c.memory.resume(r, r.reading(counts[c.index]))
		c.smooth = 0
	}
	k.solve(r, counts)
}

// step takes a frame dt (s) after the last one.
func (k *decoderBlock) step(r *response, counts []uint16, dt float64) {
	k.upset = max(0, k.upset-dt)
	k.tracker.jolt = handJolt * min(max(restShare, liveliness*k.activity), 1)
	k.tracker.predict(dt)
	for i := range k.channels {
		c := &k.channels[i]
		c.memory.update(r, r.reading(counts[c.index]), c.turn)
	}
	k.solve(r, counts)
}

// normal is the channels' least squares: information about the angles, of which the
// upper triangle is kept, and pull.
type normal struct {
	info matrix4
	pull vector4
}

// add takes a channel's word with weight w: it feels e (strain) more than predicted.
func (n *normal) add(w, e float64, g *vector4) {
	w0, w1, w2, w3 := w*g[0], w*g[1], w*g[2], w*g[3]
	n.pull[0] += w0 * e
	n.pull[1] += w1 * e
	n.pull[2] += w2 * e
	n.pull[3] += w3 * e
	n.info[0][0] += w0 * g[0]
	n.info[0][1] += w0 * g[1]
	n.info[0][2] += w0 * g[2]
	n.info[0][3] += w0 * g[3]
	n.info[1][1] += w1 * g[1]
	n.info[1][2] += w1 * g[2]
	n.info[1][3] += w1 * g[3]
	n.info[2][2] += w2 * g[2]
	n.info[2][3] += w2 * g[3]
	n.info[3][3] += w3 * g[3]
}

// solve is the weighted least squares of all channels against the predicted
// posture, taken up by the tracker.
func (k *decoderBlock) solve(r *response, counts []uint16) {
	t := &k.tracker
	var sum normal
	typical := k.scale * k.scale
	unit := 1 / typical
	// A lone channel's activity is noise; a finger's movement moves many.
	alert := min(1, k.activity/alertActivity)
	limit := unit / (cauchyScale * cauchyScale)
	for i := range k.channels {
		c := &k.channels[i]
		e := c.memory.stimulus(r, c.play) - c.offset - c.gain.dot(&t.angle) + c.delay*c.gain.dot(&t.velocity)
		c.residual = e
		// A jump by more than a turn in the gap can explain is no movement.
		if far := math.Abs(e); far > 2*r.scale*c.play+jumpScale*k.scale && math.Abs(c.smooth) < far {
			if 3*math.Abs(c.smooth) < far {
				k.upset = upsetTime
			}
			c.smooth = e
		}
		w := (alert*c.memory.active + idleWeight) / ((1 + c.smooth*c.smooth*limit) * (typical + c.white))
		if n := counts[c.index]; n == 0 || float64(n) >= r.codes || c.health.failing() {
			w = unit * failedWeight
		}
		c.weight = w
		sum.add(w, e, &c.gain)
	}
	info := &sum.info
	for j := range 4 {
		for l := range j {
			info[j][l] = info[l][j]
		}
	}
	k.reweigh(r, t.update(info, &sum.pull))
}

// reweigh takes the residuals that the step of the angles leaves, for the next
// frame's weights: an M-estimator whose iterations are spread over frames.
func (k *decoderBlock) reweigh(r *response, step vector4) {
	smoothing, slowly, drift := r.dt/(r.dt+residualTime), r.dt/slowTime, r.dt/driftTime
	moving, sum, weights, most := 0.0, 0.0, 0.0, jumpScale*jumpScale*k.scale*k.scale
	for i := range k.channels {
		c := &k.channels[i]
		e := c.residual - c.gain.dot(&step)
		c.residual = e
		c.smooth += smoothing * (e - c.smooth)
		// What a channel alone says, moving, over long, is its zero's drift.
		active := c.memory.active
		c.offset += drift * active * e
		c.slow += slowly * active * (e - c.slow)
		moving += c.power * active
		sum += c.weight * min(e*e, most)
		weights += c.weight
	}
	k.activity = moving / (k.power + 1e-12)
	if weights > 0 {
		floor := 0.5 * modelSigma * r.scale
		k.scale += r.dt / (r.dt + scaleTime) * (max(floor, math.Sqrt(sum/weights)) - k.scale)
	}
}

// estimateTo writes the block's angles, moved on by ahead (s) from the frame's
// time stamp.
func (k *decoderBlock) estimateTo(dst *Estimate, ahead float64, cal *Calibration) {
	t := &k.tracker
	ahead += k.delay
	const believed = trackerShare * trackerShare
	for j := range k.joints {
		a := int(k.first) + j
		theta := k.bow[j].invert(t.angle[j] + ahead*t.velocity[j])
		r := hand.Angle(a).Range()
		dst.Angles[a] = min(max(theta, r.Lower), r.Upper)
		dst.Velocity[a] = t.velocity[j] / max(k.bow[j].slope(theta), 0.3)
		spread := t.pp[j][j] + 2*ahead*t.pv[j][j] + ahead*ahead*t.vv[j][j]
		spread = believed*max(spread, 0) + k.hidden[j]*k.hidden[j]
		dst.Sigma[a] = math.Sqrt(spread + cal.Predicted[a]*cal.Predicted[a])
	}
}
