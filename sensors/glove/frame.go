package glove

// Frame is one scan of all channels.
type Frame struct {
	Time   float64 // s, the glove's own stamp: when its last channel was read
	Counts []uint16
}

// NewFrame is an empty frame for n channels.
func NewFrame(n int) *Frame { return &Frame{Counts: make([]uint16, n)} }

// Clone copies a frame.
func (f *Frame) Clone() *Frame {
	return &Frame{Time: f.Time, Counts: append([]uint16(nil), f.Counts...)}
}
