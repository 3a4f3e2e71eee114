package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestPairsSlideByCoulombsLaw: a block holds 0.3° below the pair's angle of static
// friction, slides 0.3° above it, and goes down a steeper slope as fast as the pair's
// kinetic friction lets it. The figures are those of the handbook, or of the rule.
func TestPairsSlideByCoulombsLaw(t *testing.T) {
	for _, c := range []struct {
		a, b            string
		static, kinetic float64
	}{
		{"steel", "steel", 0.78, 0.42},
		{"steel", "aluminium", 0.61, 0.47},
		{"glass", "copper", 0.68, 0.53},
		{"glass", "glass", 0.94, 0.40},
		{"oak", "oak", 0.62, 0.48},
		{"steel", "copper", 0.53, 0.36},
		{"oak", "leather", 0.61, 0.52},
		{"rubber", "steel", 1.15 * math.Sqrt(0.9*0.42), math.Sqrt(0.9 * 0.42)},
		{"ABS", "oak", 1.15 * math.Sqrt(0.5*0.48), math.Sqrt(0.5 * 0.48)},
		{"EVA foam", "paper", 1.15 * math.Sqrt(0.6*0.4), math.Sqrt(0.6 * 0.4)},
	} {
		t.Run(c.a+" on "+c.b, func(t *testing.T) {
			slid := func(angle float64, steps int) *Object {
				w, poses := bare(t)
				plate, slider := block("plate", 0, r3.Vec{X: 2, Y: 1, Z: 0.05}), block("slider", 0.2, r3.Vec{X: 0.05, Y: 0.04, Z: 0.005})
				plate.Material, slider.Material = stuff(t, c.b), stuff(t, c.a)
				placed(t, w, plate, spatial.At(r3.Vec{Z: 0.05}), spatial.Twist{})
				o := placed(t, w, slider, spatial.At(r3.Vec{Z: 0.105}), spatial.Twist{})
				tilted(w, angle)
				w.restless = true
				for range steps {
					w.Step(dt, poses)
				}
				return o
			}
			limit := math.Atan(c.static)
			require.InDelta(t, 0, slid(limit-0.3*perDeg, 2000).WorldFromObject.Pos.X, 1e-5, "it holds")
			require.Greater(t, slid(limit+0.3*perDeg, 2000).WorldFromObject.Pos.X, 1e-2, "it slips")
			// At 300 ms and at 500 ms, so that how it began does not matter.
			angle := limit + 5*perDeg
			early, late := slid(angle, 300), slid(angle, 500)
			rate := (late.Velocity.Lin.X - early.Velocity.Lin.X) / 0.2
			want := Gravity * (math.Sin(angle) - c.kinetic*math.Cos(angle))
			t.Logf("acceleration %+.3f %%", 100*(rate/want-1))
			require.InEpsilon(t, want, rate, 0.01)
		})
	}
}

func stuff(t *testing.T, name string) Material {
	t.Helper()
	m, err := LookupMaterial(name)
	require.NoError(t, err)
	return m
}

// TestThingsBounceByTheirRestitution: dropped on a plate, a ball leaves it with the
// pair's share of its speed, and comes up again to e² of the height; no bounce adds
// energy.
func TestThingsBounceByTheirRestitution(t *testing.T) {
	const height, radius = 1.0, 0.02
	for _, e := range []float64{0, 0.3, 0.5, 0.8, 0.95, 1} {
		w, poses := bare(t)
		underlay(t, w, 0.5, e, 0)
		o := placed(t, w, of(ball(radius, 0.1), 0.5, e, 0), spatial.At(r3.Vec{Z: 0.1 + radius + height}), spatial.Twist{})
		energy := func() float64 { return o.Energy() + o.Mass*Gravity*o.WorldFromObject.Pos.Z }
		before, highest, bounced := energy(), 0.0, 0
		down := 0.0
		for range 1400 {
			was := o.Velocity.Lin.Z
			w.Step(dt, poses)
			require.LessOrEqual(t, energy(), before+1e-9)
			before = energy()
			if was < -0.5 && o.Velocity.Lin.Z > was+0.1 && bounced == 0 {
				bounced, down = 1, was
				require.InDelta(t, e, o.Velocity.Lin.Z/-down, 0.01*e+0.005, "e = %g", e)
			}
			if bounced == 1 && o.Velocity.Lin.Z < 0 && was >= 0 {
				bounced = 2
			}
			if bounced == 1 {
				highest = max(highest, o.WorldFromObject.Pos.Z-0.1-radius)
			}
		}
		require.Positive(t, bounced)
		if e > 0 {
			require.InEpsilon(t, e, math.Sqrt(highest/height), 0.02, "e = %g", e)
		}
	}
}

// TestPairsBounceByTheSofterOfThem: what is given back is the share of the material
// that is dented, so steel on rubber bounces as rubber does; a material on itself as
// its own figure says; between equals the squares are averaged. Either may lie below.
func TestPairsBounceByTheSofterOfThem(t *testing.T) {
	for _, m := range Materials() {
		own := lawOf(&m, &m)
		require.InDelta(t, m.Restitution, own.restitution, 1e-12, m.Name)
		require.InDelta(t, 2*m.Rolling, own.rolling, 1e-12, m.Name)
		require.Greater(t, own.static, own.kinetic, m.Name)
		for _, other := range Materials() {
			ab, ba := lawOf(&m, &other), lawOf(&other, &m)
			require.Equal(t, ab, ba)
			low, high := min(m.Restitution, other.Restitution), max(m.Restitution, other.Restitution)
			require.True(t, ab.restitution >= low-1e-12 && ab.restitution <= high+1e-12)
		}
	}
	steel, rubber := stuff(t, "steel"), stuff(t, "rubber")
	require.InDelta(t, rubber.Restitution, lawOf(&steel, &rubber).restitution, 1e-4)
	dull := steel
	dull.Restitution = 0
	require.InDelta(t, steel.Restitution/math.Sqrt2, lawOf(&steel, &dull).restitution, 1e-12)
	// Who says what steel shall rub like no longer means the handbook's.
	smooth := steel
	smooth.Dry = 0.1
	require.InDelta(t, math.Sqrt(0.1*0.42), lawOf(&smooth, &steel).kinetic, 1e-12)

	w, poses := bare(t)
	plate, thing := block("plate", 0, r3.Vec{X: 1, Y: 1, Z: 0.05}), ball(0.02, 0.1)
	plate.Material, thing.Material = rubber, steel
	placed(t, w, plate, spatial.At(r3.Vec{Z: 0.05}), spatial.Twist{})
	o := placed(t, w, thing, spatial.At(r3.Vec{Z: 0.62}), spatial.Twist{})
	before := 0.0
	for o.Velocity.Lin.Z <= 0 {
		before = o.Velocity.Lin.Z
		w.Step(dt, poses)
	}
	require.InEpsilon(t, 0.75, o.Velocity.Lin.Z/-before, 0.02)
}
