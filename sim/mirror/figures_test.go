package mirror

import (
	"math"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/gesture"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// small is a mirror that is soon built.
func small(t testing.TB, src gesture.Source, change func(*Config)) *Mirror {
	t.Helper()
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	cfg := Config{Source: src, Robot: arm, Follow: retarget.Mirror, Seed: 3, Channels: 64}
	if change != nil {
		change(&cfg)
	}
	m, err := New(cfg)
	require.NoError(t, err)
	return m
}

// aside puts the moving palm a distance (m) and an angle (rad) away from where the
// person's mirrored palm is.
func (r *Record) putAside(distance, angle float64) {
	r.WorldFromMirrored = spatial.Pose{Rot: spatial.FromRPY(0.3, -0.2, 0.9), Pos: r3.Vec{X: 0.3, Y: -0.1, Z: 1.1}}
	r.WorldFromPalm = spatial.Pose{
		Rot: quat.Mul(r.WorldFromMirrored.Rot, spatial.AxisAngle(r3.Unit(r3.Vec{X: 1, Y: 2, Z: -1}), angle)),
		Pos: r3.Add(r.WorldFromMirrored.Pos, r3.Scale(distance, r3.Unit(r3.Vec{X: -1, Y: 1, Z: 2}))),
	}
}

// TestATraceCountsWhatItIsToCount: a run of which every step is made up, so that
// each figure can be told beforehand.
func TestATraceCountsWhatItIsToCount(t *testing.T) {
	testdata.Long(t)
	const steps, lostFrom, lostTo = 4000, 3001, 3500
	for name, forearm := range map[string]bool{"with the wrist": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			m := small(t, altered{Source: synth(t, "fist"), change: func(i *gesture.Info) { i.Forearm = forearm }}, nil)
			trace, r := NewTrace(), &m.record
			elbow, ok := m.cfg.Robot.Model.JointIndex("elbow_flexion")
			if !ok {
				elbow = 0
			}
			coord, _, _ := m.cfg.Robot.Model.JointCoordinate(elbow)
			limit := m.cfg.Robot.Model.Coordinate(coord).Limit
			still := append([]float64(nil), r.Coordinates...)
			var tips, square []float64
			for i := 1; i <= steps; i++ {
				r.Time = float64(i) * Period
				r.Sample.State = gesture.OK
				copy(r.Coordinates, still)
				clear(r.Velocity)
				lost := i >= lostFrom && i <= lostTo
				if lost {
					r.Sample.State = gesture.Lost
				}
				// Errors count from 1.000 s on, and not of a hand that is lost.
				e := 0.5
				if i >= 1000 && !lost {
					e = 1e-4 * float64(i%100)
					square = append(square, e)
				}
				for a := range r.Estimate.Angles {
					r.Sample.Angles[a] = 0.2
					r.Estimate.Angles[a] = 0.2 - e
					r.Estimate.Sigma[a] = 0.03
				}
				if !forearm {
					r.Estimate.Angles[hand.WristFlexion], r.Estimate.Sigma[hand.WristDeviation] = 3, 3
				}
				r.Result.Reachable = i%4 != 0
				r.putAside(0.003, 0.02)
				if !r.Result.Reachable || lost {
					r.putAside(0.3, 1)
				}
				for f := range r.TipError {
					r.TipError[f] = 1
					if !lost {
						r.TipError[f] = 1e-5 * float64((i+f)%200)
						tips = append(tips, r.TipError[f])
					}
				}
				// Lost or not, a limit is one.
				switch i {
				case 10:
					r.Coordinates[coord] = limit.Upper + 1e-6
				case 20, 3100:
					r.Coordinates[coord] = limit.Lower - 1e-6
				case 30:
					r.Coordinates[coord] = math.NaN()
				case 40, 50:
					r.Velocity[coord] = limit.Velocity + 1e-6
				case 60:
					r.Velocity[coord] = -limit.Velocity - 1e-6
				case 70:
					r.Coordinates[coord], r.Velocity[coord] = limit.Upper, -limit.Velocity
				}
				trace.Add(m)
			}
			got := trace.Report(m)
			sum2 := 0.0
			for _, e := range square {
				sum2 += e * e
			}
			require.InEpsilon(t, math.Sqrt(sum2/float64(len(square)))*180/math.Pi, got.Decode.JointRMSEDeg.Float(), 1e-9)
			require.InEpsilon(t, 94e-4*180/math.Pi, got.Decode.JointP95Deg.Float(), 0.012)
			require.InEpsilon(t, 0.03*180/math.Pi, got.Decode.PredictedDeg.Float(), 1e-9)

			mean := 0.0
			for _, e := range tips {
				mean += e * 1e3 / float64(len(tips))
			}
			require.InEpsilon(t, mean, got.Retarget.TipErrorMM.Mean.Float(), 1e-9)
			require.InEpsilon(t, 1.89, got.Retarget.TipErrorMM.P95.Float(), 0.012)
			require.InEpsilon(t, 1.99, got.Retarget.TipErrorMM.Max.Float(), 0.002)
			require.InEpsilon(t, 3, got.Retarget.PalmErrorMM.Float(), 1e-9)
			require.InEpsilon(t, 0.02*180/math.Pi, got.Retarget.PalmErrorDeg.Float(), 1e-6)
			const seen = steps - (lostTo - lostFrom + 1)
			require.Equal(t, PalmSamples{Position: seen * 3 / 4, Orientation: seen * 3 / 4}, got.Retarget.PalmSamples)
			require.InDelta(t, 75, got.Retarget.ReachablePct.Float(), 1e-9)
			require.InDelta(t, 12.5, got.Retarget.LostPct.Float(), 1e-9)
			require.Equal(t, 4.0, got.Limits.PositionViolations.Float())
			require.Equal(t, 3.0, got.Limits.VelocityViolations.Float())
			require.InDelta(t, 4, got.SimSeconds, 1e-12)
			require.Equal(t, 64, got.Channels)
			require.Equal(t, len(r.Touch), got.Taxels)
		})
	}
}

