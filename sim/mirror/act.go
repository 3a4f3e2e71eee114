package mirror

import (
	"fmt"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"
)

// ActKind is what an Act does.
type ActKind uint8

// The kinds. Each is done by the method of its name; Lead is Hand's, which an act can
// tell of but not repeat, since it does not hold the pilot.
const (
	Put ActKind = iota
	Take
	Throw
	Heat
	Fail
	Fill
	TakeOver
	Lead
)

var actNames = [...]string{"put", "take", "throw", "heat", "fault", "scene", "take-over", "explore"}

// String is the kind's name in recordings.
func (k ActKind) String() string { return actNames[k] }

// ParseAct is the kind of that name.
func ParseAct(name string) (ActKind, error) {
	for k, n := range actNames {
		if n == name {
			return ActKind(k), nil
		}
	}
	return 0, fmt.Errorf("mirror: act %q: unknown", name)
}

// Act is something that is done to a mirror from outside, between two steps. A mirror is
// a function of its Config, its source's samples, its pilot's targets and its acts: who
// writes these down can have it all again.
type Act struct {
	Kind ActKind `json:"-"`

	Object        int           `json:"object"` // the number of a thing; of Put: that it got
	Body          *world.Body   `json:"body,omitempty"`
	WorldFromBody *spatial.Pose `json:"world_from_body,omitempty"`
	Velocity      spatial.Twist `json:"velocity"` // m/s, rad/s
	Celsius       float64       `json:"celsius,omitempty"`

	Channel int           `json:"channel,omitempty"` // of the glove
	Failure taxel.Failure `json:"failure,omitempty"`
	Count   uint16        `json:"count,omitempty"` // that a stuck channel reads

	Scene   *world.Scene `json:"scene,omitempty"`   // nil is nothing
	Posture []float64    `json:"posture,omitempty"` // rad
	Led     bool         `json:"led,omitempty"`     // by a pilot
}

// Do does an act once more.
func (m *Mirror) Do(a *Act) error {
	switch a.Kind {
	case Put:
		if a.Body == nil || a.WorldFromBody == nil {
			return fmt.Errorf("mirror: put of nothing")
		}
		_, err := m.Put(*a.Body, *a.WorldFromBody, a.Velocity)
		return err
	case Take:
		m.Take(a.Object)
	case Throw:
		return m.Throw(a.Object, a.Velocity)
	case Heat:
		return m.Heat(a.Object, a.Celsius)
	case Fail:
		return m.Fail(a.Channel, a.Failure, a.Count)
	case Fill:
		return m.Fill(a.Scene)
	case TakeOver:
		m.TakeOver(a.Posture)
	default:
		return fmt.Errorf("mirror: act %d is not to be repeated", a.Kind)
	}
	return nil
}

func (m *Mirror) did(a Act) {
	if m.cfg.Witness != nil {
		m.act = a
		m.cfg.Witness(m, &m.act)
	}
}

// Put puts an object into the world and gives its number.
func (m *Mirror) Put(b world.Body, worldFromBody spatial.Pose, velocity spatial.Twist) (int, error) {
	i, err := m.world.Put(b, worldFromBody, velocity)
	if err == nil {
		m.did(Act{Kind: Put, Object: i, Body: &b, WorldFromBody: &worldFromBody, Velocity: velocity})
	}
	return i, err
}

// Take takes an object away; unknown numbers are ignored.
func (m *Mirror) Take(object int) {
	m.world.Take(object)
	m.did(Act{Kind: Take, Object: object})
}

// Throw gives a movable object a velocity (m/s, rad/s).
func (m *Mirror) Throw(object int, v spatial.Twist) error {
	err := m.world.Throw(object, v)
	if err == nil {
		m.did(Act{Kind: Throw, Object: object, Velocity: v})
	}
	return err
}

// Heat brings an object to a temperature (°C).
func (m *Mirror) Heat(object int, celsius float64) error {
	err := m.world.Heat(object, celsius)
	if err == nil {
		m.did(Act{Kind: Heat, Object: object, Celsius: celsius})
	}
	return err
}

// Fail breaks a channel of the glove, or heals it; count is what a stuck one reads.
func (m *Mirror) Fail(channel int, mode taxel.Failure, count uint16) error {
	if n := m.glove.layout.Len(); channel < 0 || channel >= n {
		return fmt.Errorf("mirror: channel %d, want 0 to %d", channel, n-1)
	}
	m.glove.worn.Fail(channel, mode, count)
	m.did(Act{Kind: Fail, Channel: channel, Failure: mode, Count: count})
	return nil
}
