package session

import (
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/world"
)

// Put puts an object into the world and gives its number.
func (s *Session) Put(b world.Body, worldFromBody spatial.Pose, velocity spatial.Twist) (int, error) {
	s.touch()
	return s.live.mirror.Put(b, worldFromBody, velocity)
}

// Take takes an object away; unknown numbers are ignored.
func (s *Session) Take(object int) {
	s.touch()
	if object == s.live.carried {
		s.letGo()
	}
	s.live.mirror.Take(object)
}

// Throw gives a movable object a velocity (m/s, rad/s).
func (s *Session) Throw(object int, v spatial.Twist) error {
	s.touch()
	if object == s.live.carried {
		s.letGo()
	}
	return s.live.mirror.Throw(object, v)
}

// Heat brings an object to a temperature (°C).
func (s *Session) Heat(object int, celsius float64) error {
	s.touch()
	return s.live.mirror.Heat(object, celsius)
}
