package taxel

import (
	"math"
	"math/rand/v2"
)

// normals draws from the standard normal distribution: a uniform number is put
// through the distribution's quantiles, tabulated and straight in between, which is
// off by less than 2e-4 anywhere; where they bend more, they are worked out.
type normals struct{ source *rand.PCG }

// quantiles of the normal distribution at k/numQuantiles, and by how much they rise
// for each further step of a uniform number of 32 bits; the outermost ones, in which
// they have no straight part, stay empty. Single precision keeps the table in the
// processor's innermost cache, and is a thousand times finer than the straight parts are.
const (
	quantileBits = 11
	numQuantiles = 1 << quantileBits
	fineBits     = 32 - quantileBits
	tail         = 16
)

var quantiles = func() (q [numQuantiles]struct{ at, rise float32 }) {
	for k := tail; k < numQuantiles-tail; k++ {
		low, high := quantile(float64(k)/numQuantiles), quantile(float64(k+1)/numQuantiles)
		q[k].at, q[k].rise = float32(low), float32((high-low)/(1<<fineBits))
	}
	return q
}()

func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// fill draws as many as dst holds.
func (n *normals) fill(dst []float64) {
	for len(dst) >= 2 {
		u := n.source.Uint64()
		a, b := uint32(u), uint32(u>>32)
		if bends(a) || bends(b) {
			dst[0], dst[1] = normal(a), normal(b)
		} else {
			dst[0], dst[1] = straight(a), straight(b)
		}
		dst = dst[2:]
	}
	if len(dst) == 1 {
		dst[0] = normal(uint32(n.source.Uint64()))
	}
}

// normal is the normal number of a uniform one.
func normal(u uint32) float64 {
	if bends(u) {
		return quantile((float64(u) + 0.5) / (1 << 32))
	}
	return straight(u)
}

// bends tells whether the quantiles bend at a uniform number: where the table is empty.
func bends(u uint32) bool { return u>>fineBits-tail >= numQuantiles-2*tail }

// straight is the normal number of a uniform one, between two of the table.
func straight(u uint32) float64 {
	q := &quantiles[u>>fineBits]
	return float64(q.at) + float64(u&(1<<fineBits-1))*float64(q.rise)
}
