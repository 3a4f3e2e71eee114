package material

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// watched is an observer of two balls with 6 × 6 taxels each, one of them with patches.
func watched(t *testing.T, profile string) (*Observer, *skin.Skin) {
	t.Helper()
	p, err := taxel.Lookup(profile)
	require.NoError(t, err)
	layout := &skin.Layout{Name: "two"}
	var joints []chain.Joint
	for i, name := range []string{"tip", "side"} {
		joints = append(joints, chain.Joint{
			Name: name + "_slide", Kind: chain.Prismatic, Parent: "base", Child: name,
			Origin: spatial.At(r3.Vec{Y: float64(i)}), Axis: r3.Vec{Z: 1}, Limit: chain.Unlimited(),
		})
		layout.Solids = append(layout.Solids, skin.Solid{Name: name, Link: name, Ra: 8e-3, Rb: 8e-3})
		layout.Pads = append(layout.Pads, skin.Pad{Region: name, Rows: 6, Columns: 6, Wrap: &skin.Wrap{
			Solid: name, Zero: r3.Vec{Z: -1}, Along: [2]float64{-3e-3, 3e-3}, Around: [2]float64{-0.4, 0.4},
		}})
	}
	layout.Patches = []skin.PatchPlace{{Region: "tip", Row: 1, Column: 1}, {Region: "tip", Row: 4, Column: 4}}
	model, err := chain.New("two", "base", joints)
	require.NoError(t, err)
	s, err := skin.New(model, layout, p, 1)
	require.NoError(t, err)
	return NewObserver(s.Surface(), p), s
}

// even is a frame with the same load on all 36 taxels of a region.
func even(region int, l skin.Load) []skin.Load {
	f := make([]skin.Load, 72)
	for i := range 36 {
		f[36*region+i] = l
	}
	return f
}

// steady shows a frame often enough for the smoothing to settle.
func steady(o *Observer, f []skin.Load) Touch {
	for range 60 {
		o.Frame(f)
	}
	return o.Touches()[1]
}

// TestContactBeginsAndEnds at the stated loads of a sensor without errors: from 50 mN
// on, until 29 mN, whatever the grip's peak was.
func TestContactBeginsAndEnds(t *testing.T) {
	o, _ := watched(t, "ideal")
	require.Equal(t, []string{"tip", "side"}, []string{o.Name(0), o.Name(1)})
	press := func(newtons float64) Touch { return steady(o, even(1, skin.Load{Normal: newtons / 36})) }
	require.False(t, press(0.045).Contact)
	require.True(t, press(0.055).Contact)
	require.True(t, press(0.033).Contact, "it is held on to")
	require.False(t, press(0.027).Contact)
	require.False(t, press(0.045).Contact)
	require.True(t, press(10).Contact)
	require.InDelta(t, 10, o.Touches()[1].Normal, 0.01)
	require.True(t, press(0.1).Contact)
	require.InDelta(t, 0.1, o.Touches()[1].Normal, 0.01)
	require.False(t, press(0.02).Contact)
	require.False(t, press(0.045).Contact)
	require.Equal(t, Touch{Temperature: o.Touches()[0].Temperature}.Contact, o.Touches()[0].Contact, "the other one felt nothing")
	require.Zero(t, o.Touches()[0].Normal)
}

