package wearer

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"gonum.org/v1/gonum/stat"
)

func gloveOf(t *testing.T, n int, p taxel.Profile) *glove.Layout {
	t.Helper()
	l, err := glove.NewLayout(n, p)
	require.NoError(t, err)
	return l
}

func profile(t *testing.T, name string, effects ...taxel.Effect) taxel.Profile {
	t.Helper()
	p, err := taxel.Lookup(name)
	require.NoError(t, err)
	p = p.Only(effects...)
	p.Variation, p.Batch = 0, 0
	return p
}

// TestFleshIsAnElasticFoundation: 0.1 MPa over 4 mm, so 25 kPa per millimetre that a
// taxel is inside another limb; of two limbs the deeper counts, and air presses not.
func TestFleshIsAnElasticFoundation(t *testing.T) {
	pascals := taxel.Range{Lower: 0, Upper: 100e3}
	for _, depth := range []float64{0.5e-3, 1e-3, 3e-3} {
		c := &contacts{full: pascals, pressed: []float64{0, 0}}
		c.palmFrom[0] = spatial.Identity()
		c.taxels[0] = []site{{channel: 0, at: r3.Vec{X: 5e-3, Z: -8e-3}}, {channel: 1, at: r3.Vec{Z: 40e-3}}}
		thin := capsule{a: r3.Vec{X: -0.1, Z: -16e-3 + depth}, b: r3.Vec{X: 0.1, Z: -16e-3 + depth}, ra: 8e-3, rb: 8e-3}
		less := capsule{a: r3.Vec{X: -0.1, Z: -16.2e-3 + depth}, b: r3.Vec{X: 0.1, Z: -16.2e-3 + depth}, ra: 8e-3, rb: 8e-3}
		c.placed[7] = []limb{less.limb(), thin.limb(), less.limb()}
		c.press(0, 7)
		require.InDelta(t, 25e3*depth/1e-3, pascals.Value(c.pressed[0]), 1e-6)
		require.Zero(t, c.pressed[1])
	}
}

// TestDepthIsThatInTheHull of two balls: at the ends as far as the balls, in between
// on a straight line.
func TestDepthIsThatInTheHull(t *testing.T) {
	k := capsule{a: r3.Vec{X: 1e-2}, b: r3.Vec{X: 5e-2}, ra: 10e-3, rb: 6e-3}
	for _, c := range []struct {
		p    r3.Vec
		want float64
	}{
		{r3.Vec{X: 1e-2}, 10e-3}, {r3.Vec{X: 5e-2}, 6e-3}, {r3.Vec{X: 3e-2}, 8e-3}, {r3.Vec{X: 2e-2, Y: 4e-3}, 5e-3},
		{r3.Vec{X: 5e-2, Z: 7e-3}, -1e-3}, {r3.Vec{X: 5.9e-2}, -3e-3}, {r3.Vec{X: 0.2e-2}, 2e-3}, {r3.Vec{X: 4e-2, Y: 3e-3, Z: 4e-3}, 2e-3},
	} {
		require.InDelta(t, c.want, k.depth(c.p), 1e-12, "%v", c.p)
	}
	ball := capsule{a: r3.Vec{X: 1}, b: r3.Vec{X: 1}, ra: 1e-2, rb: 1e-2}
	require.InDelta(t, 4e-3, ball.depth(r3.Vec{X: 1, Y: 6e-3}), 1e-12)
}

// TestPartsThatTouchByNature: a joint's two sides, the roots of fingers side by side,
// and the palm with every root; the thumb's root is beside no finger's.
func TestPartsThatTouchByNature(t *testing.T) {
	touching := map[[2]int]bool{}
	for f := range hand.NumFingers {
		root := 3 * f
		touching[[2]int{root, root + 1}], touching[[2]int{root + 1, root + 2}] = true, true
		touching[[2]int{root, palmPart}] = true
		if f > int(hand.Index) {
			touching[[2]int{root - 3, root}] = true
		}
	}
	for a := range numParts {
		for b := a + 1; b < numParts; b++ {
			require.Equal(t, touching[[2]int{a, b}], neighbours(a, b), "%d and %d", a, b)
		}
	}
}

