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

// The skin of somebody's hand lies on its fingers, by whatever names, once on every link of
// theirs: a metacarpal that carries two fingers is a part of the palm.
func TestTheSkinOfAForeignHand(t *testing.T) {
	rod := `<collision><origin xyz="0.02 0 0" rpy="0 1.5707963267948966 0"/><geometry><cylinder radius="0.007" length="0.04"/></geometry></collision>`
	text := `<robot name="other"><link name="palm">` + rod + `</link><link name="shared">` + rod + `</link>
<joint name="cup" type="revolute"><parent link="palm"/><child link="shared"/><origin xyz="0.03 -0.02 0"/><axis xyz="0 1 0"/><limit lower="0" upper="0.5" effort="1" velocity="1"/></joint>`
	for _, f := range []struct{ name, on, at, axis string }{
		{"thumb", "palm", "0.02 0.03 -0.01", "0 0 -1"}, {"index", "palm", "0.09 0.02 0", "0 1 0"}, {"ring", "shared", "0.06 0 0", "0 1 0"}, {"little", "shared", "0.06 -0.02 0", "0 1 0"},
	} {
		parent, at := f.on, f.at
		for _, part := range []string{"_proximal", "_distal"} {
			link := f.name + part
			text += `<link name="` + link + `">` + rod + `</link><joint name="` + link + `" type="revolute"><parent link="` + parent + `"/><child link="` + link + `"/><origin xyz="` + at + `"/><axis xyz="` + f.axis + `"/><limit lower="0" upper="1.5" effort="1" velocity="1"/></joint>`
			parent, at = link, "0.04 0 0"
		}
	}
	file := filepath.Join(t.TempDir(), "other.urdf")
	require.NoError(t, os.WriteFile(file, []byte(text+`</robot>`), 0o600))
	r, err := robot.FromURDF(file, robot.Fit{})
	require.NoError(t, err)
	layout := layoutOf(r)
	require.NoError(t, layout.Check())
	require.Equal(t, 4*(8*6+12*8), layout.Taxels())
	for _, pad := range layout.Pads {
		require.NotContains(t, pad.Region, "shared")
		require.NotContains(t, pad.Region, "palm")
	}
}
