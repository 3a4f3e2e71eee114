package skin

import (
	"math"
	"slices"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
)

func TestIdealMeasuresTheTruth(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s := newSkin(t, state, layout, "ideal")
	s.Step(0, posesOf(state, fist()))
	loaded := 0
	for i, truth := range s.Truth() {
		got := s.Measured()[i]
		const step = 25.5 / math.MaxUint16
		require.InDelta(t, max(truth.Normal, 0), got.Normal, step, "a pull is out of range")
		require.InDelta(t, truth.X, got.X, step)
		require.InDelta(t, truth.Y, got.Y, step)
		if truth.Normal > 0.1 {
			loaded++
		}
	}
	require.Greater(t, loaded, 5)
}

// TestFramesComeAtTheProfilesRate counts how often the reading of a taxel
// changes while its load never stops changing.
func TestFramesComeAtTheProfilesRate(t *testing.T) {
	for _, name := range []string{"hall", "piezo", "ideal"} {
		p, err := taxel.Lookup(name)
		require.NoError(t, err)
		p = p.Only(taxel.ScanSkew)
		state, layout := bionic(t, hand.Right)
		s, err := New(state.Model(), layout, p, 1)
		require.NoError(t, err)
		changes, last := 0, s.Counts()[0]
		for i := range 2000 {
			s.truth[0].Normal = 5 + 4*math.Sin(0.37*float64(i))
			s.Sense(float64(i) * 1e-3)
			if c := s.Counts()[0]; c != last {
				changes, last = changes+1, c
			}
		}
		require.InDelta(t, 2*p.FrameRate, changes, 0.02*2*p.FrameRate+2, name)
	}
}

func TestASteadyPushIsReadWithinTheProfilesErrors(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s := newSkin(t, state, layout, "hall")
	const push = 6.0 // N
	for i := range 500 {
		for k := range s.Truth() {
			s.truth[k] = Load{Normal: push, X: -push / 2}
		}
		s.Sense(float64(i) * 1e-3)
	}
	sum, sumX := 0.0, 0.0
	for _, m := range s.Measured() {
		sum += m.Normal
		sumX += m.X
	}
	n := float64(len(s.Truth()))
	// Half of the 3 % hysteresis of full scale hides from a load that rises.
	require.InDelta(t, push-0.015*25.5, sum/n, 0.15)
	require.InDelta(t, -push/2+0.015*25.5, sumX/n, 0.15)
}

// TestACurvedSensorIsReadStraight: the nominal curve is undone, so that only
// hysteresis and the scatter of gains are left.
func TestACurvedSensorIsReadStraight(t *testing.T) {
	profile, err := taxel.Lookup("piezo")
	require.NoError(t, err)
	profile = profile.Only(taxel.Quantisation)
	state, layout := bionic(t, hand.Right)
	s, err := New(state.Model(), layout, profile, 1)
	require.NoError(t, err)
	for _, push := range []float64{1, 5, 20} {
		for i := range s.truth {
			s.truth[i] = Load{Normal: push, Y: push / 4}
		}
		s.Sense(push)
		require.InDelta(t, push, s.Measured()[700].Normal, 0.01)
		require.InDelta(t, push/4, s.Measured()[700].Y, 0.01)
	}
}

func TestSameSeedSameCounts(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	poses := posesOf(state, fist())
	p, err := taxel.Lookup("hall")
	require.NoError(t, err)
	run := func(seed uint64) []uint16 {
		s, err := New(state.Model(), layout, p, seed)
		require.NoError(t, err)
		for i := range 50 {
			s.Step(float64(i)*1e-3, poses)
		}
		return s.Counts()
	}
	require.Equal(t, run(3), run(3))
	require.NotEqual(t, run(3), run(4))
}

// Every region says when it has brought new readings, as often as frames come, and none
// changes without saying so.
func TestRegionsTellWhatIsFresh(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s := newSkin(t, state, layout, "hall")
	poses := posesOf(state, fist())
	came := make([]int, len(layout.Pads))
	before := slices.Clone(s.Measured())
	for step := range 2000 {
		s.Step(float64(step+1)*1e-3, poses)
		fresh := make([]bool, len(layout.Pads))
		for _, i := range s.Fresh() {
			came[i]++
			fresh[i] = true
		}
		for i, r := range s.Surface().Regions[:len(layout.Pads)] {
			if !fresh[i] {
				require.Equal(t, before[r.First:r.Last], s.Measured()[r.First:r.Last], r.Name)
			}
		}
		copy(before, s.Measured())
	}
	for i, n := range came {
		require.InDelta(t, 2*s.sensor.Profile().FrameRate, n, 1, layout.Pads[i].Region)
	}
}

// The regions' temperatures are read one after the other: no step of the loop pays for
// more than one region's.
func TestTemperaturesAreReadInTurn(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s := newSkin(t, state, layout, "hall")
	regions := map[string]bool{}
	before := make([]PatchReading, len(s.Patches()))
	for step := range 30 {
		read := map[string]bool{}
		for i, p := range s.Patches() {
			p.Step(PatchContact{})
			if now := p.Reading(); step > 0 && now.Flux != before[i].Flux {
				read[s.Surface().Spots[i].Region] = true
				regions[s.Surface().Spots[i].Region] = true
			}
			before[i] = p.Reading()
		}
		require.LessOrEqual(t, len(read), 1)
	}
	require.Len(t, regions, 6)
}
