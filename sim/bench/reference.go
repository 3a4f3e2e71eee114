package bench

import "math"

// referenceRounds makes the reference loop last about five microseconds.
const referenceRounds = 700

// reference is the fixed loop that stands for the processor's present speed: a
// chain of multiplications, additions and square roots, each waiting for the one
// before, as in most of the loop's arithmetic. It touches no memory, so that it
// neither disturbs the caches that a step finds nor depends on them.
func reference(x float64) float64 {
	for range referenceRounds {
		x = math.Sqrt(x*1.0000001 + 1e-9)
	}
	return x
}
