package frames

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// Reader reads what a Writer wrote, a row group at a time.
type Reader struct {
	file     *parquet.File
	features []Feature
	leaf     []int // the first of the file's columns that is a feature's
}

// Open reads a file's footer. The features are what the file must have, in this order.
func Open(from io.ReaderAt, size int64, features []Feature) (*Reader, error) {
	file, err := openFile(from, size)
	if err != nil {
		return nil, err
	}
	return newReader(file, features)
}

func openFile(from io.ReaderAt, size int64) (*parquet.File, error) {
	return parquet.OpenFile(from, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
}

func newReader(file *parquet.File, features []Feature) (*Reader, error) {
	r := &Reader{file: file, features: features}
	leaves, at := file.Schema().Columns(), 0
	names := make([]string, len(features))
	for i := range features {
		names[i] = features[i].Name
	}
	schema := Schema(names, func(name string) parquet.Node { return features[slices.Index(names, name)].node() })
	wanted := schema.Columns()
	if len(leaves) != len(wanted) {
		return nil, fmt.Errorf("%d columns, want %d", len(leaves), len(wanted))
	}
	for i := range features {
		r.leaf = append(r.leaf, at)
		for range features[i].leaves() {
			got, _ := file.Schema().Lookup(leaves[at]...)
			want, _ := schema.Lookup(wanted[at]...)
			if !slices.Equal(leaves[at], wanted[at]) || got.Node.Type().Kind() != want.Node.Type().Kind() ||
				got.MaxRepetitionLevel != want.MaxRepetitionLevel || got.MaxDefinitionLevel != want.MaxDefinitionLevel {
				return nil, fmt.Errorf("column %d is %s, want %s of %s", i, leaves[at][0], features[i].Name, features[i].Kind)
			}
			at++
		}
	}
	return r, nil
}

// Groups is how many row groups there are, which is how many episodes.
func (r *Reader) Groups() int { return len(r.file.RowGroups()) }

// Rows is how many rows a row group has.
func (r *Reader) Rows(g int) int { return int(r.file.RowGroups()[g].NumRows()) }

// ReadTo reads a row group's column of a feature into c, reusing its memory.
func (r *Reader) ReadTo(c *Column, g, feature int) error {
	c.Feature = r.features[feature]
	c.Clear()
	if err := r.pages(g, feature, c.take); err != nil {
		return err
	}
	if want := r.Rows(g) * c.Len(); c.Elements() != want {
		return fmt.Errorf("%s: %d elements, want %d", c.Name, c.Elements(), want)
	}
	return nil
}

// PagesTo reads such a column a page at a time, which need not begin with a row: do is
// told how many elements were before it.
func (r *Reader) PagesTo(c *Column, g, feature int, do func(before int)) error {
	c.Feature = r.features[feature]
	before := 0
	return r.pages(g, feature, func(page parquet.Page) {
		c.Clear()
		c.take(page)
		do(before)
		before += c.Elements()
	})
}

func (r *Reader) pages(g, feature int, take func(page parquet.Page)) (err error) {
	pages := r.file.RowGroups()[g].ColumnChunks()[r.leaf[feature]].Pages()
	defer func() { err = errors.Join(err, pages.Close()) }()
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.features[feature].Name, err)
		}
		take(page)
		parquet.Release(page)
	}
}

func (c *Column) take(page parquet.Page) {
	data := page.Data()
	switch c.Kind {
	case Float32:
		c.Float32 = append(c.Float32, data.Float()...)
	case Float64:
		c.Float64 = append(c.Float64, data.Double()...)
	case Int64:
		c.Int64 = append(c.Int64, data.Int64()...)
	case Bool:
		bits := data.Boolean()
		for i := range int(page.NumValues()) {
			c.Bool = append(c.Bool, bits[i/8]>>(i%8)&1 == 1)
		}
	case Image:
		bytes, offsets := data.ByteArray()
		for i := range int(page.NumValues()) {
			c.Images = append(c.Images, append([]byte(nil), bytes[offsets[i]:offsets[i+1]]...)) // the page is given back
		}
	}
}

// Read reads all columns of a row group into e, reusing their memory.
func (r *Reader) Read(e *Episode, g int) error {
	if len(e.Columns) != len(r.features) {
		e.Columns = make([]Column, len(r.features))
	}
	for i := range e.Columns {
		if err := r.ReadTo(&e.Columns[i], g, i); err != nil {
			return err
		}
	}
	return nil
}
