package glove

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
)

// Calibration is what a recording taught about one glove on one person.
type Calibration struct {
	Fingerprint string // of the layout that it belongs to
	Channels    []ChannelCalibration
	Bow         [hand.NumAngles]bow
	// Predicted is the SD (rad) of each decoded angle that stems from the
	// calibration itself.
	Predicted  [hand.NumAngles]float64
	WornFor    float64 // s, from the first frame of the recording to its last
	PoseSpread float64 // rad: RMS correction that the held postures needed

	blocks [NumBlocks]*fitted
}

// ChannelCalibration is what is known of one channel.
type ChannelCalibration struct {
	Offset float64    // strain at zero angles
	Gain   [4]float64 // strain per rad of the block's angles
	Play   float64    // half-width of the gap, fraction of full scale
	Level  float64    // mean reading, fraction of full scale
	Sigma  float64    // strain: SD of what the model leaves unexplained
	Health Health
}

// Health is what a channel is found to be.
type Health uint8

// What a channel can be found to be.
const (
	Sound Health = iota
	DeadChannel
	StuckChannel
	DriftingChannel
)

// String is "ok", "dead", "stuck" or "drifting".
func (h Health) String() string { return [...]string{"ok", "dead", "stuck", "drifting"}[h] }

// wornBefore is how long (s) a user is assumed to have worn the glove before
// its first frame: a minute, as the instructions ask.
const wornBefore = 60

// Calibrate learns a glove on a person from a recording.
func Calibrate(l *Layout, r *Recording) (*Calibration, error) {
	if err := r.validate(l); err != nil {
		return nil, err
	}
	priors := [NumBlocks]prior{}
	for b := range priors {
		priors[b] = designPrior(l, b)
	}
	return calibrate(l, r, priors)
}

func calibrate(l *Layout, r *Recording, priors [NumBlocks]prior) (*Calibration, error) {
	c := &Calibration{Fingerprint: l.Fingerprint(), Channels: make([]ChannelCalibration, l.Len()), WornFor: r.Duration()}
	observed, err := observe(l, r, c)
	if err != nil {
		return nil, err
	}
	spread := l.Spread()
	corrections, count := 0.0, 0
	for b := range NumBlocks {
		model := blockModel{layout: l, block: b, spread: spread}
		holds := make([]holdPrior, len(r.Holds))
		for i, h := range r.Holds {
			holds[i].angles, _ = model.angles(&h.Angles)
			holds[i].sigma = h.Sigma
		}
		f, err := fit(model, priors[b], holds, observed[b])
		if err != nil {
			return nil, err
		}
		c.blocks[b] = f
		c.take(f)
		first, n := BlockAngles(b)
		for i := range holds {
			for j := range n {
				d := f.poses[i][j] - holds[i].angles[j]
				corrections += d * d
				count++
			}
		}
		predicted := f.predict(observed[b])
		copy(c.Predicted[first:], predicted[:n])
	}
	c.PoseSpread = math.Sqrt(corrections / float64(count))
	return c, nil
}

// take copies a block's fit into the channels.
func (c *Calibration) take(f *fitted) {
	m := &f.model
	first, n := BlockAngles(m.block)
	for j := range n {
		c.Bow[int(first)+j] = m.bow(j)
	}
	radius := m.layout.profile.PlayRadius()
	for k, i := range m.layout.blocks[m.block] {
		ch := &c.Channels[i]
		ch.Offset = m.prestrainOf(i) + f.local[k][localOffset]
		ch.Gain = f.gain[k].gain
		ch.Play = max(0, radius*(1+m.global[globalBatch])+f.local[k][localPlay])
	}
}

// settle is how long after a posture's beginning its readings are used (share
// of the hold): the lag has died away.
const settle = 0.5

// modelSigma is what the nominal model leaves unexplained of a reading in a
// hold, as a fraction of full scale: creep and lag that differ from nominal. A
// design value.
const modelSigma = 0.004

// observe runs the recording through the channels' memory and averages what
// they read in each hold. It also finds the channels that tell nothing.
func observe(l *Layout, r *Recording, c *Calibration) ([NumBlocks][][]observation, error) {
	var out [NumBlocks][][]observation
	resp := newResponse(l.profile)
	for b := range out {
		out[b] = make([][]observation, len(l.blocks[b]))
		for k, i := range l.blocks[b] {
			watcher := newWatch(l, i)
			obs, err := watcher.run(&resp, r)
			if err != nil {
				return out, err
			}
			out[b][k] = obs
			c.Channels[i].Level = watcher.level()
			c.Channels[i].Health = watcher.health(l)
			c.Channels[i].Sigma = modelSigma * resp.scale
			if c.Channels[i].Health != Sound {
				for h := range obs {
					obs[h].sigma = math.Inf(1)
				}
			}
		}
	}
	return out, nil
}

// watch follows one channel through a recording.
type watch struct {
	channel        int
	memory         channelMemory
	sum            float64
	lowest, higher float64
	frames         int
	codes          float64
	moves          float64 // strain that the recording's postures should move it by
}

func newWatch(l *Layout, i int) *watch {
	return &watch{channel: i, lowest: math.Inf(1), higher: math.Inf(-1), codes: float64(l.profile.Codes)}
}

func (w *watch) level() float64 { return w.sum / float64(w.frames) }

func (w *watch) run(resp *response, r *Recording) ([]observation, error) {
	obs := make([]observation, len(r.Holds))
	counts := make([]int, len(r.Holds))
	hold := 0
	play := resp.profile.PlayRadius()
	for n := range r.Frames {
		f := &r.Frames[n]
		v := float64(f.Counts[w.channel]) / w.codes
		if n == 0 {
			w.memory.begin(resp, v, v, wornBefore)
		} else {
			w.memory.update(resp, v)
		}
		w.sum += v
		w.frames++
		w.lowest, w.higher = min(w.lowest, v), max(w.higher, v)
		for hold < len(r.Holds) && f.Time > r.Holds[hold].To {
			hold++
		}
		if hold == len(r.Holds) {
			continue
		}
		span := &r.Holds[hold]
		onRail := f.Counts[w.channel] == 0 || f.Counts[w.channel] >= uint16(resp.profile.Codes)
		if f.Time < span.From+settle*(span.To-span.From) || onRail {
			continue
		}
		obs[hold].strain += w.memory.stimulus(resp, play)
		obs[hold].edge += w.memory.edge
		counts[hold]++
	}
	for h := range obs {
		if counts[h] == 0 {
			obs[h].sigma = math.Inf(1)
			continue
		}
		obs[h].strain /= float64(counts[h])
		obs[h].edge /= float64(counts[h])
		// Between the edges of its gap a channel tells less.
		gap := play * (1 - math.Abs(obs[h].edge))
		obs[h].sigma = resp.scale * math.Hypot(modelSigma, gap/math.Sqrt(3))
	}
	if w.frames == 0 {
		return nil, fmt.Errorf("glove: recording without frames")
	}
	return obs, nil
}

// health judges a channel by how much it moved while the whole hand moved.
func (w *watch) health(l *Layout) Health {
	floor := 6*l.profile.Noise + 2/float64(l.profile.Codes)
	switch {
	case w.higher-w.lowest > 2*floor:
		return Sound
	case w.higher < 0.5*floor || w.lowest > 1-0.5*floor:
		return DeadChannel
	default:
		return StuckChannel
	}
}
