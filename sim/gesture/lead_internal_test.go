package gesture

import (
	"math"
	"sync"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// restingLead is a hand at rest, without tremor, so that its course is exact.
func restingLead(side hand.Side) *Lead {
	who := Info{Side: side, Dims: hand.Nominal(), Shoulder: DefaultShoulder()}
	var from Sample
	from.Angles = hand.Rest()
	from.WorldFromForearm = RestingForearm(side)
	l := NewLead(who, &from, 1)
	l.life = life{}
	return l
}

func sampleAt(src Source, t float64) Sample {
	var s Sample
	src.Sample(t, &s)
	return s
}

func tipOf(side hand.Side, s *Sample, f hand.Finger) r3.Vec {
	h := hand.New(side, hand.Nominal())
	var at [NumHandles]r3.Vec
	HandlesTo(&at, h, s.Angles, s.WorldFromPalm)
	return at[f]
}

// The closed form against the differential equation, integrated by Runge and
// Kutta's method.
func TestFollowingSolvesItsEquation(t *testing.T) {
	g := leg{}
	g.at[0], g.velocity[0], g.from[0], g.goal[0] = 0.3, -1.2, 0.1, 1.4
	g.run(0, 0.21)
	x, v := g.at[0], g.velocity[0]
	const dt = 1e-4
	slope := func(at, x, v float64) (float64, float64) {
		return v, leadStiffness*leadStiffness*(g.input(0, at)-x) - 2*leadStiffness*v
	}
	for i := range 5000 {
		at := float64(i) * dt
		x1, v1 := slope(at, x, v)
		x2, v2 := slope(at+dt/2, x+dt/2*x1, v+dt/2*v1)
		x3, v3 := slope(at+dt/2, x+dt/2*x2, v+dt/2*v2)
		x4, v4 := slope(at+dt, x+dt*x3, v+dt*v3)
		x += dt / 6 * (x1 + 2*x2 + 2*x3 + x4)
		v += dt / 6 * (v1 + 2*v2 + 2*v3 + v4)
		wantX, wantV := g.follow(0, at+dt)
		require.InDelta(t, wantX, x, 1e-6)
		require.InDelta(t, wantV, v, 1e-4)
	}
}

func TestLedHandStaysWithinSpeedRangeAndReach(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		side := hand.Side(rapid.IntRange(0, 1).Draw(t, "side"))
		l := restingLead(side)
		number := rapid.Float64Range(-1, 1)
		now := 0.0
		const dt = 2e-3
		var last stance
		for i := range rapid.IntRange(1, 6).Draw(t, "changes") {
			require.NoError(t, l.Grab(Handle(rapid.IntRange(0, NumHandles-1).Draw(t, "handle"))))
			to := r3.Add(DefaultWrist(), r3.Vec{X: number.Draw(t, "x"), Y: number.Draw(t, "y"), Z: number.Draw(t, "z")})
			require.NoError(t, l.Drag(now, to))
			require.NoError(t, l.Bend(now, hand.Angle(i), 3*number.Draw(t, "bend")))
			require.NoError(t, l.Turn(now, 3*number.Draw(t, "turn")))
			for range rapid.IntRange(5, 200).Draw(t, "steps") {
				g := l.legAt(now)
				var s stance
				for c := range s {
					s[c], _ = g.follow(c, now-g.start)
				}
				if now > 0 {
					for c := range leadX {
						require.LessOrEqual(t, math.Abs(s[c]-last[c]), leadSpeed(c)*dt*(1+1e-9))
					}
					require.LessOrEqual(t, r3.Norm(r3.Sub(s.wrist(), last.wrist())), leadWristSpeed*dt*(1+1e-9))
				}
				for a, r := range hand.Ranges() {
					require.GreaterOrEqual(t, s[a], r.Lower-1e-9)
					require.LessOrEqual(t, s[a], r.Upper+1e-9)
				}
				require.LessOrEqual(t, r3.Norm(s.wrist()), leadRadius+1e-9)
				require.LessOrEqual(t, s[leadX], leadForward+1e-9)
				reach := r3.Norm(r3.Sub(sampleAt(l, now).WorldFromPalm.Pos, DefaultShoulder()))
				require.True(t, reach > minReach && reach < maxArmReach, "wrist at %g m", reach)
				last = s
				now += dt
			}
		}
	})
}

