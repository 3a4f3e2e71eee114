package scene

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/mirror"
)

// How what may be taken hold of is shown: a soft disc of light at every fingertip, which breathes.
// Design values.
const (
	handleRadius  = 0.0125 // m
	handleBreath  = 0.0025 // m, more or less
	handlePeriod  = 1.6    // s
	handleAlpha   = 0.55
	handleForward = 0.012 // m, towards the eye: it lies on the finger
)

// addHandles shows them.
func (s *Scene) addHandles(snap *mirror.Snapshot) {
	if !s.invites || s.person == nil {
		return
	}
	breath := float32(math.Sin(2 * math.Pi * snap.Time / handlePeriod))
	palm := FromPose(snap.Person.WorldFromPalm)
	for f := range hand.NumFingers {
		at := palm.Apply(FromR3(s.person.hand.PalmFromSegment(hand.Finger(f), 3).Pos))
		toEye := s.frame.Camera.Eye.Sub(at).Unit()
		s.frame.Dots = append(s.frame.Dots, Dot{
			At: at.Add(toEye.Scale(handleForward)), Normal: toEye, Radius: handleRadius + handleBreath*breath,
			Color: Target, Alpha: handleAlpha, Sheer: true,
		})
	}
}