// TestLimbsAreNearWhenTheyOverlap and not before.
func TestLimbsAreNearWhenTheyOverlap(t *testing.T) {
	c := &contacts{}
	rod := func(z float64) limb {
		return capsule{a: r3.Vec{X: -0.1, Z: z}, b: r3.Vec{X: 0.1, Z: z}, ra: 5e-3, rb: 8e-3}.limb()
	}
	c.placed[0] = []limb{rod(1), rod(0)}
	for _, x := range []struct {
		z    float64
		want bool
	}{{15.9e-3, true}, {16.1e-3, false}, {-15.9e-3, true}, {-16.1e-3, false}} {
		across := capsule{a: r3.Vec{Y: -0.1, Z: x.z}, b: r3.Vec{Y: 0.1, Z: x.z}, ra: 8e-3, rb: 5e-3}
		c.placed[4] = []limb{rod(x.z - 5), across.limb()}
		require.Equal(t, x.want, c.near(0, 4), "%g", x.z)
	}
}

// TestFabricLiesOnThisPersonsSkin: 1.5 mm over the skin, at the same share of a
// segment whatever its length; the palm's front is where its channels are.
func TestFabricLiesOnThisPersonsSkin(t *testing.T) {
	l := gloveOf(t, 576, profile(t, "ideal"))
	long := NominalPerson(hand.Right)
	for f := range long.Dims {
		for s := range long.Dims[f].Length {
			long.Dims[f].Length[s] *= 1.1 + 0.1*float64(s)
		}
	}
	for name, person := range map[string]Person{"nominal": NominalPerson(hand.Right), "long": long} {
		c := newContacts(l, person, l.Spread())
		sites := 0
		for part, list := range c.taxels {
			for _, s := range list {
				sites++
				ch := l.Channel(s.channel)
				require.Equal(t, taxel.Pressure, ch.Kind)
				if part == palmPart {
					require.Equal(t, "palm", ch.Link)
					require.Equal(t, ch.Position, s.at)
					continue
				}
				require.Equal(t, hand.SegmentName(hand.Finger(part/3), part%3), ch.Link)
				own := &c.capsules[part][0]
				if share := ch.Position.X / hand.Nominal()[part/3].Length[part%3]; name == "long" && share < 0.8 {
					require.InEpsilon(t, share, s.at.X/person.Dims[part/3].Length[part%3], 1e-6, "same share")
				} else if name == "nominal" {
					require.InDelta(t, 0, r3.Norm(r3.Sub(s.at, r3.Add(ch.Position, r3.Scale(1.5e-3, ch.Normal)))), 1e-9)
				}
				require.InDelta(t, 0, own.depth(s.at), 1e-3, "%s: on its own limb's surface", name)
			}
		}
		require.Equal(t, 144, sites)
		for f := range hand.NumFingers {
			b := person.Dims[f]
			tip := c.capsules[3*f+2][0]
			require.InDelta(t, b.Length[2]+fabric, tip.b.X+tip.rb, 1e-12, "the tip's round end is the finger's")
			require.InDelta(t, b.Radius[0]+1.5e-3, c.capsules[3*f][0].ra, 1e-12)
			require.InDelta(t, b.Radius[1]+1.5e-3, c.capsules[3*f][0].rb, 1e-12)
			require.InDelta(t, b.Length[0], c.capsules[3*f][0].b.X, 1e-12)
		}
		require.Len(t, c.capsules[palmPart], 4)
		for i, k := range c.capsules[palmPart] {
			knuckle := person.Dims[int(hand.Index)+i].Base.Pos
			require.InDelta(t, knuckle.Z-25e-3, k.b.Z-k.rb, 1e-12, "the palm's front")
			require.InDelta(t, 0.35*knuckle.X, k.a.X, 1e-12)
			require.InDelta(t, knuckle.Y, k.b.Y, 1e-12)
			require.Equal(t, k.ra, k.rb)
		}
	}
}

