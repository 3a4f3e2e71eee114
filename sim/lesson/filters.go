package lesson

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
)

// filterRule is a filter on one signal, sampled every dt (s).
type filterRule interface {
	next(x, dt float64) float64
}

// smoother is the exponential or α filter, y += α(x − y).
type smoother struct {
	alpha, y float64
	warm     bool
}

func (f *smoother) next(x, _ float64) float64 {
	if !f.warm {
		f.y, f.warm = x, true
	}
	f.y += f.alpha * (x - f.y)
	return f.y
}

// oneEuro is the 1€ filter: an α filter whose cutoff rises with the signal's
// own speed (Casiez, Roussel and Vogel, 1€ Filter, CHI 2012).
type oneEuro struct {
	cutoff, beta float64 // Hz, and Hz per unit of speed
	last         float64
	value, speed smoother
}

// speedCutoff is that of the filter on the speed, Hz, as the authors propose.
const speedCutoff = 1.0

// alphaOf is the α of a first-order low-pass of a cutoff (Hz).
func alphaOf(cutoff, dt float64) float64 {
	tau := 1 / (2 * math.Pi * cutoff)
	return 1 / (1 + tau/dt)
}

func (f *oneEuro) next(x, dt float64) float64 {
	speed := 0.0
	if f.value.warm {
		speed = (x - f.last) / dt
	}
	f.last = x
	f.speed.alpha = alphaOf(speedCutoff, dt)
	f.value.alpha = alphaOf(f.cutoff+f.beta*math.Abs(f.speed.next(speed, dt)), dt)
	return f.value.next(x, dt)
}

// predictor is the g-h filter, critically damped: g = 1 − θ², h = (1 − θ)², as
// the mirror's tracker uses it, and its prediction a time ahead (Brookner,
// Tracking and Kalman Filtering Made Easy, 1998, §1.2.6).
type predictor struct {
	theta, ahead    float64 // –, s
	value, velocity float64
	warm            bool
}

func (f *predictor) next(x, dt float64) float64 {
	if !f.warm {
		f.value, f.warm = x, true
	}
	f.value += dt * f.velocity
	miss := x - f.value
	f.value += (1 - f.theta*f.theta) * miss
	f.velocity += (1 - f.theta) * (1 - f.theta) * miss / dt
	return f.value + f.ahead*f.velocity
}

var (
	filterNames = []string{"alpha", "one-euro", "predict"}
	signalNames = []string{"ramp", handSignal}
)

// handSignal is a recorded hand's, or a synthetic one's.
const handSignal = "hand"

// filtered is a noisy signal and what a filter makes of it.
type filtered struct {
	filter, signal string
	source         gesture.Source
	curves         []Curve
}

