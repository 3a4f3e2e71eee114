package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// NumPy's files of one array (.npy): frames of 21, 25 or 26 points, or of matrices,
// in the shape in which NumPy has them. The format is that of NEP 1.

const numpyMagic = "\x93NUMPY"

// numpyArray is an array's head and data.
type numpyArray struct {
	shape   []int
	strides []int // in elements
	size    int   // bytes of an element
	read    func([]byte) float64
	data    []byte
}

var (
	numpyType  = regexp.MustCompile(`'descr':\s*'([<>|=]?)([fiu])(\d)'`)
	numpyShape = regexp.MustCompile(`'shape':\s*\(([\d,\s]*)\)`)
)

func readNumpy(in *input) (*Recording, error) {
	a, err := newNumpyArray(in.data)
	if err != nil {
		return nil, fmt.Errorf("NumPy array: %w", err)
	}
	b := newBuilder(newKeyBook())
	frames, inner := a.frames(b.book)
	if frames == 0 {
		return nil, fmt.Errorf("NumPy array of shape %v, want frames of 21, 25 or 26 points (…, 21, 3)", a.shape)
	}
	if frames > maxFrames {
		return nil, fmt.Errorf("NumPy array of %d frames, want at most %d", frames, maxFrames)
	}
	shotAt := func(i int) shot {
		n := a.node(inner, a.offset(i, inner))
		return b.book.walk(&n)
	}
	var sample []shot
	for i := 0; i < frames; i += 1 + frames/sampled {
		sample = append(sample, shotAt(i))
	}
	b.survey(sample)
	for i := range frames {
		s := shotAt(i)
		if err := b.add(&s, 0, ""); err != nil {
			return nil, err
		}
	}
	if err := in.anyHand(b.rec); err != nil {
		return nil, err
	}
	return b.finish(), nil
}

// newNumpyArray reads the head.
func newNumpyArray(data []byte) (*numpyArray, error) {
	if len(data) < 12 {
		return nil, fmt.Errorf("cut off in its head")
	}
	start, length := 10, int(binary.LittleEndian.Uint16(data[8:]))
	if data[6] > 1 {
		start, length = 12, int(binary.LittleEndian.Uint32(data[8:]))
	}
	if length > 1<<16 || start+length > len(data) {
		return nil, fmt.Errorf("cut off in its head")
	}
	head := string(data[start : start+length])
	a := &numpyArray{data: data[start+length:]}
	kind, shape := numpyType.FindStringSubmatch(head), numpyShape.FindStringSubmatch(head)
	if kind == nil || shape == nil {
		return nil, fmt.Errorf("%q, want numbers (f4, f8, i4 …) in a shape", abbreviate(strings.TrimSpace(head)))
	}
	a.size, _ = strconv.Atoi(kind[3])
	if a.read = numpyReader(kind[1] == ">", kind[2], a.size); a.read == nil {
		return nil, fmt.Errorf("elements %s%s%s, want f4, f8 or whole numbers", kind[1], kind[2], kind[3])
	}
	total := 1
	for _, field := range strings.Split(shape[1], ",") {
		if field = strings.TrimSpace(field); field == "" {
			continue
		}
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 || len(a.shape) >= 8 || total > len(a.data)/n {
			return nil, fmt.Errorf("shape (%s) with %d bytes: cut off", abbreviate(shape[1]), len(a.data))
		}
		total *= n
		a.shape = append(a.shape, n)
	}
	if total*a.size > len(a.data) {
		return nil, fmt.Errorf("shape %v with %d bytes: cut off", a.shape, len(a.data))
	}
	a.stride(strings.Contains(head, "'fortran_order': True"))
	return a, nil
}

// numpyReader reads an element; nil if there is no such type.
func numpyReader(big bool, kind string, size int) func([]byte) float64 {
	var order binary.ByteOrder = binary.LittleEndian
	if big {
		order = binary.BigEndian
	}
	switch kind + strconv.Itoa(size) {
	case "f4":
		return func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }
	case "f8":
		return func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }
	case "i2":
		return func(b []byte) float64 { return float64(int16(order.Uint16(b))) }
	case "i4":
		return func(b []byte) float64 { return float64(int32(order.Uint32(b))) }
	case "i8":
		return func(b []byte) float64 { return float64(int64(order.Uint64(b))) }
	}
	return nil
}

// stride finds how far apart neighbours along each axis are.
func (a *numpyArray) stride(columnMajor bool) {
	a.strides = make([]int, len(a.shape))
	step := 1
	for k := range a.shape {
		i := len(a.shape) - 1 - k
		if columnMajor {
			i = k
		}
		a.strides[i] = step
		step *= a.shape[i]
	}
}

// frames is how many frames the array has, and how many of its axes count them:
// none if all of it is one hand.
func (a *numpyArray) frames(book *keyBook) (frames, inner int) {
	total := 1
	for axis := range 3 {
		if axis > len(a.shape) {
			break
		}
		if axis > 0 {
			total *= a.shape[axis-1]
		}
		rest := 1
		for _, n := range a.shape[axis:] {
			rest *= n
		}
		// No hand has so many numbers.
		if rest > 64*16 {
			continue
		}
		n := a.node(axis, 0)
		if s := book.walk(&n); len(s.sights) > 0 {
			return total, axis
		}
	}
	return 0, 0
}

// offset is where the i-th frame begins, frames being counted by the first axes.
func (a *numpyArray) offset(i, axes int) int {
	at := 0
	for k := axes - 1; k >= 0; k-- {
		at += i % a.shape[k] * a.strides[k]
		i /= a.shape[k]
	}
	return at
}

// node is the part of the array from an axis on.
func (a *numpyArray) node(axis, at int) node {
	if axis == len(a.shape) {
		n := node{kind: number, num: a.read(a.data[at*a.size:])}
		if math.IsInf(n.num, 0) || math.IsNaN(n.num) {
			n.kind, n.num = absent, math.NaN()
		}
		return n
	}
	n := node{kind: list, num: math.NaN(), items: make([]node, a.shape[axis])}
	for i := range n.items {
		n.items[i] = a.node(axis+1, at+i*a.strides[axis])
	}
	return n
}

// isNumpy reports whether a file is one of NumPy's.
func isNumpy(data []byte) bool { return bytes.HasPrefix(data, []byte(numpyMagic)) }
