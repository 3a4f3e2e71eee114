package live_test

import "math/rand/v2"

// newNoise is a tracker's noise of a given size (m, SD per axis).
func newNoise(seed uint64, size float64) func() float64 {
	rng := rand.New(rand.NewPCG(seed, 7))
	return func() float64 { return size * rng.NormFloat64() }
}
