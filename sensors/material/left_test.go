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

// TestShearHasNoFavouriteSide: what pulls to the left is undone as what pulls to the
// right, and what only presses has no shear, after a load with shear as before it.
func TestShearHasNoFavouriteSide(t *testing.T) {
	p, err := taxel.Lookup("hall")
	require.NoError(t, err)
	right, left := NewCompensator(p, 1), NewCompensator(p, 1)
	both := func(normal, x, y float64) skin.Load {
		var a, b skin.Load
		for range 60 {
			a = right.Loads([]skin.Load{{Normal: normal, X: x, Y: y}})[0]
			b = left.Loads([]skin.Load{{Normal: normal, X: -x, Y: -y}})[0]
			require.Equal(t, skin.Load{Normal: a.Normal, X: -a.X, Y: -a.Y}, skin.Load{Normal: b.Normal, X: b.X, Y: b.Y})
		}
		return a
	}
	for range 3 {
		require.Equal(t, skin.Load{}, both(0, 0, 0))
		pressed := both(8, 0, 0)
		require.Positive(t, pressed.Normal)
		require.Zero(t, pressed.X)
		require.Zero(t, pressed.Y)
		require.InDelta(t, 3.3825, both(8, 3, -1).X, 1e-6, "the play is undone")
		both(8, 2.9, -1.3)
		both(8, 1, 2)
		both(8, 0, 0)
	}
}

// TestWhatASqueezeHasLeftIsTheZero of the touches after it: one of them ends where its
// reading falls to that zero, half of what noise and ghosts reach above it.
func TestWhatASqueezeHasLeftIsTheZero(t *testing.T) {
	c := &Compensator{radius: 1, faint: 0.4, kept: 1.6, memory: make([]element, 1), loads: make([]skin.Load, 1)}
	at := func(reading float64) float64 { return c.Loads([]skin.Load{{Normal: reading}})[0].Normal }
	require.InDelta(t, 11, at(10), 1e-12, "the play is undone")
	require.Zero(t, at(1), "released, it goes on reading what hysteresis holds")
	require.Zero(t, at(1.39), "no more than noise")
	require.InDelta(t, 3.5, at(2.5), 1e-12)
	require.InDelta(t, 0.22, at(1.22), 1e-12, "not yet released")
	require.Zero(t, at(1.19))
}
