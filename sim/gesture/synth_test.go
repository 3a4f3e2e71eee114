package gesture_test

import (
	"math"
	"math/cmplx"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/spatial/r3"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

const deg = math.Pi / 180

func synth(t testing.TB, name string, opt gesture.Options) gesture.Source {
	t.Helper()
	src, err := gesture.Synth(name, opt)
	require.NoError(t, err)
	return src
}

func at(src gesture.Source, t float64) gesture.Sample {
	var s gesture.Sample
	src.Sample(t, &s)
	return s
}

func TestEveryGestureStaysInsideAnatomyAndReach(t *testing.T) {
	require.GreaterOrEqual(t, len(gesture.Names()), 25)
	for i, name := range gesture.Names() {
		person := gesture.RandomPerson(uint64(i))
		src := synth(t, name, gesture.Options{Seed: uint64(i), Person: &person})
		for k := range 600 {
			s := at(src, float64(k)*0.173)
			require.Equal(t, gesture.OK, s.State)
			require.Equal(t, s.Angles.Clamped(), s.Angles, name)
			require.True(t, s.WorldFromPalm.IsFinite())
			reach := r3.Norm(r3.Sub(s.WorldFromPalm.Pos, src.Info().Shoulder))
			require.Greater(t, reach, 0.15, name)
			require.Less(t, reach, 0.565, name)
			require.Less(t, s.WorldFromPalm.Pos.X, -0.1, "the hand stays on the person's side")
		}
	}
}

// Fingers of people move at up to some 20 rad/s; anything faster is a jump.
func TestMovesAreContinuous(t *testing.T) {
	src := synth(t, gesture.Medley, gesture.Options{Seed: 3})
	const dt = 1e-3
	previous := at(src, 0)
	fast := 0.0
	for k := 1; k < 60_000; k++ {
		s := at(src, float64(k)*dt)
		for i := range s.Angles {
			fast = max(fast, math.Abs(s.Angles[i]-previous.Angles[i])/dt)
		}
		require.Less(t, fast, 20.0, "at %g s", s.Time)
		require.Less(t, r3.Norm(r3.Sub(s.WorldFromPalm.Pos, previous.WorldFromPalm.Pos))/dt, 2.0)
		require.Less(t, spatial.AngleBetween(previous.WorldFromPalm.Rot, s.WorldFromPalm.Rot)/dt, 8.0)
		previous = s
	}
	require.Greater(t, fast, 200*deg, "gestures are brisk")
}

func TestSameSeedSameMovement(t *testing.T) {
	a, b := synth(t, "", gesture.Options{Seed: 5}), synth(t, gesture.Medley, gesture.Options{Seed: 5})
	other := synth(t, "", gesture.Options{Seed: 6})
	same := 0
	for k := range 100 {
		x := float64(k) * 0.31
		require.Equal(t, at(a, x), at(b, x))
		if at(a, x).Angles == at(other, x).Angles {
			same++
		}
	}
	require.Zero(t, same)
}

func TestLeftGesturesAreMirrorImages(t *testing.T) {
	right := synth(t, "", gesture.Options{Seed: 2})
	left := synth(t, "", gesture.Options{Seed: 2, Hand: gesture.LeftHand})
	mirror := spatial.Plane{Normal: r3.Vec{Y: 1}, Offset: gesture.DefaultWrist().Y}
	for k := range 200 {
		r, l := at(right, float64(k)*0.29), at(left, float64(k)*0.29)
		require.Equal(t, r.Angles, l.Angles)
		want := mirror.ReflectPose(r.WorldFromPalm)
		require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, l.WorldFromPalm.Pos)), 1e-12)
		require.InDelta(t, 0, spatial.AngleBetween(want.Rot, l.WorldFromPalm.Rot), 1e-6)
	}
}

