package animation

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
)

// Options are what is known of an animation before its first picture.
type Options struct {
	Width, Height int     // px, 1 to 65535
	Rate          int     // pictures a second, 1 to 50: what viewers keep to
	Frames        int     // that will come, at most: they share Limit
	Limit         int     // bytes of the file; 0 is none
	Palette       Palette // of all pictures
}

// ErrLimit tells that the least file would be larger than it may be.
var ErrLimit = errors.New("animation: the first picture alone is larger than the limit")

// Encoder writes an animation that is shown again and again. It keeps to its limit: what
// hardly changes is left as it was, the more so the less room is left, and where even
// that is too much a picture stands a little longer.
type Encoder struct {
	opt   Options
	to    io.Writer
	match matcher

	shown     []uint8 // px: what is on the screen
	next      []uint8 // scratch
	tolerance int     // how far a pixel may be off before it is drawn anew
	written   int     // bytes
	taken     int     // pictures
	held      []byte  // a picture whose time is not known yet: its description and data
	since     int     // 1/100 s: when it appears
	transient bool    // it leaves pixels as they were
	packed    bytes.Buffer
}

// How far off a pixel may be (distance in RGB): no eye sees the first; the last is taken
// only where there is no room left.
const (
	leastTolerance = 6
	mostTolerance  = 60
)

// transparent is the index of what is left as it was.
const transparent = MostColours

// NewEncoder begins an animation.
func NewEncoder(to io.Writer, o Options) (*Encoder, error) {
	switch {
	case o.Width < 1 || o.Height < 1 || o.Width > 65535 || o.Height > 65535:
		return nil, fmt.Errorf("animation: %d × %d pixels, want 1 to 65535 each", o.Width, o.Height)
	case o.Rate < 1 || o.Rate > 50:
		return nil, fmt.Errorf("animation: %d pictures a second, want 1 to 50", o.Rate)
	case len(o.Palette) < 1 || len(o.Palette) > MostColours:
		return nil, fmt.Errorf("animation: %d colours, want 1 to %d", len(o.Palette), MostColours)
	}
	n := o.Width * o.Height
	e := &Encoder{
		opt: o, to: to, match: newMatcher(o.Palette), shown: make([]uint8, n), next: make([]uint8, n), tolerance: leastTolerance,
	}
	return e, e.write(e.head())
}

// head is what stands before the first picture.
func (e *Encoder) head() []byte {
	b := append([]byte(nil), "GIF89a"...)
	b = binary.LittleEndian.AppendUint16(b, uint16(e.opt.Width))
	b = binary.LittleEndian.AppendUint16(b, uint16(e.opt.Height))
	b = append(b, 0xF7, 0, 0) // a palette of 256 colours for all pictures, eight bits each
	for i := range 256 {
		var c RGB
		if i < len(e.opt.Palette) {
			c = e.opt.Palette[i]
		}
		b = append(b, c[:]...)
	}
	return append(append(b, 0x21, 0xFF, 11), "NETSCAPE2.0\x03\x01\x00\x00\x00"...) // again and again
}

func (e *Encoder) write(b []byte) error {
	n, err := e.to.Write(b)
	e.written += n
	return err
}

// Of a picture beside its data, and of the file's end (bytes).
const (
	controlSize = 8
	endSize     = 1
)

// Add takes the next picture, which must have the animation's size.
func (e *Encoder) Add(img *image.RGBA) error {
	if size := img.Rect.Size(); size.X != e.opt.Width || size.Y != e.opt.Height {
		return fmt.Errorf("animation: a picture of %d × %d pixels, want %d × %d", size.X, size.Y, e.opt.Width, e.opt.Height)
	}
	now := 100 * e.taken / e.opt.Rate
	first := e.taken == 0
	e.taken++
	if first {
		at := e.compare(img, true)
		data := e.pack(at)
		if e.opt.Limit > 0 && e.room() < len(data) {
			return ErrLimit
		}
		return e.hold(data, now, false)
	}
	data, fits := e.fit(img)
	if data == nil || !fits {
		return nil // the last one stands a little longer
	}
	if err := e.release(now); err != nil {
		return err
	}
	return e.hold(data, now, true)
}

