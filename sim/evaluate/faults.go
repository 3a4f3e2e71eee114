package evaluate

import (
	"context"
	"fmt"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/figure"
)

// FaultReport is what channels that fail mid-run cost; angles are in degrees.
type FaultReport struct {
	Ending
	People        int          `json:"people"` // who were done
	Failed        int          `json:"failed_channels"`
	Healthy       figure.Value `json:"healthy_rmse_deg"`
	Broken        figure.Value `json:"broken_rmse_deg"` // from 200 ms after the failure on
	Ratio         figure.Value `json:"ratio"`
	RatioAtOnce   figure.Value `json:"ratio_first_200ms"`
	NamedPct      figure.Value `json:"named_pct"` // of the failed, 2 s of movement later
	FalsePct      figure.Value `json:"false_pct"` // of the sound
	SigmaRatio    figure.Value `json:"sigma_ratio"`
	DegradedShare figure.Value `json:"degraded_share"` // of the time after the failure
}

// Shares of the scattered failure, and when it comes.
const (
	deadShare   = 0.20
	stuckShare  = 0.05
	faultStart  = 10.0 // s of movement
	faultWindow = 0.2  // s
	namedAfter  = 2.0  // s of movement
	tooStill    = "the hand moved for less than 2 s after the failure"
)

// Scattered breaks a fifth of the stretch and pressure channels for good and
// sticks another twentieth, half of those at what they just read. When ctx ends the
// report is of the people who were done, of one at least.
func Scattered(ctx context.Context, o Options) (*FaultReport, error) {
	return faults(ctx, o, nil, func(l *glove.Layout, rng *rand.Rand) (dead, stuck []int) {
		order := rng.Perm(l.Len())
		d := int(deadShare * float64(l.Len()))
		return order[:d], order[d : d+int(stuckShare*float64(l.Len()))]
	})
}

// tornChannels is the size of the block that is torn off.
const tornChannels = 30

// Torn tears 30 neighbouring channels off the back of the index finger; the
// figures are those of that finger's joints. It ends as Scattered does.
func Torn(ctx context.Context, o Options) (*FaultReport, error) {
	return faults(ctx, o, beneath[:], func(l *glove.Layout, _ *rand.Rand) (dead, stuck []int) {
		for _, i := range l.Block(int(hand.Index)) {
			if l.Channel(i).Back && len(dead) < tornChannels {
				dead = append(dead, i)
			}
		}
		return dead, nil
	})
}

var beneath = [...]hand.Angle{hand.IndexSpread, hand.IndexMCP, hand.IndexPIP, hand.IndexDIP}

// faultRun is one run with or without the failure.
type faultRun struct {
	later, atOnce, sigma sumOfSquares
	named, failed        int
	falseAlarms, sound   int
	degraded, steps      int
}

// sumOfSquares is a mean square in the making.
type sumOfSquares struct{ sum, count float64 }

func (s *sumOfSquares) add(x float64)        { s.sum, s.count = s.sum+x*x, s.count+1 }
func (s *sumOfSquares) merge(o sumOfSquares) { s.sum, s.count = s.sum+o.sum, s.count+o.count }
func (s *sumOfSquares) rms() (deg float64)   { return rms(s.sum, s.count) }
func (s *sumOfSquares) figure() figure.Value { return known(s.rms(), s.count, noStep) }
func ratio(broken, healthy sumOfSquares) figure.Value {
	return figure.Ratio(broken.rms(), healthy.rms(), "there was no error without the failure")
}

// choose picks the channels that fail.
type choose func(l *glove.Layout, rng *rand.Rand) (dead, stuck []int)

