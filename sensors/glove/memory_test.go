package glove

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestPredictingTwiceIsPredictingTwiceAsFar: white acceleration over a time is that
// over its halves, one after the other, whatever was believed before.
func TestPredictingTwiceIsPredictingTwiceAsFar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		dt := rapid.Float64Range(1e-3, 0.2).Draw(t, "dt")
		parts := rapid.IntRange(2, 20).Draw(t, "parts")
		var once tracker
		once.begin(4)
		once.jolt = 100 * rng.Float64()
		for i := range 4 {
			once.angle[i], once.velocity[i] = rng.NormFloat64(), rng.NormFloat64()
			for j := range 4 {
				once.pv[i][j] = 0.1 * rng.NormFloat64()
			}
		}
		often := once
		once.predict(dt)
		for range parts {
			often.predict(dt / float64(parts))
		}
		for i := range 4 {
			require.InDelta(t, once.angle[i], often.angle[i], 1e-9)
			require.Equal(t, once.velocity[i], often.velocity[i])
			for j := range 4 {
				require.InDelta(t, once.pp[i][j], often.pp[i][j], 1e-9)
				require.InDelta(t, once.pv[i][j], often.pv[i][j], 1e-9)
				require.InDelta(t, once.vv[i][j], often.vv[i][j], 1e-9)
			}
		}
	})
	// From certainty a second of the acceleration's density q leaves q/3, q/2 and q.
	k := tracker{jolt: 6}
	k.predict(1)
	require.InDelta(t, 2, k.pp[2][2], 1e-12)
	require.InDelta(t, 3, k.pv[2][2], 1e-12)
	require.InDelta(t, 6, k.vv[2][2], 1e-12)
	require.Zero(t, k.pp[1][2]+k.pv[1][2]+k.vv[1][2])
	var fresh tracker
	fresh.begin(3)
	require.Equal(t, 3, fresh.joints)
	require.Equal(t, [3]float64{1, 25, 150}, [3]float64{fresh.pp[0][0], fresh.vv[3][3], fresh.jolt})
}

