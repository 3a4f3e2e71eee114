package material

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// cloud draws touches of a normal distribution with independent features.
func cloud(mean, sd []float64, n int, rng *rand.Rand) [][]float64 {
	list := make([][]float64, n)
	for i := range list {
		for j := range mean {
			list[i] = append(list[i], mean[j]+sd[j]*rng.NormFloat64())
		}
	}
	return list
}

// TestPosteriorIsBayes compares with Bayes' rule written out for two known
// Gaussians of one feature.
func TestPosteriorIsBayes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	k, err := Train([]string{"a", "b"}, [][][]float64{
		cloud([]float64{0}, []float64{1}, 20_000, rng), cloud([]float64{3}, []float64{1}, 20_000, rng),
	})
	require.NoError(t, err)
	for _, x := range []float64{-1, 0.5, 1.5, 2, 4} {
		want := 1 / (1 + math.Exp(-(x*x-(x-3)*(x-3))/2))
		require.InDelta(t, want, k.Posterior([]float64{x})[1], 0.02, "%g", x)
	}
}

func TestDecideMayBeUnsure(t *testing.T) {
	require.Equal(t, Unsure, Decide([]float64{0.4, 0.35, 0.25}, false))
	require.Equal(t, 0, Decide([]float64{0.4, 0.35, 0.25}, true))
	require.Equal(t, 1, Decide([]float64{0.2, 0.7, 0.1}, false))
}

func TestTrainRefuses(t *testing.T) {
	two := [][]float64{{1, 2}, {2, 3}}
	for want, given := range map[string][][][]float64{
		"2 labels and 1 sets":      {two},
		"0 touches to learn from":  {two, nil},
		"has 1 features, want 2":   {two, {{1, 2}, {1}}},
		"touches have no features": {{{}, {}}, {{}, {}}},
	} {
		_, err := Train([]string{"a", "b"}, given)
		require.ErrorContains(t, err, want)
	}
}

// TestConstantFeaturesDoNoHarm: a band that no slide reaches never varies.
func TestConstantFeaturesDoNoHarm(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	k, err := Train([]string{"a", "b"}, [][][]float64{
		cloud([]float64{0, 7}, []float64{1, 0}, 60, rng), cloud([]float64{9, 7}, []float64{1, 0}, 60, rng),
	})
	require.NoError(t, err)
	require.Greater(t, k.Posterior([]float64{9, 7})[1], 0.99)
}
