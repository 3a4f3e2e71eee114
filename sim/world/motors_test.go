package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const dt = 1e-3 // s

// finger is a finger's motor without friction, which closed forms leave out.
func finger() Motor {
	m := NewMotor(chain.Limit{Lower: -2, Upper: 2}, true)
	m.Friction = 0
	return m
}

func one(t *testing.T, spec Motor, q float64) *Motors {
	t.Helper()
	m, err := MotorsOf([]Motor{spec}, []float64{q})
	require.NoError(t, err)
	return m
}

func TestSmallStepFollowsTheClosedForm(t *testing.T) {
	spec := finger()
	m := one(t, spec, 0)
	const target = 0.01 // small enough to stay below every limit
	w := 2 * math.Pi * spec.Bandwidth / criticalRatio
	for i := 1; i <= 200; i++ {
		m.Step(dt, []float64{target}, []float64{0}, []float64{0})
		at := float64(i) * dt
		want := target * (1 - (1+w*at)*math.Exp(-w*at))
		require.InDelta(t, want, m.Position()[0], 0.05*target, "at %g s", at)
	}
	require.InDelta(t, target, m.Position()[0], 1e-6)
}

func TestBandwidthIsTheMinusThreeDecibelPoint(t *testing.T) {
	for _, finger := range []bool{true, false} {
		spec := NewMotor(chain.Unlimited(), finger)
		spec.Friction = 0
		m := one(t, spec, 0)
		const amplitude = 1e-3
		peak := 0.0
		for i := range 4000 {
			at := float64(i) * dt
			m.Step(dt, []float64{amplitude * math.Sin(2*math.Pi*spec.Bandwidth*at)}, []float64{0}, []float64{0})
			if at > 2 {
				peak = max(peak, math.Abs(m.Position()[0]))
			}
		}
		require.InDelta(t, 1/math.Sqrt2, peak/amplitude, 0.03, "finger %v", finger)
	}
}

func TestARampIsFollowedWithoutLag(t *testing.T) {
	spec := finger()
	m := one(t, spec, -1)
	const rate = 2.0 // rad/s
	for i := 1; i <= 500; i++ {
		m.Step(dt, []float64{-1 + rate*float64(i)*dt}, []float64{rate}, []float64{0})
	}
	require.InDelta(t, -1+rate*0.5, m.Position()[0], 1e-6)
}

func TestDryFrictionHoldsASmallLoad(t *testing.T) {
	spec := NewMotor(chain.Limit{Lower: -2, Upper: 2}, true)
	m := one(t, spec, 0.3)
	for range 1000 {
		m.Step(dt, []float64{0.3}, []float64{0}, []float64{0.9 * spec.Friction})
	}
	require.Equal(t, 0.3, m.Position()[0])
}

func TestALoadBendsTheServoByItsStiffness(t *testing.T) {
	spec := finger()
	m := one(t, spec, 0)
	const load = 0.5 // N·m
	for range 1000 {
		m.Step(dt, []float64{0}, []float64{0}, []float64{load})
	}
	w := 2 * math.Pi * spec.Bandwidth / criticalRatio
	require.InDelta(t, load/(spec.Inertia*w*w), m.Position()[0], 1e-9)
	require.InDelta(t, -load, m.Effort()[0], 1e-6, "the motor gives what the contact takes")
}

func TestEffortBeyondTheLimitIsNotGiven(t *testing.T) {
	spec := finger()
	m := one(t, spec, 0)
	for range 300 {
		m.Step(dt, []float64{2}, []float64{0}, []float64{-1.2 * spec.Limit.Effort})
		require.LessOrEqual(t, math.Abs(m.Effort()[0]), spec.Limit.Effort)
	}
	require.Less(t, m.Position()[0], 0.0, "a stronger opponent pushes the finger back")
}

// TestNothingLeavesTheLimits drives motors of any design with any target and
// any load, NaN and infinity included.
func TestNothingLeavesTheLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lower := rapid.Float64Range(-3, 0).Draw(t, "lower")
		limit := chain.Limit{
			Lower: lower, Upper: lower + rapid.Float64Range(0, 4).Draw(t, "range"),
			Velocity: rapid.Float64Range(0.01, 20).Draw(t, "velocity"),
			Effort:   rapid.Float64Range(0.01, 100).Draw(t, "effort"),
		}
		m, err := MotorsOf([]Motor{NewMotor(limit, rapid.Bool().Draw(t, "finger"))}, []float64{lower})
		require.NoError(t, err)
		wild := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-5, 5), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}))
		step := rapid.SampledFrom([]float64{1e-4, 1e-3, 1e-2}).Draw(t, "dt")
		for range 50 {
			before := m.Position()[0]
			m.Step(step, []float64{wild.Draw(t, "target")}, []float64{wild.Draw(t, "rate")}, []float64{wild.Draw(t, "load")})
			q, v := m.Position()[0], m.Velocity()[0]
			require.GreaterOrEqual(t, q, limit.Lower)
			require.LessOrEqual(t, q, limit.Upper)
			require.LessOrEqual(t, math.Abs(v), limit.Velocity)
			require.InDelta(t, q-before, v*step, 1e-9, "the speed is that of the movement")
		}
	})
}

// TestEnergyOnlyFalls lets a motor come to rest from any state: kinetic energy
// plus that of the servo's spring never grows.
func TestEnergyOnlyFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := NewMotor(chain.Limit{Lower: -10, Upper: 10, Velocity: 1000}, rapid.Bool().Draw(t, "finger"))
		spec.Limit.Effort = 1e9 // or the spring would not be the servo's
		m, err := MotorsOf([]Motor{spec}, []float64{rapid.Float64Range(-3, 3).Draw(t, "q")})
		require.NoError(t, err)
		m.velocity[0] = rapid.Float64Range(-50, 50).Draw(t, "v")
		w := 2 * math.Pi * spec.Bandwidth / criticalRatio
		energy := func() float64 {
			q, v := m.Position()[0], m.Velocity()[0]
			return spec.Inertia * (v*v + w*w*q*q) / 2
		}
		step := rapid.SampledFrom([]float64{1e-4, 1e-3, 1e-2, 0.1}).Draw(t, "dt")
		last := energy()
		for range 100 {
			m.Step(step, []float64{0}, []float64{0}, []float64{0})
			now := energy()
			require.LessOrEqual(t, now, last*(1+1e-12))
			last = now
		}
	})
}

func TestBadMotorsAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Motor){
		"inertia":   func(m *Motor) { m.Inertia = 0 },
		"bandwidth": func(m *Motor) { m.Bandwidth = math.NaN() },
		"friction":  func(m *Motor) { m.Friction = -1 },
		"speed":     func(m *Motor) { m.Limit.Velocity = math.Inf(1) },
		"lower":     func(m *Motor) { m.Limit.Lower = 3 },
	} {
		spec := finger()
		spoil(&spec)
		_, err := MotorsOf([]Motor{spec}, []float64{0})
		require.ErrorContains(t, err, name)
	}
	_, err := MotorsOf([]Motor{finger()}, nil)
	require.EqualError(t, err, "world: 0 coordinates given to 1 motors")
}

func TestMotorStepAllocatesNothing(t *testing.T) {
	m := one(t, finger(), 0)
	target, rate, load := []float64{0.1}, []float64{0}, []float64{0}
	require.Zero(t, testing.AllocsPerRun(100, func() { m.Step(dt, target, rate, load) }))
}
