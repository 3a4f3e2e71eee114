package wearer

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// The ball by which a limb is seen quickly holds all of it, whichever end is thicker, and
// is no larger than one that touches it.
func TestABallHoldsItsLimb(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	any3 := func() r3.Vec { return r3.Vec{X: r.NormFloat64(), Y: r.NormFloat64(), Z: r.NormFloat64()} }
	for range 200 {
		k := capsule{a: any3(), b: any3(), ra: r.Float64(), rb: r.Float64()}
		l := k.limb()
		far := 0.0
		for range 400 {
			share := r.Float64()
			if r.IntN(2) == 0 {
				share = math.Round(share) // an end
			}
			axis := r3.Add(r3.Scale(1-share, k.a), r3.Scale(share, k.b))
			out := r3.Unit(any3())
			if r.IntN(4) == 0 {
				out = r3.Unit(r3.Sub(axis, l.centre)) // as far out as it goes
			}
			surface := r3.Add(axis, r3.Scale((1-share)*k.ra+share*k.rb, out))
			far = max(far, r3.Norm(r3.Sub(surface, l.centre)))
		}
		require.LessOrEqual(t, far, l.radius+1e-12)
		require.GreaterOrEqual(t, far, l.radius-1e-9, "no larger than it must be")
	}
}
