package glove

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
)

// judged is one channel that is judged against a posture of one angle: it strains by 1
// per rad, and reads whatever a test has it read.
type judged struct {
	r        response
	k        decoderBlock
	dt, zero float64 // s; strain at angle 0
}

const justBelow, justAbove = 0.995, 1.005

// newJudged is a channel of a textile glove reduced to the given effects, before its
// first frame.
func newJudged(t *testing.T, effects ...taxel.Effect) *judged {
	t.Helper()
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	j := &judged{r: newResponse(p.Only(effects...)), dt: 1e-3, zero: 0.3}
	j.k = decoderBlock{joints: 1, scale: 0.004, channels: []decoderChannel{{gain: vector4{1}, offset: j.zero}}}
	return j
}

func (j *judged) channel() *decoderChannel { return &j.k.channels[0] }

// frame has the posture at an angle (rad), the channel reading a strain, and judges.
func (j *judged) frame(angle, strain float64, count uint16) Health {
	j.k.tracker.angle[0] = angle
	j.channel().memory.played = strain / 0.6
	j.k.watch(&j.r, []uint16{count}, j.dt)
	return j.channel().health
}

// settle lets the 0.3 s pass in which nothing is judged, and a frame more.
func (j *judged) settle(angle, strain float64) {
	for range 302 {
		j.frame(angle, strain, 1000)
	}
}

// ramp has the posture move at a rate (rad/s) and the channel by a share of that, for a
// time (s), and tells the last verdict.
func (j *judged) ramp(angle, strain *float64, rate, share, time float64) (h Health) {
	for range int(math.Round(time / j.dt)) {
		*angle += rate * j.dt
		*strain += share * rate * j.dt
		h = j.frame(*angle, *strain, 1000)
	}
	return h
}

// TestADriftIsMoreThanSixResidualsAndTheGap, either way, and passes.
func TestADriftIsMoreThanSixResidualsAndTheGap(t *testing.T) {
	for _, play := range []float64{0, 0.015, 0.05} {
		for _, sign := range []float64{1, -1} {
			j := newJudged(t, taxel.Hysteresis)
			j.channel().play = play
			bound := sign * (6*0.004 + 2*0.6*play)
			j.settle(0, j.zero)
			require.Equal(t, Sound, j.frame(0, j.zero, 1000))
			j.channel().slow = justBelow * bound
			require.Equal(t, Sound, j.frame(0, j.zero, 1000))
			j.channel().slow = justAbove * bound
			require.Equal(t, DriftingChannel, j.frame(0, j.zero, 1000))
			require.Zero(t, j.k.failing, "it still tells something")
			j.channel().slow = justBelow * bound
			require.Equal(t, Sound, j.frame(0, j.zero, 1000))
		}
	}
}

// TestNothingIsJudgedBeforeTheFilterHasSettled, which takes 0.3 s.
func TestNothingIsJudgedBeforeTheFilterHasSettled(t *testing.T) {
	j := newJudged(t)
	j.channel().slow = 1
	n := 0
	for ; j.frame(0, j.zero, 1000) == Sound; n++ {
		require.Less(t, n, 1000)
	}
	require.InDelta(t, 300, n, 1)
}

// TestARailWithoutCauseIsDeath: for more than 50 ms without a break, while the posture
// asks for a reading at least 8 % of full scale away from either rail.
func TestARailWithoutCauseIsDeath(t *testing.T) {
	for _, count := range []uint16{0, math.MaxUint16} {
		for strain, dies := range map[float64]bool{
			0.081 * 0.6: true, 0.079 * 0.6: false, 0.919 * 0.6: true, 0.921 * 0.6: false, 0.3: true,
		} {
			j := newJudged(t)
			angle := strain - j.zero
			j.settle(angle, strain)
			for range 49 {
				require.Equal(t, Sound, j.frame(angle, strain, count))
			}
			require.Equal(t, Sound, j.frame(angle, strain, 1), "a break")
			for range 49 {
				require.Equal(t, Sound, j.frame(angle, strain, count))
			}
			for range 3 {
				j.frame(angle, strain, count)
			}
			require.Equal(t, dies, j.channel().health == DeadChannel, "%g on rail %d", strain, count)
			require.Equal(t, dies, j.k.failing == 1)
			require.Equal(t, dies, j.frame(angle, strain, 1000) == DeadChannel, "it has to move before it is trusted")
			require.Equal(t, Sound, j.ramp(&angle, &strain, 0.05, 1, 1))
			require.Zero(t, j.k.failing)
		}
	}
}

