package wearer

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
)

// perfect is a glove just as designed on the nominal hand.
func perfect(t *testing.T, l *glove.Layout) *Wearer {
	t.Helper()
	w, err := NewFrom(Config{Layout: l, Person: NominalPerson(hand.Right)})
	require.NoError(t, err)
	return w
}

// overMCP is a stretch channel over the index's knuckle, on the back.
func overMCP(l *glove.Layout) int {
	best := l.Block(int(hand.Index))[0]
	for _, i := range l.Block(int(hand.Index)) {
		if l.Channel(i).Gain[1] > l.Channel(best).Gain[1] {
			best = i
		}
	}
	return best
}

// expected is the count of a channel of a perfect glove, the index's MCP bent.
func expected(l *glove.Layout, i int, mcp float64) float64 {
	c := l.Channel(i)
	return (c.Prestrain + c.Gain[1]*mcp) / 0.6 * float64(l.Profile().Codes)
}

func bent(mcp float64) (a hand.Angles) {
	a[hand.IndexMCP] = mcp
	return a
}

// TestFramesComeLateByTheirLatency: each is stamped when its scan ended, and is there
// so many frames later; before the first one there is none.
func TestFramesComeLateByTheirLatency(t *testing.T) {
	for latency := range 3 {
		p := profile(t, "textile")
		p.FrameRate, p.Latency = 100, latency
		l := gloveOf(t, 64, p)
		w, i := perfect(t, l), overMCP(l)
		frame := glove.NewFrame(l.Len())
		got := 0
		for ms := range 200 {
			now := float64(ms) * 1e-3
			if !w.Sense(now, bent(2*now), frame) {
				continue
			}
			require.InDelta(t, 0.010*float64(got+1), frame.Time, 1e-9)
			require.InDelta(t, now-0.010*float64(latency), frame.Time, 1e-9)
			require.InDelta(t, expected(l, i, 2*frame.Time), float64(frame.Counts[i]), 1)
			got++
		}
		require.Equal(t, 19-latency, got)
	}
}

// TestAPostureInBetweenIsBetween: however rarely the loop steps, a frame holds what the
// hand, moving straight from step to step, had at the frame's own time.
func TestAPostureInBetweenIsBetween(t *testing.T) {
	l := gloveOf(t, 64, profile(t, "ideal"))
	w, i := perfect(t, l), overMCP(l)
	frame := glove.NewFrame(l.Len())
	path := func(s float64) float64 { return math.Sin(5 * s) }
	last := 0.0
	for k := range 100 {
		now := 0.0073 * float64(k)
		if w.Sense(now, bent(path(now)), frame) {
			u := (frame.Time - last) / (now - last)
			require.True(t, u > 0 && u < 1+1e-6)
			require.InDelta(t, now, frame.Time, 1e-3+1e-9, "the newest of a step's frames")
			require.InDelta(t, expected(l, i, path(last)+u*(path(now)-path(last))), float64(frame.Counts[i]), 1)
			require.Equal(t, frame.Time, w.Now())
		}
		last = now
	}
}

// TestAScanTakesTime: with the hand moving evenly each channel shows the posture of the
// moment at which it is read, or, where all are read at once, that of the end.
func TestAScanTakesTime(t *testing.T) {
	for _, c := range []struct {
		rate, scan float64
	}{{200, 1}, {50, 1}, {50, 0}, {200, 0}} {
		p := profile(t, "ideal")
		p.FrameRate, p.Scan = c.rate, c.scan
		l := gloveOf(t, 128, p)
		w := perfect(t, l)
		frame := glove.NewFrame(l.Len())
		seen := 0
		for ms := range 400 {
			now := float64(ms) * 1e-3
			if !w.Sense(now, bent(2*now), frame) || ms < 100 {
				continue
			}
			seen++
			for _, i := range l.Block(int(hand.Index)) {
				// Read one after the other, the last at the frame's time stamp.
				share := float64(l.Len()-1-i) / float64(l.Len())
				at := frame.Time - c.scan*share/c.rate
				require.InDelta(t, expected(l, i, 2*at), float64(frame.Counts[i]), 1.1, "%v, channel %d", c, i)
			}
		}
		require.InDelta(t, 0.3*c.rate, seen, 1)
	}
}

// TestElementsStepFinely: never by more than 5 ms, whatever the frame rate.
func TestElementsStepFinely(t *testing.T) {
	for rate, steps := range map[float64]int{1000: 1, 200: 1, 199: 2, 100: 2, 50: 4, 2.9: 69} {
		p := profile(t, "ideal")
		p.FrameRate = rate
		w := perfect(t, gloveOf(t, 64, p))
		require.Equal(t, steps, w.perScan)
		require.InDelta(t, 1/rate, w.step*float64(steps), 1e-12)
	}
}

