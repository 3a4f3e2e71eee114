package lesson_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A soft ball on a plate: the force goes with the square of the depth, F = π·K·R·d²,
// the pressure falls as the formula's curve does, and shear never passes friction.
func TestFormulasOfTouchHold(t *testing.T) {
	const stiffness, radius = 5.1e8, 8e-3 // N/m³, m: as the lesson gives them
	press, slide := bench(t, "contact", 2), bench(t, "contact", 4)
	for _, depth := range []float64{0.3, 0.5, 1, 1.4} { // mm
		force := at(t, press, "normal_n", map[string]float64{"depth_mm": depth})
		require.InEpsilon(t, math.Pi*stiffness*radius*depth*depth*1e-6, force, 0.02, depth)
	}
	c := turned(t, "contact", 1)
	taxels, formula := curve(t, c, "pressure"), curve(t, c, "formula")
	for i, r := range taxels.X { // mm
		want := stiffness * (0.5e-3 - r*r*1e-6/(2*radius)) / 1e3
		require.InDelta(t, want, taxels.Y[i], 15, "a taxel at %g mm: kPa", r)
	}
	require.InDelta(t, stiffness*0.5e-3/1e3, formula.Y[0], 1e-6)
	require.InDelta(t, 0, formula.Y[len(formula.Y)-1], 1e-6)
	require.InDelta(t, math.Sqrt(2*8*0.5), formula.X[len(formula.X)-1], 1e-9)

	// A taxel is a square of side s that tells its mean: in the middle r² is s²/6 on
	// average, and those that touch the patch reach half a diagonal beyond its rim.
	const grid = 21
	side := 2 * math.Pi / 3 * 8 / grid // mm
	for page, depth := range map[int]float64{1: 0.5, 2: 1} {
		b := bench(t, "contact", page)
		peak := stiffness * (depth*1e-3 - side*side*1e-6/(12*radius)) / 1e3
		require.InDelta(t, peak, at(t, b, "peak_kpa", nil), 0.5)
		area, rim := at(t, b, "patch_mm2", nil), math.Sqrt(2*8*depth)
		require.Greater(t, area, math.Pi*rim*rim, "the patch's own, 2π·R·d")
		require.Less(t, area, math.Pi*(rim+side*math.Sqrt2/2)*(rim+side*math.Sqrt2/2))
		require.InEpsilon(t, at(t, b, "taxels", nil)*side*side, area, 0.06, "whole taxels")
		for i, name := range []string{"highest pressure on a taxel", "area of those taxels"} {
			r, err := b.Result([]string{"peak_kpa", "patch_mm2"}[i])
			require.NoError(t, err)
			require.Equal(t, name, b.Experiment.Results()[r].Words)
		}
	}

	last := 0.0
	for _, push := range []float64{0, 0.5, 1, 2, 4, 8} {
		ratio := at(t, slide, "ratio", map[string]float64{"push_mm": push})
		require.LessOrEqual(t, ratio, 0.78)
		require.GreaterOrEqual(t, ratio, last)
		last = ratio
	}
	require.InDelta(t, 0.78, last, 0.002, "all of it slides")
	require.Equal(t, 1.0, at(t, slide, "slipping", nil))

	// The plot of the pushed fingertip is a clean curve from nothing that bends once.
	shear := turned(t, "contact", 3).Curves()[0]
	require.Zero(t, shear.X[0])
	require.InDelta(t, 0, shear.Y[0], 1e-9)
	for i := 2; i < len(shear.Y); i++ {
		slope := func(i int) float64 { return (shear.Y[i] - shear.Y[i-1]) / (shear.X[i] - shear.X[i-1]) }
		require.LessOrEqual(t, slope(i), slope(i-1)+0.02, "at %g mm", shear.X[i])
	}
}

