package taxel

import (
	"math"
	"math/rand/v2"
)

// normals draws from the standard normal distribution: a uniform number is put
// through the distribution's quantiles, tabulated and straight in between, which is
// off by less than 2e-4 anywhere; where they bend more, they are worked out.
type normals struct{ source *rand.PCG }

// quantiles of the normal distribution at k/numQuantiles; the outermost ones, in
// which it has no straight part, stay empty.
const (
	quantileBits = 12
	numQuantiles = 1 << quantileBits
	tail         = 16
)

var quantiles = func() (q [numQuantiles + 1]float64) {
	for k := tail; k <= numQuantiles-tail; k++ {
		q[k] = quantile(float64(k) / numQuantiles)
	}
	return q
}()

func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// fill draws as many as dst holds.
func (n *normals) fill(dst []float64) {
	for len(dst) >= 2 {
		u := n.source.Uint64()
		dst[0], dst[1] = normal(uint32(u)), normal(uint32(u>>32))
		dst = dst[2:]
	}
	if len(dst) == 1 {
		dst[0] = normal(uint32(n.source.Uint64()))
	}
}

// normal is the normal number of a uniform one.
func normal(u uint32) float64 {
	const fine = 32 - quantileBits
	k := u >> fine
	if k-tail >= numQuantiles-2*tail {
		return quantile((float64(u) + 0.5) / (1 << 32))
	}
	low := quantiles[k]
	return low + float64(u&(1<<fine-1))*(1.0/(1<<fine))*(quantiles[k+1]-low)
}
