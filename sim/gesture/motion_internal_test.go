package gesture

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestAFingerTakesItsNeighboursAlong: while one finger bends by itself, those beside
// it go its way for a moment, by no more than an eighth of its way, it is held back
// by them, those further off are not moved, and in the end each is where its posture
// says.
func TestAFingerTakesItsNeighboursAlong(t *testing.T) {
	poses := make([]pose, 2)
	for i := 1; i < 4; i++ {
		poses[1].angles[hand.FingerAngle(hand.Middle, i)] = 1
	}
	together, alone := segment{move: 0.5, to: 1}, 0.0
	for since := 0.0; since <= 0.5; since += 0.005 {
		var now limb
		together.blend(&now, poses, since)
		index, ring := now.angles[hand.IndexPIP], now.angles[hand.RingPIP]
		require.GreaterOrEqual(t, index, 0.0)
		require.InDelta(t, index, 2*ring, 1e-12, "it has two neighbours, of whom one stays")
		require.LessOrEqual(t, index, dragShare/2+1e-12)
		alone = max(alone, index)
		// The little finger's only neighbour is the ring finger, which means to stay.
		require.Zero(t, now.angles[hand.LittlePIP])
		// The finger itself is dragged back by two that stay.
		v := min(since/0.5/(1-maxOnset), 1)
		free := v * v * v * (10 - 15*v + 6*v*v)
		require.LessOrEqual(t, now.angles[hand.MiddlePIP], free+1e-12)
		require.GreaterOrEqual(t, now.angles[hand.MiddlePIP], free-dragShare/2-1e-12)
		require.Zero(t, now.angles[hand.FingerAngle(hand.Index, 0)], "bending drags, spreading does not")
	}
	require.InDelta(t, dragShare/2, alone, 0.01)
	var end limb
	together.blend(&end, poses, 0.5)
	require.Equal(t, poses[1].angles, end.angles)

	// Fingers with an onset start later, and the whole hand's turn does not.
	poses[1].pronate, poses[1].elevate = 0.6, -0.4
	late := segment{move: 1, to: 1, onset: [hand.NumFingers]float64{0.1, 0.1, 0.1, 0.1, 0.1}}
	var now limb
	late.blend(&now, poses, 0.1)
	require.Zero(t, now.angles[hand.MiddlePIP])
	late.blend(&now, poses, 0.5)
	require.InDelta(t, 0.3, now.pronate, 1e-12)
	require.InDelta(t, -0.2, now.elevate, 1e-12)
}

// TestMinimumJerkIsHogans: half way at half time at 15/8 of the mean speed, at rest
// at both ends in speed and in acceleration.
func TestMinimumJerkIsHogans(t *testing.T) {
	const h = 1e-4
	rate := func(u float64) float64 { return (MinimumJerk(u+h) - MinimumJerk(u-h)) / (2 * h) }
	require.InDelta(t, 0.5, MinimumJerk(0.5), 1e-12)
	require.InDelta(t, 15.0/8, rate(0.5), 1e-6)
	for _, end := range []float64{0, 1} {
		require.Equal(t, end, MinimumJerk(end))
		require.InDelta(t, 0, rate(end), 1e-6)
	}
	for u := 0.0; u <= 1; u += 0.05 {
		require.InDelta(t, 1, MinimumJerk(u)+MinimumJerk(1-u), 1e-12)
		require.InDelta(t, 30*u*u*(1-u)*(1-u), rate(u), 1e-4) // its derivative
	}
	require.Equal(t, []float64{0, 1}, []float64{MinimumJerk(-3), MinimumJerk(3)})
}