// TestAChannelThatStaysBehindIsStuck: below 12 % of the expected movement's square it is
// stuck, from 30 % on sound again; between them it is what it was. The noise's own
// movement, twice its variance, does not count.
func TestAChannelThatStaysBehindIsStuck(t *testing.T) {
	for _, noise := range []float64{0, 1e-4} {
		for _, c := range []struct {
			squared       float64
			fresh, failed Health // what a sound one and a stuck one become
		}{{0, StuckChannel, StuckChannel}, {0.115, StuckChannel, StuckChannel}, {0.125, Sound, StuckChannel}, {0.29, Sound, StuckChannel}, {0.31, Sound, Sound}, {1, Sound, Sound}} {
			j := newJudged(t)
			j.channel().noise = noise
			const rate = 0.3 // rad/s: 3e-4 a frame
			share := math.Sqrt(c.squared + 2*noise*noise/(rate*rate*j.dt*j.dt))
			angle, strain := -0.2, 0.2
			j.settle(angle, strain)
			require.Equal(t, c.fresh, j.ramp(&angle, &strain, rate, share, 0.8), "%g of the square, noise %g", c.squared, noise)
			j.channel().health, angle, strain = StuckChannel, -0.2, 0.2
			j.channel().monitor = monitor{}
			j.settle(angle, strain)
			require.Equal(t, StuckChannel, j.channel().health)
			require.Equal(t, c.failed, j.ramp(&angle, &strain, rate, share, 0.8), "%g of the square, noise %g", c.squared, noise)
		}
	}
}

// TestAVerdictWaitsForMovement: the sum of squared changes, which fades within 0.8 s,
// must come to the square of 25 times noise and a count together.
func TestAVerdictWaitsForMovement(t *testing.T) {
	for _, noise := range []float64{0, 3e-4} {
		for factor, want := range map[float64]Health{justBelow: Sound, justAbove: StuckChannel} {
			j := newJudged(t)
			j.channel().noise = noise
			// Of changes d in every frame the fading sum comes to d²/(1 − e^(−dt/0.8 s)).
			enough := 25 * (noise + 0.6/65535)
			rate := factor * enough * math.Sqrt(1-math.Exp(-j.dt/0.8)) / j.dt
			angle, strain := 0.0, j.zero
			j.settle(angle, strain)
			require.Equal(t, want, j.ramp(&angle, &strain, rate, 0, 8))
		}
	}
}

// TestWhatNoFingerDoesIsNoMovement: a change at more than 6 strain a second, or while
// the posture is upset, counts neither as measured nor as expected.
func TestWhatNoFingerDoesIsNoMovement(t *testing.T) {
	for _, sign := range []float64{1, -1} {
		j := newJudged(t)
		j.settle(0, j.zero)
		j.frame(0.01, j.zero+sign*justAbove*6*j.dt, 1000)
		require.Zero(t, j.channel().monitor.own)
		require.Zero(t, j.channel().monitor.alone)
		j = newJudged(t)
		j.settle(0, j.zero)
		j.frame(0.01, j.zero+sign*justBelow*6*j.dt, 1000)
		slow := justBelow * 6 * j.dt
		require.InEpsilon(t, slow*slow, j.channel().monitor.own, 1e-9)
		require.InEpsilon(t, 1e-4, j.channel().monitor.alone, 1e-9)
		// Both fade by e in 0.8 s.
		for range 800 {
			j.frame(0.01, j.zero+sign*justBelow*6*j.dt, 1000)
		}
		require.InEpsilon(t, slow*slow/math.E, j.channel().monitor.own, 1e-6)
		require.InEpsilon(t, 1e-4/math.E, j.channel().monitor.alone, 1e-6)
		j = newJudged(t)
		j.settle(0, j.zero)
		j.k.upset = 0.1
		j.frame(0.01, j.zero+0.001, 1000)
		require.Zero(t, j.channel().monitor.own+j.channel().monitor.alone)
	}
}

// TestExpectationKnowsPlayLagAndScan: what the posture asks for comes late by the
// element's lag, is felt after the gap, and is earlier or later in the scan.
func TestExpectationKnowsPlayLagAndScan(t *testing.T) {
	// Inside of its gap a channel is not expected to move at all.
	j := newJudged(t, taxel.Hysteresis)
	j.channel().play = 0.015
	j.settle(0, j.zero)
	for i := range 5000 {
		j.frame(justBelow*0.009*math.Sin(0.05*float64(i)), j.zero, 1000)
	}
	require.Zero(t, j.channel().monitor.alone)
	j.frame(0.009+0.002, j.zero, 1000)
	require.InDelta(t, j.zero+0.002, j.channel().monitor.expected, 1e-12)
	j.frame(-0.009-0.003, j.zero, 1000)
	require.InDelta(t, j.zero-0.003, j.channel().monitor.expected, 1e-12)
	j.frame(0, j.zero, 1000)
	require.InDelta(t, j.zero-0.003, j.channel().monitor.expected, 1e-12)
	// The textile's lag is 20 ms rising and 40 ms falling, 30 ms in the mean.
	j = newJudged(t, taxel.Lag)
	j.settle(0, j.zero)
	for range 45 {
		j.frame(0.1, j.zero, 1000)
	}
	require.InDelta(t, j.zero+0.1*(1-math.Exp(-45./30)), j.channel().monitor.strain, 1e-9)
	// A channel that is read 2 ms before the others reads what was 2 ms ago.
	j = newJudged(t)
	j.channel().delay = 2e-3
	j.k.tracker.velocity[0] = 3
	j.settle(0.1, j.zero)
	require.InDelta(t, j.zero+0.1-0.006, j.channel().monitor.expected, 1e-12)
}