// room is what is left for the next picture's data (bytes).
func (e *Encoder) room() int {
	r := e.opt.Limit - e.written - endSize - controlSize
	if e.held != nil {
		r -= controlSize + len(e.held)
	}
	return r
}

// mostShares is how much of what is left a picture may take, in shares of one: of those
// that move more than others.
const mostShares = 2

// fit packs what a picture changes, in about its share of what is left; it tells whether
// that was possible.
func (e *Encoder) fit(img *image.RGBA) (data []byte, fits bool) {
	data = e.pack(e.compare(img, false))
	if e.opt.Limit <= 0 {
		return data, true
	}
	share := max(e.room(), 0) / max(e.opt.Frames-e.taken+1, 1)
	for len(data) > mostShares*share && e.tolerance < mostTolerance {
		e.tolerance = min(e.tolerance+max(e.tolerance/4, 1), mostTolerance)
		data = e.pack(e.compare(img, false))
	}
	switch {
	case len(data) > share:
		e.tolerance = min(e.tolerance+1, mostTolerance)
	case len(data) < share*3/4:
		e.tolerance = max(e.tolerance-1, leastTolerance)
	}
	return data, len(data) <= min(mostShares*share, e.room())
}

// compare finds what of a picture differs from what is shown, and where.
func (e *Encoder) compare(img *image.RGBA, all bool) (at image.Rectangle) {
	w, within := e.opt.Width, e.tolerance*e.tolerance
	for y := range e.opt.Height {
		row := img.Pix[y*img.Stride:][:4*w]
		left, right := w, 0
		for x := range w {
			r, g, b := row[4*x], row[4*x+1], row[4*x+2]
			i := y*w + x
			if !all && apart(e.opt.Palette[e.shown[i]], r, g, b) <= within {
				e.next[i] = transparent
				continue
			}
			index := e.match.index(screened(r, x, y), screened(g, x, y), screened(b, x, y))
			if !all && index == e.shown[i] {
				index = transparent
			} else {
				left, right = min(left, x), x+1
			}
			e.next[i] = index
		}
		if left < right {
			at = at.Union(image.Rect(left, y, right, y+1))
		}
	}
	return at
}

// pack describes and compresses a part of the next picture.
func (e *Encoder) pack(at image.Rectangle) []byte {
	const bits = 8
	if at.Empty() {
		return nil
	}
	e.packed.Reset()
	c := lzw.NewWriter(&e.packed, lzw.LSB, bits)
	for y := at.Min.Y; y < at.Max.Y; y++ {
		_, _ = c.Write(e.next[y*e.opt.Width+at.Min.X : y*e.opt.Width+at.Max.X]) // a buffer takes everything
	}
	_ = c.Close()
	b := make([]byte, 0, e.packed.Len()*256/255+16)
	b = append(b, 0x2C)
	for _, v := range [...]int{at.Min.X, at.Min.Y, at.Dx(), at.Dy()} {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	b = append(b, 0, bits)
	for rest := e.packed.Bytes(); len(rest) > 0; {
		n := min(len(rest), 255)
		b = append(append(b, uint8(n)), rest[:n]...)
		rest = rest[n:]
	}
	return append(b, 0)
}

// hold keeps a picture until it is known how long it stands.
func (e *Encoder) hold(data []byte, now int, transient bool) error {
	e.held, e.since, e.transient = data, now, transient
	for i, index := range e.next {
		if index != transparent {
			e.shown[i] = index
		}
	}
	return nil
}

// release writes the picture that stands until some time (1/100 s).
func (e *Encoder) release(until int) error {
	const keep, hasTransparent = 1 << 2, 1 // it stays when the next one comes
	flags := byte(keep)
	if e.transient {
		flags |= hasTransparent
	}
	delay := min(until-e.since, 65535)
	err := e.write([]byte{0x21, 0xF9, 4, flags, uint8(delay), uint8(delay >> 8), transparent, 0})
	if err == nil {
		err = e.write(e.held)
	}
	e.held = nil
	return err
}

// Written is how many bytes have been written so far.
func (e *Encoder) Written() int { return e.written }

// Close ends the animation; what it is written to stays the caller's.
func (e *Encoder) Close() error {
	if e.held == nil {
		return errors.New("animation: without a picture")
	}
	if err := e.release(100 * e.taken / e.opt.Rate); err != nil {
		return err
	}
	return e.write([]byte{0x3B})
}
