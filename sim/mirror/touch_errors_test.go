package mirror

import (
	"testing"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
)

// touched runs a gesture for some seconds and reports the touch.
func touched(t *testing.T, source string, seed uint64, seconds float64, look func(*Mirror)) TouchReport {
	t.Helper()
	src := synth(t, source)
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	require.NoError(t, err)
	m, err := New(Config{Source: src, Robot: arm, Follow: retarget.Mirror, Seed: seed})
	require.NoError(t, err)
	var e touchErrors
	for step := 1; float64(step)*Period <= seconds; step++ {
		m.Step(float64(step) * Period)
		look(m)
		if step%touchEvery == 0 {
			e.add(&m.body)
		}
	}
	return e.report()
}

// In the air the skin is dark, after squeezes too, and tells of no contact.
func TestASkinIsDarkInAir(t *testing.T) {
	missed := 0.0
	const skins = 3 // what a skin misses of light presses, which counts hardly tell, differs from one to the next
	for seed := uint64(3); seed < 3+skins; seed++ {
		r := touched(t, "medley", seed, 60, func(*Mirror) {})
		t.Logf("skin %d: %+v", seed, r)
		require.Less(t, r.LitInAirPct.Float(), 0.05)
		require.Less(t, r.FalseContactPct.Float(), 0.1)
		require.Zero(t, r.FalseContactsPer1000S.Float())
		missed += r.MissedContactPct.Float() / skins
	}
	require.Less(t, missed, 4.0)

	open := touched(t, "open", 1, 3, func(*Mirror) {})
	require.Zero(t, open.LitInAirPct.Float())
	require.Equal(t, touchNoPress, open.MissedContactPct.Why())
}

// The instrument itself: an observer that never looks misses all there is to a fist, one
// that sees a squeeze everywhere is wrong wherever there is none.
func TestTouchIsJudgedAgainstTheTruth(t *testing.T) {
	profile, err := taxel.Lookup("hall")
	require.NoError(t, err)
	blind := touched(t, "fist", 1, 3, func(m *Mirror) { m.observer = material.NewObserver(m.skin.Surface(), profile) })
	require.InDelta(t, 100, blind.MissedContactPct.Float(), 0)
	require.Zero(t, blind.LitInAirPct.Float())
	require.Zero(t, blind.FalseContactPct.Float())

	squeezed := make([]skin.Load, 1140)
	for i := range squeezed {
		squeezed[i].Normal = 9
	}
	regions := 0
	seen := touched(t, "open", 1, 2, func(m *Mirror) {
		m.observer.Frame(squeezed)
		regions = len(m.observer.Touches())
	})
	require.InDelta(t, 100, seen.LitInAirPct.Float(), 1)
	require.InDelta(t, 100, seen.FalseContactPct.Float(), 1)
	require.InDelta(t, 1000*float64(regions)/2, seen.FalseContactsPer1000S.Float(), 1)
}
