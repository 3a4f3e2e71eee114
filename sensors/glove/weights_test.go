package glove

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// TestNormalEquationsAreOuterProducts: Σ w·g·gᵀ and Σ w·e·g.
func TestNormalEquationsAreOuterProducts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	var n normal
	info, pull := mat.NewDense(4, 4, nil), mat.NewVecDense(4, nil)
	for range 20 {
		w, e := rng.Float64(), rng.NormFloat64()
		g := vector4{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		n.add(w, e, &g)
		v := mat.NewVecDense(4, g[:])
		var outer mat.Dense
		outer.Outer(w, v, v)
		info.Add(info, &outer)
		pull.AddScaledVec(pull, w*e, v)
	}
	for i := range 4 {
		require.InDelta(t, pull.AtVec(i), n.pull[i], 1e-12)
		for j := i; j < 4; j++ {
			require.InDelta(t, info.At(i, j), n.info[i][j], 1e-12)
		}
	}
}

// weighed is a block of two channels of a glove without memory, of which the first
// measures its one angle at rest at 0 and is what a test makes of it.
func weighed(t *testing.T) (*decoderBlock, *response) {
	t.Helper()
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	r := newResponse(p.Only())
	k := &decoderBlock{joints: 1, scale: 0.004, power: 5, channels: []decoderChannel{
		{index: 0, gain: vector4{1}, power: 1, offset: 0.3}, {index: 1, gain: vector4{2}, power: 4, offset: 0.3},
	}}
	for i := range k.channels {
		k.channels[i].memory.played = 0.5 // of 60 %
	}
	k.tracker.begin(1)
	return k, &r
}

// TestAChannelsWeightIsCauchys (Holland and Welsch 1977): the inverse of its variance,
// less by 1 + (r/c)² with c four typical residuals; at rest a hundredth, but for a few
// channels that move alone; on a rail or broken next to nothing.
func TestAChannelsWeightIsCauchys(t *testing.T) {
	for _, c := range []struct {
		active, activity, smooth, white float64
		count                           uint16
		health                          Health
		want                            float64 // in 1 ÷ typical²
	}{
		{active: 1, activity: 1, count: 9, want: 1.01},
		{active: 1, activity: 0.1, count: 9, want: 1.01},
		{active: 1, activity: 0.05, count: 9, want: 0.51},
		{active: 0.5, activity: 1, count: 9, want: 0.51},
		{active: 1, activity: 0, count: 9, want: 0.01},
		{active: 0, activity: 1, count: 9, want: 0.01},
		{active: 1, activity: 1, smooth: 0.016, count: 9, want: 1.01 / 2},
		{active: 1, activity: 1, smooth: -0.032, count: 9, want: 1.01 / 5},
		{active: 1, activity: 1, white: 0.004 * 0.004, count: 9, want: 1.01 / 2},
		{active: 1, activity: 1, white: 3 * 0.004 * 0.004, count: 9, want: 1.01 / 4},
		{active: 1, activity: 1, count: 0, want: 1e-7},
		{active: 1, activity: 1, count: math.MaxUint16, want: 1e-7},
		{active: 1, activity: 1, count: 9, health: StuckChannel, want: 1e-7},
		{active: 1, activity: 1, count: 9, health: DeadChannel, want: 1e-7},
		{active: 1, activity: 1, count: 9, health: DriftingChannel, want: 1.01},
	} {
		k, r := weighed(t)
		k.activity = c.activity
		ch := &k.channels[0]
		ch.memory.active, ch.smooth, ch.white, ch.health = c.active, c.smooth, c.white, c.health
		k.solve(r, []uint16{c.count, 9})
		require.InEpsilon(t, c.want/(0.004*0.004), ch.weight, 1e-9, "%+v", c)
	}
}

