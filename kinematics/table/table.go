// Package table reads problems from CSV: columns found by name, lines that start
// with # are comments, and some comments carry values ("# q0: 0.1 0.2"). Fields
// are parted by commas and have no quotes. Numbers keep the units that the
// problem's own description gives them.
//
// A file is hostile until proven otherwise: its size is bounded, every number
// that is asked for must be finite, and errors are one line that names the file,
// the line and what was expected.
package table

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a file: an hour of a 1 kHz path fits.
const (
	MaxBytes   = 512 << 20
	MaxRows    = 4_000_000
	MaxColumns = 4096
	maxLine    = 1 << 20 // bytes
)

// Table is the content of one file.
type Table struct {
	file     string
	columns  []string
	comments map[string]string
	rows     [][]string
	lines    []int
}

// Load reads the file at path.
func Load(path string) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	return Read(filepath.Base(path), f)
}

// Read reads a table from r; file is the name that errors give it.
func Read(file string, r io.Reader) (*Table, error) {
	t := &Table{file: file, comments: map[string]string{}}
	limited := &io.LimitedReader{R: r, N: MaxBytes + 1}
	in := bufio.NewScanner(limited)
	in.Buffer(make([]byte, 0, 64<<10), maxLine)
	line := 0
	for in.Scan() {
		line++
		text := strings.TrimSpace(in.Text())
		if line == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if err := t.add(line, text); err != nil {
			return nil, err
		}
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("table: %s:%d: line longer than %d bytes", file, line+1, maxLine)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("table: %s:%d: %w", file, line+1, err)
	}
	if limited.N == 0 {
		return nil, fmt.Errorf("table: %s: longer than %d bytes", file, MaxBytes)
	}
	if t.columns == nil {
		return nil, fmt.Errorf("table: %s: empty, want a line of column names", file)
	}
	return t, nil
}

func (t *Table) add(line int, text string) error {
	if text == "" {
		return nil
	}
	if rest, ok := strings.CutPrefix(text, "#"); ok {
		if key, value, ok := strings.Cut(rest, ":"); ok {
			t.comments[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
		return nil
	}
	fields := strings.Split(text, ",")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	if t.columns == nil {
		return t.header(line, fields)
	}
	if len(fields) != len(t.columns) {
		return fmt.Errorf("table: %s:%d: %d fields, want %d as in the header", t.file, line, len(fields), len(t.columns))
	}
	if len(t.rows) == MaxRows {
		return fmt.Errorf("table: %s:%d: more than %d rows", t.file, line, MaxRows)
	}
	t.rows, t.lines = append(t.rows, fields), append(t.lines, line)
	return nil
}

func (t *Table) header(line int, names []string) error {
	if len(names) > MaxColumns {
		return fmt.Errorf("table: %s:%d: %d columns, at most %d", t.file, line, len(names), MaxColumns)
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("table: %s:%d: column %q twice", t.file, line, name)
		}
	}
	t.columns = names
	return nil
}

// Columns are the names in the header.
func (t *Table) Columns() []string { return t.columns }

// Rows is the number of rows.
func (t *Table) Rows() int { return len(t.rows) }

// Line is the line in the file that row i stands on.
func (t *Table) Line(i int) int { return t.lines[i] }

// Errorf is an error about row i.
func (t *Table) Errorf(i int, format string, args ...any) error {
	return fmt.Errorf("table: %s:%d: %s", t.file, t.lines[i], fmt.Sprintf(format, args...))
}

// Has reports whether there is a column of that name.
func (t *Table) Has(name string) bool { return slices.Contains(t.columns, name) }

// Numbers reads the named columns: one slice per row, in the order of names, so
// that row i's value of names[k] is at [i][k].
// Only those columns need hold numbers.
func (t *Table) Numbers(names ...string) ([][]float64, error) {
	at := make([]int, len(names))
	for i, name := range names {
		if at[i] = slices.Index(t.columns, name); at[i] < 0 {
			return nil, fmt.Errorf("table: %s: no column %q; it has %s", t.file, name, strings.Join(t.columns, " "))
		}
	}
	out := make([][]float64, len(t.rows))
	all := make([]float64, len(t.rows)*len(names))
	for i, row := range t.rows {
		out[i] = all[i*len(names) : (i+1)*len(names)]
		for k, c := range at {
			v, err := strconv.ParseFloat(row[c], 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, t.Errorf(i, "column %q: %q is not a finite number", names[k], row[c])
			}
			out[i][k] = v
		}
	}
	return out, nil
}

// Comment reads the numbers of the comment "# key: …", and whether there is one.
func (t *Table) Comment(key string) ([]float64, bool, error) {
	text, ok := t.comments[key]
	if !ok {
		return nil, false, nil
	}
	values, err := ParseNumbers(text)
	if err != nil {
		return nil, true, fmt.Errorf("table: %s: comment %q: %w", t.file, key, err)
	}
	return values, true, nil
}

// ParseNumbers reads finite numbers separated by spaces or commas.
func ParseNumbers(text string) ([]float64, error) {
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
	out := make([]float64, len(fields))
	for i, field := range fields {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%q is not a finite number", field)
		}
		out[i] = v
	}
	return out, nil
}