func newFilter(s *Setting, o *options) (Experiment, error) {
	e := &filtered{filter: o.take("filter", "alpha"), signal: o.take("signal", "ramp"), source: s.Recording}
	if err := oneOf("filter", e.filter, filterNames); err != nil {
		return nil, err
	}
	if err := oneOf("signal", e.signal, signalNames); err != nil {
		return nil, err
	}
	if e.source == nil && e.signal == handSignal {
		var err error
		if e.source, err = gesture.Synth("medley", gesture.Options{Seed: 1}); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func oneOf(what, name string, names []string) error {
	for _, n := range names {
		if n == name {
			return nil
		}
	}
	return fmt.Errorf("%s %q, want one of %s", what, name, strings.Join(names, ", "))
}

// Params implements Experiment.
func (e *filtered) Params() []Param {
	out := []Param{
		{Name: "rate_hz", Words: "sampling rate", Unit: "Hz", Lower: 10, Upper: 1000, Default: 100},
		{Name: "noise_deg", Unit: "deg", Lower: 0, Upper: 20, Default: 1},
	}
	if e.signal == "ramp" {
		out = append(out, Param{Name: "speed_deg_s", Words: "speed", Unit: "deg/s", Lower: 0, Upper: 1000, Default: 60})
	}
	switch e.filter {
	case "alpha":
		return append(out, Param{Name: "alpha", Words: "α", Lower: 0.01, Upper: 1, Default: 0.2})
	case "one-euro":
		return append(out, Param{Name: "cutoff_hz", Words: "cutoff at rest", Unit: "Hz", Lower: 0.1, Upper: 50, Default: 1},
			Param{Name: "beta", Words: "β", Unit: "Hz/(deg/s)", Lower: 0, Upper: 2, Default: 0.02})
	}
	return append(out, Param{Name: "theta", Words: "θ", Lower: 0, Upper: 0.98, Default: 0.75},
		Param{Name: "ahead_ms", Words: "looks ahead by", Unit: "ms", Lower: 0, Upper: 200})
}

// Results implements Experiment: how late the output is, how much of the noise
// it still has, and the RMS error against the truth.
func (e *filtered) Results() []Result {
	return []Result{
		{"lag_ms", "ms", "lag"}, {"jitter_deg", "deg", "noise of the output"}, {"error_deg", "deg", "error of the output, RMS"},
		{"raw_error_deg", "deg", "error of the input, RMS"}, {"noise_left_percent", "%", "noise that gets through"},
	}
}

func (e *filtered) make(params []float64) filterRule {
	own := params[len(params)-2:]
	switch e.filter {
	case "alpha":
		return &smoother{alpha: own[1]}
	case "one-euro":
		return &oneEuro{cutoff: own[0], beta: own[1]}
	}
	return &predictor{theta: own[0], ahead: own[1] * 1e-3}
}

// Length of the experiment, and where its second half begins: the filter has
// settled by then.
const (
	filterSeconds = 12.0
	filterSettled = 2.0
)

// noiseStream separates this noise from other uses of small seeds.
const noiseStream = 0x66696c74

// Run implements Experiment.
func (e *filtered) Run(dst, params []float64) error {
	dt, noise := 1/params[0], params[1]
	rng := rand.New(rand.NewPCG(1, noiseStream))
	noisy, clean := e.make(params), e.make(params)
	n := int(filterSeconds / dt)
	time, truth, raw, out, calm := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	var sample gesture.Sample
	for i := range n {
		time[i] = float64(i) * dt
		truth[i] = e.truth(time[i], params, &sample)
		raw[i] = truth[i] + noise*rng.NormFloat64()
		out[i], calm[i] = noisy.next(raw[i], dt), clean.next(truth[i], dt)
	}
	from := int(filterSettled / dt)
	jitter := rmsOf(out[from:], calm[from:])
	percent := 0.0
	if noise > 0 {
		percent = 100 * jitter / noise
	}
	w := writer{dst: dst}
	w.add(1e3*e.lag(time[from:], truth[from:], calm[from:], params), jitter, rmsOf(out[from:], truth[from:]), rmsOf(raw[from:], truth[from:]), percent)
	e.trace(time, truth, raw, out)
	return nil
}

// truth is the signal without noise (deg).
func (e *filtered) truth(t float64, params []float64, s *gesture.Sample) float64 {
	if e.signal == "ramp" {
		return params[2] * t
	}
	if end := e.source.Info().Duration; end > 0 && t > end && !math.IsInf(end, 1) {
		t = math.Mod(t, end)
	}
	e.source.Sample(t, s)
	return s.Angles[hand.IndexPIP] / deg
}

// lag is how late (s) the filter's output is: of a ramp exactly, of a hand the
// shift that fits best.
func (e *filtered) lag(time, truth, out, params []float64) float64 {
	last := len(time) - 1
	if e.signal == "ramp" {
		if params[2] == 0 {
			return 0
		}
		return (truth[last] - out[last]) / params[2]
	}
	best, least := 0, math.Inf(1)
	for shift := -40; shift <= 80; shift++ {
		from, to := max(shift, 0), len(out)+min(shift, 0)
		if cost := rmsOf(out[from:to], truth[from-shift:to-shift]); cost < least {
			best, least = shift, cost
		}
	}
	return float64(best) * (time[1] - time[0])
}

func rmsOf(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum / float64(max(len(a), 1)))
}

// tracedFrom and tracedTo (s) are the piece of the signal that is drawn.
const tracedFrom, tracedTo = 3.8, 6.8

func (e *filtered) trace(time, truth, raw, out []float64) {
	e.curves = nil
	for _, c := range []struct {
		name string
		y    []float64
	}{{"measured", raw}, {"truth", truth}, {"filtered", out}} {
		curve := Curve{Name: c.name, XTitle: "time, s", YTitle: "angle, °", Points: c.name == "measured"}
		for i, t := range time {
			if t >= tracedFrom && t <= tracedTo {
				curve.X, curve.Y = append(curve.X, t), append(curve.Y, c.y[i])
			}
		}
		e.curves = append(e.curves, curve)
	}
}

// Curves implements tracer.
func (e *filtered) Curves() []Curve { return e.curves }
