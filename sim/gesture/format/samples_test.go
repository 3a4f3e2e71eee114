package format_test

import (
	"cmp"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/gesture"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the sample recordings anew")

// The samples in testdata/hands are of our own making: a hand that points, as a
// tracker with 2 mm of noise sees it, in every format that README names.
const (
	sampleGesture = "point"
	sampleNoise   = 0.002
	sampleSeconds = 2
	sampleBytes   = 23 << 10 // more frames than that in a file tell nothing new
)

// samplePath is where a side's sample of a form is kept.
func samplePath(side hand.Side, name string) string {
	return testdata.Path("hands", side.String()+"-"+name)
}

// sample is a sample's content: at as many frames a second as its size allows or,
// where the form has no times, as many frames. Before a camera the hand is held up.
func sample(t testing.TB, w *writer, side hand.Side) string {
	t.Helper()
	rates := []float64{30, 20, 15, 12, 10, 8, 6, 5}
	if w.rate > 0 {
		rates = []float64{w.rate}
	}
	for {
		k := synthetic(t, cmp.Or(w.gesture, sampleGesture), side, sampleSeconds, rates[0], sampleNoise)
		if w.flat {
			k = k.heldUp()
		}
		content := w.write(t, k)
		if len(content) <= sampleBytes {
			return content
		}
		if len(rates) == 1 {
			k.ticks = k.ticks[:len(k.ticks)*sampleBytes/len(content)]
			return w.write(t, k)
		}
		rates = rates[1:]
	}
}

// ownWriter is the program's own format.
func ownWriter() writer {
	return writer{name: "mirrorarm.jsonl", format: "mirrorarm frames", write: own}
}

func TestSamplesAreUpToDate(t *testing.T) {
	total := 0
	for _, w := range append(allWriters(), ownWriter()) {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			want := sample(t, &w, side)
			path := samplePath(side, w.name)
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, atomicfile.Write(path, func(out io.Writer) error {
					_, err := io.WriteString(out, want)
					return err
				}))
			}
			got, err := os.ReadFile(path)
			require.NoError(t, err, "run with -update")
			require.Equal(t, want, string(got), "%s: run with -update", path)
			total += len(got)
		}
	}
	require.Less(t, total, 3<<19, "1.5 MB")
}

// Every sample is read as what it is: its format, its side, a good fit, an index
// finger that points and three that are bent.
func TestSamples(t *testing.T) {
	for _, w := range append(allWriters(), ownWriter()) {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			t.Run(side.String()+"-"+w.name, func(t *testing.T) {
				opt := gesture.Options{}
				if w.flat && w.side {
					if opt.Hand = gesture.RightHand; side == hand.Left {
						opt.Hand = gesture.LeftHand
					}
				}
				src, err := gesture.Open(samplePath(side, w.name), opt)
				require.NoError(t, err)
				d := src.Info().Decision
				require.Equal(t, w.format, d.Format)
				require.Equal(t, side, src.Info().Side, d.Report)
				require.Zero(t, d.Skipped)
				require.False(t, d.Doubtful, d.Report)
				require.True(t, d.Duration >= 0.15 && d.Duration < 2.05, "README says 0.2 to 2 s: %s", d.Report)
				require.Less(t, d.FitErrorMM, cmp.Or(w.fitMM, 4), d.Report)
				pip := meanPIP(src)
				require.Less(t, pip[hand.Index], 30.0, d.Report)
				for f := hand.Middle; f <= hand.Little; f++ {
					require.Greater(t, pip[f], 50.0, "%s: %s", f, d.Report)
				}
			})
		}
	}
}

// meanPIP is how far (degrees) the fingers' PIP joints are bent on average.
func meanPIP(src gesture.Source) (mean [hand.NumFingers]float64) {
	const n = 20
	var s gesture.Sample
	for i := range n {
		src.Sample(src.Info().Duration*float64(i)/n, &s)
		for f := hand.Index; f <= hand.Little; f++ {
			mean[f] += s.Angles[hand.FingerAngle(f, 2)] * 180 / math.Pi / n
		}
	}
	return mean
}

// The samples hold no file that no test writes.
func TestNoOtherSamples(t *testing.T) {
	files, err := os.ReadDir(testdata.Path("hands"))
	require.NoError(t, err)
	var known []string
	for _, w := range append(allWriters(), ownWriter()) {
		known = append(known, w.name)
	}
	for _, f := range files {
		_, name, _ := strings.Cut(f.Name(), "-")
		require.Contains(t, known, name)
	}
}
