package mirror

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
)

// TestALagsIntervalIsStudents: of eight pieces of a movement, each late by a time of its
// own, the mean is known to 2.365 standard errors of it.
func TestALagsIntervalIsStudents(t *testing.T) {
	late := [8]float64{0.020, 0.040, 0.025, 0.035, 0.030, 0.022, 0.038, 0.030}
	mean, square := 0.0, 0.0
	for _, s := range late {
		mean += s / 8
	}
	for _, s := range late {
		square += (s - mean) * (s - mean)
	}
	half := 2.365 * math.Sqrt(square/7/8)
	var meter LagMeter
	const turns = 10 // of 1 Hz, in each piece
	for i := range 8 * turns * 100 {
		at := float64(i) * 0.01
		var person hand.Angles
		var robot [hand.NumFingerAngles]float64
		person[5] = 0.8 * math.Sin(2*math.Pi*at)
		robot[5] = 0.6 * math.Sin(2*math.Pi*(at-late[min(i/(turns*100), 7)]))
		meter.AddTenth(&person, &robot)
	}
	lag := meter.Lag()
	require.InDelta(t, mean, lag.Value.Float(), 5e-4)
	require.InEpsilon(t, half, (lag.Interval[1]-lag.Interval[0])/2, 0.05)
	require.InDelta(t, lag.Value.Float(), (lag.Interval[1]+lag.Interval[0])/2, 1e-9)
	ms := lag.Times(1e3)
	require.InDelta(t, 1e3*lag.Interval[0], ms.Interval[0], 1e-9)
	require.InDelta(t, 1e3*lag.Value.Float(), ms.Value.Float(), 1e-9)

	// Pieces that disagree by more than 50 ms about it are no measurement.
	for spread, measured := range map[float64]bool{0.055: true, 0.068: false} { // s: halves of 46 and 57 ms
		meter.Reset()
		for i := range 8 * turns * 100 {
			at := float64(i) * 0.01
			var person hand.Angles
			var robot [hand.NumFingerAngles]float64
			by := spread
			if i/(turns*100)%2 == 1 {
				by = -spread
			}
			person[5] = math.Sin(2 * math.Pi * 0.6 * at)
			robot[5] = math.Sin(2 * math.Pi * 0.6 * (at - 0.15 - by))
			meter.AddTenth(&person, &robot)
		}
		require.Equal(t, measured, meter.Lag().Value.Measured(), "%g s", spread)
	}
}

// TestHalfOfAMovementMustBeFound in the robot's joints.
func TestHalfOfAMovementMustBeFound(t *testing.T) {
	for _, share := range []float64{0.45, 0.55} {
		rng := rand.New(rand.NewPCG(3, 3))
		var meter LagMeter
		for i := range 12000 {
			at := float64(i) * 0.01
			var person hand.Angles
			var robot [hand.NumFingerAngles]float64
			person[5] = math.Sin(2 * math.Pi * at)
			robot[5] = person[5]
			// Noise of a variance that leaves this share of the correlation, squared.
			robot[5] += math.Sqrt(0.5*(1/share-1)) * rng.NormFloat64()
			meter.AddTenth(&person, &robot)
		}
		require.Equal(t, share > 0.5, meter.Lag().Value.Measured(), "%g", share)
	}
	// A robot that does the opposite does not follow.
	var meter LagMeter
	for i := range 1000 {
		var person hand.Angles
		var robot [hand.NumFingerAngles]float64
		person[5] = math.Abs(math.Mod(float64(i)*0.02, 2) - 1)
		robot[5] = -person[5]
		meter.AddTenth(&person, &robot)
	}
	require.False(t, meter.Lag().Value.Measured() && meter.Lag().Value.Float() == 0)
}

