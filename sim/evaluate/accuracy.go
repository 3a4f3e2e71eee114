package evaluate

import (
	"context"
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/figure"
)

// Options of an accuracy study.
type Options struct {
	People      int         // ≥ 1, default 20
	Profile     string      // of package taxel, default textile
	Channels    int         // default 576
	Calibration wearer.Mode // default Reference
	Poses       int         // of the calibration, default 24
	Wearer      Who         // default Same
	Seed        uint64
	Seconds     float64 // s of movement per person that count, default 30
	// WithoutContributions leaves out what each imperfection costs alone, which
	// takes as long as many people do.
	WithoutContributions bool
	// Progress, if not nil, is told what share of the study is done, from any of its
	// goroutines but one at a time.
	Progress func(share float64)
}

func (o Options) withDefaults() Options {
	if o.People == 0 {
		o.People = 20
	}
	if o.Profile == "" {
		o.Profile = "textile"
	}
	if o.Channels == 0 {
		o.Channels = glove.DefaultChannels
	}
	if o.Poses == 0 {
		o.Poses = 24
	}
	if o.Seconds == 0 {
		o.Seconds = 30
	}
	return o
}

// Report is the outcome of an accuracy study; angles are in degrees. That of an
// interrupted one is of the people who were measured, and has the contributions
// that were.
type Report struct {
	Ending
	People             int                     `json:"people"`
	Profile            string                  `json:"profile"`
	Channels           int                     `json:"channels"`
	Calibration        string                  `json:"calibration"`
	CalibrationPoses   int                     `json:"poses"`
	Wearer             string                  `json:"wearer"`
	Seed               uint64                  `json:"seed"`
	JointRMSE          figure.Value            `json:"joint_rmse_deg"`
	JointP95           figure.Value            `json:"joint_p95_deg"`
	Holds              figure.Value            `json:"holds_deg"`
	Moves              figure.Value            `json:"moves_deg"`
	Naive              figure.Value            `json:"naive_rmse_deg"`
	Predicted          figure.Value            `json:"predicted_deg"`
	CRLB               figure.Value            `json:"crlb_deg"`
	CRLBRatio          figure.Value            `json:"crlb_ratio"`
	Joints             map[string]figure.Value `json:"joints_rmse_deg"`
	Contributions      map[string]float64      `json:"contributions"`
	CalibrationSeconds float64                 `json:"calibration_seconds"`
	PoseError          figure.Value            `json:"pose_error_deg"`
	DeadChannels       float64                 `json:"dead_channels"` // found per glove, on average
}

// personResult is one person's share of a report.
type personResult struct {
	errors               Errors
	poseError, poseCount float64
	seconds, dead        float64
}

// How long the parts of a study take, about, in seconds of movement: holding the
// calibration's postures and fitting them, and the static study.
const (
	calibrationSize = 20
	staticSize      = 20
)

// Accuracy measures the decoder on a number of people. The same options give the
// same figures, on any number of processors. When ctx ends the report is of what was
// measured so far, of one person at least.
func Accuracy(ctx context.Context, o Options) (*Report, error) {
	o = o.withDefaults()
	profile, err := taxel.Lookup(o.Profile)
	if err != nil {
		return nil, err
	}
	if o.People < 1 {
		return nil, fmt.Errorf("evaluate: %d people, want at least 1", o.People)
	}
	if _, err := glove.NewLayout(o.Channels, profile); err != nil {
		return nil, err
	}
	s := setup{
		profile: profile, channels: o.Channels, calibration: o.Calibration, poses: o.Poses,
		wearer: o.Wearer, tolerances: wearer.DesignTolerances(), draw: randomPerson,
	}
	alone := causes(profile, o.Channels)
	if o.WithoutContributions {
		alone = nil
	}
	personSize, causeSize := calibrationSize+o.Seconds, float64(causePeople*(calibrationSize+causeSeconds))
	w := &work{ctx: ctx, tell: o.Progress, total: staticSize + float64(o.People)*personSize + float64(len(alone))*causeSize}
	bound, err := Static(profile, o.Channels, o.Seed, w.part(staticSize))
	if err != nil {
		return nil, err
	}
	results, err := inParallel(w, o.People, personSize, func(i int, tell glove.Progress) (personResult, error) {
		return s.measure(o.Seed+uint64(i), o.Seconds, tell)
	})
	if err != nil {
		return nil, err
	}
	costs, err := inParallel(w, len(alone), causeSize, func(i int, tell glove.Progress) (contribution, error) {
		return alone[i].cost(o.Seed, tell)
	})
	if err != nil {
		return nil, err
	}
	measured := some(results)
	if len(measured) == 0 {
		return nil, ctx.Err()
	}
	o.People = len(measured)
	r := o.report(measured, some(costs), bound)
	r.Ending = w.ending()
	return r, nil
}