// TestATouchIsItsForceAndPlace: sums of what the taxels carry, and the centre of
// pressure; what is fainter than the sensor's errors does not count.
func TestATouchIsItsForceAndPlace(t *testing.T) {
	o, s := watched(t, "ideal")
	f := make([]skin.Load, 72)
	f[40], f[55] = skin.Load{Normal: 3, X: 0.6, Y: 0.2}, skin.Load{Normal: 1, X: -0.2, Y: 0.1}
	got := steady(o, f)
	require.InDelta(t, 4, got.Normal, 1e-6)
	require.InDelta(t, math.Hypot(0.4, 0.3), got.Shear, 1e-6)
	e := s.Surface().Elements
	want := r3.Add(r3.Scale(0.75, e[40].Centre), r3.Scale(0.25, e[55].Centre))
	require.InDelta(t, 0, r3.Norm(r3.Sub(want, got.Centre)), 1e-9)
	require.InDelta(t, 3, o.Load(40).Normal, 1e-6)
	require.InDelta(t, 0.6, o.Load(40).X, 1e-6)
	require.Equal(t, skin.Load{}, o.Load(41))
	require.Equal(t, r3.Vec{}, o.Touches()[0].Centre)
	require.True(t, math.IsNaN(o.Touches()[1].Temperature), "no patch, no temperature")
}

// TestSlipByForceIsWhenAllDrag: a ball that sticks has shear spread evenly under a
// pressure that is not; one that slips drags everywhere in proportion.
func TestSlipByForceIsWhenAllDrag(t *testing.T) {
	_, s := watched(t, "ideal")
	surface := s.Surface()
	frame := func(shear func(normal float64) float64, taxels int) []skin.Load {
		f := make([]skin.Load, 72)
		for i := 36; i < 36+taxels; i++ {
			e := &surface.Elements[i]
			off := r3.Norm(r3.Sub(e.Centre, r3.Vec{Z: -8e-3})) / 4.5e-3
			normal := 0.5 * max(0.05, 1-off*off)
			force := r3.Vec{X: shear(normal), Z: normal} // of a flat thing, pressed on from below
			f[i] = skin.Load{Normal: -r3.Dot(force, e.Normal), X: r3.Dot(force, e.X), Y: r3.Dot(force, e.Y)}
		}
		return f
	}
	slips := func(f []skin.Load) bool {
		o, _ := watched(t, "ideal")
		return steady(o, f).Slip
	}
	require.True(t, slips(frame(func(n float64) float64 { return 0.5 * n }, 36)), "all drag alike")
	require.False(t, slips(frame(func(float64) float64 { return 0.06 }, 36)), "shear spreads evenly: it sticks")
	require.False(t, slips(frame(func(n float64) float64 { return 0.03 * n }, 36)), "no pull at all")
	require.False(t, slips(frame(func(n float64) float64 { return 0.5 * n }, 5)), "too few taxels")
	o, _ := watched(t, "ideal")
	steady(o, frame(func(n float64) float64 { return 0.5 * n }, 36))
	require.False(t, steady(o, make([]skin.Load, 72)).Slip, "what is let go of does not slip")
}

// TestSlipByVibrationIsHeardWithin10Milliseconds and told for 50 ms after it; a silent
// patch's own noise is none, in a minute.
func TestSlipByVibrationIsHeardWithin10Milliseconds(t *testing.T) {
	o, s := watched(t, "ideal")
	patches := s.Patches()
	rough := &skin.Counterface{Effusivity: 429, Conductivity: 0.18, Temperature: 22, Friction: 0.4, Wavelength: 300e-6, Amplitude: 10e-6}
	heard := func(ms int, slide bool) (on []int) {
		for n := range ms {
			for i, p := range patches {
				c := skin.PatchContact{}
				if slide && i == 1 { // one of them is enough
					c = skin.PatchContact{Pressure: 50e3, Speed: 0.02, Surface: rough}
				}
				p.StepVibration(c)
			}
			if o.Millisecond(patches); o.Touches()[0].Slip {
				on = append(on, n)
			}
		}
		return on
	}
	require.Empty(t, heard(60_000, false))
	slid := heard(200, true)
	require.Less(t, slid[0], 10)
	require.Len(t, slid, 200-slid[0], "as long as it slides")
	after := heard(500, false)
	require.InDelta(t, 50+5, len(after), 6, "the window empties within 10 ms, then it holds")
	require.Equal(t, len(after)-1, after[len(after)-1])
	require.False(t, o.Touches()[1].Slip)
	mean := 0.0
	for _, p := range patches {
		mean += p.Reading().Temperature / 2
	}
	require.InDelta(t, mean, o.Touches()[0].Temperature, 1e-9)
}

