package gesture

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/testdata/golden"

	"gonum.org/v1/gonum/spatial/r3"
)

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
			if m.errand != (span{}) {
				fmt.Fprintf(&table, "    from %.2f to %.2f of a turn\n", m.errand.from, m.errand.to)
			}
		}
	}
	golden.Rounded(t, filepath.Join("testdata", "vocabulary.txt"), table.String())
}
