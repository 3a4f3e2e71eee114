package material

import (
	"testing"

	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
)

// TestALoadEndsWhereItsCreepMayBe: the larger a load was, the more of it may stay when it
// has been taken away, by three decades of creep and half as much again as the nominal
// residual. What is read above that is still a load.
func TestALoadEndsWhereItsCreepMayBe(t *testing.T) {
	for _, name := range []string{"hall", "piezo", "textile"} {
		p, err := taxel.Lookup(name)
		require.NoError(t, err)
		ends := func(peak float64) float64 {
			c := NewCompensator(p, 1)
			frame := []skin.Load{{}}
			for range 30 { // a reading that stays is smoothed away
				c.Loads(frame)
			}
			frame[0].Normal = peak
			for range 60 {
				require.NotNil(t, c.Loads(frame))
			}
			require.Positive(t, c.Loads(frame)[0].Normal)
			for frame[0].Normal = peak; frame[0].Normal > 0; frame[0].Normal -= 0.002 {
				if c.Loads(frame)[0].Normal == 0 {
					return frame[0].Normal
				}
			}
			return 0
		}
		share := 3*p.Creep + 1.5*p.Residual
		require.InDelta(t, 10*share, ends(20)-ends(10), 0.02+0.02*share, name)
		require.InDelta(t, 4*share, ends(12)-ends(8), 0.02+0.02*share, name)
	}
}