// TestTheDigestKnowsEveryCountAngleAndTaxel, and no times.
func TestTheDigestKnowsEveryCountAngleAndTaxel(t *testing.T) {
	m := small(t, synth(t, "fist"), nil)
	digest := func() string {
		trace := NewTrace()
		trace.Add(m)
		return trace.Report(m).Digest
	}
	before, r := digest(), &m.record
	r.Duration[StageSense]++
	require.Equal(t, before, digest())
	r.Counts[63]++
	counts := digest()
	r.Coordinates[len(r.Coordinates)-1] += 1e-15
	angles := digest()
	r.TaxelCount[len(r.TaxelCount)-1]++
	require.Len(t, map[string]bool{before: true, counts: true, angles: true, digest(): true}, 4)
}

// TestTheLastSecondIsWhatThePanelsShow: means over it, and of the times the
// quantiles by their definition.
func TestTheLastSecondIsWhatThePanelsShow(t *testing.T) {
	l := rolling{timed: true, resolution: 1}
	var h Health
	l.healthTo(&h)
	require.Equal(t, Health{}, h)
	var r Record
	feed := func(i int) {
		for s := range r.Duration {
			r.Duration[s] = time.Duration(i*7919%1000+1) * time.Microsecond * time.Duration(s+1)
		}
		for f := range 4 {
			r.TipError[f] = 1e-3 * float64(i) * float64(f+1)
		}
		r.TipError[4] = math.NaN() // a finger that the robot lacks
		r.putAside(2e-3*float64(i), 1e-3*float64(i%2))
		for a := range r.Estimate.Angles {
			r.Estimate.Angles[a] = 0.01 * float64(a%2*2-1)
		}
		r.Estimate.Angles[hand.WristFlexion] = 9 // the wrist is not a finger's
		l.add(&r)
	}
	for i := range 100 {
		feed(i)
	}
	l.healthTo(&h)
	require.InEpsilon(t, 49.5*2.5, h.TipErrorMM, 1e-5)
	for i := 100; i < 1700; i++ {
		feed(i)
	}
	r.Jumped = true // of such a step no time counts
	r.Duration = [NumStages]time.Duration{}
	l.add(&r)
	r.Jumped = false
	l.healthTo(&h)
	last := 0.0 // of the last thousand, the last of which was told twice
	for i := 701; i < 1700; i++ {
		last += float64(i) / 1000
	}
	last += 1699.0 / 1000
	require.InEpsilon(t, last*2.5, h.TipErrorMM, 1e-5)
	require.InEpsilon(t, last*2, h.PalmErrorMM, 1e-5)
	require.InEpsilon(t, 0.0005*180/math.Pi, h.PalmErrorDeg, 4e-3)
	require.InEpsilon(t, 0.01*180/math.Pi, h.DecodeRMSDeg, 1e-5)
	for s := range h.LatencyUS {
		// 7919 is prime to 1000: each of 1 … 1000 came once.
		require.InEpsilon(t, 500.5*float64(s+1), h.LatencyUS[s].Mean, 1e-9)
		require.InEpsilon(t, 500*float64(s+1), h.LatencyUS[s].P50, 1e-9)
		require.InEpsilon(t, 990*float64(s+1), h.LatencyUS[s].P99, 1e-9)
	}
	// Of the loop's 6 to 6000 µs, each in its bin: the edges are 8 µs · 2^(i/4).
	var want [HistogramBins]int
	for us := 6.0; us <= 6000; us += 6 {
		bin := 0
		for bin < HistogramBins-1 && us >= 8*math.Pow(2, float64(bin+1)/4) {
			bin++
		}
		want[bin]++
	}
	require.Equal(t, want, h.LoopHistogram)
}

