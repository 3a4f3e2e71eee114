package raster_test

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

const deg = math.Pi / 180

// posture is a still person and the robot that mirrors her.
type posture struct {
	name    string
	angles  hand.Angles
	roll    float64 // of the forearm about its own axis (deg); 0 is palm down
	pitch   float64 // forearm above the level (deg)
	forward r3.Vec  // wrist from shoulder (m)
}

// flexed is a posture with each finger's flexion given as a part of a fist.
func flexed(thumbAbduction, thumbFlexion, thumbBend float64, fingers [4]float64) hand.Angles {
	var a hand.Angles
	a[hand.ThumbAbduction], a[hand.ThumbFlexion] = thumbAbduction*deg, thumbFlexion*deg
	a[hand.ThumbMCP], a[hand.ThumbIP] = thumbBend*deg, thumbBend*deg*1.2
	for i, k := range fingers {
		f := hand.Finger(i + 1)
		a[hand.FingerAngle(f, 0)] = float64(2-i) * 4 * deg * (1 - k)
		a[hand.FingerAngle(f, 1)] = 82 * k * deg
		a[hand.FingerAngle(f, 2)] = (8 + 92*k) * deg
		a[hand.FingerAngle(f, 3)] = (4 + 58*k) * deg
	}
	return a
}

func postures() []posture {
	reach := r3.Vec{X: 0.34, Z: -0.10}
	return []posture{
		{"open", flexed(35, -10, 0, [4]float64{0, 0, 0, 0}), 70, 30, reach},
		{"fist", flexed(35, 25, 40, [4]float64{1, 1, 1, 1}), 70, 30, reach},
		{"point", flexed(35, 25, 40, [4]float64{0, 1, 1, 1}), 70, 30, reach},
		{"pinch", flexed(52, 12, 22, [4]float64{0.52, 0.1, 0.08, 0.05}), 70, 30, reach},
		{"victory", flexed(45, 30, 40, [4]float64{0, 0, 1, 1}), 70, 30, reach},
		{"thumbs-up", flexed(-5, -25, 0, [4]float64{1, 1, 1, 1}), 80, 12, reach},
	}
}

// snapshot solves the mirrored arm for a posture.
func (p posture) snapshot(t testing.TB, side hand.Side) (mirror.Description, *mirror.Snapshot) {
	dims := hand.Nominal()
	shoulder := r3.Vec{X: -0.62, Y: -0.16, Z: 1.28}
	arm, err := robot.Bionic(side.Other())
	require.NoError(t, err)
	solver, err := retarget.New(arm, retarget.Person{Side: side, Dims: dims, Shoulder: shoulder}, retarget.Mirror)
	require.NoError(t, err)
	roll := p.roll
	if side == hand.Left {
		roll = -roll
	}
	forearm := spatial.Pose{
		Rot: quat.Mul(spatial.AxisAngle(r3.Vec{Y: -1}, p.pitch*deg), spatial.AxisAngle(r3.Vec{X: 1}, roll*deg)),
		Pos: r3.Add(shoulder, p.forward),
	}
	q := make([]float64, arm.Model.DOF())
	solver.Step(q, retarget.Input{Angles: p.angles, WorldFromForearm: forearm, Dt: 1e-3})
	state := chain.NewState(arm.Model)
	state.SetCoordinates(q)
	snap := &mirror.Snapshot{Time: 1}
	snap.Person = mirror.Person{
		WorldFromForearm: forearm, Angles: p.angles,
		WorldFromPalm: forearm.Mul(hand.ForearmFromPalm(side, p.angles[hand.WristFlexion], p.angles[hand.WristDeviation])),
	}
	for i := range arm.Model.NumLinks() {
		w := solver.WorldFromBase().Mul(state.RootFromLink(i))
		snap.Arm.WorldFromLink = append(snap.Arm.WorldFromLink, w)
		snap.Arm.WorldFromTarget = append(snap.Arm.WorldFromTarget, w)
	}
	snap.Arm.Coordinates, snap.Arm.Target, snap.Arm.Reachable = q, q, true
	desc := mirror.Description{
		Side: side, Dims: dims, Robot: arm,
		Plane: spatial.Plane{Normal: r3.Vec{X: 1}}, WorldFromBase: solver.WorldFromBase(),
	}
	feel(t, &desc, snap)
	return desc, snap
}

// feel gives the person a glove that reads what its design says, and the robot a
// skin whose thumb and index fingertips are pressed.
func feel(t testing.TB, desc *mirror.Description, snap *mirror.Snapshot) {
	profile, err := taxel.Lookup("textile")
	require.NoError(t, err)
	desc.Glove, err = glove.NewLayout(576, profile)
	require.NoError(t, err)
	for i := range desc.Glove.Len() {
		c := desc.Glove.Channel(i)
		strain := c.Prestrain
		first, count := glove.BlockAngles(c.Block)
		for j := range count {
			strain += c.Gain[j] * snap.Person.Angles[int(first)+j]
		}
		snap.Glove = append(snap.Glove, float32(min(max(strain/0.6, 0), 1)))
	}
	var shapes []skin.Capsule
	for _, c := range desc.Robot.Shapes {
		shapes = append(shapes, skin.Capsule(c))
	}
	layout := skin.Default("bionic", desc.Robot.Model, shapes, desc.Robot.Side == hand.Left)
	desc.Skin, err = skin.NewSurface(desc.Robot.Model, layout)
	require.NoError(t, err)
	snap.Touch = make([]mirror.Touch, desc.Skin.Taxels)
	tips := map[int]r3.Vec{}
	for _, f := range []hand.Finger{hand.Thumb, hand.Index} {
		tip := desc.Robot.Tips[f]
		distal := desc.Robot.Model.LinkParent(tip)
		at := desc.Robot.Model.Joint(desc.Robot.Model.LinkJoint(tip)).Origin.Pos
		tips[distal] = r3.Add(at, r3.Vec{X: -0.005, Z: -0.009})
	}
	for i := range snap.Touch {
		e := &desc.Skin.Elements[i]
		if at, ok := tips[e.Link]; ok {
			d := r3.Norm(r3.Sub(e.Centre, at))
			p := 110e3 * max(1-d*d/(0.009*0.009), 0)
			snap.Touch[i] = mirror.Touch{Normal: float32(p), ShearX: float32(0.25 * p)}
		}
	}
}
