package world

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// put is an object of one part, turned by rpy (degrees) at a place (mm).
func put(t *testing.T, p Part, mm, rpy [3]float64) *Object {
	t.Helper()
	steel, err := LookupMaterial("steel")
	require.NoError(t, err)
	p.ObjectFromPart = spatial.Identity()
	o, err := newObject(Body{Name: "o", Parts: []Part{p}, Mass: 1, Material: steel, Temperature: 20}, pose(mm, rpy))
	require.NoError(t, err)
	return o
}

func TestHowDeepThingsAreInEachOther(t *testing.T) {
	ball := func(r float64) Part { return Part{Form: Sphere, Radius: r * perMM} }
	box := func(x, y, z, rounding float64) Part {
		return Part{Form: Box, Half: vec([3]float64{x / 2, y / 2, z / 2}), Radius: rounding * perMM}
	}
	rod := func(form Form, r, height float64) Part {
		return Part{Form: form, Radius: r * perMM, Half: r3.Vec{Z: height / 2 * perMM}}
	}
	for _, c := range []struct {
		name         string
		a, b         Part
		mmA, rpyA    [3]float64
		mmB, rpyB    [3]float64
		want, within float64 // mm
	}{
		{"balls", ball(30), ball(20), [3]float64{}, [3]float64{}, [3]float64{27, 36, 0}, [3]float64{}, 5, 1e-3},
		{"balls apart", ball(30), ball(20), [3]float64{}, [3]float64{}, [3]float64{30.1, 40, 0}, [3]float64{}, 0, 0},
		{"one on the other", box(100, 100, 10, 0), box(40, 40, 10, 2), [3]float64{}, [3]float64{}, [3]float64{0, 0, 10}, [3]float64{}, 0, 0},
		{"pressed in by little", box(100, 100, 10, 0), box(40, 40, 10, 2), [3]float64{}, [3]float64{}, [3]float64{0, 0, 9.92}, [3]float64{}, 0, 0},
		{"pressed in by much", box(100, 100, 10, 0), box(40, 40, 10, 2), [3]float64{}, [3]float64{}, [3]float64{0, 0, 9.8}, [3]float64{}, 0.2, 1e-3},
		// Neither has a corner, an edge's middle or a face's in the other one.
		{"crossed bars", box(400, 20, 20, 0), box(20, 400, 20, 0), [3]float64{130, 0, 0}, [3]float64{}, [3]float64{0, 130, 0}, [3]float64{}, 20, 1e-3},
		{"a rod through a plate", rod(Cylinder, 3, 400), box(300, 300, 40, 0), [3]float64{71, 43, 90}, [3]float64{}, [3]float64{}, [3]float64{}, 6, 1e-3},
		{"a leaning rod", rod(Capsule, 3, 400), box(300, 300, 40, 0), [3]float64{71, 43, 30}, [3]float64{20, 30, 0}, [3]float64{}, [3]float64{}, 6, 1e-3},
		{"a ball in a block", ball(10), box(200, 200, 200, 5), [3]float64{20, 10, 5}, [3]float64{}, [3]float64{}, [3]float64{30, 20, 10}, 20, 1e-3},
		{"a block round a ball's middle", box(6, 40, 50, 0), ball(100), [3]float64{}, [3]float64{}, [3]float64{}, [3]float64{}, 6, 1e-3},
		{"the same twice", rod(Cylinder, 20, 30), rod(Cylinder, 20, 30), [3]float64{}, [3]float64{}, [3]float64{}, [3]float64{}, 30, 1e-3},
		// Bounding boxes that overlap, of corners that do not.
		{"corner by corner", box(20, 20, 20, 0), box(20, 20, 20, 0), [3]float64{}, [3]float64{0, 0, 45}, [3]float64{20, 20, 0}, [3]float64{0, 0, 45}, 0, 0},
		// The circle in a triangle of base 4 and height 2.
		{"edge into face", box(20, 20, 20, 0), box(200, 200, 20, 0), [3]float64{0, 0, 10 + 14.142 - 2}, [3]float64{0, 45, 0}, [3]float64{}, [3]float64{}, 4 * (math.Sqrt2 - 1), 1e-3},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := put(t, c.a, c.mmA, c.rpyA), put(t, c.b, c.mmB, c.rpyB)
			require.InDelta(t, c.want, overlap(a, b)*1e3, c.within)
			require.InDelta(t, c.want, overlap(b, a)*1e3, c.within)
		})
	}
}

