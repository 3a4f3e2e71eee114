package glove

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestScanAndSpreadAreTheFabrics: channels are read one after the other; what a single
// channel's neighbours are by place.
func TestScanAndSpreadAreTheFabrics(t *testing.T) {
	l := newLayout(t, 200, "textile")
	for i := range l.Len() {
		require.InDelta(t, float64(i+1)/200, l.Scan(i), 1e-12)
	}
	require.Equal(t, 1.0, newLayout(t, 200, "ideal").Scan(0))
	p := l.profile
	p.Scan = 0.5
	half, err := NewLayout(200, p)
	require.NoError(t, err)
	require.InDelta(t, 0.5+0.5*50/200, half.Scan(49), 1e-12)
	// Under an elastomer of 20 mm neighbours hear by distance on the fabric.
	p.SkinDepth = 20e-3
	deep, err := NewLayout(576, p)
	require.NoError(t, err)
	index, weight := deep.Spread().Row(deep.Block(1)[10])
	self := deep.Channel(deep.Block(1)[10])
	for k, i := range index[1:] {
		c := deep.Channel(int(i))
		d := math.Hypot(c.Along-self.Along, 8e-3*(c.Across-self.Across)) / (0.48 * 20e-3)
		require.InEpsilon(t, math.Exp(-d*d/2), weight[k+1]/weight[0], 1e-9)
	}
	for b, name := range []string{"thumb", "index", "middle", "ring", "little", "wrist"} {
		require.Equal(t, name, BlockName(b))
	}
	first, count := BlockAngles(WristBlock)
	require.Equal(t, [2]int{int(hand.WristFlexion), 2}, [2]int{int(first), count})
}

// TestChannelsLieOnTheHand: on a finger's tapering skin or its round tip, at the stated
// angle to its side, facing out; the wrist's on an ellipse, the palm's on a plane.
func TestChannelsLieOnTheHand(t *testing.T) {
	l := newLayout(t, 576, "textile")
	dims := hand.Nominal()
	last := map[[3]int]float64{}
	for i := range l.Len() {
		c := l.Channel(i)
		key := [3]int{int(c.Kind), c.Block, 0}
		if c.Back {
			key[2] = 1
		}
		require.GreaterOrEqual(t, c.Along, last[key]-0.05, "rows run to the tip")
		last[key] = c.Along
		switch {
		case c.Block == WristBlock && c.Kind == taxel.Stretch:
			require.InDelta(t, 1, c.Position.Y*c.Position.Y/(27e-3*27e-3)+c.Position.Z*c.Position.Z/(14e-3*14e-3), 1e-9)
			require.InDelta(t, math.Sin(50*deg*c.Across), c.Position.Y/27e-3, 1e-9)
			require.Equal(t, c.Back, c.Position.Z > 0)
			require.InDelta(t, 0, c.Normal.Y*c.Position.Z/(14e-3*14e-3)-c.Normal.Z*c.Position.Y/(27e-3*27e-3), 1e-6, "across the ellipse")
			require.Equal(t, c.Along < 0, c.Link == "forearm")
		case c.Block == WristBlock:
			require.Equal(t, r3.Vec{X: c.Along, Y: 0.8 * 34e-3 * c.Across, Z: -25e-3}, c.Position)
			require.Equal(t, r3.Vec{Z: -1}, c.Normal)
			require.True(t, c.Along >= 40e-3-1e-12 && c.Along <= 80e-3+1e-12)
		case c.Along > 0:
			b, x, s := dims[c.Block], c.Along, 0
			for s < 2 && x > b.Length[s] {
				x, s = x-b.Length[s], s+1
			}
			require.Equal(t, hand.SegmentName(hand.Finger(c.Block), s), c.Link)
			around, sign := map[taxel.Kind]float64{taxel.Stretch: 55, taxel.Pressure: 85}[c.Kind]*deg*c.Across, 1.0
			if !c.Back {
				sign = -1
			}
			across := math.Hypot(c.Position.Y, c.Position.Z)
			require.InDelta(t, math.Sin(around), c.Position.Y/across, 1e-9)
			require.InDelta(t, sign*math.Cos(around), c.Position.Z/across, 1e-9)
			if beyond := x - (b.Length[2] - b.Radius[3]); s == 2 && beyond > 0 {
				require.InDelta(t, b.Radius[3], r3.Norm(r3.Sub(c.Position, r3.Vec{X: b.Length[2] - b.Radius[3]})), 1e-9, "on the ball")
				require.InDelta(t, beyond, b.Radius[3]*math.Asin(c.Normal.X), 1e-9, "as far along the skin")
				continue
			}
			require.InDelta(t, b.Radius[s]+(b.Radius[s+1]-b.Radius[s])*x/b.Length[s], across, 1e-9)
			require.InDelta(t, x, c.Position.X, 1e-12)
			require.InDelta(t, 0, c.Normal.X, 1e-12)
		}
	}
}
