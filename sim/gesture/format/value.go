package format

import (
	"fmt"
)

// value is a JSON value within a text that has not been read yet.
type value struct {
	text []byte
	at   int
}

// value reads the value that comes next.
func (p *parser) value(depth int) (node, error) {
	if depth > maxDepth {
		return node{}, p.fail("nested deeper than %d", maxDepth)
	}
	if !p.space() {
		return node{}, p.fail(cutOff)
	}
	switch p.text[p.at] {
	case '{':
		return p.object(depth)
	case '[':
		return p.list(depth)
	case '"', '\'':
		s, err := p.quoted()
		return textNode(s), err
	}
	return p.word()
}

// skipQuoted is where the text in quotes that begins at i ends.
func skipQuoted(s []byte, i int) (end int, ok bool) {
	quote := s[i]
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case quote:
			return i + 1, true
		}
	}
	return len(s), false
}

// skip moves past a value by its brackets alone, and tells whether all of it is
// there.
func (p *parser) skip() bool {
	if !p.space() {
		return false
	}
	depth := 0
	for p.at < len(p.text) {
		switch c := p.text[p.at]; c {
		case '/':
			if !p.comment() {
				p.at++
			}
			continue
		case '[', '{':
			depth++
			p.at++
		case ']', '}':
			if depth == 0 {
				return true
			}
			depth--
			p.at++
		case '"', '\'':
			end, ok := skipQuoted(p.text, p.at)
			p.at = end
			if !ok {
				return false
			}
		default:
			if depth > 0 || !isBreak(c) {
				p.at++
				continue
			}
			return true
		}
		if depth == 0 {
			return true
		}
	}
	return false
}

// read is the value as a node.
func (v value) read() (node, error) {
	if len(v.text)-v.at > maxNode {
		p := parser(v)
		if p.skip(); p.at-v.at > maxNode {
			return node{}, &syntaxError{at: v.at, what: fmt.Sprintf("more than %d MB in one piece", maxNode>>20)}
		}
	}
	p := parser(v)
	return p.value(0)
}

// each calls use for every element of a list or object, with its key there,
// until use says no. It reports whether the value is whole. If it is not, the last
// list or object under a key is given all the same, as far as it goes.
func (v value) each(use func(key string, item value) bool) (whole bool) {
	p := parser(v)
	k := p.kind()
	if k != list && k != object {
		return true
	}
	p.at++
	for {
		if !p.space() {
			return false
		}
		key := ""
		switch p.text[p.at] {
		case ']', '}':
			return true
		case ',':
			p.at++
			continue
		}
		if k == object {
			var err error
			if key, err = p.key(); err != nil || !p.space() {
				return false
			}
		}
		item := value(p)
		if !p.skip() {
			if c := item.kind(); k == object && (c == list || c == object) {
				use(key, item)
			}
			return false
		}
		if p.at == item.at {
			return false
		}
		if !use(key, item) {
			return true
		}
	}
}