// capGap is the gap (m) between the skins of the thumb's tip and a bone of a
// finger, both taken as capsules of the tip's radius.
func capGap(h *hand.Hand, dims hand.Dimensions, f hand.Finger, segment int) float64 {
	end := func(g hand.Finger) r3.Vec {
		return h.PalmFromSegment(g, 3).Apply(r3.Vec{X: -dims[g].Radius[3]})
	}
	thumb := end(hand.Thumb)
	a, b, radius := h.PalmFromSegment(f, segment).Pos, h.PalmFromSegment(f, segment+1).Pos, dims[f].Radius[segment]
	if segment == 2 {
		b, radius = end(f), dims[f].Radius[3]
	}
	along := r3.Sub(b, a)
	u := min(max(r3.Dot(r3.Sub(thumb, a), along)/r3.Norm2(along), 0), 1)
	return r3.Norm(r3.Sub(thumb, r3.Add(a, r3.Scale(u, along)))) - dims[hand.Thumb].Radius[3] - radius
}

func TestThumbTouchesWhatItShould(t *testing.T) {
	tests := []struct {
		name    string
		finger  hand.Finger
		segment int
	}{
		{"pinch", hand.Index, 2}, {"ok", hand.Index, 2}, {"letter-f", hand.Index, 2},
		{"letter-d", hand.Middle, 2}, {"digit-8", hand.Middle, 2}, {"digit-7", hand.Ring, 2},
		{"fist", hand.Middle, 1}, {"victory", hand.Ring, 1},
	}
	for _, test := range tests {
		for seed := range uint64(4) {
			person := gesture.MeanAdult()
			if seed > 0 {
				person = gesture.RandomPerson(seed)
			}
			person.Tremor = 0
			src := synth(t, test.name, gesture.Options{Person: &person})
			h := hand.New(hand.Right, src.Info().Dims)
			h.SetAngles(at(src, 4).Angles)
			require.InDelta(t, 0, capGap(h, src.Info().Dims, test.finger, test.segment), 0.002, "%s, person %d", test.name, seed)
		}
	}
	open := synth(t, "open", gesture.Options{})
	h := hand.New(hand.Right, open.Info().Dims)
	h.SetAngles(at(open, 4).Angles)
	require.Greater(t, capGap(h, open.Info().Dims, hand.Index, 2), 0.03)
}

func TestFreeFingersAreDraggedByAQuarter(t *testing.T) {
	person := gesture.MeanAdult()
	person.Tremor = 0
	rest := hand.Rest()
	pinch := at(synth(t, "pinch", gesture.Options{Person: &person}), 4).Angles
	moved := pinch[hand.IndexMCP] - rest[hand.IndexMCP]
	dragged := pinch[hand.MiddleMCP] - rest[hand.MiddleMCP]
	require.InDelta(t, 0.25, dragged/moved, 0.15)
	require.Less(t, pinch[hand.LittleMCP]-rest[hand.LittleMCP], dragged)
}

func TestFreeDIPFollowsPIP(t *testing.T) {
	for _, name := range []string{"rest", "grasp", "fist"} {
		a := at(synth(t, name, gesture.Options{}), 4).Angles
		for f := hand.Index; f <= hand.Little; f++ {
			require.InDelta(t, 2.0/3, a[hand.FingerAngle(f, 3)]/a[hand.FingerAngle(f, 2)], 0.08, "%s %v", name, f)
		}
	}
}

func TestTremorLiesBetween8And12Hz(t *testing.T) {
	src := synth(t, "rest", gesture.Options{Seed: 9})
	const rate, n = 200, 1000
	signal := make([]float64, n)
	for k := range signal {
		signal[k] = at(src, float64(k)/rate).Angles[hand.IndexPIP]
	}
	mean := stat.Mean(signal, nil)
	for k := range signal {
		signal[k] -= mean
	}
	require.InDelta(t, 0.1*deg, stat.StdDev(signal, nil), 0.08*deg)
	inside, total := 0.0, 0.0
	fft := fourier.NewFFT(n)
	for i, c := range fft.Coefficients(nil, signal) {
		power := cmplx.Abs(c) * cmplx.Abs(c)
		total += power
		if f := fft.Freq(i) * rate; f > 7.5 && f < 12.5 {
			inside += power
		}
	}
	require.Greater(t, inside/total, 0.95)
}

