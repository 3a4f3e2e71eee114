package touch

import (
	"context"
	"fmt"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// Explorer is the whole arm, with motors and skin, in front of a fixed sample.
// World and base frame are one: the shoulder is the origin, the sample's top a
// horizontal plane below it. One goroutine owns it.
type Explorer struct {
	*Guide
	world  *world.World
	skin   *skin.Skin
	motors *world.Motors
	state  *chain.State
	poses  []spatial.Pose
	time   float64         // s
	ctx    context.Context // of the exploration
}

// sampleAt is the middle of the sample's top (m), in comfortable reach, and
// sampleHalf half its size: room for strokes of 60 mm with their turns.
var (
	sampleAt   = r3.Vec{X: 0.48, Y: 0, Z: -0.25}
	sampleHalf = r3.Vec{X: 0.06, Y: 0.03, Z: 0.01}
)

// NewExplorer puts the shipped right arm, its force taxels of a profile, before
// nothing yet.
func NewExplorer(profile taxel.Profile, seed uint64) (*Explorer, error) {
	arm, err := robot.Bionic(hand.Right)
	if err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	shapes := make([]skin.Capsule, len(arm.Shapes))
	for i, c := range arm.Shapes {
		shapes[i] = skin.Capsule(c)
	}
	x := &Explorer{state: chain.NewState(arm.Model), poses: make([]spatial.Pose, arm.Model.NumLinks()), ctx: context.Background()}
	if x.skin, err = skin.New(arm.Model, skin.Default("arm", arm.Model, shapes, false), profile, seed); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	if x.world, err = world.New(arm.Model, x.skin); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	if x.Guide, err = NewGuide(arm, x.skin.Surface(), profile, x); err != nil {
		return nil, err
	}
	q := make([]float64, arm.Model.DOF())
	if err := x.Aim(Spot{Top: sampleAt, Room: sampleHalf.X}, q); err != nil {
		return nil, err
	}
	if x.motors, err = world.NewMotors(arm.Model, arm.Palm, x.target); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	return x, nil
}

// Explore puts a sample of a material at a temperature (°C) under the fingers and
// explores it. When ctx ends it is broken off, and the explorer of no use any more.
func (x *Explorer) Explore(ctx context.Context, m world.Material, temperature float64) (*material.Exploration, error) {
	return x.explore(ctx, m, temperature, nil)
}

// brokenOff unwinds a guide whose exploration has ended early.
type brokenOff struct{}

func (x *Explorer) explore(ctx context.Context, m world.Material, temperature float64, tell func(Phase, *material.Exploration)) (e *material.Exploration, err error) {
	body := world.Body{Name: "sample", Material: m, Temperature: temperature, Parts: []world.Part{{
		Form: world.Box, ObjectFromPart: spatial.Identity(), Half: sampleHalf,
	}}}
	id, err := x.world.Put(body, spatial.At(r3.Sub(sampleAt, r3.Vec{Z: sampleHalf.Z})), spatial.Twist{})
	if err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	defer x.world.Take(id)
	x.ctx = ctx
	defer func() {
		if cause := recover(); cause == any(brokenOff{}) {
			e, err = nil, ctx.Err()
		} else if cause != nil {
			panic(cause)
		}
	}()
	return x.Guide.Explore(tell)
}

// Step lets a millisecond pass.
func (x *Explorer) Step(target, rate []float64) {
	if x.ctx.Err() != nil {
		panic(brokenOff{})
	}
	x.time += millisecond
	x.motors.Step(millisecond, target, rate, x.world.Effort())
	x.state.SetCoordinates(x.motors.Position())
	for i := range x.poses {
		x.poses[i] = x.state.RootFromLink(i)
	}
	x.world.Step(millisecond, x.poses)
	x.skin.Sense(x.time)
}

// Position is the motors' (rad).
func (x *Explorer) Position() []float64 { return x.motors.Position() }

// Effort is the motors' (N·m).
func (x *Explorer) Effort() []float64 { return x.motors.Effort() }

// Measured is what the force taxels report.
func (x *Explorer) Measured() []skin.Load { return x.skin.Measured() }

// Patches are the skin's.
func (x *Explorer) Patches() []*skin.Patch { return x.skin.Patches() }
