package task

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/rewind"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"
)

// Kit is what the environments of one task share: the robot, the geometry of its
// skin, the glove as designed and its calibration, the person. It does not change
// after NewKit but for its script's calibration, which Prepare makes; environments
// may be made from it by several goroutines.
type Kit struct {
	task   Task
	opt    Options
	info   gesture.Info // of the person
	arm    *robot.Robot
	body   *mirror.Body // never stepped: the others are made after it
	layout *glove.Layout
	wearer wearer.Person
	action Space
	spaces []Space
	home   []float64 // rad, the posture in which most episodes begin
	work   work      // as it is before an episode

	homePalm spatial.Pose // of the palm in the world, at home

	calibration *glove.Calibration // of the mirror's script; nil before Prepare
	expert      *touch.Expert      // of the exploration's
}

// Streams of random numbers, so that one choice does not shift another.
const (
	personStream = iota + 501
	calibrationStream
	episodeStream
)

// NewKit prepares a task.
func NewKit(o Options) (*Kit, error) {
	opt, t, err := o.resolve()
	if err != nil {
		return nil, fmt.Errorf("task: %w", err)
	}
	k := &Kit{task: t, opt: opt}
	if err := k.equip(); err != nil {
		return nil, fmt.Errorf("task %s: %w", t.Name, err)
	}
	if k.work, err = t.make(k); err != nil {
		return nil, fmt.Errorf("task %s, scene %q: %w", t.Name, opt.Scene.Name, err)
	}
	k.homePalm = k.palmAt(k.home)
	k.action = k.actionSpace()
	k.spaces = append(k.robotSpaces(), k.work.spaces()...)
	return k, nil
}

// equip builds what all tasks have.
func (k *Kit) equip() error {
	src, err := gesture.Synth("rest", gesture.Options{Seed: k.opt.Seed})
	if err != nil {
		return err
	}
	k.info = src.Info()
	if k.arm, err = robot.Bionic(retarget.Mirror.RobotSide(k.info.Side)); err != nil {
		return err
	}
	k.body, err = mirror.NewBody(mirror.BodyConfig{
		Robot: k.arm, WorldFromBase: retarget.Mirror.WorldFromBase(k.info.Shoulder), Scene: k.opt.Scene, Seed: k.opt.Seed,
	})
	if err != nil {
		return err
	}
	profile, err := taxel.Lookup("textile")
	if err != nil {
		return err
	}
	if k.layout, err = glove.NewLayout(glove.DefaultChannels, profile); err != nil {
		return err
	}
	k.wearer = wearer.NewPerson(k.info.Side, k.info.Dims, rand.New(rand.NewPCG(k.opt.Seed, personStream)))
	k.home = make([]float64, k.arm.Model.DOF())
	k.arm.Model.Clamp(k.home)
	return nil
}

// Task is the kit's task.
func (k *Kit) Task() Task { return k.task }

// Options are the kit's, defaults filled in.
func (k *Kit) Options() Options { return k.opt }

// Action is the space of actions.
func (k *Kit) Action() Space { return k.action }

// Spaces are those of an observation's arrays, in their order.
func (k *Kit) Spaces() []Space { return k.spaces }

// Describe is what a picture needs of the robot.
func (k *Kit) Describe() mirror.Description {
	return mirror.Description{
		Side: k.info.Side, Dims: k.info.Dims, Robot: k.arm, Plane: mirrorPlane,
		WorldFromBase: k.body.Config().WorldFromBase, Glove: k.layout, Skin: k.body.Skin().Surface(),
	}
}

// retargeter is one that follows the kit's person.
func (k *Kit) retargeter() (*retarget.Retargeter, error) {
	person := retarget.Person{Side: k.info.Side, Dims: k.info.Dims, Shoulder: k.info.Shoulder}
	return retarget.New(k.arm, person, retarget.Mirror)
}

// posture is where the robot's joints are when it mirrors a hand.
func (k *Kit) posture(in retarget.Input) ([]float64, error) {
	r, err := k.retargeter()
	if err != nil {
		return nil, err
	}
	q := make([]float64, k.arm.Model.DOF())
	if found := r.Step(q, in); !found.Reachable {
		return nil, fmt.Errorf("the palm would be %.0f mm from where the task begins", 1e3*found.PalmErrorM)
	}
	return q, nil
}

// glove is the kit's glove, put on anew: the same one each time.
func (k *Kit) glove() (*wearer.Wearer, error) { return wearer.New(k.layout, k.wearer, k.opt.Seed) }

// Prepare makes what the task's script needs beyond the environment; tell may be nil.
// It is to be called before Script, and by one goroutine.
func (k *Kit) Prepare(tell glove.Progress) error {
	if k.task.prepare == nil {
		return nil
	}
	return k.task.prepare(k, tell)
}

// period is that of a control step (s).
func (k *Kit) period() float64 { return float64(k.opt.FrameSkip) * mirror.Period }

// shared are the types of what environments share and nothing changes.
func shared() []any {
	return []any{
		(*skin.Surface)(nil), (*skin.Layout)(nil), (*chain.Model)(nil), (*robot.Robot)(nil), (*glove.Layout)(nil),
		(*taxel.Spread)(nil), (*world.Scene)(nil), (*Kit)(nil),
	}
}

// New is an environment at the beginning of the episode of a seed.
func (k *Kit) New(seed uint64) (*Env, error) {
	e := &Env{kit: k, task: k.work.fresh(), source: rand.NewPCG(seed, episodeStream)}
	e.rng = rand.New(e.source)
	n := k.arm.Model.DOF()
	e.target, e.from, e.lead = make([]float64, n), make([]float64, n), make([]float64, n)
	var err error
	if e.body, err = k.body.Another(); err != nil {
		return nil, err
	}
	roots := []any{e.body}
	if slices.Contains(k.opt.Observe, SeeGlove) {
		if e.worn, err = k.glove(); err != nil {
			return nil, err
		}
		e.frame = glove.NewFrame(k.layout.Len())
		roots = append(roots, e.worn, e.frame)
	}
	if k.opt.Action == Hand || k.task.follows {
		if e.retarget, err = k.retargeter(); err != nil {
			return nil, err
		}
		roots = append(roots, e.retarget)
	}
	if e.start, err = rewind.Mark(shared(), roots...); err != nil {
		return nil, err
	}
	e.Reset(seed)
	return e, nil
}

// Bytes is about what one more environment takes of memory: a quarter more than it
// holds, as a hundred of them were seen to take.
func (e *Env) Bytes() int {
	n := 2 * e.start.Bytes() // what is, and what it goes back to
	for i := range e.kit.spaces {
		n += 4 * e.kit.spaces[i].Len()
	}
	return n + n/4
}