func TestFatigueSlowsAndShakes(t *testing.T) {
	person := gesture.MeanAdult()
	src := synth(t, "rest", gesture.Options{Seed: 9, Person: &person})
	spread := func(from float64) float64 {
		var x []float64
		for k := range 400 {
			x = append(x, at(src, from+float64(k)*0.005).Angles[hand.IndexPIP])
		}
		return stat.StdDev(x, nil)
	}
	require.Greater(t, spread(45), 1.3*spread(0), "tired in the middle of the cycle")
}

func TestRandomPeopleDiffer(t *testing.T) {
	require.Equal(t, gesture.RandomPerson(1), gesture.RandomPerson(1))
	var size, bone []float64
	nominal := hand.Nominal()
	for seed := range uint64(2000) {
		p := gesture.RandomPerson(seed)
		size = append(size, p.Dims[hand.Index].Length[0]/nominal[hand.Index].Length[0])
		bone = append(bone, p.Dims[hand.Index].Length[0]/p.Dims[hand.Middle].Length[0])
	}
	mean, sd := stat.MeanStdDev(size, nil)
	require.InDelta(t, 1, mean, 0.005)
	require.InDelta(t, math.Hypot(0.05, 0.02), sd, 0.004)
	mean, sd = stat.MeanStdDev(bone, nil)
	require.InDelta(t, 0.02*math.Sqrt2*mean, sd, 0.003)
}

func TestScripts(t *testing.T) {
	src := synth(t, "open 0.5s hold 1s, pinch ring 400ms hold 1s, fist 0.5s hold 1s", gesture.Options{Seed: 1})
	angle := func(time float64, a hand.Angle) float64 { return at(src, time).Angles[a] / deg }
	require.Less(t, angle(1.0, hand.RingPIP), 10.0)
	require.InDelta(t, 46, angle(2.4, hand.RingPIP), 20)
	require.Greater(t, angle(3.8, hand.RingPIP), 80.0)
	require.Greater(t, angle(3.8, hand.IndexPIP), 80.0)
	require.Less(t, angle(5.4, hand.IndexPIP), 10.0, "and again from the start")
}

func TestBadScripts(t *testing.T) {
	tests := map[string]string{
		"opne":                    `synth "opne": unknown, want one of medley, rest, open`,
		"open,":                   `item 2 is empty`,
		"open, jump 1s":           `item 2 "jump 1s": gesture "jump" unknown, want one of rest, open`,
		"open 3, fist":            `item 1 "open 3": time "3", want one from 10ms to 10m, such as 0.5s`,
		"open 1s hold, fist":      `no time after hold`,
		"open 1s hold 1s 2, fist": `"2" left over, want NAME [FINGER] [TIME] [hold TIME]`,
		"open -1s, fist":          `time "-1s"`,
		"pinch nose 1s, fist":     `"nose" is no time, and no finger; a pinch takes one of index, middle, ring, little`,
		"fist soon":               `"soon" is no time, and no finger`,
	}
	for script, want := range tests {
		_, err := gesture.Synth(script, gesture.Options{})
		require.ErrorContains(t, err, want, script)
		require.NotContains(t, err.Error(), "\n")
	}
	_, err := gesture.Synth(strings.Repeat("open,", 2000)+"open", gesture.Options{})
	require.ErrorContains(t, err, "more than 1000 items")
}

func TestScriptsNeverPanic(t *testing.T) {
	word := rapid.SampledFrom([]string{"open", "pinch", "index", "hold", "0.5s", "1h", "-2s", ",", "", "NaN", "fist", "9e99s", "\x00"})
	rapid.Check(t, func(t *rapid.T) {
		script := strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, "words"), " ")
		src, err := gesture.Synth(script, gesture.Options{})
		if err == nil {
			require.True(t, at(src, 1).WorldFromPalm.IsFinite())
		}
	})
}

func TestSynthSampleAllocatesNothing(t *testing.T) {
	src := synth(t, "", gesture.Options{})
	var s gesture.Sample
	x := 0.0
	require.Zero(t, testing.AllocsPerRun(200, func() {
		src.Sample(x, &s)
		x += 0.05
	}))
}

func BenchmarkSynthSample(b *testing.B) {
	src := synth(b, "", gesture.Options{})
	var s gesture.Sample
	x := 0.0
	for b.Loop() {
		src.Sample(x, &s)
		x += 1e-3
	}
}