// TestWhatJumpsIsAnOutlierAtOnce: beyond twenty typical residuals and a turn in the
// gap. What was far before upsets nobody any more.
func TestWhatJumpsIsAnOutlierAtOnce(t *testing.T) {
	const gap = 0.01 // of full scale
	edge := 2*0.6*gap + 20*0.004
	for _, c := range []struct {
		jump, smooth float64
		outlier      bool
		upset        float64
	}{
		{jump: 0.99 * edge}, {jump: 1.01 * edge, outlier: true, upset: 0.15}, {jump: -1.01 * edge, outlier: true, upset: 0.15},
		{jump: 1.2 * edge, smooth: 0.39 * edge, outlier: true, upset: 0.15},
		{jump: 1.2 * edge, smooth: -0.41 * edge, outlier: true},
		{jump: 1.2 * edge, smooth: 1.3 * edge},
	} {
		k, r := weighed(t)
		ch := &k.channels[0]
		ch.play, ch.memory.active, k.activity = gap, 1, 1
		ch.offset -= c.jump
		ch.smooth = c.smooth
		k.solve(r, []uint16{9, 9})
		level := c.smooth
		if c.outlier {
			level = c.jump
		}
		require.InEpsilon(t, 1.01/(0.004*0.004)/(1+(level/0.016)*(level/0.016)), ch.weight, 1e-9, "%+v", c)
		require.InDelta(t, c.upset, k.upset, 1e-12, "%+v", c)
	}
	// It passes by itself.
	k, r := weighed(t)
	k.upset = 0.15
	still := uint16(r.codes / 2)
	for range 30 {
		k.step(r, []uint16{still, still}, 4e-3)
	}
	require.InDelta(t, 0.03, k.upset, 1e-9)
	k.step(r, []uint16{still, still}, 1)
	require.Zero(t, k.upset)
}

// TestMeansOfResidualsForgetInTheirTime: in the time constant they go to 1 − 1/e of
// what stays, and a channel's zero follows in two minutes of movement.
func TestMeansOfResidualsForgetInTheirTime(t *testing.T) {
	const e = 0.003
	run := func(active, seconds float64) (*decoderBlock, *decoderChannel) {
		k, r := weighed(t)
		r.setStep(2.5e-4)
		ch := &k.channels[0]
		for range int(seconds / r.dt) {
			for i := range k.channels {
				k.channels[i].residual, k.channels[i].memory.active, k.channels[i].weight = e, active, 1
			}
			k.reweigh(r, vector4{})
		}
		return k, ch
	}
	risen := 1 - math.Exp(-1)
	_, c := run(1, 25e-3)
	require.InEpsilon(t, risen*e, c.smooth, 0.02)
	_, c = run(1, 2)
	require.InEpsilon(t, risen*e, c.slow, 0.02)
	_, c = run(0.5, 2)
	require.InEpsilon(t, (1-math.Exp(-0.5))*e, c.slow, 0.02, "of movement")
	k, _ := run(1, 0.25)
	require.InEpsilon(t, e+(0.004-e)*math.Exp(-1), k.scale, 0.02)
	k, c = run(0.5, 12)
	require.InEpsilon(t, 12.0/120*0.5*e, c.offset-0.3, 0.02)
	require.InDelta(t, 0.5, k.activity, 1e-9)
	require.InEpsilon(t, e, k.scale, 1e-3)
}

// TestWhatTheStepOfTheAnglesLeaves is a channel's residual; the typical one is the
// weighted RMS of all, in which no outlier counts for more than twenty, and never
// below half of what the model leaves unexplained.
func TestWhatTheStepOfTheAnglesLeaves(t *testing.T) {
	scaleAfter := func(a, b, wa, wb, step float64) (scale float64, k *decoderBlock) {
		k, r := weighed(t)
		r.setStep(1e9) // only what is now counts
		k.channels[0].residual, k.channels[1].residual = a, b
		k.channels[0].weight, k.channels[1].weight = wa, wb
		k.reweigh(r, vector4{step})
		return k.scale, k
	}
	scale, k := scaleAfter(0.02, 0.05, 3, 1, 0.01)
	require.InDelta(t, 0.01, k.channels[0].residual, 1e-12)
	require.InDelta(t, 0.03, k.channels[1].residual, 1e-12)
	require.InEpsilon(t, math.Sqrt((3*0.01*0.01+0.03*0.03)/4), scale, 1e-6)
	scale, _ = scaleAfter(0.5, -0.5, 1, 1, 0)
	require.InEpsilon(t, 20*0.004, scale, 1e-6)
	scale, _ = scaleAfter(1e-5, 1e-5, 1, 1, 0)
	require.InEpsilon(t, 0.004*0.6/2, scale, 1e-6)
	scale, _ = scaleAfter(0.01, 0.01, 0, 0, 0)
	require.Equal(t, 0.004, scale, "nobody says anything")

	// Activity is by what the channels tell.
	k, r := weighed(t)
	k.channels[1].memory.active = 1
	k.reweigh(r, vector4{})
	require.InDelta(t, 0.8, k.activity, 1e-9)
}