// some are those of the results that there are.
func some[T any](results []*T) (there []*T) {
	for _, r := range results {
		if r != nil {
			there = append(there, r)
		}
	}
	return there
}

// measure is one person's session.
func (s setup) measure(seed uint64, seconds float64, tell glove.Progress) (r personResult, err error) {
	begun := calibrationSize / (calibrationSize + seconds)
	n, err := s.begin(seed, tell.Part(0, 0.9*begun))
	if err != nil {
		return r, err
	}
	naive, err := glove.NewNaive(n.layout, n.recording, tell.Part(0.9*begun, begun))
	if err != nil {
		return r, err
	}
	if err := n.run(NewMotion(seconds+warmUp, n.rng), seconds, naive, &r.errors, tell.Part(begun, 1)); err != nil {
		return r, err
	}
	r.poseError, r.poseCount = n.poseError, n.poseCount
	r.seconds = n.recording.Duration()
	for _, c := range n.calibration.Channels {
		if c.Health == glove.DeadChannel || c.Health == glove.StuckChannel {
			r.dead++
		}
	}
	return r, nil
}

func (o Options) report(results []*personResult, costs []*contribution, bound Bound) *Report {
	r := &Report{
		People: o.People, Profile: o.Profile, Channels: o.Channels, Calibration: o.Calibration.String(),
		CalibrationPoses: o.Poses, Wearer: o.Wearer.String(), Seed: o.Seed,
		CRLB: bound.limit(), CRLBRatio: bound.Ratio(),
		Joints: map[string]figure.Value{}, Contributions: map[string]float64{},
	}
	var all Errors
	var poseError, poseCount float64
	for _, p := range results {
		all.Merge(&p.errors)
		poseError, poseCount = poseError+p.poseError, poseCount+p.poseCount
		r.CalibrationSeconds += p.seconds / float64(o.People)
		r.DeadChannels += p.dead / float64(o.People)
	}
	for _, c := range costs {
		r.Contributions[c.name] = c.rmse
	}
	r.JointRMSE, r.JointP95 = known(all.RMSE(), all.count, noStep), known(all.Percentile(0.95), all.count, noStep)
	r.Holds = known(rms(all.holdSum, all.holds), all.holds, noHold)
	r.Moves = known(rms(all.sum-all.holdSum, all.count-all.holds), all.count-all.holds, noMove)
	r.Naive = known(rms(all.naive, all.naiveCount), all.naiveCount, noFrame)
	r.Predicted = known(rms(all.predicted, all.count), all.count, noStep)
	r.PoseError = known(rms(poseError, poseCount), poseCount, "no posture was held in a calibration")
	for j := range hand.Angle(hand.NumAngles) {
		r.Joints[j.String()] = known(all.JointRMSE(j), all.count, noStep)
	}
	return r
}

// Why figures may be missing.
const (
	noStep  = "no step of movement counted"
	noHold  = "the hand never held still"
	noMove  = "the hand never moved"
	noFrame = "the glove gave no frame"
)

// known is a figure taken over count values, if there were any.
func known(x, count float64, why string) figure.Value {
	if count == 0 {
		return figure.Missing(why)
	}
	return figure.Of(x)
}
