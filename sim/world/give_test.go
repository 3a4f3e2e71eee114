package world

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// settled is the normal force (N) once nothing moves any more.
func (f *fingerOn) settled() float64 {
	for range 60 {
		f.Step(dt, f.poses)
	}
	return f.force().Z
}

func newFingerOnSoft(t *testing.T, name string, depth float64) (*fingerOn, Material) {
	t.Helper()
	f := newFingerOn(t, depth)
	m, err := LookupMaterial(name)
	require.NoError(t, err)
	require.NoError(t, f.Remake(0, m))
	return f, m
}

// A ball with a soft layer on a soft half space: both are pressed by the same force, and
// what they give adds up to the way in. For the layer F = πR(K/h)δ², for the half space
// s = F(1 − ν²)/(2Ea) (Johnson, Contact Mechanics, §§4.3 and 3.3), a² = 2Rδ.
func TestASoftThingAndThePadShareTheWay(t *testing.T) {
	for _, name := range []string{"cotton", "EVA foam", "rubber", "leather"} {
		for _, depth := range []float64{0.3e-3, 0.8e-3, 1.6e-3} {
			f, m := newFingerOnSoft(t, name, depth)
			force := f.settled()
			pad := math.Sqrt(force / elastic(f.radius, 1e-3) * 1e-6)
			gives := force * (1 - 0.3*0.3) / (2 * m.Modulus * math.Sqrt(2*f.radius*pad))
			require.InEpsilon(t, depth, pad+gives, 0.015, "%s at %g m", name, depth)
		}
	}
}

// What is hard is as it was: from copper to ABS nothing gives.
func TestAHardThingGivesNothing(t *testing.T) {
	for _, m := range Materials() {
		if m.Modulus < 1e9 {
			continue
		}
		f, _ := newFingerOnSoft(t, m.Name, 1e-3)
		require.InEpsilon(t, elastic(f.radius, 1e-3), f.settled(), 0.01, m.Name)
	}
}

// Going in and coming out at a moderate speed, a soft thing gives back no more work than
// was put into it, and when it is left it is flat again.
func TestASoftThingGivesBackNoMoreThanItGot(t *testing.T) {
	for _, speed := range []float64{2e-3, 20e-3, 200e-3} {
		f, _ := newFingerOnSoft(t, "EVA foam", 0)
		work := 0.0
		for _, way := range []float64{-1, 1} {
			for range int(1.5e-3 / (speed * dt)) {
				f.move(r3.Vec{Z: way * speed}, 1)
				work -= f.force().Z * way * speed * dt
			}
		}
		require.Positive(t, work, "%g m/s", speed)
		f.move(r3.Vec{Z: 0.1}, 30)
		require.InDelta(t, 0, f.Objects[0].give.sunk[f.link], 1e-9)
	}
}