// anyPart draws a solid.
func anyPart(t *rapid.T, label string) Part {
	size := rapid.Float64Range(0.003, 0.1)
	p := Part{Form: Form(rapid.IntRange(0, 3).Draw(t, label)), ObjectFromPart: spatial.Identity()}
	p.Half = r3.Vec{X: size.Draw(t, "x"), Y: size.Draw(t, "y"), Z: size.Draw(t, "z")}
	p.Radius = size.Draw(t, "radius")
	if p.Form == Box {
		p.Radius = rapid.Float64Range(0, 1).Draw(t, "rounding") * min(p.Half.X, p.Half.Y, p.Half.Z)
	}
	return p
}

func anyPose(t *rapid.T, reach float64) spatial.Pose {
	place, turn := rapid.Float64Range(-reach, reach), rapid.Float64Range(-math.Pi, math.Pi)
	return spatial.Pose{
		Rot: spatial.FromRPY(turn.Draw(t, "roll"), turn.Draw(t, "pitch"), turn.Draw(t, "yaw")),
		Pos: r3.Vec{X: place.Draw(t, "at x"), Y: place.Draw(t, "at y"), Z: place.Draw(t, "at z")},
	}
}

// TestNoPointIsDeeperInTwoThings: the ball that is found lies in both solids, and a
// blind search for the deepest point that they share finds no larger one.
func TestNoPointIsDeeperInTwoThings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q, qFromP := anyPart(t, "one"), anyPart(t, "other"), anyPose(t, 0.12)
		found, middle := thickness(&p, &q, qFromP)
		depth := func(at r3.Vec) float64 {
			a, _ := p.distance(at)
			b, _ := q.distance(qFromP.Apply(at))
			return -max(a, b)
		}
		// Ways in all directions from the best point so far, by ever smaller steps.
		rng := rand.New(rand.NewPCG(1, 2))
		best, step := r3.Vec{}, 0.1
		for step > 1e-7 {
			better := false
			for range 200 {
				way := r3.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}
				if to := r3.Add(best, r3.Scale(step, way)); depth(to) > depth(best) {
					best, better = to, true
				}
			}
			if !better {
				step *= 0.7
			}
		}
		if found > 0 {
			require.InDelta(t, found, 2*depth(middle), 1e-12)
			require.GreaterOrEqual(t, found, maxOverlap)
		}
		require.LessOrEqual(t, 2*depth(best), max(found, maxOverlap)+3e-6)
	})
}

func TestHowFarAThingReachesIntoTheFloor(t *testing.T) {
	lean := 30 * perDeg
	for _, c := range []struct {
		part Part
		want float64 // m, of a thing that leans by 30° about its middle at z = 0.01
	}{
		{Part{Form: Sphere, Radius: 0.02}, 0.02},
		{Part{Form: Capsule, Radius: 0.02, Half: r3.Vec{Z: 0.05}}, 0.05*math.Cos(lean) + 0.02},
		{Part{Form: Cylinder, Radius: 0.02, Half: r3.Vec{Z: 0.05}}, 0.05*math.Cos(lean) + 0.02*math.Sin(lean)},
		{Part{Form: Box, Half: r3.Vec{X: 0.02, Y: 0.03, Z: 0.05}}, 0.05*math.Cos(lean) + 0.02*math.Sin(lean)},
		{Part{Form: Box, Half: r3.Vec{X: 0.02, Y: 0.03, Z: 0.05}, Radius: 0.01}, 0.04*math.Cos(lean) + 0.01*math.Sin(lean) + 0.01},
	} {
		o := put(t, c.part, [3]float64{0, 0, 10}, [3]float64{0, 30, 0})
		require.InDelta(t, c.want-0.01, o.underFloor(), 1e-12, c.part.Form)
	}
}

