package hand

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
)

// rollPitchYaw are the angles of FromRPY, away from a pitch of a right angle.
func rollPitchYaw(q quat.Number) [3]float64 {
	x, y, z := spatial.Axes(q)
	return [3]float64{math.Atan2(y.Z, z.Z), math.Asin(-x.Z), math.Atan2(x.Y, x.X)}
}

// TestRefinedBasesAreBest: a hand's bases, refined, are no farther from nominal than the
// bounds, turned about no axis that is bound to stay, and hardly ever would one more of
// the last step's turns, 1/64 of the bound either way, have them fit better. (A search
// axis by axis may miss a little where two axes go together.)
func TestRefinedBasesAreBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	bound, nominal := turnBounds(), Nominal()
	tries, better := 0, 0
	for range 12 {
		person := nominal
		for f := range person {
			turn := [3]float64{}
			for axis, b := range bound[f] {
				turn[axis] = 0.8 * b * (2*rng.Float64() - 1)
			}
			person[f].Base.Rot = quat.Mul(nominal[f].Base.Rot, spatial.FromRPY(turn[0], turn[1], turn[2]))
		}
		h := New(Right, person)
		var frames []Observation
		for range 8 {
			a := Rest()
			for i, r := range Ranges() {
				a[i] += (rng.Float64() - 0.5) * 0.5 * (r.Upper - r.Lower)
			}
			h.SetAngles(a.Clamped())
			var lm Landmarks
			h.LandmarksTo(&lm)
			frames = append(frames, Seen(lm))
		}
		dims := nominal
		refineBases(&dims, Right, frames)
		var turn [NumFingers][3]float64
		for f := range turn {
			turn[f] = rollPitchYaw(quat.Mul(quat.Conj(nominal[f].Base.Rot), dims[f].Base.Rot))
			for axis, b := range bound[f] {
				require.LessOrEqual(t, math.Abs(turn[f][axis]), b+1e-9)
			}
		}
		scratch := nominal
		cost := turnedCost(Right, &scratch, &nominal, &turn, &bound, frames)
		straight := turnedCost(Right, &scratch, &nominal, new([NumFingers][3]float64), &bound, frames)
		for axis := range 3 {
			for _, sign := range [2]float64{1, -1} {
				trial := turn
				for f, b := range bound {
					trial[f][axis] = min(max(turn[f][axis]+sign*b[axis]/64, -b[axis]), b[axis])
				}
				for f, c := range turnedCost(Right, &scratch, &nominal, &trial, &bound, frames) {
					require.LessOrEqual(t, cost[f], straight[f]+1e-9)
					if bound[f][axis] > 0 {
						tries++
						if c < cost[f]-1e-9 {
							better++
						}
					}
				}
			}
		}
	}
	require.Less(t, better, tries*6/100, "of %d", tries)
}
