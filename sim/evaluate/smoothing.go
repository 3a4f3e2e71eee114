package evaluate

import (
	"context"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/figure"
)

// Smoother is a filter on decoded angles, fed at the loop's rate.
type Smoother interface {
	// Smooth takes the angles at the next step and returns the smoothed ones.
	Smooth(a *hand.Angles) hand.Angles
}

// passThrough leaves the decoder's own prediction as it is.
type passThrough struct{}

func (passThrough) Smooth(a *hand.Angles) hand.Angles { return *a }

// lowPass is the usual retargeters' filter: exponential smoothing by alpha, at
// its own rate, held in between.
type lowPass struct {
	alpha float64
	every int // steps of the loop
	step  int
	begun bool
	state hand.Angles
}

func (f *lowPass) Smooth(a *hand.Angles) hand.Angles {
	if !f.begun {
		f.begun, f.state = true, *a
	}
	if f.step%f.every == 0 {
		f.state = f.state.Lerp(*a, f.alpha)
	}
	f.step++
	return f.state
}

// oneEuro is the speed-adaptive low-pass of Casiez, Roussel and Vogel (1€
// Filter, CHI 2012).
type oneEuro struct {
	cutoff, beta float64 // Hz; Hz per rad/s
	begun        bool
	state, speed hand.Angles
}

func (f *oneEuro) Smooth(a *hand.Angles) hand.Angles {
	if !f.begun {
		f.begun, f.state = true, *a
	}
	const speedCutoff = 1.0 // Hz, the paper's choice
	for j := range a {
		f.speed[j] += share(speedCutoff) * ((a[j]-f.state[j])*loopRate - f.speed[j])
		f.state[j] += share(f.cutoff+f.beta*math.Abs(f.speed[j])) * (a[j] - f.state[j])
	}
	return f.state
}

// share is the weight of a new value in a low-pass of the given cutoff (Hz).
func share(cutoff float64) float64 {
	tau := 1 / (2 * math.Pi * cutoff)
	return 1 / (1 + tau*loopRate)
}

// fixedLag is the mean over a window whose middle is a known time ago.
type fixedLag struct {
	window []hand.Angles // ring
	next   int
	full   bool
	sum    hand.Angles
}

func newFixedLag(lag float64) *fixedLag {
	return &fixedLag{window: make([]hand.Angles, 1+int(2*lag*loopRate))}
}

func (f *fixedLag) Smooth(a *hand.Angles) hand.Angles {
	n := len(f.window)
	if !f.full {
		for i := range f.window {
			f.window[i] = *a
		}
		for j := range a {
			f.sum[j] = a[j] * float64(n)
		}
		f.full = true
	}
	var out hand.Angles
	for j := range a {
		f.sum[j] += a[j] - f.window[f.next][j]
		out[j] = f.sum[j] / float64(n)
	}
	f.window[f.next] = *a
	f.next = (f.next + 1) % n
	return out
}

// SmoothingReport is the outcome of a comparison of filters; of an interrupted one
// that of the people who were done.
type SmoothingReport struct {
	Ending
	People int            `json:"people"`
	Rows   []SmoothingRow `json:"rows"` // one per filter
}

// SmoothingRow is one filter's outcome.
type SmoothingRow struct {
	Filter string       `json:"filter"`
	Lag    figure.Value `json:"lag_ms"`     // the shift that minimises RMS over moves
	Jitter figure.Value `json:"jitter_deg"` // SD of output − truth in holds, 1.5 s after movement
	RMSE   figure.Value `json:"rmse_deg"`
}

// calmAfter is how long a hold must have lasted to count for jitter (s), and
// noCalm says that none did.
const (
	calmAfter = 1.5
	noCalm    = "the hand never held still for long enough"
)

