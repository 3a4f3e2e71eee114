package format

import (
	"math"
	"slices"
	"strconv"
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
		if depth < maxSeriesDepth && d.deeper(v, children, depth) {
			return true
		}
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

// deeper takes the frames of the one object in an object that has a list of them.
func (d *document) deeper(v value, children []child, depth int) bool {
	for _, c := range children {
		if !c.hands || c.kind() != object {
			continue
		}
		sub := &document{book: d.book, header: node{kind: object}}
		if sub.series(c.value, depth+1) && len(sub.frames) > 1 {
			d.beside(v, nil)
			d.frames, d.cut = sub.frames, d.cut || sub.cut
			d.header.keys, d.header.items = append(d.header.keys, sub.header.keys...), append(d.header.items, sub.header.items...)
			return true
		}
	}
	return false
}

// isCloud reports whether a value is the joints of one hand.
func (d *document) isCloud(v value) bool {
	// A hand of named matrices takes 10 kB.
	const most = 64 << 10
	p := parser(v)
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
		d.frames = append(d.frames, framed{value: c.value, more: &framedMore{name: c.key}})
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
	if c := long[0]; len(long) == 1 && len(beside) == 0 && !d.book.look(c.key).sided {
		c.each(func(key string, item value) bool {
			f := framed{value: item}
			if key != "" {
				f.more = &framedMore{name: key}
			}
			d.frames = append(d.frames, f)
			return len(d.frames) <= maxFrames
		})
		return
	}
	frames := make([]framed, min(n, maxFrames+1))
	for _, c := range append(beside, long...) {
		i := 0
		c.each(func(_ string, item value) bool {
			if frames[i].more == nil {
				frames[i].more = &framedMore{}
			}
			frames[i].more.parts = append(frames[i].more.parts, part{key: c.key, value: item})
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
		head := item.header()
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
func (v value) header() node {
	const most = 4 << 10
	n := node{kind: object, num: math.NaN()}
	v.each(func(key string, item value) bool {
		p := parser(item)
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
	return n
}

// beside keeps what stands beside the lists of frames.
func (d *document) beside(v value, long []child) {
	n := v.header()
	for i, key := range n.keys {
		if !slices.ContainsFunc(long, func(c child) bool { return c.key == key }) {
			d.header.keys, d.header.items = append(d.header.keys, key), append(d.header.items, n.items[i])
		}
	}
}
