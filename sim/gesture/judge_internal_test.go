package gesture

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
)

// A refusal speaks of how badly a hand fits, what would be borne and why it is so:
// not of the first doubt, which does not refuse.
func TestRefusalTellsMisfitBoundAndCause(t *testing.T) {
	r := &recording{Recording: &format.Recording{}, name: "f", flat: flatZ}
	doubts, err := r.judge([]float64{0.02, 0.02}, nil, hand.Right)
	require.NoError(t, err)
	require.Len(t, doubts, 2)
	_, err = r.judge([]float64{0.04, 0.05}, nil, hand.Right)
	require.EqualError(t, err, "gesture: f: fits a hand to 45.0 mm only, want at most 35 mm, as it has no depth")
	r.flat = deep
	_, err = r.judge([]float64{0.04, 0.05}, nil, hand.Right)
	require.EqualError(t, err, "gesture: f: fits a hand to 45.0 mm only, want at most 35 mm, as no tracker's: wrong order, axes or units?")
}
