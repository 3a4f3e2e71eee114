package skin

import (
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestASeedStaysTheSameSkin: sessions and data sets are told by their seeds, so that a
// seed must not become another skin, and a touch must not feel otherwise: two fingers
// that press, slide along and leave each other, and patches that meet a surface.
func TestASeedStaysTheSameSkin(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the last bits decide of counts here and there")
	}
	var table strings.Builder
	layout := &Layout{
		Name: "pair",
		Solids: []Solid{
			{Name: "tip", Link: "l", A: r3.Vec{Z: 2}, B: r3.Vec{X: 0.02, Z: 2}, Ra: 0.009, Rb: 0.007},
			{Name: "other", Link: "other", A: r3.Vec{X: -0.01, Y: 0.002}, B: r3.Vec{X: 0.03}, Ra: 0.011, Rb: 0.008},
			{Name: "bone", Link: "base", A: r3.Vec{Z: -1}, B: r3.Vec{X: 0.02, Z: -1}, Ra: 0.02, Rb: 0.02},
		},
		Pads: []Pad{
			{Region: "tip", Rows: 9, Columns: 7, Wrap: &Wrap{Solid: "tip", Zero: r3.Vec{Z: 1}, Along: [2]float64{0.002, 0.03}, Around: [2]float64{-1.2, 1.2}}},
			{Region: "other", Rows: 6, Columns: 8, Wrap: &Wrap{Solid: "other", Zero: r3.Vec{Z: -1}, Along: [2]float64{0, 0.04}, Around: [2]float64{-1.4, 1.1}}},
		},
		Patches: []PatchPlace{{Region: "tip", Row: 4, Column: 3}, {Region: "tip", Row: 6, Column: 2}, {Region: "other", Row: 2, Column: 4}},
	}
	state := chain.NewState(twoLinks(t))
	for _, profile := range []string{"hall", "piezo", "ideal"} {
		s := newSkin(t, state, layout, profile)
		another, err := s.Another(7)
		require.NoError(t, err)
		for k, s := range []*Skin{s, another} {
			fmt.Fprintf(&table, "%s, skin %d: %d elements, %d taxels\n", profile, k, len(s.Elements()), len(s.Truth()))
			for n := range 400 {
				at := float64(n) * 1e-3
				s.Step(at, twoFingers(at))
				meet(s, at)
				if n%50 == 49 {
					feel(&table, s, at)
				}
			}
		}
	}
	golden.Same(t, filepath.Join("testdata", "same.txt"), table.String())
}

// twoFingers are where base and both of them are: one comes down on the other, slides and turns
// on it, and leaves.
func twoFingers(t float64) []spatial.Pose {
	depth := 1.5e-3 * math.Sin(math.Pi*t/0.35)
	pose := spatial.Pose{
		Rot: spatial.FromRPY(0.3*t, 0.5*math.Sin(9*t), 0.2),
		Pos: r3.Vec{X: 0.004 * math.Sin(20*t), Y: 0.002 * math.Cos(15*t), Z: 2.0175 - depth},
	}
	return []spatial.Pose{spatial.Identity(), spatial.Identity(), pose}
}

// meet lets the patches meet one surface after the other.
func meet(s *Skin, t float64) {
	surfaces := []Counterface{
		{Effusivity: 14070, Conductivity: 50, Temperature: 22, Friction: 0.4, Wavelength: 50e-6, Amplitude: 0.4e-6},
		{Effusivity: 177, Conductivity: 0.05, Temperature: 25, Friction: 0.4, Wavelength: 400e-6, Amplitude: 60e-6},
	}
	for i, p := range s.Patches() {
		c := PatchContact{}
		if t > 0.02*float64(i+1) && t < 0.3 {
			c = PatchContact{Surface: &surfaces[i%2], Pressure: 40e3 * (1 + math.Sin(7*t)), Speed: 0.03 * t, Touch: 0.4}
		}
		p.Step(c)
	}
}

func feel(table *strings.Builder, s *Skin, t float64) {
	var truth, told, counts float64
	for i, l := range s.Elements() {
		truth += float64(i+1) * (l.Normal + 2*l.X + 3*l.Y)
	}
	for i, l := range s.Measured() {
		told += float64(i+1) * (l.Normal + 2*l.X + 3*l.Y)
	}
	for i, c := range s.Counts() {
		counts += float64(i+1) * float64(c)
	}
	fmt.Fprintf(table, "  at %.3f s: truth %.6f N, told %.6f N, counts %.0f, fresh %d, wrench %.6f %.6f\n", t, truth, told, counts, len(s.Fresh()), s.Wrenches()[2].Force, s.Wrenches()[2].Torque)
	for _, p := range s.Patches() {
		r := p.Reading()
		temperature, flux := p.Truth()
		fmt.Fprintf(table, "    %.5f °C %.4f W/m² %.5f Pa %.5f Pa, really %.6f °C %.4f W/m²\n", r.Temperature, r.Flux, r.Vibration[0], r.Vibration[1], temperature, flux)
	}
}

// TestAPointOnTheAxisIsPushedNowhere: neither way out of the middle of a ball is the
// shorter one, but the pressure there is as everywhere in the depth of the pad.
func TestAPointOnTheAxisIsPushedNowhere(t *testing.T) {
	solid := Solid{A: r3.Vec{X: 1, Y: 2, Z: 3}, B: r3.Vec{X: 1, Y: 2, Z: 3}, Ra: 0.01, Rb: 0.01}
	c := newCore(&solid, 0)
	identity := frameOf(spatial.Identity())
	s := seat{core: &c, ownFromLink: c.ownFromLink.after(&identity)}
	sum := pressed{gap: math.Inf(1)}
	const area = 1e-6
	total := s.squeeze([]Point{{At: solid.A, Area: area}}, 1, &sum)
	require.InEpsilon(t, PadThickness*NormalStiffness*area, total, 1e-9)
	require.Zero(t, r3.Norm(sum.force))
	require.InDelta(t, -0.01, sum.gap, 1e-12)
	require.Equal(t, uint16(1), sum.close)
}
