package speaker

import (
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"mirrorarm/render/sound"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// fake is a device that a test takes away.
type fake struct {
	mu     sync.Mutex
	gone   error
	read   int // bytes
	paused int
	stop   chan struct{}
	ended  sync.WaitGroup
}

func (f *fake) play(frames io.Reader) {
	f.ended.Go(func() {
		buf := make([]byte, 1024)
		for {
			select {
			case <-f.stop:
				return
			case <-time.After(time.Millisecond):
				n, err := frames.Read(buf)
				f.mu.Lock()
				f.read += n
				f.mu.Unlock()
				if err != nil {
					return
				}
			}
		}
	})
}

func (f *fake) pause() { f.paused++ }

func (f *fake) err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gone
}

func (f *fake) take(why error) {
	f.mu.Lock()
	f.gone = why
	f.mu.Unlock()
	close(f.stop)
	f.ended.Wait()
}

func (f *fake) heard() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.read
}

// TestADeviceIsTakenAway in the middle: what makes the sound goes on, and nothing waits for
// somebody to hear it.
func TestADeviceIsTakenAway(t *testing.T) {
	f, ready := &fake{stop: make(chan struct{})}, make(chan struct{})
	synth := sound.New()
	s := openOn(func() (device, <-chan struct{}, error) { return f, ready, nil }, synth)
	require.NoError(t, s.Err(), "it is being opened")
	require.Zero(t, f.heard())
	close(ready)
	require.Eventually(t, func() bool { return f.heard() > 4096 }, 5*time.Second, time.Millisecond)
	require.NoError(t, s.Err())

	unplugged := errors.New("no such device")
	f.take(unplugged)
	require.ErrorIs(t, s.Err(), unplugged)
	require.ErrorContains(t, s.Err(), "speaker: ")
	var snap mirror.Snapshot
	for range 1000 { // pictures of a quarter of a minute
		snap.Time += 1.0 / 60
		synth.Listen(&snap)
		synth.Chime()
		synth.SetVolume(0.5)
	}
	s.Close()
	s.Close()
	require.Equal(t, 1, f.paused)
}

// TestADeviceThatIsNotThere, or is gone before it is ready, or comes when nobody wants it
// any more.
func TestADeviceThatIsNotThere(t *testing.T) {
	none := errors.New("cannot find card 0")
	s := openOn(func() (device, <-chan struct{}, error) { return nil, nil, none }, sound.New())
	require.ErrorIs(t, s.Err(), none)
	s.Close()

	for _, closes := range []bool{false, true} {
		f, ready := &fake{stop: make(chan struct{})}, make(chan struct{})
		s := openOn(func() (device, <-chan struct{}, error) { return f, ready, nil }, sound.New())
		if closes {
			s.Close()
		} else {
			f.take(none)
		}
		close(ready)
		time.Sleep(20 * time.Millisecond)
		require.Zero(t, f.heard())
		s.Close()
		require.Zero(t, f.paused)
	}
}
