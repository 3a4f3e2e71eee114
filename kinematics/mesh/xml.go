package mesh

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxElements bounds the elements of an XML file: heavy meshes have few elements with much
// text.
const maxElements = 300_000

// element is one XML element.
type element struct {
	name     string
	attrs    []xml.Attr
	text     []byte
	children []*element
}

// parseXML reads a document whole.
func parseXML(data []byte) (*element, error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // names are all that may suffer
	dec.Strict = false
	root := &element{}
	stack := []*element{root}
	elements := 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("not well-formed XML: %w", err)
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if elements++; elements > maxElements || len(stack) > maxDepth {
				return nil, fmt.Errorf("more than %d elements, or deeper than %d", maxElements, maxDepth)
			}
			e := &element{name: t.Name.Local, attrs: t.Copy().Attr}
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			top.text = append(top.text, t...)
		}
	}
	if len(root.children) == 0 {
		return nil, errors.New("empty")
	}
	return root.children[0], nil
}

func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// reference is the id that an attribute refers to within the file.
func (e *element) reference(name string) string { return strings.TrimPrefix(e.attr(name), "#") }

// child is the first child of that name along a path; an empty element if there is none.
func (e *element) child(path ...string) *element {
	for _, name := range path {
		next := &element{}
		for _, c := range e.children {
			if c.name == name {
				next = c
				break
			}
		}
		e = next
	}
	return e
}

// each visits an element and everything in it.
func (e *element) each(visit func(*element)) {
	visit(e)
	for _, c := range e.children {
		c.each(visit)
	}
}

// count is a non-negative number of an attribute.
func (e *element) count(name string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(e.attr(name)))
	if err != nil || n < 0 || n > MaxBytes {
		return 0, fmt.Errorf("<%s %s=%q>: want a number of 0 to %d", e.name, name, e.attr(name), MaxBytes)
	}
	return n, nil
}

// floats are the numbers in an element's text, at most so many.
func (e *element) floats(most int) ([]float64, error) {
	var out []float64
	for field := range bytes.FieldsSeq(e.text) {
		v, err := strconv.ParseFloat(string(field), 64)
		if err != nil {
			return nil, fmt.Errorf("<%s>: %q is not a number", e.name, trimmed(field))
		}
		if len(out) == most {
			return nil, fmt.Errorf("<%s>: more than %d numbers", e.name, most)
		}
		out = append(out, v)
	}
	return out, nil
}

// ints are the whole numbers in an element's text, none negative.
func (e *element) ints(most int) ([]int, error) {
	var out []int
	for field := range bytes.FieldsSeq(e.text) {
		v, err := strconv.Atoi(string(field))
		if err != nil || v < 0 {
			return nil, fmt.Errorf("<%s>: %q is not an index", e.name, trimmed(field))
		}
		if len(out) == most {
			return nil, fmt.Errorf("<%s>: more than %d numbers", e.name, most)
		}
		out = append(out, v)
	}
	return out, nil
}
