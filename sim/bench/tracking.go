package bench

import (
	"fmt"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
)

// Tracking is how exactly the arm followed in one run.
type Tracking struct {
	Name         string       `json:"name"`
	JointRMSEDeg figure.Value `json:"joint_rmse_deg"`
	PredictedDeg figure.Value `json:"predicted_deg"` // what the decoder expected of itself
	TipErrorMM   figure.Value `json:"tip_error_mm"`  // mean
	TipP95MM     figure.Value `json:"tip_p95_mm"`
	PalmErrorMM  figure.Value `json:"palm_error_mm"`
	LagMS        figure.Value `json:"lag_ms"`
	LostPct      float64      `json:"lost_pct"` // steps in which the decoder had no frame to go by
	Digest       string       `json:"digest"`
}

// trackingSteps is how long each gesture and each fault is run: 3 s, of which the
// first does not count in the decoder's error.
const trackingSteps = 3000

// track runs a mirror and sums up.
func (s *session) track(name string, m *mirror.Mirror, steps int) Tracking {
	trace := mirror.NewTrace()
	lost := 0
	for i := range steps {
		if s.ctx.Err() != nil {
			break
		}
		m.Step(float64(i+1) * mirror.Period)
		trace.Add(m)
		if m.Record().Estimate.State == glove.Lost {
			lost++
		}
	}
	r := trace.Report(m)
	return Tracking{
		Name: name, JointRMSEDeg: r.Decode.JointRMSEDeg, PredictedDeg: r.Decode.PredictedDeg,
		TipErrorMM: r.Retarget.TipErrorMM.Mean, TipP95MM: r.Retarget.TipErrorMM.P95,
		PalmErrorMM: r.Retarget.PalmErrorMM, LagMS: r.LagMS,
		LostPct: 100 * float64(lost) / float64(steps), Digest: r.Digest,
	}
}

// gestures runs every gesture that the program knows.
func (s *session) gestures() (*Case, error) {
	c := &Case{}
	names := gesture.Names()
	for i, name := range names {
		s.tell(name, float64(i)/float64(len(names)))
		src, err := gesture.Synth(name, gesture.Options{Seed: s.opt.Seed})
		if err != nil {
			return nil, err
		}
		m, err := s.mirror(src, nil)
		if err != nil {
			return c, err
		}
		t := s.track(name, m, trackingSteps)
		if s.ctx.Err() != nil {
			break
		}
		c.Gestures = append(c.Gestures, t)
	}
	return c, nil
}

// fault is a way in which a glove and its cable can be worse than new.
type fault struct {
	name    string
	disturb func(worn mirror.Sensor, rng *rand.Rand) mirror.Sensor
}

// faults are those that the case runs, the sound glove first.
func faults() []fault {
	list := []fault{{"none", nil}}
	for _, percent := range []int{1, 5, 20, 50} {
		list = append(list, fault{fmt.Sprintf("dead_channels_%d_pct", percent), func(worn mirror.Sensor, rng *rand.Rand) mirror.Sensor {
			return breakChannels(worn, float64(percent)/100, rng)
		}})
	}
	for _, percent := range []int{10, 50} {
		list = append(list, fault{fmt.Sprintf("dropped_frames_%d_pct", percent), func(worn mirror.Sensor, rng *rand.Rand) mirror.Sensor {
			return &dropping{Sensor: worn, rng: rng, share: float64(percent) / 100}
		}})
	}
	for _, ms := range []int{5, 20} {
		list = append(list, fault{fmt.Sprintf("late_frames_%d_ms", ms), func(worn mirror.Sensor, _ *rand.Rand) mirror.Sensor {
			return &delaying{Sensor: worn, least: float64(ms) * 1e-3}
		}})
	}
	return append(list, fault{"jitter_10_ms", func(worn mirror.Sensor, rng *rand.Rand) mirror.Sensor {
		return &delaying{Sensor: worn, rng: rng, spread: 10e-3}
	}}, fault{"outage_200_ms_each_second", func(worn mirror.Sensor, _ *rand.Rand) mirror.Sensor {
		return &outage{Sensor: worn}
	}})
}

