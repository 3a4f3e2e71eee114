package gesture_test

import (
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
)

// A script is played by a random but repeatable person.
func ExampleSynth() {
	person := gesture.RandomPerson(7)
	src, err := gesture.Synth("open 0.5s hold 1s, fist 0.3s hold 1s", gesture.Options{Seed: 7, Person: &person})
	if err != nil {
		fmt.Println(err)
		return
	}
	var s gesture.Sample
	for _, t := range []float64{1, 2.5} {
		src.Sample(t, &s)
		fmt.Printf("%.1f s: index PIP bent %t, %v\n", t, s.Angles[hand.IndexPIP] > 1, s.State)
	}
	// Output:
	// 1.0 s: index PIP bent false, ok
	// 2.5 s: index PIP bent true, ok
}

// Unknown names are answered with the known ones.
func ExampleParseChoice() {
	_, err := gesture.ParseChoice("both")
	fmt.Println(err)
	// Output: gesture: hand "both": unknown, want auto, left or right
}
