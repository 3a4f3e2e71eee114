package format

import (
	"bytes"
	"math"
)

// document is a JSON text taken apart into frames, whatever stands around them.
type document struct {
	frames []framed
	header node // what stands beside the frames, as an object
	lines  bool // one value a line
	cut    bool // the text ends within a frame
	book   *keyBook
}

// framed is a frame that has not been read yet: a value, or values from several
// lists that belong together.
type framed struct {
	value
	line int
	more *framedMore // nil for most
}

// framedMore is what few frames have: a file has very many.
type framedMore struct {
	parts []part
	name  string // the key that the frame stood under
}

// name is the key that the frame stood under.
func (f *framed) name() string {
	if f.more == nil {
		return ""
	}
	return f.more.name
}

// part is a value that is one of several of a frame.
type part struct {
	key string
	value
}

// read is the frame as a node.
func (f *framed) read() (node, error) {
	if f.more == nil || f.more.parts == nil {
		return f.value.read()
	}
	n := node{kind: object, num: math.NaN()}
	for _, p := range f.more.parts {
		item, err := p.read()
		if err != nil {
			return n, err
		}
		n.keys, n.items = append(n.keys, p.key), append(n.items, item)
	}
	return n, nil
}

// newDocument takes a text apart.
func newDocument(in *input) *document {
	d := &document{header: node{kind: object}, book: newKeyBook()}
	p := parser{text: in.data}
	p.space()
	top := value{text: in.data, at: p.at}
	whole := p.skip()
	firstEnd := p.at
	if whole && p.space() && p.text[p.at] == ',' {
		p.at++
		p.space()
	}
	switch {
	case whole && p.at < len(p.text):
		d.lines = true
		d.values(in, bytes.IndexByte(in.data[top.at:firstEnd], '\n') < 0)
	case !whole && bytes.IndexByte(in.data[top.at:], '\n') >= 0 && top.kind() == object && d.firstLineWhole(in, top.at):
		d.lines = true
		d.values(in, true)
	default:
		d.cut = !whole
		if !d.series(top, 0) && len(d.frames) == 0 {
			d.frames = append(d.frames, framed{value: top})
		}
	}
	d.number(in)
	return d
}

// firstLineWhole reports whether the text's first line is a value by itself.
func (d *document) firstLineWhole(in *input, at int) bool {
	line, _, _ := bytes.Cut(in.data[at:], []byte("\n"))
	p := parser{text: line}
	return p.skip() && !p.space()
}

// values takes a text of many values apart: by its lines, so that a broken one
// loses no other, or by the values' own ends.
func (d *document) values(in *input, byLine bool) {
	for at := 0; at < len(in.data) && len(d.frames) <= maxFrames; {
		p := parser{text: in.data, at: at}
		if !p.space() {
			return
		}
		start := p.at
		if byLine {
			end := len(in.data)
			if i := bytes.IndexByte(in.data[start:], '\n'); i >= 0 {
				end = start + i
			}
			d.frames = append(d.frames, framed{value: value{text: in.data[:end], at: start}})
			at = end
			continue
		}
		if !p.skip() || p.at == start {
			d.cut = true
			return
		}
		d.frames = append(d.frames, framed{value: value{text: in.data[:p.at], at: start}})
		at = p.at
		if at < len(in.data) && in.data[at] == ',' {
			at++
		}
	}
}

// number finds the frames' lines, which rise with them.
func (d *document) number(in *input) {
	line, at := 1, 0
	for i := range d.frames {
		f := &d.frames[i]
		start := f.at
		if f.more != nil && f.more.parts != nil {
			start = f.more.parts[0].at
		}
		if start < at {
			line, at = 1, 0
		}
		line += bytes.Count(in.data[at:start], []byte("\n"))
		at, f.line = start, line
	}
}

// Bounds of the search for frames in one document.
const (
	maxSeriesDepth = 4
	peeked         = 40 // elements of a list that are looked into for a hand
	mostHands      = 4  // a longer list under a hand's key is a list of frames
)
