package evaluate

import (
	"fmt"
	"runtime"
	"sync"

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
	// Progress, if not nil, is called after each person or effect, from any of
	// the study's goroutines but one at a time.
	Progress func(done, total int)
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

// Report is the outcome of an accuracy study; angles are in degrees.
type Report struct {
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
	err                  error
}

// Accuracy measures the decoder on a number of people. The same options give the
// same figures, on any number of processors.
func Accuracy(o Options) (*Report, error) {
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
	ticks := &ticker{total: o.People + len(alone), call: o.Progress}
	results := inParallel(o.People, func(i int) personResult {
		defer ticks.tick()
		return s.measure(o.Seed+uint64(i), o.Seconds)
	})
	costs := inParallel(len(alone), func(i int) contribution {
		defer ticks.tick()
		return alone[i].cost(o.Seed)
	})
	bound, err := Static(profile, o.Channels, o.Seed)
	if err != nil {
		return nil, err
	}
	return o.report(results, costs, bound)
}

// measure is one person's session.
func (s setup) measure(seed uint64, seconds float64) personResult {
	n, err := s.begin(seed)
	if err != nil {
		return personResult{err: err}
	}
	naive, err := glove.NewNaive(n.layout, n.recording)
	if err != nil {
		return personResult{err: err}
	}
	var r personResult
	n.run(NewMotion(seconds+warmUp, n.rng), seconds, naive, &r.errors)
	r.poseError, r.poseCount = n.poseError, n.poseCount
	r.seconds = n.recording.Duration()
	for _, c := range n.calibration.Channels {
		if c.Health == glove.DeadChannel || c.Health == glove.StuckChannel {
			r.dead++
		}
	}
	return r
}

func (o Options) report(results []personResult, costs []contribution, bound Bound) (*Report, error) {
	r := &Report{
		People: o.People, Profile: o.Profile, Channels: o.Channels, Calibration: o.Calibration.String(),
		CalibrationPoses: o.Poses, Wearer: o.Wearer.String(), Seed: o.Seed,
		CRLB: bound.limit(), CRLBRatio: bound.Ratio(),
		Joints: map[string]figure.Value{}, Contributions: map[string]float64{},
	}
	var all Errors
	var poseError, poseCount float64
	for i := range results {
		p := &results[i]
		if p.err != nil {
			return nil, p.err
		}
		all.Merge(&p.errors)
		poseError, poseCount = poseError+p.poseError, poseCount+p.poseCount
		r.CalibrationSeconds += p.seconds / float64(o.People)
		r.DeadChannels += p.dead / float64(o.People)
	}
	for _, c := range costs {
		if c.err != nil {
			return nil, c.err
		}
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
	return r, nil
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

// ticker counts what is done.
type ticker struct {
	mutex       sync.Mutex
	done, total int
	call        func(done, total int)
}

func (t *ticker) tick() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.done++
	if t.call != nil {
		t.call(t.done, t.total)
	}
}

// inParallel works out f(0)…f(n−1) on all processors; the results are in order
// whatever the timing.
func inParallel[T any](n int, f func(i int) T) []T {
	out := make([]T, n)
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		group.Add(1)
		slots <- struct{}{}
		go func() {
			defer group.Done()
			defer func() { <-slots }()
			out[i] = f(i)
		}()
	}
	group.Wait()
	return out
}
