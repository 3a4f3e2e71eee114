package main

import (
	"io"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/sim/mirror"
)

// replayFlags have a recording come as if its tracker sent it now.
type replayFlags struct {
	Live  string        `help:"Play a recorded file as if its tracker sent it now, with nothing known of what comes later, and compare with what the whole of it tells. Example: --live hand.jsonl" placeholder:"FILE"`
	Delay time.Duration `help:"From seeing a frame to its coming. Example: --delay 100ms" default:"60ms" range:"0s to 500ms"`
	Bones string        `help:"Of the person: known, from the whole recording, or measured, from what has come so far. Example: --bones measured" enum:"known,measured" default:"known"`
}

// liveReport is what is known of hands that came while the mirror ran.
type liveReport struct {
	Frames  int          `json:"frames"`
	Refused int          `json:"refused"` // without a hand that could be used
	Side    string       `json:"side"`    // of the last hand
	FitMM   figure.Value `json:"fit_mm"`  // mean distance of the fitted hand from the seen one
	AgeMS   ages         `json:"age_ms"`  // of frames when they came

	// From the person to the robot, prediction taken off: the person as the whole
	// recording has them, or as a camera's frames showed them when they were taken.
	LagMS  figure.Value `json:"lag_ms"`
	Budget *lagBudget   `json:"lag_budget_ms,omitempty"` // where it comes from; of a camera

	// Fingertips in the palm frame, against what the whole recording tells of the
	// same moments.
	ErrorMM     figure.Value `json:"error_mm"`      // of what was shown
	HoldErrorMM figure.Value `json:"hold_error_mm"` // had each frame been shown until the next
	RestMM      figure.Value `json:"rest_mm"`       // of what was shown while the hand was still
}

type ages struct {
	P50 figure.Value `json:"p50"`
	P99 figure.Value `json:"p99"`
}

func (r *liveReport) print(w io.Writer) error {
	p, say := &printer{w: w}, figure.Text
	p.linef("live       %d frames, %d without a hand that could be used; a %s hand, fitted within %s", r.Frames, r.Refused, r.Side, say("%.1f mm", r.FitMM))
	p.linef("           %s old when they came", say("%.0f ms (p50), %.0f ms (p99)", r.AgeMS.P50, r.AgeMS.P99))
	p.linef("           lag from person to robot, their delay included: %s", say("%.0f ms", r.LagMS))
	if b := r.Budget; b != nil {
		for _, part := range b.parts() {
			p.linef("           %-26s %s", part.name, say("%.1f ms", part.value))
		}
	}
	if !r.ErrorMM.Measured() {
		return p.err
	}
	p.linef("           fingertips %s", say("within %.1f mm of what the whole recording tells, %.1f mm at rest; %.1f mm if frames were held", r.ErrorMM, r.RestMM, r.HoldErrorMM))
	return p.err
}

// arrivals count frames that come.
type arrivals struct {
	frames, refused, fitted int
	fit                     float64 // m, summed up
	side                    string
	ages                    partTimes
}

// agesKept is how many frames' ages figures are taken from: all of a run's, and an
// hour's of a demo that goes on all day.
const agesKept = 1 << 17

func (a *arrivals) saw(v live.Verdict) {
	a.frames++
	a.ages.most = agesKept
	a.ages.add(v.Age)
	if v.Refused != "" {
		a.refused++
		return
	}
	a.fitted++
	a.fit += v.Fit
	a.side = v.Side.String()
}

// Why figures of live hands may be missing.
const (
	noFrame  = "no frame came"
	noHand   = "no hand came"
	noMoment = "the hand was never in sight of both"
	noRest   = "the hand was never still"
)

func (a *arrivals) report() *liveReport {
	return &liveReport{
		Frames: a.frames, Refused: a.refused, Side: a.side,
		FitMM: figure.Ratio(1e3*a.fit, float64(a.fitted), noHand),
		AgeMS: ages{a.ages.quantile(0.5, noFrame), a.ages.quantile(0.99, noFrame)},
	}
}

// replayed are the hands of a recording that comes as if its tracker sent it.
type replayed struct {
	arrivals
	replay *live.Replay
	beside *live.Comparison
	whole  gesture.Source
	lag    mirror.LagMeter
	then   mirror.Record // a step's, with the person as they were
}

// replay makes a mirror of a recording that comes live.
func (c *runCmd) replay(a *app) (*mirror.Mirror, hands, error) {
	r, err := awaitSaying(a, "reading "+c.Live, c.openReplay)
	if err != nil {
		return nil, nil, err
	}
	info := r.whole.Info()
	sayDecision(a.stderr, info)
	worn := info.Dims
	if c.Bones == "measured" {
		worn = hand.Nominal() // the glove is there before the person
	}
	cfg, err := c.configOf(r.replay.Source(info.Side, worn), c.Seed)
	if err != nil {
		return nil, nil, err
	}
	r.replay.Begin(r.came)
	m, err := c.make(a, cfg)
	return m, r, err
}

// openReplay reads the recording in both ways.
func (c *runCmd) openReplay() (*replayed, error) {
	choice, err := gesture.ParseChoice(c.Hand)
	if err != nil {
		return nil, usageError{err}
	}
	opt := c.options(choice, c.Seed)
	src, err := gesture.Open(c.Live, opt)
	if err != nil {
		return nil, err
	}
	rec, err := gesture.Frames(c.Live, opt)
	if err != nil {
		return nil, err
	}
	r := &replayed{beside: live.NewComparison(src), whole: src}
	info := src.Info()
	play := live.ReplayOptions{Delay: c.Delay.Seconds(), Hand: choice}
	if c.Bones == "known" {
		play.Bones = &info.Dims
	}
	r.replay = live.NewReplay(rec, play)
	return r, nil
}

func (r *replayed) came(f *live.Frame, v live.Verdict) {
	r.saw(v)
	r.beside.Saw(f, v)
}

func (r *replayed) length() float64  { return r.whole.Info().Duration }
func (r *replayed) end()             {}
func (r *replayed) until(at float64) { r.replay.Until(at, r.came) }

func (r *replayed) stepped(step *mirror.Record) {
	r.beside.Add(step.Time, &step.Sample)
	r.whole.Sample(step.Time, &r.then.Sample)
	r.then.FingerAngles = step.FingerAngles
	r.lag.Add(&r.then)
}

func (r *replayed) report() *liveReport {
	rep := r.arrivals.report()
	rep.ErrorMM, rep.HoldErrorMM = deviation(r.beside.Live(), noMoment), deviation(r.beside.Hold(), noMoment)
	rep.LagMS = r.lag.Lag().Times(1e3).Value
	rep.RestMM = deviation(r.beside.Rest(), noRest)
	return rep
}

func deviation(d *live.Deviation, missing string) figure.Value {
	if d.Moments() == 0 {
		return figure.Missing(missing)
	}
	return figure.Of(d.MM())
}