// TestRatesBetweenUnevenFramesAreThoseOfAParabola: for position and turn, whose
// movement is 1/2·a·t²; for angles those of Fritsch and Butland (1984), with
// Brodlie's weights.
func TestRatesBetweenUnevenFramesAreThoseOfAParabola(t *testing.T) {
	push, spin := r3.Vec{X: 2, Y: -1, Z: 0.5}, r3.Vec{X: 3, Y: 1, Z: -2}
	p := &playback{}
	times := []float64{0, 0.01, 0.04, 0.05, 0.09, 0.1}
	bend := []float64{0, 0.1, 0.2, 0.15, 0.25, 0.6}
	for i, at := range times {
		k := key{time: at, forearm: spatial.Pose{
			Rot: spatial.FromRotationVector(r3.Scale(at*at/2, spin)), Pos: r3.Scale(at*at/2, push),
		}}
		k.angles[hand.RingPIP] = bend[i]
		p.keys = append(p.keys, k)
	}
	p.finish(false)
	for i := 1; i < len(times)-1; i++ {
		k := &p.keys[i]
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Scale(k.time, push), k.linRate)), 1e-9)
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Scale(k.time, spin), k.turnRate)), 1e-9)
		h1, h2 := times[i]-times[i-1], times[i+1]-times[i]
		s1, s2 := (bend[i]-bend[i-1])/h1, (bend[i+1]-bend[i])/h2
		want := 0.0
		if s1*s2 > 0 {
			want = 3 * (h1 + h2) / ((2*h2+h1)/s1 + (2*h1+h2)/s2)
		}
		require.InDelta(t, want, k.angleRate[hand.RingPIP], 1e-9)
	}
	require.InDelta(t, 10, p.keys[0].angleRate[hand.RingPIP], 1e-9, "at the ends it is that of the one interval")
	require.InDelta(t, 35, p.keys[5].angleRate[hand.RingPIP], 1e-9)
	require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Scale(0.005, push), p.keys[0].linRate)), 1e-9)

	// Where one side stands still, so does the key; and noise between frames that
	// hardly differ is no speed.
	q := &playback{keys: []key{
		{time: 0, forearm: spatial.Identity()}, {time: 0.03, forearm: spatial.Identity()},
		{time: 0.06, forearm: spatial.At(r3.Vec{X: 0.1})}, {time: 0.0601, forearm: spatial.At(r3.Vec{X: 0.11})},
	}}
	q.finish(false)
	require.Zero(t, q.keys[1].linRate)
	require.InDelta(t, wildSpeed, r3.Norm(q.keys[3].linRate), 1e-9)
}

// TestAHandComesBackFromAGap: out of sight it is predicted for 50 ms and then lost,
// where it comes back it goes over to what is seen within 150 ms.
func TestAHandComesBackFromAGap(t *testing.T) {
	p := &playback{}
	for i := range 60 {
		k := key{time: float64(i) / 30, frame: i, confidence: 0.9, forearm: spatial.At(r3.Vec{X: float64(i) / 30})}
		if i < 20 || i >= 40 {
			k.angles[hand.IndexPIP] = 0.5
			if i >= 40 {
				k.angles[hand.IndexPIP] = 1
			}
			p.keys = append(p.keys, k)
		}
	}
	p.finish(false)
	last, back := 19.0/30, 40.0/30
	var s Sample
	for at := 0.0; at < 59.0/30; at += 0.003 {
		p.Sample(at, &s)
		want := OK
		switch {
		case at > last && at < last+0.05, at >= back && at < back+0.15:
			want = Predicted
		case at >= last+0.05 && at < back:
			want = Lost
		}
		require.Equal(t, want, s.State, "at %g s", at)
		switch {
		case at <= last:
			require.InDelta(t, at, s.WorldFromForearm.Pos.X, 1e-9)
		case want == Lost:
			require.InDelta(t, last+0.025, s.WorldFromForearm.Pos.X, 1e-9)
			require.Equal(t, 19, s.Frame)
		case at >= back+0.15:
			require.InDelta(t, at, s.WorldFromForearm.Pos.X, 1e-9)
			require.InDelta(t, 1, s.Angles[hand.IndexPIP], 1e-9)
		case at >= back:
			share := MinimumJerk((at - back) / 0.15)
			require.InDelta(t, 0.5+0.5*share, s.Angles[hand.IndexPIP], 1e-9)
			require.InDelta(t, (1-share)*(last+0.025)+share*at, s.WorldFromForearm.Pos.X, 1e-6)
		}
	}
	p.Sample(-1, &s)
	require.Equal(t, Lost, s.State)
	p.Sample(99, &s)
	require.Equal(t, OK, s.State)
	require.InDelta(t, 59.0/30, s.WorldFromForearm.Pos.X, 1e-9)
	p.info.Duration = 5 // the recording goes on without the hand
	p.Sample(2.5, &s)
	require.Equal(t, Lost, s.State)

	// What is a gap grows with the time between frames: two and a half of them, and a
	// tenth of a second at least.
	at := func(times ...float64) float64 {
		var q playback
		for _, x := range times {
			q.keys = append(q.keys, key{time: x})
		}
		return q.gapAfter()
	}
	require.InDelta(t, 0.1, at(0, 0.01, 0.02, 0.03), 1e-12)
	require.InDelta(t, 0.5, at(0, 0.2, 0.4, 0.6, 0.61), 1e-12)
	require.InDelta(t, 0.1, at(3), 1e-12)
}

