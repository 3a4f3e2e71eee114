package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/mirror"
)

// rowWriter writes one row per step to a file that appears, whole, on commit.
type rowWriter struct {
	file    *atomicfile.File
	path    string
	buf     *bufio.Writer
	csv     *csv.Writer // nil for JSON lines
	columns []string
	values  []float64
	cells   []string
	begun   bool
}

// newRowWriter opens the temporary file; the extension chooses the format.
func newRowWriter(path string) (*rowWriter, error) {
	ext := strings.ToLower(filepath.Ext(path))
	if ext != ".csv" && ext != ".jsonl" {
		return nil, usageError{fmt.Errorf("--out %s: want a name that ends in .csv or .jsonl", path)}
	}
	f, err := atomicfile.Create(path)
	if err != nil {
		return nil, err
	}
	w := &rowWriter{file: f, path: path, buf: bufio.NewWriterSize(f, 1<<16)}
	w.columns = []string{"t_s", "reachable", "lost"}
	for f := range hand.Finger(hand.NumFingers) {
		w.columns = append(w.columns, f.String()+"_tip_error_mm")
	}
	for _, kind := range []string{"true", "decoded", "robot"} {
		for a := range hand.Angle(hand.NumAngles) {
			if kind == "robot" && a >= hand.NumFingerAngles {
				continue
			}
			w.columns = append(w.columns, kind+"_"+a.String()+"_deg")
		}
	}
	for s := range mirror.Stage(mirror.NumStages) {
		w.columns = append(w.columns, s.String()+"_us")
	}
	w.columns = append(w.columns, "late") // last of what every robot has: scripts count columns
	if ext == ".csv" {
		w.csv = csv.NewWriter(w.buf)
	}
	return w, nil
}

// joints adds a column for every independent joint of a robot, in its order; before the
// first row.
func (w *rowWriter) joints(m *chain.Model) {
	for i := range m.DOF() {
		c, unit := m.Coordinate(i), "rad"
		if m.Joint(c.Joint).Kind == chain.Prismatic {
			unit = "m"
		}
		w.columns = append(w.columns, "joint_"+c.Name+"_"+unit)
	}
}

// begin writes the head of a table.
func (w *rowWriter) begin() error {
	if w.begun || w.csv == nil {
		return nil
	}
	w.begun = true
	return w.csv.Write(w.columns)
}

func (w *rowWriter) write(r *mirror.Record) error {
	if err := w.begin(); err != nil {
		return err
	}
	const deg = 180 / math.Pi
	v := w.values[:0]
	v = append(v, r.Time, flag(r.Result.Reachable), flag(r.Lost()))
	for _, e := range r.TipError {
		v = append(v, e*1e3)
	}
	for _, a := range r.Sample.Angles {
		v = append(v, a*deg)
	}
	for _, a := range r.Estimate.Angles {
		v = append(v, a*deg)
	}
	for _, a := range r.FingerAngles {
		v = append(v, a*deg)
	}
	for _, d := range r.Duration {
		v = append(v, float64(d)*1e-3)
	}
	v = append(v, flag(r.Result.Late))
	v = append(v, r.Coordinates...)
	w.values = v
	if w.csv != nil {
		w.cells = w.cells[:0]
		for _, x := range v {
			cell := ""
			if !math.IsNaN(x) { // a finger that the robot lacks
				cell = strconv.FormatFloat(x, 'g', 7, 64)
			}
			w.cells = append(w.cells, cell)
		}
		return w.csv.Write(w.cells)
	}
	return w.writeJSON()
}

// writeJSON writes the columns in their order, which a map would not keep.
func (w *rowWriter) writeJSON() error {
	line := []byte{'{'}
	for i, name := range w.columns {
		if i > 0 {
			line = append(line, ',')
		}
		line = append(strconv.AppendQuote(line, name), ':')
		if math.IsNaN(w.values[i]) {
			line = append(line, "null"...)
			continue
		}
		line = strconv.AppendFloat(line, w.values[i], 'g', 7, 64)
	}
	_, err := w.buf.Write(append(line, '}', '\n'))
	return err
}

// commit puts the file in its place.
func (w *rowWriter) commit() error {
	if err := w.begin(); err != nil { // a table without rows has a head
		return err
	}
	if w.csv != nil {
		w.csv.Flush()
		if err := w.csv.Error(); err != nil {
			return err
		}
	}
	if err := w.buf.Flush(); err != nil {
		return fmt.Errorf("cannot write %s: %w", w.path, err)
	}
	return w.file.Commit()
}

// discard removes the temporary file; after commit it does nothing.
func (w *rowWriter) discard() { w.file.Discard() }

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