// White rings are the taxels that slide: some on the page that says so, and as many as
// its figure tells.
func TestRingsAreWhatSlides(t *testing.T) {
	c := turned(t, "contact", 3)
	slides := 0
	d := c.Draw()
	for _, dot := range d.Dots {
		if dot.Slips {
			slides++
		}
	}
	require.InDelta(t, 100*float64(slides)/float64(len(d.Dots)), at(t, bench(t, "contact", 3), "sliding_percent", nil), 1e-9)
	require.Positive(t, slides)
	require.Less(t, slides, len(d.Dots))
}

// What touch makes of heat: the contact's temperature by effusivities, glass and copper
// both colder the harder they are pressed, copper by more, and nothing to be told where
// finger and thing are equally warm.
func TestFormulasOfHeatHold(t *testing.T) {
	b := bench(t, "temperature", 4)
	copper, oak := effusivity(t, "copper"), effusivity(t, "oak")
	rapid.Check(t, func(t *rapid.T) {
		skin, thing := rapid.Float64Range(5, 45).Draw(t, "skin"), rapid.Float64Range(-15, 75).Draw(t, "thing")
		knobs := map[string]float64{"skin_c": skin, "object_c": thing}
		require.InDelta(t, contact(580, skin, copper, thing), at(t, b, "first.contact_c", knobs), 1e-9)
		require.InDelta(t, contact(580, skin, oak, thing), at(t, b, "second.contact_c", knobs), 1e-9)
		// The oak that reads like copper does so.
		alike := at(t, b, "alike_c", knobs)
		if alike > -20 && alike < 80 {
			reads := at(t, b, "first.sensor_c", knobs)
			require.InDelta(t, reads, at(t, b, "second.sensor_c", map[string]float64{"skin_c": skin, "object_c": alike}), 1e-6)
		}
	})
	pressed := turned(t, "temperature", 3)
	metal, glass := curve(t, pressed, "first.sensor_c").Y, curve(t, pressed, "second.sensor_c").Y
	for i := 1; i < len(metal); i++ {
		require.Less(t, metal[i], metal[i-1])
		require.Less(t, glass[i], glass[i-1])
	}
	fall := func(y []float64) float64 { return y[0] - y[len(y)-1] }
	require.Greater(t, fall(metal), fall(glass)+1)
	require.Greater(t, fall(metal), 20*at(t, bench(t, "temperature", 2), "sensor_gap_k", nil), "far more than one metal differs from another")

	crossed := turned(t, "temperature", 4)
	one, other := curve(t, crossed, "first.sensor_c"), curve(t, crossed, "second.sensor_c")
	for i, thing := range one.X {
		require.Equal(t, thing < 34, one.Y[i] < other.Y[i], "the lines cross where finger and thing are equally warm: %g", thing)
	}
}

// The filters' formulas hold, and where they do not, on a hand that stops, the pages
// say what does.
func TestFormulasOfFiltersHold(t *testing.T) {
	b := bench(t, "filters", 1)
	rapid.Check(t, func(t *rapid.T) {
		alpha, rate := rapid.Float64Range(0.2, 1).Draw(t, "α"), rapid.Float64Range(100, 400).Draw(t, "rate")
		knobs := map[string]float64{"alpha": alpha, "rate_hz": rate}
		require.InDelta(t, 1e3*(1-alpha)/alpha/rate, at(t, b, "lag_ms", knobs), 1e-3)
		require.InEpsilon(t, 100*math.Sqrt(alpha/(2-alpha)), at(t, b, "noise_left_percent", knobs), 0.15)
	})
	lag, noise := curve(t, turned(t, "filters", 1), "lag_ms").Y, curve(t, turned(t, "filters", 1), "noise_left_percent").Y
	for i := 1; i < len(lag); i++ {
		require.Less(t, lag[i], lag[i-1])
		require.Greater(t, noise[i], noise[i-1])
	}
	late := at(t, bench(t, "filters", 2), "lag_ms", nil)
	require.Less(t, late, 1e3*(1-0.15)/0.15/100)
	require.Greater(t, late, 40.0)
	calm := at(t, bench(t, "filters", 3), "error_deg", nil)
	require.Less(t, calm, at(t, bench(t, "filters", 2), "error_deg", nil)/3, "the 1€ filter is nearer")
	early := at(t, bench(t, "filters", 4), "lag_ms", nil)
	require.Less(t, early, -5.0)
	require.Greater(t, early, -20.0)
	require.Greater(t, slices.Max(curve(t, turned(t, "filters", 4), "filtered").Y), 103.0, "it overshoots where the hand stops")
}

