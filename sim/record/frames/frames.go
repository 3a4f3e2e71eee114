// Package frames holds episodes as tables: rows at one rate, one column per feature,
// in which a cell is a number, an array of numbers of one shape, or a picture.
//
// An Episode is written to Apache Parquet as one row group (https://parquet.apache.org/docs/file-format/):
// snappy, plain encoding, arrays as lists of three levels for each of their axes
// (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists), pictures as
// a PNG's bytes and a path, as Hugging Face's Image has them
// (https://huggingface.co/docs/datasets/image_dataset). The same episodes give the same
// bytes. Nothing in here knows what a feature means.
package frames

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"math"
	"slices"
)

// Kind is the type of a feature's numbers, by NumPy's name, or a picture.
type Kind string

// The kinds of cells.
const (
	Float32 Kind = "float32"
	Float64 Kind = "float64"
	Int64   Kind = "int64"
	Bool    Kind = "bool"
	Image   Kind = "image"
)

// Feature describes a column.
type Feature struct {
	Name  string   `json:"name"`
	Kind  Kind     `json:"kind"`
	Shape []int    `json:"shape"` // of a cell; [1] is a number, not a list of one; of a picture [height, width, 3]
	Names []string `json:"names"` // of a cell's elements; of its axes, where it has several
}

// Picture is a feature whose cells are pictures of a size (px).
func Picture(name string, width, height int) Feature {
	return Feature{Name: name, Kind: Image, Shape: []int{height, width, 3}, Names: []string{"height", "width", "channels"}}
}

// Scalar is a feature whose cells are numbers.
func Scalar(name string, kind Kind) Feature {
	return Feature{Name: name, Kind: kind, Shape: []int{1}, Names: []string{name}}
}

// Len is the number of elements of a cell; a picture is one.
func (f *Feature) Len() int {
	if f.Kind == Image {
		return 1
	}
	n := 1
	for _, d := range f.Shape {
		n *= d
	}
	return n
}

// IsScalar tells whether a cell is a number and not a list.
func (f *Feature) IsScalar() bool { return len(f.Shape) == 1 && f.Shape[0] == 1 }

// Check reports a description that no cell can have.
func (f *Feature) Check() error {
	switch {
	case len(f.Shape) == 0 || slices.ContainsFunc(f.Shape, func(n int) bool { return n < 1 }):
		return errors.New("has no elements")
	case len(f.Shape) > 1 && len(f.Names) != len(f.Shape):
		return fmt.Errorf("has %d names of %d axes", len(f.Names), len(f.Shape))
	case len(f.Shape) == 1 && len(f.Names) != f.Len():
		return fmt.Errorf("has %d names of %d elements", len(f.Names), f.Len())
	case f.Kind == Image && (len(f.Shape) != 3 || f.Shape[2] != 3):
		return fmt.Errorf("is a picture of %v, want height, width, 3", f.Shape)
	}
	return nil
}

// Column is what a feature's cells hold, one after another: rows × Len elements in the
// slice of its kind.
type Column struct {
	Feature
	Float32 []float32
	Float64 []float64
	Int64   []int64
	Bool    []bool
	Images  [][]byte // PNG
}

// Elements is the number of elements of all cells.
func (c *Column) Elements() int {
	switch c.Kind {
	case Float32:
		return len(c.Float32)
	case Float64:
		return len(c.Float64)
	case Int64:
		return len(c.Int64)
	case Image:
		return len(c.Images)
	}
	return len(c.Bool)
}

// Rows is the number of cells.
func (c *Column) Rows() int { return c.Elements() / c.Len() }

// At is element i as a number; a bool is 0 or 1. A picture is none.
func (c *Column) At(i int) float64 {
	switch c.Kind {
	case Float32:
		return float64(c.Float32[i])
	case Float64:
		return c.Float64[i]
	case Int64:
		return float64(c.Int64[i])
	}
	if c.Bool[i] {
		return 1
	}
	return 0
}

// Append adds numbers of a float32 column.
func (c *Column) Append(values ...float64) {
	for _, v := range values {
		c.Float32 = append(c.Float32, float32(v))
	}
}

