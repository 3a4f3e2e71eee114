package mirror

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
)

// A robot whose joints have names of its own is still measured.
func TestForeignNamesAreUnderstoodByPlace(t *testing.T) {
	text := robot.BionicURDF()
	for f := range hand.Finger(hand.NumFingers) {
		for i := range 4 {
			a := hand.FingerAngle(f, i).String()
			text = strings.ReplaceAll(text, `joint name="`+a+`"`, `joint name="j_`+a+`"`)
			text = strings.ReplaceAll(text, `mimic joint="`+a+`"`, `mimic joint="j_`+a+`"`)
		}
	}
	file := filepath.Join(t.TempDir(), "other.urdf")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	other, err := robot.FromURDF(file, robot.Fit{})
	require.NoError(t, err)
	own, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	want, got := fingerSources(own), fingerSources(other)
	for a := range want {
		require.GreaterOrEqual(t, got[a].coord, 0, hand.Angle(a).String())
		require.Equal(t, "j_"+own.Model.Coordinate(want[a].coord).Name, other.Model.Coordinate(got[a].coord).Name)
		require.Equal(t, want[a].scale, got[a].scale)
	}
}
