package mirror

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// felt are the regions in contact at the end of a run.
func felt(m *Mirror, seconds float64) map[string]bool {
	for i := range int(seconds / Period) {
		m.Step(float64(i+1) * Period)
	}
	var snap Snapshot
	m.SnapshotTo(&snap)
	out := map[string]bool{}
	for _, f := range snap.Feel {
		if f.Contact {
			out[f.Region] = true
		}
	}
	return out
}

// A pinch loads each of a dozen taxels by about as much as the default skin's
// least count, 0.1 N; a finer skin tells.
func TestSkinTellsAPinchFromAnOpenHand(t *testing.T) {
	testdata.Long(t)
	fine := func(name string) *Mirror {
		src := synth(t, name)
		arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
		require.NoError(t, err)
		m, err := New(Config{Source: src, Robot: arm, SkinProfile: "ideal", Seed: 3})
		require.NoError(t, err)
		return m
	}
	require.Empty(t, felt(fine("open"), 2))
	pinch := felt(fine("pinch index 500ms hold 3s"), 2)
	require.True(t, pinch["thumb_distal"], "%v", pinch)
	require.True(t, pinch["index_distal"], "%v", pinch)
	require.False(t, pinch["little_distal"], "%v", pinch)
}

// In every scene the limits hold and nothing is lost in numbers, reflex or not.
func TestEveryScenePlays(t *testing.T) {
	testdata.Long(t)
	src := synth(t, "medley")
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	for _, name := range world.SceneNames() {
		t.Run(name, func(t *testing.T) {
			scene, err := world.LookupScene(name)
			require.NoError(t, err)
			m, err := New(Config{Source: src, Robot: arm, Scene: scene, Reflex: true, Seed: 3})
			require.NoError(t, err)
			r := runFor(m, 2)
			require.Equal(t, noViolations, r.Limits)
			require.Less(t, r.Retarget.TipErrorMM.Mean.Float(), 10.0)
			for _, o := range m.World().Objects {
				require.True(t, o.WorldFromObject.IsFinite())
			}
		})
	}
}

func TestHistogramCountsEveryStepOnce(t *testing.T) {
	testdata.Long(t)
	require.Zero(t, histogramBin(0))
	require.Equal(t, HistogramBins-1, histogramBin(1e9))
	for i := range HistogramBins {
		require.Equal(t, i, histogramBin(HistogramEdge(i)*1.01))
	}
	m := timed(t, &metronome{})
	for i := range 50 {
		m.Step(float64(i+1) * Period)
	}
	var snap Snapshot
	m.SnapshotTo(&snap)
	sum := 0
	for _, n := range snap.Health.LoopHistogram {
		sum += n
	}
	require.Equal(t, 50, sum)
	require.Len(t, snap.Vibration, vibrationSamples)
}

// Whichever patch of a fingertip slides over something is the one that is heard, and
// another one as soon as that slides and the first has stopped for as long as is
// listened to.
func TestTheFingertipThatSlidesIsHeard(t *testing.T) {
	testdata.Long(t)
	m := newMirror(t, synth(t, "rest"))
	surface, patches := m.skin.Surface(), m.skin.Patches()
	ribbed := &skin.Counterface{Effusivity: 500, Conductivity: 0.2, Temperature: 22, Wavelength: 4e-4, Amplitude: 5e-6, Friction: 0.5}
	h := newHearing(surface)
	tips := 0
	for slides, spot := range surface.Spots {
		if !strings.HasSuffix(spot.Region, "_distal") {
			continue
		}
		tips++
		var want []float32
		for range vibrationSamples/2 + 37 {
			for i, p := range patches {
				var c skin.PatchContact
				if i == slides {
					c = skin.PatchContact{Pressure: 80e3, Speed: 0.08, Surface: ribbed}
				}
				p.StepVibration(c)
			}
			h.listen(patches)
			for _, v := range patches[slides].Reading().Vibration {
				want = append(want, float32(v))
			}
		}
		require.Equal(t, want[len(want)-vibrationSamples:], h.appendTo(nil), "patch %d of %s", slides, spot.Region)
	}
	require.GreaterOrEqual(t, tips, hand.NumFingers)
}
