package tracker

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Normalisation is what a model wants of a pixel's value v in 0…255:
// (v − Mean)/Std.
type Normalisation struct{ Mean, Std float32 }

// Fields of the tables that are read or written, in the order of their schemas:
// TensorFlow's schema.fbs (version 3) and tflite-support's metadata_schema.fbs.
const (
	modelVersion   = 0
	modelOperators = 1
	modelGraphs    = 2
	modelBuffers   = 4
	modelMetadata  = 6
	modelFields    = 8

	maxModel = 64 << 20 // bytes
)

// metadataName is the entry of a model's metadata that its users look for.
const metadataName = "TFLITE_METADATA"

// WithNormalisation is the model with metadata that states the normalisation of
// its one input. A FlatBuffer's references only lead forward, so the new root
// stands before the whole of the old file and refers into it.
func WithNormalisation(model []byte, n Normalisation) ([]byte, error) {
	old, err := readRoot(model)
	if err != nil {
		return nil, err
	}
	buffers, err := old.references(modelBuffers)
	if err != nil {
		return nil, fmt.Errorf("buffers: %w", err)
	}

	var b builder
	b.reference("root")
	b.bytes([]byte("TFL3"))
	b.table("root", modelFields, map[int]string{
		modelOperators: "operators", modelGraphs: "graphs", modelBuffers: "buffers", modelMetadata: "metadata",
	}, map[int]uint32{modelVersion: 3})
	names := make([]string, 0, len(buffers)+1)
	for i, at := range buffers {
		name := fmt.Sprintf("old buffer %d", i)
		names = append(names, name)
		b.beyond(name, at)
	}
	b.vector("buffers", append(names, "new buffer"))
	b.vector("metadata", []string{"entry"})
	b.table("entry", 2, map[int]string{0: "entry name"}, map[int]uint32{1: uint32(len(buffers))})
	b.text("entry name", metadataName)
	b.table("new buffer", 1, map[int]string{0: "content"}, nil)
	b.align(16, 4) // the schema aligns a buffer's content to 16 bytes
	b.content("content", metadata(n))
	for field, name := range map[int]string{modelOperators: "operators", modelGraphs: "graphs"} {
		at, err := old.reference(field)
		if err != nil {
			return nil, fmt.Errorf("field %d: %w", field, err)
		}
		b.beyond(name, at)
	}
	return b.finish(model)
}

// metadata is a ModelMetadata that states the normalisation of the first input.
func metadata(n Normalisation) []byte {
	var b builder
	b.reference("root")
	b.bytes([]byte("M001"))
	b.table("root", 4, map[int]string{3: "graphs"}, nil)
	b.vector("graphs", []string{"graph"})
	b.table("graph", 3, map[int]string{2: "inputs"}, nil)
	b.vector("inputs", []string{"input"})
	b.table("input", 5, map[int]string{4: "units"}, nil)
	b.vector("units", []string{"unit"})
	b.table("unit", 2, map[int]string{1: "options"}, map[int]uint32{0: 1}) // 1: NormalizationOptions
	b.table("options", 2, map[int]string{0: "mean", 1: "std"}, nil)
	b.floats("mean", n.Mean)
	b.floats("std", n.Std)
	out, err := b.finish(nil)
	if err != nil {
		panic(err) // every reference above has its target above
	}
	return out
}

// table is a table of a FlatBuffer being read.
type table struct {
	data   []byte
	at     int // of the table
	fields []uint16
}

// errDamaged is what a file is that cannot be a model.
var errDamaged = errors.New("damaged, or no TensorFlow Lite model")

// readRoot reads where a model's root has its fields.
func readRoot(data []byte) (table, error) {
	t := table{data: data}
	if len(data) < 16 || len(data) > maxModel || string(data[4:8]) != "TFL3" {
		return t, errDamaged
	}
	t.at = int(binary.LittleEndian.Uint32(data))
	back, ok := t.word(t.at)
	if !ok {
		return t, errDamaged
	}
	fields := t.at - int(int32(back))
	if fields < 0 || fields+4 > len(data) {
		return t, errDamaged
	}
	size := int(binary.LittleEndian.Uint16(data[fields:]))
	if size < 4 || fields+size > len(data) {
		return t, errDamaged
	}
	for i := 4; i+2 <= size; i += 2 {
		t.fields = append(t.fields, binary.LittleEndian.Uint16(data[fields+i:]))
	}
	return t, nil
}

func (t table) word(at int) (uint32, bool) {
	if at < 0 || at+4 > len(t.data) {
		return 0, false
	}
	return binary.LittleEndian.Uint32(t.data[at:]), true
}

