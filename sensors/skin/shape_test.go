package skin

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestAPadIsNoThickerThanItIs: pressed deeper than both pads are thick, pressure stays
// what it is at that depth, and it never pulls.
func TestAPadIsNoThickerThanItIs(t *testing.T) {
	s, _ := pressedPad(t, 16384, "ideal")
	for _, depth := range []float64{2e-3, 5.9e-3, 9e-3, 15e-3} {
		s.Touch([]spatial.Pose{spatial.Identity(), spatial.At(r3.Vec{Z: 0.1 + 0.02 - 2 - depth}), spatial.Identity()})
		most := 0.0 // Pa
		for i, l := range s.Truth() {
			e := &s.Surface().Elements[i]
			most = max(most, math.Sqrt(l.Normal*l.Normal+l.X*l.X+l.Y*l.Y)/e.Area)
			require.GreaterOrEqual(t, l.Normal, 0.0)
		}
		// At the middle of the contact, of which a taxel averages a bit.
		require.InEpsilon(t, 5.1e8*min(depth/2, 3e-3), most, 0.06, "%g m deep", depth)
	}
}

// TestContactForceActsAlongTheLineOfCentres: two balls cannot turn each other, so the
// wrench has no torque about any point of that line; what one gets the other loses.
func TestContactForceActsAlongTheLineOfCentres(t *testing.T) {
	s, _ := pressedPad(t, 1156, "ideal")
	along := r3.Unit(r3.Vec{X: 0.3, Y: -0.5, Z: -1})
	at := r3.Vec{X: 0.4, Y: -0.2, Z: 0.1} // of the small ball
	pose := spatial.Pose{Rot: spatial.AxisAngle(r3.Unit(r3.Vec{X: 1, Y: 1}), 0.4)}
	// The large ball's centre, which its link has at Z = 2, lies behind the contact.
	centre := r3.Sub(at, r3.Scale(0.1+0.02-1e-3, along))
	pose.Pos = r3.Sub(centre, pose.Rotate(r3.Vec{Z: 2}))
	s.Touch([]spatial.Pose{spatial.Identity(), pose, spatial.At(at)})
	large, small := s.Wrenches()[1], s.Wrenches()[2]
	require.Greater(t, r3.Dot(small.Force, along), 1.0)
	require.InDelta(t, 0, r3.Norm(r3.Add(large.Force, small.Force)), 1e-9)
	force := r3.Norm(small.Force)
	require.InEpsilon(t, force, r3.Dot(small.Force, along), 1e-3, "along the line")
	for _, p := range []r3.Vec{at, centre, r3.Add(at, r3.Scale(0.3, along))} {
		require.Less(t, r3.Norm(small.TorqueAbout(p)), 1e-3*force)
	}
	// An elastic foundation of two pads, as long as the depth is small: F = πR(K/2h)δ².
	require.InEpsilon(t, math.Pi*(0.1*0.02/0.12)*5.1e8/2*1e-6, force, 0.03)
}

// TestPartsThatAlwaysTouchDoNotCollide: not a link with its carrier, nor what touches
// in the neutral posture; all others do, whichever is listed first.
func TestPartsThatAlwaysTouchDoNotCollide(t *testing.T) {
	slide := func(parent, child string, x float64) chain.Joint {
		return chain.Joint{
			Name: child + "_slide", Kind: chain.Prismatic, Parent: parent, Child: child,
			Origin: spatial.At(r3.Vec{X: x}), Axis: r3.Vec{X: 1}, Limit: chain.Unlimited(),
		}
	}
	m, err := chain.New("row", "base", []chain.Joint{slide("base", "bare", 0), slide("bare", "near", 0.1), slide("base", "far", 0.3), slide("base", "side", 0.3)})
	require.NoError(t, err)
	ball := func(link string, at r3.Vec) Solid {
		return Solid{Name: link, Link: link, A: at, B: at, Ra: 0.01, Rb: 0.01}
	}
	s, err := NewSurface(m, &Layout{Name: "row", Solids: []Solid{
		ball("base", r3.Vec{}), ball("near", r3.Vec{}), ball("far", r3.Vec{}), ball("side", r3.Vec{Y: 0.019}),
	}})
	require.NoError(t, err)
	name := func(i int) string { return m.LinkName(i) }
	got := map[string]bool{}
	for _, p := range collide(m, s) {
		got[name(min(p.a, p.b))+" "+name(max(p.a, p.b))] = true
	}
	link := func(s string) int { i, _ := m.LinkIndex(s); return i }
	want := map[string]bool{}
	// near's carrier is base, past the link without solids; far's and side's is base too.
	for _, p := range [][2]string{{"near", "far"}, {"near", "side"}} {
		a, b := link(p[0]), link(p[1])
		want[name(min(a, b))+" "+name(max(a, b))] = true
	}
	require.Equal(t, want, got)
	require.Equal(t, m.NumLinks(), s.NumLinks())
	require.True(t, math.IsInf(s.Distance(link("bare"), r3.Vec{}), 1))
}