// TestSlipTakesFiveAndAHalfPascals of vibration, as an rms over 10 ms.
func TestSlipTakesFiveAndAHalfPascals(t *testing.T) {
	for _, rms := range []float64{5.2, 5.8} {
		o, s := watched(t, "ideal")
		// A texture without a band's ends: its amplitude is found by its measured rms.
		surface := &skin.Counterface{Wavelength: 100e-6, Amplitude: 1e-6}
		p := skin.NewPatch(skin.NominalPatch(), 34, 0, rand.New(rand.NewPCG(2, 2)))
		loudest, window := 0.0, []float64{}
		heard := false
		scale := rms / skin.TextureRMS(2e3, surface.Wavelength, surface.Amplitude)
		for range 400 {
			p.StepVibration(skin.PatchContact{Pressure: 2e3 * scale, Speed: 0.02, Surface: surface})
			r := p.Reading().Vibration
			window = append(window, r[0]*r[0], r[1]*r[1])
			sum := 0.0
			for _, v := range window[max(0, len(window)-20):] {
				sum += v
			}
			loudest = max(loudest, math.Sqrt(sum/20))
			o.Millisecond([]*skin.Patch{p, s.Patches()[1]})
			heard = heard || o.Touches()[0].Slip
			require.Equal(t, loudest > 5.5, heard)
		}
	}
}

// TestErrorsOfTheSensorDoNotTouch: what noise and ghosts of the Hall array reach is
// 0.2 N, and contact begins at four times that.
func TestErrorsOfTheSensorDoNotTouch(t *testing.T) {
	p, err := taxel.Lookup("hall")
	require.NoError(t, err)
	c := NewCompensator(p, 1)
	require.InDelta(t, 0.015*25.5, c.radius, 1e-12)
	require.InDelta(t, 2*0.1, c.faint, 1e-12, "two counts of a ghost")
	require.InDelta(t, 3.5*0.1, c.jump, 1e-12, "its swing, and rounding")
	p, err = taxel.Lookup("piezo")
	require.NoError(t, err)
	c = NewCompensator(p, 1)
	require.InDelta(t, 30./4095*25.5, c.faint, 1e-12)
	require.InDelta(t, 60./4095*25.5, c.jump, 1e-12)
	p, err = taxel.Lookup("textile")
	require.NoError(t, err)
	c = NewCompensator(p, 1)
	require.InDelta(t, 3*0.001*25.5, c.faint, 1e-12)
	require.InDelta(t, 6*0.001*25.5, c.jump, 1e-12)
	o, _ := watched(t, "hall")
	f := make([]skin.Load, 72)
	f[40] = skin.Load{Normal: 0.4 - 0.3825} // 0.4 N, as hysteresis lets it be read
	require.False(t, steady(o, f).Contact)
	f = even(1, skin.Load{Normal: 1 - 0.3825})
	require.True(t, steady(o, f).Contact)
	require.InDelta(t, 36, o.Touches()[1].Normal, 0.5, "a newton each, the gap undone")
}

// TestRestForgetsTheGap: after it what is still read counts for nothing, until it moves.
func TestRestForgetsTheGap(t *testing.T) {
	p, err := taxel.Lookup("hall")
	require.NoError(t, err)
	c := NewCompensator(p, 3)
	read := func(x float64) skin.Load {
		var l skin.Load
		for range 60 {
			l = c.Loads([]skin.Load{{}, {Normal: x, X: -x}, {Normal: x}})[1]
		}
		return l
	}
	require.InDelta(t, 5.3825, read(5).Normal, 1e-6)
	require.InDelta(t, -5.3825, read(5).X, 1e-6)
	require.InDelta(t, 1.6-0.3825, read(1.6).Normal, 1e-6)
	c.Rest(1, 2)
	require.Equal(t, skin.Load{}, read(1.6))
	require.NotZero(t, c.Loads([]skin.Load{{}, {Normal: 1.6}, {Normal: 1.6}})[2].Normal, "its neighbour was not meant")
	require.InDelta(t, 2.3825, read(2).Normal, 1e-6)
	normal, shear := c.Force([]skin.Load{{Normal: 1, X: 3}, {Normal: 0.19, X: 100, Y: 100}, {Normal: 0.5, Y: 4}})
	require.InDelta(t, 1.5, normal, 1e-12)
	require.InDelta(t, 5, shear, 1e-12)
}

