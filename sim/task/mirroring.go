package task

import (
	"errors"
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/gesture"

	"gonum.org/v1/gonum/spatial/r3"
)

// plain is what most tasks do not have.
type plain struct{}

func (plain) person(e *Env) hand.Angles { return e.commanded() }
func (plain) extra() int                { return 0 }
func (plain) said() string              { return "" }
func (plain) say(*Env, []float32)       {}

// mirroring is the task of the mirror: a person's medley, from a time that the
// episode's seed decides.
type mirroring struct {
	plain
	source gesture.Source
	offset float64 // s
	now    gesture.Sample
	tips   [hand.NumFingers]r3.Vec

	tip, palm, angle float64 // sums over the control steps since settled
	count            int
}

// What counts as mirrored, and the scales of its reward. Design values.
const (
	mirrorTip     = 0.010 // m, mean over fingertips
	mirrorPalm    = 0.020 // m
	mirrorAngle   = 0.2   // rad
	mirrorSettle  = 1.0   // s, until the errors count
	medleySeconds = 90.0
)

func newMirror(k *Kit) (work, error) {
	src, err := gesture.Synth(gesture.Medley, gesture.Options{Seed: k.opt.Seed})
	if err != nil {
		return nil, err
	}
	m := &mirroring{source: src}
	src.Sample(0, &m.now)
	k.home, err = k.posture(retarget.Input{Angles: m.now.Angles, WorldFromForearm: m.now.WorldFromForearm})
	return m, err
}

func (m *mirroring) fresh() work { return &mirroring{source: m.source} }

func (m *mirroring) spaces() []Space {
	return []Space{poseSpace("forearm", "the person's forearm, as a tracker without error sees it")}
}

func (m *mirroring) begin(e *Env) {
	m.offset = medleySeconds * e.rng.Float64()
	m.tip, m.palm, m.angle, m.count = 0, 0, 0, 0
	m.look(e)
	e.retarget.Step(e.target, retarget.Input{Angles: m.now.Angles, WorldFromForearm: m.now.WorldFromForearm})
	e.retarget.Reset()
}

func (m *mirroring) look(e *Env) { m.source.Sample(m.offset+e.Time(), &m.now) }

func (m *mirroring) person(e *Env) hand.Angles {
	m.look(e)
	return m.now.Angles
}

// judge compares the moving robot with the mirrored person.
func (m *mirroring) judge(e *Env) (out Outcome) {
	m.look(e)
	palm := e.body.WorldFromPalm()
	want := retarget.Mirror.Pose(m.now.WorldFromPalm)
	palmFromWorld := palm.Inverse()
	e.retarget.TipTargetsTo(&m.tips, m.now.Angles)
	tip := 0.0
	for f, link := range e.kit.arm.Tips {
		at := palmFromWorld.Apply(e.body.WorldFromLink()[link].Pos)
		tip += r3.Norm(r3.Sub(at, m.tips[f])) / hand.NumFingers
	}
	off, angle := r3.Norm(r3.Sub(palm.Pos, want.Pos)), spatial.AngleBetween(palm.Rot, want.Rot)
	if e.Time() > mirrorSettle {
		m.tip, m.palm, m.angle, m.count = m.tip+tip, m.palm+off, m.angle+angle, m.count+1
	}
	out.Reward = 0.5*math.Exp(-tip/mirrorTip) + 0.25*math.Exp(-off/mirrorPalm) + 0.25*math.Exp(-angle/mirrorAngle)
	n := float64(m.count)
	out.Success = e.timeIsUp() &&
		m.tip < n*mirrorTip && m.palm < n*mirrorPalm && m.angle < n*mirrorAngle
	return out
}

// calibrationPoses are held in a calibration of 20 s, as in the loop.
const calibrationPoses = 24

// calibrate is what the mirror's script needs: the glove's calibration.
func calibrate(k *Kit, tell glove.Progress) error {
	if k.calibration != nil {
		return nil
	}
	worn, err := k.glove()
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(k.opt.Seed, calibrationStream))
	recording, err := wearer.Record(worn, calibrationPoses, wearer.Reference, 0, rng, tell.Part(0, 0.6))
	if err != nil {
		return err
	}
	k.calibration, err = glove.Calibrate(k.layout, recording, tell.Part(0.6, 1))
	return err
}

func (m *mirroring) observe(_ *Env, w *writer) { w.pose(m.now.WorldFromForearm) }

// decoding is the mirror's script: this program's own decoder and retargeter.
type decoding struct {
	env      *Env
	decoder  *glove.Decoder
	retarget *retarget.Retargeter
	estimate glove.Estimate
	q        []float64
}

func (m *mirroring) script(e *Env) (Script, error) {
	if e.worn == nil || e.kit.calibration == nil {
		return nil, errors.New("task mirror: the script wants the glove observed, and Kit.Prepare")
	}
	d := &decoding{env: e, q: append([]float64(nil), e.target...)}
	var err error
	if d.decoder, err = glove.NewDecoder(e.kit.layout, e.kit.calibration); err != nil {
		return nil, err
	}
	if d.retarget, err = e.kit.retargeter(); err != nil {
		return nil, err
	}
	e.fresh = func(f *glove.Frame) { d.decoder.Update(f) }
	return d, nil
}

// Act predicts to the end of the control step that begins, and by as much as the
// motors are late.
func (d *decoding) Act(action []float32) {
	period := d.env.kit.period()
	if d.env.Time() == 0 {
		// No frame has come yet; the robot is at rest where the first one will have it.
		d.env.kit.jointsAction(action, d.q)
		return
	}
	d.decoder.EstimateTo(&d.estimate, d.env.Time()+period)
	d.retarget.Step(d.q, retarget.Input{
		Angles: d.estimate.Angles, WorldFromForearm: d.env.task.(*mirroring).now.WorldFromForearm, Dt: period,
	})
	d.env.kit.jointsAction(action, d.q)
}
