// Package rendertest poses a person and the robot that mirrors her, for the
// tests and benchmarks of the renderer: what a running mirror would show, without
// running one. World frame of package mirror, metres and radians.
package rendertest

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

const deg = math.Pi / 180

// Posture is how a person holds her hand.
type Posture struct {
	Name   string
	Side   hand.Side
	Follow retarget.Follow
	Angles hand.Angles
	Roll   float64 // of the forearm about its own axis (rad): 0 is palm down, positive thumb up
	Pitch  float64 // of the forearm above the level (rad)
	Wrist  r3.Vec  // from the shoulder (m)
	Pinch  bool    // the robot's thumb and index finger feel something
}

// degrees are a hand's angles: the thumb's four, then those of the other fingers.
func degrees(thumb, index, middle, ring, little [4]float64) hand.Angles {
	var a hand.Angles
	for f, angles := range [hand.NumFingers][4]float64{thumb, index, middle, ring, little} {
		for i, v := range angles {
			a[hand.FingerAngle(hand.Finger(f), i)] = v * deg
		}
	}
	return a
}

// Postures are the ones that everybody knows.
func Postures() []Posture {
	straight, closed := [4]float64{0, -4, 4, 2}, [4]float64{0, 82, 100, 62}
	folded, out := [4]float64{-7, 25, 33, 42}, [4]float64{8, -25, -4, -4}
	all := []Posture{
		{Name: "open", Angles: degrees(out, [4]float64{10, -4, 4, 2}, [4]float64{3, -4, 4, 2}, [4]float64{-5, -4, 4, 2}, [4]float64{-12, -4, 4, 2})},
		{Name: "fist", Angles: degrees(folded, closed, closed, closed, closed)},
		{Name: "point", Angles: degrees(folded, straight, closed, closed, closed)},
		{
			Name: "pinch", Pinch: true,
			Angles: degrees([4]float64{4, 28, 6, 13}, [4]float64{-25, 63, 34, 20}, [4]float64{0, 31, 36, 23}, [4]float64{0, 31, 36, 24}, [4]float64{0, 34, 39, 25}),
		},
		{Name: "victory", Angles: degrees([4]float64{-10, 26, 70, 8}, [4]float64{9, -4, 4, 2}, [4]float64{-9, -4, 4, 2}, closed, closed)},
		{Name: "thumbs-up", Angles: degrees(out, closed, closed, closed, closed)},
	}
	for i := range all {
		all[i].Roll, all[i].Pitch, all[i].Wrist = 70*deg, 34*deg, r3.Vec{X: 0.32, Z: -0.07}
	}
	all[len(all)-1].Pitch, all[len(all)-1].Roll = 12*deg, 85*deg
	return all
}

// Named is one of Postures.
func Named(name string) Posture {
	for _, p := range Postures() {
		if p.Name == name {
			return p
		}
	}
	panic("rendertest: no posture " + name)
}

// shoulder of the person (m).
var shoulder = r3.Vec{X: -0.62, Y: -0.16, Z: 1.28}

// forearm is the person's forearm.
func (p Posture) forearm() spatial.Pose {
	roll := p.Roll
	if p.Side == hand.Left {
		roll = -roll
	}
	return spatial.Pose{
		Rot: quat.Mul(spatial.AxisAngle(r3.Vec{Y: -1}, p.Pitch), spatial.AxisAngle(r3.Vec{X: 1}, roll)),
		Pos: r3.Add(shoulder, p.Wrist),
	}
}

// Description is the mirror of the posture's person with the shipped arm, a
// glove of 576 channels and the default skin.
func (p Posture) Description(t require.TestingT) mirror.Description {
	arm, err := robot.Bionic(p.Follow.RobotSide(p.Side))
	require.NoError(t, err)
	profile, err := taxel.Lookup("textile")
	require.NoError(t, err)
	layout, err := glove.NewLayout(576, profile)
	require.NoError(t, err)
	var shapes []skin.Capsule
	for _, c := range arm.Shapes {
		shapes = append(shapes, skin.Capsule(c))
	}
	surface, err := skin.NewSurface(arm.Model, skin.Default("bionic", arm.Model, shapes, arm.Side == hand.Left))
	require.NoError(t, err)
	return mirror.Description{
		Side: p.Side, Dims: hand.Nominal(), Robot: arm, Plane: spatial.Plane{Normal: r3.Vec{X: 1}},
		WorldFromBase: p.Follow.WorldFromBase(shoulder), Glove: layout, Skin: surface,
	}
}

