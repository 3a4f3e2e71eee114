package animation

import (
	"cmp"
	"image"
	"slices"
)

// MostColours is how many a palette has at most: one of the format's 256 is kept for
// what does not change from one picture to the next.
const MostColours = 255

// Colours are told apart by the upper bits of each channel.
const (
	keptBits = 6
	numCells = 1 << (3 * keptBits)
)

// cellOf is the cell that a colour lies in.
func cellOf(r, g, b uint8) int {
	const lost = 8 - keptBits
	return int(r>>lost)<<(2*keptBits) | int(g>>lost)<<keptBits | int(b>>lost)
}

// RGB is a colour.
type RGB [3]uint8

// Palette is a list of at most MostColours colours.
type Palette []RGB

// Histogram counts the colours of pictures. The zero value has seen none.
type Histogram struct{ cells []cell }

// cell is what has been seen of colours that are nearly the same.
type cell struct {
	count uint64
	sum   [3]uint64
}

// Add counts the pixels of a picture.
func (h *Histogram) Add(img *image.RGBA) {
	if h.cells == nil {
		h.cells = make([]cell, numCells)
	}
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		row := img.Pix[img.PixOffset(img.Rect.Min.X, y):][:4*img.Rect.Dx()]
		for ; len(row) >= 4; row = row[4:] {
			c := &h.cells[cellOf(row[0], row[1], row[2])]
			c.count++
			for a := range 3 {
				c.sum[a] += uint64(row[a])
			}
		}
	}
}

// tint is a cell's mean colour and how much of it there is.
type tint struct {
	mean   [3]float64
	weight float64
}

// Palette chooses n colours, 1 to MostColours, so that the mean squared distance of what
// has been seen from the nearest of them is small: boxes of colours are cut where that
// gains most, always the worst one first (after X. Wu, "Efficient statistical
// computations for optimal color quantization", Graphics Gems II, 1991), and their means
// then moved by Lloyd's rounds ("Least squares quantization in PCM", 1982). Of nothing it
// is black.
func (h *Histogram) Palette(n int) Palette {
	n = min(max(n, 1), MostColours)
	var tints []tint
	for i := range h.cells {
		if c := &h.cells[i]; c.count > 0 {
			t := tint{weight: float64(c.count)}
			for a := range 3 {
				t.mean[a] = float64(c.sum[a]) / t.weight
			}
			tints = append(tints, t)
		}
	}
	if len(tints) == 0 {
		return Palette{{}}
	}
	centres := cut(tints, n)
	for range lloydRounds {
		settle(centres, tints)
	}
	p := make(Palette, len(centres))
	for i, c := range centres {
		for a := range 3 {
			p[i][a] = uint8(min(max(c[a]+0.5, 0), 255))
		}
	}
	return p
}

// lloydRounds is after how many rounds the means hardly move any more.
const lloydRounds = 6

// box is a part of all colours.
type box struct {
	tints   []tint
	error   float64 // squared distances from the mean, weighed
	axis, n int     // where it is to be cut, and behind how many of its colours
	gain    float64 // of that cut
}

// cut parts the colours into n boxes, and gives their means.
func cut(tints []tint, n int) [][3]float64 {
	boxes := []box{newBox(tints)}
	for len(boxes) < n {
		best := 0
		for i := range boxes {
			if boxes[i].gain > boxes[best].gain {
				best = i
			}
		}
		b := boxes[best]
		if !(b.gain > 0) {
			break
		}
		boxes[best] = newBox(b.tints[:b.n])
		boxes = append(boxes, newBox(b.tints[b.n:]))
	}
	centres := make([][3]float64, len(boxes))
	for i := range boxes {
		s := sumOf(boxes[i].tints)
		for a := range 3 {
			centres[i][a] = s.first[a] / s.weight
		}
	}
	return centres
}

// sums are of weights, colours and their squares.
type sums struct {
	weight float64
	first  [3]float64
	second float64
}

func (s *sums) add(t *tint) {
	s.weight += t.weight
	for a, v := range t.mean {
		s.first[a] += t.weight * v
		s.second += t.weight * v * v
	}
}

// error is the sum of squared distances from the mean.
func (s *sums) error() float64 {
	e := s.second
	for _, v := range s.first {
		e -= v * v / s.weight
	}
	return e
}