// TestThingsThatCrossAreNotPut: no point by which objects feel each other is in
// the other bar.
func TestThingsThatCrossAreNotPut(t *testing.T) {
	w, _ := bionicWorld(t, "ideal")
	oak, err := LookupMaterial("oak")
	require.NoError(t, err)
	bar := func(name string, half r3.Vec) Body {
		return Body{Name: name, Material: oak, Temperature: 20, Parts: []Part{{Form: Box, Half: half, ObjectFromPart: spatial.Identity()}}}
	}
	_, err = w.Put(bar("along", r3.Vec{X: 0.2, Y: 0.01, Z: 0.01}), spatial.At(r3.Vec{X: 0.13, Z: 1}), spatial.Twist{})
	require.NoError(t, err)
	_, err = w.Put(bar("across", r3.Vec{X: 0.01, Y: 0.2, Z: 0.01}), spatial.At(r3.Vec{Y: 0.13, Z: 1}), spatial.Twist{})
	require.EqualError(t, err, `world: object "across": overlaps "along" by 20.0 mm`)
	_, err = w.Put(bar("on it", r3.Vec{X: 0.01, Y: 0.2, Z: 0.01}), spatial.At(r3.Vec{Y: 0.13, Z: 1.01995}), spatial.Twist{})
	require.NoError(t, err, "what rests on something may be pressed in by less than 0.1 mm")
}

// TestMeetingsAreTheNearestPlaces: of a solid and a part there is a meeting at
// the place where, by trying all of them, they are nearest; and going out of the
// part widens the gap by as much.
func TestMeetingsAreTheNearestPlaces(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	oak, err := LookupMaterial("oak")
	require.NoError(t, err)
	poses := make([]spatial.Pose, r.Model.NumLinks())
	for i := range poses {
		poses[i] = spatial.Identity()
	}
	rapid.Check(t, func(t *rapid.T) {
		w.Clear()
		part := anyPart(t, "part")
		_, err := w.Put(Body{Name: "o", Parts: []Part{part}, Material: oak, Temperature: 20}, anyPose(t, 0.2), spatial.Twist{})
		require.NoError(t, err)
		a, b := anyPose(t, 0.2).Pos, anyPose(t, 0.2).Pos
		radius := rapid.Float64Range(0.003, 0.05)
		solid := skin.Capsule{A: a, B: b, Ra: radius.Draw(t, "ra"), Rb: radius.Draw(t, "rb")}
		const margin = 0.05
		meetings := w.AppendMeetings(nil, []skin.Capsule{solid}, poses, margin)

		o := w.Objects[0]
		gap := func(by r3.Vec) float64 {
			least := math.Inf(1)
			for i := range 2001 {
				share := float64(i) / 2000
				at := r3.Add(by, r3.Add(a, r3.Scale(share, r3.Sub(b, a))))
				d, _ := o.Distance(o.WorldFromObject.Inverse().Apply(at))
				least = min(least, d-solid.Ra-share*(solid.Rb-solid.Ra))
			}
			return least
		}
		tried := gap(r3.Vec{})
		if tried > margin+1e-3 {
			require.Empty(t, meetings)
			return
		}
		if tried > margin {
			return
		}
		require.NotEmpty(t, meetings)
		require.LessOrEqual(t, meetings[0].Gap, tried+1e-7)
		require.GreaterOrEqual(t, meetings[0].Gap, tried-1e-4)
		for _, m := range meetings {
			require.GreaterOrEqual(t, m.Gap, meetings[0].Gap-1e-7)
			require.InDelta(t, 1, r3.Norm(m.Out), 1e-9)
		}
		if meetings[0].Gap > 1e-3 {
			// Outside, nothing can come nearer faster than it moves.
			const step = 1e-3
			require.InDelta(t, tried+step, gap(r3.Scale(step, meetings[0].Out)), 2e-4)
		}
	})
}

func TestClearForgetsWhatWasHeld(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	poses := make([]spatial.Pose, r.Model.NumLinks())
	for i := range poses {
		poses[i] = spatial.At(r3.Vec{X: 0.4 * float64(i+1), Z: 3})
	}
	s := w.surface.Elements[0]
	at := poses[s.Link].Apply(r3.Add(s.Centre, r3.Scale(0.019, s.Normal)))
	_, err := w.Put(ball(0.02, 0.01), spatial.At(at), spatial.Twist{})
	require.NoError(t, err)
	w.Step(dt, poses)
	held := func() (n int) {
		for i := range w.grips {
			if w.grips[i].with != nobody || w.slides[i].with != nobody {
				n++
			}
		}
		return n
	}
	require.Positive(t, held())
	w.Clear()
	require.Zero(t, held())
	require.Empty(t, w.Objects)
	require.Equal(t, skin.PatchContact{}, w.Contact(0))
	w.Step(dt, poses)
}