// TestAnOutlierThatRestsIsStuck: more than five typical residuals and the gap away for
// more than 0.15 s; one that moves is no proof against itself.
func TestAnOutlierThatRestsIsStuck(t *testing.T) {
	for _, sign := range []float64{1, -1} {
		j := newJudged(t, taxel.Hysteresis)
		j.channel().play = 0.015
		bound := sign * (5*0.004 + 2*0.6*0.015)
		j.settle(0, j.zero)
		for range 500 {
			j.channel().smooth = justBelow * bound
			require.Equal(t, Sound, j.frame(0, j.zero, 1000))
		}
		j.channel().smooth = justAbove * bound
		for range 149 {
			require.Equal(t, Sound, j.frame(0, j.zero, 1000))
		}
		// What was away for a while, and then back as long, is as before.
		j.channel().smooth = 0
		for range 400 {
			j.frame(0, j.zero, 1000)
		}
		j.channel().smooth = justAbove * bound
		for range 149 {
			require.Equal(t, Sound, j.frame(0, j.zero, 1000))
		}
		for range 3 {
			j.frame(0, j.zero, 1000)
		}
		require.Equal(t, StuckChannel, j.channel().health)
		require.Equal(t, 1, j.k.failing)
	}
	// Half of a verdict's movement, without any expected, is enough to be called moving.
	for factor, want := range map[float64]Health{0.98 * math.Sqrt2 / 2: StuckChannel, 1.02 * math.Sqrt2 / 2: Sound} {
		j := newJudged(t)
		angle, strain := 0.0, 0.1
		j.settle(angle, strain)
		j.channel().smooth = 0.1
		rate := factor * 25 * 0.6 / 65535 * math.Sqrt(1-math.Exp(-j.dt/0.8)) / j.dt
		for range 8000 {
			strain += rate * j.dt
			j.channel().monitor.off = 0
			j.frame(angle, strain, 1000)
		}
		j.channel().monitor.off = 1
		require.Equal(t, want, j.frame(angle, strain+rate*j.dt, 1000))
	}
}

// TestAnOutlierThatFollowsIsNoProof: away for long, but moving by more than 12 % of the
// expected movement's square.
func TestAnOutlierThatFollowsIsNoProof(t *testing.T) {
	for squared, want := range map[float64]Health{0.115: StuckChannel, 0.13: Sound, 0.28: Sound} {
		j := newJudged(t)
		angle, strain := -0.2, 0.2
		j.settle(angle, strain)
		j.channel().smooth = 0.1
		require.Equal(t, want, j.ramp(&angle, &strain, 0.3, math.Sqrt(squared), 0.8), "%g of the square", squared)
	}
}

// TestADriftingChannelIsFoundOut: a hand that keeps moving, one channel of whose glove
// drifts by 1 % strain a second. It alone is told of, and no sooner than its mean over 2 s,
// which is 2 s late, can have come past six residuals.
func TestADriftingChannelIsFoundOut(t *testing.T) {
	l := newLayout(t, 128, "ideal")
	d, err := NewDecoder(l, Design(l))
	require.NoError(t, err)
	odd := l.Block(int(hand.Middle))[5]
	const rate, dt = 0.01, 2e-3
	found := math.Inf(1)
	for i := range 2500 {
		now := float64(i) * dt
		var a hand.Angles
		for f := range hand.Finger(hand.NumFingers) {
			for n := 1; n < 4; n++ {
				a[hand.FingerAngle(f, n)] = 0.5 + 0.3*math.Sin(5*now+float64(n))
			}
		}
		a[hand.WristFlexion] = 0.3 * math.Sin(5*now)
		frame := frameOf(l, a, now)
		frame.Counts[odd] += uint16(rate * now / 0.6 * math.MaxUint16)
		d.Update(frame)
		if d.HealthOf(odd) == DriftingChannel && math.IsInf(found, 1) {
			found = now
		}
		for b := range NumBlocks {
			for _, c := range l.Block(b) {
				if c != odd {
					require.Equal(t, Sound, d.HealthOf(c), "channel %d at %g s", c, now)
				}
			}
		}
	}
	require.Equal(t, OK, d.state)
	require.Equal(t, DriftingChannel, d.HealthOf(odd))
	// rate·(t − 2 s·(1 − e^(−t/2 s))) = 6 residuals, each at least 0.5 · 0.4 % · 60 %.
	earliest := 0.0
	for rate*(earliest-2*(1-math.Exp(-earliest/2))) < 6*0.0012 {
		earliest += 0.01
	}
	require.Greater(t, found, 0.95*earliest)
	require.Less(t, found, earliest+2)
}
