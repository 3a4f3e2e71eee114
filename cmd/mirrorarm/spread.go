package main

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"mirrorarm/sim/atomicfile"
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

// spreadOf sorts the times that it is given.
func spreadOf(us []float64) spreadUS {
	if len(us) == 0 {
		none := figure.Missing("nothing was solved")
		return spreadUS{none, none, none, none}
	}
	slices.Sort(us)
	return spreadUS{
		Mean: figure.Of(floats.Sum(us) / float64(len(us))), P50: figure.Of(us[len(us)/2]),
		P99: figure.Of(us[len(us)*99/100]), Max: figure.Of(us[len(us)-1]),
	}
}

// per is a line for people.
func (s spreadUS) per(what string) string {
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
func writeAnswers(path string, names []string, rows [][]float64) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		out := csv.NewWriter(w)
		if err := out.Write(names); err != nil {
			return err
		}
		cells := make([]string, len(names))
		for _, row := range rows {
			for i, v := range row {
				cells[i] = strconv.FormatFloat(v, 'g', -1, 64)
			}
			if err := out.Write(cells); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
}