// faults runs the suite's source with every fault.
func (s *session) faults() (*Case, error) {
	c := &Case{}
	all := faults()
	for i, f := range all {
		s.tell(f.name, float64(i)/float64(len(all)))
		t, err := s.suffer(f)
		if err != nil {
			return c, err
		}
		if s.ctx.Err() != nil {
			break
		}
		c.Faults = append(c.Faults, t)
	}
	return c, nil
}

// suffer runs the suite's source with one fault.
func (s *session) suffer(f fault) (Tracking, error) {
	src, err := s.source()
	if err != nil {
		return Tracking{}, err
	}
	m, err := s.mirror(src, func(c *mirror.Config) {
		if f.disturb != nil {
			rng := rand.New(rand.NewPCG(s.opt.Seed, faultStream))
			c.Disturb = func(worn mirror.Sensor) mirror.Sensor { return f.disturb(worn, rng) }
		}
	})
	if err != nil {
		return Tracking{}, err
	}
	return s.track(f.name, m, 2*trackingSteps), nil
}

// breakable is a glove whose channels can be broken: the simulated one.
type breakable interface {
	Fail(i int, mode taxel.Failure, count uint16)
}

// breakChannels breaks a random share of the channels, each the moment that the
// loop first sees it: the calibration knew the glove sound.
func breakChannels(worn mirror.Sensor, share float64, rng *rand.Rand) mirror.Sensor {
	return &breaking{Sensor: worn, rng: rng, share: share}
}

type breaking struct {
	mirror.Sensor
	rng    *rand.Rand
	share  float64
	broken bool
}

func (b *breaking) Sense(t float64, a hand.Angles, frame *glove.Frame) bool {
	if glove, ok := b.Sensor.(breakable); ok && !b.broken {
		n := len(frame.Counts)
		for _, i := range b.rng.Perm(n)[:int(b.share*float64(n)+0.5)] {
			glove.Fail(i, taxel.Dead, 0)
		}
		b.broken = true
	}
	return b.Sensor.Sense(t, a, frame)
}

// dropping loses frames at random.
type dropping struct {
	mirror.Sensor
	rng   *rand.Rand
	share float64
}

func (d *dropping) Sense(t float64, a hand.Angles, frame *glove.Frame) bool {
	return d.Sensor.Sense(t, a, frame) && d.rng.Float64() >= d.share
}

// outage loses every frame for a fifth of each second.
type outage struct{ mirror.Sensor }

func (o *outage) Sense(t float64, a hand.Angles, frame *glove.Frame) bool {
	return o.Sensor.Sense(t, a, frame) && t-float64(int(t)) >= 0.2
}

// delaying holds each frame back by least and a random part of spread (s), never
// past the next one; the frame keeps the glove's own stamp.
type delaying struct {
	mirror.Sensor
	rng           *rand.Rand
	least, spread float64
	queue         []held
}

type held struct {
	due   float64
	frame *glove.Frame
}

func (d *delaying) Sense(t float64, a hand.Angles, frame *glove.Frame) bool {
	own := *frame
	if d.Sensor.Sense(t, a, &own) {
		due := t + d.least
		if d.rng != nil {
			due += d.spread * d.rng.Float64()
		}
		if n := len(d.queue); n > 0 {
			due = max(due, d.queue[n-1].due) // a cable keeps the order
		}
		d.queue = append(d.queue, held{due, own.Clone()})
	}
	fresh := false
	for len(d.queue) > 0 && d.queue[0].due <= t {
		frame.Time = d.queue[0].frame.Time
		copy(frame.Counts, d.queue[0].frame.Counts)
		d.queue, fresh = d.queue[1:], true
	}
	return fresh
}