// TestPeopleDifferAsTheDesignSays: bones 5 % in common and 2 % each, thickness 6 % and
// 3 %, and a strain that bends by 4 %.
func TestPeopleDifferAsTheDesignSays(t *testing.T) {
	design := hand.Nominal()
	rng := rand.New(rand.NewPCG(6, 6))
	var base, one, other, thick, thin, rate, phase []float64
	for range 5000 {
		p := DrawPerson(hand.Left, rng)
		require.Equal(t, hand.Left, p.Side)
		common := p.Dims[2].Base.Pos.X / design[2].Base.Pos.X
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Scale(common, design[4].Base.Pos), p.Dims[4].Base.Pos)), 1e-12)
		base = append(base, common)
		one = append(one, p.Dims[1].Length[0]/design[1].Length[0]-common)
		other = append(other, p.Dims[3].Length[2]/design[3].Length[2]-common)
		thick, thin = append(thick, p.Thickness[3]), append(thin, p.Thickness[3]-p.Thickness[9])
		s := p.Shape[rng.IntN(hand.NumAngles)]
		require.Equal(t, 0.04, s.Depth)
		rate, phase = append(rate, s.Rate), append(phase, s.Phase)
	}
	for name, c := range map[string]struct {
		list     []float64
		mean, sd float64
	}{
		"base": {base, 1, 0.05}, "bone": {one, 0, 0.02}, "another": {other, 0, 0.02}, "thickness": {thick, 1, math.Hypot(0.06, 0.03)},
		"two joints": {thin, 0, 0.03 * math.Sqrt2}, "rate": {rate, 2, 2 / math.Sqrt(12)}, "phase": {phase, math.Pi, 2 * math.Pi / math.Sqrt(12)},
	} {
		mean, sd := stat.MeanStdDev(c.list, nil)
		require.InDelta(t, c.mean, mean, 0.06*c.sd, name)
		require.InEpsilon(t, c.sd, sd, 0.05, name)
	}
	require.InDelta(t, 0, stat.Correlation(one, other, nil), 0.05)
	s := Shape{Depth: 0.04, Rate: 2, Phase: 0.3}
	require.InDelta(t, 0.5*(1+0.04*math.Sin(1.3)), s.Effective(0.5), 1e-12)
	for _, x := range NominalPerson(hand.Right).Thickness {
		require.Equal(t, 1.0, x)
	}
}

// TestGlovesComeInThreeSizes: within 15 % the adult's, beyond it the one that is 30 %
// away, and no further.
func TestGlovesComeInThreeSizes(t *testing.T) {
	for _, c := range [][2]float64{{1, 1}, {1.14, 1}, {1.16, 1.3}, {1.4, 1.3}, {1.9, 1.3}, {0.86, 1}, {0.84, 0.7}, {0.3, 0.7}} {
		p := NominalPerson(hand.Right)
		for f := range p.Dims {
			for i := range p.Dims[f].Length {
				p.Dims[f].Length[i] *= c[0]
			}
		}
		fitted := p.fitted()
		for f := range fitted {
			for i, x := range fitted[f].Length {
				require.InEpsilon(t, hand.Nominal()[f].Length[i]*c[0]/c[1], x, 1e-9, "a hand of %g", c[0])
			}
		}
	}
	// It is the four fingers' size that counts.
	p := NominalPerson(hand.Right)
	p.Dims[hand.Thumb].Length[0] *= 3
	require.InDelta(t, hand.Nominal()[2].Length[0], p.fitted()[2].Length[0], 1e-12)
}

// TestEveryFingerCountsForTheSize: one that is longer by a half, beside three that are
// longer by a twelfth, makes the glove of the next size.
func TestEveryFingerCountsForTheSize(t *testing.T) {
	for long := hand.Index; long <= hand.Little; long++ {
		for one, size := range map[float64]float64{1.08: 1, 1.5: 1.3} {
			p := NominalPerson(hand.Right)
			for f := hand.Index; f <= hand.Little; f++ {
				k := 1.08
				if f == long {
					k = one
				}
				for i := range p.Dims[f].Length {
					p.Dims[f].Length[i] *= k
				}
			}
			require.InDelta(t, p.Dims[hand.Thumb].Length[0]/size, p.fitted()[hand.Thumb].Length[0], 1e-12, "%v by %g", long, one)
		}
	}
}

// TestARulerErrsByTwoPerCent about this hand.
func TestARulerErrsByTwoPerCent(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	p := DrawPerson(hand.Right, rng)
	var length, thickness []float64
	for range 3000 {
		m := p.Measure(rng)
		require.Equal(t, 0.02, m.Sigma)
		length = append(length, m.Length[2][1]/(p.Dims[2].Length[1]/hand.Nominal()[2].Length[1]))
		thickness = append(thickness, m.Thickness[5]/p.Thickness[5])
	}
	for _, list := range [][]float64{length, thickness} {
		mean, sd := stat.MeanStdDev(list, nil)
		require.InDelta(t, 1, mean, 0.002)
		require.InEpsilon(t, 0.02, sd, 0.05)
	}
}

