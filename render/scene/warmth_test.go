package scene_test

import (
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A taxel is as warm as the patches of its region, and between the coldest and the
// warmest of them; where there are none, nothing is known.
func TestWarmthLiesBetweenItsPatches(t *testing.T) {
	desc := rendertest.Named("open").Description(t)
	f := scene.NewWarmthField(desc.Skin)
	rapid.Check(t, func(t *rapid.T) {
		readings := make([]float32, len(desc.Skin.Spots))
		for i := range readings {
			readings[i] = rapid.Float32Range(0, 80).Draw(t, "celsius")
		}
		taxel := rapid.IntRange(0, desc.Skin.Taxels-1).Draw(t, "taxel")
		region := desc.Skin.Regions[desc.Skin.Elements[taxel].Region].Name
		low, high, known := float32(99), float32(-1), false
		for i, spot := range desc.Skin.Spots {
			if spot.Region == region {
				low, high, known = min(low, readings[i]), max(high, readings[i]), true
			}
		}
		celsius, ok := f.At(taxel, readings)
		require.Equal(t, known, ok)
		if ok {
			require.True(t, celsius > low-0.01 && celsius < high+0.01)
		}
		_, ok = f.At(taxel, readings[:0])
		require.False(t, ok)
	})
	_, ok := scene.NewWarmthField(nil).At(0, nil)
	require.False(t, ok)
	require.InDelta(t, 0.5, scene.WarmthShare(scene.NeutralCelsius), 1e-6)
	require.Equal(t, float32(1), scene.WarmthShare(99))
}

// dotsOf are the taxels' dots, which are built last.
func dotsOf(f *scene.Frame, desc *mirror.Description) []scene.Dot {
	return f.Dots[len(f.Dots)-desc.Skin.Taxels:]
}

// With temperature asked for, warm pads are red and cold ones blue, wherever they
// are pressed; the change eases.
func TestTaxelsShowTemperature(t *testing.T) {
	desc, snap := rendertest.Named("pinch").Mirrored(t)
	for _, spot := range desc.Skin.Spots {
		celsius := float32(24)
		if spot.Region == "index_distal" {
			celsius = 44
		}
		snap.Warmth = append(snap.Warmth, celsius)
	}
	s := scene.New(desc)
	camera := scene.DefaultOrbit().Camera()
	before := append([]scene.Dot(nil), dotsOf(s.Build(snap, camera), &desc)...)
	s.Temperature = true
	snap.Time += 1.0 / 60
	half := append([]scene.Dot(nil), dotsOf(s.Build(snap, camera), &desc)...)
	snap.Time++
	warm := dotsOf(s.Build(snap, camera), &desc)
	for i, d := range warm {
		switch desc.Skin.Regions[desc.Skin.Elements[i].Region].Name {
		case "index_distal":
			require.Greater(t, d.Color.X, d.Color.Z)
			require.Less(t, half[i].Color.Sub(before[i].Color).Norm(), d.Color.Sub(before[i].Color).Norm())
		case "palm", "middle_distal":
			require.Greater(t, d.Color.Z, d.Color.X)
		case "index_proximal":
			require.Less(t, d.Alpha, before[i].Alpha, "nothing is known there")
		}
	}
	s.Temperature = false
	snap.Time++
	for i, d := range dotsOf(s.Build(snap, camera), &desc) {
		require.InDelta(t, before[i].Color.X, d.Color.X, 1e-3)
	}
}

// The close-up goes nearer to what is touched, and away again, without a jump.
func TestCloseUpApproachesATouch(t *testing.T) {
	desc, snap := rendertest.Named("pinch").Mirrored(t)
	pressed, felt := snap.Touch, snap.Feel
	middle := scene.Vec{}
	n := float32(0)
	s := scene.New(desc)
	look := func(feel []mirror.Feel, seconds float64) (eye scene.Vec) {
		snap.Feel = feel // what a touch has left in the readings does not count
		for range int(seconds * 60) {
			snap.Time += 1.0 / 60
			s.Build(snap, scene.DefaultOrbit().Camera())
			now := s.CloseUp().Camera.Eye
			if eye != (scene.Vec{}) {
				require.Less(t, now.Sub(eye).Norm(), float32(0.03), "nothing jumps")
			}
			eye = now
		}
		return eye
	}
	far := look(nil, 1)
	near := look(felt, 2)
	for i, d := range dotsOf(s.CloseUp(), &desc) {
		if pressed[i].Normal > 0 {
			middle, n = middle.Add(d.At), n+1
		}
	}
	middle = middle.Scale(1 / n)
	require.Less(t, near.Sub(middle).Norm(), float32(0.24))
	require.Greater(t, far.Sub(middle).Norm(), float32(0.40))
	back := look(nil, 3)
	require.InDelta(t, far.X, back.X, 0.01)
	// Of a touch that is over, the readings keep something for minutes: what does not
	// change is no touch.
	look(felt, 2)
	left := look(felt, 30)
	require.Less(t, left.Sub(far).Norm(), float32(0.02))
}
