package scene

import "math"

// Colormap turns a value in 0…1 into a colour; values outside are clamped.
type Colormap [256]Vec

// At is the colour of a value.
func (m *Colormap) At(x float32) Vec {
	return m[int(min(max(x, 0), 1)*255+0.5)]
}

// lab is a colour in Oklab (Ottosson 2020), in which equal distances look
// equally different: lightness, and two axes of hue.
type lab struct{ l, a, b float64 }

// polar is a colour by lightness, chroma and hue (degrees).
func polar(l, chroma, hue float64) lab {
	s, c := math.Sincos(hue * math.Pi / 180)
	return lab{l, chroma * c, chroma * s}
}

// linear is the colour in linear sRGB, clipped into its gamut.
func (c lab) linear() Vec {
	cube := func(x float64) float64 { return x * x * x }
	l := cube(c.l + 0.3963377774*c.a + 0.2158037573*c.b)
	m := cube(c.l - 0.1055613458*c.a - 0.0638541728*c.b)
	s := cube(c.l - 0.0894841775*c.a - 1.2914855480*c.b)
	clip := func(x float64) float32 { return float32(min(max(x, 0), 1)) }
	return Vec{
		clip(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		clip(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		clip(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
	}
}

// Pressure runs from deep blue through teal to pale yellow: its lightness rises
// evenly, so it reads the same in black and white and to colour-blind eyes.
func Pressure() *Colormap {
	m := &Colormap{}
	for i := range m {
		t := float64(i) / 255
		hue := 262 - 160*t
		chroma := 0.115 + 0.03*math.Sin(math.Pi*t) - 0.015*t
		m[i] = polar(0.30+0.66*t, chroma, hue).linear()
	}
	return m
}

// Warmth runs from blue through white to red-orange: a diverging map, as light on
// one side as on the other, so that it is safe for colour-blind eyes.
func Warmth() *Colormap {
	m := &Colormap{}
	for i := range m {
		t := float64(i)/127.5 - 1
		hue := 255.0
		if t > 0 {
			hue = 42
		}
		m[i] = polar(0.97-0.45*math.Abs(t), 0.155*math.Abs(t), hue).linear()
	}
	return m
}
