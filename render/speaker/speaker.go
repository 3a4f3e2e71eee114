package speaker

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"

	"mirrorarm/render/sound"
)

// device is the machine's, once it is open.
type device interface {
	// play plays what it reads, on a goroutine of its own, until pause.
	play(frames io.Reader)
	pause()
	// err is why it plays no longer, or never will; nil is nothing.
	err() error
}

// opener opens a device, which may be used when ready is closed.
type opener func() (d device, ready <-chan struct{}, err error)

// Speaker plays a source until it is closed.
type Speaker struct {
	device device // nil where there is none
	failed error  // to open it

	mu      sync.Mutex
	playing bool
	closed  bool
}

// Open plays a source as soon as the device is ready, which may take some time; it does
// not wait for that. A program has one device and can open it once.
func Open(src Source) *Speaker { return openOn(openDevice, src) }

func openOn(open opener, src Source) *Speaker {
	d, ready, err := open()
	if err != nil {
		return &Speaker{failed: err}
	}
	s := &Speaker{device: d}
	go s.play(ready, src)
	return s
}

func (s *Speaker) play(ready <-chan struct{}, src Source) {
	<-ready
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.device.err() != nil {
		return // Err tells
	}
	s.device.play(&reader{src: src})
	s.playing = true
}

// Err is why nothing is heard; nil while the device is being opened and while it plays.
func (s *Speaker) Err() error {
	err := s.failed
	if s.device != nil {
		err = s.device.err()
	}
	if err == nil || errors.Is(err, ErrNotBuiltIn) {
		return err
	}
	return fmt.Errorf("speaker: %w", err)
}

// Close ends the sound.
func (s *Speaker) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.playing {
		s.playing = false
		s.device.pause()
	}
}

// reader gives frames as bytes.
type reader struct {
	src    Source
	frames []float32
}

// Read fills whole frames.
func (r *reader) Read(dst []byte) (int, error) {
	n := len(dst) / (4 * sound.Channels) * sound.Channels
	if cap(r.frames) < n {
		r.frames = make([]float32, n)
	}
	r.frames = r.frames[:n]
	r.src.Render(r.frames)
	for i, v := range r.frames {
		binary.LittleEndian.PutUint32(dst[4*i:], math.Float32bits(v))
	}
	return 4 * n, nil
}
