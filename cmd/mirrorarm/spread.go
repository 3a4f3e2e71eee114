package main

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"time"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"

	"gonum.org/v1/gonum/floats"
)

// spreadUS is how long something took, in microseconds.
type spreadUS struct {
	Mean figure.Value `json:"mean"`
	P50  figure.Value `json:"p50"`
	P99  figure.Value `json:"p99"`
	Max  figure.Value `json:"max"`
}

// spreadOf sorts the times (µs) that it is given, which were read off a clock of some
// resolution.
func spreadOf(us []float64, r clock.Resolution) spreadUS {
	if len(us) == 0 {
		none := figure.Missing("nothing was solved")
		return spreadUS{none, none, none, none}
	}
	slices.Sort(us)
	n := len(us)
	single := func(us float64) figure.Value { return r.Micros(time.Duration(us * 1e3)) }
	return spreadUS{
		Mean: r.MeanMicros(1e3*floats.Sum(us)/float64(n), n), P50: single(us[n/2]), P99: single(us[n*99/100]), Max: single(us[n-1]),
	}
}

// per is a line for people.
func (s spreadUS) per(what string) string {
	if s.Mean.Measured() && !s.P50.Measured() {
		return figure.Text("mean %.2f µs "+what+"; single ones are below what the clock tells", s.Mean)
	}
	return figure.Text("mean %.2f, p50 %.2f, p99 %.2f, max %.1f µs "+what, s.Mean, s.P50, s.P99, s.Max)
}

// grid is rows × columns numbers in one piece of memory.
func grid(rows, columns int) [][]float64 {
	all := make([]float64, rows*columns)
	out := make([][]float64, rows)
	for i := range out {
		out[i] = all[i*columns : (i+1)*columns : (i+1)*columns]
	}
	return out
}

// writeAnswers writes joint values as CSV, one column per joint name.
func writeAnswers(path string, names []string, rows [][]float64, verdicts []string) error {
	if verdicts != nil {
		names = append(names[:len(names):len(names)], "status")
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		out := csv.NewWriter(w)
		if err := out.Write(names); err != nil {
			return err
		}
		cells := make([]string, len(names))
		for k, row := range rows {
			for i, v := range row {
				cells[i] = strconv.FormatFloat(v, 'g', -1, 64)
			}
			if verdicts != nil {
				cells[len(row)] = verdicts[k]
			}
			if err := out.Write(cells); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
}