// reference is where a field's target stands.
func (t table) reference(field int) (int, error) {
	if field >= len(t.fields) || t.fields[field] == 0 {
		return 0, errDamaged
	}
	at := t.at + int(t.fields[field])
	step, ok := t.word(at)
	if !ok || at+int(step)+4 > len(t.data) {
		return 0, errDamaged
	}
	return at + int(step), nil
}

// references are where the elements of a field's vector stand.
func (t table) references(field int) ([]int, error) {
	at, err := t.reference(field)
	if err != nil {
		return nil, err
	}
	count, _ := t.word(at)
	if int64(at)+4+4*int64(count) > int64(len(t.data)) {
		return nil, errDamaged
	}
	all := make([]int, count)
	for i := range all {
		element := at + 4 + 4*i
		step, _ := t.word(element)
		if all[i] = element + int(step); all[i]+4 > len(t.data) {
			return nil, errDamaged
		}
	}
	return all, nil
}

// builder writes a FlatBuffer from its front to its end, with references by name.
type builder struct {
	out     []byte
	targets map[string]int // places in out
	outside map[string]int // places in what follows it
	pending []pending
}

// pending is a reference whose target is not yet known.
type pending struct {
	at   int
	name string
}

func (b *builder) bytes(p []byte) { b.out = append(b.out, p...) }

func (b *builder) word(v uint32) { b.out = binary.LittleEndian.AppendUint32(b.out, v) }

// align pads until so many bytes further on the place is a multiple of n.
func (b *builder) align(n, ahead int) {
	for (len(b.out)+ahead)%n != 0 {
		b.out = append(b.out, 0)
	}
}

func (b *builder) mark(name string) {
	if b.targets == nil {
		b.targets = map[string]int{}
	}
	b.targets[name] = len(b.out)
}

func (b *builder) reference(name string) {
	b.pending = append(b.pending, pending{len(b.out), name})
	b.word(0)
}

// beyond names a place in the file that is to follow.
func (b *builder) beyond(name string, at int) {
	if b.outside == nil {
		b.outside = map[string]int{}
	}
	b.outside[name] = at
}

// table writes a table of words, references and plain numbers, behind the list
// of where its fields stand.
func (b *builder) table(name string, fields int, references map[int]string, numbers map[int]uint32) {
	b.align(4, 0)
	head := 4 + 2*fields
	list := len(b.out)
	size := 4
	places := make([]uint16, fields)
	for i := range places {
		_, isReference := references[i]
		_, isNumber := numbers[i]
		if isReference || isNumber {
			places[i] = uint16(size)
			size += 4
		}
	}
	b.out = binary.LittleEndian.AppendUint16(b.out, uint16(head))
	b.out = binary.LittleEndian.AppendUint16(b.out, uint16(size))
	for _, p := range places {
		b.out = binary.LittleEndian.AppendUint16(b.out, p)
	}
	b.align(4, 0)
	b.mark(name)
	b.word(uint32(len(b.out) - list))
	for i := range places {
		if to, ok := references[i]; ok {
			b.reference(to)
		} else if v, ok := numbers[i]; ok {
			b.word(v)
		}
	}
}

func (b *builder) vector(name string, elements []string) {
	b.align(4, 0)
	b.mark(name)
	b.word(uint32(len(elements)))
	for _, e := range elements {
		b.reference(e)
	}
}

// content writes a vector of bytes.
func (b *builder) content(name string, p []byte) {
	b.align(4, 0)
	b.mark(name)
	b.word(uint32(len(p)))
	b.bytes(p)
}

func (b *builder) text(name, s string) {
	b.content(name, []byte(s))
	b.out = append(b.out, 0)
}

func (b *builder) floats(name string, values ...float32) {
	b.align(4, 0)
	b.mark(name)
	b.word(uint32(len(values)))
	for _, v := range values {
		b.word(math.Float32bits(v))
	}
}

// finish resolves the references and appends what follows. Its places keep their
// alignment.
func (b *builder) finish(following []byte) ([]byte, error) {
	b.align(16, 0)
	size := len(b.out)
	for _, p := range b.pending {
		to, ok := b.targets[p.name]
		if at, beyond := b.outside[p.name]; beyond {
			to, ok = size+at, true
		}
		if !ok || to <= p.at {
			return nil, fmt.Errorf("no target %q behind its reference", p.name)
		}
		binary.LittleEndian.PutUint32(b.out[p.at:], uint32(to-p.at))
	}
	return append(b.out, following...), nil
}
