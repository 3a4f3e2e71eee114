package gesture

import (
	"mirrorarm/kinematics/hand"
)

// Person is who moves in a synthetic source.
type Person struct {
	Dims hand.Dimensions
}

// MeanAdult is the person of the nominal hand.
func MeanAdult() Person { return Person{Dims: hand.Nominal()} }
