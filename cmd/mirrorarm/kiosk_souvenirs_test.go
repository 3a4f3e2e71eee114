//go:build linux && cgo

package main

import (
	"image"
	"io"
	"sync/atomic"
	"time"

	"mirrorarm/render/window"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// paces are the times from one picture to the next (ms) while the program plays, and how many.
type paces struct {
	Pictures      int64
	P50, P99, Max float64
}

func pacesOf(h *hdrhistogram.Histogram) paces {
	return paces{h.TotalCount(), float64(h.ValueAtQuantile(50)) / 1000, float64(h.ValueAtQuantile(99)) / 1000, float64(h.Max()) / 1000}
}

// makings are what is made beside the pictures, and how these come meanwhile and else.
type makings struct {
	making     *atomic.Int32           // posters and moving pictures
	calm, busy *hdrhistogram.Histogram // µs; while nothing is made, and while something is
	drawn      time.Time               // the last picture
}

func newMakings() makings {
	return makings{making: &atomic.Int32{}, calm: hdrhistogram.New(1, mostPace, 2), busy: hdrhistogram.New(1, mostPace, 2)}
}

// pictured is called for every picture.
func (m *makings) pictured(attract bool) {
	now := time.Now()
	if !m.drawn.IsZero() && attract {
		h := m.calm
		if m.making.Load() > 0 {
			h = m.busy
		}
		_ = h.RecordValue(min(now.Sub(m.drawn).Microseconds(), mostPace)) // no longer than it may be
	}
	m.drawn = now
}

// mostPace is the longest time between pictures that is told apart (µs).
const mostPace = 60_000_000

// souvenirs are those of an exhibit, counted while they are made; stderr hears what the
// operator is told.
func (m *makings) souvenirs(dir string, stderr io.Writer) (window.Poster, window.Film) {
	c := demoCmd{Kiosk: true, PosterDir: dir}
	print, animate := c.souvenirs(&app{stderr: stderr})
	poster := func(v *window.Visit) (*image.RGBA, error) {
		m.making.Add(1)
		defer m.making.Add(-1)
		return print(v)
	}
	film := func(v *window.Visit, goOn func(float64) error) {
		m.making.Add(1)
		defer m.making.Add(-1)
		animate(v, goOn)
	}
	return poster, film
}