// Places that the fingertip can reach, taken from other postures, are reached,
// and the way there does not matter.
func TestDraggedTipArrives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := hand.Side(rapid.IntRange(0, 1).Draw(t, "side"))
		f := hand.Finger(rapid.IntRange(0, hand.NumFingers-1).Draw(t, "finger"))
		l := restingLead(side)
		require.NoError(t, l.Grab(Handle(f)))
		_, start := l.Held()
		number := rapid.Float64Range(-0.08, 0.08)
		to := r3.Add(start, r3.Vec{X: number.Draw(t, "x"), Y: number.Draw(t, "y"), Z: number.Draw(t, "z")})
		require.NoError(t, l.Drag(0.1, to))
		s := sampleAt(l, 3)
		require.Less(t, r3.Norm(r3.Sub(tipOf(side, &s, f), to)), 1e-3)

		require.NoError(t, l.Drag(3, start))
		back := sampleAt(l, 6)
		for a, x := range hand.Rest() {
			require.InDelta(t, x, back.Angles[a], 1e-6)
		}
	})
}

// The finger gives way before the wrist, and the wrist before the arm.
func TestShortDragMovesTheFingerAndLongOnesTheArm(t *testing.T) {
	pull := func(by float64) (curl, arm float64) {
		l := restingLead(hand.Right)
		require.NoError(t, l.Grab(Handle(hand.Index)))
		_, start := l.Held()
		require.NoError(t, l.Drag(0, r3.Add(start, r3.Vec{X: -by})))
		s := sampleAt(l, 3)
		rest := hand.Rest()
		return math.Abs(s.Angles[hand.IndexMCP]-rest[hand.IndexMCP]) + math.Abs(s.Angles[hand.IndexPIP]-rest[hand.IndexPIP]),
			r3.Norm(r3.Sub(s.WorldFromPalm.Pos, DefaultWrist()))
	}
	curl, arm := pull(0.02)
	require.Greater(t, curl, 10*degree)
	require.Less(t, arm, 0.01)
	_, far := pull(0.15)
	require.Greater(t, far, 0.03)
}

func TestDraggedWristTakesTheHandWithIt(t *testing.T) {
	l := restingLead(hand.Right)
	require.NoError(t, l.Grab(GripWrist))
	to := r3.Add(DefaultWrist(), r3.Vec{X: 0.05, Y: -0.08, Z: 0.1})
	require.NoError(t, l.Drag(0, to))
	s := sampleAt(l, 3)
	require.Less(t, r3.Norm(r3.Sub(s.WorldFromPalm.Pos, to)), 1e-6)
	rest := hand.Rest()
	require.InDelta(t, rest[hand.IndexMCP], s.Angles[hand.IndexMCP], 1e-9)
}

// Straight fingers just reach the mirror, and no farther.
func TestLedHandStaysOnItsSideOfTheMirror(t *testing.T) {
	l := restingLead(hand.Right)
	require.NoError(t, l.Grab(Handle(hand.Middle)))
	require.NoError(t, l.Drag(0, r3.Vec{X: 0.3, Y: DefaultWrist().Y, Z: DefaultWrist().Z}))
	s := sampleAt(l, 2)
	x := tipOf(hand.Right, &s, hand.Middle).X
	require.InDelta(t, 0, x, 0.02)
}

// The fingers take a sample's posture while the wrist stays where it was led.
func TestAimTakesThePostureOnly(t *testing.T) {
	l := restingLead(hand.Right)
	to := r3.Add(DefaultWrist(), r3.Vec{Z: -0.1})
	require.NoError(t, l.Drag(0, to))
	fist, err := Synth("fist", Options{})
	require.NoError(t, err)
	like := sampleAt(fist, 3)
	require.NoError(t, l.Aim(0.5, &like))
	s := sampleAt(l, 3)
	require.InDelta(t, like.Angles[hand.IndexPIP], s.Angles[hand.IndexPIP], 1e-6)
	require.Less(t, r3.Norm(r3.Sub(s.WorldFromPalm.Pos, to)), 1e-6)
}

