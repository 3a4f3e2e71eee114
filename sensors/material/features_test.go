package material

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/sensors/skin"

	"github.com/stretchr/testify/require"
)

// TestAWideClassNeedsNoNearness: Bayes' rule for two normals of unlike spread, whose
// widths count as well as distances. A class's variance is half its own, half of the
// mean of all.
func TestAWideClassNeedsNoNearness(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	k, err := Train([]string{"narrow", "wide"}, [][][]float64{
		cloud([]float64{0, 0}, []float64{1, 2}, 60_000, rng), cloud([]float64{1, -1}, []float64{3, 4}, 60_000, rng),
	})
	require.NoError(t, err)
	require.Equal(t, []string{"narrow", "wide"}, k.Labels())
	density := func(x, mean, variance float64) float64 {
		return math.Exp(-(x-mean)*(x-mean)/2/variance) / math.Sqrt(variance)
	}
	for _, x := range [][]float64{{0, 0}, {1, 2}, {-3, 1}, {5, -6}} {
		// Pooled variances (1 + 9)/2 and (4 + 16)/2.
		narrow := density(x[0], 0, (1+5.)/2) * density(x[1], 0, (4+10.)/2)
		wide := density(x[0], 1, (9+5.)/2) * density(x[1], -1, (16+10.)/2)
		require.InDelta(t, wide/(narrow+wide), k.Posterior(x)[1], 0.01, "%v", x)
	}
	require.Equal(t, 0, Decide([]float64{0.5, 0.5}, false), "as likely as not is named")
	require.Equal(t, Unsure, Decide([]float64{0.499, 0.3, 0.201}, false))
	_, err = Train([]string{"a"}, [][][]float64{{{1}, {2}}})
	require.ErrorContains(t, err, "at least two")
	_, err = Train([]string{"a", "b"}, [][][]float64{{{1}, {2}}, {{1}}})
	require.ErrorContains(t, err, `"b": 1 touches`)
}

// TestFeaturesThatGoTogetherAreKnownTo: of two that are correlated, off the line is far.
func TestFeaturesThatGoTogetherAreKnownTo(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	line := func(offset float64) (list [][]float64) {
		for range 20_000 {
			x := rng.NormFloat64()
			list = append(list, []float64{x, x + offset + 0.2*rng.NormFloat64()})
		}
		return list
	}
	k, err := Train([]string{"on", "above"}, [][][]float64{line(0), line(1)})
	require.NoError(t, err)
	for _, x := range []float64{-3, 0, 3} {
		// Along the line nothing is said, across it Bayes' rule with an SD of 0.2.
		require.Greater(t, k.Posterior([]float64{x, x})[0], 0.999)
		require.Greater(t, k.Posterior([]float64{x, x + 1})[1], 0.999)
		require.InDelta(t, 1/(1+math.Exp(-(0.6*0.6-0.4*0.4)/2/0.04)), k.Posterior([]float64{x, x + 0.6})[1], 0.05)
	}
}

// touched are two fingers that cooled by c·(T − object) each, at a rate.
func touched(ta, tb, c, object, rate float64) *Exploration {
	var e Exploration
	for i, at := range []float64{ta, tb} {
		e.Fingers[i].Baseline = at
		lagged, before := 0.0, 0.0
		for n := range 150 {
			for k := range 50 { // the lag in fine steps
				shape := skin.ContactShape((float64(n)+float64(k+1)/50)*0.01, skin.ThermalDepth, rate)
				lagged += 0.01 / 50 / 0.050 * ((shape+before)/2 - lagged)
				before = shape
			}
			e.Fingers[i].Temperature = append(e.Fingers[i].Temperature, at-c*(at-object)*lagged)
		}
	}
	return &e
}

