// Package retarget brings a person's movement to a robot: the mirror between
// the two, and the solver that turns a hand's posture and place into the
// robot's joint coordinates, inside every limit.
//
// World: +X from the person to the robot, +Z up; the mirror is the plane x = 0,
// the person at x < 0. Palm frame: origin at the wrist, +X to the fingers, +Y
// to the thumb side of a right hand (−Y of a left), +Z out of the back of the
// hand. The robot's base frame stands at its shoulder. Lengths are metres,
// angles radians, times seconds.
//
// Solver is general: it follows point, direction and vector targets on any
// joint tree. Retargeter is what the mirror uses: Solver for the fingers, given
// the palm, and for the arm the closed form over the elbow's swivel if it is
// built like a human one, else ik.Tracker.
package retarget

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Person is who leads: the side and the measures of the hand, and where the
// shoulder is in the world (m).
type Person struct {
	Side     hand.Side
	Dims     hand.Dimensions
	Shoulder r3.Vec
}

// Input is what the robot is to follow at one moment.
type Input struct {
	Angles           hand.Angles  // of the hand and wrist, rad
	WorldFromForearm spatial.Pose // of the person
	Dt               float64      // s since the last step
}

func (in *Input) isFinite() bool {
	sum := in.Dt
	for _, a := range in.Angles {
		sum += a
	}
	return in.WorldFromForearm.IsFinite() && !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

// Result is how well the solution of one step does what it was asked for.
type Result struct {
	// Reachable tells whether the wanted palm pose, position and orientation, lies inside
	// the robot's reach and joint limits; Late that the joints are too slow to be there by
	// now all the same.
	Reachable, Late bool

	// PalmErrorM and PalmErrorRad are the distances of the solution's palm from the wanted one.
	PalmErrorM, PalmErrorRad float64
}

// Retargeter follows one person with one robot. It is the scratch of one
// goroutine, and Step allocates nothing.
type Retargeter struct {
	robot         *robot.Robot
	person        Person
	follow        Follow
	worldFromBase spatial.Pose
	baseFromWorld spatial.Pose

	arm     armSolver
	tree    *tree // base to palm, for the palm's error
	toPalm  []int
	palm    point
	fingers *fingers
	tips    *hand.Hand // scratch of TipTargetsTo
	cold    bool
	last    []float64 // coordinates
}

// New makes a retargeter. The robot's shoulder is taken to stand where the image of
// the person's shoulder is; see WorldFromBase.
func New(r *robot.Robot, p Person, f Follow) (*Retargeter, error) {
	if want := f.RobotSide(p.Side); r.Side != want {
		return nil, fmt.Errorf("retarget: %s robot for a %s person, follow %q wants a %s one", r.Side, p.Side, f, want)
	}
	fingers, err := newFingers(r, p)
	if err != nil {
		return nil, err
	}
	t := &Retargeter{robot: r, person: p, follow: f, fingers: fingers, cold: true}
	t.last = make([]float64, r.Model.DOF())
	r.Model.Clamp(t.last)
	t.worldFromBase = WorldFromBase(r, f, p.Shoulder)
	t.baseFromWorld = t.worldFromBase.Inverse()
	t.tips = hand.New(p.Side, p.Dims)
	t.tree = newTree(r.Model, 0)
	t.palm = t.tree.pointOf(r.Palm, r3.Vec{})
	t.toPalm = t.tree.path(t.palm.node)
	if t.arm, err = newArmSolver(r); err != nil {
		return nil, err
	}
	return t, nil
}

// WorldFromBase is where a robot's root stands that follows a person with a shoulder (m)
// there.
func WorldFromBase(r *robot.Robot, f Follow, shoulder r3.Vec) spatial.Pose {
	worldFromShoulder := f.WorldFromBase(shoulder)
	if r.RootFromShoulder == spatial.Identity() {
		return worldFromShoulder
	}
	return worldFromShoulder.Mul(r.RootFromShoulder.Inverse())
}

// WorldFromBase is where the robot's base stands.
func (t *Retargeter) WorldFromBase() spatial.Pose { return t.worldFromBase }

// Scale is the robot's hand length over the person's.
func (t *Retargeter) Scale() float64 { return t.fingers.scale }

// Reset makes the next Step a first one: a jump to the best posture, without
// regard to speed or to the last solution.
func (t *Retargeter) Reset() { t.cold = true }

// PalmTarget is the wanted pose of the robot's palm frame in the world.
func (t *Retargeter) PalmTarget(in Input) spatial.Pose {
	wrist := hand.ForearmFromPalm(t.person.Side, in.Angles[hand.WristFlexion], in.Angles[hand.WristDeviation])
	return t.follow.Pose(in.WorldFromForearm.Mul(wrist))
}

// TipTargetsTo gives where the robot's fingertips should be, in its palm frame,
// for a posture of the person's hand: mirrored and scaled.
func (t *Retargeter) TipTargetsTo(dst *[hand.NumFingers]r3.Vec, a hand.Angles) {
	t.tips.SetAngles(a)
	for f := range dst {
		p := r3.Scale(t.fingers.scale, t.tips.PalmFromSegment(hand.Finger(f), 3).Pos)
		if t.fingers.flip {
			p.Y = -p.Y
		}
		dst[f] = p
	}
}

// Escapes tells how often a finger that was caught has been taken out: around what it was
// caught behind, and through it, since there was no way around.
func (t *Retargeter) Escapes() (around, through int) {
	if e := t.fingers.escape; e != nil {
		return e.around, e.through
	}
	return 0, 0
}

// Step writes the robot's coordinates, all of them, to dst. Input that is not
// finite holds the robot where it is, out of reach.
func (t *Retargeter) Step(dst []float64, in Input) Result {
	if !in.isFinite() {
		copy(dst, t.last)
		return Result{}
	}
	dt := in.Dt
	if t.cold {
		dt = 0
	}
	basePalm := t.baseFromWorld.Mul(t.PalmTarget(in)).Mul(t.robot.LinkFromPalm.Inverse())
	forearm := t.baseFromWorld.Rotate(t.follow.Vec(in.WorldFromForearm.Rotate(r3.Vec{X: 1})))
	t.fingers.solve(dst, in.Angles, dt, t.cold)
	reachable := t.arm.solve(dst, basePalm, forearm, dt)
	t.cold = false
	copy(t.last, dst)
	out := t.palmError(dst, basePalm)
	there := out.PalmErrorM <= thereM && out.PalmErrorRad <= thereRad
	out.Reachable, out.Late = reachable, reachable && !there
	return out
}

// An arm is late that is further from the pose than a good tracker errs by (2 mm, 0.5°).
// Design values: every new measurement makes it leap by as much.
const (
	thereM   = 3e-3              // m
	thereRad = 1 * math.Pi / 180 // rad
)

func (t *Retargeter) palmError(q []float64, want spatial.Pose) Result {
	t.tree.forward(t.toPalm, q)
	x, y, z := spatial.Axes(want.Rot)
	link := t.tree.links[t.robot.Palm]
	palm := newFrame(link.nodeFromLink)
	if link.node >= 0 {
		f := &t.tree.frames[link.node]
		palm = frame{x: f.rotate(palm.x), y: f.rotate(palm.y), z: f.rotate(palm.z), p: f.apply(palm.p)}
	}
	cos := (r3.Dot(x, palm.x) + r3.Dot(y, palm.y) + r3.Dot(z, palm.z) - 1) / 2
	return Result{PalmErrorM: r3.Norm(r3.Sub(palm.p, want.Pos)), PalmErrorRad: math.Acos(min(max(cos, -1), 1))}
}
