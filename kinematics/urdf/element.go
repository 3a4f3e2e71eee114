package urdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Bounds of a file that this package reads: far above any robot that exists,
// and low enough that a hostile file costs no more than a big honest one.
const (
	MaxBytes    = 32 << 20
	MaxDepth    = 64
	MaxElements = 200_000
	MaxLinks    = 4096
	MaxOffset   = 1e6 // m, of a frame from its parent
)

// element is one XML element with the line that it starts on.
type element struct {
	name     string
	line     int
	attrs    []xml.Attr
	children []*element
}

// document reads the file into elements. Errors carry file and line.
type document struct {
	file string
	opt  Options
	dec  *xml.Decoder
	// notes are what was let pass.
	notes []string
	// elements counts those read so far.
	elements int
}

func (d *document) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("urdf: %s:%d: %s", d.file, line, fmt.Sprintf(format, args...))
}

// parse returns the outermost element.
func (d *document) parse(r io.Reader) (*element, error) {
	limited := &io.LimitedReader{R: r, N: MaxBytes + 1}
	text, err := io.ReadAll(limited)
	if err != nil {
		return nil, fmt.Errorf("urdf: %s: %w", d.file, err)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("urdf: %s: longer than %d bytes", d.file, MaxBytes)
	}
	d.dec = xml.NewDecoder(bytes.NewReader(asVersion1(text)))
	d.dec.CharsetReader = charsetReader
	var root *element
	var stack []*element
	for {
		line, _ := d.dec.InputPos()
		token, err := d.dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, d.syntax(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			e, err := d.open(t, line, len(stack))
			if err != nil {
				return nil, err
			}
			switch {
			case len(stack) > 0:
				up := stack[len(stack)-1]
				up.children = append(up.children, e)
			case root != nil:
				return nil, d.errorf(line, "second outermost element <%s>, want one <robot>", e.name)
			default:
				root = e
			}
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
	if root == nil {
		return nil, fmt.Errorf("urdf: %s: empty, want a <robot> element", d.file)
	}
	return root, nil
}

// open checks one start tag.
func (d *document) open(t xml.StartElement, line, depth int) (*element, error) {
	d.elements++
	switch {
	case strings.Contains(t.Name.Space, "xacro"):
		return nil, d.errorf(line, "<xacro:%s> is xacro, not URDF: expand it first, with `xacro in.xacro > out.urdf`", t.Name.Local)
	case depth >= MaxDepth:
		return nil, d.errorf(line, "<%s> is nested deeper than %d", t.Name.Local, MaxDepth)
	case d.elements > MaxElements:
		return nil, d.errorf(line, "more than %d elements", MaxElements)
	}
	t = t.Copy()
	return &element{name: t.Name.Local, line: line, attrs: t.Attr}, nil
}

// asVersion1 says 1.0 where a file says that it is XML 1.1, whose differences, in control
// characters and line ends, no robot has: the decoder knows 1.0 alone.
func asVersion1(text []byte) []byte {
	end := bytes.Index(text, []byte("?>"))
	if end < 0 || !bytes.HasPrefix(bytes.TrimSpace(text), []byte("<?xml")) {
		return text
	}
	head := bytes.Replace(text[:end], []byte(`version="1.1"`), []byte(`version="1.0"`), 1)
	head = bytes.Replace(head, []byte(`version='1.1'`), []byte(`version='1.0'`), 1)
	return append(append([]byte{}, head...), text[end:]...)
}

// unexpanded tells of a value that xacro was to fill in, of an element that is read.
func (d *document) unexpanded(e *element, name, value string) error {
	if strings.Contains(value, "${") || strings.Contains(value, "$(") {
		return d.errorf(e.line, "<%s %s=%q> is unexpanded xacro: expand it first, with `xacro in.xacro > out.urdf`", e.name, name, value)
	}
	return nil
}

func (d *document) syntax(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return d.errorf(syntax.Line, "not well-formed XML: %s", syntax.Msg)
	}
	line, _ := d.dec.InputPos()
	return d.errorf(line, "%v", err)
}

// attr is the value of an attribute and whether it is there.
func (e *element) attr(name string) (string, bool) {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value), true
		}
	}
	return "", false
}

// child is the first child of that name, or nil.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// required is an attribute that must be there and not be empty.
func (d *document) required(e *element, name string) (string, error) {
	if v, ok := e.attr(name); ok && v != "" {
		return v, d.unexpanded(e, name, v)
	}
	return "", d.errorf(e.line, "<%s> has no %s=\"…\"", e.name, name)
}

// numbers reads exactly len(dst) finite numbers from an attribute and leaves dst
// alone where the attribute is absent.
func (d *document) numbers(dst []float64, e *element, name string) error {
	text, ok := e.attr(name)
	if !ok {
		return nil
	}
	if err := d.unexpanded(e, name, text); err != nil {
		return err
	}
	fields := strings.Fields(text)
	if len(fields) != len(dst) {
		return d.errorf(e.line, "<%s %s=%q>: %d numbers, want %d", e.name, name, text, len(fields), len(dst))
	}
	for i, field := range fields {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return d.errorf(e.line, "<%s %s=%q>: %q is not a finite number", e.name, name, text, field)
		}
		dst[i] = v
	}
	return nil
}

// number is numbers for one, with a default.
func (d *document) number(e *element, name string, absent float64) (float64, error) {
	v := [1]float64{absent}
	err := d.numbers(v[:], e, name)
	return v[0], err
}
