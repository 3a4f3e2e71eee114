package robot_test

import (
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
)

func ExampleBionic() {
	r, err := robot.Bionic(hand.Left)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s arm: %d coordinates of the arm, %d of the thumb, %d of the index finger\n",
		r.Side, len(r.Arm), len(r.Fingers[hand.Thumb]), len(r.Fingers[hand.Index]))
	// Output:
	// left arm: 7 coordinates of the arm, 4 of the thumb, 3 of the index finger
}
