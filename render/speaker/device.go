//go:build windows || (darwin && cgo) || (linux && cgo && sound)

package speaker

import (
	"io"
	"time"

	"mirrorarm/render/sound"

	"github.com/ebitengine/oto/v3"
)

// Latency of what is played: of the device's buffer, and of the frames made ahead.
const (
	deviceBuffer = 40 * time.Millisecond
	ahead        = 4 * sound.Channels * sound.Rate / 40 // bytes: 25 ms
)

// output is the system's device.
type output struct {
	context *oto.Context
	player  *oto.Player
}

func openDevice() (device, <-chan struct{}, error) {
	quiet()
	context, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate: sound.Rate, ChannelCount: sound.Channels, Format: oto.FormatFloat32LE, BufferSize: deviceBuffer,
	})
	return &output{context: context}, ready, err
}

func (o *output) play(frames io.Reader) {
	o.player = o.context.NewPlayer(frames)
	o.player.SetBufferSize(ahead)
	o.player.Play()
}

func (o *output) pause()     { o.player.Pause() }
func (o *output) err() error { return o.context.Err() }
