package mirror

import (
	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"
)

// body is the lower half of the loop, which obeys: the robot's motors, what stands
// around it, its skin and what is made of the skin's readings.
type body struct {
	arm           *robot.Robot
	worldFromBase spatial.Pose

	servo    *servo
	motors   *world.Motors
	world    *world.World
	skin     *skin.Skin
	observer *material.Observer // what the skin's readings say of the touch
	reflex   *material.Reflex   // nil if switched off
	command  []float64          // the target with the reflex added

	moving *chain.State   // the robot as it is
	poses  []spatial.Pose // worldFromLink of the moving robot
	solids []skin.Capsule // its surface
}

// newBody builds the robot that cfg names, with a skin, at rest at zero.
func newBody(cfg Config, worldFromBase spatial.Pose, s *skin.Skin) (body, error) {
	arm := cfg.Robot
	model := arm.Model
	profile, err := taxel.Lookup(cfg.SkinProfile)
	if err != nil {
		return body{}, err
	}
	b := body{
		arm: arm, worldFromBase: worldFromBase, skin: s,
		servo: newServo(model.DOF()), command: make([]float64, model.DOF()),
		moving: chain.NewState(model), poses: make([]spatial.Pose, model.NumLinks()), solids: solidsOf(arm),
	}
	b.observer, b.reflex = newPerception(cfg, s, profile)
	if b.world, err = newWorld(cfg, s); err != nil {
		return body{}, err
	}
	b.motors, err = world.NewMotors(model, arm.Palm, make([]float64, model.DOF()))
	return b, err
}

// rest puts the robot at rest into a posture (rad).
func (b *body) rest(q []float64) {
	b.motors.Reset(q)
	b.servo.reset(q)
	b.pose()
}

// drive moves the robot on by dt (s) towards a target (rad), to which the reflex
// may add.
func (b *body) drive(dt float64, target []float64) {
	copy(b.command, target)
	if b.reflex != nil {
		b.reflex.Step(dt, b.observer.Touches(), b.command)
		b.arm.Model.Clamp(b.command)
	}
	b.servo.follow(b.command, dt)
	b.motors.Step(dt, b.command, b.servo.rate, b.world.Effort())
	b.pose()
}

// touch lets the world answer where the robot has come to by time t (s), and the
// skin feel it. It tells whether a frame of the force taxels has come round.
func (b *body) touch(dt, t float64) (frame bool) {
	b.world.Step(dt, b.poses)
	b.skin.Sense(t)
	return b.perceive()
}

// perceive lets the observer look: at the patches in every step, at a region's force
// taxels when their readings have come. It tells whether the last region's have.
func (b *body) perceive() (frame bool) {
	for _, region := range b.skin.Fresh() {
		b.observer.Region(region, b.skin.Measured())
		frame = frame || region == len(b.observer.Touches())-1
	}
	b.observer.Millisecond(b.skin.Patches())
	return frame
}

// pose works out where the moving robot's links are.
func (b *body) pose() {
	b.moving.SetCoordinates(b.motors.Position())
	for i := range b.poses {
		b.poses[i] = b.worldFromBase.Mul(b.moving.RootFromLink(i))
	}
}

// worldFromPalm is where the moving robot's palm is.
func (b *body) worldFromPalm() spatial.Pose { return b.poses[b.arm.Palm].Mul(b.arm.LinkFromPalm) }