// TestTwoHeatsSeparateOneGuesses: two temperatures tell coefficient and object; with
// one heat the room is taken to be at 22 °C.
func TestTwoHeatsSeparateOneGuesses(t *testing.T) {
	for _, drawn := range [][2]float64{{0.15, 25}, {0.2, 10}, {0.3, 22}, {0.45, 28}, {0.6, 12}, {0.75, 19}, {0.9, 24}} {
		c, object := drawn[0], drawn[1]
		e := touched(40, 30, c, object, 3)
		require.InDelta(t, object, ObjectTemperature(e), 0.3)
		require.InEpsilon(t, 580*c/(1-c), Effusivity(e), 0.06)
		same := touched(34, 34, c, 22, 3)
		require.Equal(t, 22.0, ObjectTemperature(same))
		require.InEpsilon(t, 580*c/(1-c), Effusivity(same), 0.06)
		one := touched(35, 34, c, 22, 3) // a kelvin apart is one heat
		require.Equal(t, 22.0, ObjectTemperature(one))
		require.InEpsilon(t, 580*c/(1-c), Effusivity(one), 0.06)
	}
	three := touched(37, 34, 0.5, 15, 3)
	require.InDelta(t, 15, ObjectTemperature(three), 1)
	nothing := touched(40, 30, 0, 22, 3)
	require.Equal(t, 22.0, ObjectTemperature(nothing))
	require.InDelta(t, 580*0.01/0.99, Effusivity(nothing), 1e-9, "bounded by what fingers resolve")
	require.InDelta(t, 580*0.99/0.01, Effusivity(touched(40, 30, 1, 22, 3)), 3000)
	// What warms is seen as well.
	require.InDelta(t, 50, ObjectTemperature(touched(40, 30, 0.5, 50, 3)), 0.5)
}

// TestSlowAndFastCoolings: rates at the table's ends, and a touch that was cut short.
func TestSlowAndFastCoolings(t *testing.T) {
	for _, rate := range []float64{0.03, 0.06, 40} {
		e := touched(40, 30, 0.6, 22, rate)
		require.InEpsilon(t, rate, e.Fingers[0].Cool().Rate, 0.12, "%g", rate)
	}
	e := touched(40, 30, 0.6, 22, 2)
	f := e.Fingers[0]
	f.Temperature = f.Temperature[:80]
	require.InEpsilon(t, 2, f.Cool().Rate, 0.05)
	require.InEpsilon(t, 0.6*18, f.Cool().Amplitude, 0.03)
	f.Temperature = append(append([]float64(nil), e.Fingers[0].Temperature...), 40, 40, 40, 40)
	require.Equal(t, e.Fingers[0].Cool(), f.Cool(), "after 1.5 s nothing counts")
	slowest := touched(40, 30, 0.6, 22, 0.001).Fingers[0].Cool()
	require.InDelta(t, 0.02, slowest.Rate, 0.003)
	// The ninetieth rate from there, a tenth apart, is perfect contact's.
	require.InDelta(t, 96.6, touched(40, 30, 0.6, 22, 2000).Fingers[0].Cool().Rate, 2)
}

// TestFeaturesOfHeat in their order: what the coefficient lacks to one, the object's
// temperature, and of each finger amplitude and rate.
func TestFeaturesOfHeat(t *testing.T) {
	f := Features(touched(40, 30, 0.5, 20, 3), Channels{Thermal: true})
	require.Len(t, f, 6)
	require.InDelta(t, math.Log(1-0.5+0.02), f[0], 0.03)
	require.InDelta(t, 20, f[1], 0.3)
	require.InDelta(t, math.Log(10), f[2], 0.02)
	require.InDelta(t, math.Log(3), f[3], 0.03)
	require.InDelta(t, math.Log(5), f[4], 0.02)
	require.InDelta(t, math.Log(3), f[5], 0.03)
	cold := Features(touched(40, 30, 0.1, -30, 3), Channels{Thermal: true})
	require.Zero(t, cold[1], "no object is colder than ice")
	hot := Features(touched(40, 30, 0.1, 90, 3), Channels{Thermal: true})
	require.Equal(t, 60.0, hot[1])
	require.InDelta(t, math.Log(0.05), hot[2], 1e-12, "a negative way has no logarithm")
	perfect := Features(touched(40, 30, 1.05, 22, 3), Channels{Thermal: true})
	require.InDelta(t, math.Log(0.02), perfect[0], 1e-12)
}

