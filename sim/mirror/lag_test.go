package mirror

import (
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

func TestLagOfAShiftedCopyIsTheShift(t *testing.T) {
	for _, want := range []float64{-0.024, 0.017, 0.060, 0.123} {
		var meter LagMeter
		wave := func(at float64) float64 { return 0.8 * math.Sin(2*math.Pi*0.9*at) }
		for step := range 12000 {
			at := float64(step) * 1e-3
			var person hand.Angles
			var robot [hand.WristFlexion]float64
			for j := range robot {
				person[j] = wave(at)
				robot[j] = 0.3 + wave(at-want) // another zero, as another hand has
			}
			meter.add(&person, &robot)
		}
		require.InDelta(t, want, meter.Lag().Value.Float(), 5e-4)
	}
}

func TestLagIsMeasuredWhereTheHandMoves(t *testing.T) {
	moving := func(robot float64) func(*Record, float64) {
		return func(r *Record, at float64) {
			r.Sample.Angles[3] = math.Sin(6 * at)
			r.FingerAngles[3] = robot * math.Sin(6*(at-0.03))
		}
	}
	for _, c := range []struct {
		steps  int
		move   func(*Record, float64)
		reason string
	}{
		{3000, moving(1), ""},
		{400, moving(1), "it takes more than 0.46 s of a hand in sight"},
		{3000, func(r *Record, at float64) { r.FingerAngles[3] = 1e-3 * at }, "no finger moved faster than 20°/s"},
		{3000, moving(0), "no joint that the robot shares with the hand moved"},
	} {
		var meter LagMeter
		var r Record
		for i := range c.steps {
			c.move(&r, float64(i)*Period)
			meter.Add(&r)
		}
		require.Equal(t, c.reason, meter.Lag().Value.Why())
	}
}

// delayed feeds a meter with a hand, and with a robot that does the same so much later
// (s), to a scale and from a zero of its own.
func delayed(src gesture.Source, length, delay float64) *LagMeter {
	var meter LagMeter
	var now, then gesture.Sample
	for i := range int(length / lagPeriod) {
		at := float64(i) * lagPeriod
		src.Sample(at, &now)
		src.Sample(max(at-delay, 0), &then)
		var robot [hand.NumFingerAngles]float64
		for j := range robot {
			robot[j] = 0.1 + 0.8*then.Angles[j]
		}
		meter.AddTenth(&now.Angles, &robot)
	}
	return &meter
}

// A known delay is found in every gesture and recording that moves a finger: in 3 s of
// it, or the whole.
func TestAKnownDelayIsFoundInEveryMovement(t *testing.T) {
	sources, lengths := map[string]gesture.Source{}, map[string]float64{}
	for _, name := range gesture.Names() {
		src, err := gesture.Synth(name, gesture.Options{Seed: 3})
		require.NoError(t, err)
		sources[name], lengths[name] = src, 3
	}
	for _, name := range []string{"left-mirrorarm.jsonl", "right-leap-service.jsonl", "left-webxr-arrays.jsonl"} {
		src, err := gesture.Open(testdata.Path("hands", name), gesture.Options{})
		require.NoError(t, err)
		sources[name], lengths[name] = src, src.Info().Duration
	}
	measured := 0
	for name, src := range sources {
		for _, delay := range []float64{-0.02, 0.005, 0.04, 0.11, 0.2} {
			lag := delayed(src, lengths[name], delay).Lag()
			if !lag.Value.Measured() {
				require.Contains(t, lag.Value.Why(), "no finger moved", "%s by %g s", name, delay)
				continue
			}
			measured++
			require.InDelta(t, delay, lag.Value.Float(), 2e-3, name)
			require.LessOrEqual(t, lag.Interval[0], lag.Value.Float(), name)
			require.GreaterOrEqual(t, lag.Interval[1], lag.Value.Float(), name)
		}
	}
	require.Greater(t, measured, 3*len(sources))
}

// Fingers that a robot lacks say nothing: of one that follows with the index alone the lag
// is that of the index.
func TestLagOfOneFinger(t *testing.T) {
	src, err := gesture.Synth("drum", gesture.Options{Seed: 3})
	require.NoError(t, err)
	var meter LagMeter
	var now, then gesture.Sample
	for i := range 500 {
		at := float64(i) * lagPeriod
		src.Sample(at, &now)
		src.Sample(max(at-0.06, 0), &then)
		var robot [hand.NumFingerAngles]float64
		for j := range 4 {
			robot[hand.FingerAngle(hand.Index, j)] = then.Angles[hand.FingerAngle(hand.Index, j)]
		}
		meter.AddTenth(&now.Angles, &robot)
	}
	require.InDelta(t, 0.06, meter.Lag().Value.Float(), 2e-3)
}

// A robot that moves by itself has no lag.
func TestAStrangersMovementHasNoLag(t *testing.T) {
	one, err := gesture.Synth(gesture.Medley, gesture.Options{Seed: 1})
	require.NoError(t, err)
	other, err := gesture.Synth("drum", gesture.Options{Seed: 2})
	require.NoError(t, err)
	var meter LagMeter
	var p, r gesture.Sample
	for i := range 6000 {
		at := float64(i) * lagPeriod
		one.Sample(at, &p)
		other.Sample(at, &r)
		meter.AddTenth(&p.Angles, (*[hand.NumFingerAngles]float64)(r.Angles[:hand.NumFingerAngles]))
	}
	require.False(t, meter.Lag().Value.Measured())
}

// On robots of somebody else's, whose proportions are not a hand's, the lag is inside
// what the loop's stages take, and a delay that is added is found on top of it.
func TestLagOfForeignRobots(t *testing.T) {
	for _, file := range []string{"four-finger.urdf", "bionic.urdf"} {
		arm, err := robot.FromURDF(testdata.Path("robots", file), robot.Fit{})
		require.NoError(t, err)
		src, err := gesture.Synth("table", gesture.Options{Seed: 1, Hand: gesture.LeftHand})
		require.NoError(t, err)
		m, err := New(Config{Source: src, Robot: arm, Follow: retarget.Mirror, Channels: 192, Seed: 1})
		require.NoError(t, err)
		const added = 120 // steps
		var plain, later LagMeter
		var past []Record
		for step := range 5000 {
			m.Step(float64(step+1) * Period)
			r := *m.Record()
			plain.Add(&r)
			past = append(past, r)
			r.FingerAngles, r.at = past[max(step-added, 0)].FingerAngles, past[max(step-added, 0)].at
			later.Add(&r)
		}
		own, more := plain.Lag().Value, later.Lag().Value
		require.True(t, own.Measured(), "%s: %s", file, own.Why())
		require.True(t, more.Measured(), "%s: %s", file, more.Why())
		require.InDelta(t, 0, own.Float(), 0.04, file)
		require.InDelta(t, own.Float()+added*Period, more.Float(), 5e-3, file)
	}
}

// A hand that is much slower than the person's has no lag of its own, and that is the
// reason that is given.
func TestASlowHandHasNoLag(t *testing.T) {
	text, err := os.ReadFile(testdata.Path("robots", "four-finger.urdf"))
	require.NoError(t, err)
	for name, velocity := range map[string]string{"slow": "0.5", "fast": "12"} {
		arm, err := robot.ReadURDF(name, strings.NewReader(regexp.MustCompile(`velocity="[^"]*"`).ReplaceAllString(string(text), `velocity="`+velocity+`"`)), robot.Fit{})
		require.NoError(t, err)
		src, err := gesture.Synth("medley", gesture.Options{Seed: 1, Hand: gesture.LeftHand})
		require.NoError(t, err)
		m, err := New(Config{Source: src, Robot: arm, Follow: retarget.Mirror, Channels: 192, Seed: 1})
		require.NoError(t, err)
		trace := NewTrace()
		for step := range 6000 {
			m.Step(float64(step+1) * Period)
			trace.Add(m)
		}
		lag := trace.Report(m).LagMS
		if name == "slow" {
			require.Contains(t, lag.Why(), "a finger joint was at its speed limit in ")
		} else {
			require.True(t, lag.Measured(), lag.Why())
		}
	}
}
