package gesture

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestVocabularyIsAsItWasSeen: where the mean adult's fingertips are in every gesture
// (mm, palm frame), how wrist and forearm are turned (degrees), and what swings how
// far and how fast. A gesture that somebody reshapes by hand is to be looked at again.
func TestVocabularyIsAsItWasSeen(t *testing.T) {
	person := MeanAdult()
	h := hand.New(hand.Right, person.Dims)
	var table strings.Builder
	for _, s := range vocabulary() {
		p := poseShape(&s, &person)
		h.SetAngles(p.angles)
		fmt.Fprintf(&table, "%s\n", s.name)
		for f := hand.Thumb; f <= hand.Little; f++ {
			tip := r3.Scale(1000, h.PalmFromSegment(f, 3).Pos)
			fmt.Fprintf(&table, "  %v %.1f %.1f %.1f\n", f, tip.X, tip.Y, tip.Z)
		}
		fmt.Fprintf(&table, "  wrist %.1f %.1f forearm %.1f %.1f\n", p.angles[hand.WristFlexion]/degree, p.angles[hand.WristDeviation]/degree, p.pronate/degree, p.elevate/degree)
		for _, m := range p.movement {
			fmt.Fprintf(&table, "  swings %d by %.2f at %.2f Hz from %.3f\n", m.angle, m.amplitude, m.hertz, m.phase)
		}
	}
	golden := filepath.Join("testdata", "vocabulary.txt")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(table.String()), 0o644))
	}
	text, err := os.ReadFile(golden)
	require.NoError(t, err, "run with -update")
	want, got := strings.Fields(string(text)), strings.Fields(table.String())
	require.Len(t, got, len(want))
	name := ""
	for i := range want {
		x, err := strconv.ParseFloat(want[i], 64)
		if err != nil {
			name = want[i]
			require.Equal(t, want[i], got[i])
			continue
		}
		y, err := strconv.ParseFloat(got[i], 64)
		require.NoError(t, err)
		_, decimals, _ := strings.Cut(want[i], ".")
		require.InDelta(t, x, y, 1.1*math.Pow(0.1, float64(len(decimals)))*min(1, float64(len(decimals))), "word %d, after %s", i, name)
	}
}