// TestMomentsOfAMovement: a tenth of a second before and after a joint moves faster than
// 20°/s, each once, as far as the robot is known around it.
func TestMomentsOfAMovement(t *testing.T) {
	meter := LagMeter{person: make([][hand.NumFingerAngles]float32, 300), robot: make([][hand.NumFingerAngles]float32, 300)}
	run := func(from, to int) (list []int) {
		for i := from; i <= to; i++ {
			list = append(list, i)
		}
		return list
	}
	step := func(at int, speed float64) {
		for i := at; i < 300; i++ {
			meter.person[i][7] += float32(speed * math.Pi / 180 * 0.01)
		}
	}
	step(150, 19)
	meter.moments(7)
	require.Empty(t, meter.at)
	step(150, 2)
	meter.moments(7)
	require.Equal(t, run(140, 160), meter.at)
	step(155, -21)
	step(3, 25)   // the robot is not known 50 ms earlier than at the beginning
	step(255, 25) // nor 400 ms later than at the end
	meter.moments(7)
	require.Equal(t, append(append(run(5, 13), run(140, 165)...), run(245, 259)...), meter.at)
	meter.moments(8)
	require.Empty(t, meter.at)
}

// TestALongRunIsJudgedByItsTenMinutes.
func TestALongRunIsJudgedByItsTenMinutes(t *testing.T) {
	var meter LagMeter
	var person hand.Angles
	var robot [hand.NumFingerAngles]float64
	for range 600_050 {
		meter.add(&person, &robot)
	}
	require.Len(t, meter.person, 60_000)
	require.Len(t, meter.robot, 60_000)
	meter.Reset()
	for range 25 {
		meter.add(&person, &robot)
	}
	require.Len(t, meter.person, 2)
}

// TestTouchIsToldAWhileLater: what a region tells counts as false a tenth of a second
// after it was let go, a contact as missed 50 ms after it is pressed, each once a look.
func TestTouchIsToldAWhileLater(t *testing.T) {
	var e touchErrors
	e.judge(&touchedRegion{free: 0.099}, true)
	e.judge(&touchedRegion{pressed: 0.049}, false)
	require.Equal(t, touchErrors{}, e)
	r := touchedRegion{free: 0.101}
	for range 5 {
		e.judge(&r, true)
	}
	require.Equal(t, touchErrors{air: 5, toldFree: 5, events: 1}, e)
	e.judge(&r, false)
	e.judge(&r, true)
	require.Equal(t, touchErrors{air: 7, toldFree: 6, events: 2}, e)
	r = touchedRegion{pressed: 0.051}
	e.judge(&r, true)
	e.judge(&r, false)
	e.judge(&r, false)
	require.Equal(t, touchErrors{air: 7, toldFree: 6, events: 2, pressed: 3, missed: 2}, e)

	// Ten looks are a tenth of a second.
	e.looks, e.lit, e.dark = 10, 1, 200
	report := e.report()
	require.InEpsilon(t, 20_000, report.FalseContactsPer1000S.Float(), 1e-9)
	require.InEpsilon(t, 100*6.0/7, report.FalseContactPct.Float(), 1e-9)
	require.InEpsilon(t, 100*2.0/3, report.MissedContactPct.Float(), 1e-9)
	require.InEpsilon(t, 0.5, report.LitInAirPct.Float(), 1e-9)
}

// asked is a glove that only notes when it is asked, and for what.
type asked struct {
	times    []float64
	postures []hand.Angles
}

func (a *asked) Sense(t float64, to hand.Angles, _ *glove.Frame) bool {
	a.times, a.postures = append(a.times, t), append(a.postures, to)
	return false
}

