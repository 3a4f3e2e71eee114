package scene

import (
	"testing"

	"mirrorarm/sensors/material"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// However long something slips, at whatever rate pictures are made, no taxel flashes more
// than three times in any second.
func TestSlipsFlashNoMoreThanThriceASecond(t *testing.T) {
	for _, rate := range []float64{10, 24, 30, 60, 144} {
		f := slips{names: []string{"tip"}, region: []int{0, 0, 0}, along: []float32{0, 0.5, 1}, phase: make([]float32, 1)}
		feel := []mirror.Feel{{Region: "tip", Touch: material.Touch{Slip: true}}}
		for taxel := range f.along {
			var lit []float64 // s
			dark := true
			for i := range int(10 * rate) {
				f.follow(feel, 1/rate)
				bright := f.at(taxel) > 0.1
				if bright && dark {
					lit = append(lit, float64(i)/rate)
				}
				dark = !bright
			}
			require.True(t, len(lit) > 9 || rate < 30, "it does flash, at %g pictures a second", rate)
			for i := 3; i < len(lit); i++ {
				require.Greater(t, lit[i]-lit[i-3], 1.0, "at %g pictures a second", rate)
			}
		}
	}
}
