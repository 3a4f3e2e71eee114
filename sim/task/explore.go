package task

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// explore is the task of touching a sample and naming it. The sample is one place of
// the scene, whose material and temperature the episode draws.
type explore struct {
	plain
	object  int
	spot    touch.Spot // in the arm's base frame
	top     spatial.Pose
	names   []world.Material
	teacher *teacher

	truth, answer int // of names; the answer is −1 before
}

// teacher makes the expert that the script asks; all environments of a kit share it.
type teacher struct{ expert *touch.Expert }

// Limits and design values of the task.
const (
	sayFrom      = 0.5   // of the action's element that names a material
	sampleLong   = 0.028 // m, half of what a sample measures along x, at least
	sampleWide   = 0.017 // m, likewise along y
	hover        = 0.06  // m above the sample, where the palm's fingertips begin
	roomSpread   = 3.0   // K, of the sample's temperature about 22 °C
	expertTrains = 25    // touches of each material that the script's expert learns from
)

func newExplore(k *Kit) (work, error) {
	x := &explore{object: -1, names: world.Materials(), teacher: &teacher{}}
	base := k.body.Config().WorldFromBase.Inverse()
	profile, err := taxel.Lookup("hall")
	if err != nil {
		return nil, err
	}
	guide, err := touch.NewGuide(k.arm, k.body.Skin().Surface(), profile, nil)
	if err != nil {
		return nil, err
	}
	for i, o := range k.body.World().Objects {
		if o == nil || !o.Fixed() || len(o.Parts) != 1 || o.Parts[0].Form != world.Box {
			continue
		}
		half := o.Parts[0].Half
		if !strings.HasPrefix(o.Name, "sample") || half.X < sampleLong || half.Y < sampleWide {
			continue
		}
		top := o.WorldFromObject
		top.Pos.Z += half.Z
		spot := touch.Spot{Top: base.Apply(r3.Add(top.Pos, r3.Vec{Z: hover})), Room: half.X}
		q := append([]float64(nil), k.home...)
		if guide.Aim(spot, q) == nil {
			x.object, x.top, x.spot, k.home = i, top, spot, q
			break
		}
	}
	if x.object < 0 {
		return nil, errors.New("no thing called sample, a fixed box of at least 56 × 34 mm, is in the arm's reach")
	}
	return x, nil
}

// prepare teaches the expert.
func (x *explore) prepare(tell glove.Progress) error {
	if x.teacher.expert != nil {
		return nil
	}
	if err := tell.At(0); err != nil {
		return err
	}
	o := touch.Defaults()
	o.Train = expertTrains
	var err error
	if o.Profile, err = taxel.Lookup("hall"); err != nil {
		return err
	}
	x.teacher.expert, err = touch.TeachExpert(context.Background(), o, 1)
	return err
}

func (x *explore) fresh() work {
	next := *x
	return &next
}

func (x *explore) spaces() []Space {
	return []Space{poseSpace("sample", "the middle of the sample's level top, x along its longer side")}
}

func (x *explore) extra() int { return len(x.names) }

func (x *explore) said() string {
	names := make([]string, len(x.names))
	for i := range names {
		names[i] = x.names[i].Name
	}
	return fmt.Sprintf("an element above %g names the material, and ends the episode: %s", sayFrom, strings.Join(names, ", "))
}

func (x *explore) begin(e *Env) {
	x.answer, x.truth = -1, e.rng.IntN(len(x.names))
	o := e.body.World().Objects[x.object]
	o.Material = x.names[x.truth]
	// The spread is inside what a body may have.
	_ = e.body.World().Heat(x.object, 22+roomSpread*(2*e.rng.Float64()-1))
}

// say takes the largest element, the first one of equals.
func (x *explore) say(_ *Env, extra []float32) {
	most := float32(sayFrom)
	for i, v := range extra {
		if v > most {
			x.answer, most = i, v
		}
	}
}

func (x *explore) judge(*Env) (out Outcome) {
	if x.answer < 0 {
		return Outcome{}
	}
	out.Terminated, out.Success, out.Reward = true, x.answer == x.truth, -1
	if out.Success {
		out.Reward = 1
	}
	return out
}

func (x *explore) observe(_ *Env, w *writer) { w.pose(x.top) }

// Truth is the name of what the sample is made of.
func (e *Env) Truth() string {
	if x, ok := e.task.(*explore); ok {
		return x.names[x.truth].Name
	}
	return ""
}

// feeling is the script: the exploration that the arm does by itself, which leads by
// the millisecond, as it presses by what it feels. It runs as a coroutine that yields
// once a step.
type feeling struct {
	env    *Env
	task   *explore
	body   *world.Object
	target []float64
	felt   *material.Exploration
	over   bool

	next  func() (struct{}, bool)
	yield func(struct{}) bool
}

func (x *explore) script(e *Env) (Script, error) {
	if x.teacher.expert == nil {
		return nil, errors.New("task explore: the script wants Kit.Prepare")
	}
	f := &feeling{env: e, task: x, body: e.body.World().Objects[x.object], target: append([]float64(nil), e.target...)}
	profile, err := taxel.Lookup("hall")
	if err != nil {
		return nil, err
	}
	guide, err := touch.NewGuide(e.kit.arm, e.body.Skin().Surface(), profile, f)
	if err != nil {
		return nil, err
	}
	if err := guide.Aim(x.spot, append([]float64(nil), e.target...)); err != nil {
		return nil, err
	}
	f.next, e.abandon = iter.Pull(func(yield func(struct{}) bool) {
		defer func() {
			if cause := recover(); cause != nil && cause != (abandoned{}) {
				panic(cause)
			}
		}()
		f.yield = yield
		guide.Move(r3.Vec{Z: -hover}, hover)
		// An exploration that comes to nothing says nothing, and the time runs out.
		f.felt, _ = guide.Explore(nil)
	})
	e.pilot = f
	return f, nil
}

// abandoned is what unwinds an exploration that nobody waits for any more.
type abandoned struct{}

// Lead goes on with the exploration by a millisecond.
func (f *feeling) Lead(target []float64) {
	if !f.over {
		_, running := f.next()
		f.over = !running
	}
	copy(target, f.target)
}

// Act tells where the arm is led to, and the name when it is known.
func (f *feeling) Act(action []float32) {
	n := len(f.target)
	f.env.kit.jointsAction(action, f.target)
	clear(action[n:])
	if !f.over || f.felt == nil {
		return
	}
	if o, ok := f.task.teacher.expert.Opinion(f.felt); ok {
		best, _ := o.Best()
		for i := range f.task.names {
			if f.task.names[i].Name == o.Labels[best] {
				action[n+i] = 1
			}
		}
	}
}

// Step is the guide's: it hands over the targets and waits for the next millisecond.
func (f *feeling) Step(target, _ []float64) {
	copy(f.target, target)
	if !f.yield(struct{}{}) {
		panic(abandoned{})
	}
}

// Position is the motors' (rad).
func (f *feeling) Position() []float64 { return f.env.body.Position() }

// Measured is what the force taxels report.
func (f *feeling) Measured() []skin.Load { return f.env.body.Skin().Measured() }

// Patches are the skin's.
func (f *feeling) Patches() []*skin.Patch { return f.env.body.Skin().Patches() }

// Give is how far the sample gives way.
func (f *feeling) Give(force, radius, depth float64) float64 {
	return touch.Sink(f.body.Material, force, radius, depth)
}