// A left hand that is dragged to the mirrored place takes the mirrored posture.
func TestLeftHandIsLedAsTheMirroredRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := Handle(rapid.IntRange(0, NumHandles-1).Draw(t, "handle"))
		number := rapid.Float64Range(-0.1, 0.1)
		by := r3.Vec{X: number.Draw(t, "x"), Y: number.Draw(t, "y"), Z: number.Draw(t, "z")}
		sides := [2]Sample{}
		for side := range sides {
			l := restingLead(hand.Side(side))
			require.NoError(t, l.Grab(h))
			_, at := l.Held()
			move := by
			if hand.Side(side) == hand.Left {
				move.Y = -by.Y
			}
			require.NoError(t, l.Drag(0, r3.Add(at, move)))
			sides[side] = sampleAt(l, 1)
		}
		plane := spatial.Plane{Normal: r3.Vec{Y: 1}, Offset: DefaultWrist().Y}
		for a := range sides[0].Angles {
			require.InDelta(t, sides[0].Angles[a], sides[1].Angles[a], 2e-3)
		}
		apart := r3.Sub(plane.Reflect(sides[0].WorldFromPalm.Pos), sides[1].WorldFromPalm.Pos)
		require.Less(t, r3.Norm(apart), 1e-3)
	})
}

func TestBadDragsAreRefused(t *testing.T) {
	l := restingLead(hand.Right)
	require.ErrorContains(t, l.Grab(NumHandles), "handle 6")
	require.ErrorContains(t, l.Drag(0, r3.Vec{X: math.NaN()}), "NaN")
	require.ErrorContains(t, l.Bend(0, hand.NumAngles, 0), "joint 22")
	require.ErrorContains(t, l.Turn(0, math.NaN()), "NaN")
	require.ErrorContains(t, l.Aim(0, &Sample{Angles: hand.Angles{math.NaN()}}), "not finite")
}

// The past stays as it was, whoever asks.
func TestGoalsChangeTheFutureOnly(t *testing.T) {
	l := NewLead(Info{Dims: hand.Nominal()}, &Sample{Angles: hand.Rest(), WorldFromForearm: RestingForearm(hand.Right)}, 5)
	relay := NewRelay(l, 0)
	var before []Sample
	for i := range 100 {
		before = append(before, sampleAt(relay, float64(i)*0.01))
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 20 {
				for i := range before {
					if sampleAt(relay, float64(i)*0.01) != before[i] {
						t.Error("the past has changed")
						return
					}
				}
			}
		})
	}
	wave, err := Synth("wave", Options{Seed: 3})
	require.NoError(t, err)
	for i := range 10 {
		require.NoError(t, l.Bend(1+0.01*float64(i), hand.IndexMCP, 1))
		require.NoError(t, relay.Switch(1+0.01*float64(i), 0.5, wave, 0))
	}
	readers.Wait()
	require.NotEqual(t, before[99].Angles, sampleAt(relay, 2).Angles)
}

func TestLeadStartsWhereTheHandIs(t *testing.T) {
	for _, choice := range []Choice{LeftHand, RightHand} {
		for _, name := range []string{"wave", "fist", "come-here", "table"} {
			src, err := Synth(name, Options{Seed: 3, Hand: choice})
			require.NoError(t, err)
			from := sampleAt(src, 2.2)
			l := NewLead(src.Info(), &from, 3)
			l.life = life{}
			s := sampleAt(l, 0)
			require.Equal(t, from.Angles, s.Angles)
			require.Less(t, r3.Norm(r3.Sub(s.WorldFromPalm.Pos, from.WorldFromPalm.Pos)), 0.02, name)
			require.Less(t, spatial.AngleBetween(s.WorldFromPalm.Rot, from.WorldFromPalm.Rot), 30*degree, name)
		}
	}
}

func TestLeadAndRelayAllocateNothing(t *testing.T) {
	l := restingLead(hand.Right)
	relay := NewRelay(l, 0)
	wave, err := Synth("wave", Options{Seed: 3})
	require.NoError(t, err)
	require.NoError(t, relay.Switch(1, 1, wave, 0))
	var s Sample
	now := 0.0
	require.Zero(t, testing.AllocsPerRun(2000, func() {
		now += 1e-3
		relay.Sample(now, &s)
	}))
}

func BenchmarkDrag(b *testing.B) {
	l := restingLead(hand.Right)
	require.NoError(b, l.Grab(Handle(hand.Index)))
	_, start := l.Held()
	now := 0.0
	b.ReportAllocs()
	for b.Loop() {
		now += 0.016
		by := r3.Vec{X: 0.05 * math.Sin(now), Z: 0.1 * math.Cos(now)}
		require.NoError(b, l.Drag(now, r3.Add(start, by)))
	}
}
