package session_test

import (
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
)

// A visitor bends a finger, and the decoder finds it bent by the glove's
// channels alone.
func Example() {
	s, err := session.New(session.Options{Setup: session.Setup{Gesture: "open"}, Synchronous: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	var snap mirror.Snapshot
	for _, by := range []float64{0, 1} {
		if err := s.Curl(hand.Index, by); err != nil {
			fmt.Println(err)
		}
		if err := s.Advance(1); err != nil {
			fmt.Println(err)
		}
		s.SnapshotTo(&snap)
		fmt.Printf("%s, index bent: %t\n", s.Status().Gesture, snap.Decoded[hand.IndexPIP] > 0.7)
	}
	// Output:
	// led by hand, index bent: false
	// led by hand, index bent: true
}
