package rendertest

import (
	"image/color"
	"math"
)

// Linear is a colour's light (0…1).
func Linear(c color.NRGBA) (out [3]float64) {
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		out[i] = math.Pow((float64(v)/255+0.055)/1.055, 2.4)
		if v <= 10 {
			out[i] = float64(v) / 255 / 12.92
		}
	}
	return out
}

// Contrast of two opaque colours, as WCAG has it: 1 to 21.
func Contrast(a, b color.NRGBA) float64 {
	luminance := func(c color.NRGBA) float64 {
		l := Linear(c)
		return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
	}
	p, q := luminance(a)+0.05, luminance(b)+0.05
	return max(p/q, q/p)
}

// OverWhite is a colour that lets through the brightest white that a picture may have.
func OverWhite(c color.NRGBA) color.NRGBA {
	over := func(v uint8) uint8 {
		a := float64(c.A) / 255
		return uint8(math.Ceil(a*float64(v) + (1-a)*255))
	}
	return color.NRGBA{over(c.R), over(c.G), over(c.B), 255}
}
