package touch

import (
	"testing"

	"mirrorarm/sensors/material"

	"github.com/stretchr/testify/require"
)

// BenchmarkTrial is one touch of steel, by channel.
func BenchmarkTrial(b *testing.B) {
	for name, channels := range map[string]material.Channels{
		"thermal": {Thermal: true}, "force": {Force: true}, "vibration": {Vibration: true},
	} {
		b.Run(name, func(b *testing.B) {
			o := Defaults()
			o.Channels = channels
			samples, err := o.samples()
			require.NoError(b, err)
			p, err := newProbe(1)
			require.NoError(b, err)
			t := trial{probe: p, opt: &o}
			seed := uint64(0)
			for b.Loop() {
				seed++
				e, err := t.run(&samples[2], seed)
				require.NoError(b, err)
				material.Features(e, channels)
			}
		})
	}
}
