package skin

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func drawVec(t *rapid.T, name string, size float64) r3.Vec {
	draw := func(axis string) float64 { return rapid.Float64Range(-size, size).Draw(t, name+axis) }
	return r3.Vec{X: draw(".x"), Y: draw(".y"), Z: draw(".z")}
}

func drawSolid(t *rapid.T) Solid {
	s := Solid{
		Name: "s", Link: "l", A: drawVec(t, "a", 0.05), B: drawVec(t, "b", 0.05),
		Ra: rapid.Float64Range(0.002, 0.02).Draw(t, "ra"), Rb: rapid.Float64Range(0.002, 0.02).Draw(t, "rb"),
	}
	if r3.Norm(r3.Sub(s.A, s.B)) <= 1.05*math.Abs(s.Ra-s.Rb) {
		s.Rb = s.Ra
	}
	return s
}

// TestDistanceIsThatOfTheBalls compares with the definition: a tapered capsule
// is the union of the balls whose centre and radius run straight from A to B.
func TestDistanceIsThatOfTheBalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSolid(t)
		c := newCore(&s, 0)
		p := drawVec(t, "p", 0.1)
		want := math.Inf(1)
		const n = 4000
		for i := range n + 1 {
			u := float64(i) / n
			centre := r3.Add(s.A, r3.Scale(u, r3.Sub(s.B, s.A)))
			want = min(want, r3.Norm(r3.Sub(p, centre))-(s.Ra+u*(s.Rb-s.Ra)))
		}
		d, foot := c.distance(p), c.foot(p)
		require.LessOrEqual(t, d, want+1e-12)
		require.InDelta(t, want, d, 3e-5, "as fine as the balls lie")
		if d > 1e-3 {
			step := r3.Scale(d, r3.Unit(r3.Sub(foot, p)))
			require.InDelta(t, 0, c.distance(r3.Add(p, step)), 1e-9, "the foot is the way to the surface")
		}
	})
}

// TestBareSurfaceHasTheSolidsArea sums the integration points over a lone solid:
// two caps and a cone's side.
func TestBareSurfaceHasTheSolidsArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSolid(t)
		l := &Layout{Name: "lone", Solids: []Solid{s}}
		surface, err := NewSurface(twoLinks(t), l)
		require.NoError(t, err)
		m := s.meridian()
		want := 2*math.Pi*s.Ra*s.Ra*(1+m.sin) + 2*math.Pi*s.Rb*s.Rb*(1-m.sin) + math.Pi*(s.Ra+s.Rb)*m.cos*m.straight()
		got := 0.0
		for _, p := range surface.Points {
			got += p.Area
			require.InDelta(t, 0, surface.Distance(surface.Regions[0].Link, p.At), 1e-9, "points lie on the skin")
		}
		require.InEpsilon(t, want, got, 1e-9)
	})
}

func TestTaxelsLieOnTheSkin(t *testing.T) {
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		state, layout := bionic(t, side)
		s, err := NewSurface(state.Model(), layout)
		require.NoError(t, err)
		for i := range s.Elements {
			e := &s.Elements[i]
			require.Equal(t, i < s.Taxels, e.Taxel >= 0)
			require.InDelta(t, 1, r3.Norm(e.Normal), 1e-9)
			require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Cross(e.X, e.Y), e.Normal)), 1e-9, "X, Y and the normal are a right-handed frame")
			if e.Taxel < 0 {
				continue
			}
			require.Positive(t, e.Area)
			require.InDelta(t, 0, s.Distance(e.Link, e.Centre), 1e-6)
			require.Positive(t, s.Distance(e.Link, r3.Add(e.Centre, r3.Scale(1e-4, e.Normal))), "the normal points out")
		}
	}
}

// TestLeftIsTheMirrorImageOfRight compares taxel by taxel.
func TestLeftIsTheMirrorImageOfRight(t *testing.T) {
	surfaces := [2]*Surface{}
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		state, layout := bionic(t, side)
		var err error
		surfaces[side], err = NewSurface(state.Model(), layout)
		require.NoError(t, err)
	}
	right, left := surfaces[0], surfaces[1]
	for i := range right.Taxels {
		a, b := right.Elements[i], left.Elements[i]
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Vec{X: a.Centre.X, Y: -a.Centre.Y, Z: a.Centre.Z}, b.Centre)), 1e-6, "taxel %d", i)
		require.InEpsilon(t, a.Area, b.Area, 1e-3)
	}
}

