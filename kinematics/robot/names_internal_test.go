package robot

import (
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
)

// TestAFingerIsWhatMostOfItsNamesTell: more than half of those that tell one.
func TestAFingerIsWhatMostOfItsNamesTell(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  nameVote
	}{
		{[]string{"index_base", "link_7", "index_tip"}, nameVote(hand.Index)},
		{[]string{"ring_base", "ring_tip", "middle_tip"}, nameVote(hand.Ring)},
		{[]string{"ring_base", "middle_tip"}, unnamed},
		{[]string{"thumb_a", "thumb_b", "index_a", "index_b", "little_a"}, unnamed},
		{[]string{"thumb_a", "thumb_b", "thumb_c", "index_a", "little_a"}, nameVote(hand.Thumb)},
		{[]string{"link_1", "link_2"}, unnamed},
		{nil, unnamed},
	} {
		require.Equal(t, c.want, fingerVote(c.names), "%q", c.names)
	}
}
