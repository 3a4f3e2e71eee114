package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// revolved integrates a solid of revolution about Z, of the given radius at each
// height, slice by slice (m³, m⁵): its volume, and its second moments about Z and
// about X.
func revolved(height float64, radius func(z float64) float64) (volume, axial, side float64) {
	const slices = 20_000
	dz := 2 * height / slices
	for i := range slices {
		z := -height + (float64(i)+0.5)*dz
		r2 := radius(z) * radius(z)
		disc := math.Pi * r2 * dz
		volume += disc
		axial += disc * r2 / 2
		side += disc * (r2/4 + z*z)
	}
	return volume, axial, side
}

// TestRoundSolidsWeighWhatTheirSlicesDo: volume and inertia are those of a pile of
// thin discs.
func TestRoundSolidsWeighWhatTheirSlicesDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Float64Range(0.003, 0.1)
		p := Part{Radius: size.Draw(t, "radius"), Half: r3.Vec{Z: size.Draw(t, "half")}}
		r, h := p.Radius, p.Half.Z
		round := func(z float64) float64 { return math.Sqrt(max(r*r-z*z, 0)) }
		for form, profile := range map[Form]struct {
			height float64
			radius func(float64) float64
		}{
			Sphere:   {r, round},
			Cylinder: {h, func(float64) float64 { return r }},
			Capsule:  {h + r, func(z float64) float64 { return round(max(math.Abs(z)-h, 0)) }},
		} {
			p.Form = form
			volume, axial, side := revolved(profile.height, profile.radius)
			require.InEpsilon(t, volume, p.volume(), 1e-5, form)
			per := p.inertia()
			require.InEpsilon(t, axial/volume, per.Z, 1e-5, form)
			require.InEpsilon(t, side/volume, per.X, 1e-5, form)
			require.InEpsilon(t, side/volume, per.Y, 1e-5, form)
		}
	})
}

// TestABlockTurnsAsItsGrainsDo: a body of boxes, put anywhere and turned, has the
// inertia of the grains that it is cut into, products included.
func TestABlockTurnsAsItsGrainsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Body{Name: "o", Mass: rapid.Float64Range(0.1, 5).Draw(t, "mass"), Temperature: 20}
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			p := anyPart(t, "part")
			p.Form, p.Radius = Box, 0
			p.ObjectFromPart = anyPose(t, 0.2)
			b.Parts = append(b.Parts, p)
		}
		o, err := newObject(b, spatial.Identity())
		require.NoError(t, err)

		// A uniform box is eight equal grains at ±half/√3, to the second moment.
		volume := 0.0
		var centre r3.Vec
		for i := range b.Parts {
			p := &b.Parts[i]
			v := 8 * p.Half.X * p.Half.Y * p.Half.Z
			volume += v
			centre = r3.Add(centre, r3.Scale(v, p.ObjectFromPart.Pos))
		}
		centre = r3.Scale(1/volume, centre)
		require.InDelta(t, 0, r3.Norm(r3.Sub(centre, o.Centre)), 1e-12)
		require.InDelta(t, 0, r3.Norm(r3.Sub(centre, o.WorldFromObject.Pos)), 1e-12)
		farthest := 0.0
		var want [3][3]float64
		for i := range b.Parts {
			p := &b.Parts[i]
			grain := b.Mass * p.Half.X * p.Half.Y * p.Half.Z / volume
			for k := range 8 {
				sign := func(bit int) float64 { return float64(k>>bit&1)*2 - 1 }
				corner := r3.Vec{X: sign(0) * p.Half.X, Y: sign(1) * p.Half.Y, Z: sign(2) * p.Half.Z}
				farthest = max(farthest, r3.Norm(r3.Sub(p.ObjectFromPart.Apply(corner), centre)))
				at := r3.Sub(p.ObjectFromPart.Apply(r3.Scale(1/math.Sqrt(3), corner)), centre)
				v := [3]float64{at.X, at.Y, at.Z}
				for i := range 3 {
					for j := range 3 {
						want[i][j] -= grain * v[i] * v[j]
					}
					want[i][i] += grain * r3.Dot(at, at)
				}
			}
		}
		size := want[0][0] + want[1][1] + want[2][2]
		for i := range 3 {
			require.InDelta(t, want[i][0], o.inertia[i].X, 1e-9*size)
			require.InDelta(t, want[i][1], o.inertia[i].Y, 1e-9*size)
			require.InDelta(t, want[i][2], o.inertia[i].Z, 1e-9*size)
		}
		require.GreaterOrEqual(t, o.bound, farthest-1e-12, "the ball around the object holds all of it")
		if len(b.Parts) == 1 {
			require.InDelta(t, farthest, o.bound, 1e-12, "and is no larger than it must be")
		}

		// What its inverse inertia gives, the inertia takes back.
		v := anyPose(t, 1).Pos
		back := o.yielding.mul(o.inertia.mul(v))
		require.InDelta(t, 0, r3.Norm(r3.Sub(v, back)), 1e-9*r3.Norm(v))
	})
}

