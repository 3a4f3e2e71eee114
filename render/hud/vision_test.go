package hud

import (
	"image"
	"image/color"
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/paint"
	"mirrorarm/render/scene"
	"mirrorarm/sensors/material"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// eyes are what the three deficiencies make of linear sRGB, when complete (Machado,
// Oliveira and Fernandes 2009, table 1).
var eyes = map[string][3][3]float64{
	"normal":        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia":  {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	"achromatopsia": {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
}

// seen is a colour to some eyes, in CIE Lab under D65.
func seen(c color.NRGBA, eye string) (lab [3]float64) {
	var rgb [3]float64
	for i, row := range eyes[eye] {
		for j, v := range rendertest.Linear(c) {
			rgb[i] += row[j] * v
		}
		rgb[i] = min(max(rgb[i], 0), 1)
	}
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124*rgb[0] + 0.3576*rgb[1] + 0.1805*rgb[2]) / 0.9505)
	y := f(0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2])
	z := f((0.0193*rgb[0] + 0.1192*rgb[1] + 0.9505*rgb[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// apartTo is how different two colours look to some eyes: ΔE of CIE 1976, of which 2.3 is
// just noticed.
func apartTo(a, b color.NRGBA, eye string) float64 {
	p, q := seen(a, eye), seen(b, eye)
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

// Pressure is told by lightness, so that every eye reads it: eight steps of it are apart,
// and each is lighter than the one before.
func TestEveryEyeReadsPressure(t *testing.T) {
	m := scene.Pressure()
	for eye := range eyes {
		least := math.Inf(1)
		for i := range 7 {
			a, b := scene.Display(m.At(float32(i)/7)), scene.Display(m.At(float32(i+1)/7))
			require.Greater(t, seen(b, eye)[0], seen(a, eye)[0]+4, "%s, step %d", eye, i)
			least = min(least, apartTo(a, b, eye))
		}
		require.Greater(t, least, 8.0, eye)
		t.Logf("%s: steps of pressure are %.1f apart", eye, least)
	}
}

// Temperature: cold, cool, skin, warm and hot are apart to each kind of dichromat; who sees
// no colours at all tells cold from warm by its ring.
func TestEveryEyeReadsTemperature(t *testing.T) {
	m := scene.Warmth()
	for eye := range eyes {
		least := math.Inf(1)
		for i := range 5 {
			for j := range i {
				if eye == "achromatopsia" && i+j == 4 {
					continue
				}
				least = min(least, apartTo(scene.Display(m.At(float32(i)/4)), scene.Display(m.At(float32(j)/4)), eye))
			}
		}
		require.Greater(t, least, 10.0, eye)
		t.Logf("%s: temperatures are %.1f apart", eye, least)
	}
	desc := description(t, hand.Left)
	skin, snap := newSkinMap(desc), snapshot(desc)
	for celsius, want := range map[float32]bool{5: true, 20: true, 34: false, 55: false} {
		snap.Warmth = make([]float32, len(desc.Skin.Spots))
		for i := range snap.Warmth {
			snap.Warmth[i] = celsius
		}
		ring := false
		for i := range skin.place {
			_, _, hollow := skin.dot(i, true, snap)
			ring = ring || hollow
		}
		require.Equal(t, want, ring, "%g °C", celsius)
	}
}

// What is in order, what is not, and what is broken are apart to every eye.
func TestEveryEyeSeesWarnings(t *testing.T) {
	signals := map[string]color.NRGBA{"accent": paint.Accent, "warning": paint.Warning, "fault": paint.Fault, "text": paint.TextColor}
	for eye := range eyes {
		least := math.Inf(1)
		for a, p := range signals {
			for b, q := range signals {
				if a < b && (eye != "achromatopsia" || a != "accent" || b != "warning") {
					require.Greater(t, apartTo(p, q, eye), 10.0, "%s: %s and %s", eye, a, b)
					least = min(least, apartTo(p, q, eye))
				}
			}
		}
		t.Logf("%s: signals are %.1f apart", eye, least)
	}
}

// Every text has a contrast of 4.5 at least, even where a panel lies over the brightest
// white that a picture may have.
func TestEveryTextHasContrast(t *testing.T) {
	worst := rendertest.OverWhite(paint.Glass)
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	least := math.Inf(1)
	inks := map[color.NRGBA]bool{}
	for _, s := range busy(locale.English) {
		h.Arrange(&s, &Order{})
		for _, a := range listen(h, s, snapshot(desc)) {
			inks[a.ink] = true
		}
	}
	require.Greater(t, len(inks), 3)
	for ink := range inks {
		require.GreaterOrEqual(t, rendertest.Contrast(ink, worst), 4.5, "%v on %v", ink, worst)
		least = min(least, rendertest.Contrast(ink, worst))
	}
	t.Logf("over white, the contrast of %d inks is %.2f at least", len(inks), least)
}

// unlike counts the pixels that two pictures do not cover alike, whatever their colours.
func unlike(a, b *image.RGBA) (n int) {
	for i := 3; i < len(a.Pix); i += 4 {
		if (a.Pix[i] > 128) != (b.Pix[i] > 128) {
			n++
		}
	}
	return n
}

// Who sees no colours tells by their forms a joint near its limit, a sense that has spoken,
// skin that slips, and a stage that takes longer than a step.
func TestFormsTellWhatColoursTell(t *testing.T) {
	desc := description(t, hand.Left)
	snap := snapshot(desc)
	drawn := func(d panel, s State, snap *mirror.Snapshot) *image.RGBA {
		p, img := sheet(t)
		width, height := d.size()
		d.draw(p, image.Rect(0, 0, int(width), int(height)), &s, snap)
		return img
	}
	j := newJoints(desc)
	snap.Arm.Target = nil
	limit := desc.Robot.Model.Coordinate(3).Limit
	near := func(share float64) *image.RGBA {
		snap.Arm.Coordinates[3] = limit.Lower + share*(limit.Upper-limit.Lower)
		return drawn(j, State{}, snap)
	}
	require.Greater(t, unlike(near(nearLimit-1e-6), near(nearLimit+1e-6)), 10)

	quiet := State{Recognition: Recognition{Doing: locale.PhaseHolding}}
	loud := quiet
	loud.Recognition.Force = true
	require.Greater(t, unlike(drawn(recognition{}, quiet, snap), drawn(recognition{}, loud, snap)), 10)

	skin := newSkinMap(desc)
	pressed := snapshot(desc)
	for i := range 60 {
		pressed.Touch[i].Normal = 120e3
	}
	held := drawn(skin, State{}, pressed)
	pressed.Feel = []mirror.Feel{{Region: skin.region[30], Touch: material.Touch{Slip: true}}}
	require.Greater(t, unlike(held, drawn(skin, State{}, pressed)), 10)

	line := drawn(timing{}, State{}, snap)
	require.Equal(t, mirror.NumStages, inColour(line, image.Rect(onLog(stageTrack(), budget), 0, onLog(stageTrack(), budget)+1, 146), paint.DimColor)/12)
}

// stageTrack is where the timing panel's bars are on a sheet of scale 1.
func stageTrack() image.Rectangle {
	return image.Rect(paint.Margin+76, 0, timingWidth-paint.Margin-2*timingFigure-4, 1)
}
