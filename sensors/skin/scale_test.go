package skin

import (
	"fmt"
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// pressedPad is a skin of about n taxels around one ball, pressed by another.
func pressedPad(b testing.TB, n int, profile string) (*Skin, []spatial.Pose) {
	b.Helper()
	const radius = 0.1 // m
	side := int(math.Round(math.Sqrt(float64(n))))
	layout := &Layout{Name: "pad", Solids: []Solid{
		{Name: "s", Link: "l", A: r3.Vec{Z: 2}, B: r3.Vec{Z: 2}, Ra: radius, Rb: radius},
		{Name: "probe", Link: "other", Ra: 0.02, Rb: 0.02},
	}, Pads: []Pad{{Region: "pad", Rows: side, Columns: side, Wrap: &Wrap{
		Solid: "s", Zero: r3.Vec{Z: -1}, Along: [2]float64{-0.12, 0.12}, Around: [2]float64{-1.4, 1.4},
	}}}}
	s := newSkin(b, chain.NewState(twoLinks(b)), layout, profile)
	poses := []spatial.Pose{spatial.Identity(), spatial.At(r3.Vec{Z: radius + 0.02 - 2 - 1e-3}), spatial.Identity()}
	require.Equal(b, side*side, s.Surface().Taxels)
	return s, poses
}

// BenchmarkTaxels is contact and sensor model against the number of taxels: the
// time per taxel must not grow with it.
func BenchmarkTaxels(b *testing.B) {
	for _, n := range []int{1156, 4096, 16384, 65536} {
		b.Run(fmt.Sprintf("contact-%d", n), func(b *testing.B) {
			s, poses := pressedPad(b, n, "hall")
			for b.Loop() {
				s.Touch(poses)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.Surface().Taxels), "ns/taxel")
		})
		b.Run(fmt.Sprintf("sensor-%d", n), func(b *testing.B) {
			s, poses := pressedPad(b, n, "hall")
			s.Touch(poses)
			frame := 0
			for b.Loop() {
				frame++
				s.Sense(float64(frame) * s.sensor.Profile().Period())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.Surface().Taxels), "ns/taxel")
		})
	}
}