// TestAWornGloveHasCrept: it has been on for a minute, and goes on from there.
func TestAWornGloveHasCrept(t *testing.T) {
	p := profile(t, "textile", taxel.Creep)
	p.Creep = 0.2
	l := gloveOf(t, 64, p)
	w, i := perfect(t, l), overMCP(l)
	frame := glove.NewFrame(l.Len())
	for s := range 241 {
		if w.Sense(float64(s), bent(0.5), frame); s == 1 || s == 240 {
			want := expected(l, i, 0.5) * (1 + taxel.CreepLaw(0.2, 60+float64(s)))
			require.InEpsilon(t, want, float64(frame.Counts[i]), 2e-4, "after %d s", s)
		}
	}
}

// TestFabricWarmsUp along 1 − e^(−t/120 s), by up to the tolerance's kelvins.
func TestFabricWarmsUp(t *testing.T) {
	l := gloveOf(t, 64, profile(t, "textile", taxel.Temperature))
	w, err := NewFrom(Config{Layout: l, Person: NominalPerson(hand.Right), Tolerances: Tolerances{Warmth: 30}, DonSeed: 3})
	require.NoError(t, err)
	i := overMCP(l)
	frame := glove.NewFrame(l.Len())
	for s := range 301 {
		w.Sense(float64(s), bent(0), frame)
		if s == 30 || s == 120 || s == 300 {
			shift := 0.001 * w.warmth * -math.Expm1(-float64(s)/120)
			require.InDelta(t, expected(l, i, 0)+shift*math.MaxUint16, float64(frame.Counts[i]), 2, "after %d s", s)
		}
	}
	require.Greater(t, w.warmth, 3.0)
}

// TestAPersonsShapeBendsTheStrain by what it says, of its own joint.
func TestAPersonsShapeBendsTheStrain(t *testing.T) {
	l := gloveOf(t, 64, profile(t, "ideal"))
	p := NominalPerson(hand.Right)
	p.Shape[hand.IndexMCP] = Shape{Depth: 0.1, Rate: 2, Phase: 0.5}
	w, err := NewFrom(Config{Layout: l, Person: p})
	require.NoError(t, err)
	frame := glove.NewFrame(l.Len())
	for ms := range 4 {
		w.Sense(float64(ms)*1e-3, bent(0.7), frame)
	}
	i := overMCP(l)
	require.InDelta(t, expected(l, i, 0.7*(1+0.1*math.Sin(1.9))), float64(frame.Counts[i]), 1)
}

// TestBothSidesOfATouchAreFelt: what presses is pressed. A fist loads fingers and palm,
// a pinch thumb and index, three taxels or more of each pair.
func TestBothSidesOfATouchAreFelt(t *testing.T) {
	l := gloveOf(t, 576, profile(t, "ideal"))
	loaded := func(pose string) map[int]int {
		for n := range glove.MaxPoses {
			if glove.NamedPose(n).Name != pose {
				continue
			}
			w, by := perfect(t, l), map[int]int{}
			frame := glove.NewFrame(l.Len())
			for ms := range 4 {
				w.Sense(float64(ms)*1e-3, glove.NamedPose(n).Angles, frame)
			}
			for i, c := range frame.Counts {
				if l.Channel(i).Kind == taxel.Pressure && float64(c)/math.MaxUint16*100e3 > 5e3 {
					by[l.Channel(i).Block]++
				}
			}
			// Opened again nothing is left: this hand has no memory.
			for ms := 4; ms < 8; ms++ {
				w.Sense(float64(ms)*1e-3, hand.Angles{}, frame)
			}
			for i, c := range frame.Counts {
				if l.Channel(i).Kind == taxel.Pressure {
					require.Zero(t, c, "channel %d", i)
				}
			}
			return by
		}
		return nil
	}
	fist := loaded("fist")
	for block := int(hand.Index); block < glove.NumBlocks; block++ {
		require.NotZero(t, fist[block], "fist: block %d", block)
	}
	// A pinch of the nominal hand: where thumb and index meet is a matter of its bones.
	const degree = math.Pi / 180
	var pinch hand.Angles
	for j, a := range []float64{8, 14, 45, 50, 7, 86, 33, 16} { // thumb, then index
		pinch[j] = a * degree
	}
	w, by := perfect(t, l), [glove.NumBlocks]int{}
	frame := glove.NewFrame(l.Len())
	for ms := range 4 {
		w.Sense(float64(ms)*1e-3, pinch, frame)
	}
	for i, c := range frame.Counts {
		if l.Channel(i).Kind == taxel.Pressure && float64(c)/math.MaxUint16*100e3 > 5e3 {
			by[l.Channel(i).Block]++
		}
	}
	require.GreaterOrEqual(t, by[hand.Thumb], 3)
	require.GreaterOrEqual(t, by[hand.Index], 3)
	require.Zero(t, by[hand.Middle]+by[hand.Ring]+by[hand.Little]+by[glove.WristBlock])
}

