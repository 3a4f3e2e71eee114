package glove

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// newLayout is a layout of a named profile.
func newLayout(t testing.TB, n int, profile string) *Layout {
	t.Helper()
	p, err := taxel.Lookup(profile)
	require.NoError(t, err)
	l, err := NewLayout(n, p)
	require.NoError(t, err)
	return l
}

func TestDefaultLayoutIsTheDesigns(t *testing.T) {
	l := newLayout(t, DefaultChannels, "textile")
	require.Equal(t, 576, l.Len())
	rows := map[[2]int]int{} // block, back → rows
	stretch := 0
	for i := range l.Len() {
		c := l.Channel(i)
		if c.Kind != taxel.Stretch {
			continue
		}
		stretch++
		key := [2]int{c.Block, 0}
		if c.Back {
			key[1] = 1
		}
		rows[key] = max(rows[key], c.Row+1)
		require.Less(t, c.Column, 3)
	}
	require.Equal(t, 432, stretch, "three quarters stretch")
	for f := range hand.NumFingers {
		require.Equal(t, 14, rows[[2]int{f, 1}], "back of %s", BlockName(f))
		require.Equal(t, 12, rows[[2]int{f, 0}], "front of %s", BlockName(f))
	}
	require.Equal(t, 7, rows[[2]int{WristBlock, 1}])
	require.Equal(t, 7, rows[[2]int{WristBlock, 0}])
}

func TestPrestrainCentresTheRange(t *testing.T) {
	l := newLayout(t, DefaultChannels, "textile")
	var back, front, nBack, nFront float64
	for _, i := range l.Block(int(hand.Index)) {
		c := l.Channel(i)
		if c.Gain[1] > 0.2 { // over the MCP joint
			back, nBack = back+c.Prestrain, nBack+1
		}
		if c.Gain[1] < -0.2 {
			front, nFront = front+c.Prestrain, nFront+1
		}
	}
	require.InDelta(t, 0.13, back/nBack, 0.04)
	require.InDelta(t, 0.44, front/nFront, 0.04)
}

func TestAnyDensity(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(MinChannels, 6000).Draw(rt, "n")
		profile := rapid.SampledFrom(taxel.Names()).Draw(rt, "profile")
		l := newLayout(t, n, profile)
		require.Equal(rt, n, l.Len())
		kinds := [taxel.NumKinds]int{}
		for i := range n {
			c := l.Channel(i)
			kinds[c.Kind]++
			require.InDelta(rt, 1, r3.Norm(c.Normal), 1e-9)
			require.Less(rt, r3.Norm(c.Position), 0.2)
			require.NotEmpty(rt, c.Link)
			for _, k := range l.Neighbours(i) {
				if k != taxel.NoNeighbour {
					require.Contains(rt, l.Neighbours(k), i, "neighbours are mutual")
				}
			}
		}
		want := n / 4
		if l.Profile().EveryKind {
			want = n / 2
		}
		require.Equal(rt, want, kinds[taxel.Pressure])
		for b := range NumBlocks {
			require.NotEmpty(rt, l.Block(b))
		}
	})
}

func TestLayoutBounds(t *testing.T) {
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	for _, n := range []int{-1, 0, 63, 65537} {
		_, err := NewLayout(n, p)
		require.ErrorContains(t, err, "64 to 65536")
	}
	_, err = NewLayout(64, taxel.Profile{Name: "broken"})
	require.ErrorContains(t, err, `"broken"`)
	l := newLayout(t, 65536, "textile")
	require.Equal(t, 65536, l.Len())
}

func TestFingerprintTellsLayoutsApart(t *testing.T) {
	// Calibrations that users have saved name it: another one locks them out.
	require.Equal(t, "ad8d77f0490d9b4e", newLayout(t, DefaultChannels, "textile").Fingerprint())
	require.Equal(t, newLayout(t, 576, "textile").Fingerprint(), newLayout(t, 576, "textile").Fingerprint())
	seen := map[string]bool{}
	for _, l := range []*Layout{newLayout(t, 576, "textile"), newLayout(t, 577, "textile"), newLayout(t, 576, "piezo")} {
		require.False(t, seen[l.Fingerprint()])
		seen[l.Fingerprint()] = true
	}
}

// A fabric at height h above a joint's axis grows by h per rad in all, however
// that spreads along it.
func TestStrainAddsUpToTheHeight(t *testing.T) {
	g := NominalGeometry(hand.Nominal(), int(hand.Index))
	const step = 1e-4
	var sum [4]float64
	for x := -0.08; x < 0.15; x += step {
		for j, k := range g.Gain(x, 0, true) {
			sum[j] += k * step
		}
	}
	require.InDelta(t, 11e-3, sum[1], 1e-6)
	require.InDelta(t, 8e-3, sum[2], 1e-6)
	require.InDelta(t, 6e-3, sum[3], 1e-6)
	peak := g.Gain(0, 0, true)[1] * math.Pi / 180
	require.InDelta(t, 0.005, peak, 2e-4, "about half a per cent per degree on the back")
	require.InDelta(t, -0.8, g.Gain(0, 0, false)[1]/g.Gain(0, 0, true)[1], 1e-12)
	require.InDelta(t, 0.85, g.Gain(0, 1, true)[1]/g.Gain(0, 0, true)[1], 1e-12)
	require.InDelta(t, 0.22, math.Abs(g.Gain(0, 1, true)[0]), 1e-12)
}

func TestSlopeIsTheDerivativeOfGain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		block := rapid.IntRange(0, WristBlock).Draw(t, "block")
		g := NominalGeometry(hand.Nominal(), block)
		along := rapid.Float64Range(-0.04, 0.1).Draw(t, "along")
		across := rapid.Float64Range(-1, 1).Draw(t, "across")
		back := rapid.Bool().Draw(t, "back")
		perMetre, perColumn := g.Slope(along, across, back)
		settings := &fd.Settings{Formula: fd.Central, Step: 1e-6}
		for j := range 4 {
			require.InDelta(t, fd.Derivative(func(x float64) float64 { return g.Gain(x, across, back)[j] }, along, settings), perMetre[j], 1e-5)
			require.InDelta(t, fd.Derivative(func(x float64) float64 { return g.Gain(along, x, back)[j] }, across, settings), perColumn[j], 1e-7)
		}
	})
}

func TestBowInvertsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Bow{rapid.Float64Range(-0.08, 0.08).Draw(t, "quadratic"), rapid.Float64Range(-0.05, 0.05).Draw(t, "cubic")}
		theta := rapid.Float64Range(-1.3, 1.9).Draw(t, "theta")
		require.InDelta(t, theta, w.invert(w.apply(theta)), 1e-6)
	})
	// The series that it starts from errs by the fourth power of the angle.
	w := Bow{Quadratic: 0.6, Cubic: -0.4}
	far, near := w.series(w.apply(0.02))-0.02, w.series(w.apply(0.01))-0.01
	require.InEpsilon(t, 16, far/near, 0.1)
}

func TestNamedPosesAreAnatomical(t *testing.T) {
	names := map[string]bool{}
	for i := range MaxPoses {
		p := NamedPose(i)
		require.False(t, names[p.Name], p.Name)
		names[p.Name] = true
		require.Equal(t, p.Angles.Clamped(), p.Angles, p.Name)
	}
	require.Equal(t, "flat hand", RezeroPoses()[0].Name)
}
