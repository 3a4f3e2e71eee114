package touch

import (
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// shadow is a rig without a world: all that it measures is another arm's.
type shadow struct {
	Led
	of *Explorer
}

func (s *shadow) Position() []float64    { return s.of.Position() }
func (s *shadow) Effort() []float64      { return s.of.Effort() }
func (s *shadow) Measured() []skin.Load  { return s.of.Measured() }
func (s *shadow) Patches() []*skin.Patch { return s.of.Patches() }

// followed lets a second guide read what an arm measures while it explores foam.
type followed struct {
	*Explorer
	second *shadow
}

func (f *followed) Step(target, rate []float64) {
	f.Explorer.Step(target, rate)
	f.second.Next()
}

// What is felt is a matter of what motors and skin measure. A guide that is given the
// readings of an arm on foam finds foam, though nothing is under it: no truth has a way in.
func TestAGuideIsToldNothingButReadings(t *testing.T) {
	testdata.Long(t)
	foam, err := world.LookupMaterial("EVA foam")
	require.NoError(t, err)
	x, err := NewExplorer(Defaults().Profile, 3)
	require.NoError(t, err)
	second := &shadow{of: x, Led: Led{Target: slices.Clone(x.target)}}
	x.rig = &followed{Explorer: x, second: second}
	other, err := NewGuide(x.arm, x.skin.Surface(), Defaults().Profile, second)
	require.NoError(t, err)
	require.NoError(t, other.Aim(Spot{Top: sampleAt, Room: sampleHalf.X}, make([]float64, len(x.target))))
	var felt *material.Exploration
	second.Begin(func() {
		second.Step(second.Target, nil) // until the arm has something to read
		felt, err = other.Explore(nil)
	})
	first, errFirst := x.Explore(t.Context(), foam, 22)
	require.NoError(t, errFirst)
	for second.Next() {
	}
	require.NoError(t, err)
	require.Greater(t, first.Fingers[0].Depth, 1e-3)
	for i := range first.Fingers {
		require.InDelta(t, first.Fingers[i].Depth, felt.Fingers[i].Depth, depthStep+1e-9)
		require.InDelta(t, first.Fingers[i].Force, felt.Fingers[i].Force, 0.01)
	}
}

// Neither guide nor expert knows the world's package, in which the truth is.
func TestGuideAndExpertDoNotKnowTheWorld(t *testing.T) {
	for _, file := range []string{"guide.go", "guide_moves.go", "root.go", "led.go", "expert.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, i := range f.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			require.NoError(t, err)
			require.NotEqual(t, "mirrorarm/sim/world", path, file)
		}
	}
}
