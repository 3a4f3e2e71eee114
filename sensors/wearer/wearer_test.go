package wearer_test

import (
	"go/parser"
	"go/token"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"

	"github.com/stretchr/testify/require"
)

const degree = math.Pi / 180

func layout(t testing.TB, n int, profile string) *glove.Layout {
	t.Helper()
	p, err := taxel.Lookup(profile)
	require.NoError(t, err)
	l, err := glove.NewLayout(n, p)
	require.NoError(t, err)
	return l
}

// worn is a calibrated glove on a person, at the end of the recording.
func worn(t testing.TB, l *glove.Layout, seed uint64) (*wearer.Wearer, *glove.Decoder, float64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 99))
	w, err := wearer.New(l, wearer.DrawPerson(hand.Right, rng), seed)
	require.NoError(t, err)
	r, err := wearer.Record(w, 24, wearer.Reference, 0, rng, nil)
	require.NoError(t, err)
	c, err := glove.Calibrate(l, r, nil)
	require.NoError(t, err)
	d, err := glove.NewDecoder(l, c)
	require.NoError(t, err)
	return w, d, r.Frames[len(r.Frames)-1].Time + 0.02
}

func TestGloveNeverSeesTheSimulator(t *testing.T) {
	files, err := filepath.Glob("../glove/*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	allowed := []string{"mirrorarm/kinematics/hand", "mirrorarm/kinematics/spatial", "mirrorarm/sensors/taxel"}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		f, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		require.NoError(t, err)
		for _, i := range f.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			require.NoError(t, err)
			if strings.HasPrefix(path, "mirrorarm/") {
				require.Contains(t, allowed, path, name)
			}
		}
	}
}

func TestDecoderFollowsCountsNotTruth(t *testing.T) {
	l := layout(t, 576, "textile")
	w, d, start := worn(t, l, 3)
	felt := glove.NamedPose(3).Angles // what the fabric feels; the "truth" says flat
	frame := glove.NewFrame(l.Len())
	var e glove.Estimate
	for i := range 800 {
		now := start + float64(i)*1e-3
		if w.Sense(now, hand.Angles{}.Lerp(felt, min(float64(i)/500, 1)), frame) {
			d.Update(frame)
		}
		d.EstimateTo(&e, now)
	}
	for j := range felt {
		require.InDelta(t, felt[j], e.Angles[j], 8*degree, hand.Angle(j).String())
	}
	clear(frame.Counts)
	frame.Time += 5e-3
	before := e.Angles
	d.Update(frame)
	d.EstimateTo(&e, frame.Time)
	require.NotEqual(t, before, e.Angles, "zeroed channels must change what is decoded")
}

func TestSameSeedSameCounts(t *testing.T) {
	l := layout(t, 64, "piezo")
	run := func() []uint16 {
		w, err := wearer.New(l, wearer.NominalPerson(hand.Left), 5)
		require.NoError(t, err)
		frame := glove.NewFrame(l.Len())
		for i := range 200 {
			w.Sense(float64(i)*1e-3, glove.NamedPose(1).Angles, frame)
		}
		return frame.Counts
	}
	require.Equal(t, run(), run())
}

func TestSenseAndDecodeAllocateNothing(t *testing.T) {
	l := layout(t, 576, "textile")
	w, d, now := worn(t, l, 1)
	frame := glove.NewFrame(l.Len())
	var e glove.Estimate
	a := glove.NamedPose(2).Angles
	require.Zero(t, testing.AllocsPerRun(200, func() {
		now += 1e-3
		a[hand.IndexMCP] += 1e-3
		if w.Sense(now, a, frame) {
			d.Update(frame)
		}
		d.EstimateTo(&e, now)
	}))
}

func TestFistPinchAndOpenHandPress(t *testing.T) {
	l := layout(t, 576, "ideal")
	const threshold = 5e3 // Pa
	pressed := func(a hand.Angles) int {
		w, err := wearer.New(l, wearer.NominalPerson(hand.Right), 1)
		require.NoError(t, err)
		frame := glove.NewFrame(l.Len())
		for i := range 3 {
			w.Sense(float64(i)*1e-3, a, frame)
		}
		r := l.Profile().Ranges[taxel.Pressure]
		n := 0
		for i, c := range frame.Counts {
			if l.Channel(i).Kind == taxel.Pressure && r.Value(float64(c)/float64(l.Profile().Codes)) > threshold {
				n++
			}
		}
		return n
	}
	require.GreaterOrEqual(t, pressed(glove.NamedPose(1).Angles), 40, "fist")
	require.Zero(t, pressed(glove.NamedPose(0).Angles), "open hand")
	require.Zero(t, pressed(glove.NamedPose(2).Angles), "spread hand")
}

func BenchmarkSenseAndDecode(b *testing.B) {
	l := layout(b, 576, "textile")
	w, d, now := worn(b, l, 1)
	frame := glove.NewFrame(l.Len())
	var e glove.Estimate
	a := glove.NamedPose(0).Angles
	for b.Loop() {
		now += 1e-3
		a[hand.IndexMCP] = 0.5 * math.Sin(6*now)
		if w.Sense(now, a, frame) {
			d.Update(frame)
		}
		d.EstimateTo(&e, now)
	}
}

// BenchmarkDecode is one frame of a moving hand, on one core.
func BenchmarkDecode(b *testing.B) {
	for _, n := range []int{64, 576, 2048} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			l := layout(b, n, "textile")
			w, d, now := worn(b, l, 1)
			var frames []glove.Frame
			frame := glove.NewFrame(n)
			for len(frames) < 400 {
				now += 1e-3
				a := glove.NamedPose(0).Angles.Lerp(glove.NamedPose(3).Angles, 0.5-0.5*math.Cos(5*now))
				if w.Sense(now, a, frame) {
					frames = append(frames, *frame.Clone())
				}
			}
			period := l.Profile().Period()
			i := 0
			for b.Loop() {
				f := &frames[i%len(frames)]
				f.Time = now + float64(i)*period
				d.Update(f)
				i++
			}
		})
	}
}
