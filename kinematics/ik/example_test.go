package ik_test

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"

	"gonum.org/v1/gonum/spatial/r3"
)

// turretURDF is a turret with a two-link arm, 0.4 m and 0.3 m.
const turretURDF = `<robot name="turret">
  <link name="base"/><link name="turret"/><link name="upper"/><link name="fore"/><link name="hand"/>
  <joint name="yaw" type="revolute"><parent link="base"/><child link="turret"/><axis xyz="0 0 1"/><limit lower="-3" upper="3"/></joint>
  <joint name="lift" type="revolute"><parent link="turret"/><child link="upper"/><axis xyz="0 1 0"/><limit lower="-2" upper="2"/></joint>
  <joint name="bend" type="revolute"><parent link="upper"/><child link="fore"/><origin xyz="0.4 0 0"/><axis xyz="0 1 0"/><limit lower="0" upper="2.5"/></joint>
  <joint name="grip" type="fixed"><parent link="fore"/><child link="hand"/><origin xyz="0.3 0 0"/></joint>
</robot>`

// turret is where the hand is, by forward kinematics, at three angles.
func turret(q ...float64) (*chain.Model, spatial.Pose) {
	robot, err := urdf.Parse("turret.urdf", strings.NewReader(turretURDF))
	if err != nil {
		panic(err) // the text above is wrong
	}
	state := chain.NewState(robot.Model())
	state.SetCoordinates(q)
	hand, _ := robot.Model().LinkIndex("hand")
	return robot.Model(), state.RootFromLink(hand)
}

func ExampleSolver() {
	model, target := turret(0.5, -0.2, 1.1)
	solver, err := ik.NewSolver(model, "hand", ik.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	q := make([]float64, len(solver.Coordinates()))
	if _, err := solver.Solve(q, target, []float64{0, 0, 1}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("yaw %.3f, lift %.3f, bend %.3f rad\n", q[0], q[1], q[2])

	// A pose out of reach gives the closest configuration and what is left.
	result, err := solver.Solve(q, spatial.At(r3.Vec{X: 0.9}), q)
	fmt.Println(errors.Is(err, ik.ErrUnreachable), math.Round(1000*result.Position), "mm short")
	// Output:
	// yaw 0.500, lift -0.200, bend 1.100 rad
	// true 200 mm short
}

func ExampleTracker() {
	model, _ := turret(0, 0, 1)
	tracker, err := ik.NewTracker(model, "hand", ik.TrackSettings{MaxStep: 0.02})
	if err != nil {
		fmt.Println(err)
		return
	}
	q := []float64{0, 0, 1}
	if err := tracker.Reset(q); err != nil {
		fmt.Println(err)
		return
	}
	reached := 0
	for k := range 100 {
		_, target := turret(0.01*float64(k), -0.005*float64(k), 1)
		track, err := tracker.Step(q, target)
		if err != nil {
			fmt.Println(err)
			return
		}
		if track.Reached {
			reached++
		}
	}
	fmt.Printf("%d poses reached, the last at %.3f %.3f %.3f rad, %d relocations\n", reached, q[0], q[1], q[2], tracker.Relocations())
	// Output:
	// 100 poses reached, the last at 0.990 -0.495 1.000 rad, 0 relocations
}

func ExampleTextbook() {
	model, target := turret(0.5, -0.2, 1.1)
	method, err := ik.NewTextbook(model, "hand", ik.PseudoInverse, ik.TextbookSettings{
		Report: func(it ik.Iteration) { fmt.Printf("%d: %.0e m, step %.2f rad\n", it.N, it.Position, it.Step) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	q := make([]float64, 3)
	if _, err := method.Solve(q, target, []float64{0.3, 0, 1}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1: 2e-02 m, step 0.22 rad
	// 2: 4e-04 m, step 0.08 rad
	// 3: 3e-07 m, step 0.00 rad
}

func ExampleSRS_Branches() {
	// An arm as a person's: three axes meet in the shoulder, three in the wrist.
	axes := []r3.Vec{{Z: 1}, {Y: 1}, {X: 1}, {Y: 1}, {X: 1}, {Z: 1}, {Y: 1}}
	offset := []float64{0, 0, 0, 0.30, 0.27, 0, 0}
	var joints []chain.Joint
	for i, axis := range axes {
		joints = append(joints, chain.Joint{
			Name: fmt.Sprint("joint", i+1), Kind: chain.Revolute, Parent: fmt.Sprint("link", i), Child: fmt.Sprint("link", i+1),
			Origin: spatial.At(r3.Vec{X: offset[i]}), Axis: axis, Limit: chain.Unlimited(),
		})
	}
	model, err := chain.New("arm", "link0", joints)
	if err != nil {
		fmt.Println(err)
		return
	}
	arm, err := ik.NewSRS(model, "link7")
	if err != nil {
		fmt.Println(err)
		return
	}
	palm := spatial.Pose{Rot: spatial.FromRPY(0, 0.3, 0.2), Pos: r3.Vec{X: 0.35, Y: 0.1, Z: 0.1}}
	branches, err := arm.Branches(nil, palm, 0.4)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(branches), "branches; the elbow bends by")
	for _, q := range branches {
		fmt.Printf("%+.3f ", q[3])
	}
	// Output:
	// 8 branches; the elbow bends by
	// +1.697 +1.697 +1.697 +1.697 -1.697 -1.697 -1.697 -1.697
}
