package evaluate

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
)

// pressed is the largest number of pressure channels above 5 kPa while a gesture
// is played on the nominal hand.
func pressed(t *testing.T, name string) int {
	t.Helper()
	source, err := gesture.Synth(name, gesture.Options{Seed: 1})
	require.NoError(t, err)
	p, err := taxel.Lookup("ideal")
	require.NoError(t, err)
	l, err := glove.NewLayout(576, p)
	require.NoError(t, err)
	person := wearer.NominalPerson(hand.Right)
	person.Dims = source.Info().Dims
	w, err := wearer.NewFrom(wearer.Config{Layout: l, Person: person})
	require.NoError(t, err)
	frame := glove.NewFrame(l.Len())
	var s gesture.Sample
	most := 0
	for i := range 400 {
		at := float64(i) * 0.01
		source.Sample(at, &s)
		if !w.Sense(at, s.Angles, frame) {
			continue
		}
		n := 0
		for k, c := range frame.Counts {
			if l.Channel(k).Kind == taxel.Pressure && p.Ranges[taxel.Pressure].Value(float64(c)/float64(p.Codes)) > 5e3 {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func TestGesturesTouch(t *testing.T) {
	require.GreaterOrEqual(t, pressed(t, "fist"), 40, "fist")
	require.GreaterOrEqual(t, pressed(t, "pinch"), 3, "pinch")
	require.Zero(t, pressed(t, "open"), "open hand")
}
