package format

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is what a JSON value is.
type kind uint8

const (
	absent kind = iota // null, or whatever a language writes for it
	number
	text
	truth
	list
	object
)

// String is the kind's name in errors.
func (k kind) String() string {
	return [...]string{"nothing", "a number", "text", "true or false", "a list", "an object"}[k]
}

// node is a JSON value that has been read. It is JSON as programs really print
// it: NaN, Infinity, None, True and single quotes are understood too.
type node struct {
	kind  kind
	num   float64  // NaN where it is no finite number
	text  string   // of a text; the word that stands for nothing, unless it is null
	keys  []string // of an object, in its order
	items []node   // of a list or an object
}

// get is the value under a key; an absent one if there is none.
func (n *node) get(key string) *node {
	for i, k := range n.keys {
		if k == key {
			return &n.items[i]
		}
	}
	return &node{num: math.NaN()}
}

// first is the value under the first of the keys that there is.
func (n *node) first(keys ...string) *node {
	for _, key := range keys {
		if v := n.get(key); v.kind != absent {
			return v
		}
	}
	return &node{num: math.NaN()}
}

// Bounds of one value that is read as a whole, so that a hostile text takes
// neither stack nor, its nodes being larger than its letters, memory.
const (
	maxDepth = 40
	maxNode  = 1 << 20
)

// parser reads JSON from a text.
type parser struct {
	text []byte
	at   int
}

// syntaxError is broken JSON at a byte of the text.
type syntaxError struct {
	at   int
	what string
}

func (e *syntaxError) Error() string { return e.what }

// cutOff is the end of a text where more must follow.
const cutOff = "ends too early"

func (p *parser) fail(format string, args ...any) error {
	return &syntaxError{at: p.at, what: fmt.Sprintf(format, args...)}
}

// space moves on to what is neither blank nor, as scripts have them, a comment, and
// tells whether there is anything.
func (p *parser) space() bool {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		case '/':
			if !p.comment() {
				return p.at < len(p.text)
			}
		default:
			return true
		}
	}
	return false
}

// comment moves past a comment, if there is one.
func (p *parser) comment() bool {
	rest := p.text[p.at:]
	end := ""
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
		end = "\n"
	case bytes.HasPrefix(rest, []byte("/*")):
		end = "*/"
	default:
		return false
	}
	i := bytes.Index(rest, []byte(end))
	if i < 0 {
		p.at = len(p.text)
		return true
	}
	p.at += i + len(end)
	return true
}

// expect moves past a sign.
func (p *parser) expect(sign byte) error {
	if !p.space() {
		return p.fail(cutOff)
	}
	if p.text[p.at] != sign {
		return p.fail("%q, want %q", p.text[p.at], sign)
	}
	p.at++
	return nil
}

// kind looks at the value that comes next, of which it needs the first byte.
func (p *parser) kind() kind {
	if !p.space() {
		return absent
	}
	switch c := p.text[p.at]; {
	case c == '{':
		return object
	case c == '[':
		return list
	case c == '"' || c == '\'':
		return text
	case c == 't' || c == 'f' || c == 'T' || c == 'F':
		return truth
	case c == '-' || c == '+' || c == '.' || c >= '0' && c <= '9':
		return number
	}
	return absent
}

func (p *parser) list(depth int) (node, error) {
	n := node{kind: list, num: math.NaN()}
	p.at++
	for {
		if !p.space() {
			return n, p.fail(cutOff)
		}
		if p.text[p.at] == ']' {
			p.at++
			return n, nil
		}
		if len(n.items) > 0 {
			if err := p.expect(','); err != nil {
				return n, err
			}
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return n, err
		}
		n.items = append(n.items, item)
	}
}

func (p *parser) object(depth int) (node, error) {
	n := node{kind: object, num: math.NaN()}
	p.at++
	for {
		if !p.space() {
			return n, p.fail(cutOff)
		}
		if p.text[p.at] == '}' {
			p.at++
			n.unindex()
			return n, nil
		}
		if len(n.items) > 0 {
			if err := p.expect(','); err != nil {
				return n, err
			}
		}
		key, err := p.key()
		if err != nil {
			return n, err
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return n, err
		}
		n.keys, n.items = append(n.keys, key), append(n.items, item)
	}
}

