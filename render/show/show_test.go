package show

import (
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/sensors/material"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
	"mirrorarm/sim/touch"

	"github.com/stretchr/testify/require"
)

// What the arm has found is told to the panels as it is.
func TestWhatWasFoundIsTold(t *testing.T) {
	found := recognition(session.Status{Finding: &session.Finding{
		Phase: touch.SlidingFast, Name: locale.Steel, Share: 0.8, Second: locale.Alumina, SecondShare: 0.2,
		Senses: material.Channels{Force: true, Thermal: true, Vibration: true},
	}})
	require.Equal(t, hud.Recognition{
		Doing: locale.PhaseSlidingFast, Name: locale.Steel, Share: 0.8, Second: locale.Alumina, SecondShare: 0.2,
		Force: true, Heat: true, Vibration: true,
	}, found)
	require.Equal(t, locale.Felt, recognition(session.Status{Finding: &session.Finding{Over: true}}).Doing)
}