// TestTheServoLearnsARampsRate as a first-order low-pass of 8 ms, whatever the
// step.
func TestTheServoLearnsARampsRate(t *testing.T) {
	for _, dt := range []float64{0.5e-3, 1e-3, 2e-3} {
		s := newServo(2)
		s.reset([]float64{0.5, -1})
		for i := range int(math.Round(0.04 / dt)) {
			at := float64(i+1) * dt
			s.follow([]float64{0.5 + 3*at, -1 - 2*at}, dt)
			share := 1 - math.Exp(-at/8e-3)
			require.InDelta(t, 3*share, s.rate[0], 1e-9)
			require.InDelta(t, -2*share, s.rate[1], 1e-9)
		}
		s.reset([]float64{7, 7})
		s.follow([]float64{7, 7}, dt)
		require.Equal(t, []float64{0, 0}, s.rate)
	}
}

// TestNoTargetLeavesTheLimits, whatever a pilot or the reflex wants.
func TestNoTargetLeavesTheLimits(t *testing.T) {
	m := small(t, synth(t, "open"), func(c *Config) { c.Reflex = true })
	model := m.cfg.Robot.Model
	beyond := func(v []float64) {
		for i := range v {
			limit := model.Coordinate(i).Limit
			require.True(t, v[i] >= limit.Lower && v[i] <= limit.Upper, "coordinate %d at %g", i, v[i])
		}
	}
	for _, by := range []float64{-9, 9} {
		wild := make(still, model.DOF())
		for i := range wild {
			wild[i] = by
		}
		m.Hand(wild)
		m.lead()
		beyond(m.record.Target)
		m.Hand(nil)
		copy(m.record.Target, wild)
		m.drive(Period, m.record.Target)
		beyond(m.command)
	}
	// What the reflex adds to a finger at its limit is cut, and to one in the middle
	// is there.
	for i, list := range m.cfg.Robot.Fingers {
		for _, c := range list[1:] {
			limit := model.Coordinate(c).Limit
			m.record.Target[c] = limit.Upper
			if i == 2 {
				m.record.Target[c] = (limit.Lower + limit.Upper) / 2
			}
		}
	}
	slipping := m.observer.Touches()
	for i := range slipping {
		slipping[i].Slip, slipping[i].Contact = true, true
	}
	m.drive(10e-3, m.record.Target)
	beyond(m.command)
	for _, c := range m.cfg.Robot.Fingers[2][1:] {
		require.Greater(t, m.command[c], m.record.Target[c], "it tightens")
	}
}

// TestFingersAreLedByWhatTheyWillBe: their targets are those that a retargeter
// gives for the hand as it is decoded for 4 ms later, by which the motors are late.
func TestFingersAreLedByWhatTheyWillBe(t *testing.T) {
	m := small(t, synth(t, "fist"), nil)
	info := m.cfg.Source.Info()
	person := retarget.Person{Side: info.Side, Dims: info.Dims, Shoulder: info.Shoulder}
	targets := map[float64][]float64{0: nil, 4e-3: nil, 5e-3: nil}
	solvers := map[float64]*retarget.Retargeter{}
	for lead := range targets {
		r, err := retarget.New(m.cfg.Robot, person, m.cfg.Follow)
		require.NoError(t, err)
		solvers[lead], targets[lead] = r, make([]float64, m.cfg.Robot.Model.DOF())
		r.Step(targets[lead], retarget.Input{Angles: m.record.Estimate.Angles, WorldFromForearm: m.tracker.forearmAt(0)})
	}
	most := map[float64]float64{}
	for i := range 400 {
		at := float64(i+1) * Period
		m.Step(at)
		for lead, r := range solvers {
			var e glove.Estimate
			m.glove.estimate(&e, at+lead)
			r.Step(targets[lead], retarget.Input{Angles: e.Angles, WorldFromForearm: m.tracker.forearmAt(at), Dt: Period})
			for c, q := range targets[lead] {
				most[lead] = max(most[lead], math.Abs(q-m.record.Target[c]))
			}
		}
	}
	require.InDelta(t, 0, most[4e-3], 1e-9)
	require.Greater(t, most[0], 0.01, "rad: a hand that closes is elsewhere 4 ms later")
	require.Greater(t, most[5e-3], 0.002)
}

