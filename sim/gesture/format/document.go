package format

import (
	"bytes"
	"math"
	"slices"
	"strconv"
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
	parts []part
	line  int
	name  string // the key that the frame stood under
}

// part is a value that is one of several of a frame.
type part struct {
	key string
	value
}

// read is the frame as a node.
func (f *framed) read() (node, error) {
	if f.parts == nil {
		return f.value.read()
	}
	n := node{kind: object, num: math.NaN()}
	for _, p := range f.parts {
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
		if f.parts != nil {
			start = f.parts[0].at
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

// child is a value of an object that may hold frames.
type child struct {
	key string
	value
	n     int  // elements
	hands bool // whether an element shows a hand
}

// series finds the frames in a value, and tells whether there are any.
func (d *document) series(v value, depth int) bool {
	if d.isCloud(v) {
		d.frames = append(d.frames, framed{value: v})
		return true
	}
	switch v.kind() {
	case list:
		var items []value
		whole := v.each(func(_ string, item value) bool {
			items = append(items, item)
			return len(items) <= maxFrames
		})
		d.cut = d.cut || !whole
		if len(items) <= mostHands && depth < maxSeriesDepth && d.tracks(items, depth) {
			return true
		}
		if depth > 0 && !slices.ContainsFunc(items[:min(len(items), peeked)], d.shows) {
			return false
		}
		for _, item := range items {
			d.frames = append(d.frames, framed{value: item})
		}
		return true
	case object:
		return d.within(v, depth)
	}
	return false
}

// within finds the frames in an object: the one list of them, lists side by side,
// objects under numbers or names, or the object itself as a single frame.
func (d *document) within(v value, depth int) bool {
	var children []child
	whole := v.each(func(key string, item value) bool {
		if k := item.kind(); k == list || k == object {
			children = append(children, child{key: key, value: item})
		}
		return len(children) <= maxFrames
	})
	d.cut = d.cut || !whole
	if len(children) > peeked && d.keyed(children) {
		if !whole {
			d.frames = d.frames[:len(d.frames)-1]
		}
		return true
	}
	var long []child
	shown := false
	for i := range children {
		c := &children[i]
		if d.isCloud(c.value) {
			d.frames = append(d.frames, framed{value: v})
			return true
		}
		if d.peek(c); !c.hands {
			continue
		}
		shown = true
		isHands := d.book.look(c.key).rest == ""
		if c.n > mostHands || !isHands && c.kind() == list {
			long = append(long, *c)
		}
	}
	switch {
	case len(long) > 0:
		d.beside(v, long)
		d.sideBySide(long, children)
		return true
	case shown:
		if !d.keyed(children) {
			d.frames = append(d.frames, framed{value: v})
		}
		return true
	case depth < maxSeriesDepth:
		for _, c := range children {
			if c.kind() == object && d.series(c.value, depth+1) {
				d.beside(v, nil)
				return true
			}
		}
	}
	return false
}

// isCloud reports whether a value is the joints of one hand.
func (d *document) isCloud(v value) bool {
	// A hand of named matrices takes 10 kB.
	const most = 64 << 10
	p := parser{text: v.text, at: v.at}
	if k := p.kind(); k != list && k != object {
		return false
	}
	if len(v.text)-v.at > most {
		q := p
		q.text = v.text[:v.at+most]
		if !q.skip() {
			return false
		}
	}
	n, err := v.read()
	if err != nil {
		return false
	}
	_, ok := d.book.cloud(&n)
	return ok
}

// peek counts a value's elements and looks whether the first ones show a hand.
func (d *document) peek(c *child) {
	whole := c.each(func(_ string, item value) bool {
		c.n++
		if !c.hands && c.n <= peeked && (item.kind() == list || item.kind() == object) {
			c.hands = d.shows(item)
		}
		return c.n <= maxFrames
	})
	d.cut = d.cut || !whole
}

// shows reports whether there is a hand in a value.
func (d *document) shows(v value) bool {
	n, err := v.read()
	if err != nil {
		return false
	}
	s := d.book.walk(&n)
	return len(s.sights) > 0
}

// keyed takes apart an object whose keys are the numbers or names of frames.
func (d *document) keyed(children []child) bool {
	numbers := 0
	for _, c := range children {
		if _, err := strconv.ParseFloat(c.key, 64); err == nil {
			numbers++
		}
	}
	shown := 0
	for i, c := range children {
		if i < peeked && !c.hands {
			d.peek(&c)
		}
		if c.hands || i >= peeked || d.isCloud(c.value) {
			shown++
		}
	}
	if numbers < len(children) && (shown < 3 || shown < len(children)) || numbers == len(children) && shown == 0 {
		return false
	}
	for _, c := range children {
		if k := d.book.look(c.key); k.sided || k.rest == "" && numbers == 0 || k.world || k.picture {
			return false
		}
	}
	for _, c := range children {
		d.frames = append(d.frames, framed{value: c.value, name: c.key})
	}
	return true
}

// sideBySide makes frames of lists: of one, or of several of which each has one
// element for a frame.
func (d *document) sideBySide(long, children []child) {
	n := 0
	for _, c := range long {
		n = max(n, c.n)
	}
	var beside []child
	for _, c := range children {
		k := d.book.look(c.key)
		if c.kind() == list && !c.hands && c.n == n && (k.time || k.label || k.score || k.count) {
			beside = append(beside, c)
		}
	}
	if len(long) == 1 && len(beside) == 0 {
		c := long[0]
		c.each(func(key string, item value) bool {
			d.frames = append(d.frames, framed{value: item, name: key})
			return len(d.frames) <= maxFrames
		})
		return
	}
	frames := make([]framed, min(n, maxFrames+1))
	for _, c := range append(beside, long...) {
		i := 0
		c.each(func(_ string, item value) bool {
			frames[i].parts = append(frames[i].parts, part{key: c.key, value: item})
			i++
			return i < len(frames)
		})
	}
	d.frames = append(d.frames, frames...)
}

// tracks makes frames of a short list of which every element has a list of frames
// of its own, of one hand.
func (d *document) tracks(items []value, depth int) bool {
	var found []child
	for _, item := range items {
		sub := &document{book: d.book, header: node{kind: object}}
		if item.kind() != object {
			return false
		}
		sub.series(item, depth+1)
		if len(sub.frames) <= mostHands {
			continue
		}
		var best child
		item.each(func(key string, v value) bool {
			c := child{key: key, value: v}
			if k := v.kind(); k == list {
				if d.peek(&c); c.hands && c.n > best.n {
					best = c
				}
			}
			return true
		})
		if best.n == 0 {
			return false
		}
		head, _ := item.header()
		shot := d.book.walk(&head)
		best.key = shot.name
		for i := range head.items {
			if side, known := sideWord(head.items[i].text); known {
				best.key = side.String()
			}
		}
		found = append(found, best)
	}
	if len(found) == 0 {
		return false
	}
	d.sideBySide(found, nil)
	return true
}

// header is the small part of an object: its numbers, texts and short lists.
func (v value) header() (node, error) {
	const most = 4 << 10
	n := node{kind: object, num: math.NaN()}
	v.each(func(key string, item value) bool {
		p := parser{text: item.text, at: item.at}
		if len(item.text)-item.at > most {
			p.text = item.text[:item.at+most]
		}
		if p.skip() {
			if value, err := item.read(); err == nil {
				n.keys, n.items = append(n.keys, key), append(n.items, value)
			}
		}
		return len(n.keys) < 200
	})
	return n, nil
}

// beside keeps what stands beside the lists of frames.
func (d *document) beside(v value, long []child) {
	n, _ := v.header()
	for i, key := range n.keys {
		if !slices.ContainsFunc(long, func(c child) bool { return c.key == key }) {
			d.header.keys, d.header.items = append(d.header.keys, key), append(d.header.items, n.items[i])
		}
	}
}
