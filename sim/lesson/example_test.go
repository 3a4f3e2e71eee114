package lesson_test

import (
	"fmt"

	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/lesson"

	"gonum.org/v1/gonum/spatial/r3"
)

func ExampleTask_Check() {
	setting, err := lesson.Shipped()
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := lesson.Shelf(lesson.English, "limits")
	if err != nil {
		fmt.Println(err)
		return
	}
	session, err := l.Open(setting)
	if err != nil {
		fmt.Println(err)
		return
	}
	task, err := session.Task("too-far")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(task.Exercise.Ask)
	for _, answer := range []string{"800", "230"} {
		v, err := task.Check(answer)
		fmt.Println(answer, v.Accepted, v.Message, err)
	}
	// Output:
	// The target is 800 mm from the shoulder, in the direction in which the arm is stretched. The bones are 300 mm and 270 mm. How many mm are left?
	// 800 false too large <nil>
	// 230 true distance left is 230 mm <nil>
}

func ExampleStepper() {
	setting, err := lesson.Shipped()
	if err != nil {
		fmt.Println(err)
		return
	}
	target := spatial.Pose{Rot: spatial.FromRPY(0, 0, 0), Pos: r3.Vec{X: 0.42, Z: 0.1}}
	seed := []float64{0.4, 0, 0, 1, 0, 0, 0}
	set := ik.TextbookSettings{Tolerance: ik.Tolerance{Position: 1e-5, Rotation: 1e-4}}
	s, err := lesson.NewStepper(setting.Robot.Model, "palm", ik.PseudoInverse, set, target, seed)
	if err != nil {
		fmt.Println(err)
		return
	}
	for s.Now().N < s.Len()-1 {
		it := s.Step(1)
		fmt.Printf("%d: %.0e m left\n", it.N, it.Position)
	}
	fmt.Println("back at", s.Step(-2).N)
	// Output:
	// 1: 3e-02 m left
	// 2: 1e-03 m left
	// 3: 2e-06 m left
	// back at 1
}
