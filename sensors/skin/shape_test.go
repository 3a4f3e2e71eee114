package skin

import (
	"bytes"
	"errors"
	"math"
	"strings"
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

// TestALayoutFileSaysWhatItSays: every key, by a file written by hand.
func TestALayoutFileSaysWhatItSays(t *testing.T) {
	const text = `{"version":1,"name":"small",
	"solids":[{"name":"s","link":"l","from_mm":[1,2,3],"to_mm":[21,2,4],"radius_mm":[8,7]}],
	"pads":[{"region":"r","rows":2,"columns":3,"wrap":{"solid":"s","zero":[0,0,-1],"along_mm":[1,5],"around_deg":[90,-45]}},
	{"region":"p","rows":4,"columns":5,"projection":{"link":"l","origin_mm":[10,20,30],"along":[0,1,0],"across":[1,0,0],"outward":[0,0,-1],
	"length_mm":15,"start_mm":[-6,5],"end_mm":[-4,3]}}],
	"patches":[{"region":"r","row":1,"column":2}]}`
	l, err := ReadLayout(strings.NewReader(text))
	require.NoError(t, err)
	close := func(want, got float64) { require.InDelta(t, want, got, 1e-12) }
	closeVec := func(x, y, z float64, got r3.Vec) { close(0, r3.Norm(r3.Sub(r3.Vec{X: x, Y: y, Z: z}, got))) }
	solid := l.Solids[0]
	require.Equal(t, [3]string{"small", "s", "l"}, [3]string{l.Name, solid.Name, solid.Link})
	closeVec(0.001, 0.002, 0.003, solid.A)
	closeVec(0.021, 0.002, 0.004, solid.B)
	close(0.008, solid.Ra)
	close(0.007, solid.Rb)
	require.Equal(t, [2]int{2, 3}, [2]int{l.Pads[0].Rows, l.Pads[0].Columns})
	w := l.Pads[0].Wrap
	closeVec(0, 0, -1, w.Zero)
	close(0.001, w.Along[0])
	close(0.005, w.Along[1])
	close(math.Pi/2, w.Around[0])
	close(-math.Pi/4, w.Around[1])
	q := l.Pads[1].Projection
	closeVec(0.010, 0.020, 0.030, q.Origin)
	closeVec(0, 1, 0, q.Along)
	closeVec(1, 0, 0, q.Across)
	closeVec(0, 0, -1, q.Outward)
	close(0.015, q.Length)
	close(-0.006, q.Start[0])
	close(0.005, q.Start[1])
	close(-0.004, q.End[0])
	close(0.003, q.End[1])
	require.Equal(t, []PatchPlace{{Region: "r", Row: 1, Column: 2}}, l.Patches)
	require.Equal(t, 26, l.Taxels())
	var file bytes.Buffer
	require.NoError(t, WriteLayout(&file, l))
	again, err := ReadLayout(&file)
	require.NoError(t, err)
	require.InDeltaSlice(t, numbersOf(l), numbersOf(again), 1e-12)
	require.ErrorContains(t, WriteLayout(refusing{}, l), "skin: layout: full")
	_, err = ReadLayout(strings.NewReader(strings.Repeat(" ", maxFile+1)))
	require.ErrorContains(t, err, "longer than 16777216 bytes")
	_, err = ReadLayout(strings.NewReader(strings.Repeat(" ", maxFile-len(text)) + text))
	require.NoError(t, err, "as long as it may be")
	_, err = ReadLayout(strings.NewReader("{\"version\":1,\n\n\"name\":}"))
	require.ErrorContains(t, err, "line 3")
}

type refusing struct{}

func (refusing) Write([]byte) (int, error) { return 0, errors.New("full") }

// numbersOf lists all that a layout says of places.
func numbersOf(l *Layout) (list []float64) {
	add := func(vs ...r3.Vec) {
		for _, v := range vs {
			list = append(list, v.X, v.Y, v.Z)
		}
	}
	for _, s := range l.Solids {
		add(s.A, s.B)
		list = append(list, s.Ra, s.Rb)
	}
	for _, p := range l.Pads {
		if w := p.Wrap; w != nil {
			add(w.Zero)
			list = append(list, w.Along[0], w.Along[1], w.Around[0], w.Around[1])
		}
		if q := p.Projection; q != nil {
			add(q.Origin, q.Along, q.Across, q.Outward)
			list = append(list, q.Length, q.Start[0], q.Start[1], q.End[0], q.End[1])
		}
	}
	return list
}

// TestLayoutsAreRefusedFromTheirBoundsOn: just inside a bound is taken, just outside
// is refused, with what is wrong.
func TestLayoutsAreRefusedFromTheirBoundsOn(t *testing.T) {
	fresh := func() *Layout {
		return &Layout{Name: "x", Solids: []Solid{{Name: "s", Link: "l", B: r3.Vec{X: 0.1}, Ra: 0.01, Rb: 0.01}}, Pads: []Pad{
			{Region: "r", Rows: 2, Columns: 3, Wrap: &Wrap{Solid: "s", Zero: r3.Vec{Z: 1}, Along: [2]float64{0, 0.01}, Around: [2]float64{0, 1}}},
			{Region: "p", Rows: 2, Columns: 3, Projection: &Projection{
				Link: "l", Along: r3.Vec{X: 1}, Across: r3.Vec{Y: 1}, Outward: r3.Vec{Z: 1}, Length: 0.01, Start: [2]float64{0, 0.01}, End: [2]float64{0, 0.01},
			}},
		}, Patches: []PatchPlace{{Region: "p", Row: 1, Column: 2}}}
	}
	solid := func(change func(*Solid)) func(*Layout) { return func(l *Layout) { change(&l.Solids[0]) } }
	wrap := func(change func(*Wrap)) func(*Layout) { return func(l *Layout) { change(l.Pads[0].Wrap) } }
	projection := func(change func(*Projection)) func(*Layout) { return func(l *Layout) { change(l.Pads[1].Projection) } }
	for _, c := range []struct {
		want   string // empty: nothing is wrong
		change func(*Layout)
	}{
		{"", func(*Layout) {}},
		{"", func(l *Layout) { l.Pads[0].Rows, l.Pads[0].Columns = 65530, 1 }},
		{"65537 taxels", func(l *Layout) { l.Pads[0].Rows, l.Pads[0].Columns = 65531, 1 }},
		{"", func(l *Layout) { l.Patches = make([]PatchPlace, 256); fill(l.Patches, PatchPlace{Region: "r"}) }},
		{"257 patches", func(l *Layout) { l.Patches = make([]PatchPlace, 257) }},
		{"1025 solids", func(l *Layout) { l.Solids = make([]Solid, 1025) }},
		{"a name and a link", func(l *Layout) { l.Solids = make([]Solid, 1024) }},
		{"1025 pads", func(l *Layout) { l.Pads = make([]Pad, 1025) }},
		{"wants a region", func(l *Layout) { l.Pads, l.Patches = make([]Pad, 1024), nil }},
		{"a name and a link", solid(func(s *Solid) { s.Name = "" })},
		{"a name and a link", solid(func(s *Solid) { s.Link = "" })},
		{"", solid(func(s *Solid) { s.A, s.B = r3.Vec{X: 10}, r3.Vec{} })},
		{"further than 10 m", solid(func(s *Solid) { s.A, s.B = r3.Vec{X: 10.001}, r3.Vec{X: 10} })},
		{"further than 10 m", solid(func(s *Solid) { s.A, s.B = r3.Vec{X: 1}, r3.Vec{X: 11.001} })},
		{"further than 10 m", solid(func(s *Solid) { s.A.X = math.NaN() })},
		{"", solid(func(s *Solid) { s.Ra, s.Rb = 1, 1 })},
		{"radii", solid(func(s *Solid) { s.Ra, s.Rb = 1.001, 1 })},
		{"radii", solid(func(s *Solid) { s.Ra, s.Rb = 1, 1.001 })},
		{"radii", solid(func(s *Solid) { s.Ra = 0 })},
		{"radii", solid(func(s *Solid) { s.Rb = 0 })},
		{"", solid(func(s *Solid) { s.Ra, s.Rb = 0.1, 0.001 })},
		{"inside the other", solid(func(s *Solid) { s.Ra, s.Rb = 0.11, 0.01 })},
		{"inside the other", solid(func(s *Solid) { s.Ra, s.Rb = 0.01, 0.11 })},
		{"", solid(func(s *Solid) { s.B = s.A })},
		{"about one point", solid(func(s *Solid) { s.B, s.Rb = s.A, 0.011 })},
		{"wants a region", func(l *Layout) { l.Pads[0].Region = "" }},
		{"at least 1", func(l *Layout) { l.Pads[0].Rows = 0 }},
		{"at least 1", func(l *Layout) { l.Pads[0].Columns = 0 }},
		{"at least 1", func(l *Layout) { l.Pads[0].Rows, l.Pads[0].Columns = -1, -1 }},
		{"exactly one", func(l *Layout) { l.Pads[0].Wrap = nil }},
		{"exactly one", func(l *Layout) { l.Pads[0].Projection = l.Pads[1].Projection }},
		{"already has a pad", func(l *Layout) { l.Pads = append(l.Pads, l.Pads[0]) }},
		{"does not exist", wrap(func(w *Wrap) { w.Solid = "q" })},
		{"length 1.1", wrap(func(w *Wrap) { w.Zero.Z = 1.1 })},
		{"along from", wrap(func(w *Wrap) { w.Along = [2]float64{0.01, 0.01} })},
		{"", wrap(func(w *Wrap) { w.Along = [2]float64{-10, 10} })},
		{"along from", wrap(func(w *Wrap) { w.Along = [2]float64{-10.1, 0} })},
		{"along from", wrap(func(w *Wrap) { w.Along = [2]float64{0, 10.1} })},
		{"", wrap(func(w *Wrap) { w.Around = [2]float64{2 * math.Pi, 0} })},
		{"around from", wrap(func(w *Wrap) { w.Around = [2]float64{-3.15, 3.15} })},
		{"around from", wrap(func(w *Wrap) { w.Around = [2]float64{1, 1} })},
		{"", wrap(func(w *Wrap) { w.Around = [2]float64{4 * math.Pi, 4*math.Pi - 1} })},
		{"around from", wrap(func(w *Wrap) { w.Around = [2]float64{13, 12.5} })},
		{"wants a link", projection(func(q *Projection) { q.Link = "" })},
		{"orthogonal", projection(func(q *Projection) { q.Along.X = 1.01 })},
		{"orthogonal", projection(func(q *Projection) { q.Across.Y = 0.99 })},
		{"orthogonal", projection(func(q *Projection) { q.Outward.Z = 1.01 })},
		{"orthogonal", projection(func(q *Projection) { q.Across = r3.Vec{X: 1} })},
		{"orthogonal", projection(func(q *Projection) { q.Outward = r3.Vec{X: 1} })},
		{"orthogonal", projection(func(q *Projection) { q.Outward = r3.Vec{Y: -1} })},
		{"length 0 m", projection(func(q *Projection) { q.Length = 0 })},
		{"", projection(func(q *Projection) { q.Length = 10 })},
		{"length 10.1", projection(func(q *Projection) { q.Length = 10.1 })},
		{"length", projection(func(q *Projection) { q.Origin.X = 10.1 })},
		{"across from", projection(func(q *Projection) { q.Start = [2]float64{0.01, 0.01} })},
		{"across from", projection(func(q *Projection) { q.End = [2]float64{0.01, 0.01} })},
		{"across from", projection(func(q *Projection) { q.Start = [2]float64{-5, 5.1} })},
		{"across from", projection(func(q *Projection) { q.End = [2]float64{-5, 5.1} })},
		{"no pad of region", func(l *Layout) { l.Patches[0].Row = 2 }},
		{"no pad of region", func(l *Layout) { l.Patches[0].Row = -1 }},
		{"no pad of region", func(l *Layout) { l.Patches[0].Column = 3 }},
		{"no pad of region", func(l *Layout) { l.Patches[0].Column = -1 }},
		{"no pad of region", func(l *Layout) { l.Patches[0].Region = "q" }},
	} {
		l := fresh()
		c.change(l)
		if err := l.Check(); c.want == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, c.want)
		}
	}
	many := &Layout{Name: "many"}
	for i := range 65 {
		x := 0.02 * float64(i)
		many.Solids = append(many.Solids, Solid{Name: strings.Repeat("s", i+1), Link: "l", A: r3.Vec{X: x}, B: r3.Vec{X: x}, Ra: 0.002, Rb: 0.002})
	}
	_, err := NewSurface(twoLinks(t), many)
	require.ErrorContains(t, err, "more than 64 solids")
	many.Solids = many.Solids[:64]
	_, err = NewSurface(twoLinks(t), many)
	require.NoError(t, err)
}

func fill[T any](s []T, v T) {
	for i := range s {
		s[i] = v
	}
}
