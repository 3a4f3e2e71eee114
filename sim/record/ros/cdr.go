package ros

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Message is a type that can be written and read.
type Message interface {
	// Type is its name in ROS, such as sensor_msgs/msg/JointState.
	Type() string
	// Definition is the text that defines it, and all types that it needs.
	Definition() string
	// Fields visits every field in its order.
	Fields(c *CDR)
}

// CDR is a stream of fields: one that is written, or one that is read. The first error
// stays.
type CDR struct {
	b       []byte // written so far, or what is read
	at      int    // of what is read
	base    int    // where alignment counts from
	reading bool
	err     error
}

// frame says: plain CDR, version 1, little-endian; no options.
const frame = "\x00\x01\x00\x00"

// Append writes a message behind what is in b.
func Append(b []byte, m Message) []byte {
	c := CDR{b: append(b, frame...), base: len(b) + len(frame)}
	m.Fields(&c)
	return c.b
}

// Encode writes a message over the stream's last one, whose memory it reuses.
func (c *CDR) Encode(m Message) []byte {
	*c = CDR{b: append(c.b[:0], frame...), base: len(frame)}
	m.Fields(c)
	return c.b
}

// Read reads a message; what slices the message has are reused.
func Read(b []byte, m Message) error {
	if len(b) < len(frame) || string(b[:2]) != frame[:2] {
		return fmt.Errorf("ros: %s: the message begins with % x, want 00 01 for little-endian CDR", m.Type(), b[:min(len(b), 4)])
	}
	c := CDR{b: b, at: len(frame), base: len(frame), reading: true}
	m.Fields(&c)
	if c.err == nil && len(b)-c.at > 3 { // up to three bytes pad a message
		c.err = fmt.Errorf("%d bytes too many", len(b)-c.at)
	}
	if c.err != nil {
		return fmt.Errorf("ros: %s: byte %d: %w", m.Type(), c.at, c.err)
	}
	return nil
}

var le = binary.LittleEndian

// align goes to the next multiple of a number's size.
func (c *CDR) align(size int) {
	if !c.reading {
		for (len(c.b)-c.base)%size != 0 {
			c.b = append(c.b, 0)
		}
		return
	}
	if over := (c.at - c.base) % size; over != 0 {
		c.take(size - over)
	}
}

// take gives the next n bytes of what is read.
func (c *CDR) take(n int) []byte {
	switch {
	case c.err != nil:
		return nil
	case n > len(c.b)-c.at:
		c.err = fmt.Errorf("%d bytes left, want %d", len(c.b)-c.at, n)
		return nil
	}
	c.at += n
	return c.b[c.at-n : c.at]
}

// Uint8 is a field of one byte.
func (c *CDR) Uint8(v *uint8) {
	if !c.reading {
		c.b = append(c.b, *v)
	} else if b := c.take(1); b != nil {
		*v = b[0]
	}
}

// Bool is a field of one byte, 0 or 1.
func (c *CDR) Bool(v *bool) {
	var n uint8
	if *v {
		n = 1
	}
	c.Uint8(&n)
	*v = n != 0
}

// Uint16 is a field of two bytes.
func (c *CDR) Uint16(v *uint16) {
	c.align(2)
	if !c.reading {
		c.b = le.AppendUint16(c.b, *v)
	} else if b := c.take(2); b != nil {
		*v = le.Uint16(b)
	}
}

// Uint32 is a field of four bytes.
func (c *CDR) Uint32(v *uint32) {
	c.align(4)
	if !c.reading {
		c.b = le.AppendUint32(c.b, *v)
	} else if b := c.take(4); b != nil {
		*v = le.Uint32(b)
	}
}

// Int32 is a field of four bytes.
func (c *CDR) Int32(v *int32) {
	n := uint32(*v)
	c.Uint32(&n)
	*v = int32(n)
}

// Uint64 is a field of eight bytes.
func (c *CDR) Uint64(v *uint64) {
	c.align(8)
	if !c.reading {
		c.b = le.AppendUint64(c.b, *v)
	} else if b := c.take(8); b != nil {
		*v = le.Uint64(b)
	}
}

// Float32 is a field of four bytes.
func (c *CDR) Float32(v *float32) {
	n := math.Float32bits(*v)
	c.Uint32(&n)
	*v = math.Float32frombits(n)
}

// Float64 is a field of eight bytes.
func (c *CDR) Float64(v *float64) {
	n := math.Float64bits(*v)
	c.Uint64(&n)
	*v = math.Float64frombits(n)
}

// Array are as many numbers as there are.
func (c *CDR) Array(v []float64) {
	for i := range v {
		c.Float64(&v[i])
	}
}

// String is text.
func (c *CDR) String(v *string) {
	n := uint32(len(*v) + 1)
	c.Uint32(&n)
	if !c.reading {
		c.b = append(append(c.b, *v...), 0)
		return
	}
	b := c.take(int(n))
	switch {
	case c.err != nil:
	case n == 0:
		*v = "" // as some writers have it
	case b[n-1] != 0:
		c.err = fmt.Errorf("text of %d bytes does not end in 0", n)
	default:
		if text := b[:n-1]; string(text) != *v { // keeps a text that is the same
			*v = string(text)
		}
	}
}

// Length is how many elements follow, each of so many bytes or more: what is read is
// made as long.
func Length[T any](c *CDR, v *[]T, size int) {
	n := uint32(len(*v))
	c.Uint32(&n)
	if !c.reading {
		return
	}
	if uint64(n)*uint64(size) > uint64(len(c.b)-c.at) && c.err == nil {
		c.err = fmt.Errorf("%d elements of %d bytes or more, but %d bytes are left", n, size, len(c.b)-c.at)
	}
	if c.err != nil {
		n = 0
	}
	if int(n) > cap(*v) {
		*v = make([]T, n)
	}
	*v = (*v)[:n]
}

// Bytes is a sequence of bytes.
func (c *CDR) Bytes(v *[]uint8) {
	Length(c, v, 1)
	if !c.reading {
		c.b = append(c.b, *v...)
	} else {
		copy(*v, c.take(len(*v)))
	}
}

// Uint16s is a sequence.
func (c *CDR) Uint16s(v *[]uint16) {
	Length(c, v, 2)
	for i := range *v {
		c.Uint16(&(*v)[i])
	}
}

// Float32s is a sequence.
func (c *CDR) Float32s(v *[]float32) {
	Length(c, v, 4)
	for i := range *v {
		c.Float32(&(*v)[i])
	}
}

// Float64s is a sequence.
func (c *CDR) Float64s(v *[]float64) {
	Length(c, v, 8)
	for i := range *v {
		c.Float64(&(*v)[i])
	}
}

// Strings is a sequence.
func (c *CDR) Strings(v *[]string) {
	Length(c, v, 5) // of an empty one
	for i := range *v {
		c.String(&(*v)[i])
	}
}
