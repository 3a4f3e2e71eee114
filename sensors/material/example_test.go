package material_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
)

// Friction alone: it tells glass, and cannot tell oak from steel.
func ExampleClassifier_Posterior() {
	// Three touches each, one feature: the friction coefficient, SD 0.05. Design
	// values: oak and steel 0.40, glass 0.78.
	oak := [][]float64{{0.35}, {0.40}, {0.45}}
	steel := [][]float64{{0.35}, {0.40}, {0.45}}
	glass := [][]float64{{0.73}, {0.78}, {0.83}}
	k, err := material.Train([]string{"oak", "steel", "glass"}, [][][]float64{oak, steel, glass})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, felt := range []float64{0.40, 0.58, 0.75} {
		p := k.Posterior([]float64{felt})
		fmt.Printf("friction %.2f: oak %.2f, steel %.2f, glass %.2f\n", felt, p[0], p[1], p[2])
	}
	// By Bayes' rule with equal spreads: at 0.58, of oak against glass,
	// exp((0.20² − 0.18²)/(2·0.05²)) = e^1.52 = 4.6 to 1, and of steel the same.

	// Output:
	// friction 0.40: oak 0.50, steel 0.50, glass 0.00
	// friction 0.58: oak 0.45, steel 0.45, glass 0.10
	// friction 0.75: oak 0.00, steel 0.00, glass 1.00
}

// A name is given only to what is more likely than not.
func ExampleDecide() {
	labels := []string{"oak", "steel", "glass"}
	for _, posterior := range [][]float64{{0.1, 0.1, 0.8}, {0.45, 0.45, 0.1}} {
		if best := material.Decide(posterior, false); best == material.Unsure {
			fmt.Println("I would rather not say")
		} else {
			fmt.Println(labels[best])
		}
	}
	// Output:
	// glass
	// I would rather not say
}

// press is what a fingertip, held at a temperature (°C), feels of a thing that it
// presses for 1.5 s with 100 kPa: a nominal patch with no noise.
func press(baseline float64, thing *skin.Counterface) material.Finger {
	patch := skin.NewPatch(skin.NominalPatch(), baseline, 0, rand.New(rand.NewPCG(1, 1)))
	f := material.Finger{Baseline: baseline}
	for range 150 { // every 10 ms
		patch.StepHeat(skin.PatchContact{Pressure: 100e3, Surface: thing})
		f.Temperature = append(f.Temperature, patch.Reading().Temperature)
	}
	return f
}

// A cooling curve, and the two numbers that say all of it: how far it goes and
// how fast.
func ExampleFinger_Cool() {
	glass := &skin.Counterface{Effusivity: 1450, Conductivity: 1.05, Temperature: 22}
	f := press(40, glass)
	for _, ms := range []int{50, 200, 1000} {
		fmt.Printf("%4d ms: %.0f °C\n", ms, f.Temperature[ms/10-1])
	}
	c := f.Cool()
	// Two half spaces meet at (580·40 + 1450·22)/(580 + 1450) °C = 27.1 °C, 12.9 K
	// below the finger; the rate is conductance × (1/580 + 1/1450) = 4.0 /√s.
	h := skin.Conductance(100e3, glass.Conductivity, 0)
	fmt.Printf("amplitude %.0f K, by the law %.0f K\n", c.Amplitude, 40-skin.ContactTemperature(skin.SkinEffusivity, 40, glass.Effusivity, 22))
	fmt.Printf("rate %.0f /√s, by the law %.0f /√s\n", c.Rate, h*(1/float64(skin.SkinEffusivity)+1/glass.Effusivity))
	// Output:
	// 50 ms: 40 °C
	//  200 ms: 38 °C
	// 1000 ms: 33 °C
	// amplitude 13 K, by the law 13 K
	// rate 4 /√s, by the law 4 /√s
}

// One finger cannot tell a colder thing from a better conductor. Two fingers at
// two temperatures can (Bhattacharjee et al., 2020).
func ExampleObjectTemperature() {
	glass := &skin.Counterface{Effusivity: 1450, Conductivity: 1.05, Temperature: 22}
	// Glass takes 1450/(1450 + 580) = 0.714 of the 18 K from finger to object. ABS
	// takes 0.462: it must be 12.9 K/0.462 = 27.8 K colder than the finger.
	abs := &skin.Counterface{Effusivity: 498, Conductivity: 0.18, Temperature: 40 - 27.8}
	for _, thing := range []*skin.Counterface{glass, abs} {
		// The middle finger starts 10 K lower; effusivity is told in steps of 500.
		e := material.Exploration{Fingers: [2]material.Finger{press(40, thing), press(30, thing)}}
		fmt.Printf("index falls by %.0f K, middle by %.0f K: effusivity %.0f, at %.0f °C\n",
			e.Fingers[0].Cool().Amplitude, e.Fingers[1].Cool().Amplitude,
			math.Round(material.Effusivity(&e)/500)*500, material.ObjectTemperature(&e))
	}
	// Output:
	// index falls by 13 K, middle by 6 K: effusivity 1500, at 22 °C
	// index falls by 13 K, middle by 8 K: effusivity 500, at 12 °C
}