// unindex makes a list of an object whose keys are 0, 1, 2 …, as which a browser
// prints its arrays of floats.
func (n *node) unindex() {
	if len(n.keys) < 2 {
		return
	}
	for i, key := range n.keys {
		if key != strconv.Itoa(i) {
			return
		}
	}
	n.kind, n.keys = list, nil
}

// key reads a key and the colon behind it.
func (p *parser) key() (string, error) {
	if !p.space() {
		return "", p.fail(cutOff)
	}
	if c := p.text[p.at]; c != '"' && c != '\'' {
		return "", p.fail("%q, want a key", c)
	}
	key, err := p.quoted()
	if err != nil {
		return "", err
	}
	return key, p.expect(':')
}

// quoted reads a text in quotes.
func (p *parser) quoted() (string, error) {
	start, quote := p.at, p.text[p.at]
	end, ok := skipQuoted(p.text, p.at)
	if !ok {
		p.at = len(p.text)
		return "", p.fail(cutOff)
	}
	p.at = end
	inner := p.text[start+1 : end-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), nil
	}
	return unescape(string(inner), quote), nil
}

// unescape replaces the escapes that names in recordings may hold; the rest
// stay as they are.
func unescape(s string, quote byte) string {
	var b strings.Builder
	for s != "" {
		c, _, tail, err := strconv.UnquoteChar(s, quote)
		if err != nil {
			_, size := utf8.DecodeRuneInString(s)
			b.WriteString(s[:size])
			s = s[size:]
			continue
		}
		b.WriteRune(c)
		s = tail
	}
	return b.String()
}

// textNode is a text, which may be a number or say that there is none.
func textNode(s string) node {
	n := node{kind: text, num: math.NaN(), text: s}
	if len(s) < 40 {
		if x, ok := parseNumber(strings.TrimSpace(s)); ok {
			n.num = x
		}
	}
	return n
}

// word reads a number or one of the words of JSON and of its relatives.
func (p *parser) word() (node, error) {
	start := p.at
	for p.at < len(p.text) && !isBreak(p.text[p.at]) {
		p.at++
	}
	word := string(p.text[start:p.at])
	n := node{num: math.NaN()}
	switch word {
	case "":
		return n, p.fail("%q, want a value", p.text[p.at])
	case "true", "True", "false", "False":
		n.kind, n.num = truth, 0
		if word[0]|32 == 't' {
			n.num = 1
		}
		return n, nil
	}
	if isNothing(word) {
		if word != "null" {
			n.text = word
		}
		return n, nil
	}
	x, ok := parseNumber(word)
	if !ok {
		if p.at == len(p.text) {
			return n, p.fail(cutOff)
		}
		p.at = start
		return n, p.fail("%q is no value", abbreviate(word))
	}
	n.kind, n.num = number, x
	return n, nil
}

// isBreak reports whether a letter ends a word.
func isBreak(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ':', ']', '}', '[', '{', '"', '\'':
		return true
	}
	return false
}

// isNothing reports whether a word is what some language writes where there is
// no number.
func isNothing(word string) bool {
	switch strings.ToLower(strings.TrimLeft(word, "+-")) {
	case "", "null", "none", "nan", "nan(ind)", "1.#ind", "1.#qnan", "n/a", "na", "nil", "undefined", "inf", "infinity", "1.#inf", "#n/a", "<na>":
		return true
	}
	return false
}

// parseNumber is a finite number; a word that stands for none is NaN.
func parseNumber(word string) (float64, bool) {
	if isNothing(word) {
		return math.NaN(), true
	}
	x, err := strconv.ParseFloat(word, 64)
	if err != nil || math.IsInf(x, 0) {
		return math.NaN(), false
	}
	return x, true
}

// abbreviate cuts a text that an error quotes.
func abbreviate(s string) string {
	const most = 24
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// kind looks at the value.
func (v value) kind() kind {
	p := parser(v)
	return p.kind()
}
