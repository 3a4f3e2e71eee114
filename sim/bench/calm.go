package bench

import "slices"

// calm is the quantile over the repeats at which a step's cost is taken: low
// enough that other programs on the machine may disturb most repeats, and not the
// minimum, which rests on one of them.
const calm = 0.25

// quantile of sorted values, linear between them; 0 of none.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// quantileOf is that of values in any order.
func quantileOf(v []float64, q float64) float64 {
	sorted := slices.Clone(v)
	slices.Sort(sorted)
	return quantile(sorted, q)
}

// depth is the number of blocks that at least half of the repeats reached.
func depth(repeats []Repeat, stage string) int {
	var n []int
	for _, r := range repeats {
		n = append(n, len(r.ProfileNS[stage]))
	}
	if len(n) == 0 {
		return 0
	}
	slices.Sort(n)
	return n[len(n)/2]
}

// CalmProfile is, per block of the movement, the lower quartile over the repeats
// of a stage's mean time per step (ns).
func CalmProfile(repeats []Repeat, stage string) []float64 {
	rows := make([][]float64, len(repeats))
	for i, r := range repeats {
		rows[i] = r.ProfileNS[stage]
	}
	return calmOf(nil, rows, depth(repeats, stage))
}

// calmOf appends to dst the lower quartile of each of the first n columns, over
// the rows that reach it; 0 where none does.
func calmOf(dst []float64, rows [][]float64, n int) []float64 {
	column := make([]float64, 0, len(rows))
	for b := range n {
		column = column[:0]
		for _, row := range rows {
			if b < len(row) {
				column = append(column, row[b])
			}
		}
		slices.Sort(column)
		dst = append(dst, quantile(column, calm))
	}
	return dst
}

func calmCost(repeats []Repeat, stage string) float64 { return mean(CalmProfile(repeats, stage)) }

func mean(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
