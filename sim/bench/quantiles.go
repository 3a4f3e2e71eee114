package bench

import "slices"

// quantileOf is that of values in any order.
func quantileOf(v []float64, q float64) float64 {
	sorted := slices.Clone(v)
	slices.Sort(sorted)
	return quantile(sorted, q)
}
