package raster

import "math"

// toneTable maps linear radiance to display values of 8.8 bits. It is indexed by
// the leading bits of the float: 256 steps per octave from 2⁻¹³ to 2³.
type toneTable [16*256 + 1]uint16

const (
	toneLow   = (127 - 13) << 23 // bits of 2⁻¹³
	toneShift = 15
)

func newToneTable(exposure float64) *toneTable {
	t := &toneTable{}
	for i := range t {
		x := float64(math.Float32frombits(uint32(toneLow + i<<toneShift)))
		if i == 0 {
			x = 0
		}
		t[i] = uint16(math.Round(255 * 256 * encodeSRGB(acesFit(x*exposure))))
	}
	return t
}

// at is the display value of x ≥ 0 (8.8 bits).
func (t *toneTable) at(x float32) uint32 {
	i := (int32(math.Float32bits(x)) - toneLow) >> toneShift
	return uint32(t[min(max(i, 0), int32(len(t)-1))])
}

// acesFit is the filmic curve of the Academy Color Encoding System in the
// rational fit of Narkowicz (2015).
func acesFit(x float64) float64 {
	return min(max(x*(2.51*x+0.03)/(x*(2.43*x+0.59)+0.14), 0), 1)
}

// encodeSRGB is the transfer function of IEC 61966-2-1.
func encodeSRGB(x float64) float64 {
	if x <= 0.0031308 {
		return 12.92 * x
	}
	return 1.055*math.Pow(x, 1/2.4) - 0.055
}

// dither is an ordered 4 × 4 pattern (Bayer 1973) in 8.8 bits that hides the
// steps of eight bits in the dark floor. Its mean is one half, which rounds.
var dither = [4][4]uint32{
	{8, 136, 40, 168},
	{200, 72, 232, 104},
	{56, 184, 24, 152},
	{248, 120, 216, 88},
}
