package retarget_test

import (
	"fmt"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// A fingertip is asked for more than it can do, and the solver says why.
func ExampleSolver() {
	r, err := robot.Bionic(hand.Right)
	if err != nil {
		fmt.Println(err)
		return
	}
	tip := r.Tips[hand.Index]
	s, err := retarget.NewSolver(retarget.Problem{
		Model: r.Model, Root: r.Palm, Targets: []retarget.Target{{Link: tip}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	q := make([]float64, r.Model.DOF())
	s.SolveCold(q, retarget.Frame{Goals: []r3.Vec{{X: 0.14, Y: 0.10, Z: -0.02}}})
	for _, m := range s.Explain(nil) {
		fmt.Println(s.Describe(m))
	}
	// Output:
	// index_tip: 29.04 mm: limit of index_spread
}

// A person's flat hand, 30 cm before the shoulder, drives the left arm in the
// mirror.
func ExampleRetargeter() {
	r, err := robot.Bionic(retarget.Mirror.RobotSide(hand.Right))
	if err != nil {
		fmt.Println(err)
		return
	}
	shoulder := r3.Vec{X: -0.6, Z: 1.3}
	t, err := retarget.New(r, retarget.Person{Side: hand.Right, Dims: hand.Nominal(), Shoulder: shoulder}, retarget.Mirror)
	if err != nil {
		fmt.Println(err)
		return
	}
	q := make([]float64, r.Model.DOF())
	result := t.Step(q, retarget.Input{
		WorldFromForearm: spatial.At(r3.Add(shoulder, r3.Vec{X: 0.3})), Dt: 1e-3,
	})
	state := chain.NewState(r.Model)
	state.SetCoordinates(q)
	palm := t.WorldFromBase().Mul(state.RootFromLink(r.Palm))
	fmt.Printf("%s arm, reachable %t, wrist at x = %.2f m\n", r.Side, result.Reachable, palm.Pos.X)
	// Output:
	// left arm, reachable true, wrist at x = 0.30 m
}

func ExampleFollow_Pose() {
	right := spatial.At(r3.Vec{X: -0.3, Y: 0.1, Z: 1})
	fmt.Println(retarget.Mirror.Pose(right).Pos)
	fmt.Println(retarget.Same.Pose(right).Pos)
	// Output:
	// {0.3 0.1 1}
	// {0.3 -0.1 1}
}