// TestFeaturesOfForce: how much deeper than the pad alone, F = πR(K/h)δ², in units of
// 60 µm; the press's force; friction over all slides.
func TestFeaturesOfForce(t *testing.T) {
	var e Exploration
	extra := []float64{90e-6, 210e-6}
	for i, force := range []float64{3, 6} {
		g := &e.Fingers[i]
		g.Force = force
		g.Depth = math.Sqrt(force/(math.Pi*8e-3*5.1e8)) + extra[i]
		g.Slides = []Slide{{Normal: 2, Shear: 0.8}, {Normal: 1, Shear: 0.5 + 0.1*float64(i)}}
	}
	f := Features(&e, Channels{Force: true})
	require.Len(t, f, 3)
	require.InDelta(t, math.Asinh(150./60), f[0], 1e-9)
	require.InDelta(t, math.Log(math.Sqrt(18)), f[1], 1e-12)
	require.InDelta(t, math.Log((0.4+0.4+0.5+0.6)/4), f[2], 1e-12)
	e.Fingers[0].Slides, e.Fingers[1].Slides = []Slide{{Normal: 0.1, Shear: 0.1}}, []Slide{{Normal: 0, Shear: 0.1}}
	require.InDelta(t, math.Log(0.5), Features(&e, Channels{Force: true})[2], 1e-12, "no less than 0.2 N")
	e.Fingers[0].Slides, e.Fingers[1].Slides = []Slide{{Normal: 1}}, []Slide{{Normal: 1}}
	require.InDelta(t, math.Log(0.01), Features(&e, Channels{Force: true})[2], 1e-12)
	e.Fingers[0].Slides, e.Fingers[1].Slides = nil, nil
	e.Fingers[0].Force, e.Fingers[1].Force = -1, 0
	require.Len(t, Features(&e, Channels{Force: true}), 2)
	require.InDelta(t, math.Log(0.1), Features(&e, Channels{Force: true})[1], 1e-12)
}

// TestFeaturesOfVibration: a line's power is in the band of its waves per metre, at
// whatever speed; its centroid is that number of waves.
func TestFeaturesOfVibration(t *testing.T) {
	sine := func(amplitude, wavelength, speed float64) Slide {
		x := make([]float64, 4000)
		for i := range x {
			x[i] = amplitude * math.Sin(2*math.Pi*speed/wavelength*float64(i)/2000)
		}
		return Slide{Speed: speed, Vibration: [][]float64{x, x}}
	}
	for _, c := range []struct {
		wavelength float64
		band       int
	}{{1.0e-3, 0}, {0.76e-3, 1}, {300e-6, 4}, {100e-6, 8}, {60e-6, 9}} {
		for _, speed := range []float64{0.02, 0.04} {
			var e Exploration
			for i := range e.Fingers {
				e.Fingers[i].Slides = []Slide{sine(6, c.wavelength, speed)}
			}
			f := Features(&e, Channels{Vibration: true})
			require.Len(t, f, 14)
			for b := range 12 {
				if b == c.band {
					require.InDelta(t, math.Log(2*18+0.1), f[b], 0.02, "both fingers' power, 6²/2 each")
				} else if b < c.band-1 || b > c.band+1 {
					require.Less(t, f[b], math.Log(0.8), "λ %g, band %d", c.wavelength, b)
				}
			}
			require.InDelta(t, math.Log(36.1), f[12], 0.01)
			require.InDelta(t, math.Log(1/c.wavelength), f[13], 0.03)
		}
	}
	var e Exploration
	for i := range e.Fingers {
		e.Fingers[i].Slides = []Slide{sine(0, 1e-4, 0.02), sine(6, 20e-6, 0.01), sine(6, 4e-3, 0.02)}
	}
	f := Features(&e, Channels{Vibration: true})
	require.Len(t, f, 42)
	for b := range 13 {
		require.InDelta(t, math.Log(0.1), f[b], 1e-9, "silence is the readout's own noise")
	}
	require.Zero(t, f[13])
	require.InDelta(t, math.Log(0.1), f[14+11], 0.3, "finer than the bands")
	require.InDelta(t, math.Log(0.1), f[28+12], 0.3, "below 10 Hz nothing counts")
}

// TestTheCentroidIsNoMatterOfLoudness, and of silence it is 1 per metre.
func TestTheCentroidIsNoMatterOfLoudness(t *testing.T) {
	of := func(amplitude float64) float64 {
		x := make([]float64, 4000)
		for i := range x {
			x[i] = amplitude * math.Sin(2*math.Pi*0.1*float64(i))
		}
		var e Exploration
		for i := range e.Fingers {
			e.Fingers[i].Slides = []Slide{{Speed: 0.02, Vibration: [][]float64{x, x}}}
		}
		return Features(&e, Channels{Vibration: true})[13]
	}
	for _, amplitude := range []float64{100, 1, 1e-2, 1e-4, 1e-5} {
		require.InDelta(t, math.Log(0.1*2000/0.02), of(amplitude), 0.02, "%g Pa", amplitude)
	}
	require.Zero(t, of(0))
}
