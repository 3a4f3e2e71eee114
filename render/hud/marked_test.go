package hud

import (
	"image"
	"image/color"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// inColour counts the pixels of exactly one colour.
func inColour(img *image.RGBA, r image.Rectangle, c color.NRGBA) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if img.RGBAAt(x, y) == color.RGBA(c) {
				n++
			}
		}
	}
	return n
}

// sheet is a painter on an empty picture.
func sheet(t *testing.T) (*paint.Painter, *image.RGBA) {
	p, err := paint.NewPainter(1, nil)
	require.NoError(t, err)
	img := image.NewRGBA(image.Rect(0, 0, 640, 640))
	p.Begin(img)
	return p, img
}

// TestLagIsTold only once it is known: until then a dash stands in its place, as
// while the arm explores by itself.
func TestLagIsTold(t *testing.T) {
	desc := description(t, hand.Left)
	row := func(s State) string {
		h, err := New(desc, 1280, 720, 0, nil)
		require.NoError(t, err)
		s.Reached = true
		img, _ := h.Draw(s, snapshot(desc))
		r := h.overviewRect(&s)
		last := image.Rect(r.Min.X+8, r.Max.Y-22, r.Max.X-8, r.Max.Y-4) // the lowest row
		out := make([]uint8, 0, 4*last.Dx()*last.Dy())
		for y := last.Min.Y; y < last.Max.Y; y++ {
			out = append(out, img.Pix[img.PixOffset(last.Min.X, y):img.PixOffset(last.Max.X, y)]...)
		}
		return string(out)
	}
	dash := row(State{Exploring: true, LagMS: figure.Of(51)})
	require.True(t, dash == row(State{}), "nothing is known yet")
	require.False(t, dash == row(State{LagMS: figure.Of(51)}))
	require.False(t, row(State{LagMS: figure.Of(15)}) == row(State{LagMS: figure.Of(51)}))
}

// TestOverrunsAreRed: a stage whose worst percent takes more than the millisecond
// that a step has, and steps that took as long.
func TestOverrunsAreRed(t *testing.T) {
	r := image.Rect(0, 0, timingWidth, timingHeight)
	draw := func(p99 float64, bin int) (red, usual int) {
		p, img := sheet(t)
		var s State
		var snap mirror.Snapshot
		for i := range s.Health.LatencyUS {
			s.Health.LatencyUS[i] = mirror.Spread{P50: 300, P99: 400}
		}
		s.Health.LatencyUS[mirror.StageDecode].P99 = p99
		if bin >= 0 {
			snap.Health.LoopHistogram[bin] = 10
		}
		timing{}.draw(p, r, &s, &snap)
		return inColour(img, r, paint.Fault), inColour(img, r, paint.Accent)
	}
	red, usual := draw(999, -1)
	require.Zero(t, red)
	late, onTime := draw(1001, -1)
	require.Positive(t, late)
	require.InDelta(t, usual, late+onTime, float64(usual)/20, "the same bar, in another colour")
	for bin := range mirror.HistogramBins {
		red, _ := draw(400, bin)
		require.Equal(t, mirror.HistogramEdge(bin) >= 1000, red > 0, "steps of %g µs", mirror.HistogramEdge(bin))
	}
}

// TestTimesLieOnALogarithmicScale: equal ratios are equal lengths, from 1 µs to
// 10 ms.
func TestTimesLieOnALogarithmicScale(t *testing.T) {
	track := image.Rect(10, 0, 410, 8)
	for us, want := range map[float64]int{0.2: 10, 1: 10, 10: 110, 100: 210, 1000: 310, 10e3: 410, 50e3: 410} {
		require.InDelta(t, want, onLog(track, us), 1, "%g µs", us)
	}
}

// TestHistogramShowsRoots: a quarter of the most is half as high.
func TestHistogramShowsRoots(t *testing.T) {
	high := func(n int) int {
		p, img := sheet(t)
		var s State
		var counts [mirror.HistogramBins]int
		counts[2], counts[6] = 100, n
		r := image.Rect(0, 0, 320, 200)
		timing{}.histogram(p, r, &s, &counts)
		x := (2*6 + 1) * r.Dx() / (2 * mirror.HistogramBins)
		return inColour(img, image.Rect(x, 0, x+1, 200), paint.Accent)
	}
	full := high(100)
	require.Greater(t, full, 100)
	require.InDelta(t, float64(full)/2, high(25), 1)
	require.InDelta(t, float64(full)/10, high(1), 1)
	require.Zero(t, high(0))
}

// TestJointsNearALimitAreMarked, near either, within 3 % of the range.
func TestJointsNearALimitAreMarked(t *testing.T) {
	desc := description(t, hand.Left)
	j := newJoints(desc)
	width, height := j.size()
	r := image.Rect(0, 0, int(width), int(height))
	marked := func(share float64) (warned, usual int) {
		p, img := sheet(t)
		snap := snapshot(desc)
		snap.Arm.Target = nil
		l := desc.Robot.Model.Coordinate(3).Limit
		snap.Arm.Coordinates[3] = l.Lower + share*(l.Upper-l.Lower)
		j.draw(p, r, &State{}, snap)
		return inColour(img, r, paint.Warning), inColour(img, r, paint.Accent)
	}
	_, all := marked(0.5)
	for share, want := range map[float64]bool{-0.1: true, 0: true, 0.028: true, 0.033: false, 0.5: false, 0.967: false, 0.972: true, 1: true, 1.2: true} {
		warned, usual := marked(share)
		require.Equal(t, want, warned > 0, "at %g of the range", share)
		if want {
			require.Less(t, usual, all)
		}
	}
}
