package world

import (
	"errors"
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
)

// Motor drives one coordinate through a position servo with velocity
// feed-forward. The arm's weight is compensated and its gears are high, so that
// each coordinate turns a constant inertia of its own.
type Motor struct {
	Inertia   float64     // kg·m² or kg: reflected rotor plus mean link
	Bandwidth float64     // Hz: −3 dB of the servo without feed-forward
	Friction  float64     // N·m or N: dry friction, moving or at rest
	Limit     chain.Limit // position, speed and effort, none of them ever exceeded
}

// Design values: bandwidth and speed of the design's arm and fingers, and the
// acceleration that full effort gives, from which a motor's inertia follows.
const (
	armBandwidth       = 5    // Hz
	armSpeed           = 3    // rad/s
	armAcceleration    = 150  // rad/s²
	armEffort          = 40   // N·m, where the model states none
	fingerBandwidth    = 12   // Hz
	fingerSpeed        = 10   // rad/s
	fingerAcceleration = 2500 // rad/s²
	fingerEffort       = 2.7  // N·m: 30 N at the end of a 90 mm finger
	frictionShare      = 0.005
)

// NewMotor is a motor of the arm, or of a finger, for a coordinate with the
// given limits; an absent or senseless speed or effort becomes the design's.
func NewMotor(limit chain.Limit, finger bool) Motor {
	bandwidth, speed, acceleration, effort := float64(armBandwidth), float64(armSpeed), float64(armAcceleration), float64(armEffort)
	if finger {
		bandwidth, speed, acceleration, effort = fingerBandwidth, fingerSpeed, fingerAcceleration, fingerEffort
	}
	if !usable(limit.Velocity) {
		limit.Velocity = speed
	}
	if !usable(limit.Effort) {
		limit.Effort = effort
	}
	return Motor{
		Inertia:   limit.Effort / acceleration,
		Bandwidth: bandwidth,
		Friction:  frictionShare * limit.Effort,
		Limit:     limit,
	}
}

func usable(bound float64) bool { return bound > 0 && !math.IsInf(bound, 1) }

// Motors are the moving coordinates of a robot: the scratch of one goroutine.
type Motors struct {
	spec     []Motor
	position []float64
	velocity []float64
	effort   []float64
}

// NewMotors is one motor per coordinate of the model, at rest at q (clamped
// into the limits). Coordinates that move the given palm link are the arm's,
// all others are fingers'.
func NewMotors(model *chain.Model, palm int, q []float64) (*Motors, error) {
	spec := make([]Motor, model.DOF())
	for i := range spec {
		c := model.Coordinate(i)
		spec[i] = NewMotor(c.Limit, !model.Carries(c.Joint, palm))
	}
	return MotorsOf(spec, q)
}

// MotorsOf are motors as given, at rest at q (clamped into the limits).
func MotorsOf(spec []Motor, q []float64) (*Motors, error) {
	if len(q) != len(spec) {
		return nil, fmt.Errorf("world: %d coordinates given to %d motors", len(q), len(spec))
	}
	for i := range spec {
		if err := spec[i].check(); err != nil {
			return nil, fmt.Errorf("world: motor %d: %w", i, err)
		}
	}
	n := len(spec)
	m := &Motors{
		spec:     append([]Motor(nil), spec...),
		position: make([]float64, n),
		velocity: make([]float64, n),
		effort:   make([]float64, n),
	}
	m.Reset(q)
	return m, nil
}

func (s *Motor) check() error {
	switch {
	case !usable(s.Inertia):
		return fmt.Errorf("inertia %g, want a finite value above 0", s.Inertia)
	case !usable(s.Bandwidth):
		return fmt.Errorf("bandwidth %g Hz, want a finite value above 0", s.Bandwidth)
	case !(s.Friction >= 0):
		return fmt.Errorf("friction %g, want at least 0", s.Friction)
	case !usable(s.Limit.Velocity) || !usable(s.Limit.Effort):
		return errors.New("speed and effort limits must be finite and above 0")
	case !(s.Limit.Lower <= s.Limit.Upper):
		return fmt.Errorf("lower %g > upper %g", s.Limit.Lower, s.Limit.Upper)
	}
	return nil
}

// Reset puts the robot at rest at q, clamped into the limits.
func (m *Motors) Reset(q []float64) {
	for i := range m.spec {
		limit := m.spec[i].Limit
		m.position[i] = min(max(q[i], limit.Lower), limit.Upper)
		m.velocity[i], m.effort[i] = 0, 0
	}
}

// Limit is what bounds a coordinate: of position, speed and effort.
func (m *Motors) Limit(i int) chain.Limit { return m.spec[i].Limit }

// Position is the moving robot's coordinates: the motors' own slice, to be read
// only, as are Velocity and Effort.
func (m *Motors) Position() []float64 { return m.position }

// Velocity is each coordinate's rate over the last step.
func (m *Motors) Velocity() []float64 { return m.velocity }

// Effort is what each motor gave in the last step (N·m or N), friction apart.
func (m *Motors) Effort() []float64 { return m.effort }

// Step advances by dt (s) towards target and targetVelocity, which hold at the
// end of the step, against external, the generalised forces of contact. It
// allocates nothing; a target that is not finite leaves its coordinate at rest.
func (m *Motors) Step(dt float64, target, targetVelocity, external []float64) {
	for i := range m.spec {
		s := &m.spec[i]
		rate, effort := s.drive(dt, target[i]-m.position[i], m.velocity[i], targetVelocity[i], external[i])
		// Hard stops: whatever the forces are, the step ends inside.
		rate = min(max(rate, -s.Limit.Velocity), s.Limit.Velocity)
		rate = min(max(rate, (s.Limit.Lower-m.position[i])/dt), (s.Limit.Upper-m.position[i])/dt)
		if math.IsNaN(rate) {
			rate, effort = 0, 0
		}
		m.velocity[i] = rate
		m.position[i] = min(max(m.position[i]+dt*rate, s.Limit.Lower), s.Limit.Upper)
		m.effort[i] = effort
	}
}

// criticalRatio is the −3 dB frequency of a critically damped second-order
// low-pass relative to its natural frequency: √(√2 − 1).
const criticalRatio = 0.6435942529055826

// drive is one backward Euler step of
//
//	J·v̇ = k·(target − q) + d·(targetVelocity − v) + external ∓ friction
//
// with critical damping, which no step makes unstable. The effort is what the
// servo asks for at the end of the step; where that is beyond the limit, the
// limit acts instead and the equation is explicit in it.
func (s *Motor) drive(dt, gap, v, targetVelocity, external float64) (rate, effort float64) {
	natural := 2 * math.Pi * s.Bandwidth / criticalRatio
	stiffness, damping := s.Inertia*natural*natural, 2*s.Inertia*natural
	loaded := s.Inertia + dt*damping + dt*dt*stiffness
	rate = (s.Inertia*v + dt*(stiffness*gap+damping*targetVelocity+external)) / loaded
	rate = shrink(rate, dt*s.Friction/loaded)
	effort = stiffness*(gap-dt*rate) + damping*(targetVelocity-rate)
	if math.Abs(effort) > s.Limit.Effort {
		effort = math.Copysign(s.Limit.Effort, effort)
		rate = shrink(v+dt*(effort+external)/s.Inertia, dt*s.Friction/s.Inertia)
	}
	return rate, effort
}

// shrink takes dry friction from a rate: it brings the rate nearer to zero by at
// most bound, and never beyond.
func shrink(rate, bound float64) float64 {
	return math.Copysign(max(math.Abs(rate)-bound, 0), rate)
}
