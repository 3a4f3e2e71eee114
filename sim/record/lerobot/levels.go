package lerobot

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"

	"mirrorarm/sim/record/frames"
)

// levels counts how often each level of red, green and blue is there in pictures: all
// that their statistics, in shares of full scale, are made of.
type levels struct {
	counts   [3][256]int
	pictures int
	rgba     *image.RGBA // scratch
}

// Which pictures of an episode LeRobot looks at, and which of their points: at some 100
// of up to 500 rows, and about 150 points a side of one with 300 and more.
const (
	leastSamples = 100
	mostSamples  = 10_000
	samplePower  = 0.75
	fineSide     = 150
	coarseFrom   = 300
)

// samples are the rows of an episode that are looked at.
func samples(rows int) (list []int) {
	n := max(min(leastSamples, rows), min(int(math.Pow(float64(rows), samplePower)), mostSamples))
	for i := range n {
		at := 0.0
		if n > 1 {
			at = float64(i) * float64(rows-1) / float64(n-1)
		}
		list = append(list, int(math.RoundToEven(at)))
	}
	return list
}

// of counts an episode's pictures anew.
func (l *levels) of(c *frames.Column) error {
	l.counts, l.pictures = [3][256]int{}, 0
	for _, row := range samples(c.Rows()) {
		if err := l.add(c.Images[row]); err != nil {
			return fmt.Errorf("%s: the picture of row %d: %w", c.Name, row, err)
		}
	}
	return nil
}

func (l *levels) add(picture []byte) error {
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return err
	}
	rgba, ok := img.(*image.RGBA)
	if !ok {
		if l.rgba == nil || l.rgba.Rect != img.Bounds() {
			l.rgba = image.NewRGBA(img.Bounds())
		}
		rgba = l.rgba
		draw.Draw(rgba, rgba.Rect, img, img.Bounds().Min, draw.Src)
	}
	step, long := 1, max(rgba.Rect.Dx(), rgba.Rect.Dy())
	if long >= coarseFrom {
		step = long / fineSide
	}
	for y := 0; y < rgba.Rect.Dy(); y += step {
		line := rgba.Pix[y*rgba.Stride:][:4*rgba.Rect.Dx()]
		for x := 0; x < len(line); x += 4 * step {
			for ch := range l.counts {
				l.counts[ch][line[x+ch]]++
			}
		}
	}
	l.pictures++
	return nil
}

// gather adds what other pictures counted.
func (l *levels) gather(o *levels) {
	for ch := range l.counts {
		for v, n := range o.counts[ch] {
			l.counts[ch][v] += n
		}
	}
	l.pictures += o.pictures
}

// to writes the statistics.
func (l *levels) to(s *stats) {
	s.count = l.pictures
	for ch := range l.counts {
		low, high, points, sum := -1, 0, 0, 0
		for v, n := range l.counts[ch] {
			if n == 0 {
				continue
			}
			if low < 0 {
				low = v
			}
			high, points, sum = v, points+n, sum+v*n
		}
		mean, squares := float64(sum)/float64(points), 0.0
		for v, n := range l.counts[ch] {
			squares += float64(n) * (float64(v) - mean) * (float64(v) - mean)
		}
		const full = 255
		s.put(ch, float64(low)/full, float64(high)/full, mean/full, math.Sqrt(squares/float64(points))/full)
		for q, share := range quantiles {
			s.values[firstQuantile+q][ch] = l.quantile(ch, share*float64(points), float64(low), float64(high)) / full
		}
	}
}

// quantile is the level below which so many points are, interpolated in its bin: no bin
// of the histogram that LeRobot would make has two levels.
func (l *levels) quantile(ch int, points, low, high float64) float64 {
	below := 0.0
	for v, n := range l.counts[ch] {
		if n == 0 || below+float64(n) < points {
			below += float64(n)
			continue
		}
		from, width := low-padding, high-low+2*padding
		bin := min(int((float64(v)-from)/width*bins), bins-1)
		within := (points - below) / float64(n)
		if bin == 0 {
			within = 0 // LeRobot has the lower edge there
		}
		return from + width*(float64(bin)+within)/bins
	}
	return high
}