// TestPosesAreHeldAndJoined: each for a second, with half a second between.
func TestPosesAreHeldAndJoined(t *testing.T) {
	p := &playback{keys: make([]key, 3)}
	for i := range p.keys {
		p.keys[i].forearm = spatial.At(r3.Vec{X: float64(i)})
	}
	p.finish(true)
	var s Sample
	for at, want := range map[float64]float64{0: 0, 0.99: 0, 1.25: 0.5, 1.51: 1, 2.49: 1, 2.75: 1.5, 3.01: 2, 4: 2} {
		p.Sample(at, &s)
		require.InDelta(t, want, s.WorldFromForearm.Pos.X, 1e-9, "at %g s", at)
		require.Equal(t, OK, s.State)
	}
	require.InDelta(t, 4, p.info.Duration, 1e-12)
}

// TestLifeIsATremorAndADrift within what physiology has: fingers by some 0.1° at 8
// to 12 Hz, the wrist by less, the arm by 2° and 6 mm at up to 0.3 Hz; tremor alone
// grows with fatigue.
func TestLifeIsATremorAndADrift(t *testing.T) {
	var finger, wrist, n float64
	for seed := range uint64(300) {
		l := newLife(seed)
		for a := range l.tremor {
			for _, w := range l.tremor[a] {
				hertz := w.omega / (2 * math.Pi)
				require.True(t, hertz >= 8 && hertz <= 12, hertz)
				require.True(t, w.phase >= 0 && w.phase < 2*math.Pi)
				size := w.amplitude / degree
				if hand.Angle(a) >= hand.WristFlexion {
					require.True(t, size >= 0.03 && size <= 0.09, size)
					wrist += size / 2 / 2
				} else {
					require.True(t, size >= 0.05 && size <= 0.15, size)
					finger += size / 20 / 2
				}
			}
		}
		n++
		for i, w := range l.drift {
			hertz := w.omega / (2 * math.Pi)
			require.True(t, hertz >= 0.08 && hertz <= 0.3)
			require.InDelta(t, []float64{2 * degree, 2 * degree, 2 * degree, 0.006, 0.006}[i], w.amplitude, 1e-12)
		}
	}
	require.InDelta(t, 0.10, finger/n, 0.002)
	require.InDelta(t, 0.06, wrist/n, 0.002)

	w := wave{amplitude: 2, omega: 3, phase: 0.5}
	require.InDelta(t, 2*math.Sin(3*0.7+0.5), w.at(0.7), 1e-12)
	l := newLife(1)
	var calm, shaky limb
	l.add(&calm, 1.3, 1)
	l.add(&shaky, 1.3, 2)
	for i := range calm.angles {
		require.InDelta(t, 2*calm.angles[i], shaky.angles[i], 1e-12)
		require.InDelta(t, l.tremor[i][0].at(1.3)+l.tremor[i][1].at(1.3), calm.angles[i], 1e-12)
	}
	require.Equal(t, []float64{l.drift[0].at(1.3), l.drift[1].at(1.3), l.drift[2].at(1.3)}, []float64{shaky.pronate, shaky.elevate, shaky.yaw})
	require.Equal(t, r3.Vec{Y: l.drift[4].at(1.3), Z: l.drift[3].at(1.3)}, shaky.elbow)
}

