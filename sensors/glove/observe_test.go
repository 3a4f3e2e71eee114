package glove

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
)

// noisyHolds is a recording of three holds with pauses before, between and after: counts
// are drawn at random, and so differ from frame to frame.
func noisyHolds(l *Layout) *Recording {
	r, rng := &Recording{}, rand.New(rand.NewPCG(2, 2))
	for h := range 3 {
		from := 0.5 + 1.5*float64(h)
		r.Holds = append(r.Holds, Hold{From: from, To: from + 1, Angles: NamedPose(h).Angles, Sigma: 0.02})
	}
	for i := range 5 * 64 {
		f := NewFrame(l.Len())
		f.Time = float64(i) / 64 // exact, so that some frames are at the very ends of holds
		for c := range f.Counts {
			f.Counts[c] = uint16(20000 + rng.IntN(10000))
		}
		r.Frames = append(r.Frames, *f)
	}
	return r
}

// TestOnlyTheSettledHalfOfAHoldIsRead: an element without memory has observed the mean
// of its readings from the middle of a hold to its end, and nothing else.
func TestOnlyTheSettledHalfOfAHoldIsRead(t *testing.T) {
	l := newLayout(t, 64, "ideal")
	r := noisyHolds(l)
	of := func(r *Recording) (*Calibration, [NumBlocks][][]observation) {
		c := &Calibration{Channels: make([]ChannelCalibration, l.Len())}
		out, err := observe(l, r, c, nil, nil)
		require.NoError(t, err)
		return c, out
	}
	c, observed := of(r)
	for b := range NumBlocks {
		for k, i := range l.blocks[b] {
			level := 0.0
			for _, f := range r.Frames {
				level += float64(f.Counts[i]) / math.MaxUint16 / float64(len(r.Frames))
			}
			require.InDelta(t, level, c.Channels[i].Level, 1e-12)
			for h, hold := range r.Holds {
				sum, n := 0.0, 0.0
				for _, f := range r.Frames {
					if f.Time >= hold.From+0.5 && f.Time <= hold.To {
						sum, n = sum+0.6*float64(f.Counts[i])/math.MaxUint16, n+1
					}
				}
				require.Equal(t, 33.0, n)
				require.InDelta(t, sum/n, observed[b][k][h].strain, 1e-12)
				require.InDelta(t, 0.6*0.004, observed[b][k][h].sigma, 1e-12, "what the model leaves unexplained")
			}
		}
	}
	// Whatever it reads elsewhere, on a rail or not, is not observed.
	for i, f := range r.Frames {
		used := false
		for _, h := range r.Holds {
			used = used || f.Time >= h.From+0.5 && f.Time <= h.To
		}
		if !used {
			for c := range f.Counts {
				f.Counts[c] = uint16(65535 * (i % 2))
			}
		}
	}
	_, again := of(r)
	for b := range observed {
		for k := range observed[b] {
			for h := range observed[b][k] {
				require.Equal(t, observed[b][k][h].strain, again[b][k][h].strain)
			}
		}
	}
}

// TestAGapIsUncertainUnlessAChannelMoved by more than half of its half-width since the
// posture before, and is known to have been pushed to one side; the first posture's need
// only be the latter. What was never read, or by a failed channel, tells nothing.
func TestAGapIsUncertainUnlessAChannelMoved(t *testing.T) {
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	resp := newResponse(p)
	half := 0.6 * 0.015 / 2
	sure, unsure := 0.6*0.004, 0.6*math.Hypot(0.004, 0.015)
	watched := func() watch {
		w := newWatch(0, 7, 0.01)
		strains := []float64{0.1, 0.1 + 0.99*half, 0.1 + 2*half, 0.1 + 0.99*half, 0.3, 0.4, 0.5}
		edges := []float64{1, 1, 1, -1, 0, -0.5, 1}
		for h := range w.held {
			n := h + 1
			w.held[h], w.counts[h] = observation{strain: float64(n) * strains[h], edge: float64(n) * edges[h]}, n
		}
		w.counts[6] = 0
		return w
	}
	w := watched()
	got := w.finish(&resp, Sound)
	for h, want := range []float64{sure, unsure, sure, sure, unsure, sure} {
		require.InDelta(t, want, got[h].sigma, 1e-12, "hold %d", h)
	}
	require.InDelta(t, 0.4, got[5].strain, 1e-12)
	require.InDelta(t, -0.5, got[5].edge, 1e-12)
	require.True(t, math.IsInf(got[6].sigma, 1))
	for _, failed := range []Health{DeadChannel, StuckChannel} {
		w = watched()
		for _, o := range w.finish(&resp, failed) {
			require.True(t, math.IsInf(o.sigma, 1))
		}
	}
}

