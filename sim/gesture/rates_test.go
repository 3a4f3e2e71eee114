package gesture_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
)

// seenAtRate is a source as a recording of so many frames per second shows it.
func seenAtRate(t testing.TB, src gesture.Source, seconds, rate float64) gesture.Source {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, gesture.Write(&file, src, 0, seconds, rate))
	seen, err := gesture.Read("seen", &file, gesture.Options{})
	require.NoError(t, err)
	return seen
}

// rmsDifference is that of the finger angles (rad) of two sources over a time (s).
func rmsDifference(a, b gesture.Source, from, to float64) float64 {
	sum, n := 0.0, 0.0
	for x := from; x < to; x += 0.005 {
		p, q := at(a, x), at(b, x)
		for i := range hand.NumFingerAngles {
			d := p.Angles[i] - q.Angles[i]
			sum, n = sum+d*d, n+1
		}
	}
	return math.Sqrt(sum / n)
}

// movement is a recording of the shared set or one of our gestures, and how long
// (s) it is looked at.
func movement(t *testing.T, name string) (src gesture.Source, seconds float64) {
	t.Helper()
	if !strings.Contains(name, "/") {
		return synth(t, name, gesture.Options{Seed: 11}), 8
	}
	src, err := gesture.Open(dataFile(t, name), gesture.Options{})
	require.NoError(t, err)
	return src, src.Info().Duration
}

// The same movement gives the same angles however often it was seen.
func TestFrameRatesAgree(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"drum", "come-here", "leap/grab.json", "leap/finger-tap-54fps.json"} {
		t.Run(name, func(t *testing.T) {
			original, seconds := movement(t, name)
			often := seenAtRate(t, original, seconds, 240)
			for _, rate := range []float64{15, 24, 30, 60, 120} {
				d := rmsDifference(often, seenAtRate(t, original, seconds, rate), 0, seconds)
				t.Logf("at %g and 240 Hz: %.2f°", rate, d/deg)
				require.LessOrEqual(t, d, 0.5*deg)
			}
		})
	}
}

// Seen only five times a second, a movement is followed no worse for the smoothing
// than it would be without.
func TestSmoothingDoesNotSpoilFewFrames(t *testing.T) {
	for _, name := range []string{"drum", "come-here", "wave", "medley", "leap/grab.json"} {
		for _, rate := range []float64{5, 5.5} {
			t.Run(fmt.Sprintf("%s at %g Hz", name, rate), func(t *testing.T) {
				original, seconds := movement(t, name)
				var file bytes.Buffer
				require.NoError(t, gesture.Write(&file, original, 0, seconds, rate))
				smoothed, err := gesture.Read("few", bytes.NewReader(file.Bytes()), gesture.Options{})
				require.NoError(t, err)
				plain, err := gesture.Unsmoothed("few", file.Bytes())
				require.NoError(t, err)
				end := smoothed.Info().Duration
				with, without := rmsDifference(original, smoothed, 0, end), rmsDifference(original, plain, 0, end)
				t.Logf("%.2f° smoothed, %.2f° as fitted", with/deg, without/deg)
				require.LessOrEqual(t, with, 1.2*without)
			})
		}
	}
}