// TestARecordingIsWhatItsModeSays: how far the postures that a calibration is told lie
// from those that were held, and when they were.
func TestARecordingIsWhatItsModeSays(t *testing.T) {
	l := gloveOf(t, 64, profile(t, "ideal"))
	const degree = math.Pi / 180
	for mode, sd := range map[Mode]float64{Reference: 1.0, Named: 2.5, Exact: 0} {
		var off []float64
		rng := rand.New(rand.NewPCG(8, 8))
		w := perfect(t, l)
		r, err := Record(w, 24, mode, 3, rng, nil)
		require.NoError(t, err)
		require.Len(t, r.Holds, 24)
		require.Len(t, w.Held(), 24)
		for i, h := range r.Holds {
			begins := 3 + 20./24*float64(i)
			require.InDelta(t, begins+0.45, h.From, 1e-9)
			require.InDelta(t, begins+20./24, h.To, 1e-9)
			require.Equal(t, glove.NamedPose(i).Name, h.Name)
			require.Equal(t, w.Held()[i].Clamped(), w.Held()[i], "a hand holds what it can")
			for j, a := range h.Angles {
				really := w.Held()[i][j]
				if r := hand.Ranges()[j]; really > r.Lower+1e-9 && really < r.Upper-1e-9 {
					off = append(off, (a-really)/degree)
				}
			}
			require.InDelta(t, map[Mode]float64{Reference: 1, Named: 2.5, Exact: 0.01}[mode], h.Sigma/degree, 1e-9)
		}
		require.InDelta(t, sd, stat.StdDev(off, nil), 0.12*sd+1e-9, mode.String())
		require.InDelta(t, 20, r.Duration(), 0.05)
		require.InDelta(t, 20/5e-3, len(r.Frames), 20, "as often as the recorder looks")
	}
	w := perfect(t, l)
	for _, n := range []int{0, -1, glove.MaxPoses + 1} {
		_, err := Record(w, n, Reference, 0, rand.New(rand.NewPCG(1, 1)), nil)
		require.ErrorContains(t, err, "want 1 to")
	}
	_, err := Record(w, 1, Reference, 0, rand.New(rand.NewPCG(1, 1)), nil)
	require.NoError(t, err)
	require.Equal(t, "exact", Exact.String())
}

// TestAPersonMovesAsArmsDo: from posture to posture within 0.45 s by minimum jerk: at
// half of the time half of the way, at 1.875 times the mean speed; then still.
func TestAPersonMovesAsArmsDo(t *testing.T) {
	l := gloveOf(t, 64, profile(t, "ideal"))
	w := perfect(t, l)
	r, err := Record(w, 2, Exact, 0, rand.New(rand.NewPCG(9, 9)), nil)
	require.NoError(t, err)
	i := overMCP(l)
	at := func(s float64) float64 {
		for n, f := range r.Frames {
			if f.Time >= s {
				before := r.Frames[n-1]
				u := (s - before.Time) / (f.Time - before.Time)
				return float64(before.Counts[i]) + u*(float64(f.Counts[i])-float64(before.Counts[i]))
			}
		}
		return math.NaN()
	}
	begins := 20. / 24
	from, to := at(begins-0.02), at(begins+0.46)
	require.Greater(t, math.Abs(to-from), 10_000.0)
	share := func(s float64) float64 { return (at(begins+s) - from) / (to - from) }
	require.InDelta(t, 0.5, share(0.225), 0.01)
	require.InDelta(t, 1.875/0.45, (share(0.245)-share(0.205))/0.04, 0.06)
	require.InDelta(t, 0.1035, share(0.1125), 0.01, "10u³ − 15u⁴ + 6u⁵ at a quarter")
	require.InDelta(t, to, at(2*begins-0.01), 1.5)
	short, err := RecordRezero(w, Reference, 10, rand.New(rand.NewPCG(9, 9)), nil)
	require.NoError(t, err)
	for k, h := range short.Holds {
		require.InDelta(t, 10+5./3*float64(k)+0.7, h.From, 1e-9)
		require.InDelta(t, 10+5./3*float64(k+1), h.To, 1e-9)
	}
}