// TestHowMuchAChannelMustMove to be sound: 12 noises and 4 counts; what does not, is dead
// within half of that of a rail, and else stuck, if it should have moved four times as far.
func TestHowMuchAChannelMustMove(t *testing.T) {
	l := newLayout(t, 64, "textile")
	floor := 6*0.001 + 2/4095.
	for _, c := range []struct {
		lowest, span, expected float64
		want                   Health
	}{
		{0.4, 2.01 * floor, 1, Sound},
		{0.4, 1.99 * floor, 1, StuckChannel},
		{0.4, 0, 8.01 * floor, StuckChannel},
		{0.4, 0, 7.99 * floor, Sound},
		{0, 0.49 * floor, 0, DeadChannel},
		{0, 0.51 * floor, 1, StuckChannel},
		{0, 2.01 * floor, 1, Sound},
		{1 - 0.49*floor, 0.49 * floor, 0, DeadChannel},
		{1 - 0.51*floor, 0.51 * floor, 1, StuckChannel},
	} {
		w := watch{lowest: c.lowest, highest: c.lowest + c.span}
		require.Equal(t, c.want, w.health(l, c.expected), "%+v", c)
	}
	require.True(t, DeadChannel.failing() && StuckChannel.failing())
	require.False(t, Sound.failing() || DriftingChannel.failing())
}

// TestExpectedSpanIsThatOfTheDesign: of a hold at 0 and one with one angle, its gain times
// the angle, less the gap, whatever lies between them.
func TestExpectedSpanIsThatOfTheDesign(t *testing.T) {
	l := newLayout(t, 128, "textile")
	for b := range NumBlocks {
		first, count := BlockAngles(b)
		for _, i := range l.blocks[b] {
			for j := range count {
				holds := make([]Hold, 4)
				holds[1].Angles[int(first)+j], holds[2].Angles[int(first)+j] = 0.2, 0.3
				if b > 0 {
					holds[3].Angles[0] = 1 // another finger's
				}
				require.InDelta(t, 0.3*math.Abs(l.channels[i].Gain[j])/0.6-0.03, l.expectedSpan(i, holds), 1e-12)
			}
		}
	}
}

// TestAWatchBeginsAfterAMinute of wear: all that has crept by then is taken off.
func TestAWatchBeginsAfterAMinute(t *testing.T) {
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	resp := newResponse(p)
	w := newWatch(0, 1, 0.01)
	w.read(&resp, 2048, true)
	for i, tau := range taxel.CreepTimes() {
		require.InDelta(t, 2048./4095*(1-math.Exp(-60/tau)), w.memory.crept[i], 1e-12)
	}
	require.InDelta(t, 2048./4095*(1-math.Exp(-1)), w.memory.stayed, 1e-12)
	require.Equal(t, [2]float64{2048. / 4095, 2048. / 4095}, [2]float64{w.lowest, w.highest})
	for _, count := range []uint16{3000, 1000, 2000} {
		w.read(&resp, count, false)
	}
	require.Equal(t, [2]float64{1000. / 4095, 3000. / 4095}, [2]float64{w.lowest, w.highest})
	require.InDelta(t, 8048./4095, w.sum, 1e-12)
}

// TestMissingFramesOfARecordingAreMadeUpFor: the memory steps by the frames' own times,
// however far apart. The same slow element, read at every frame and at some only, is
// observed alike.
func TestMissingFramesOfARecordingAreMadeUpFor(t *testing.T) {
	l := newLayout(t, 64, "textile")
	l.profile = l.profile.Only(taxel.Creep)
	l.profile.Creep = 0.2 // so that it counts
	i := l.Block(int(hand.Index))[0]
	array, err := taxel.NewArray(alike(l.profile), 1, l.profile.Period(), rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	array.Settle([]float64{0.2}, 60)
	every, some := &Recording{}, &Recording{}
	holds := []Hold{{From: 0, To: 2, Sigma: 0.02}, {From: 2, To: 4, Sigma: 0.02}}
	every.Holds, some.Holds = holds, holds
	for n := range int(4 * l.profile.FrameRate) {
		load := 0.2
		if n > int(2*l.profile.FrameRate) {
			load = 0.6
		}
		array.Advance([]float64{load}, 0)
		f := NewFrame(l.Len())
		f.Time = float64(n) * l.profile.Period()
		f.Counts[i] = uint16(readOne(array, l.profile) * float64(l.profile.Codes))
		every.Frames = append(every.Frames, *f)
		if n < 200 || n%4 == 0 {
			some.Frames = append(some.Frames, *f)
		}
	}
	observed := func(r *Recording) []observation {
		out, err := observe(l, r, &Calibration{Channels: make([]ChannelCalibration, l.Len())}, nil, nil)
		require.NoError(t, err)
		return out[hand.Index][0]
	}
	a, b := observed(every), observed(some)
	for h := range a {
		require.InDelta(t, a[h].strain, b[h].strain, 3e-4)
	}
	require.InDelta(t, 0.6*(0.6-0.2), a[1].strain-a[0].strain, 0.01)
}

// alike is the profile with every element alike.
func alike(p taxel.Profile) taxel.Profile {
	p.Variation, p.Batch, p.PlaySpread = 0, 0, 0
	return p
}
