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
	Person      [NumBlocks]globalParams // the person's deviations from the nominal hand
	Bow         [hand.NumAngles]bow
	// Predicted is the SD (rad) of each decoded angle that stems from the
	// calibration itself.
	Predicted [hand.NumAngles]float64
	WornFor   float64       // s, from the first frame of the recording to its last
	Poses     []hand.Angles // rad: the held postures, as the fit believes they were
}

// ChannelCalibration is what is known of one channel.
type ChannelCalibration struct {
	Offset   float64     // strain at zero angles
	Gain     [4]float64  // strain per rad of the block's angles
	Play     float64     // half-width of the gap, fraction of full scale
	Level    float64     // mean reading, fraction of full scale
	Health   Health      // as found in the recording
	Own      localParams // the channel's deviations from the design
	OwnSigma localParams // their SD
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
	return calibrate(l, r, priors, nil)
}

// calibrate fits every block, starting from its prior. The channels' health is
// that of an earlier calibration, if there is one, else judged anew.
func calibrate(l *Layout, r *Recording, priors [NumBlocks]prior, earlier *Calibration) (*Calibration, error) {
	c := &Calibration{
		Fingerprint: l.Fingerprint(), Channels: make([]ChannelCalibration, l.Len()),
		WornFor: r.Duration(), Poses: make([]hand.Angles, len(r.Holds)),
	}
	observed, err := observe(l, r, c, earlier)
	if err != nil {
		return nil, err
	}
	spread := l.Spread()
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
		c.take(f, observed[b])
	}
	return c, nil
}

// take copies a block's fit.
func (c *Calibration) take(f *fitted, observed [][]observation) {
	m := &f.model
	first, n := BlockAngles(m.block)
	c.Person[m.block] = m.global
	for j := range n {
		c.Bow[int(first)+j] = m.bow(j)
	}
	for i, q := range f.poses {
		copy(c.Poses[i][first:], q[:n])
	}
	predicted := f.predict(observed)
	copy(c.Predicted[first:], predicted[:n])
	radius := m.layout.profile.PlayRadius()
	for k, i := range m.layout.blocks[m.block] {
		ch := &c.Channels[i]
		ch.Own, ch.OwnSigma = f.local[k], f.spread[k]
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
func observe(l *Layout, r *Recording, c, earlier *Calibration) ([NumBlocks][][]observation, error) {
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
			if earlier != nil {
				c.Channels[i].Health = earlier.Channels[i].Health
			}
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
		obs[hold].edge += w.memory.side
		counts[hold]++
	}
	for h := range obs {
		if counts[h] == 0 {
			obs[h].sigma = math.Inf(1)
			continue
		}
		obs[h].strain /= float64(counts[h])
		obs[h].edge /= float64(counts[h])
		// A channel that hardly moved since the last posture may be anywhere in its gap.
		gap := 0.0
		moved := h == 0 || math.Abs(obs[h].strain-obs[h-1].strain) > resp.scale*play/2
		if !moved || obs[h].edge == 0 {
			gap = play
		}
		obs[h].sigma = resp.scale * math.Hypot(modelSigma, gap)
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
