package bench

import (
	"math/rand/v2"
	"time"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// stageCase is a stage that runs alone, its caches undisturbed by the others, on
// what it sees in the loop.
type stageCase struct {
	stage      mirror.Stage
	name, text string
	build      func(*session, *tape) (func(i int), error)
}

func stageCases() []stageCase {
	return []stageCase{
		{mirror.StageSense, "sense", "the simulated glove alone, 576 channels", (*session).senseStage},
		{mirror.StageDecode, "decode", "the glove's decoder alone", (*session).decodeStage},
		{mirror.StageRetarget, "retarget", "mirror and inverse kinematics alone", (*session).retargetStage},
		{mirror.StageBody, "body", "the robot's motors and forward kinematics alone", (*session).bodyStage},
		{mirror.StageSkin, "skin", "the robot's skin alone, 3,420 channels", (*session).skinStage},
	}
}

// stage measures one stage on a tape.
func (s *session) stage(c stageCase) (*Case, error) {
	s.tell("recording", 0)
	t, err := built(s, s.record)
	if err != nil {
		return nil, err
	}
	handicap := s.opt.Handicap[c.stage]
	m, err := s.measure(plan{
		label: c.name, repeats: s.opt.Repeats, share: s.opt.Duration / time.Duration(s.opt.Repeats),
		period: loopPeriod, from: 0.1, to: 1,
		build: func() (*workload, error) {
			step, err := built(s, func() (func(int), error) { return c.build(s, t) })
			if err != nil {
				return nil, err
			}
			watch := lap{clock: s.host.Clock}
			return &workload{stages: []string{c.name}, step: func(i int, laps []time.Duration) {
				watch.start()
				step(i)
				laps[0] = watch.split()
				for until := watch.last + time.Duration(handicap*float64(laps[0])); watch.last < until; {
					laps[0] += watch.split()
				}
			}}, nil
		},
	})
	if err != nil {
		return nil, err
	}
	return &Case{Measurement: m}, nil
}

// gloveRig is a person with a calibrated glove on.
type gloveRig struct {
	layout      *glove.Layout
	worn        *wearer.Wearer
	recording   *glove.Recording // that it was calibrated with
	calibration *glove.Calibration
	decoder     *glove.Decoder
	frame       *glove.Frame
	estimate    glove.Estimate
	now         float64 // s, on the glove's clock
}

// Streams of random numbers.
const (
	personStream = iota + 301
	calibrationStream
	faultStream
	postureStream
)

// calibrationPoses are held in a calibration of 20 s, as in the loop.
const calibrationPoses = 24

func (s *session) gloveRig(info gesture.Info, channels int) (*gloveRig, error) {
	profile, err := taxel.Lookup("textile")
	if err != nil {
		return nil, err
	}
	g := &gloveRig{}
	if g.layout, err = glove.NewLayout(channels, profile); err != nil {
		return nil, err
	}
	person := wearer.NewPerson(info.Side, info.Dims, rand.New(rand.NewPCG(s.opt.Seed, personStream)))
	if g.worn, err = wearer.New(g.layout, person, s.opt.Seed); err != nil {
		return nil, err
	}
	g.recording, err = wearer.Record(g.worn, calibrationPoses, wearer.Reference, 0, rand.New(rand.NewPCG(s.opt.Seed, calibrationStream)), s.goesOn)
	if err != nil {
		return nil, err
	}
	if g.calibration, err = glove.Calibrate(g.layout, g.recording, s.goesOn); err != nil {
		return nil, err
	}
	if g.decoder, err = glove.NewDecoder(g.layout, g.calibration); err != nil {
		return nil, err
	}
	g.frame, g.now = glove.NewFrame(g.layout.Len()), g.recording.Duration()
	return g, nil
}

// tick goes on to the next step.
func (g *gloveRig) tick() float64 {
	g.now += mirror.Period
	return g.now
}

func (s *session) senseStage(t *tape) (func(int), error) {
	g, err := s.gloveRig(t.info, glove.DefaultChannels)
	if err != nil {
		return nil, err
	}
	return func(i int) { g.worn.Sense(g.tick(), t.at(i).angles, g.frame) }, nil
}

// decodeStage replays frames that were sensed before, with fresh stamps.
func (s *session) decodeStage(t *tape) (func(int), error) {
	g, err := s.gloveRig(t.info, glove.DefaultChannels)
	if err != nil {
		return nil, err
	}
	frames := make([]*glove.Frame, len(t.frames))
	for i := range frames {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		if g.worn.Sense(g.tick(), t.frames[i].angles, g.frame) {
			frames[i] = g.frame.Clone()
		}
	}
	return func(i int) {
		now := g.tick()
		if f := frames[i%len(frames)]; f != nil {
			g.frame.Time = now
			g.frame.Counts = f.Counts
			g.decoder.Update(g.frame)
		}
		// Twice, as in the loop: for this moment, and for when the motors get there.
		g.decoder.EstimateTo(&g.estimate, now)
		g.decoder.EstimateTo(&g.estimate, now+4*mirror.Period)
	}, nil
}

func (s *session) retargetStage(t *tape) (func(int), error) {
	person := retarget.Person{Side: t.info.Side, Dims: t.info.Dims, Shoulder: t.info.Shoulder}
	r, err := retarget.New(t.robot, person, retarget.Mirror)
	if err != nil {
		return nil, err
	}
	q := make([]float64, t.robot.Model.DOF())
	return func(i int) {
		f := t.at(i)
		r.Step(q, retarget.Input{Angles: f.decoded, WorldFromForearm: f.worldFromForearm, Dt: mirror.Period})
	}, nil
}

// arm is a robot's moving part.
type arm struct {
	worldFromBase spatial.Pose
	motors        *world.Motors
	loads         *world.Loads
	state         *chain.State
	poses         []spatial.Pose
	effort, rate  []float64
	last          []float64
	wrenches      []skin.Wrench
}

func newArm(t *tape, worldFromBase spatial.Pose) (*arm, error) {
	model := t.robot.Model
	n := model.DOF()
	motors, err := world.NewMotors(model, t.robot.Palm, t.frames[0].target)
	if err != nil {
		return nil, err
	}
	return &arm{
		worldFromBase: worldFromBase, motors: motors, loads: world.NewLoads(model), state: chain.NewState(model),
		poses: make([]spatial.Pose, model.NumLinks()), effort: make([]float64, n), rate: make([]float64, n),
		last: append([]float64(nil), t.frames[0].target...), wrenches: make([]skin.Wrench, model.NumLinks()),
	}, nil
}

// step moves the motors on by n periods towards target, and then the links.
func (a *arm) step(target []float64, wrenches []skin.Wrench, n int) {
	a.loads.EffortTo(a.effort, a.poses, wrenches)
	for k, q := range target {
		a.rate[k] = (q - a.last[k]) / (float64(n) * mirror.Period)
	}
	copy(a.last, target)
	for range n {
		a.motors.Step(mirror.Period, target, a.rate, a.effort)
	}
	a.state.SetCoordinates(a.motors.Position())
	for k := range a.poses {
		a.poses[k] = a.worldFromBase.Mul(a.state.RootFromLink(k))
	}
}

func (s *session) bodyStage(t *tape) (func(int), error) {
	a, err := newArm(t, t.worldFromBase)
	if err != nil {
		return nil, err
	}
	return func(i int) { a.step(t.at(i).target, a.wrenches, 1) }, nil
}

func (s *session) skinStage(t *tape) (func(int), error) {
	k, err := s.newSkin(t, nil)
	if err != nil {
		return nil, err
	}
	return func(i int) { k.Step(float64(i+1)*mirror.Period, t.at(i).worldFromLink) }, nil
}
