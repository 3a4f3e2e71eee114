//go:build cgo || windows || js

package window

import (
	"io"
	"runtime"
	"testing"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/sim/mirror"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/require"
)

// stillTake is a moving picture of a moment.
type stillTake struct {
	desc mirror.Description
	snap *mirror.Snapshot
}

func (s *stillTake) Len() int { return filmLength }
func (s *stillTake) ShowTo(_ int, dst *mirror.Snapshot) (*mirror.Description, error) {
	s.snap.CopyTo(dst)
	return &s.desc, nil
}

// BenchmarkPicturesBesideAFilm draws pictures as the window does, sixty a second, alone and
// while moving pictures are made one after the other: how long they take (ms).
func BenchmarkPicturesBesideAFilm(b *testing.B) {
	desc, snap := rendertest.Named("open").Mirrored(b)
	take, cores := &stillTake{desc, snap}, runtime.GOMAXPROCS(0)
	oneMore()
	for _, c := range []struct {
		name  string
		films bool
		back  bool
	}{{"alone", false, false}, {"beside", true, true}, {"inTheWay", true, false}} {
		b.Run(c.name, func(b *testing.B) {
			p, err := picture.New(desc, picture.Options{Width: 1280, Height: 720, Level: picture.Default, Workers: cores})
			require.NoError(b, err)
			defer p.Close()
			stop, ended, films := make(chan struct{}), make(chan struct{}), 0
			aside(func() {
				defer close(ended)
				if c.back {
					standBack()
				}
				o := picture.Moving{Width: picture.MovingWidth, Height: picture.MovingHeight, Limit: picture.MovingLimit, Workers: 1}
				o.Tell = func(float64) error {
					select {
					case <-stop:
						return errStopped
					default:
						return nil
					}
				}
				for c.films && picture.Animate(io.Discard, take, o) == nil {
					films++
				}
			})
			view := p.Direct(snap, &hud.State{})
			cost := hdrhistogram.New(1, mostCost, 3)
			for b.Loop() {
				began := time.Now()
				p.Scene(snap, view)
				took := time.Since(began)
				_ = cost.RecordValue(min(took.Microseconds(), mostCost)) // no longer than it may be
				time.Sleep(time.Second/60 - took)
			}
			close(stop)
			<-ended
			b.ReportMetric(float64(cost.ValueAtQuantile(50))/1000, "ms-p50")
			b.ReportMetric(float64(cost.ValueAtQuantile(99))/1000, "ms-p99")
			b.ReportMetric(float64(films), "films")
		})
	}
}

// mostCost is the longest that a picture takes (µs).
const mostCost = 10_000_000
