package frames

import (
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// group is a group of columns in the order that they are given in; the library's own
// sorts them by name.
type group struct {
	parquet.Group
	order []string
}

// Fields are the columns.
func (g group) Fields() []parquet.Field {
	fields := g.Group.Fields()
	slices.SortFunc(fields, func(a, b parquet.Field) int {
		return slices.Index(g.order, a.Name()) - slices.Index(g.order, b.Name())
	})
	return fields
}

// Node is a column of numbers of a kind.
func Node(k Kind) parquet.Node {
	kind := map[Kind]parquet.Type{
		Float32: parquet.FloatType, Float64: parquet.DoubleType, Int64: parquet.Int64Type, Bool: parquet.BooleanType,
	}[k]
	return Plain(parquet.Leaf(kind))
}

// Plain has a column encoded plainly and compressed with snappy: what every reader
// knows.
func Plain(n parquet.Node) parquet.Node {
	return parquet.Compressed(parquet.Encoded(n, &parquet.Plain), &parquet.Snappy)
}

// Schema is one of columns in an order.
func Schema(names []string, node func(name string) parquet.Node) *parquet.Schema {
	g := group{Group: parquet.Group{}, order: names}
	for _, name := range names {
		g.Group[name] = node(name)
	}
	return parquet.NewSchema("schema", g)
}

// NewWriter begins a file of a schema. Lists are told no bounds of: nobody searches
// by them.
func NewWriter(w io.Writer, schema *parquet.Schema) *parquet.GenericWriter[any] {
	options := []parquet.WriterOption{schema, parquet.CreatedBy("mirrorarm", "1.0.0", "1"), parquet.DataPageVersion(1)}
	for _, path := range schema.Columns() {
		if len(path) > 1 {
			options = append(options, parquet.SkipPageBounds(path...))
		}
	}
	return parquet.NewGenericWriter[any](w, options...)
}

// Writer writes episodes into one Parquet file, a row group each.
type Writer struct {
	out    *parquet.GenericWriter[any]
	values []parquet.Value // scratch
}

// Create begins a file of episodes that have these features.
func Create(w io.Writer, features []Feature) *Writer {
	byName, names := map[string]*Feature{}, make([]string, len(features))
	for i := range features {
		names[i] = features[i].Name
		byName[names[i]] = &features[i]
	}
	schema := Schema(names, func(name string) parquet.Node { return byName[name].node() })
	return &Writer{out: NewWriter(w, schema)}
}

// node is the feature's column.
func (f *Feature) node() parquet.Node {
	if f.Kind == Image {
		return group{order: []string{"bytes", "path"}, Group: parquet.Group{
			"bytes": Plain(parquet.Leaf(parquet.ByteArrayType)), "path": Plain(parquet.String()),
		}}
	}
	n := Node(f.Kind)
	for range f.axes() {
		n = parquet.List(n)
	}
	return n
}

// axes is in how many lists a cell's numbers are.
func (f *Feature) axes() int {
	if f.IsScalar() {
		return 0
	}
	return len(f.Shape)
}

// leaves is how many of a file's columns are the feature's.
func (f *Feature) leaves() int {
	if f.Kind == Image {
		return 2
	}
	return 1
}

// Note puts a text into the file's footer.
func (w *Writer) Note(key, text string) { w.out.SetKeyValueMetadata(key, text) }

// Write adds an episode's rows as a row group.
func (w *Writer) Write(e *Episode) error {
	if err := e.Check(); err != nil {
		return err
	}
	columns := w.out.ColumnWriters()
	leaves := 0
	for i := range e.Columns {
		leaves += e.Columns[i].leaves()
	}
	if leaves != len(columns) {
		return fmt.Errorf("episode %d has %d columns, want %d", e.Number, leaves, len(columns))
	}
	leaf := 0
	for i := range e.Columns {
		c, write := &e.Columns[i], w.column
		if c.Kind == Image {
			write = w.pictures
		}
		if err := write(columns[leaf:], leaf, c); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		leaf += c.leaves()
	}
	return w.out.Flush()
}

// pictures writes their bytes, and a path that no file has: LeRobot's own writer leaves
// the name there that a picture had before it was taken in.
func (w *Writer) pictures(to []*parquet.ColumnWriter, index int, c *Column) error {
	for i, picture := range c.Images {
		path := fmt.Sprintf("frame-%06d.png", i)
		for k, text := range [2][]byte{picture, []byte(path)} {
			w.values = append(w.values[:0], parquet.ByteArrayValue(text).Level(0, 0, index+k))
			if _, err := to[k].WriteRowValues(w.values); err != nil {
				return err
			}
		}
	}
	return nil
}

// atOnce is about how many elements are handed over at a time.
const atOnce = 1 << 14

func (w *Writer) column(to []*parquet.ColumnWriter, index int, c *Column) error {
	n, axes := c.Len(), c.axes()
	lists := make([]int, axes) // how many elements each list has, the cell's first
	for a := range lists {
		lists[a] = n
		for _, d := range c.Shape[:a] {
			lists[a] /= d
		}
	}
	step := max(1, atOnce/n) * n
	for from := 0; from < c.Elements(); from += step {
		w.values = w.values[:0]
		for i := from; i < min(from+step, c.Elements()); i++ {
			goesOn := 0 // the innermost list that an element does not begin
			for goesOn < axes && i%lists[goesOn] != 0 {
				goesOn++
			}
			w.values = append(w.values, c.value(i).Level(goesOn, axes, index))
		}
		if _, err := to[0].WriteRowValues(w.values); err != nil {
			return err
		}
	}
	return nil
}

func (c *Column) value(i int) parquet.Value {
	switch c.Kind {
	case Float32:
		return parquet.FloatValue(c.Float32[i])
	case Float64:
		return parquet.DoubleValue(c.Float64[i])
	case Int64:
		return parquet.Int64Value(c.Int64[i])
	}
	return parquet.BooleanValue(c.Bool[i])
}

// Close ends the file with its footer.
func (w *Writer) Close() error { return w.out.Close() }