// Solve is the robot's coordinates that mirror the posture.
func (p Posture) Solve(t require.TestingT, desc *mirror.Description) []float64 {
	solver, err := retarget.New(desc.Robot, retarget.Person{Side: p.Side, Dims: desc.Dims, Shoulder: shoulder}, p.Follow)
	require.NoError(t, err)
	q := make([]float64, desc.Robot.Model.DOF())
	solver.Step(q, retarget.Input{Angles: p.Angles, WorldFromForearm: p.forearm(), Dt: mirror.Period})
	return q
}

// Snapshot is the posture with the robot at q.
func (p Posture) Snapshot(desc *mirror.Description, q []float64) *mirror.Snapshot {
	forearm := p.forearm()
	s := &mirror.Snapshot{Time: 1}
	s.Person = mirror.Person{
		WorldFromForearm: forearm, Angles: p.Angles,
		WorldFromPalm: forearm.Mul(hand.ForearmFromPalm(p.Side, p.Angles[hand.WristFlexion], p.Angles[hand.WristDeviation])),
	}
	s.Arm.WorldFromLink = Place(desc, q)
	s.Arm.WorldFromTarget = Place(desc, q)
	s.Arm.Coordinates, s.Arm.Target, s.Arm.Reachable = q, q, true
	s.Decoded = p.Angles
	for i := range s.Sigma {
		s.Sigma[i] = 1.2 * deg
	}
	for i := range desc.Glove.Len() {
		s.Glove = append(s.Glove, reading(desc.Glove.Channel(i), &p.Angles))
	}
	s.Touch = make([]mirror.Touch, desc.Skin.Taxels)
	if p.Pinch {
		press(desc, s)
	}
	return s
}

// Mirrored is a description and its snapshot.
func (p Posture) Mirrored(t require.TestingT) (mirror.Description, *mirror.Snapshot) {
	desc := p.Description(t)
	return desc, p.Snapshot(&desc, p.Solve(t, &desc))
}

// Place is the pose of every link of the robot at q.
func Place(desc *mirror.Description, q []float64) []spatial.Pose {
	state := chain.NewState(desc.Robot.Model)
	state.SetCoordinates(q)
	var out []spatial.Pose
	for i := range desc.Robot.Model.NumLinks() {
		out = append(out, desc.WorldFromBase.Mul(state.RootFromLink(i)))
	}
	return out
}

// Furnish puts the objects of a shipped scene round the robot.
func Furnish(t require.TestingT, s *mirror.Snapshot, name string) {
	furniture, err := world.LookupScene(name)
	require.NoError(t, err)
	for i := range furniture.Objects {
		o := &furniture.Objects[i]
		s.Things = append(s.Things, mirror.Thing{Body: &o.Body, WorldFromObject: o.WorldFromBody})
	}
}

// reading is what a channel says by its design, as a share of 60 % strain.
func reading(c glove.Channel, a *hand.Angles) float32 {
	strain := c.Prestrain
	first, count := glove.BlockAngles(c.Block)
	for j := range count {
		strain += c.Gain[j] * a[int(first)+j]
	}
	return float32(min(max(strain/0.6, 0), 1))
}

// press loads the tips of thumb and index finger like a ball held between them.
func press(desc *mirror.Description, s *mirror.Snapshot) {
	m := desc.Robot.Model
	for _, f := range []hand.Finger{hand.Thumb, hand.Index} {
		tip := desc.Robot.Tips[f]
		distal := m.LinkParent(tip)
		middle := r3.Add(m.Joint(m.LinkJoint(tip)).Origin.Pos, r3.Vec{X: -0.005, Z: -0.009})
		feel := mirror.Feel{Touch: material.Touch{Contact: true, Normal: 2, Centre: middle}}
		for i := range s.Touch {
			e := &desc.Skin.Elements[i]
			if e.Link != distal {
				continue
			}
			d := r3.Norm(r3.Sub(e.Centre, middle)) / 0.009
			p := 110e3 * max(1-d*d, 0)
			s.Touch[i] = mirror.Touch{Normal: float32(p), ShearX: float32(0.25 * p)}
			feel.Region = desc.Skin.Regions[e.Region].Name
		}
		s.Feel = append(s.Feel, feel)
	}
}
