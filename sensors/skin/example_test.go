package skin_test

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/spatial/r3"
)

const radius = 8e-3 // m, of a fingertip and of the ball that it meets

// bench is a model of two loose links, each a ball, and a skin with 24 × 24
// taxels on the fingertip's lower side (−Z) and as many on the ball's upper one.
func bench(profile taxel.Profile) (*skin.Skin, error) {
	aside := r3.Vec{Y: 1} // m: at rest the two do not touch
	layout := &skin.Layout{Name: "bench"}
	var joints []chain.Joint
	for _, l := range []struct {
		name       string
		at, facing r3.Vec
	}{{"tip", aside, r3.Vec{Z: -1}}, {"ball", r3.Vec{}, r3.Vec{Z: 1}}} {
		joints = append(joints, chain.Joint{
			Name: l.name + "_slide", Kind: chain.Prismatic, Parent: "bench", Child: l.name,
			Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: chain.Unlimited(),
		})
		layout.Solids = append(layout.Solids, skin.Solid{Name: l.name, Link: l.name, A: l.at, B: l.at, Ra: radius, Rb: radius})
		layout.Pads = append(layout.Pads, skin.Pad{Region: l.name, Rows: 24, Columns: 24, Wrap: &skin.Wrap{
			Solid: l.name, Zero: l.facing, Along: [2]float64{-0.011, 0.011}, Around: [2]float64{-1.4, 1.4},
		}})
	}
	model, err := chain.New("bench", "bench", joints)
	if err != nil {
		return nil, err
	}
	return skin.New(model, layout, profile, 1)
}

// A ball is pressed on a fingertip: the sum over all taxels is the force on the
// ball, and that of an elastic foundation.
func ExampleSkin_Touch() {
	ideal, err := taxel.Lookup("ideal")
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := bench(ideal)
	if err != nil {
		fmt.Println(err)
		return
	}
	tip := s.Surface().Regions[0]
	for _, depth := range []float64{0.5e-3, 1.0e-3} {
		above := spatial.At(r3.Vec{Y: -1, Z: 2*radius - depth})
		s.Touch([]spatial.Pose{spatial.Identity(), above, spatial.Identity()}) // bench, tip, ball
		sum := 0.0
		for i := tip.First; i < tip.Last; i++ {
			l, e := s.Truth()[i], &s.Surface().Elements[i] // a load presses against its taxel's normal
			sum += r3.Add(r3.Scale(-l.Normal, e.Normal), r3.Add(r3.Scale(l.X, e.X), r3.Scale(l.Y, e.Y))).Z
		}
		ball := s.Wrenches()[2].Force.Z
		// Two equal pads share the depth, so pressure is K/h · depth/2. Where two
		// balls overlap, depth adds up to π(R/2)·δ² of volume by their parabolas;
		// being round, they have the share δ/3R less, to first order.
		law := math.Pi * radius / 2 * depth * depth * skin.NormalStiffness / 2 * (1 - depth/(3*radius))
		fmt.Printf("%.1f mm: taxels %+.2f N, ball %+.2f N, law %.2f N\n", depth/1e-3, sum, ball, law)
	}

	// Output:
	// 0.5 mm: taxels +0.78 N, ball -0.78 N, law 0.78 N
	// 1.0 mm: taxels +3.06 N, ball -3.06 N, law 3.07 N
}

// What the physics does and what the electronics report are two views.
func ExampleSkin_Measured() {
	hall, err := taxel.Lookup("hall")
	if err != nil {
		fmt.Println(err)
		return
	}
	// Of the hardware's imperfections only these two: steps of 0.1 N, and
	// hysteresis of 3 % of the full scale of 25.5 N.
	p := hall.Only(taxel.Quantisation, taxel.Hysteresis)
	p.Variation, p.Batch = 0, 0
	s, err := bench(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	still := make([]spatial.Pose, 3)
	for i := range still {
		still[i] = spatial.Identity()
	}
	for frame, push := range []float64{6, 4} { // N on every taxel: first more, then less
		s.Touch(still)
		for i := range s.Truth() {
			e := &s.Surface().Elements[i]
			s.Press(i, r3.Scale(-push, e.Normal), e.Centre, &still[e.Link])
		}
		s.Sense(float64(frame))
		fmt.Printf("truth %.1f N, measured %.1f N\n", s.Truth()[0].Normal, s.Measured()[0].Normal)
	}
	// Half of the 3 %, 0.38 N, hides from a rising load and stays of a falling
	// one; then the counts are rounded.

	// Output:
	// truth 6.0 N, measured 5.6 N
	// truth 4.0 N, measured 4.4 N
}

// Why metal feels cold: skin and object meet at a temperature in between, by
// their effusivities, and the sensor 0.25 mm deep goes part of the way in a second.
func ExampleContactStep() {
	const skinAt, room = 34.0, 22.0 // °C
	for _, m := range []struct {
		name                     string
		effusivity, conductivity float64 // W√s/m²K, W/m·K
	}{{"copper", 36480, 390}, {"glass", 1450, 1.05}, {"oak", 429, 0.18}} {
		// Perfect contact: (580·34 + e·22)/(580 + e).
		meet := skin.ContactTemperature(skin.SkinEffusivity, skinAt, m.effusivity, room)
		// Real contact at 100 kPa lets 2000·k/(k + 0.22) W/m²K through.
		h := skin.Conductance(100e3, m.conductivity, 0)
		after := skin.ContactStep(1, skin.ThermalDepth, h, skin.SkinEffusivity, skinAt, m.effusivity, room)
		fmt.Printf("%-6s %4.0f W/m²K, meets at %.1f °C, after 1 s %.1f °C\n", m.name, h, meet, after)
	}

	// Output:
	// copper 1999 W/m²K, meets at 22.2 °C, after 1 s 27.9 °C
	// glass  1654 W/m²K, meets at 25.4 °C, after 1 s 29.5 °C
	// oak     900 W/m²K, meets at 28.9 °C, after 1 s 31.4 °C
}

// Why texture needs its own sensor: 1.4 mm of skin over a force taxel leave
// nothing of a fine surface.
func ExampleBuried() {
	for _, wavelength := range []float64{10e-3, 3e-3, 0.8e-3} {
		// (1 + kz)·e^−kz with kz = 2π · 1.4 mm / wavelength
		fmt.Printf("%4.1f mm: %4.1f %%\n", wavelength/1e-3, 100*skin.Buried(wavelength))
	}
	// Output:
	// 10.0 mm: 78.0 %
	//  3.0 mm: 21.0 %
	//  0.8 mm:  0.0 %
}
