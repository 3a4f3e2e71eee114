package touch

import (
	"context"
	"sync"
	"testing"

	"mirrorarm/sensors/material"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// told is what an expert said in the course of one exploration.
type told struct {
	material string
	phases   []Phase
	opinions []Opinion
}

// exploreWith lets the arm explore materials, one after the other.
func exploreWith(t *testing.T, x *Expert, seed uint64, names ...string) []told {
	all := make([]told, len(names))
	for i, name := range names {
		m, err := world.LookupMaterial(name)
		require.NoError(t, err)
		arm, err := NewExplorer(Defaults().Profile, seed)
		require.NoError(t, err)
		all[i].material = name
		_, err = arm.explore(t.Context(), m, 22, func(p Phase, e *material.Exploration) {
			all[i].phases = append(all[i].phases, p)
			if o, ok := x.Opinion(e); ok {
				all[i].opinions = append(all[i].opinions, o)
			}
		})
		require.NoError(t, err)
	}
	return all
}

// TestTheExpertIsAsSureAsItIsRight: it never names a wrong thing with certainty,
// whatever it has felt so far, and in the end it is nearly always right.
func TestTheExpertIsAsSureAsItIsRight(t *testing.T) {
	o := Defaults()
	o.Train = 25
	x, err := TeachExpert(context.Background(), o, 0)
	require.NoError(t, err)
	var results [2][]told
	var wait sync.WaitGroup
	wait.Go(func() { results[0] = exploreWith(t, x, 31, "copper", "glass", "ABS", "oak") })
	wait.Go(func() { results[1] = exploreWith(t, x, 32, "alumina", "paper", "EVA foam", "cotton") })
	wait.Wait()
	right, sure := 0, 0.0
	for _, r := range append(results[0], results[1]...) {
		require.Len(t, r.opinions, 8, "an opinion from the end of the press on")
		for _, op := range r.opinions {
			require.InDelta(t, 1, sum(op.Posterior), 1e-9)
			first, second := op.Best()
			require.GreaterOrEqual(t, op.Posterior[first], op.Posterior[second])
			require.GreaterOrEqual(t, op.Posterior[second]+1e-12, third(op.Posterior))
			if op.Posterior[first] > 0.9 {
				require.Equal(t, r.material, op.Labels[first])
			}
		}
		require.Equal(t, material.Channels{Force: true}, r.opinions[0].Senses)
		last := r.opinions[len(r.opinions)-1]
		require.Equal(t, material.Channels{Force: true, Thermal: true, Vibration: true}, last.Senses)
		group, share := last.Group()
		require.Equal(t, GroupOf(r.material), group, r.material)
		first, _ := last.Best()
		require.GreaterOrEqual(t, share, last.Posterior[first])
		sure += last.Posterior[first] / 8
		if last.Labels[first] == r.material {
			right++
		}
		require.IsNonDecreasing(t, r.phases)
		require.Equal(t, Leaving, r.phases[len(r.phases)-1])
	}
	require.GreaterOrEqual(t, right, 7)
	require.InDelta(t, float64(right)/8, sure, 0.2)
}

func sum(p []float64) (s float64) {
	for _, v := range p {
		s += v
	}
	return s
}

// third is the third largest of probabilities.
func third(p []float64) float64 {
	var top [3]float64
	for _, v := range p {
		for i := range top {
			if v > top[i] {
				v, top[i] = top[i], v
			}
		}
	}
	return top[2]
}

// Nothing is said of what has not been touched.
func TestAnExpertWithoutATouchKeepsQuiet(t *testing.T) {
	var x Expert
	_, ok := x.Opinion(&material.Exploration{})
	require.False(t, ok)
}

// The strokes keep to the spot, however small it is, and are long enough for a
// spectrum.
func TestStrokesKeepToTheSpot(t *testing.T) {
	for _, room := range []float64{0.03, 0.04, 0.06, 0.2} {
		g := &Guide{spot: Spot{Room: room}}
		at, direction := g.begin(), 1.0
		for _, speed := range slideSpeeds {
			n, way := g.strokes(speed)
			require.GreaterOrEqual(t, slideTime/float64(n), leastStroke)
			for range n {
				require.LessOrEqual(t, max(at, -at), room-edge+1e-9)
				at += direction * way
				direction = -direction
			}
			require.LessOrEqual(t, max(at, -at), room-edge+1e-9)
		}
	}
}

// What cannot be reached is refused.
func TestASpotOutOfReachIsRefused(t *testing.T) {
	x, err := NewExplorer(Defaults().Profile, 1)
	require.NoError(t, err)
	q := make([]float64, len(x.target))
	require.ErrorIs(t, x.Aim(Spot{Top: r3.Scale(2, sampleAt), Room: 0.06}, q), ErrOutOfReach)
}
