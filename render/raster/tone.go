package raster

import (
	"encoding/binary"
	"math"
)

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

// lanes is a colour in display values of 8.8 bits, one per 16 bits: red lowest,
// alpha highest. What all four need done is done in one operation.
type lanes uint64

// opaque is an alpha of 255; inAll times a number puts it into every lane.
const (
	opaque lanes = 0xff00 << 48
	inAll  lanes = 1 | 1<<16 | 1<<32 | 1<<48
)

// show is the display value of a radiance ≥ 0.
func (t *toneTable) show(red, green, blue float32) lanes {
	return lanes(t.at(red)) | lanes(t.at(green))<<16 | lanes(t.at(blue))<<32 | opaque
}

// apart is the greatest difference between two colours.
func (c lanes) apart(d lanes) int32 {
	red := int32(c&0xffff) - int32(d&0xffff)
	green := int32(c>>16&0xffff) - int32(d>>16&0xffff)
	blue := int32(c>>32&0xffff) - int32(d>>32&0xffff)
	return max(red, -red, green, -green, blue, -blue)
}

// times is a colour made translucent: every lane times alpha, 0…1.
func (c lanes) times(alpha float32) lanes {
	k := lanes(alpha*256 + 0.5)
	return c&0xffff*k>>8 | c>>16&0xffff*k>>8<<16 | c>>32&0xffff*k>>8<<32 | c>>48*k>>8<<48
}

// step is what has to be added 2^shift times to come from one colour to another.
// A negative lane borrows from the one above, and every sum pays back.
func (c lanes) step(to lanes, shift int) lanes {
	red := (int64(to&0xffff) - int64(c&0xffff)) >> shift
	green := (int64(to>>16&0xffff) - int64(c>>16&0xffff)) >> shift
	blue := (int64(to>>32&0xffff) - int64(c>>32&0xffff)) >> shift
	alpha := (int64(to>>48) - int64(c>>48)) >> shift
	return lanes(red + green<<16 + blue<<32 + alpha<<48)
}

// put rounds a colour into the pixel p, with a dither value in every lane.
func (c lanes) put(p []uint8, dither lanes) {
	c = (c + dither) >> 8 & (0xff * inAll)
	c |= c >> 8
	binary.LittleEndian.PutUint32(p, uint32(c&0xffff|c>>16&0xffff0000))
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
