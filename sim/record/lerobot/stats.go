package lerobot

import (
	"math"

	"mirrorarm/sim/record/frames"
)

// Statistics by LeRobot's own method (compute_stats.py): the range of each channel,
// then a histogram of 5,000 bins over it, in which quantiles are interpolated. A
// channel is one element of a feature; of one with several axes, one of the last.
const (
	bins    = 5000
	padding = 1e-10 // of the range, on both sides
)

var quantiles = [...]float64{0.01, 0.10, 0.50, 0.90, 0.99}

// statNames are the names of the statistics, in their order; count is beside them.
var statNames = [...]string{"min", "max", "mean", "std", "q01", "q10", "q50", "q90", "q99"}

// firstQuantile is where the quantiles are among these.
const firstQuantile = 4

// channels is how many a feature has.
func channels(f *frames.Feature) int { return f.Shape[len(f.Shape)-1] }

// stats are those of one feature: [statistic][channel].
type stats struct {
	count  int
	values [len(statNames)][]float64
}

func newStats(channels int) *stats {
	s := new(stats)
	for i := range s.values {
		s.values[i] = make([]float64, channels)
	}
	return s
}

// of works out the statistics of an episode's column.
func (s *stats) of(c *frames.Column, h *histogram) {
	n := channels(&c.Feature)
	rows := c.Elements() / n
	s.count = c.Rows()
	for ch := range n {
		h.values = h.values[:0]
		for r := range rows {
			h.values = append(h.values, c.At(r*n+ch))
		}
		low, high, sum := math.Inf(1), math.Inf(-1), 0.0
		for _, v := range h.values {
			low, high, sum = min(low, v), max(high, v), sum+v
		}
		mean, squares := sum/float64(rows), 0.0
		for _, v := range h.values {
			d := v - mean
			squares += d * d
		}
		s.put(ch, low, high, mean, math.Sqrt(squares/float64(rows)))
		if rows < 2 { // too few for a histogram: the mean stands for every quantile
			for q := range quantiles {
				s.values[firstQuantile+q][ch] = mean
			}
			continue
		}
		h.begin(low, high)
		for _, v := range h.values {
			h.add(v)
		}
		s.quantilesOf(ch, h)
	}
}

func (s *stats) put(ch int, v ...float64) {
	for i := range v {
		s.values[i][ch] = v[i]
	}
}

func (s *stats) quantilesOf(ch int, h *histogram) {
	var all [len(quantiles)]float64
	h.quantilesTo(&all)
	for q, v := range all {
		s.values[firstQuantile+q][ch] = v
	}
}

// total gathers the statistics of a whole set's feature from those of its episodes,
// in their order: range, mean and deviation by the parallel formula of Chan, Golub and
// LeVeque. Quantiles cannot be gathered so; they take a second look at the rows.
type total struct {
	stats
	moments []float64 // sums of squares about the means
}

func newTotal(channels int) *total {
	return &total{stats: *newStats(channels), moments: make([]float64, channels)}
}

func (t *total) add(s *stats) {
	before, now := float64(t.count), float64(s.count)
	all := before + now
	for ch := range t.moments {
		low, high, mean := s.values[0][ch], s.values[1][ch], s.values[2][ch]
		deviation := s.values[3][ch]
		if t.count > 0 {
			low, high = min(low, t.values[0][ch]), max(high, t.values[1][ch])
		}
		apart := mean - t.values[2][ch]
		t.moments[ch] += now*deviation*deviation + apart*apart*before*now/all
		t.put(ch, low, high, t.values[2][ch]+apart*now/all, math.Sqrt(t.moments[ch]/all))
	}
	t.count += s.count
}

// histogram counts the values of one channel between two bounds.
type histogram struct {
	low, width float64 // of all bins
	counts     [bins]uint32
	values     []float64 // scratch of whoever counts one channel after another
	total      int
}

// begin empties the histogram.
func (h *histogram) begin(low, high float64) {
	h.low = low - padding
	h.width = high + padding - h.low
	h.total = 0
	clear(h.counts[:])
}

// add counts a value. Where the padding is lost beside large numbers that are all the
// same, the last bin has them, as NumPy's does.
func (h *histogram) add(v float64) {
	i := bins - 1
	if h.width > 0 {
		i = min(max(int((v-h.low)/h.width*bins), 0), bins-1)
	}
	h.counts[i]++
	h.total++
}

// quantilesTo writes the values below which the shares of all values are, interpolated
// in their bins. The shares ascend, so that one look at the bins does.
func (h *histogram) quantilesTo(dst *[len(quantiles)]float64) {
	q, below := 0, 0
	for i := 0; i < bins && q < len(quantiles); i++ {
		n := int(h.counts[i])
		if n == 0 {
			continue
		}
		for ; q < len(quantiles) && quantiles[q]*float64(h.total) <= float64(below+n); q++ {
			within := (quantiles[q]*float64(h.total) - float64(below)) / float64(n)
			if i == 0 {
				within = 0 // LeRobot has the lower edge there
			}
			dst[q] = h.low + h.width*(float64(i)+within)/bins
		}
		below += n
	}
	for ; q < len(quantiles); q++ { // of which rounding has left nothing
		dst[q] = h.low + h.width
	}
}
