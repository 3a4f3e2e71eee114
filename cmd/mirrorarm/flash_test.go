package main

import (
	"image"
	"io"
	"math"
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// flicker is a part of a picture whose brightness is followed (WCAG 2.2, 2.3.1): a flash
// is a rise and a fall, or the other way round, by a tenth of full brightness at least.
type flicker struct {
	low, high float64   // since the last turn
	rising    bool      // what came last
	turns     []float64 // s, of rises and falls
}

const (
	flashLevel = 0.1
	blockSide  = 16 // px
)

func (w *flicker) see(level, t float64) {
	w.low, w.high = min(w.low, level), max(w.high, level)
	switch {
	case level > w.low+flashLevel && (!w.rising || len(w.turns) == 0):
		w.rising = true
	case level < w.high-flashLevel && (w.rising || len(w.turns) == 0):
		w.rising = false
	default:
		return
	}
	w.low, w.high = level, level
	w.turns = append(w.turns, t)
}

// flashes tells whether it did so more than three times in a second.
func (w *flicker) flashes(from float64) bool {
	n := 0
	for _, t := range w.turns {
		if t >= from && t < from+1 {
			n++
		}
	}
	return n > 2*3
}

// flashing are a picture's blocks.
type flashing struct{ blocks map[image.Point]*flicker }

func (f *flashing) see(img *image.RGBA, t float64) {
	for y := 0; y+blockSide <= img.Rect.Dy(); y += blockSide {
		for x := 0; x+blockSide <= img.Rect.Dx(); x += blockSide {
			sum := 0.0
			for j := range blockSide {
				for i := range blockSide {
					c := img.Pix[img.PixOffset(x+i, y+j):]
					sum += 0.2126*brightness[c[0]] + 0.7152*brightness[c[1]] + 0.0722*brightness[c[2]]
				}
			}
			at, level := image.Pt(x, y), sum/(blockSide*blockSide)
			if f.blocks[at] == nil {
				f.blocks[at] = &flicker{low: level, high: level}
			}
			f.blocks[at].see(level, t)
		}
	}
}

// share is how much of the picture flashes more than three times in the same second, at
// most.
func (f *flashing) share(seconds int) (worst float64) {
	for from := range 4 * seconds {
		n := 0
		for _, w := range f.blocks {
			if w.flashes(float64(from) / 4) {
				n++
			}
		}
		worst = max(worst, float64(n)/float64(len(f.blocks)))
	}
	return worst
}

// brightness is the light of a level of sRGB; the darkest, where the standard is linear, do
// not matter.
var brightness = func() (out [256]float64) {
	for i := range out {
		out[i] = math.Pow((float64(i)/255+0.055)/1.055, 2.4)
	}
	return out
}()

// Over the medley, with every panel that has room, no part of a panel flashes more than three
// times a second, and of the picture, in which a hand may drum, less than a hundredth does:
// a third of what WCAG allows.
func TestNothingFlashes(t *testing.T) {
	const rate, seconds = 30, 12
	c := parsedAs[shotCmd](t, "shot --out a.png --channels 64 --profile ideal --size 960x540 --panels joints,skin --at 0s")
	s, err := c.upTo(&app{ctx: t.Context(), stdout: io.Discard, stderr: io.Discard}, locale.English, true)
	require.NoError(t, err)
	defer s.close()
	view := s.still.view
	view.SetLevel(picture.Floor)
	over, whole := flashing{map[image.Point]*flicker{}}, flashing{map[image.Point]*flicker{}}
	var snap mirror.Snapshot
	for i := range rate * seconds {
		require.NoError(t, s.Step(int(math.Round(1/(rate*mirror.Period)))))
		s.SnapshotTo(&snap)
		status := s.Status()
		state := status.Panels(&snap)
		state.Toggled = s.still.state.Toggled
		at := float64(i) / rate
		whole.see(view.Compose(&snap, view.Direct(&snap, &state), state), at)
		panels, _ := view.Overlay(state, &snap)
		over.see(panels, at)
		require.False(t, state.Hidden || !state.Shows(hud.Joints))
	}
	t.Logf("%.2f %% of the picture flashes", 100*whole.share(seconds))
	require.Zero(t, over.share(seconds))
	require.Less(t, whole.share(seconds), 0.01)
}

// What flashes is found: four times a second, but not three times.
func TestFlashesAreFound(t *testing.T) {
	for hertz, want := range map[float64]bool{1: false, 2.9: false, 4: true, 10: true} {
		var w flicker
		for i := range 300 {
			t := float64(i) / 60
			level := 0.1
			if int(2*hertz*t)%2 == 1 {
				level = 0.4
			}
			w.see(level, t)
		}
		require.Equal(t, want, w.flashes(1) || w.flashes(1.5), "%g Hz", hertz)
	}
}
