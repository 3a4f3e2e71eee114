package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// count is how many faults there were and how many were noticed.
type count struct {
	Faults int `json:"faults"`
	Own    int `json:"own"`
	All    int `json:"all"`
}

func (c *count) add(r *result) {
	c.Faults++
	if r.Own.noticed() {
		c.Own++
	}
	if r.All.noticed() {
		c.All++
	}
}

// wilson is the interval that holds the true share of k in n with 95 % (Wilson 1927,
// the score interval).
func wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, centre-half), min(1, centre+half)
}

// scores are counts by package and by operator.
type scores struct {
	Packages  map[string]*count   `json:"packages"`
	Operators map[operator]*count `json:"operators"`
	Pooled    count               `json:"pooled"`
	Survivors []mutant            `json:"survivors"`
}

func score(results []result) *scores {
	s := &scores{Packages: map[string]*count{}, Operators: map[operator]*count{}, Survivors: []mutant{}}
	for i := range results {
		r := &results[i]
		if r.Own == uncompiled {
			continue
		}
		of(s.Packages, r.Package).add(r)
		of(s.Operators, r.Operator).add(r)
		s.Pooled.add(r)
		if !r.All.noticed() {
			s.Survivors = append(s.Survivors, r.mutant)
		}
	}
	slices.SortFunc(s.Survivors, func(a, b mutant) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.From-b.From, strings.Compare(a.New, b.New))
	})
	return s
}

func of[K comparable](m map[K]*count, k K) *count {
	if m[k] == nil {
		m[k] = &count{}
	}
	return m[k]
}

// print writes the table that people read.
func (s *scores) print(w io.Writer) error {
	for _, m := range s.Survivors {
		fmt.Fprintln(w, "survived:", m.String())
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "faults\town tests\twith importers\t95 %\t")
	for _, name := range slices.Sorted(maps.Keys(s.Packages)) {
		row(t, s.Packages[name], name)
	}
	for _, op := range slices.Concat(coarse, byHand) {
		if c := s.Operators[op]; c != nil {
			row(t, c, string(op))
		}
	}
	row(t, &s.Pooled, "all")
	return t.Flush()
}

func row(w io.Writer, c *count, name string) {
	low, high := wilson(c.All, c.Faults)
	share := func(k int) float64 { return 100 * float64(k) / float64(max(1, c.Faults)) }
	fmt.Fprintf(w, "%d\t%.0f %%\t%.0f %%\t%.0f–%.0f\t %s\n", c.Faults, share(c.Own), share(c.All), 100*low, 100*high, name)
}
