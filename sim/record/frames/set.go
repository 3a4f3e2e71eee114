package frames

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"mirrorarm/sim/atomicfile"
)

// A plain set is a folder of two tables: frames has all episodes' rows, with the
// columns episode_index and frame_index before them, and episodes what is told of each.

// setBase is what plain sets of both formats have.
type setBase struct {
	folder   *atomicfile.Folder
	features []Feature
	rows     *os.File
	buffer   *bufio.Writer
	facts    []Fact // of the first episode
	episodes []Head
}

func createSet(dir, name string, features []Feature) (setBase, error) {
	folder, err := atomicfile.CreateFolder(dir)
	if err != nil {
		return setBase{}, err
	}
	s := setBase{folder: folder, features: append([]Feature{Scalar("episode_index", Int64), Scalar("frame_index", Int64)}, features...)}
	if s.rows, err = folder.Create(name); err != nil {
		folder.Discard()
		return setBase{}, err
	}
	s.buffer = bufio.NewWriterSize(s.rows, 1<<16)
	return s, nil
}

// numbered is an episode with its index and those of its rows before its columns.
func (s *setBase) numbered(e *Episode) (*Episode, error) {
	if err := e.Fits(s.features[2:]); err != nil {
		return nil, err
	}
	if len(s.episodes) == 0 {
		s.facts = e.Facts
	}
	if len(e.Facts) != len(s.facts) {
		return nil, fmt.Errorf("episode %d tells %d facts, the first one %d", e.Number, len(e.Facts), len(s.facts))
	}
	out := &Episode{Number: e.Number, Columns: []Column{{Feature: s.features[0]}, {Feature: s.features[1]}}}
	for i := range e.Rows() {
		out.Columns[0].Int64 = append(out.Columns[0].Int64, int64(len(s.episodes)))
		out.Columns[1].Int64 = append(out.Columns[1].Int64, int64(i))
	}
	out.Columns = append(out.Columns, e.Columns...)
	s.episodes = append(s.episodes, e.Head())
	return out, nil
}

// finish writes the table of episodes as CSV, and puts the folder in its place.
func (s *setBase) finish() error {
	if err := errors.Join(s.buffer.Flush(), s.rows.Close()); err != nil {
		return err
	}
	err := s.folder.Write("episodes.csv", func(to io.Writer) error {
		out := csv.NewWriter(to)
		head := []string{"episode_index", "task", "length"}
		for _, f := range s.facts {
			head = append(head, f.Name)
		}
		if err := out.Write(head); err != nil {
			return err
		}
		for i, e := range s.episodes {
			line := []string{strconv.Itoa(i), e.Task, strconv.Itoa(e.Rows)}
			for _, f := range e.Facts {
				line = append(line, f.String())
			}
			if err := out.Write(line); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
	if err != nil {
		return err
	}
	return s.folder.Commit()
}

// Attach adds a file of its own.
func (s *setBase) Attach(name string, text []byte) error {
	return s.folder.Write(name, func(to io.Writer) error {
		_, err := to.Write(text)
		return err
	})
}

// Discard leaves nothing of a set that was not finished.
func (s *setBase) Discard() {
	_ = s.rows.Close()
	s.folder.Discard()
}

// ParquetSet is a plain set whose rows are in frames.parquet.
type ParquetSet struct {
	setBase
	table *Writer
}

// CreateParquetSet begins one in a folder that is not there yet, or is empty.
func CreateParquetSet(dir string, features []Feature) (*ParquetSet, error) {
	base, err := createSet(dir, "frames.parquet", features)
	if err != nil {
		return nil, err
	}
	return &ParquetSet{base, Create(base.buffer, base.features)}, nil
}

// Add writes the next episode.
func (s *ParquetSet) Add(e *Episode) error {
	all, err := s.numbered(e)
	if err != nil {
		return err
	}
	return s.table.Write(all)
}

// Finish completes the set.
func (s *ParquetSet) Finish(context.Context) error {
	if err := s.table.Close(); err != nil {
		return err
	}
	return s.finish()
}

// CSVSet is a plain set whose rows are in frames.csv: a column per element, named by
// the feature and the element.
type CSVSet struct {
	setBase
	lines *csv.Writer
	cells []string
}

// CreateCSVSet begins one in a folder that is not there yet, or is empty.
func CreateCSVSet(dir string, features []Feature) (*CSVSet, error) {
	base, err := createSet(dir, "frames.csv", features)
	if err != nil {
		return nil, err
	}
	s := &CSVSet{setBase: base, lines: csv.NewWriter(base.buffer)}
	for i := range s.features {
		if s.features[i].Kind == Image {
			s.Discard()
			return nil, fmt.Errorf("%s: a table in CSV has no pictures", s.features[i].Name)
		}
		for k := range s.features[i].Len() {
			s.cells = append(s.cells, s.features[i].cell(k))
		}
	}
	if err := s.lines.Write(s.cells); err != nil {
		s.Discard()
		return nil, err
	}
	return s, nil
}

// cell names element k of a cell: by the element's name, or by its places on the axes.
func (f *Feature) cell(k int) string {
	switch {
	case f.IsScalar():
		return f.Name
	case len(f.Shape) == 1:
		return f.Name + "." + f.Names[k]
	}
	name := ""
	for a := len(f.Shape) - 1; a >= 0; a-- {
		name = fmt.Sprintf(".%s_%d", f.Names[a], k%f.Shape[a]) + name
		k /= f.Shape[a]
	}
	return f.Name + name
}

// Add writes the next episode.
func (s *CSVSet) Add(e *Episode) error {
	if err := e.Check(); err != nil {
		return err
	}
	all, err := s.numbered(e)
	if err != nil {
		return err
	}
	for row := range all.Rows() {
		s.cells = s.cells[:0]
		for i := range all.Columns {
			c := &all.Columns[i]
			for k := row * c.Len(); k < (row+1)*c.Len(); k++ {
				s.cells = append(s.cells, c.text(k))
			}
		}
		if err := s.lines.Write(s.cells); err != nil {
			return err
		}
	}
	return nil
}

// Finish completes the set.
func (s *CSVSet) Finish(context.Context) error {
	s.lines.Flush()
	if err := s.lines.Error(); err != nil {
		return err
	}
	return s.finish()
}

// text is an element as the shortest decimals that read back as the same number.
func (c *Column) text(i int) string {
	switch c.Kind {
	case Float32:
		return strconv.FormatFloat(float64(c.Float32[i]), 'g', -1, 32)
	case Float64:
		return strconv.FormatFloat(c.Float64[i], 'g', -1, 64)
	case Int64:
		return strconv.FormatInt(c.Int64[i], 10)
	}
	return strconv.FormatBool(c.Bool[i])
}

// String is a fact's value.
func (f Fact) String() string {
	switch {
	case f.Is != nil:
		return strconv.FormatBool(*f.Is)
	case f.Int != nil:
		return strconv.FormatInt(*f.Int, 10)
	case f.Text != nil:
		return *f.Text
	}
	return ""
}