// TestASnapshotIsWhatTheStepLeft, copied: the person, the robot's links, and what
// its surface measures over each taxel's area.
func TestASnapshotIsWhatTheStepLeft(t *testing.T) {
	scene := sceneOf(t, "  - {name: ball, material: oak, mass_g: 50, position_mm: [300, 300, 1500], parts: [{sphere_mm: 20}]}\n")
	m := small(t, synth(t, "fist"), func(c *Config) { c.Scene = scene })
	for i := range 300 {
		m.Step(float64(i+1) * Period)
	}
	var s Snapshot
	m.SnapshotTo(&s)
	m.SnapshotTo(&s) // again into the same slices
	r := m.Record()
	require.InDelta(t, 0.3, s.Time, 1e-12)
	require.Equal(t, r.Sample.Angles, s.Person.Angles)
	require.Equal(t, r.Sample.WorldFromPalm, s.Person.WorldFromPalm)
	require.Equal(t, r.Sample.WorldFromForearm, s.Person.WorldFromForearm)
	require.False(t, s.Person.Lost)
	require.Equal(t, r.Coordinates, s.Arm.Coordinates)
	require.Equal(t, r.Target, s.Arm.Target)
	require.Equal(t, r.Result.Reachable, s.Arm.Reachable)
	require.Equal(t, r.Estimate.Angles, s.Decoded)
	require.Equal(t, r.Estimate.Sigma, s.Sigma)
	require.Len(t, s.Glove, 64)
	for i, c := range r.Counts {
		require.InDelta(t, float64(c)/float64(m.glove.layout.Profile().Codes), s.Glove[i], 1e-6)
	}
	require.Len(t, s.Arm.WorldFromLink, m.cfg.Robot.Model.NumLinks())
	require.Len(t, s.Arm.WorldFromTarget, m.cfg.Robot.Model.NumLinks())
	palm := m.cfg.Robot.Palm
	require.InDelta(t, 0, r3.Norm(r3.Sub(s.Arm.WorldFromLink[palm].Mul(m.cfg.Robot.LinkFromPalm).Pos, r.WorldFromPalm.Pos)), 1e-12)
	require.Less(t, r3.Norm(r3.Sub(s.Arm.WorldFromTarget[palm].Pos, s.Arm.WorldFromLink[palm].Pos)), 0.05)
	require.NotEqual(t, s.Arm.WorldFromTarget[palm], s.Arm.WorldFromLink[palm], "motors are late")
	require.Len(t, s.Touch, len(r.Touch))
	for i := range s.Touch {
		load, area := m.observer.Load(i), m.skin.Surface().Elements[i].Area
		require.InDelta(t, load.Normal, float64(s.Touch[i].Normal)*area, 1e-6)
		require.InDelta(t, load.X, float64(s.Touch[i].ShearX)*area, 1e-6)
		require.InDelta(t, load.Y, float64(s.Touch[i].ShearY)*area, 1e-6)
	}
	require.Len(t, s.Warmth, len(m.skin.Patches()))
	require.Len(t, s.Feel, len(m.observer.Touches()))
	require.Equal(t, "ball", s.Things[0].Body.Name)
	require.InDelta(t, 1.5-9.80665*0.3*0.3/2, s.Things[0].WorldFromObject.Pos.Z, 2e-3)
	require.Len(t, s.Things, 1)

	// A mirror in x = 0 turns a right palm's pose into a proper left one.
	person, mirrored := r.Sample.WorldFromPalm, r.WorldFromMirrored
	across := func(v r3.Vec) r3.Vec { v.X = -v.X; return v }
	for _, axis := range []r3.Vec{{X: 1}, {Z: 1}} {
		require.InDelta(t, 0, r3.Norm(r3.Sub(across(person.Rotate(axis)), mirrored.Rotate(axis))), 1e-9)
	}
	require.InDelta(t, 0, r3.Norm(r3.Add(across(person.Rotate(r3.Vec{Y: 1})), mirrored.Rotate(r3.Vec{Y: 1}))), 1e-9)
	require.InDelta(t, 0, r3.Norm(r3.Sub(across(person.Pos), mirrored.Pos)), 1e-12)
}