// TestDistanceIsThatToTheNearestPoint: along its normal a distance grows as fast
// as one moves, its slope is the normal, and the point below lies on the surface.
func TestDistanceIsThatToTheNearestPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, at := anyPart(t, "solid"), anyPose(t, 0.2).Pos
		d, n := p.distance(at)
		require.InDelta(t, 1, r3.Norm(n), 1e-9)
		const tiny = 1e-7
		if d > 2*tiny {
			on, _ := p.distance(r3.Sub(at, r3.Scale(d, n)))
			require.InDelta(t, 0, on, 1e-9)
			for _, axis := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
				ahead, _ := p.distance(r3.Add(at, r3.Scale(tiny, axis)))
				back, _ := p.distance(r3.Sub(at, r3.Scale(tiny, axis)))
				require.InDelta(t, r3.Dot(n, axis), (ahead-back)/(2*tiny), 1e-3)
			}
		}
		if p.Form == Box || d > -p.Radius+1e-9 {
			further, _ := p.distance(r3.Add(at, r3.Scale(0.01, n)))
			require.InDelta(t, d+0.01, further, 1e-9, "it is straight up along the normal")
		}

		depth, down := p.depth(at)
		require.InDelta(t, max(-d, 0), depth, 1e-12)
		if depth > 0 {
			require.InDelta(t, 0, r3.Norm(r3.Sub(n, down)), 1e-12)
		}

		// How far it reaches, of all points that surely lie in it.
		along := r3.Unit(r3.Add(anyPose(t, 1).Pos, r3.Vec{X: 1e-3}))
		require.LessOrEqual(t, r3.Dot(r3.Sub(at, r3.Scale(d, n)), along), p.reaches(along)+1e-9)
		require.LessOrEqual(t, r3.Norm(r3.Sub(at, r3.Scale(d, n))), p.reach()+1e-9)
		touched, _ := p.distance(r3.Scale(p.reaches(along)+0.01, along))
		require.LessOrEqual(t, touched, p.reaches(along)+0.01)
		require.Greater(t, touched, 0.0, "what is further along lies outside")
	})
}

// TestKnownDistances of points beside, above and inside of each solid.
func TestKnownDistances(t *testing.T) {
	for _, c := range []struct {
		part   Part
		at     r3.Vec
		want   float64
		normal r3.Vec
	}{
		{Part{Form: Sphere, Radius: 0.02}, r3.Vec{X: 0.03, Y: 0.04}, 0.03, r3.Vec{X: 0.6, Y: 0.8}},
		{Part{Form: Sphere, Radius: 0.02}, r3.Vec{}, -0.02, r3.Vec{Z: 1}},
		{Part{Form: Capsule, Radius: 0.02, Half: r3.Vec{Z: 0.05}}, r3.Vec{X: 0.03, Z: -0.09}, 0.03, r3.Vec{X: 0.6, Z: -0.8}},
		{Part{Form: Capsule, Radius: 0.02, Half: r3.Vec{Z: 0.05}}, r3.Vec{Y: 0.01, Z: 0.03}, -0.01, r3.Vec{Y: 1}},
		{Part{Form: Cylinder, Radius: 0.02, Half: r3.Vec{Z: 0.05}}, r3.Vec{Y: 0.05, Z: 0.09}, 0.05, r3.Vec{Y: 0.6, Z: 0.8}},
		{Part{Form: Cylinder, Radius: 0.02, Half: r3.Vec{Z: 0.05}}, r3.Vec{Y: 0.005, Z: -0.045}, -0.005, r3.Vec{Z: -1}},
		{Part{Form: Cylinder, Radius: 0.02, Half: r3.Vec{Z: 0.05}}, r3.Vec{Z: 0.02}, -0.02, r3.Vec{X: 1}},
		{Part{Form: Box, Half: r3.Vec{X: 0.02, Y: 0.03, Z: 0.05}}, r3.Vec{X: -0.05, Y: 0.07}, 0.05, r3.Vec{X: -0.6, Y: 0.8}},
		{Part{Form: Box, Half: r3.Vec{X: 0.02, Y: 0.03, Z: 0.05}}, r3.Vec{X: -0.015, Y: 0.01}, -0.005, r3.Vec{X: -1}},
		{Part{Form: Box, Half: r3.Vec{X: 0.02, Y: 0.03, Z: 0.05}}, r3.Vec{Y: -0.025, X: 0.005}, -0.005, r3.Vec{Y: -1}},
		{Part{Form: Box, Half: r3.Vec{X: 0.02, Y: 0.03, Z: 0.05}, Radius: 0.01}, r3.Vec{X: 0.04, Y: 0.06}, 0.04, r3.Vec{X: 0.6, Y: 0.8}},
		{Part{Form: Box, Half: r3.Vec{X: 0.02, Y: 0.03, Z: 0.05}, Radius: 0.01}, r3.Vec{Z: 0.049}, -0.001, r3.Vec{Z: 1}},
	} {
		d, n := c.part.distance(c.at)
		require.InDelta(t, c.want, d, 1e-12, "%v at %v", c.part.Form, c.at)
		require.InDelta(t, 0, r3.Norm(r3.Sub(c.normal, n)), 1e-9, "%v at %v", c.part.Form, c.at)
	}
	require.InDelta(t, math.Hypot(0.02, 0.05), (&Part{Form: Cylinder, Radius: 0.02, Half: r3.Vec{Z: 0.05}}).reach(), 1e-12)
	require.InDelta(t, 0.07, (&Part{Form: Capsule, Radius: 0.02, Half: r3.Vec{Z: 0.05}}).reach(), 1e-12)
}