// single is an element with the given imperfections only, at their nominal size.
func single(t *testing.T, name string, effects ...taxel.Effect) (*taxel.Array, taxel.Profile) {
	t.Helper()
	p, err := taxel.Lookup(name)
	require.NoError(t, err)
	p = p.Only(effects...)
	p.Variation, p.Batch, p.PlaySpread = 0, 0, 0
	a, err := taxel.NewArray(p, 1, p.Period(), rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	return a, p
}

func readOne(a *taxel.Array, p taxel.Profile) float64 {
	counts := []uint16{0}
	a.Read(0, 1, func(int) float64 { return 1 }, counts)
	return float64(counts[0]) / float64(p.Codes)
}

// TestSlowMemoryIsUndoneForMinutes: creep and residual, each alone, through half an
// hour's minutes of loads: what is left is the load, to a few counts of 16 bit.
func TestSlowMemoryIsUndoneForMinutes(t *testing.T) {
	for _, effect := range []taxel.Effect{taxel.Creep, taxel.Residual} {
		for _, name := range []string{"textile", "piezo"} {
			a, p := single(t, name, effect)
			p.FrameRate = 20
			a, err := taxel.NewArray(p, a.Len(), p.Period(), rand.New(rand.NewPCG(1, 1)))
			require.NoError(t, err)
			a.Settle([]float64{0.3}, 60)
			r := newResponse(p)
			var m channelMemory
			m.begin(&r, readOne(a, p), p.Transfer(0.3), 60)
			require.InDelta(t, p.Transfer(0.3), m.played, 3e-5, "%s: worn for a minute", effect)
			for i, load := range []float64{0.8, 0.1, 0.6} {
				for range 20 * 100 {
					a.Advance([]float64{load}, 0)
					m.update(&r, readOne(a, p), 0.004)
				}
				require.InDelta(t, p.Transfer(load), m.played, 2e-4, "%s of %s: load %d", effect, name, i)
			}
			before := m
			m.resume(&r, readOne(a, p))
			require.InDelta(t, before.played, m.played, 1e-4, "a gap forgets no creep")
			require.Equal(t, before.crept, m.crept)
		}
	}
}

// TestLagIsMadeUpFor, each way by its own time constant, while a channel moves.
func TestLagIsMadeUpFor(t *testing.T) {
	for _, way := range []float64{1, -1} {
		a, p := single(t, "textile", taxel.Lag)
		x := 0.5 - 0.3*way
		a.Settle([]float64{x}, 0)
		r := newResponse(p)
		var m channelMemory
		m.begin(&r, x, x, 0)
		for range 100 {
			x += way * 0.005 // full scale in a second
			a.Advance([]float64{x}, 0)
			m.update(&r, readOne(a, p), 0.004)
		}
		late := 0.020
		if way < 0 {
			late = 0.040
		}
		require.InDelta(t, x-way*late, m.played, 2e-3, "what is read is late")
		require.InDelta(t, x, m.stimulus(&r, 0)/0.6, 2e-3, "what is told is not")
		require.InDelta(t, way, m.rate, 0.02)
		require.InDelta(t, 1, m.active, 1e-9)
		for range 120 { // 0.6 s at rest
			a.Advance([]float64{x}, 0)
			m.update(&r, readOne(a, p), 0.004)
		}
		require.Less(t, m.active, 0.1)
		require.InDelta(t, 0.6*x, m.stimulus(&r, 0), 2e-4)
		require.InDelta(t, 0.6*(x+way*0.02), m.stimulus(&r, 0.02), 2e-4, "on the side that it was pushed to")
	}
}

// TestAJumpTellsNothing: a change that no finger makes leaves the side of the gap.
func TestAJumpTellsNothing(t *testing.T) {
	_, p := single(t, "textile", taxel.Hysteresis)
	r := newResponse(p)
	var m channelMemory
	m.begin(&r, 0.5, 0.5, 0)
	m.update(&r, 0.9, 0.004)
	require.Equal(t, [6]float64{0.9, 0, 0.9, 0.9, 0, 0}, [6]float64{m.played, m.rate, m.calm, m.peak, m.side, m.active})
	// A finger's fastest, 20 rad/s, is 6 strain a second: 5 % of full scale a frame.
	m.update(&r, 0.9-0.049, 0.004)
	require.NotZero(t, m.rate)
	m.update(&r, 0.9-0.049-0.056, 0.004)
	require.Zero(t, m.rate)
}

// TestATurnIsMoreThanNoise: of pure noise none in a minute, of 15 % of the gap always.
func TestATurnIsMoreThanNoise(t *testing.T) {
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	p = p.Only(taxel.Noise, taxel.Quantisation, taxel.Hysteresis)
	turn := turnOf(p, p.Noise)
	rng := rand.New(rand.NewPCG(4, 4))
	r := newResponse(p)
	var m channelMemory
	m.begin(&r, 0.5, 0.5, 0)
	for range 200 * 60 {
		m.update(&r, 0.5+p.Noise*rng.NormFloat64(), turn)
	}
	require.Zero(t, m.side)
	// Smoothing over 10 ms at 200 Hz keeps √(a/(2 − a)), a = 1 − e^−½, of the noise.
	a := 1 - math.Exp(-0.5)
	require.InDelta(t, 10*0.001*math.Sqrt(a/(2-a))+1.5/4095, turn, 1e-9)
	require.InDelta(t, 0.15*0.015, turnOf(p, 0), 1e-12, "but never less than a share of the gap")
}

// ready is a decoder of a glove as designed in the middle of a move: every block at
// an angle of 0.2 rad and moving by 2 rad/s, both known exactly.
func ready(t *testing.T, name string) *Decoder {
	t.Helper()
	l := newLayout(t, 128, name)
	d, err := NewDecoder(l, Design(l))
	require.NoError(t, err)
	d.begun, d.time, d.state = true, 1, OK
	for b := range d.blocks {
		k := &d.blocks[b]
		k.tracker = tracker{joints: k.joints, angle: vector4{0.2, 0.2, 0.2, 0.2}, velocity: vector4{2, 2, 2, 2}}
	}
	return d
}

// TestAnEstimateIsMovedOn from the frame's time, a little further where play has it
// noticed late, never by more than 50 ms, and not at all once the glove is lost.
func TestAnEstimateIsMovedOn(t *testing.T) {
	for name, lead := range map[string]float64{"textile": 3e-3, "ideal": 0} {
		d := ready(t, name)
		var e Estimate
		for _, age := range []float64{-0.5, 0, 0.005, 0.02, 0.04} {
			d.EstimateTo(&e, 1+age)
			require.Equal(t, OK, e.State)
			require.Equal(t, 1+age, e.Time)
			for b := range d.blocks {
				first, _ := BlockAngles(b)
				require.InDelta(t, 0.2+2*(max(age, 0)+lead+d.blocks[b].delay), e.Angles[first], 1e-9, "%s after %g s", name, age)
				require.InDelta(t, 2, e.Velocity[first], 1e-12)
			}
		}
		d.EstimateTo(&e, 1.09)
		require.InDelta(t, 0.2+2*(0.05+d.blocks[1].delay), e.Angles[hand.IndexMCP], 1e-9, "no further than the horizon")
		require.Equal(t, OK, e.State)
		d.EstimateTo(&e, 1.101)
		require.Equal(t, Lost, e.State)
		require.InDelta(t, 0.2+2*d.blocks[1].delay, e.Angles[hand.IndexMCP], 1e-9, "held")
		d.blocks[1].tracker.angle = vector4{9, 9, 9, 9}
		d.EstimateTo(&e, 1)
		require.Equal(t, hand.Ranges()[hand.IndexPIP].Upper, e.Angles[hand.IndexPIP])
		d.blocks[1].tracker.angle = vector4{-9, -9, -9, -9}
		d.EstimateTo(&e, 1)
		require.Equal(t, hand.Ranges()[hand.IndexPIP].Lower, e.Angles[hand.IndexPIP])
	}
}

// TestSigmaIsAllThatIsNotKnown: the filter's covariance moved on, of which 0.4 is
// believed, half of what the gap hides, and the calibration's own.
func TestSigmaIsAllThatIsNotKnown(t *testing.T) {
	d := ready(t, "ideal")
	k := &d.blocks[1]
	k.delay = 0
	k.tracker.pp[1][1], k.tracker.pv[1][1], k.tracker.vv[1][1] = 0.01, 0.1, 4
	d.cal.Predicted[hand.IndexMCP] = 0.07
	var e Estimate
	d.EstimateTo(&e, 1.03)
	spread := 0.01 + 2*0.03*0.1 + 0.03*0.03*4
	require.InDelta(t, math.Sqrt(0.16*spread+0.07*0.07), e.Sigma[hand.IndexMCP], 1e-12)
	require.Zero(t, e.Sigma[hand.IndexPIP])
	// The gap of the textile hides half of its half-width over the strongest channel.
	d = ready(t, "textile")
	for j := range 4 {
		strongest := 0.0
		for _, i := range d.layout.Block(2) {
			strongest = max(strongest, math.Abs(d.cal.Channels[i].Gain[j]))
		}
		require.InEpsilon(t, 0.5*0.015*0.6/strongest, d.blocks[2].hidden[j], 1e-9)
	}
	d.EstimateTo(&e, 1)
	require.InDelta(t, d.blocks[2].hidden[1], e.Sigma[hand.FingerAngle(hand.Middle, 1)], 1e-12)
}

// frameOf are the counts of a glove just as designed.
func frameOf(l *Layout, a hand.Angles, at float64) *Frame {
	f, c := NewFrame(l.Len()), Design(l)
	f.Time = at
	for b := range NumBlocks {
		first, count := BlockAngles(b)
		for _, i := range l.Block(b) {
			strain := c.Channels[i].Offset
			for j := range count {
				strain += c.Channels[i].Gain[j] * a[int(first)+j]
			}
			f.Counts[i] = uint16(math.Round(strain / 0.6 * float64(l.profile.Codes)))
		}
	}
	return f
}

// TestAfterAGapItStartsAnew: where the hand was going before says nothing, and where
// it is by then is known from a few frames, the first of which takes it to be at rest.
func TestAfterAGapItStartsAnew(t *testing.T) {
	l := newLayout(t, 128, "ideal")
	for _, gap := range []float64{0.2, 5, 100} {
		d, err := NewDecoder(l, Design(l))
		require.NoError(t, err)
		var e Estimate
		for i := range 200 {
			now := float64(i) * 1e-3
			d.Update(frameOf(l, hand.Angles{hand.IndexPIP: 3 * now}, now))
		}
		d.EstimateTo(&e, 0.199)
		require.InDelta(t, 3, e.Velocity[hand.IndexPIP], 0.1)
		there := hand.Angles{hand.IndexPIP: 0.3, hand.RingMCP: 0.8}
		require.Equal(t, OK, d.Update(frameOf(l, there, 0.199+gap)))
		d.EstimateTo(&e, 0.199+gap)
		require.Greater(t, e.Angles[hand.RingMCP], 0.5)
		for j := range there {
			require.Zero(t, e.Velocity[j], "after %g s: %s", gap, hand.Angle(j))
		}
		for i := range 20 {
			require.Equal(t, OK, d.Update(frameOf(l, there, 0.2+gap+1e-3*float64(i))))
		}
		d.EstimateTo(&e, 0.219+gap)
		for j, a := range there {
			require.InDelta(t, a, e.Angles[j], 0.03, "after %g s: %s", gap, hand.Angle(j))
		}
	}
}

// TestATrackedMoveIsFollowed by the glove without memory: at the frame's time the
// angle and its velocity.
func TestATrackedMoveIsFollowed(t *testing.T) {
	l := newLayout(t, 128, "ideal")
	d, err := NewDecoder(l, Design(l))
	require.NoError(t, err)
	var e Estimate
	for i := range 500 {
		now := float64(i) * 1e-3
		a := hand.Angles{hand.MiddleMCP: 0.5 + 0.4*math.Sin(6*now), hand.ThumbIP: 0.3, hand.WristFlexion: 0.3 * math.Sin(4*now)}
		require.Equal(t, OK, d.Update(frameOf(l, a, now)))
		if d.EstimateTo(&e, now); i < 100 {
			continue
		}
		for j, want := range a {
			require.InDelta(t, want, e.Angles[j], 0.01, "%s at %d ms", hand.Angle(j), i)
		}
		require.InDelta(t, 2.4*math.Cos(6*now), e.Velocity[hand.MiddleMCP], 0.25)
		require.InDelta(t, 1.2*math.Cos(4*now), e.Velocity[hand.WristFlexion], 0.25)
	}
}

// TestFramesThatCannotBe: what makes a frame unusable, how many channels on a rail
// mean no glove, and when a clock in the past is a new one.
func TestFramesThatCannotBe(t *testing.T) {
	l := newLayout(t, 128, "ideal")
	fresh := func() *Decoder {
		d, err := NewDecoder(l, Design(l))
		require.NoError(t, err)
		require.Equal(t, OK, d.Update(frameOf(l, hand.Angles{}, 1)))
		return d
	}
	railed := func(share float64, count uint16) *Frame {
		f, n := frameOf(l, hand.Angles{}, 1.001), 0
		for b := range NumBlocks {
			for _, i := range l.Block(b) {
				if n++; float64(n) <= share*96 {
					f.Counts[i] = count
				}
			}
		}
		return f
	}
	require.Equal(t, OK, fresh().Update(railed(0.59, 0)))
	require.Equal(t, Lost, fresh().Update(railed(0.62, 0)))
	require.Equal(t, Lost, fresh().Update(railed(0.62, math.MaxUint16)))
	require.Equal(t, OK, fresh().Update(railed(0.62, 1)))
	d := fresh()
	for _, f := range []*Frame{NewFrame(127), frameOf(l, hand.Angles{}, math.NaN()), frameOf(l, hand.Angles{}, math.Inf(1)), frameOf(l, hand.Angles{}, 1)} {
		require.Equal(t, Degraded, d.Update(f))
	}
	require.Equal(t, OK, d.Update(frameOf(l, hand.Angles{}, 1.001)))
	// Nine frames of the past are late ones, the tenth in a row is a new clock's.
	for i := range 9 {
		require.Equal(t, Degraded, d.Update(frameOf(l, hand.Angles{}, 0.1+1e-3*float64(i))))
	}
	require.Equal(t, OK, d.Update(frameOf(l, hand.Angles{}, 0.2)))
	require.Equal(t, 0.2, d.time)
	d = fresh()
	for range 3 { // runs that begin anew are no row
		for i := range 8 {
			require.Equal(t, Degraded, d.Update(frameOf(l, hand.Angles{}, 0.1+1e-3*float64(i))))
		}
	}
	d.Reset()
	var e Estimate
	d.EstimateTo(&e, 1)
	require.Equal(t, Lost, e.State)
	require.Equal(t, []string{"ok", "degraded", "lost"}, []string{OK.String(), Degraded.String(), Lost.String()})
}
