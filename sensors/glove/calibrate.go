package glove

import (
	"errors"
	"math"

	"mirrorarm/kinematics/hand"
)

// Calibration is what a recording taught about one glove on one person.
type Calibration struct {
	Fingerprint string // of the layout that it belongs to
	Channels    []ChannelCalibration
	Person      [NumBlocks][numGlobal]float64 // the person's deviations from the nominal hand
	Bow         [hand.NumAngles]Bow
	// Predicted is the SD (rad) of each decoded angle that stems from the
	// calibration itself.
	Predicted [hand.NumAngles]float64
	WornFor   float64       // s, from the first frame of the recording to its last
	Poses     []hand.Angles // rad: the held postures, as the fit believes they were
}

// ChannelCalibration is what is known of one channel.
type ChannelCalibration struct {
	Offset   float64           // strain at zero angles
	Gain     [4]float64        // strain per rad of the block's angles
	Play     float64           // half-width of the gap, fraction of full scale
	Noise    float64           // SD of a reading, fraction of full scale
	Level    float64           // mean reading, fraction of full scale
	Health   Health            // as found in the recording
	Own      [numLocal]float64 // the channel's deviations from the design
	OwnSigma [numLocal]float64 // their SD
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

// failing reports whether nothing can be learnt from the channel any more.
func (h Health) failing() bool { return h == DeadChannel || h == StuckChannel }

// wornBefore is how long (s) a user is assumed to have worn the glove before
// its first frame: a minute, as the instructions ask.
const wornBefore = 60

// Calibrate learns a glove on a person from a recording. An error of tell ends it.
func Calibrate(l *Layout, r *Recording, tell Progress) (*Calibration, error) {
	if err := r.validate(l); err != nil {
		return nil, err
	}
	priors := [NumBlocks]prior{}
	for b := range priors {
		priors[b] = designPrior(l, b)
	}
	return calibrate(l, r, priors, nil, tell)
}

// calibrate fits every block, starting from its prior. The channels' health is
// that of an earlier calibration, if there is one, else judged anew.
func calibrate(l *Layout, r *Recording, priors [NumBlocks]prior, earlier *Calibration, tell Progress) (*Calibration, error) {
	c := &Calibration{
		Fingerprint: l.Fingerprint(), Channels: make([]ChannelCalibration, l.Len()),
		WornFor: r.Duration(), Poses: make([]hand.Angles, len(r.Holds)),
	}
	observed, err := observe(l, r, c, earlier, tell.Part(0, observeShare))
	if err != nil {
		return nil, err
	}
	const half = (observeShare + 1) / 2
	fits, err := fitAll(l, r, priors, observed, tell.Part(observeShare, half))
	if err != nil {
		return nil, err
	}
	// What all joints of a hand have in common sharpens the belief about each.
	for b := range priors {
		priors[b].shareCommon(b, &fits)
	}
	if fits, err = fitAll(l, r, priors, observed, tell.Part(half, 1)); err != nil {
		return nil, err
	}
	for b, f := range fits {
		c.take(f, observed[b])
	}
	return c, nil
}

// fitAll fits every block, side by side: none depends on another.
func fitAll(l *Layout, r *Recording, priors [NumBlocks]prior, observed [NumBlocks][][]observation, tell Progress) (fits [NumBlocks]*fitted, err error) {
	spread := l.Spread()
	sizes := make([]int, NumBlocks)
	for b := range sizes {
		sizes[b] = len(l.blocks[b])
	}
	err = tell.together(sizes, func(b int, part Progress) error {
		model := blockModel{layout: l, block: b, spread: spread}
		holds := make([]holdPrior, len(r.Holds))
		for i, h := range r.Holds {
			holds[i].angles = model.angles(&h.Angles)
			holds[i].sigma = h.Sigma
		}
		var err error
		fits[b], err = fit(model, priors[b], holds, observed[b], part)
		return err
	})
	return fits, err
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

// observeShare is the part of a calibration's time that goes into reading the
// recording, about; fitting takes the rest.
const observeShare = 0.4

// settle is how long after a posture's beginning its readings are used (share
// of the hold): the lag has died away.
const settle = 0.5

// modelSigma is what the nominal model leaves unexplained of a reading in a
// hold, as a fraction of full scale: creep and lag that differ from nominal. A
// design value.
const modelSigma = 0.004

// observe runs the recording through the channels' memory and averages what
// they read in each hold. It also finds the channels that tell nothing.
func observe(l *Layout, r *Recording, c, earlier *Calibration, tell Progress) (out [NumBlocks][][]observation, err error) {
	if len(r.Frames) == 0 {
		return out, errors.New("glove: recording without frames")
	}
	var watches [NumBlocks][]watch
	sizes := make([]int, NumBlocks)
	for b, channels := range l.blocks {
		sizes[b] = len(channels)
		for _, i := range channels {
			watches[b] = append(watches[b], newWatch(i, len(r.Holds), turnOf(l.profile, l.profile.Noise)))
		}
	}
	resp := newResponse(l.profile)
	err = tell.together(sizes, func(b int, part Progress) error { return follow(resp, r, watches[b], part) })
	if err != nil {
		return out, err
	}
	for b := range watches {
		for k := range watches[b] {
			w := &watches[b][k]
			ch := &c.Channels[w.channel]
			ch.Noise = w.noise()
			ch.Level = w.sum / float64(len(r.Frames))
			ch.Health = w.health(l, l.expectedSpan(w.channel, r.Holds))
			if earlier != nil {
				ch.Health = earlier.Channels[w.channel].Health
			}
			out[b] = append(out[b], w.finish(&resp, ch.Health))
		}
	}
	return out, nil
}

// follow has some of the channels watched through a recording.
func follow(resp response, r *Recording, watches []watch, tell Progress) error {
	hold, last := 0, r.Frames[0].Time-resp.dt
	for n := range r.Frames {
		if err := tell.At(float64(n) / float64(len(r.Frames))); err != nil {
			return err
		}
		f := &r.Frames[n]
		for hold < len(r.Holds) && f.Time > r.Holds[hold].To {
			hold++
		}
		useful := hold < len(r.Holds) && f.Time >= r.Holds[hold].From+settle*(r.Holds[hold].To-r.Holds[hold].From)
		dt := f.Time - last
		if last = f.Time; math.Abs(dt-resp.dt) > 1e-6 {
			resp.setStep(dt)
		}
		for i := range watches {
			w := &watches[i]
			w.read(&resp, f.Counts[w.channel], n == 0)
			if useful {
				w.hold(&resp, f.Counts[w.channel], hold)
			}
		}
	}
	return nil
}

// watch follows one channel through a recording.
type watch struct {
	channel         int
	memory          channelMemory
	sum             float64
	lowest, highest float64
	held            []observation
	counts          []int
	turn            float64
	last            float64 // reading
	change, bend    float64 // its first and second difference between frames
	bends           float64 // Σ of squared second differences in holds
	bent            int
}

func newWatch(channel, holds int, turn float64) watch {
	return watch{
		channel: channel, turn: turn, lowest: math.Inf(1), highest: math.Inf(-1),
		held: make([]observation, holds), counts: make([]int, holds),
	}
}

func (w *watch) read(resp *response, count uint16, first bool) {
	v := resp.reading(count)
	if first {
		w.memory.begin(resp, v, v, wornBefore)
	} else {
		w.memory.update(resp, v, w.turn)
	}
	change := v - w.last
	w.bend, w.change, w.last = change-w.change, change, v
	w.sum += v
	w.lowest, w.highest = min(w.lowest, v), max(w.highest, v)
}

// hold takes a reading of the settled hold h. On a rail a channel tells nothing.
func (w *watch) hold(resp *response, count uint16, h int) {
	if count == 0 || float64(count) >= resp.codes {
		return
	}
	w.bends += w.bend * w.bend
	w.bent++
	w.held[h].strain += w.memory.stimulus(resp, resp.profile.PlayRadius())
	w.held[h].edge += w.memory.side
	w.counts[h]++
}

// noise is the SD of a reading, from second differences at rest, which have six
// times its variance and are blind to drift.
func (w *watch) noise() float64 {
	return math.Sqrt(w.bends / float64(6*max(w.bent, 1)))
}

// finish averages the holds.
func (w *watch) finish(resp *response, health Health) []observation {
	play := resp.profile.PlayRadius()
	for h := range w.held {
		o := &w.held[h]
		if w.counts[h] == 0 || health != Sound {
			o.sigma = math.Inf(1)
			continue
		}
		o.strain /= float64(w.counts[h])
		o.edge /= float64(w.counts[h])
		// A channel that hardly moved since the last posture may be anywhere in its gap.
		gap := 0.0
		moved := h == 0 || math.Abs(o.strain-w.held[h-1].strain) > resp.scale*play/2
		if !moved || o.edge == 0 {
			gap = play
		}
		o.sigma = resp.scale * math.Hypot(modelSigma, gap)
	}
	return w.held
}

// expectedSpan is by how much (fraction of full scale) a channel's reading
// should vary over the held postures, as designed.
func (l *Layout) expectedSpan(channel int, holds []Hold) float64 {
	c := &l.channels[channel]
	first, count := BlockAngles(c.Block)
	lowest, highest := math.Inf(1), math.Inf(-1)
	for i := range holds {
		strain := 0.0
		for j := range count {
			strain += c.Gain[j] * holds[i].Angles[int(first)+j]
		}
		lowest, highest = min(lowest, strain), max(highest, strain)
	}
	return (highest-lowest)/l.profile.Ranges[c.Kind].Width() - 2*l.profile.PlayRadius()
}

// health judges a channel by how much it moved while the whole hand moved. One
// that should hardly move is given the benefit of the doubt.
func (w *watch) health(l *Layout, expected float64) Health {
	floor := 6*l.profile.Noise + 2/float64(l.profile.Codes)
	switch {
	case w.highest-w.lowest > 2*floor:
		return Sound
	case w.highest < 0.5*floor || w.lowest > 1-0.5*floor:
		return DeadChannel
	case expected < 8*floor:
		return Sound
	default:
		return StuckChannel
	}
}

// PredictedRMS is the error (rad) that the calibration expects of itself, over
// all angles.
func (c *Calibration) PredictedRMS() float64 {
	sum := 0.0
	for _, s := range c.Predicted {
		sum += s * s
	}
	return math.Sqrt(sum / hand.NumAngles)
}