func sumOf(tints []tint) (s sums) {
	for i := range tints {
		s.add(&tints[i])
	}
	return s
}

// newBox finds where a box is best cut: along the axis on which it is widest.
func newBox(tints []tint) box {
	all := sumOf(tints)
	b := box{tints: tints, error: all.error()}
	widest := -1.0
	for a := range 3 {
		mean, spread := all.first[a]/all.weight, 0.0
		for i := range tints {
			d := tints[i].mean[a] - mean
			spread += tints[i].weight * d * d
		}
		if spread > widest {
			b.axis, widest = a, spread
		}
	}
	b.sort()
	var low sums
	for i := range len(tints) - 1 {
		low.add(&tints[i])
		high := sums{weight: all.weight - low.weight, second: all.second - low.second}
		for a := range 3 {
			high.first[a] = all.first[a] - low.first[a]
		}
		if gain := b.error - low.error() - high.error(); gain > b.gain && tints[i].mean[b.axis] < tints[i+1].mean[b.axis] {
			b.gain, b.n = gain, i+1
		}
	}
	return b
}

// sort puts the colours into the order of the box's axis.
func (b *box) sort() {
	slices.SortStableFunc(b.tints, func(x, y tint) int { return cmp.Compare(x.mean[b.axis], y.mean[b.axis]) })
}

// settle moves each centre to the mean of the colours that are nearest to it.
func settle(centres [][3]float64, tints []tint) {
	all := make([]sums, len(centres))
	for i := range tints {
		t := &tints[i]
		best, least := 0, distance(t.mean, centres[0])
		for j := 1; j < len(centres); j++ {
			if d := distance(t.mean, centres[j]); d < least {
				best, least = j, d
			}
		}
		all[best].add(t)
	}
	for i := range all {
		if s := &all[i]; s.weight > 0 {
			for a := range 3 {
				centres[i][a] = s.first[a] / s.weight
			}
		}
	}
}

func distance(a, b [3]float64) (d float64) {
	for i := range a {
		d += (a[i] - b[i]) * (a[i] - b[i])
	}
	return d
}

// matcher finds the nearest colours of a palette, and remembers them.
type matcher struct {
	palette Palette
	known   []uint16 // by the upper bits: one more than the index, 0 where nobody has asked yet
}

// matchBits are the upper bits of each channel that colours go by when they are matched.
const matchBits = 7

func newMatcher(p Palette) matcher { return matcher{p, make([]uint16, 1<<(3*matchBits))} }

// index is the colour that is nearest to the first one that was asked for of nearly the
// same.
func (m *matcher) index(r, g, b uint8) uint8 {
	const lost = 8 - matchBits
	at := &m.known[int(r>>lost)<<(2*matchBits)|int(g>>lost)<<matchBits|int(b>>lost)]
	if *at == 0 {
		best, least := 0, 1<<30
		for i, c := range m.palette {
			if d := apart(c, r, g, b); d < least {
				best, least = i, d
			}
		}
		*at = uint16(best) + 1
	}
	return uint8(*at - 1)
}

// screen is Bayer's ("An optimum method for two-level rendition of continuous-tone
// pictures", 1973): what is added to a pixel before it is matched, by its place, so that
// slow gradients show no steps. It stands still, and so does what does.
var screen = [8][8]int{
	{0, 32, 8, 40, 2, 34, 10, 42}, {48, 16, 56, 24, 50, 18, 58, 26},
	{12, 44, 4, 36, 14, 46, 6, 38}, {60, 28, 52, 20, 62, 30, 54, 22},
	{3, 35, 11, 43, 1, 33, 9, 41}, {51, 19, 59, 27, 49, 17, 57, 25},
	{15, 47, 7, 39, 13, 45, 5, 37}, {63, 31, 55, 23, 61, 29, 53, 21},
}

// screenSpan is from the least to the most that is added: about what lies between two
// colours of a palette.
const screenSpan = 6

// screened is a channel with the screen's share.
func screened(v uint8, x, y int) uint8 {
	return uint8(min(max(int(v)+(screen[y&7][x&7]*screenSpan+32)/64-screenSpan/2, 0), 255))
}

// apart is the squared distance of two colours.
func apart(c RGB, r, g, b uint8) int {
	dr, dg, db := int(c[0])-int(r), int(c[1])-int(g), int(c[2])-int(b)
	return dr*dr + dg*dg + db*db
}