// TestTheHandSettlesBeforeTheFirstFrame: in a second, eased at both ends, from the last
// posture of the calibration, and holds for another.
func TestTheHandSettlesBeforeTheFirstFrame(t *testing.T) {
	var seen asked
	s := gloveStage{sensor: &seen, offset: 30}
	to := hand.Angles{hand.IndexPIP: 1, hand.WristFlexion: -0.5}
	last := -1.0
	require.NoError(t, s.settle(to, func(share float64) error {
		require.Greater(t, share, last)
		last = share
		return nil
	}))
	require.InDelta(t, 1, last, 1e-3)
	require.Len(t, seen.times, 2000)
	for i, at := range seen.times {
		left := 30 - at // of the two seconds
		require.InDelta(t, float64(1999-i)*1e-3, left, 1e-9)
		u := min(2-left, 1)
		require.InDelta(t, 3*u*u-2*u*u*u, seen.postures[i][hand.IndexPIP], 1e-9)
		require.InDelta(t, -0.5*(3*u*u-2*u*u*u), seen.postures[i][hand.WristFlexion], 1e-9)
	}
	enough := errors.New("enough")
	require.ErrorIs(t, s.settle(to, func(float64) error { return enough }), enough)
}

// TestTheWayBackIsSmooth: what is left of an offset goes along a minimum-jerk path, and
// then is no more.
func TestTheWayBackIsSmooth(t *testing.T) {
	a := aside{offset: []float64{0.4, -1}, from: 2, seconds: 0.5}
	for _, u := range []float64{-1, 0, 0.2, 0.5, 0.9} {
		target := []float64{1, 1}
		a.addTo(target, 2+0.5*u)
		left := 1 - gesture.MinimumJerk(u)
		require.InDelta(t, 1+0.4*left, target[0], 1e-12)
		require.InDelta(t, 1-left, target[1], 1e-12)
		require.NotNil(t, a.offset)
	}
	target := []float64{1, 1}
	a.addTo(target, 2.5)
	require.Equal(t, []float64{1, 1}, target)
	require.Nil(t, a.offset)
}

// TestTheWayBackKeepsTheSpeedLimits: the joint that has farthest to go, measured by its
// limit, reaches the wanted share of it half way, and it takes its time at least.
func TestTheWayBackKeepsTheSpeedLimits(t *testing.T) {
	m := small(t, synth(t, "open"), nil)
	for _, share := range []float64{0.2, 0.6} {
		for _, by := range []float64{1e-4, 0.7} {
			q := append([]float64{}, m.mirrored...)
			limits := m.motors
			q[0] += by
			q[1] -= by / 2
			m.goAside(q, 0.3, share)
			fastest := 0.0
			for i, left := range m.aside.offset {
				require.InDelta(t, q[i]-m.mirrored[i], left, 1e-12)
				const h = 1e-4
				middle := m.aside.seconds / 2
				speed := math.Abs(left) * (gesture.MinimumJerk((middle+h)/m.aside.seconds) - gesture.MinimumJerk((middle-h)/m.aside.seconds)) / (2 * h)
				fastest = max(fastest, speed/limits.Limit(i).Velocity)
			}
			if by > 0.1 {
				require.InEpsilon(t, share, fastest, 1e-3)
			} else {
				require.InDelta(t, 0.3, m.aside.seconds, 1e-12)
				require.Less(t, fastest, share)
			}
		}
	}
	// Another arm takes over within 0.3 s if it has not far to go, at 60 % of its limits.
	near := append([]float64{}, m.mirrored...)
	m.TakeOver(near)
	require.InDelta(t, 0.3, m.aside.seconds, 1e-12)
	near[0] += 0.7
	m.TakeOver(near)
	require.InEpsilon(t, 15.0/8*0.7/(0.6*m.motors.Limit(0).Velocity), m.aside.seconds, 1e-9)
	m.TakeOver(near[1:])
	require.InEpsilon(t, 15.0/8*0.7/(0.6*m.motors.Limit(0).Velocity), m.aside.seconds, 1e-9, "an arm with other joints does not")
}

// TestTheProfilesNameIsTheConfigs: what a mirror is built from is what was asked for.
func TestTheProfilesNameIsTheConfigs(t *testing.T) {
	m := small(t, synth(t, "open"), nil)
	want, err := taxel.Lookup(m.cfg.Profile)
	require.NoError(t, err)
	require.Equal(t, want, m.glove.layout.Profile())
	require.InDelta(t, 24*20.0/24+2, m.glove.offset, 0.02, "24 postures of 20 s in all, and two seconds")
}