// TestASequenceIsPlayedInItsOrderAtThePersonsTempo, and again and again for a
// cycle.
func TestASequenceIsPlayedInItsOrderAtThePersonsTempo(t *testing.T) {
	quick := MeanAdult()
	quick.Tempo = 2
	source := func(name string, person Person) *synth {
		src, err := Synth(name, Options{Seed: 4, Person: &person})
		require.NoError(t, err)
		return src.(*synth)
	}
	var moves, holds, swaying [2][]float64
	for i, person := range []Person{MeanAdult(), quick} {
		s := source(Medley, person)
		require.GreaterOrEqual(t, s.period, 90.0)
		now := 0.0
		for j, g := range s.segments {
			require.InDelta(t, now, g.start, 1e-9)
			require.Equal(t, j%len(s.poses), g.to)
			require.Equal(t, (j+len(s.poses)-1)%len(s.poses), g.from)
			for _, onset := range g.onset {
				require.True(t, onset >= 0 && onset <= 0.15)
			}
			now += g.move + g.hold
			require.Equal(t, s.names[g.to], s.Playing(g.start+g.move/2))
			require.Equal(t, s.names[g.from], s.Made(g.start+0.49*g.move), "it is not half-way yet")
			require.Equal(t, s.names[g.to], s.Made(g.start+0.51*g.move))
			turn := math.Abs(s.poses[g.from].pronate - s.poses[g.to].pronate)
			if turn < 20*degree {
				moves[i] = append(moves[i], g.move)
			}
			require.LessOrEqual(t, 1.875*turn/g.move, 3.0+1e-9, "the forearm turns as fast as an arm can follow")
			if s.names[g.to] == "grasp" {
				require.InDelta(t, 1/0.23/person.Tempo, g.hold, 1e-9, "a thing is put down again")
			} else if len(s.poses[g.to].movement) > 0 {
				swaying[i] = append(swaying[i], g.hold)
			} else {
				holds[i] = append(holds[i], g.hold)
			}
		}
		require.InDelta(t, s.period, now, 1e-9)
		require.Equal(t, s.Playing(1), s.Playing(1+s.period))
		require.Equal(t, s.Playing(0), s.Playing(-5))
	}
	mean := func(x []float64) (sum float64) {
		for _, v := range x {
			sum += v / float64(len(x))
		}
		return sum
	}
	// Fatigue, a raised cosine over the cycle, slows by a fifth at most: a tenth on
	// the mean.
	require.InEpsilon(t, 0.55*1.1, mean(moves[0]), 0.06)
	require.InEpsilon(t, 0.55*1.1/2, mean(moves[1]), 0.06)
	require.InEpsilon(t, 0.8, mean(holds[0]), 0.06)
	require.InEpsilon(t, 3.0, mean(swaying[0]), 0.1)
	require.Equal(t, []float64{0, 1, 0, 0}, []float64{fatigue(0), fatigue(0.5), math.Round(fatigue(1)), math.Round(fatigue(7))})
	require.InDelta(t, 0.5, fatigue(0.25), 1e-12)
	require.InDelta(t, 0.5, fatigue(0.75), 1e-12)

	require.InDelta(t, 1/0.23, source("grasp", MeanAdult()).segments[0].hold, 1e-9)

	// Played alone a gesture is held for 6 s, and then there is rest.
	alone := source("fist", MeanAdult())
	require.Equal(t, "fist", alone.Playing(3))
	require.InDelta(t, 6, alone.segments[0].hold, 1e-12)
	require.Equal(t, alone.names[1], alone.Playing(alone.segments[1].start+0.1))
}

// TestAMovingGestureSwingsAsItSays during its hold: eased in and out over 0.4 s, at
// the person's tempo.
func TestAMovingGestureSwingsAsItSays(t *testing.T) {
	person := MeanAdult()
	person.Tempo = 1.5
	s := &synth{person: person, poses: []pose{{movement: []sway{
		{angle: hand.IndexPIP, amplitude: 10, hertz: 2, phase: 0.25}, {angle: swayPronation, amplitude: 20, hertz: 1},
		{angle: swayElevation, amplitude: 5, hertz: 1, phase: 0.25}, {angle: swayYaw, amplitude: 4, hertz: 1, phase: 0.25},
	}}}}
	g := &segment{move: 0.5, hold: 3}
	for _, held := range []float64{-0.1, 0, 0.2, 1.3, 2.8, 3} {
		var now limb
		s.addMovement(&now, g, 0.5+held)
		ease := 0.0
		switch held {
		case 0.2, 2.8:
			ease = 0.5 // half way in, and out
		case 1.3:
			ease = 1
		}
		turns := 1.5 * held
		require.InDelta(t, ease*10*degree*math.Sin(2*math.Pi*(2*turns+0.25)), now.angles[hand.IndexPIP], 1e-9)
		require.InDelta(t, ease*20*degree*math.Sin(2*math.Pi*turns), now.pronate, 1e-9)
		require.InDelta(t, ease*5*degree*math.Cos(2*math.Pi*turns), now.elevate, 1e-9)
		require.InDelta(t, ease*4*degree*math.Cos(2*math.Pi*turns), now.yaw, 1e-9)
	}
}