// Clear empties the column and keeps its memory.
func (c *Column) Clear() {
	c.Float32, c.Float64, c.Int64, c.Bool, c.Images = c.Float32[:0], c.Float64[:0], c.Int64[:0], c.Bool[:0], c.Images[:0]
}

// Fact is something that is so of a whole episode: one of a truth, a number or a text.
type Fact struct {
	Name string  `json:"name"`
	Is   *bool   `json:"is,omitempty"`
	Int  *int64  `json:"int,omitempty"`
	Text *string `json:"text,omitempty"`
}

// Truth is a fact that is so or not.
func Truth(name string, is bool) Fact { return Fact{Name: name, Is: &is} }

// Number is a fact in whole numbers.
func Number(name string, n int64) Fact { return Fact{Name: name, Int: &n} }

// Word is a fact in words.
func Word(name, text string) Fact { return Fact{Name: name, Text: &text} }

// Episode is one attempt at a task.
type Episode struct {
	Number  int    // among the episodes that it belongs to, from 0
	Task    string // a sentence that says what is to be done
	Facts   []Fact // the same ones, by name and type, of all episodes that belong together
	Columns []Column
}

// Rows is how many rows the episode has.
func (e *Episode) Rows() int {
	if len(e.Columns) == 0 {
		return 0
	}
	return e.Columns[0].Rows()
}

// Column is the one of a name; nil if there is none.
func (e *Episode) Column(name string) *Column {
	for i := range e.Columns {
		if e.Columns[i].Name == name {
			return &e.Columns[i]
		}
	}
	return nil
}

// Features are those of the columns.
func (e *Episode) Features() []Feature {
	out := make([]Feature, len(e.Columns))
	for i := range e.Columns {
		out[i] = e.Columns[i].Feature
	}
	return out
}

// Check reports what keeps the episode from being written: columns of different
// lengths, numbers that are not finite, which no JSON can tell and no policy learn
// from, and pictures of another size.
func (e *Episode) Check() error {
	rows := e.Rows()
	if rows == 0 {
		return fmt.Errorf("episode %d has no rows", e.Number)
	}
	for i := range e.Columns {
		c := &e.Columns[i]
		if c.Elements() != rows*c.Len() {
			return fmt.Errorf("episode %d, %s: %d elements, want %d rows of %d", e.Number, c.Name, c.Elements(), rows, c.Len())
		}
		for j, v := range c.Float32 {
			if v-v != 0 {
				return e.notFinite(c, j)
			}
		}
		for j, v := range c.Float64 {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return e.notFinite(c, j)
			}
		}
		for j, picture := range c.Images {
			got, err := png.DecodeConfig(bytes.NewReader(picture))
			if err == nil && (got.Height != c.Shape[0] || got.Width != c.Shape[1]) {
				err = fmt.Errorf("%d × %d, want %d × %d", got.Width, got.Height, c.Shape[1], c.Shape[0])
			}
			if err != nil {
				return fmt.Errorf("episode %d, %s: the picture of row %d: %w", e.Number, c.Name, j, err)
			}
		}
	}
	return nil
}

// Fits reports columns that are not those of the features.
func (e *Episode) Fits(features []Feature) error {
	if len(e.Columns) != len(features) {
		return fmt.Errorf("episode %d has %d columns, want %d", e.Number, len(e.Columns), len(features))
	}
	for i := range e.Columns {
		if got, want := &e.Columns[i], &features[i]; got.Name != want.Name || got.Kind != want.Kind || !slices.Equal(got.Shape, want.Shape) {
			return fmt.Errorf("episode %d, column %d is %s of %v %s, want %s of %v %s",
				e.Number, i, got.Name, got.Shape, got.Kind, want.Name, want.Shape, want.Kind)
		}
	}
	return nil
}

func (e *Episode) notFinite(c *Column, i int) error {
	return fmt.Errorf("episode %d, %s: element %d of row %d is %g, want a finite number", e.Number, c.Name, i%c.Len(), i/c.Len(), c.At(i))
}
