package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// loosen holds a cup and lets the grip that is asked for fade to a tenth of what
// holds it, with or without the reflex: how far the cup fell (m).
func loosen(t *testing.T, withReflex bool) float64 {
	t.Helper()
	g := newGripper(t, 10, "hall")
	body := cup(0.3)
	radius := body.Parts[0].Radius
	g.openTo(radius + 1e-4)
	id, err := g.Put(body, spatial.At(r3.Vec{Z: gripHeight}), spatial.Twist{})
	require.NoError(t, err)
	profile, err := taxel.Lookup("hall")
	require.NoError(t, err)
	observer := material.NewObserver(g.Skin().Surface(), profile)
	reflex := material.NewReflex(observer, map[string][]int{"a": {0}, "b": {1}, "c": {2}})
	natural := 2 * math.Pi * 12 / criticalRatio
	stiffness := 0.15 * natural * natural // N/m, of the fingers' servos
	const steps = 3000
	for i := range steps {
		force := 6 - 5.8*float64(i)/steps // N per finger
		for k := range g.target {
			g.target[k] = -radius - tipRadius + force/stiffness + 0.5e-3
		}
		if withReflex {
			reflex.Step(dt, observer.Touches(), g.target)
		}
		g.step()
		g.Skin().Sense(float64(i) * dt)
		observer.Millisecond(g.Skin().Patches())
		if i%11 == 0 {
			observer.Frame(g.Skin().Measured())
		}
	}
	return gripHeight - g.Objects[id].WorldFromObject.Pos.Z
}

// TestTheReflexKeepsWhatTheMirrorDrops: the person's hand opens too far; the
// fingers feel the slip and hold.
func TestTheReflexKeepsWhatTheMirrorDrops(t *testing.T) {
	require.Greater(t, loosen(t, false), 0.1, "without it the cup falls")
	kept := loosen(t, true)
	t.Logf("with the reflex the cup slid %.1f mm", 1e3*kept)
	require.Less(t, kept, 0.02)
}