// TestASpotIsFourMillimetresSquare: its shares are the areas of taxels within 2 mm of
// its middle along both tangents.
func TestASpotIsFourMillimetresSquare(t *testing.T) {
	// A ball so large that the pad on it is flat: taxels of 0.7 mm by 1.1 mm.
	const radius = 1.0
	l := &Layout{Name: "flat", Solids: []Solid{
		{Name: "s", Link: "l", Ra: radius, Rb: radius}, {Name: "t", Link: "other", A: r3.Vec{Z: 0.999}, B: r3.Vec{Z: 0.999}, Ra: 1e-3, Rb: 1e-3},
	}, Pads: []Pad{
		{Region: "pad", Rows: 21, Columns: 15, Wrap: &Wrap{
			Solid: "s", Zero: r3.Vec{Z: 1}, Along: [2]float64{-21 * 0.35e-3, 21 * 0.35e-3}, Around: [2]float64{-15 * 0.55e-3, 15 * 0.55e-3},
		}},
		{Region: "other", Rows: 4, Columns: 4, Wrap: &Wrap{Solid: "t", Zero: r3.Vec{Z: 1}, Along: [2]float64{0, 1e-3}, Around: [2]float64{-1, 1}}},
	}, Patches: []PatchPlace{{Region: "pad", Row: 10, Column: 7}}}
	s, err := NewSurface(twoLinks(t), l)
	require.NoError(t, err)
	require.Len(t, s.Spots, 1)
	spot := &s.Spots[0]
	require.Equal(t, "pad", spot.Region)
	require.Equal(t, s.Elements[10*15+7].Centre, spot.Centre)
	require.Equal(t, s.Elements[10*15+7].Normal, spot.Normal)
	covered := func(offset, size float64) float64 { // share of 4 sample strips whose middles lie within 2 mm
		n := 0.0
		for i := range 4 {
			if math.Abs(offset+size*(float64(i)-1.5)/4) <= 2e-3 {
				n++
			}
		}
		return n / 4
	}
	sum, total := 0.0, 0.0
	want := map[int]float64{}
	for row := range 21 {
		for column := range 15 {
			if a := covered(float64(row-10)*0.7e-3, 0.7e-3) * covered(float64(column-7)*1.1e-3, 1.1e-3); a > 0 {
				want[row*15+column] = a
				total += a
			}
		}
	}
	for _, share := range spot.Shares {
		require.InDelta(t, want[share.Taxel]/total, share.Weight, 1e-5, "taxel %d", share.Taxel)
		sum += share.Weight
	}
	require.Len(t, spot.Shares, len(want))
	require.InDelta(t, 1, sum, 1e-12)
}

