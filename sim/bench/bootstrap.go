package bench

import (
	"math"
	"math/rand/v2"
	"slices"

	"mirrorarm/sim/figure"
)

// samples are the repeats of one stage in one result, each divided by its own
// reference loop.
type samples struct {
	rows      [][]float64 // reference loops per step, per block
	usual     []float64   // of the blocks, over the repeats of both results
	reference float64     // ns

	drawn          [][]float64 // scratch
	calm, relative []float64
}

// newSamples are those of both results, over the blocks that both reached.
func newSamples(a, b []Repeat, stage string) (x, y *samples) {
	n := min(depth(a, stage), depth(b, stage))
	x, y = samplesOf(a, stage, n), samplesOf(b, stage, n)
	usual := calmOf(nil, append(slices.Clone(x.rows), y.rows...), n)
	x.usual, y.usual = usual, usual
	return x, y
}

func samplesOf(repeats []Repeat, stage string, n int) *samples {
	s := &samples{drawn: make([][]float64, len(repeats))}
	var references []float64
	for _, r := range repeats {
		row := slices.Clone(r.ProfileNS[stage])
		row = row[:min(n, len(row))]
		for i := range row {
			row[i] /= r.ReferenceNS.Float()
		}
		s.rows = append(s.rows, row)
		if r.ReferenceNS.Measured() {
			references = append(references, r.ReferenceNS.Float())
		}
	}
	s.reference = median(references)
	return s
}

// cost is the mean over the movement of the lower quartile over the repeats.
func (s *samples) cost() float64 { return s.costOf(s.rows) }

// clip is the factor by which a block may differ from its usual cost more than
// the others do: beyond it is disturbance, which is tens of times as large. A
// change that slows a few blocks down by more is seen, but not in full.
const clip = 1.5

// costOf is a winsorised mean: each block's cost counts relative to its usual
// one, clipped about the median of all, and weighted by the usual one.
func (s *samples) costOf(rows [][]float64) float64 {
	s.calm = calmOf(s.calm[:0], rows, len(s.usual))
	s.relative = s.relative[:0]
	for b, v := range s.calm {
		if v > 0 && s.usual[b] > 0 {
			s.relative = append(s.relative, v/s.usual[b])
		}
	}
	slices.Sort(s.relative)
	middle := quantile(s.relative, 0.5)
	sum, weight := 0.0, 0.0
	for b, v := range s.calm {
		if v > 0 && s.usual[b] > 0 {
			sum += s.usual[b] * min(max(v/s.usual[b], middle/clip), middle*clip)
			weight += s.usual[b]
		}
	}
	return sum / max(weight, math.SmallestNonzeroFloat64) * mean(s.usual)
}

// redrawn is the cost of as many repeats, drawn with replacement. A repeat is
// drawn whole, since what disturbs it disturbs neighbouring steps alike: a block
// bootstrap whose blocks are the repeats (Künsch, 1989).
func (s *samples) redrawn(rng *rand.Rand) float64 {
	for i := range s.drawn {
		s.drawn[i] = s.rows[rng.IntN(len(s.rows))]
	}
	return s.costOf(s.drawn)
}

// bootstrap is the percentile interval of the ratio of b's cost to a's, which
// misses the true one with probability alpha (Efron & Tibshirani, An Introduction
// to the Bootstrap, 1993, ch. 13).
func bootstrap(a, b *samples, alpha float64, rng *rand.Rand) [2]float64 {
	logs := make([]float64, resamples)
	for i := range logs {
		logs[i] = math.Log(b.redrawn(rng) / a.redrawn(rng))
	}
	slices.Sort(logs)
	return [2]float64{math.Exp(quantile(logs, alpha/2)), math.Exp(quantile(logs, 1-alpha/2))}
}

// ratioOfRepeats is the ratio of the medians over the repeats of a figure, and
// its 95 % bootstrap interval.
func ratioOfRepeats(a, b []Repeat, of func(Repeat) figure.Value) (ratio figure.Value, ci [2]figure.Value) {
	values := func(repeats []Repeat) []float64 {
		var v []float64
		for _, r := range repeats {
			if x := of(r); x.Measured() {
				v = append(v, x.Float())
			}
		}
		return v
	}
	x, y := values(a), values(b)
	if len(x) == 0 || len(y) == 0 {
		none := figure.Missing("the clock was too coarse for it")
		return none, [2]figure.Value{none, none}
	}
	rng := rand.New(rand.NewPCG(2, uint64(len(a))))
	logs := make([]float64, resamples)
	for i := range logs {
		logs[i] = math.Log(redrawnMedian(y, rng) / redrawnMedian(x, rng))
	}
	slices.Sort(logs)
	return figure.Of(median(y) / median(x)), interval([2]float64{math.Exp(quantile(logs, 0.025)), math.Exp(quantile(logs, 0.975))})
}

func redrawnMedian(v []float64, rng *rand.Rand) float64 {
	drawn := make([]float64, len(v))
	for i := range drawn {
		drawn[i] = v[rng.IntN(len(v))]
	}
	return median(drawn)
}

func median(v []float64) float64 {
	sorted := slices.Clone(v)
	slices.Sort(sorted)
	return quantile(sorted, 0.5)
}
