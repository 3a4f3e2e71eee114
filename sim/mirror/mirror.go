package mirror

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// Period is the time of one step (s).
const Period = 1e-3

// fingerLead is how far ahead the glove is asked to predict for the fingers'
// motors, which are late by about this much (s): the value that minimises the
// fingertip error over the synthetic medley and the recorded hands. The arm's
// motors keep up by their feed-forward alone.
const fingerLead = 4e-3

// Config is what a mirror is made of. Zero values stand for the defaults.
type Config struct {
	Source      gesture.Source
	Robot       *robot.Robot
	Follow      retarget.Follow
	Channels    int          // of the glove; default 576
	Profile     string       // hardware of the glove; default "textile"
	Calibration wearer.Mode  // default Reference
	SkinProfile string       // hardware of the robot's skin; default "hall"
	Scene       *world.Scene // what stands around the robot; nil is nothing
	Reflex      bool         // fingers that slip tighten, fingers that press too hard give way
	Seed        uint64

	// Clock measures the stages; nil measures nothing. The loop's own time does
	// not come from it.
	Clock clock.Clock

	// Disturb, if not nil, gets the calibrated glove and gives what the loop reads
	// in its place: a cable that drops frames, a channel that breaks.
	Disturb func(Sensor) Sensor

	// Witness, if not nil, is told of every act, between two steps, after it is done. The
	// act is the mirror's and holds until the next one.
	Witness func(*Mirror, *Act)

	// Building, if not nil, is told while New is at work how much of that is done. An
	// error ends the building, and is New's.
	Building glove.Progress

	// Handicap makes a stage take longer by this share of its own time, idly and
	// by the Clock: for testing whether an instrument notices.
	Handicap [StageLoop]float64
}

// Mirror is the loop: its stages and the state of one run. One goroutine owns
// it.
type Mirror struct {
	cfg  Config
	made Config // cfg as it was at the beginning

	first gesture.Sample // that it settled in
	info  gesture.Info

	glove    *gloveStage
	tracker  *tracker
	retarget *retarget.Retargeter
	body
	pilot    Pilot     // nil while the arm mirrors
	aside    aside     // the way back from where a thing has put the arm
	mirrored []float64 // what the mirrored hand wants

	goal   *chain.State // the robot as the solver wants it
	finger fingers      // where FingerAngles come from

	time    float64
	ahead   glove.Estimate
	record  Record
	rolled  rolling
	hearing hearing
	notice  string
	act     Act // the last one
}

// New builds every stage, has the simulated person calibrate the glove, and
// settles the robot in the first frame's posture or, where things stand in its
// way, in the nearest free one.
func New(cfg Config) (*Mirror, error) {
	cfg = cfg.withDefaults()
	info := cfg.Source.Info()
	m := &Mirror{cfg: cfg, made: cfg, info: info}
	// The skin's surface takes its time, and needs nothing of the glove's calibration.
	laid := laySkin(cfg)
	var err error
	m.glove, err = newGloveStage(cfg)
	felt := <-laid
	if felt.panicked != nil {
		panic(felt.panicked)
	}
	if err = cmp.Or(err, felt.err); err != nil {
		return nil, err
	}
	person := retarget.Person{Side: info.Side, Dims: info.Dims, Shoulder: info.Shoulder}
	if m.retarget, err = retarget.New(cfg.Robot, person, cfg.Follow); err != nil {
		return nil, err
	}
	if m.body, err = newBody(cfg, m.retarget.WorldFromBase(), felt.skin); err != nil {
		return nil, err
	}
	m.hearing = newHearing(m.skin.Surface())
	m.goal, m.mirrored = chain.NewState(cfg.Robot.Model), make([]float64, cfg.Robot.Model.DOF())
	m.tracker = newTracker(cfg.Source, cfg.Seed)
	m.finger = fingerSources(cfg.Robot)
	if cfg.Clock != nil {
		m.rolled.timed, m.rolled.resolution = true, cfg.Clock.Resolution()
	}
	m.record = newRecord(m)
	if err = m.settle(cfg.Building.Part(calibratedShare, 1)); err != nil {
		return nil, err
	}
	if err = m.stepAside(); err != nil {
		return nil, err
	}
	return m, nil
}

func (c Config) withDefaults() Config {
	if c.Channels == 0 {
		c.Channels = glove.DefaultChannels
	}
	if c.Profile == "" {
		c.Profile = "textile"
	}
	if c.SkinProfile == "" {
		c.SkinProfile = "hall"
	}
	return c
}

// calibratedShare is the part of the building's time after which the glove is
// calibrated, about.
const calibratedShare = 0.9

