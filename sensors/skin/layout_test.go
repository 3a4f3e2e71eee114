package skin

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

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