// faults runs everyone twice along the same motion, the second time with the
// failure. Joints nil means all.
func faults(ctx context.Context, o Options, joints []hand.Angle, pick choose) (*FaultReport, error) {
	o = o.withDefaults()
	profile, err := taxel.Lookup(o.Profile)
	if err != nil {
		return nil, err
	}
	if o.Seconds < faultStart+namedAfter {
		return nil, fmt.Errorf("evaluate: %g s of movement, want at least %g", o.Seconds, faultStart+namedAfter)
	}
	s := setup{
		profile: profile, channels: o.Channels, calibration: o.Calibration, poses: o.Poses,
		wearer: o.Wearer, tolerances: wearer.DesignTolerances(), draw: randomPerson,
	}
	w := &work{ctx: ctx, tell: o.Progress, total: float64(2 * o.People)}
	runs, err := inParallel(w, 2*o.People, 1, func(i int, tell glove.Progress) (faultRun, error) {
		fail := pick
		if i%2 == 0 {
			fail = nil
		}
		return s.breaking(o.Seed+uint64(i/2), o.Seconds, joints, fail, tell)
	})
	if err != nil {
		return nil, err
	}
	var healthy, broken faultRun
	people := 0
	for i := range o.People {
		if whole, failing := runs[2*i], runs[2*i+1]; whole != nil && failing != nil {
			healthy.merge(whole)
			broken.merge(failing)
			people++
		}
	}
	if people == 0 {
		return nil, ctx.Err()
	}
	r := &FaultReport{
		Ending: w.ending(), People: people,
		Failed: broken.failed / people, Healthy: healthy.later.figure(), Broken: broken.later.figure(),
		Ratio: ratio(broken.later, healthy.later), RatioAtOnce: ratio(broken.atOnce, healthy.atOnce),
		SigmaRatio:    ratio(broken.sigma, healthy.sigma),
		NamedPct:      figure.Ratio(100*float64(broken.named), float64(broken.failed), tooStill),
		FalsePct:      figure.Ratio(100*float64(broken.falseAlarms), float64(broken.sound), tooStill),
		DegradedShare: figure.Ratio(float64(broken.degraded), float64(broken.steps), noStep),
	}
	return r, nil
}

func (r *faultRun) merge(o *faultRun) {
	r.later.merge(o.later)
	r.atOnce.merge(o.atOnce)
	r.sigma.merge(o.sigma)
	r.named, r.failed = r.named+o.named, r.failed+o.failed
	r.falseAlarms, r.sound = r.falseAlarms+o.falseAlarms, r.sound+o.sound
	r.degraded, r.steps = r.degraded+o.degraded, r.steps+o.steps
}

// breaking is one run; fail nil breaks nothing.
func (s setup) breaking(seed uint64, seconds float64, joints []hand.Angle, fail choose, tell glove.Progress) (r faultRun, err error) {
	begun := calibrationSize / (calibrationSize + seconds)
	n, err := s.begin(seed, tell.Part(0, begun))
	if err != nil {
		return r, err
	}
	tell = tell.Part(begun, 1)
	if joints == nil {
		for j := range hand.Angle(hand.NumAngles) {
			joints = append(joints, j)
		}
	}
	m := NewMotion(seconds, n.rng)
	frame := glove.NewFrame(n.layout.Len())
	var e glove.Estimate
	var failed []bool
	moved := 0.0
	steps := int(seconds * loopRate)
	for i := range steps {
		if err := tellNow(tell, i, steps); err != nil {
			return r, err
		}
		t := float64(i) / loopRate
		truth, moving := m.At(t)
		if t >= faultStart && failed == nil {
			failed = n.fail(frame, fail)
		}
		if n.wearer.Sense(n.start+t, truth, frame) {
			n.decoder.Update(frame)
		}
		n.decoder.EstimateTo(&e, n.start+t)
		if failed == nil {
			continue
		}
		for _, j := range joints {
			if t < faultStart+faultWindow {
				r.atOnce.add(e.Angles[j] - truth[j])
				continue
			}
			r.later.add(e.Angles[j] - truth[j])
			r.sigma.add(e.Sigma[j])
		}
		r.steps++
		if e.State == glove.Degraded {
			r.degraded++
		}
		if before := moved; moving {
			moved += 1.0 / loopRate
			if before < namedAfter && moved >= namedAfter {
				r.count(n, failed)
			}
		}
	}
	return r, nil
}

// fail breaks the picked channels and lists which ones.
func (n *session) fail(frame *glove.Frame, pick choose) []bool {
	failed := make([]bool, n.layout.Len())
	if pick == nil {
		return failed
	}
	dead, stuck := pick(n.layout, n.rng)
	for _, i := range dead {
		n.wearer.Fail(i, taxel.Dead, 0)
		failed[i] = true
	}
	for k, i := range stuck {
		count := frame.Counts[i]
		if k%2 == 1 {
			count = uint16(n.rng.IntN(n.layout.Profile().Codes))
		}
		n.wearer.Fail(i, taxel.Stuck, count)
		failed[i] = true
	}
	return failed
}

// count compares what the decoder holds of its channels with the truth. Those
// that the calibration already found to fail are left out, and so are pressure
// channels, whose silence is no sign.
func (r *faultRun) count(n *session, failed []bool) {
	for i, broken := range failed {
		if n.layout.Channel(i).Kind != taxel.Stretch || n.calibration.Channels[i].Health != glove.Sound {
			continue
		}
		called := n.decoder.HealthOf(i) == glove.DeadChannel || n.decoder.HealthOf(i) == glove.StuckChannel
		switch {
		case broken && called:
			r.named++
			r.failed++
		case broken:
			r.failed++
		case called:
			r.falseAlarms++
			r.sound++
		default:
			r.sound++
		}
	}
}
