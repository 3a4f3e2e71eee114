//go:build windows || (darwin && cgo) || (linux && cgo && sound)

package speaker

import (
	"encoding/binary"
	"fmt"
	"math"
	"sync"
	"time"

	"mirrorarm/render/sound"

	"github.com/ebitengine/oto/v3"
)

// Latency of what is played: of the device's buffer, and of the frames made ahead.
const (
	deviceBuffer = 40 * time.Millisecond
	ahead        = 4 * sound.Channels * sound.Rate / 40 // bytes: 25 ms
)

// Speaker plays a source until it is closed.
type Speaker struct {
	mu      sync.Mutex
	context *oto.Context
	player  *oto.Player
	err     error
	closed  bool
}

// Open plays a source as soon as the device is ready, which may take some time; it does
// not wait for that. A program has one device and can open it once.
func Open(src Source) *Speaker {
	s := &Speaker{}
	quiet()
	context, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate: sound.Rate, ChannelCount: sound.Channels, Format: oto.FormatFloat32LE, BufferSize: deviceBuffer,
	})
	if err != nil {
		s.err = fmt.Errorf("speaker: %w", err)
		return s
	}
	s.context = context
	go s.play(ready, src)
	return s
}

func (s *Speaker) play(ready <-chan struct{}, src Source) {
	<-ready
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.context.Err() != nil {
		return // Err tells
	}
	s.player = s.context.NewPlayer(&reader{src: src})
	s.player.SetBufferSize(ahead)
	s.player.Play()
}

// Err is why nothing is heard; nil while the device is being opened and while it plays.
func (s *Speaker) Err() error {
	if s.err != nil {
		return s.err
	}
	if err := s.context.Err(); err != nil {
		return fmt.Errorf("speaker: %w", err)
	}
	return nil
}

// Close ends the sound.
func (s *Speaker) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.player != nil {
		s.player.Pause()
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
