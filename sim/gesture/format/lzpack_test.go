package format_test

import "encoding/base64"

// packLZ packs a text as LZString packs into base64.
func packLZ(s string) string {
	p := &lzPacker{codes: map[string]int{}, fresh: map[string]bool{}, next: 3, growAt: 2, width: 2}
	last := ""
	for i := range len(s) {
		c := s[i : i+1]
		if _, ok := p.codes[c]; !ok {
			p.codes[c] = p.next
			p.next++
			p.fresh[c] = true
		}
		if _, ok := p.codes[last+c]; ok {
			last += c
			continue
		}
		p.emit(last)
		p.codes[last+c] = p.next
		p.next++
		last = c
	}
	p.emit(last)
	p.put(2, p.width)
	for len(p.bits)%16 != 0 {
		p.bits = append(p.bits, 0)
	}
	out := make([]byte, len(p.bits)/8)
	for i, bit := range p.bits {
		out[i/8] |= bit << (7 - i%8)
	}
	return base64.StdEncoding.EncodeToString(out)
}

type lzPacker struct {
	codes  map[string]int
	fresh  map[string]bool // letters that were not written yet
	bits   []byte
	next   int
	growAt int
	width  int
}

// emit writes a text that has a code, or a letter that has none yet.
func (p *lzPacker) emit(s string) {
	if p.fresh[s] {
		p.put(0, p.width)
		p.put(int(s[0]), 8)
		p.grow()
		delete(p.fresh, s)
	} else {
		p.put(p.codes[s], p.width)
	}
	p.grow()
}

func (p *lzPacker) put(x, n int) {
	for range n {
		p.bits = append(p.bits, byte(x&1))
		x >>= 1
	}
}

func (p *lzPacker) grow() {
	if p.growAt--; p.growAt == 0 {
		p.growAt = 1 << p.width
		p.width++
	}
}