// TestASurfaceKnowsWhereItsPiecesEnd: no element, block or region reaches beyond its
// ball, and blocks share out a region's elements; contact skips by these.
func TestASurfaceKnowsWhereItsPiecesEnd(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s, err := NewSurface(state.Model(), layout)
	require.NoError(t, err)
	next := 0
	for _, r := range s.Regions {
		require.Equal(t, next, r.First)
		next = r.Last
		first, loosest := r.First, 0.0
		for _, b := range r.Blocks {
			require.Equal(t, first, b.First)
			require.Greater(t, b.Last, b.First)
			require.LessOrEqual(t, b.Last-b.First, 24)
			first = b.Last
			for i := b.First; i < b.Last; i++ {
				e := &s.Elements[i]
				area, furthest, inBlock, inRegion := 0.0, 0.0, 0.0, 0.0
				for _, p := range s.Points[e.First:e.Last] {
					area += p.Area
					furthest = max(furthest, r3.Norm(r3.Sub(p.At, e.Centre)))
					inBlock = max(inBlock, r3.Norm(r3.Sub(p.At, b.Centre)))
					inRegion = max(inRegion, r3.Norm(r3.Sub(p.At, r.Centre)))
				}
				require.LessOrEqual(t, inBlock, b.Bound+1e-12)
				require.LessOrEqual(t, inRegion, r.Bound+1e-12)
				loosest = max(loosest, inRegion)
				require.InDelta(t, area, e.Area, 1e-15)
				require.InDelta(t, furthest, e.Reach, 1e-15)
				require.Equal(t, r.Link, e.Link)
			}
		}
		require.Equal(t, r.Last, first)
		require.Less(t, r.Bound, 1.6*loosest+1e-9, "%s: a ball that is too large skips nothing", r.Name)
	}
	require.Len(t, s.Elements, next)
}

// TestBareSkinIsOnlyWhereSkinIsFree: no point of it lies inside another solid of its
// link, in the joint to the link before, or under a pad.
func TestBareSkinIsOnlyWhereSkinIsFree(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s, err := NewSurface(state.Model(), layout)
	require.NoError(t, err)
	palm, ok := state.Model().LinkIndex("palm")
	require.True(t, ok)
	proximal, ok := state.Model().LinkIndex("index_proximal")
	require.True(t, ok)
	var pad Pad
	for _, p := range layout.Pads {
		if p.Projection != nil {
			pad = p
		}
	}
	q := pad.Projection
	bare, front := 0, 0
	for _, e := range s.Elements[s.Taxels:] {
		for _, p := range s.Points[e.First:e.Last] {
			if e.Link == proximal {
				inPalm := state.RootFromLink(palm).Inverse().Mul(state.RootFromLink(proximal)).Apply(p.At)
				require.GreaterOrEqual(t, s.Distance(palm, inPalm), 1e-4-1e-9)
			}
			if e.Link != palm {
				continue
			}
			require.InDelta(t, 0, s.Distance(palm, p.At), 1e-9, "on the outside of all of the palm's solids")
			bare++
			// In front, in the palm's lengthwise middle, the pad covers all but the sides.
			if e.Normal.Z < -0.3 && p.At.X > q.Origin.X && p.At.X < q.Origin.X+q.Length {
				u := (p.At.X - q.Origin.X) / q.Length
				left, right := q.Start[0]+u*(q.End[0]-q.Start[0]), q.Start[1]+u*(q.End[1]-q.Start[1])
				y := r3.Dot(p.At, q.Across)
				require.True(t, y < left || y > right, "%v", p.At)
				front++
			}
		}
	}
	require.NotZero(t, bare)
	require.NotZero(t, front)
}

// TestAThickLimbIsCutCoarsely: bare skin of 3.2 mm on a hand, of 12 mm on limbs
// thicker than 18 mm.
func TestAThickLimbIsCutCoarsely(t *testing.T) {
	for _, c := range []struct{ radius, cell float64 }{{0.017, 3.2e-3}, {0.019, 12e-3}} {
		s, err := NewSurface(twoLinks(t), &Layout{Name: "limb", Solids: []Solid{
			{Name: "s", Link: "l", B: r3.Vec{X: 0.1}, Ra: c.radius, Rb: c.radius},
		}})
		require.NoError(t, err)
		round := math.Ceil(2*math.Pi*c.radius/c.cell - 1e-9)
		rows := math.Ceil((0.1+math.Pi*c.radius)/c.cell - 1e-9)
		require.Len(t, s.Elements, int(round*rows))
	}
}
