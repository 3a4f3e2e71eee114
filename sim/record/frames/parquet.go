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
	schema := Schema(names, func(name string) parquet.Node {
		f := byName[name]
		if f.IsScalar() {
			return Node(f.Kind)
		}
		return parquet.List(Node(f.Kind))
	})
	return &Writer{out: NewWriter(w, schema)}
}

// Note puts a text into the file's footer.
func (w *Writer) Note(key, text string) { w.out.SetKeyValueMetadata(key, text) }

// Write adds an episode's rows as a row group.
func (w *Writer) Write(e *Episode) error {
	if err := e.Check(); err != nil {
		return err
	}
	columns := w.out.ColumnWriters()
	if len(columns) != len(e.Columns) {
		return fmt.Errorf("episode %d has %d columns, want %d", e.Number, len(e.Columns), len(columns))
	}
	for i := range e.Columns {
		if err := w.column(columns[i], i, &e.Columns[i]); err != nil {
			return fmt.Errorf("%s: %w", e.Columns[i].Name, err)
		}
	}
	return w.out.Flush()
}

// atOnce is about how many elements are handed over at a time.
const atOnce = 1 << 14

func (w *Writer) column(to *parquet.ColumnWriter, index int, c *Column) error {
	n := c.Len()
	step := max(1, atOnce/n) * n
	for from := 0; from < c.Elements(); from += step {
		w.values = w.values[:0]
		for i := from; i < min(from+step, c.Elements()); i++ {
			v := c.value(i)
			switch {
			case c.IsScalar():
				v = v.Level(0, 0, index)
			case i%n == 0:
				v = v.Level(0, 1, index)
			default:
				v = v.Level(1, 1, index)
			}
			w.values = append(w.values, v)
		}
		if _, err := to.WriteRowValues(w.values); err != nil {
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
