package mirror

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
)

// A robot whose joints have names of its own is still followed and measured.
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
	src := synth(t, "fist")
	other, err = other.ForSide(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	m, err := New(Config{Source: src, Robot: other, Seed: 3})
	require.NoError(t, err)
	own := newMirror(t, src)
	for i := range 1500 {
		m.Step(float64(i+1) * Period)
		own.Step(float64(i+1) * Period)
	}
	// Its palm frame is found from its fingers, not declared, so that angles agree
	// to a few degrees; a joint taken for another would miss by tens.
	for a, want := range own.Record().FingerAngles {
		require.InDelta(t, want, m.Record().FingerAngles[a], 8*math.Pi/180, hand.Angle(a).String())
	}
}
