package task

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// explore is the task of touching a sample and naming it. The sample is one place of
// the scene, whose material and temperature the episode draws.
type explore struct {
	plain
	object int
	spot   touch.Spot // in the arm's base frame
	top    spatial.Pose
	names  []world.Material

	truth, answer int // of names; the answer is −1 before
}

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
	x := &explore{object: -1, names: world.Materials()}
	base := k.body.Config().WorldFromBase.Inverse()
	guide, err := touch.NewGuide(k.arm, k.body.Skin().Surface(), touch.Defaults().Profile, nil)
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

// expert is what the script asks. It knows nothing of a kit: one serves all.
var expert = sync.OnceValues(func() (*touch.Expert, error) {
	o := touch.Defaults()
	o.Train = expertTrains
	return touch.TeachExpert(context.Background(), o, 1)
})

// teach has the expert made, unless it is there.
func teach(k *Kit, tell glove.Progress) error {
	if err := tell.At(0); err != nil {
		return err
	}
	var err error
	k.expert, err = expert()
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
	// The object is there, and the spread is inside what a body may have.
	_ = e.body.World().Remake(x.object, x.names[x.truth])
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
// the millisecond, as it presses by what it feels.
type feeling struct {
	touch.Led

	env  *Env
	task *explore
	felt *material.Exploration
}

func (x *explore) script(e *Env) (Script, error) {
	if e.kit.expert == nil {
		return nil, errors.New("task explore: the script wants Kit.Prepare")
	}
	f := &feeling{env: e, task: x, Led: touch.Led{Target: slices.Clone(e.target)}}
	guide, err := touch.NewGuide(e.kit.arm, e.body.Skin().Surface(), touch.Defaults().Profile, f)
	if err != nil {
		return nil, err
	}
	if err := guide.Aim(x.spot, slices.Clone(e.target)); err != nil {
		return nil, err
	}
	f.Begin(func() {
		guide.Move(r3.Vec{Z: -hover}, hover)
		// An exploration that comes to nothing says nothing, and the time runs out.
		f.felt, _ = guide.Explore(nil)
	})
	e.pilot, e.abandon = f, f.Stop
	return f, nil
}

// Lead goes on with the exploration by a millisecond.
func (f *feeling) Lead(target []float64) {
	f.Next()
	copy(target, f.Target)
}

// Act tells where the arm is led to, and the name when it is known.
func (f *feeling) Act(action []float32) {
	n := len(f.Target)
	f.env.kit.jointsAction(action, f.Target)
	clear(action[n:])
	if !f.Over() || f.felt == nil {
		return
	}
	if o, ok := f.env.kit.expert.Opinion(f.felt); ok {
		best, _ := o.Best()
		for i := range f.task.names {
			if f.task.names[i].Name == o.Labels[best] {
				action[n+i] = 1
			}
		}
	}
}

// Position is the motors' (rad).
func (f *feeling) Position() []float64 { return f.env.body.Position() }

// Effort is the motors' (N·m).
func (f *feeling) Effort() []float64 { return f.env.body.Effort() }

// Measured is what the force taxels report.
func (f *feeling) Measured() []skin.Load { return f.env.body.Skin().Measured() }

// Patches are the skin's.
func (f *feeling) Patches() []*skin.Patch { return f.env.body.Skin().Patches() }
