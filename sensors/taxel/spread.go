package taxel

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// NoNeighbour marks the side of a taxel on which there is none.
const NoNeighbour = -1

// Spread is how a stimulus at one taxel reaches the others: a sparse kernel
// whose rows sum to 1, so that an even stimulus is felt as it is.
type Spread struct {
	start  []int32 // of each row in index and weight
	index  []int32
	weight []float64
}

// Len is the number of taxels.
func (s *Spread) Len() int { return len(s.start) - 1 }

// ApplyTo writes the spread stimulus into dst, which must not overlap src.
func (s *Spread) ApplyTo(dst, src []float64) {
	for i := range dst {
		sum := 0.0
		for j := s.start[i]; j < s.start[i+1]; j++ {
			sum += s.weight[j] * src[s.index[j]]
		}
		dst[i] = sum
	}
}

// Row gives the taxels that taxel i hears, and their weights.
func (s *Spread) Row(i int) (index []int32, weight []float64) {
	return s.index[s.start[i]:s.start[i+1]], s.weight[s.start[i]:s.start[i+1]]
}

// NewSpread is a profile's crosstalk between taxels at the given places (m)
// whose up to four neighbours are known: the stated total, shared out among the
// neighbours, or, for an element under an elastomer, the Gaussian of its depth.
func NewSpread(p Profile, places []r3.Vec, neighbours [][4]int) *Spread {
	s := &Spread{start: []int32{0}}
	for i, row := range neighbours {
		var weights [4]float64
		total, count := 0.0, 0
		for _, n := range row {
			if n != NoNeighbour {
				count++
			}
		}
		for j, n := range row {
			if n == NoNeighbour {
				continue
			}
			if p.SkinDepth > 0 {
				d := r3.Norm(r3.Sub(places[n], places[i])) / (SpreadPerDepth * p.SkinDepth)
				weights[j] = math.Exp(-d * d / 2)
			} else if count > 0 {
				weights[j] = p.Crosstalk / float64(count)
			}
			total += weights[j]
		}
		// A Gaussian kernel is normalised by its own sum; a stated share is a share.
		self, scale := 1-total, 1.0
		if p.SkinDepth > 0 {
			self, scale = 1/(1+total), 1/(1+total)
		}
		s.index, s.weight = append(s.index, int32(i)), append(s.weight, self)
		for j, n := range row {
			if n != NoNeighbour && weights[j] > 0 {
				s.index, s.weight = append(s.index, int32(n)), append(s.weight, weights[j]*scale)
			}
		}
		s.start = append(s.start, int32(len(s.index)))
	}
	return s
}
