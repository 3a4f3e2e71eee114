package format

import (
	"encoding/base64"
	"errors"
	"math"
)

// unpackLZ unpacks a text that was packed by LZString into base64, as Leap's
// recorder packs its files. LZString is LZ78: codes of growing width stand for
// texts that were seen before, each of them the last text and one letter more, so
// that every entry of its dictionary is a piece of what is unpacked already.
// The format is that of pieroxy's lz-string 1.3.
func unpackLZ(packed []byte) ([]byte, error) {
	data := make([]byte, base64.StdEncoding.DecodedLen(len(packed)))
	n, err := base64.StdEncoding.Decode(data, packed)
	if err != nil && n == 0 {
		return nil, errors.New("no base64")
	}
	if len(packed) > math.MaxInt32/mostUnpacked-1<<20 {
		return nil, errors.New("too large to be unpacked")
	}
	const usual = 5 // times larger
	u := &lzUnpacker{bits: data[:n], width: 3, growAt: 4, limit: 1<<20 + mostUnpacked*len(packed), out: make([]byte, 0, usual*len(packed))}
	if err := u.run(); err != nil {
		return nil, err
	}
	return u.out, nil
}

// mostUnpacked is how many times larger than itself a packed file may become:
// recordings reach six times.
const mostUnpacked = 8

// Codes that stand for no text.
const (
	lzLetter8  = 0 // a new letter of 8 bits follows
	lzLetter16 = 1 // or of 16
	lzEnd      = 2
)

type lzUnpacker struct {
	bits   []byte
	at     int // bit
	width  int // of the next code
	growAt int // codes until they get wider
	limit  int
	out    []byte
	starts []int32 // of the entries in out, from code 3 on
	ends   []int32
}

// take reads so many bits, the lowest first.
func (u *lzUnpacker) take(n int) (code int, ok bool) {
	for i := range n {
		if u.at>>3 >= len(u.bits) {
			return 0, false
		}
		code |= int(u.bits[u.at>>3]>>(7-u.at&7)&1) << i
		u.at++
	}
	return code, true
}

// letter reads a new letter and makes an entry of it. Letters that are not ASCII
// stand in names only, if anywhere.
func (u *lzUnpacker) letter(bits int) bool {
	c, ok := u.take(bits)
	if !ok {
		return false
	}
	if c > 127 {
		c = '?'
	}
	u.starts, u.ends = append(u.starts, int32(len(u.out))), append(u.ends, int32(len(u.out)+1))
	u.out = append(u.out, byte(c))
	return true
}

// run unpacks everything. A text that ends without its end is cut off, and is
// given as far as it goes.
func (u *lzUnpacker) run() error {
	code, _ := u.take(2)
	if code == lzEnd || code > lzEnd || !u.letter(8<<code) {
		return errors.New("nothing packed in it")
	}
	last, lastEnd := 0, 1 // the last text, as a piece of out
	for len(u.out) < u.limit {
		code, ok := u.take(u.width)
		if !ok || code == lzEnd {
			return nil
		}
		begin := len(u.out)
		switch {
		case code == lzLetter8, code == lzLetter16:
			if !u.letter(8 << code) {
				return nil
			}
			u.grow()
		case code-3 < len(u.starts):
			u.out = append(u.out, u.out[u.starts[code-3]:u.ends[code-3]]...)
		case code-3 == len(u.starts):
			u.out = append(u.out, u.out[last:lastEnd]...)
			u.out = append(u.out, u.out[last])
		default:
			return errors.New("packed text is broken")
		}
		// The new entry, the last text and this one's first letter, stands where
		// the last text was written.
		u.starts, u.ends = append(u.starts, int32(last)), append(u.ends, int32(lastEnd+1))
		u.grow()
		last, lastEnd = begin, len(u.out)
	}
	return errors.New("unpacks to too much")
}

// grow counts the codes of a width down.
func (u *lzUnpacker) grow() {
	if u.growAt--; u.growAt == 0 {
		u.growAt = 1 << u.width
		u.width++
	}
}