// settle puts the robot, at rest, into the posture of the first frame.
func (m *Mirror) settle(tell glove.Progress) error {
	r := &m.record
	m.cfg.Source.Sample(0, &r.Sample)
	m.first = r.Sample
	if err := m.glove.settle(r.Sample.Angles, tell); err != nil {
		return err
	}
	m.glove.estimate(&r.Estimate, 0)
	m.tracker.reset(&r.Sample)
	r.Result = m.retarget.Step(m.mirrored, retarget.Input{
		Angles: r.Estimate.Angles, WorldFromForearm: m.tracker.forearmAt(0),
	})
	copy(r.Target, m.mirrored)
	m.rest(r.Target)
	m.observe()
	return nil
}

// Step moves on to time t (s since the start), which is later than the last
// one by about Period.
func (m *Mirror) Step(t float64) {
	r := &m.record
	dt := t - m.time
	if !(dt > 0) || math.IsInf(t, 0) {
		panic(fmt.Sprintf("mirror: step to %g s after %g s, want a later time", t, m.time))
	}
	m.time, r.Time = t, t
	m.cfg.Source.Sample(t, &r.Sample)

	lap := stopwatch{clock: m.cfg.Clock}
	lap.start()
	fresh := m.glove.sense(t, r.Sample.Angles)
	r.Duration[StageSense] = lap.lap(m.cfg.Handicap[StageSense])

	r.Fresh = fresh
	m.glove.decode(fresh)
	m.glove.estimate(&r.Estimate, t)
	m.glove.estimate(&m.ahead, t+fingerLead)
	r.Duration[StageDecode] = lap.lap(m.cfg.Handicap[StageDecode])

	m.tracker.update(t, &r.Sample)
	r.Result = m.retarget.Step(m.mirrored, retarget.Input{
		Angles: m.ahead.Angles, WorldFromForearm: m.tracker.forearmAt(t), Dt: dt,
	})
	m.lead()
	r.Duration[StageRetarget] = lap.lap(m.cfg.Handicap[StageRetarget])

	m.drive(dt, r.Target)
	r.Duration[StageBody] = lap.lap(m.cfg.Handicap[StageBody])

	r.SkinFrame = m.touch(dt, t)
	m.hearing.listen(m.skin.Patches())
	r.Duration[StageSkin] = lap.lap(m.cfg.Handicap[StageSkin])
	r.Duration[StageLoop] = lap.total()
	if r.Jumped = lap.jumped; r.Jumped {
		r.Duration = [NumStages]time.Duration{}
	}

	m.observe()
	m.rolled.add(r)
}

// observe writes what the instruments see of the step. Nothing of it feeds
// back into the loop.
func (m *Mirror) observe() {
	r := &m.record
	arm := m.cfg.Robot
	copy(r.Coordinates, m.motors.Position())
	copy(r.Velocity, m.motors.Velocity())
	m.finger.anglesTo(&r.FingerAngles, r.Coordinates)
	r.WorldFromPalm = m.worldFromPalm()
	r.WorldFromMirrored = m.cfg.Follow.Pose(r.Sample.WorldFromPalm)
	palmFromWorld := r.WorldFromPalm.Inverse()
	m.retarget.TipTargetsTo(&r.tips, r.Sample.Angles)
	for f, link := range arm.Tips {
		r.TipError[f] = math.NaN()
		if link >= 0 {
			r.at[f] = palmFromWorld.Apply(m.poses[link].Pos)
			r.TipError[f] = r3.Norm(r3.Sub(r.at[f], r.tips[f]))
		}
	}
}

// Record is what the last step left behind. It belongs to the mirror and holds
// until the next step.
func (m *Mirror) Record() *Record { return &m.record }

// TargetAnglesTo gives the joints of the robot's fingers as the solver wanted them in
// the last step, as Record.FingerAngles has them as they are.
func (m *Mirror) TargetAnglesTo(dst *[hand.NumFingerAngles]float64) {
	m.finger.anglesTo(dst, m.record.Target)
}

// Config is what the mirror is made of, defaults filled in; what is around changes with
// Fill.
func (m *Mirror) Config() Config { return m.cfg }

// Made is Config as it was at the beginning.
func (m *Mirror) Made() Config { return m.made }

// First is the sample in whose posture the robot was settled at the beginning.
func (m *Mirror) First() gesture.Sample { return m.first }

// World holds the things around the robot: to be looked at. Put, Take, Throw, Heat and
// Fill change it, between steps.
func (m *Mirror) World() *world.World { return m.world }

// Channels is the number of the glove's channels.
func (m *Mirror) Channels() int { return m.glove.layout.Len() }

// Describe tells what does not change while the mirror runs.
func (m *Mirror) Describe() Description {
	return Description{
		Side: m.info.Side, Dims: m.info.Dims, Robot: m.cfg.Robot,
		Plane:         spatial.Plane{Normal: r3.Vec{X: 1}},
		WorldFromBase: m.worldFromBase,
		Glove:         m.glove.layout, Skin: m.skin.Surface(),
	}
}
