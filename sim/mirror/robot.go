package mirror

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/world"
)

// BodyConfig is what a Body is made of. Zero values stand for the defaults.
type BodyConfig struct {
	Robot         *robot.Robot
	WorldFromBase spatial.Pose
	SkinProfile   string       // hardware of the robot's skin; default "hall"
	Scene         *world.Scene // what stands around the robot; nil is nothing
	Reflex        bool         // fingers that slip tighten, fingers that press too hard give way
	Seed          uint64       // of the hardware: what differs between two of a kind
}

// Body is the mirror's robot without a person: motors, skin and what stands around
// it, led by its joints' targets. It steps as a Mirror does: by milliseconds of
// simulated time, with no clock, no goroutine and no allocation.
type Body struct {
	body
	cfg    BodyConfig
	steps  int
	finger fingers
}

// NewBody builds a robot at rest.
func NewBody(c BodyConfig) (*Body, error) {
	s, err := newSkin(c.mirror())
	if err != nil {
		return nil, err
	}
	return bodyOn(c, s)
}

// Another is a second body of the same make, at rest: all that does not change is
// shared.
func (b *Body) Another() (*Body, error) {
	s, err := b.skin.Another(b.cfg.Seed)
	if err != nil {
		return nil, err
	}
	return bodyOn(b.cfg, s)
}

func bodyOn(c BodyConfig, s *skin.Skin) (*Body, error) {
	inner, err := newBody(c.mirror(), c.WorldFromBase, s)
	if err != nil {
		return nil, err
	}
	b := &Body{body: inner, cfg: c, finger: fingerSources(c.Robot)}
	b.Rest(b.motors.Position())
	return b, nil
}

func (c BodyConfig) mirror() Config {
	return Config{Robot: c.Robot, SkinProfile: c.SkinProfile, Scene: c.Scene, Reflex: c.Reflex, Seed: c.Seed}.withDefaults()
}

// Rest puts the robot at rest into a posture (rad), however far that is.
func (b *Body) Rest(q []float64) {
	b.rest(q)
	b.world.Rest()
}

// Step lets a millisecond pass while the motors go to a target (rad). It tells whether a
// frame of the force taxels has come round.
func (b *Body) Step(target []float64) (frame bool) {
	b.steps++
	b.drive(Period, target)
	return b.touch(Period, b.Time())
}

// Time is how long the body has been stepped (s).
func (b *Body) Time() float64 { return float64(b.steps) * Period }

// Config is what the body was made of.
func (b *Body) Config() BodyConfig { return b.cfg }

// Position is where the motors are (rad): the body's own slice, as are those of
// Velocity and WorldFromLink.
func (b *Body) Position() []float64 { return b.motors.Position() }

// Effort is what the motors give (N·m), friction apart: to be read only.
func (b *Body) Effort() []float64 { return b.motors.Effort() }

// Velocity is each coordinate's rate (rad/s).
func (b *Body) Velocity() []float64 { return b.motors.Velocity() }

// WorldFromLink is where the links are.
func (b *Body) WorldFromLink() []spatial.Pose { return b.poses }

// WorldFromPalm is where the palm is.
func (b *Body) WorldFromPalm() spatial.Pose { return b.worldFromPalm() }

// World holds the things around the robot.
func (b *Body) World() *world.World { return b.world }

// Skin is the robot's skin.
func (b *Body) Skin() *skin.Skin { return b.skin }

// Feels is what each region of the skin makes of its readings.
func (b *body) Feels() []material.Touch { return b.observer.Touches() }

// Region is the name of region i of Feels.
func (b *body) Region(i int) string { return b.observer.Name(i) }

// FingerAngles are the finger joints of a posture under the names of a person's; 0
// where the robot has no such joint, or the hand's wrist.
func (b *Body) FingerAngles(q []float64) (a hand.Angles) {
	b.finger.anglesTo((*[hand.NumFingerAngles]float64)(a[:]), q)
	return a
}

// SnapshotTo copies out what a picture needs of the robot; nobody leads it.
func (b *Body) SnapshotTo(dst *Snapshot) {
	dst.Time = b.Time()
	dst.Person.Lost = true
	b.snapshotTo(dst)
	dst.Arm.WorldFromTarget = append(dst.Arm.WorldFromTarget[:0], b.poses...)
	dst.Arm.Target = append(dst.Arm.Target[:0], dst.Arm.Coordinates...)
	dst.Arm.Reachable = true
}
