package skin

import "math"

// silence draws what a silent patch's vibration channel reads, in counts: noise of one
// count's SD, rounded. Each count n has the probability that the normal distribution has
// between n − ½ and n + ½, to 32 bits.
type silence struct {
	below [mostHush + 1]uint32 // of the uniform numbers: from each on, one count more
	first [256]uint8           // by a number's upper 8 bits: where to look
}

// leastHush is the lowest count, mostHush by how many the highest one is above it:
// beyond are less than 32 bits resolve.
const (
	leastHush = -6
	mostHush  = 12
)

var hush = newSilence()

func newSilence() (s silence) {
	for k := range s.below {
		edge := float64(leastHush+k) + 0.5
		s.below[k] = uint32(math.MaxUint32 * math.Erfc(-edge/math.Sqrt2) / 2)
	}
	for top := range s.first {
		for s.below[s.first[top]] <= uint32(top)<<24 {
			s.first[top]++
		}
	}
	return s
}

// draw is the reading for a uniform number.
func (s *silence) draw(u uint32) float64 {
	k := s.first[u>>24]
	for k < mostHush && u >= s.below[k] {
		k++
	}
	return float64(leastHush + int(k))
}
