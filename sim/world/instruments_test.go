package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// A thrown ball's energy is that of the textbook, m·v²/2 + (2/5)·m·r²·ω²/2 + m·g·z, and
// stays so while it flies; its speed is the one of its parabola.
func TestInstrumentsOfAThrownBall(t *testing.T) {
	const mass, radius, height = 0.3, 0.05, 4.0
	w, poses := bare(t)
	require.Zero(t, w.Energy())
	require.Zero(t, w.Movable())
	ball := Body{Name: "ball", Mass: mass, Material: stuff(t, "steel"), Parts: []Part{{Form: Sphere, ObjectFromPart: spatial.Identity(), Radius: radius}}}
	o := placed(t, w, ball, spatial.At(r3.Vec{Z: height}), spatial.Twist{Lin: r3.Vec{X: 3, Z: 1}, Ang: r3.Vec{Y: 20}})
	want := mass*(9+1)/2 + 0.4*mass*radius*radius*400/2 + mass*Gravity*height
	require.InDelta(t, want, w.Energy(), 1e-12)
	for range 300 {
		w.Step(dt, poses)
	}
	require.InDelta(t, want, w.Energy(), 1e-9)
	require.InDelta(t, math.Hypot(3, 1-0.3*Gravity), w.Fastest(), 1e-6)
	require.Equal(t, 1, w.Movable())
	require.False(t, w.Driven())
	require.Zero(t, w.Penetration())
	o.WorldFromObject.Pos, o.Velocity = r3.Vec{Z: radius - 0.2e-3}, spatial.Twist{}
	o.stale = true
	w.Step(dt, poses)
	require.InDelta(t, 0.2e-3, w.Penetration(), 0.01e-3)
}