// TestAnErrandGoesAndComesBack: the arm leaves its pose, is at the far place half a turn
// long, and is back before the turn ends; a grasp lifts only while its fingers are closed.
func TestAnErrandGoesAndComesBack(t *testing.T) {
	s := &synth{person: MeanAdult(), poses: []pose{{movement: []sway{
		{swayAside, 70, 0.25, 0, span{0, 1}}, {swayLift, 60, 0.25, 0, span{0.3, 0.7}},
		{hand.IndexPIP, 30, 0.25, 0, span{0.1, 0.9}},
	}}}}
	g := &segment{hold: 4}
	for _, c := range []struct{ turn, aside, lift, bend float64 }{
		{0.3, 0.07, 0, 30}, {0.37, 0.07, 0.03, 30}, {0.5, 0.07, 0.06, 30},
		{0.63, 0.07, 0.03, 30}, {0.7, 0.07, 0, 30}, {1, 0, 0, 0},
	} {
		var now limb
		s.addMovement(&now, g, 4*c.turn)
		require.InDelta(t, c.aside, now.elbow.Y, 1e-9, "turn %g", c.turn)
		require.InDelta(t, c.bend*degree, now.angles[hand.IndexPIP], 1e-9, "turn %g", c.turn)
		require.InDelta(t, c.lift, now.elbow.Z, 1e-9, "turn %g", c.turn)
	}
	grasp, ok := known("grasp")
	require.True(t, ok)
	var lift sway
	for _, m := range grasp.movement {
		if m.angle == swayLift {
			lift = m
		}
	}
	for _, m := range grasp.movement {
		require.LessOrEqual(t, m.errand.from, lift.errand.from)
		require.GreaterOrEqual(t, m.errand.to, lift.errand.to)
		if m.angle < hand.NumAngles {
			require.Less(t, m.errand.from+errandEdge, lift.errand.from+0.01, "closed before it lifts")
			require.GreaterOrEqual(t, m.errand.to-errandEdge, lift.errand.to, "open after it is down")
		}
	}
}

// TestMixedSamplesAreBetween the two, and of the state of the nearer one.
func TestMixedSamplesAreBetween(t *testing.T) {
	from := Sample{Confidence: 0.2, Frame: 3, WorldFromForearm: spatial.Identity()}
	to := Sample{Confidence: 1, Frame: 9, State: Lost, WorldFromForearm: spatial.Pose{
		Rot: spatial.FromRotationVector(r3.Vec{Z: 1}), Pos: r3.Vec{X: 2},
	}}
	to.Angles[hand.WristFlexion], to.Angles[hand.IndexPIP] = 0.4, 1
	for share, frame := range map[float64]int{0.25: 3, 0.5: 9, 0.75: 9} {
		s := from
		s.mix(&to, share, hand.Right)
		require.InDelta(t, share, s.Angles[hand.IndexPIP], 1e-12)
		require.InDelta(t, 2*share, s.WorldFromForearm.Pos.X, 1e-12)
		require.InDelta(t, share, spatial.RotationVector(s.WorldFromForearm.Rot).Z, 1e-9)
		require.InDelta(t, 0.2+0.8*share, s.Confidence, 1e-12)
		require.Equal(t, frame, s.Frame)
		want := s.WorldFromForearm.Mul(hand.ForearmFromPalm(hand.Right, 0.4*share, 0))
		require.InDelta(t, 0, spatial.AngleBetween(want.Rot, s.WorldFromPalm.Rot), 1e-9)
		require.InDelta(t, 1, quat.Abs(s.WorldFromPalm.Rot), 1e-12)
	}
}
