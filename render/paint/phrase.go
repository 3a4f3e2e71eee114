package paint

import (
	"math"
	"strconv"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Phrase is a line of text that is put together out of pieces without allocating: its
// letters lie in the painter's memory, which the next Begin takes back. One is put
// together after another, never one within another.
type Phrase struct {
	p    *Painter
	from int
}

// Phrase begins one.
func (p *Painter) Phrase() Phrase { return Phrase{p, len(p.letters)} }

// Text adds words.
func (f Phrase) Text(s string) Phrase {
	f.p.letters = append(f.p.letters, s...)
	return f
}

// Upper adds words in capital letters.
func (f Phrase) Upper(s string) Phrase {
	for _, r := range s {
		f.p.letters = utf8.AppendRune(f.p.letters, unicode.ToUpper(r))
	}
	return f
}

// Fixed adds a figure with so many decimals, spaces before it up to a width; in place of
// NaN, which is none, a dash.
func (f Phrase) Fixed(v float64, decimals, width int) Phrase {
	if math.IsNaN(v) {
		return f.padded([]byte("–"), ' ', width+len("–")-1)
	}
	if math.Abs(v) < 0.5*math.Pow10(-decimals) {
		v = 0 // no minus before nothing
	}
	var digits [32]byte
	return f.padded(strconv.AppendFloat(digits[:0], v, 'f', decimals, 64), ' ', width)
}

// Int adds a whole number, spaces before it up to a width.
func (f Phrase) Int(v, width int) Phrase {
	var digits [20]byte
	return f.padded(strconv.AppendInt(digits[:0], int64(v), 10), ' ', width)
}

// Digits adds a whole number, zeros before it up to a width, as clocks have it.
func (f Phrase) Digits(v, width int) Phrase {
	var digits [20]byte
	return f.padded(strconv.AppendInt(digits[:0], int64(v), 10), '0', width)
}

func (f Phrase) padded(digits []byte, by byte, width int) Phrase {
	for range width - len(digits) {
		f.p.letters = append(f.p.letters, by)
	}
	f.p.letters = append(f.p.letters, digits...)
	return f
}

// String is the whole line, valid until the next Begin.
func (f Phrase) String() string {
	letters := f.p.letters[f.from:]
	return unsafe.String(unsafe.SliceData(letters), len(letters))
}
