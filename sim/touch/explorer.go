package touch

import (
	"fmt"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Explorer is the whole arm, with motors and skin, in front of a fixed sample.
// World and base frame are one: the shoulder is the origin, the sample's top a
// horizontal plane below it. One goroutine owns it.
type Explorer struct {
	arm     *robot.Robot
	world   *world.World
	skin    *skin.Skin
	motors  *world.Motors
	tracker *ik.Tracker
	state   *chain.State
	poses   []spatial.Pose
	undo    *material.Compensator
	tips    [2]tip
	mcp     [2]int // the coordinate that presses each fingertip

	time, nextFrame, period float64 // s; period is of the force taxels' frames

	palm   spatial.Pose // worldFromPalm that is asked for
	want   float64      // N on each fingertip; 0 leaves the fingers as they are
	target []float64
	bend   []float64 // of the arm's own coordinates, the tracker's answer
	rate   []float64
	normal [2]float64 // N, as measured
	shear  [2]float64
}

// How the arm goes about it: design values.
const (
	pressForce    = 4.5   // N, the middle of the design's 3 to 6
	pressGain     = 0.05  // rad/s of the finger's root per newton that is missing
	approachSpeed = 0.010 // m/s
	pressSpeed    = 0.10  // m/s, of the touch that counts: it is over before heat has moved
	clearance     = 4e-3  // m, between the lifted fingertips and the sample
	feltForce     = 0.3   // N, from which on a fingertip touches
	reheatTime    = 5.0   // s
	settleTime    = 1.5   // s, for a new force to be reached
	rampTime      = 0.30  // s, from rest to a slide's speed and back
	lightForce    = 2.0   // N, at which the way of the press begins to be measured
	startAt       = -7e-3 // m along X from the sample's middle: the strokes then lie within ±39 mm of it
)

// posture is how the hand explores (rad): index and middle bent a little, so that
// the patches' middle looks down when the palm is level or nearly so, the others
// out of the way.
var posture = map[string]float64{
	"index_mcp": 0.30, "index_pip": 0.25, "middle_mcp": 0.30, "middle_pip": 0.25,
	"ring_mcp": -0.4, "little_mcp": -0.4, "thumb_abduction": -0.2, "thumb_flexion": -0.5,
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
	n := arm.Model.DOF()
	x := &Explorer{
		arm: arm, state: chain.NewState(arm.Model), poses: make([]spatial.Pose, arm.Model.NumLinks()),
		target: make([]float64, n), rate: make([]float64, n), bend: make([]float64, len(arm.Arm)), period: profile.Period(),
	}
	if x.skin, err = skin.New(arm.Model, skin.Default("arm", arm.Model, shapes, false), profile, seed); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	if x.world, err = world.New(arm.Model, x.skin); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	x.undo = material.NewCompensator(profile, x.skin.Surface().Taxels)
	if x.tracker, err = ik.NewTracker(arm.Model, arm.Model.LinkName(arm.Palm), ik.TrackSettings{}); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	for i := range n {
		x.target[i] = posture[arm.Model.Coordinate(i).Name]
	}
	for i, name := range fingers {
		x.tips[i] = findTip(arm, x.skin.Surface(), name)
		x.mcp[i] = arm.Fingers[hand.Index+hand.Finger(i)][1]
	}
	return x, x.settle()
}

// settle finds the palm's pose, and puts the arm at rest there: above the sample,
// the index fingertip's patches looking down.
func (x *Explorer) settle() error {
	x.state.SetCoordinates(x.target)
	t := &x.tips[0]
	palmFromTip := x.state.RootFromLink(x.arm.Palm).Inverse().Mul(x.state.RootFromLink(t.link))
	palmFromCentre := palmFromTip.Apply(t.centre)
	x.palm.Rot = spatial.Unit(quat.Mul(t.turn, quat.Conj(palmFromTip.Rot)))
	above := r3.Add(sampleAt, r3.Vec{X: startAt, Y: 0.011, Z: t.radius + clearance})
	x.palm.Pos = r3.Sub(above, spatial.Rotate(x.palm.Rot, palmFromCentre))
	solver, err := ik.NewSolver(x.arm.Model, x.arm.Model.LinkName(x.arm.Palm), ik.Settings{})
	if err != nil {
		return fmt.Errorf("touch: %w", err)
	}
	q := make([]float64, len(solver.Coordinates()))
	solver.Middle(q)
	if _, err := solver.Solve(q, x.palm, q); err != nil {
		return fmt.Errorf("touch: %w", err)
	}
	for i, c := range solver.Coordinates() {
		x.target[c] = q[i]
	}
	if err := x.tracker.Reset(q); err != nil {
		return fmt.Errorf("touch: %w", err)
	}
	if x.motors, err = world.NewMotors(x.arm.Model, x.arm.Palm, x.target); err != nil {
		return fmt.Errorf("touch: %w", err)
	}
	return nil
}

// Explore puts a sample of a material at a temperature (°C) under the fingers and
// explores it as the design says: press and hold, slide slowly and fast, lift. A
// first, slow touch tells where the sample is and how deep the press goes; the
// second one, with fingers warm again, is the one that counts. The fast slide goes
// forth and back; what happens in the turns is left out.
func (x *Explorer) Explore(m world.Material, temperature float64) (*material.Exploration, error) {
	body := world.Body{Name: "sample", Material: m, Temperature: temperature, Parts: []world.Part{{
		Form: world.Box, ObjectFromPart: spatial.Identity(), Half: sampleHalf,
	}}}
	id, err := x.world.Put(body, spatial.At(r3.Sub(sampleAt, r3.Vec{Z: sampleHalf.Z})), spatial.Twist{})
	if err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	defer x.world.Take(id)
	var e material.Exploration
	down, err := x.search(&e, m)
	if err != nil {
		return nil, err
	}
	x.want = 0
	// The fingers stay bent as they pressed, so that lifting takes more than lowering.
	down += 2 * clearance
	x.move(r3.Vec{Z: down}, approachSpeed)
	x.wait(reheatTime)
	x.baseline(&e)
	x.move(r3.Vec{Z: -down}, pressSpeed)
	x.want = pressForce
	x.hold(&e)
	x.want = slideForce
	x.wait(settleTime)
	x.slide(&e, slideSpeeds[0], 1, 1)
	x.slide(&e, slideSpeeds[1], -1, 2)
	x.want = 0
	x.move(r3.Vec{Z: down}, approachSpeed)
	return &e, nil
}
