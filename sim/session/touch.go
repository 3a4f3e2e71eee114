package session

import (
	"errors"
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"gonum.org/v1/gonum/spatial/r3"
)

// How a carried thing follows the pointer: by a velocity towards it, so that it
// still collides with whatever is in its way, and flies on when let go. Design
// values.
const (
	carryTime  = 0.06 // s
	carrySpeed = 3.0  // m/s at most
)

// Press takes hold of what the ray meets: a handle of the person's hand, which is
// led from now on, or a movable object. What it does not take hold of, it
// leaves to the camera.
func (s *Session) Press(ray Ray) (Hit, error) {
	s.touch()
	if s.exhibit.down || s.back != nil {
		return Hit{}, nil
	}
	hit := s.Pick(ray)
	if hit.Kind != NothingHit {
		s.stopExploring()
	}
	var at r3.Vec
	switch {
	case hit.Kind == HandleHit:
		if err := s.startLead(); err != nil {
			return Hit{}, err
		}
		if err := s.live.led.Grab(hit.Handle); err != nil {
			return Hit{}, err
		}
		_, at = s.live.led.Held()
	case hit.Kind == ObjectHit && !s.live.mirror.World().Objects[hit.Object].Fixed():
		s.live.carried = hit.Object
		at = s.live.mirror.World().Objects[hit.Object].WorldFromObject.Pos
		s.live.carryTo = at
	default:
		return Hit{}, nil
	}
	s.plane = dragPlane{dragging: hit.Kind, at: hit.At, normal: r3.Unit(ray.Direction), offset: r3.Sub(at, hit.At)}
	return hit, nil
}

// DragTo moves what was pressed to where the ray points now, at the depth at
// which it was taken hold of.
func (s *Session) DragTo(ray Ray) error {
	s.touch()
	slope := r3.Dot(ray.Direction, s.plane.normal)
	depth := r3.Dot(r3.Sub(s.plane.at, ray.Origin), s.plane.normal) / slope
	if s.plane.dragging == NothingHit || !(slope > 0) || !(depth > 0 && depth < farthest) {
		return nil
	}
	to := r3.Add(ray.at(depth), s.plane.offset)
	switch {
	case s.plane.dragging == HandleHit && s.live.led != nil:
		return s.live.led.Drag(s.live.leadTime(), to)
	case s.plane.dragging == ObjectHit && s.live.carried >= 0:
		s.live.carryTo = to
	}
	return nil
}

// Release lets go: a carried object flies on as fast as it was carried; a led
// hand stays where it is.
func (s *Session) Release() {
	s.touch()
	s.letGo()
}

func (s *Session) letGo() {
	s.plane = dragPlane{}
	s.live.carried = -1
}

// carry pulls the carried object to where it is wanted.
func (g *stage) carry() {
	if g.carried < 0 {
		return
	}
	w := g.mirror.World()
	o := w.Objects[g.carried]
	if o == nil || o.Fixed() {
		g.carried = -1
		return
	}
	v := r3.Scale(1/carryTime, r3.Sub(g.carryTo, o.WorldFromObject.Pos))
	if n := r3.Norm(v); n > carrySpeed {
		v = r3.Scale(carrySpeed/n, v)
	}
	if err := g.mirror.Throw(g.carried, spatial.Twist{Lin: v}); err != nil {
		g.carried = -1
	}
}

// Lead takes over the person's hand as it is now.
func (s *Session) Lead() error {
	s.touch()
	if s.exhibit.down {
		return nil
	}
	return s.startLead()
}

func (s *Session) startLead() error {
	s.stopExploring()
	if s.live.led != nil {
		return nil
	}
	return s.live.lead(&s.live.mirror.Record().Sample)
}

// EndLead gives the hand back to what was played before.
func (s *Session) EndLead() error {
	s.touch()
	s.stopExploring()
	if s.live.led == nil {
		return nil
	}
	s.letGo()
	return s.live.play(s.live.setup)
}

// endLead forgets that someone led, where something else takes over anyway.
func (s *Session) endLead() {
	s.letGo()
	s.live.cues = nil
	if s.live.led != nil {
		s.live.led, s.live.interrupted = nil, true
	}
}

// Handle leads a handle of the person's hand to a place in the world, as a drag
// does.
func (s *Session) Handle(h gesture.Handle, to r3.Vec) error {
	if err := s.Lead(); err != nil {
		return err
	}
	if s.live.led == nil {
		return errDown
	}
	if err := s.live.led.Grab(h); err != nil {
		return err
	}
	return s.live.led.Drag(s.live.leadTime(), to)
}

var errDown = errors.New("session: the mirror is being rebuilt")

// Curl bends a finger of the led hand further by an angle (rad): its MCP and PIP
// joints by as much, the last joint by two thirds, as the tendons couple it; of
// the thumb, the MCP and IP joints. The hand is led from now on.
func (s *Session) Curl(f hand.Finger, by float64) error {
	if f >= hand.NumFingers || math.IsNaN(by) {
		return fmt.Errorf("session: finger %d curled by %g rad, want 0 to %d and a number", f, by, hand.NumFingers-1)
	}
	if err := s.Lead(); err != nil || s.live.led == nil {
		return err
	}
	goal, _ := s.live.led.Led()
	now := s.live.leadTime()
	shares := [4]float64{0, 1, 1, 2.0 / 3}
	if f == hand.Thumb {
		shares = [4]float64{0, 0, 1, 1}
	}
	for i, share := range shares {
		a := hand.FingerAngle(f, i)
		if err := s.live.led.Bend(now, a, goal[a]+share*by); err != nil {
			return err
		}
	}
	return nil
}

// Bend changes one joint of the led hand by an angle (rad). The hand is led from
// now on.
func (s *Session) Bend(a hand.Angle, by float64) error {
	if a >= hand.NumAngles {
		return fmt.Errorf("session: joint %d, want below %d", a, hand.NumAngles)
	}
	if err := s.Lead(); err != nil || s.live.led == nil {
		return err
	}
	goal, _ := s.live.led.Led()
	return s.live.led.Bend(s.live.leadTime(), a, goal[a]+by)
}

// Turn rotates the led forearm further by an angle (rad; positive turns the palm
// down). The hand is led from now on.
func (s *Session) Turn(by float64) error {
	if err := s.Lead(); err != nil || s.live.led == nil {
		return err
	}
	_, pronation := s.live.led.Led()
	return s.live.led.Turn(s.live.leadTime(), pronation+by)
}