// TestOnlyFingersThatHoldTighten: what slips is held by all that touch it; a finger in
// the air does not close, and no offset is kept without cause.
func TestOnlyFingersThatHoldTighten(t *testing.T) {
	r := &Reflex{grips: []fingerGrip{{touch: 0, coordinates: []int{0}}, {touch: 1, coordinates: []int{1, 2}}, {touch: 2, coordinates: []int{3}}}}
	run := func(ms int, touches []Touch) []float64 {
		var target []float64
		for range ms {
			target = []float64{1, 1, 1, 1}
			r.Step(1e-3, touches, target)
		}
		return target
	}
	slipping := []Touch{{Contact: true, Normal: 3, Slip: true}, {Contact: true, Normal: 2}, {}}
	require.InDeltaSlice(t, []float64{1.2, 1.2, 1.2, 1}, run(50, slipping), 1e-9, "4 rad/s, the free one stays")
	held := []Touch{{Contact: true, Normal: 3}, {Contact: true, Normal: 2}, {}}
	require.InDeltaSlice(t, []float64{1.15, 1.15, 1.15, 1}, run(1000, held), 1e-9, "0.05 rad/s back")
	require.InDeltaSlice(t, []float64{1, 1, 1, 1}, run(4000, held), 1e-9)
	hard := []Touch{{Contact: true, Normal: 20.1, Slip: true}, {Contact: true, Normal: 19.9}, {}}
	require.InDeltaSlice(t, []float64{0.9, 1.2, 1.2, 1}, run(50, hard), 1e-9, "2 rad/s away from 20 N, whatever slips")
	require.InDeltaSlice(t, []float64{0.65, 1.35, 1.35, 1}, run(1000, hard), 1e-9, "no further than 0.35 rad")
	require.InDelta(t, 0.70, run(1000, held)[0], 1e-9, "and back from there")
	o, _ := watched(t, "ideal")
	named := NewReflex(o, map[string][]int{"side": {4, 5}, "nose": {7}, "tip": {}})
	require.Equal(t, []fingerGrip{{touch: 1, coordinates: []int{4, 5}}}, named.grips)
}

// Regions whose readings come one by one, whatever the others show by then, feel what
// they would in whole frames.
func TestRegionsComeOneByOne(t *testing.T) {
	whole, _ := watched(t, "hall")
	parts, _ := watched(t, "hall")
	rapid.Check(t, func(t *rapid.T) {
		frame := make([]skin.Load, 72)
		for i := range frame {
			frame[i] = skin.Load{
				Normal: rapid.Float64Range(-0.1, 2).Draw(t, "normal"),
				X:      rapid.Float64Range(-1, 1).Draw(t, "x"), Y: rapid.Float64Range(-1, 1).Draw(t, "y"),
			}
		}
		whole.Frame(frame)
		for _, region := range rapid.Permutation([]int{0, 1}).Draw(t, "order") {
			shown := make([]skin.Load, len(frame)) // the other region's are of no account
			copy(shown[36*region:], frame[36*region:36*region+36])
			parts.Region(region, shown)
		}
		for i := range whole.Touches() {
			a, b := whole.Touches()[i], parts.Touches()[i]
			a.Temperature, b.Temperature = 0, 0 // NaN: nobody showed the patches
			require.Equal(t, a, b)
		}
	})
}
