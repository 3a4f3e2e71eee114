package mirror

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/skin"
)

// Description is what does not change while a mirror runs: what a renderer
// builds its shapes from.
type Description struct {
	Side  hand.Side       // of the person's hand
	Dims  hand.Dimensions // of the person's hand (m)
	Robot *robot.Robot
	Plane spatial.Plane // the mirror

	// WorldFromBase is where the robot's root link stands: its origin is the
	// shoulder.
	WorldFromBase spatial.Pose

	Glove *glove.Layout // channels, in the frames of a nominal right hand's segments
	Skin  *skin.Surface // taxels, in the frames of the robot's links
}