// TestFeaturesReachAsFarAsTheSolid: the face, edge or corner that points somewhere
// lies on the surface, and nothing of the solid is further that way.
func TestFeaturesReachAsFarAsTheSolid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPart(t, "solid")
		p.setCore()
		place := anyPose(t, 0.1)
		f := newFrame(place)
		d := r3.Unit(r3.Add(anyPose(t, 1).Pos, r3.Vec{X: 1e-3}))
		if rapid.Bool().Draw(t, "along an axis") {
			d = f.axes()[rapid.IntRange(0, 2).Draw(t, "axis")]
		}
		var ft feature
		p.feature(&f, d, &ft)
		furthest := math.Inf(-1)
		for i := range ft.n {
			distance, _ := p.distance(place.Inverse().Apply(ft.at[i]))
			require.InDelta(t, -ft.shell, distance, 1e-9)
			furthest = max(furthest, r3.Dot(ft.at[i], d)+ft.shell)
		}
		surface := posed{&p, &f}.surface(d)
		require.InDelta(t, surface, furthest, 1e-9, "%v", p.Form)
		core := r3.Dot(posed{&p, &f}.support(d), d) + p.shell
		require.LessOrEqual(t, core, surface+1e-9, "the core with its shell is inside")
		require.Greater(t, core, surface-thickestShell, "and fills it but for the edges")
	})
}

// TestAUnionIsAsFarAsItsNearestPart, with the normal of that part.
func TestAUnionIsAsFarAsItsNearestPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Body{Name: "o", Mass: 1, Temperature: 20}
		for range 3 {
			p := anyPart(t, "part")
			p.ObjectFromPart = anyPose(t, 0.2)
			b.Parts = append(b.Parts, p)
		}
		place := anyPose(t, 0.5)
		o, err := newObject(b, place)
		require.NoError(t, err)
		at := anyPose(t, 0.3).Pos // in the frame of the description
		want, second := math.Inf(1), math.Inf(1)
		var normal r3.Vec
		for i := range b.Parts {
			d, n := b.Parts[i].distance(b.Parts[i].ObjectFromPart.Inverse().Apply(at))
			second = min(second, max(d, want))
			if d < want {
				want, normal = d, b.Parts[i].ObjectFromPart.Rotate(n)
			}
		}
		d, n := o.Distance(o.WorldFromObject.Inverse().Apply(place.Apply(at)))
		require.InDelta(t, want, d, 1e-9)
		if want > 1e-6 && second > want+1e-6 {
			require.InDelta(t, 0, r3.Norm(r3.Sub(normal, n)), 1e-6)
		}
	})
}

// TestAContactsMatrixIsItsWork: the power that a spring's matrix takes is that of
// the point's velocity along and across the normal; and what is solved with it,
// multiplied, gives the right side back.
func TestAContactsMatrixIsItsWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() r3.Vec { return anyPose(t, 1).Pos }
		positive := rapid.Float64Range(0.1, 5)
		arm, lin, ang := draw(), draw(), draw()
		normal := r3.Unit(r3.Add(draw(), r3.Vec{X: 1e-3}))
		along, across, mass := positive.Draw(t, "along"), positive.Draw(t, "across"), positive.Draw(t, "mass")
		inertia := matrix{{X: positive.Draw(t, "xx")}, {Y: positive.Draw(t, "yy")}, {Z: positive.Draw(t, "zz")}}
		turned := inertia.rotated(anyPose(t, 1))
		var s system
		s.reset(mass, &turned)
		s.add(arm, normal, along, across)

		whole := func(i, j int) float64 { return s[max(i, j)][min(i, j)] }
		x := [6]float64{lin.X, lin.Y, lin.Z, ang.X, ang.Y, ang.Z}
		var product [6]float64
		power := 0.0
		for i := range x {
			for j := range x {
				product[i] += whole(i, j) * x[j]
			}
			power += x[i] * product[i]
		}
		v := r3.Add(lin, r3.Cross(ang, arm))
		up := r3.Dot(v, normal)
		want := mass*r3.Dot(lin, lin) + r3.Dot(ang, turned.mul(ang)) + along*up*up + across*(r3.Dot(v, v)-up*up)
		require.InDelta(t, want, power, 1e-9*(1+want))
		solved := product
		require.True(t, s.solve(&solved))
		require.InDeltaSlice(t, x[:], solved[:], 1e-8)
	})
	var singular system
	require.False(t, singular.solve(&[6]float64{1}))
}