// TestARecordingTellsHowFarItIs, and stops when told to.
func TestARecordingTellsHowFarItIs(t *testing.T) {
	w := perfect(t, gloveOf(t, 64, profile(t, "ideal")))
	last, calls := -1.0, 0
	_, err := Record(w, 4, Reference, 0, rand.New(rand.NewPCG(1, 1)), func(share float64) error {
		require.Greater(t, share, last)
		last = share
		calls++
		return nil
	})
	require.NoError(t, err)
	require.InDelta(t, 1, last, 0.01)
	require.Greater(t, calls, 600)
	enough := errors.New("enough")
	_, err = Record(w, 4, Reference, 10, rand.New(rand.NewPCG(1, 1)), func(share float64) error {
		if share > 0.5 {
			return enough
		}
		return nil
	})
	require.ErrorIs(t, err, enough)
}

// TestFailingChannelsAreTheElements.
func TestFailingChannelsAreTheElements(t *testing.T) {
	l := gloveOf(t, 64, profile(t, "ideal"))
	w, i := perfect(t, l), overMCP(l)
	w.Fail(i, taxel.Stuck, 1234)
	require.Equal(t, taxel.Stuck, w.FailureOf(i))
	require.Equal(t, taxel.Healthy, w.FailureOf(i+1))
	frame := glove.NewFrame(l.Len())
	for ms := range 4 {
		w.Sense(float64(ms)*1e-3, hand.Angles{}, frame)
	}
	require.EqualValues(t, 1234, frame.Counts[i])
}

// TestWhatIsFeltDoesNotDependOnTheWayThere: a hand that has been elsewhere feels what a
// fresh one does in the same posture, bit for bit, and crosstalk mixes it as the layout
// says.
func TestWhatIsFeltDoesNotDependOnTheWayThere(t *testing.T) {
	l := gloveOf(t, 576, profile(t, "textile", taxel.Crosstalk))
	moved := perfect(t, l)
	for _, pose := range []int{3, 0, 3, 6, 6, 1, 3} {
		a := glove.NamedPose(pose).Angles
		moved.stimulate(a)
		fresh := perfect(t, l)
		fresh.stimulate(a)
		require.Equal(t, fresh.stimulus, moved.stimulus)

		// By the layout: strain, or pressure before the crosstalk, then the spread.
		apart, mixed := append([]float64(nil), moved.contact.pressed...), make([]float64, l.Len())
		for _, c := range moved.strain {
			first, count := glove.BlockAngles(l.Channel(c.channel).Block)
			strain := c.prestrain
			for j := range count {
				strain += c.gain[j] * moved.shape[int(first)+j].Effective(a[int(first)+j])
			}
			apart[c.channel] = l.Profile().Ranges[taxel.Stretch].Fraction(strain)
		}
		l.Spread().ApplyTo(mixed, apart)
		require.InDeltaSlice(t, mixed, moved.stimulus, 1e-12)
	}
}

// TestNoTaxelIsReadOutsideItsStep: whatever the number of channels, each is read in the
// element step in which its turn comes, at a moment from its beginning to its end.
func TestNoTaxelIsReadOutsideItsStep(t *testing.T) {
	for _, n := range []int{64, 65, 67, 96, 100, 127, 130, 211} {
		for rate, scan := range map[float64]float64{2.9: 1, 50: 1, 73: 1, 91: 1, 120: 0.5, 60: 0.25, 200: 0} {
			p := profile(t, "ideal")
			p.FrameRate, p.Scan = rate, scan
			w := perfect(t, gloveOf(t, n, p))
			for w.phase = range w.perScan {
				for i := range n {
					at := w.when(i)
					require.True(t, at >= 0 && at <= 1, "%d of %d at %g Hz: %g", i, n, rate, at)
					turn := w.layout.Scan(i) * float64(w.perScan)
					if math.Ceil(turn-1e-9) == float64(w.phase+1) {
						require.InDelta(t, turn-float64(w.phase), at, 1e-9)
					}
				}
			}
		}
	}
}

// TestOfAVeryLargeGloveARecorderKeepsSomeFrames: every n-th, so that they hold no more
// than 2^26 counts.
func TestOfAVeryLargeGloveARecorderKeepsSomeFrames(t *testing.T) {
	require.Equal(t, 1, keptOf(0))
	require.Equal(t, 1, keptOf(20*200*576))
	for _, counts := range []float64{67108863, 67108864, 1e8, 2.6e8, 1e9} {
		n := keptOf(counts)
		require.LessOrEqual(t, counts/float64(n), float64(1<<26))
		require.Greater(t, counts/float64(n), float64(1<<24), "and no fewer than that needs")
	}
}
