package main

import (
	"cmp"
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/live"
	"mirrorarm/sim/mirror"
)

// lagBudget is where the time (ms) goes between a live hand and the arm, without the
// screen. Prediction takes some of it back: lag_ms is what is left of it.
type lagBudget struct {
	Camera    figure.Value `json:"camera"`
	Tracker   figure.Value `json:"tracker"`
	Transport figure.Value `json:"transport"`
	Waiting   figure.Value `json:"waiting"` // from a frame's arrival until a step takes it
	WaitWorst figure.Value `json:"waiting_p99"`
	Mirror    figure.Value `json:"glove_and_mirror"`
	Motors    figure.Value `json:"motors"`
	Sum       figure.Value `json:"sum_without_screen"` // of those that were measured
}

// shown are the parts that a panel has room for.
func (b *lagBudget) shown() [hud.NumParts]figure.Value {
	return [hud.NumParts]figure.Value{b.Camera, b.Tracker, b.Transport, b.Waiting, b.Mirror, b.Motors}
}

// part is one of a budget's figures, under a name.
type part struct {
	name  string
	value figure.Value
}

func (b *lagBudget) parts() []part {
	return []part{
		{"camera", b.Camera}, {"tracker", b.Tracker}, {"transport", b.Transport}, {"waiting for a step", b.Waiting}, {"that, 99 %", b.WaitWorst},
		{"glove and mirror", b.Mirror}, {"motors", b.Motors}, {"sum, without the screen", b.Sum},
	}
}

// Why figures of the lag may be missing.
const (
	noCameraTime  = "the browser does not tell when a picture was taken"
	noTrackerTime = "the tracker does not tell when it had seen the picture, and when it sent"
	noWay         = "the tracker does not measure the way"
)

// partTimes are the times (s) of one part of the way, of late.
type partTimes struct {
	kept []float64
	next int
	most int // of which figures are taken; 0 is partsKept
}

// partsKept is how many frames a part's figures are taken from.
const partsKept = 512

func (p *partTimes) add(seconds float64) {
	most := cmp.Or(p.most, partsKept)
	switch {
	case math.IsNaN(seconds):
	case len(p.kept) < most:
		p.kept = append(p.kept, seconds)
	default:
		p.kept[p.next] = seconds
		p.next = (p.next + 1) % most
	}
}

// quantile is one of the times (ms).
func (p *partTimes) quantile(q float64, missing string) figure.Value {
	if len(p.kept) == 0 {
		return figure.Missing(missing)
	}
	sorted := slices.Sorted(slices.Values(p.kept))
	return figure.Of(1e3 * sorted[int(q*float64(len(sorted)-1)+0.5)])
}

// How the lag behind a live hand is taken.
const (
	lagBehind = 500  // steps: after so long it is known what the hand did
	lagEvery  = 10   // steps, as mirror.LagMeter looks
	lagTurn   = 5000 // steps that a figure is taken from
)

// lagWatch measures how late the arm is behind a live hand, step by step.
type lagWatch struct {
	whole, solver, all mirror.LagMeter // behind the hand as it was; of what is shown: until the target, until the arm
	then               hand.Angles     // scratch, as is target
	target             [hand.NumFingerAngles]float64
	past               [lagBehind / lagEvery]armPast
	steps              int

	lag, mirror, motors figure.Value // ms, of the last turn that had moves
}

// armPast is what the arm did at a time.
type armPast struct {
	at     float64 // s, on the tracker's clock
	angles [hand.NumFingerAngles]float64
}

const noTurn = "not yet 5 s of a hand in sight"

func newLagWatch() *lagWatch {
	none := figure.Missing(noTurn)
	return &lagWatch{lag: none, mirror: none, motors: none}
}

// step looks at a step that showed the hand as of a time at on its clock (s).
func (w *lagWatch) step(m *mirror.Mirror, f *live.Follower, at float64) {
	w.steps++
	if w.steps%lagEvery != 0 {
		return
	}
	r := m.Record()
	if r.Lost() {
		return
	}
	w.all.AddTenth(&r.Sample.Angles, &r.FingerAngles)
	m.TargetAnglesTo(&w.target)
	w.solver.AddTenth(&r.Sample.Angles, &w.target)

	old := &w.past[w.steps/lagEvery%len(w.past)]
	if old.at > 0 && f.SeenAt(old.at, &w.then) {
		w.whole.AddTenth(&w.then, &old.angles)
	}
	*old = armPast{at, r.FingerAngles}
	if w.steps%lagTurn == 0 {
		w.turn()
	}
}

// turn takes the figures; of a hand that kept still the last ones stand.
func (w *lagWatch) turn() {
	keep := func(dst *figure.Value, v figure.Value) {
		if v.Measured() || !dst.Measured() {
			*dst = v
		}
	}
	solver, all := w.solver.Lag().Value, w.all.Lag().Value
	if solver.Measured() && all.Measured() {
		keep(&w.mirror, solver.Times(1e3))
		keep(&w.motors, figure.Of(1e3*(all.Float()-solver.Float())))
	}
	keep(&w.lag, w.whole.Lag().Times(1e3).Value)
	w.whole.Reset()
	w.solver.Reset()
	w.all.Reset()
}

// budget is what is known by now of where the time goes.
func (c *camera) budget() lagBudget {
	c.mu.Lock()
	b := lagBudget{
		Camera:    c.took.quantile(0.5, noCameraTime),
		Tracker:   c.tracked.quantile(0.5, noTrackerTime),
		Transport: c.way.quantile(0.5, noWay),
	}
	c.mu.Unlock()
	b.Waiting, b.WaitWorst = c.waited.quantile(0.5, noHand), c.waited.quantile(0.99, noHand)
	b.Mirror, b.Motors = c.lag.mirror, c.lag.motors
	sum, any := 0.0, false
	for _, v := range b.shown() {
		if v.Measured() {
			sum, any = sum+v.Float(), true
		}
	}
	b.Sum = figure.Missing(noHand)
	if any {
		b.Sum = figure.Of(sum)
	}
	return b
}