// TestAHandAtRestIsExpectedToRest: the filter's jolt is the hand's from a quarter of
// the channels moving on, and 0.03 % of it at rest.
func TestAHandAtRestIsExpectedToRest(t *testing.T) {
	for activity, share := range map[float64]float64{0: 0.0003, 5e-5: 0.0003, 0.1: 0.4, 0.2: 0.8, 0.26: 1, 1: 1} {
		k, r := weighed(t)
		k.activity = activity
		k.step(r, []uint16{9, 9}, 1e-3)
		require.InEpsilon(t, 150*share, k.tracker.jolt, 1e-9, "activity %g", activity)
	}
}

// TestMakingUpForLagAmplifiesNoise: white noise of SD σ in every reading is one of
// σ·√(1 + 2(τ/dt)²) in the stimulus, reading and rate taken for independent.
func TestMakingUpForLagAmplifiesNoise(t *testing.T) {
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	require.InEpsilon(t, (0.6*0.002)*(0.6*0.002)*(1+2*(0.030/0.005)*(0.030/0.005)), whiteVariance(p, 0.002), 1e-9)
	require.InEpsilon(t, (0.6*0.002)*(0.6*0.002), whiteVariance(p.Only(taxel.Noise), 0.002), 1e-9)
}

// TestABlockIsWhatItsChannelsAre: read on average so long before the frame's time,
// each so much before that, and telling what their gains tell. Broken ones are left out.
func TestABlockIsWhatItsChannelsAre(t *testing.T) {
	l := newLayout(t, 128, "textile")
	cal := Design(l)
	members := l.Block(2)
	cal.Channels[members[0]].Health = StuckChannel
	k := newDecoderBlock(l, cal, 2)
	require.Len(t, k.channels, len(members)-1)
	mean, power := 0.0, 0.0
	for _, i := range members[1:] {
		mean += float64(l.Len()-1-i) / float64(l.Len()) * l.Profile().Period() / float64(len(members)-1)
		for _, g := range cal.Channels[i].Gain {
			power += g * g
		}
	}
	require.InEpsilon(t, mean, k.delay, 1e-9)
	require.InEpsilon(t, power, k.power, 1e-9)
	sum := 0.0
	for _, c := range k.channels {
		sum += c.delay
		require.InDelta(t, float64(l.Len()-1-c.index)/float64(l.Len())*l.Profile().Period(), k.delay+c.delay, 1e-12)
	}
	require.InDelta(t, 0, sum, 1e-12)
}

// TestAClockThatIsOffIsFollowed: frames that come one per cent apart from the profile's
// period are taken for what they are, those that differ by rounding are not looked at.
func TestAClockThatIsOffIsFollowed(t *testing.T) {
	l := newLayout(t, 64, "textile")
	d, err := NewDecoder(l, Design(l))
	require.NoError(t, err)
	period := l.Profile().Period()
	for factor, want := range map[float64]float64{1 + 1e-9: period, 1.01: 1.01 * period, 0.99: 0.99 * period} {
		d.response.setStep(period)
		for range 4 {
			d.Update(frameOf(l, hand.Angles{}, d.time+factor*period))
		}
		require.InDelta(t, want, d.response.dt, 1e-9, "%g", factor)
	}
}
