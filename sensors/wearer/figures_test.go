package wearer_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/wearer"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
)

// TestASeedStaysTheSamePerson: studies and sessions are told by their seeds, so that a seed
// must not become another person, glove, ruler or recording.
func TestASeedStaysTheSamePerson(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the last bits decide of counts here and there")
	}
	var table strings.Builder
	for _, profile := range []string{"textile", "piezo"} {
		l := layout(t, 130, profile)
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			rng := rand.New(rand.NewPCG(3, 99))
			person := wearer.DrawPerson(side, rng)
			ruler := person.Measure(rng)
			fmt.Fprintf(&table, "%s %v: person %.6f %.6f %.6f\n", profile, side, ruler.Length, ruler.Thickness[4:12], person.Shape[3])
			w, err := wearer.New(l, person, 3)
			require.NoError(t, err)
			for _, mode := range []wearer.Mode{wearer.Reference, wearer.Named, wearer.Exact} {
				r, err := wearer.Record(w, 5, mode, 10*float64(mode), rng, nil)
				require.NoError(t, err)
				recorded(&table, mode.String(), r, w)
			}
			r, err := wearer.RecordRezero(w, wearer.Named, 40, rng, nil)
			require.NoError(t, err)
			recorded(&table, "rezero", r, w)
			fist, frame := glove.NamedPose(1).Angles, glove.NewFrame(l.Len())
			for i := range 300 {
				w.Sense(60+0.003*float64(i), hand.Angles{}.Lerp(fist, min(float64(i)/200, 1)), frame)
				if i%75 == 74 {
					fmt.Fprintf(&table, "  sensed %d until %.4f\n", summed(frame.Counts), frame.Time)
				}
			}
		}
	}
	golden.Same(t, filepath.Join("testdata", "seed.txt"), table.String())
}

// summed changes with every count.
func summed(counts []uint16) (sum int) {
	for i, c := range counts {
		sum += (i + 1) * int(c)
	}
	return sum
}

func recorded(table *strings.Builder, name string, r *glove.Recording, w *wearer.Wearer) {
	sum, at, said := 0, 0.0, 0.0
	for i := range r.Frames {
		sum += (i + 1) * summed(r.Frames[i].Counts) % 1_000_003
	}
	for n, h := range r.Holds {
		for i := range h.Angles {
			at += float64(n+i+1) * w.Held()[n][i]
			said += float64(n+i+1) * h.Angles[i]
		}
	}
	fmt.Fprintf(table, "  %s: %d frames %.4f to %.4f s, %d, held %.6f, said %.6f to %.6f\n", name, len(r.Frames), r.Frames[0].Time, r.Frames[len(r.Frames)-1].Time, sum, at, said, r.Holds[0].Sigma)
}