// TestGlovesAndDonningsDifferAsTheDesignSays: a channel's prestrain by 1 %, its place
// by a millimetre and an eighth of a column, all of a finger's fabric by 1.5 mm.
func TestGlovesAndDonningsDifferAsTheDesignSays(t *testing.T) {
	require.Equal(t, Tolerances{Along: 1e-3, Across: 0.125, Prestrain: 0.01, Donning: 1.5e-3, Warmth: 3}, DesignTolerances())
	l := gloveOf(t, 576, profile(t, "ideal"))
	put := func(tolerances Tolerances, fabric, don uint64) *Wearer {
		w, err := NewFrom(Config{Layout: l, Person: NominalPerson(hand.Right), Tolerances: tolerances, GloveSeed: fabric, DonSeed: don})
		require.NoError(t, err)
		return w
	}
	var prestrain, column, along, shift, warmth []float64
	for i, c := range put(Tolerances{}, 1, 1).strain {
		require.InDeltaSlice(t, gainsOf(l, c.channel), c.gain[:], 1e-12, "channel %d", i)
		require.Equal(t, l.Channel(c.channel).Prestrain, c.prestrain)
	}
	for seed := range uint64(40) {
		for _, c := range put(Tolerances{Prestrain: 0.01}, seed, 0).strain {
			prestrain = append(prestrain, c.prestrain-l.Channel(c.channel).Prestrain)
		}
		for _, c := range put(Tolerances{Across: 0.125}, seed, 0).strain {
			// A sideways bend strains in proportion to the place across.
			if ch := l.Channel(c.channel); ch.Column != 1 && math.Abs(ch.Gain[0]) > 0.05 && ch.Block != glove.WristBlock {
				column = append(column, ch.Across*(c.gain[0]/ch.Gain[0]-1))
			}
		}
		// Over the index's MCP joint, σ = 15 mm: of two places ln(g/g₀) differs by s·(x₂ − x₁)/σ².
		for range 1 {
			w := put(Tolerances{Along: 1e-3}, seed, 0)
			for _, c := range w.strain {
				if ch := l.Channel(c.channel); ch.Block == int(hand.Index) && math.Abs(ch.Along) > 8e-3 && math.Abs(ch.Gain[1]) > 0.05 {
					along = append(along, -225e-6/ch.Along*math.Log(c.gain[1]/ch.Gain[1]))
				}
			}
			w = put(Tolerances{Donning: 1.5e-3}, 0, seed)
			var own []float64
			for _, c := range w.strain {
				if ch := l.Channel(c.channel); ch.Block == int(hand.Index) && math.Abs(ch.Along) > 8e-3 && math.Abs(ch.Gain[1]) > 0.05 {
					ratio := math.Log(c.gain[1] / ch.Gain[1]) // −(2xs + s²)/2σ²
					own = append(own, -ch.Along+math.Copysign(math.Sqrt(ch.Along*ch.Along-2*225e-6*ratio), ch.Along))
				}
			}
			require.Less(t, stat.StdDev(own, nil), 1e-9, "all of a finger's fabric alike")
			shift = append(shift, own[0])
		}
		warmth = append(warmth, put(Tolerances{Warmth: 3}, 0, seed).warmth)
	}
	for seed := uint64(40); seed < 400; seed++ {
		w := put(Tolerances{Warmth: 3, Donning: 1.5e-3}, 0, seed)
		warmth = append(warmth, w.warmth)
	}
	for name, c := range map[string]struct {
		list          []float64
		mean, sd, off float64
	}{
		"prestrain": {prestrain, 0, 0.01, 0.03}, "across": {column, 0, 0.125, 0.04}, "along": {along, 0, 1e-3, 0.15},
		"shift": {shift, 0, 1.5e-3, 0.35}, "warmth": {warmth, 1.5, 3 / math.Sqrt(12), 0.06},
	} {
		mean, sd := stat.MeanStdDev(c.list, nil)
		require.InDelta(t, c.mean, mean, c.off*c.sd, name)
		require.InEpsilon(t, c.sd, sd, max(c.off, 0.04), name)
	}
	// Thicker joints strain the fabric more, each its own.
	thick := NominalPerson(hand.Right)
	thick.Thickness[hand.IndexPIP] = 1.5
	w, err := NewFrom(Config{Layout: l, Person: thick})
	require.NoError(t, err)
	for _, c := range w.strain {
		want := gainsOf(l, c.channel)
		if l.Channel(c.channel).Block == int(hand.Index) {
			want[2] *= 1.5
		}
		require.InDeltaSlice(t, want, c.gain[:], 1e-12)
	}
}

func gainsOf(l *glove.Layout, channel int) []float64 {
	g := l.Channel(channel).Gain
	return g[:]
}