// The glove's estimates scatter as the ellipse says, more channels bring the bound down
// by the root of their number, and broken ones let it rise.
func TestTheGloveScattersAsTheEllipseSays(t *testing.T) {
	c := turned(t, "glove", 2)
	cloud, ellipse := curve(t, c, "estimates"), curve(t, c, "ellipse")
	spread := func(v []float64) float64 {
		sum := 0.0
		for _, x := range v {
			sum += x * x
		}
		return math.Sqrt(sum / float64(len(v)))
	}
	require.InEpsilon(t, slices.Max(ellipse.X), spread(cloud.X), 0.15)
	require.InEpsilon(t, slices.Max(ellipse.Y), spread(cloud.Y), 0.15)
	tilt := 0.0
	for i := range cloud.X {
		tilt += cloud.X[i] * cloud.Y[i]
	}
	require.Negative(t, tilt, "what one estimate has too much, the other has too little")

	b := bench(t, "glove", 4)
	bound := func(channels, broken float64) float64 {
		return at(t, b, "bound_deg", map[string]float64{"channels": channels, "broken": broken})
	}
	require.InEpsilon(t, 0.5, bound(2304, 0)/bound(576, 0), 0.08)
	for broken := 1.0; broken <= 40; broken++ {
		require.Greater(t, bound(576, broken), bound(576, broken-1))
	}
	d := turned(t, "glove", 3).Draw()
	require.Len(t, d.Person.Broken, 20)
	require.Len(t, d.Person.Lit, 78)
}

// The mirror of the mirror is the person, and the robot's thumb points where the image
// of the person's does, whatever the pose.
func TestTwiceMirroredIsNothing(t *testing.T) {
	b := bench(t, "mirror", 4)
	rapid.Check(t, func(t *rapid.T) {
		knobs := map[string]float64{}
		for _, name := range []string{"roll_deg", "pitch_deg", "yaw_deg"} {
			knobs[name] = rapid.Float64Range(-180, 180).Draw(t, name)
		}
		knobs["x_mm"] = rapid.Float64Range(-900, -100).Draw(t, "x")
		require.InDelta(t, 0, at(t, b, "twice_mm", knobs), 1e-9)
		require.InDelta(t, 0, at(t, b, "twice_deg", knobs), 1e-5)
		for _, axis := range []string{"x", "y"} {
			require.InDelta(t, at(t, b, "reflected_y."+axis, knobs), at(t, b, "thumb."+axis, knobs), 1e-9)
		}
	})
}

// Turned by knobs of their own, the two orders of small turns differ by the product of
// the angles, in radians.
func TestSmallTurnsHardlyMindTheirOrder(t *testing.T) {
	b := bench(t, "rotations", 4)
	between := func(roll, yaw float64) float64 {
		return at(t, b, "order_deg", map[string]float64{"roll_deg": roll, "yaw_deg": yaw})
	}
	for _, angle := range []float64{0.5, 2, 8} {
		require.InEpsilon(t, rad(angle)*rad(2*angle), rad(between(angle, 2*angle)), 0.03)
	}
	rapid.Check(t, func(t *rapid.T) {
		roll, yaw := rapid.Float64Range(1, 170).Draw(t, "roll"), rapid.Float64Range(1, 170).Draw(t, "yaw")
		require.InDelta(t, rolledAndYawed(roll, yaw), between(roll, yaw), 1e-5)
	})
}