// Smoothing compares filters on the same decoded angles. When ctx ends the report is
// of the people who were done, of one at least.
func Smoothing(ctx context.Context, o Options) (*SmoothingReport, error) {
	o = o.withDefaults()
	profile, err := taxel.Lookup(o.Profile)
	if err != nil {
		return nil, err
	}
	s := setup{
		profile: profile, channels: o.Channels, calibration: o.Calibration, poses: o.Poses,
		wearer: o.Wearer, tolerances: wearer.DesignTolerances(), draw: randomPerson,
	}
	names := []string{"decoder", "low-pass 30 Hz α 0.2", "1€ 1.5 Hz β 8", "fixed lag 20 ms"}
	w := &work{ctx: ctx, tell: o.Progress, total: float64(o.People)}
	runs, err := inParallel(w, o.People, 1, func(i int, tell glove.Progress) (smoothingRun, error) {
		filters := []Smoother{passThrough{}, &lowPass{alpha: 0.2, every: loopRate / 30}, &oneEuro{cutoff: 1.5, beta: 8}, newFixedLag(0.020)}
		return s.smooth(o.Seed+uint64(i), o.Seconds, filters, tell)
	})
	if err != nil {
		return nil, err
	}
	people := some(runs)
	if len(people) == 0 {
		return nil, ctx.Err()
	}
	rows := make([]SmoothingRow, len(names))
	for k, name := range names {
		rows[k].Filter = name
		var jitter, all sumOfSquares
		var byShift [maxShift + 1]sumOfSquares
		for _, p := range people {
			jitter.merge(p.tracks[k].jitter)
			all.merge(p.tracks[k].all)
			for d := range byShift {
				byShift[d].merge(p.tracks[k].shifted[d])
			}
		}
		rows[k].Jitter, rows[k].RMSE = known(jitter.rms(), jitter.count, noCalm), all.figure()
		rows[k].Lag = known(bestShift(&byShift)*1000/loopRate, byShift[0].count, noMove)
	}
	return &SmoothingReport{Ending: w.ending(), People: len(people), Rows: rows}, nil
}

// bestShift is the minimum of a parabola through the three best shifts (steps).
func bestShift(byShift *[maxShift + 1]sumOfSquares) float64 {
	best := 0
	for d := range byShift {
		if byShift[d].rms() < byShift[best].rms() {
			best = d
		}
	}
	if best == 0 || best == maxShift {
		return float64(best)
	}
	square := func(d int) float64 { r := byShift[d].rms(); return r * r }
	a, b, c := square(best-1), square(best), square(best+1)
	if curve := a - 2*b + c; curve > 0 {
		return float64(best) + (a-c)/(2*curve)
	}
	return float64(best)
}

// maxShift is the longest lag looked for (steps of the loop).
const maxShift = 250

// track is one filter's output along a run.
type track struct {
	jitter, all sumOfSquares
	shifted     [maxShift + 1]sumOfSquares
	holdSum     hand.Angles // of the error in the present hold
	holdSquare  hand.Angles
	holdCount   float64
}

type smoothingRun struct{ tracks []track }

func (s setup) smooth(seed uint64, seconds float64, filters []Smoother, tell glove.Progress) (r smoothingRun, err error) {
	begun := calibrationSize / (calibrationSize + seconds)
	n, err := s.begin(seed, tell.Part(0, begun))
	if err != nil {
		return r, err
	}
	tell = tell.Part(begun, 1)
	r.tracks = make([]track, len(filters))
	m := newCalmMotion(seconds+warmUp, n.rng)
	frame := glove.NewFrame(n.layout.Len())
	var e glove.Estimate
	var history [maxShift + 1]hand.Angles // of the truth, a ring
	still := 0.0
	steps := int((seconds + warmUp) * loopRate)
	for i := range steps {
		if err := tellNow(tell, i, steps); err != nil {
			return r, err
		}
		t := float64(i) / loopRate
		truth, moving := m.At(t)
		history[i%len(history)] = truth
		if n.wearer.Sense(n.start+t, truth, frame) {
			n.decoder.Update(frame)
		}
		n.decoder.EstimateTo(&e, n.start+t)
		if moving {
			still = 0
		} else {
			still += 1.0 / loopRate
		}
		for k, f := range filters {
			out := f.Smooth(&e.Angles)
			if t < warmUp {
				continue
			}
			r.tracks[k].add(&out, &history, i, moving, still)
		}
	}
	return r, nil
}

func (k *track) add(out *hand.Angles, history *[maxShift + 1]hand.Angles, i int, moving bool, still float64) {
	truth := &history[i%len(history)]
	for j := range out {
		k.all.add(out[j] - truth[j])
		if moving {
			for d := range k.shifted {
				past := &history[(i-d+len(history))%len(history)]
				k.shifted[d].add(out[j] - past[j])
			}
		}
	}
	if still > calmAfter {
		k.holdCount++
		for j := range out {
			d := out[j] - truth[j]
			k.holdSum[j] += d
			k.holdSquare[j] += d * d
		}
		return
	}
	if k.holdCount > 0 {
		// The SD within a hold: a constant error is no jitter.
		for j := range out {
			mean := k.holdSum[j] / k.holdCount
			k.jitter.sum += k.holdSquare[j] - k.holdCount*mean*mean
			k.jitter.count += k.holdCount
		}
		k.holdSum, k.holdSquare, k.holdCount = hand.Angles{}, hand.Angles{}, 0
	}
}