// TestPadsAndBareSkinShareTheSurface: on a lone phalanx they add up to all of it.
func TestPadsAndBareSkinShareTheSurface(t *testing.T) {
	solid := Solid{Name: "s", Link: "base", B: r3.Vec{X: 0.02}, Ra: 0.009, Rb: 0.008}
	area := func(l *Layout) (sum float64) {
		surface, err := NewSurface(twoLinks(t), l)
		require.NoError(t, err)
		for _, e := range surface.Elements {
			sum += e.Area
		}
		return sum
	}
	whole := &Layout{Name: "bare", Solids: []Solid{solid}}
	padded := &Layout{Name: "padded", Solids: []Solid{solid}, Pads: []Pad{{
		Region: "pad", Rows: 10, Columns: 8,
		Wrap: &Wrap{Solid: "s", Zero: r3.Vec{Z: -1}, Along: [2]float64{0, 0.025}, Around: [2]float64{1.3, -1.3}},
	}}}
	require.InEpsilon(t, area(whole), area(padded), 1e-9)
}

func TestLayoutFileRoundTrip(t *testing.T) {
	_, layout := bionic(t, hand.Left)
	var file bytes.Buffer
	require.NoError(t, WriteLayout(&file, layout))
	again, err := ReadLayout(bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	var second bytes.Buffer
	require.NoError(t, WriteLayout(&second, again))
	require.Equal(t, layout.Taxels(), again.Taxels())
	for i := range layout.Solids {
		require.InDelta(t, 0, r3.Norm(r3.Sub(layout.Solids[i].B, again.Solids[i].B)), 1e-12)
	}
}

func TestBadLayoutFiles(t *testing.T) {
	solid := `{"name":"s","link":"base","from_mm":[0,0,0],"to_mm":[20,0,0],"radius_mm":[8,8]}`
	pad := `{"region":"r","rows":2,"columns":2,"wrap":{"solid":"s","zero":[0,0,-1],"along_mm":[0,5],"around_deg":[-10,10]}}`
	file := func(solids, pads, patches string) string {
		return `{"version":1,"name":"x","solids":[` + solids + `],"pads":[` + pads + `],"patches":[` + patches + `]}`
	}
	_, err := ReadLayout(strings.NewReader(file(solid, pad, `{"region":"r","row":1,"column":1}`)))
	require.NoError(t, err)
	for want, text := range map[string]string{
		"version 0":                  `{}`,
		"line 2":                     "{\"version\":1,\n\"name\":5}",
		"unexpected EOF":             `{"version":1,`,
		`unknown field "colour"`:     `{"version":1,"colour":"red"}`,
		"defined twice":              file(solid+","+solid, pad, ""),
		`solid "t", which does not`:  file(solid, strings.Replace(pad, `"s"`, `"t"`, 1), ""),
		"at least 1":                 file(solid, strings.Replace(pad, `"rows":2`, `"rows":0`, 1), ""),
		"at most 65536":              file(solid, strings.Replace(pad, `"rows":2`, `"rows":60000`, 1), ""),
		"length 2, want 1":           file(solid, strings.Replace(pad, `[0,0,-1]`, `[0,0,2]`, 1), ""),
		"rising range":               file(solid, strings.Replace(pad, `[0,5]`, `[5,5]`, 1), ""),
		"radii":                      file(strings.Replace(solid, `[8,8]`, `[-8,8]`, 1), pad, ""),
		"lies inside the other":      file(strings.Replace(solid, `[8,8]`, `[80,8]`, 1), pad, ""),
		"no pad of region":           file(solid, pad, `{"region":"r","row":2,"column":0}`),
		"exactly one":                file(solid, `{"region":"r","rows":2,"columns":2}`, ""),
		"reaches further":            file(strings.Replace(solid, `[20,0,0]`, `[2e9,0,0]`, 1), pad, ""),
		"orthogonal and of length 1": file(solid, `{"region":"r","rows":2,"columns":2,"projection":{"link":"base","along":[1,0,0],"across":[1,0,0],"outward":[0,0,1]}}`, ""),
	} {
		_, err := ReadLayout(strings.NewReader(text))
		require.ErrorContains(t, err, want, text)
	}
	for want, text := range map[string]string{
		`link "leg" is not in model`: file(strings.Replace(solid, `"base"`, `"leg"`, 1), pad, ""),
		"beyond the pole":            file(solid, strings.Replace(pad, `[0,5]`, `[0,50]`, 1), ""),
		"misses the solids":          file(solid, `{"region":"r","rows":2,"columns":2,"projection":{"link":"base","origin_mm":[0,0,0],"along":[1,0,0],"across":[0,1,0],"outward":[0,0,1],"length_mm":20,"start_mm":[-40,40],"end_mm":[-40,40]}}`, ""),
	} {
		l, err := ReadLayout(strings.NewReader(text))
		require.NoError(t, err)
		_, err = NewSurface(twoLinks(t), l)
		require.ErrorContains(t, err, want)
	}
}
