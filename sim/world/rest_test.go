package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// bare is a world whose robot is far away, and the poses that keep it there.
func bare(t testing.TB) (*World, []spatial.Pose) {
	t.Helper()
	w, r := bionicWorld(t, "ideal")
	poses := make([]spatial.Pose, r.Model.NumLinks())
	for i := range poses {
		poses[i] = spatial.At(r3.Vec{X: 5 * float64(i+1), Z: 30})
	}
	return w, poses
}

func block(name string, mass float64, half r3.Vec) Body {
	b := ball(1, mass)
	b.Name, b.Parts = name, []Part{{Form: Box, ObjectFromPart: spatial.Identity(), Half: half}}
	return b
}

// slope is a fixed plate whose top passes through the origin, falling along +X.
func slope(t *testing.T, w *World, angle, height float64) spatial.Pose {
	t.Helper()
	worldFromTop := spatial.Pose{Rot: spatial.FromRPY(0, angle, 0), Pos: r3.Vec{Z: height}}
	_, err := w.Put(block("slope", 0, r3.Vec{X: 0.9, Y: 0.5, Z: 0.02}), worldFromTop.Mul(spatial.At(r3.Vec{Z: -0.02})), spatial.Twist{})
	require.NoError(t, err)
	return worldFromTop
}

func placed(t *testing.T, w *World, b Body, at spatial.Pose, v spatial.Twist) *Object {
	t.Helper()
	id, err := w.Put(b, at, v)
	require.NoError(t, err)
	return w.Objects[id]
}

// Things rub at half their load, and at 15 % more before they slide (design
// values).
const (
	rubbing  = 0.5
	sticking = 0.5 * 1.15
)

// TestABlockBrakesByCoulombsLaw: on the floor, on a fixed plate and on a heavy
// thing that moves itself, a block that slides at v stops after v²/(2μg).
func TestABlockBrakesByCoulombsLaw(t *testing.T) {
	const speed = 1.0
	way := speed * speed / (2 * rubbing * Gravity)
	for name, under := range map[string]float64{"floor": -1, "plate": 0, "anvil": 100} {
		t.Run(name, func(t *testing.T) {
			w, poses := bare(t)
			top := 0.0
			if under >= 0 {
				placed(t, w, block("under", under, r3.Vec{X: 0.9, Y: 0.3, Z: 0.1}), spatial.At(r3.Vec{Z: 0.1}), spatial.Twist{})
				top = 0.2
			}
			o := placed(t, w, block("block", 0.2, r3.Vec{X: 0.03, Y: 0.03, Z: 0.004}), spatial.At(r3.Vec{Z: top + 0.004}), spatial.Twist{Lin: r3.Vec{X: speed}})
			for range 500 {
				w.Step(dt, poses)
			}
			require.InEpsilon(t, way, o.WorldFromObject.Pos.X, 0.03)
			require.InDelta(t, 0, norm(o.Velocity.Lin), 5e-3)
			require.InDelta(t, 0, o.WorldFromObject.Pos.Y, 1e-3)
		})
	}
}

// TestABlockHoldsOnASlopeUpToItsAngleOfFriction, and goes down a steeper one as
// fast as friction lets it.
func TestABlockHoldsOnASlopeUpToItsAngleOfFriction(t *testing.T) {
	for _, steep := range []float64{0.93, 1.07, 1.5} {
		w, poses := bare(t)
		angle := math.Atan(steep * sticking)
		worldFromTop := slope(t, w, angle, 2)
		o := placed(t, w, block("block", 0.2, r3.Vec{X: 0.04, Y: 0.04, Z: 0.004}), worldFromTop.Mul(spatial.At(r3.Vec{Z: 0.004})), spatial.Twist{})
		for range 400 {
			w.Step(dt, poses)
		}
		way := worldFromTop.Inverse().Apply(o.WorldFromObject.Pos).X
		if steep < 1 {
			require.InDelta(t, 0, way, 1e-3, "it holds")
			continue
		}
		require.Greater(t, way, 5e-3, "it slides")
		if steep > 1.2 {
			rate := Gravity * (math.Sin(angle) - rubbing*math.Cos(angle))
			require.InEpsilon(t, rate*0.4*0.4/2, way, 0.05)
		}
	}
}

// TestABallRollsDownAGentleSlope: too slow to be seen at first, it is not taken
// for at rest, and rolls as 5/7·g·sin α says.
func TestABallRollsDownAGentleSlope(t *testing.T) {
	for _, degrees := range []float64{0.25, 1, 5} {
		w, poses := bare(t)
		angle := degrees * perDeg
		worldFromTop := slope(t, w, angle, 2)
		w.Objects[0].Material.Rolling = 0
		smooth := ball(0.02, 0.1)
		smooth.Material.Rolling = 0
		o := placed(t, w, smooth, worldFromTop.Mul(spatial.At(r3.Vec{Z: 0.02})), spatial.Twist{})
		for range 600 {
			w.Step(dt, poses)
		}
		want := 5.0 / 14 * Gravity * math.Sin(angle) * 0.6 * 0.6
		require.InEpsilon(t, want, worldFromTop.Inverse().Apply(o.WorldFromObject.Pos).X, 0.05, "%g°", degrees)
		require.InEpsilon(t, 2*want/0.6/0.02, o.Velocity.Ang.Y, 0.05, "it rolls without slipping")
	}
}

// TestWhatSleepsIsRousedByWhatHitsIt: a ball rolls against a block that has long
// rested with a cup on it. The block takes its push, and the cup does not stay in
// the air.
func TestWhatSleepsIsRousedByWhatHitsIt(t *testing.T) {
	w, poses := bare(t)
	lower := placed(t, w, block("lower", 0.05, r3.Vec{X: 0.02, Y: 0.02, Z: 0.02}), spatial.At(r3.Vec{Z: 0.02}), spatial.Twist{})
	upper := placed(t, w, block("upper", 0.01, r3.Vec{X: 0.01, Y: 0.01, Z: 0.01}), spatial.At(r3.Vec{Z: 0.05}), spatial.Twist{})
	roller := ball(0.02, 3)
	rolling := placed(t, w, roller, spatial.At(r3.Vec{X: -1.1, Z: 0.02}), spatial.Twist{Lin: r3.Vec{X: 1.5}, Ang: r3.Vec{Y: 75}})
	for range 650 {
		w.Step(dt, poses)
	}
	require.True(t, lower.asleep() && upper.asleep(), "both rest")
	require.Less(t, rolling.WorldFromObject.Pos.X, -0.05)
	for range 500 {
		w.Step(dt, poses)
	}
	require.Greater(t, lower.WorldFromObject.Pos.X, 0.1, "the block is swept away")
	require.Less(t, upper.WorldFromObject.Pos.Z, 0.04+0.02, "the cup has no place in the air")
	inAir := func() bool {
		below := r3.Sub(upper.WorldFromObject.Pos, r3.Vec{Z: 0.03})
		onFloor := upper.WorldFromObject.Pos.Z < 0.03
		d, _ := lower.Distance(lower.WorldFromObject.Inverse().Apply(below))
		e, _ := rolling.Distance(rolling.WorldFromObject.Inverse().Apply(below))
		return !onFloor && min(d, e) > 0.02
	}
	for range 1500 {
		w.Step(dt, poses)
	}
	require.False(t, inAir())
}

// TestWhatStoodOnSomethingThatIsTakenFalls, however long it had rested there.
func TestWhatStoodOnSomethingThatIsTakenFalls(t *testing.T) {
	w, poses := bare(t)
	shelf, err := w.Put(block("shelf", 0, r3.Vec{X: 0.1, Y: 0.1, Z: 0.01}), spatial.At(r3.Vec{Z: 1}), spatial.Twist{})
	require.NoError(t, err)
	o := placed(t, w, block("book", 0.3, r3.Vec{X: 0.03, Y: 0.03, Z: 0.02}), spatial.At(r3.Vec{Z: 1.03}), spatial.Twist{})
	for range 600 {
		w.Step(dt, poses)
	}
	require.InDelta(t, 1.03, o.WorldFromObject.Pos.Z, 1e-4)
	require.True(t, o.asleep())
	w.Take(shelf)
	w.Take(99)
	w.Take(-1)
	for range 200 {
		w.Step(dt, poses)
	}
	require.InEpsilon(t, Gravity*0.2*0.2/2, 1.03-o.WorldFromObject.Pos.Z, 0.02)
}

// TestThingsThatCollideKeepTheirMomentum, linear and angular, though they meet
// askew, spin and rub; and they do not gain energy by it.
func TestThingsThatCollideKeepTheirMomentum(t *testing.T) {
	w, poses := bare(t)
	a := placed(t, w, block("a", 0.3, r3.Vec{X: 0.03, Y: 0.05, Z: 0.02}), spatial.Pose{Rot: spatial.FromRPY(0.3, 0.2, 0.5), Pos: r3.Vec{X: -0.2, Z: 15}},
		spatial.Twist{Lin: r3.Vec{X: 1.5}, Ang: r3.Vec{Y: 5, Z: 3}})
	b := placed(t, w, cup(0.2), spatial.Pose{Rot: spatial.FromRPY(-0.4, 0.7, 0.1), Pos: r3.Vec{Y: 0.02, Z: 15.01}}, spatial.Twist{Ang: r3.Vec{X: -4}})
	total := func() (lin, ang r3.Vec, energy float64) {
		for _, o := range []*Object{a, b} {
			turned := o.inertia.rotated(o.WorldFromObject)
			p := r3.Scale(o.Mass, o.Velocity.Lin)
			lin = r3.Add(lin, p)
			ang = r3.Add(ang, r3.Add(r3.Cross(o.WorldFromObject.Pos, p), turned.mul(o.Velocity.Ang)))
			energy += o.Energy() + o.Mass*Gravity*o.WorldFromObject.Pos.Z
		}
		return lin, ang, energy
	}
	lin, _, energy := total()
	centre := func() r3.Vec {
		return r3.Scale(1/(a.Mass+b.Mass), r3.Add(r3.Scale(a.Mass, a.WorldFromObject.Pos), r3.Scale(b.Mass, b.WorldFromObject.Pos)))
	}
	spin := func() r3.Vec { // about the common centre of mass
		_, ang, _ := total()
		lin, _, _ := total()
		return r3.Sub(ang, r3.Cross(centre(), lin))
	}
	before := spin()
	met := false
	for i := range 300 {
		w.Step(dt, poses)
		met = met || b.Velocity.Lin.X > 0.1
		now, _, left := total()
		fall := r3.Vec{Z: -(a.Mass + b.Mass) * Gravity * dt * float64(i+1)}
		require.InDelta(t, 0, norm(r3.Sub(now, r3.Add(lin, fall))), 1e-9)
		require.LessOrEqual(t, left, energy+5e-3)
	}
	require.True(t, met)
	// A force acts where the surfaces met at the beginning of a step.
	require.InDelta(t, 0, norm(r3.Sub(spin(), before)), 0.02*norm(before))
	require.Greater(t, b.Velocity.Lin.X, 0.2, "what is hit goes on")
	require.Less(t, a.Velocity.Lin.X, 1.2, "what hits is held up")
}

// TestWhatRestsDoesNotSink, whatever it weighs: contact is hard but for the slop of
// 5 µm that it may keep.
func TestWhatRestsDoesNotSink(t *testing.T) {
	for _, mass := range []float64{1e-3, 0.1, 1, 20, 60} {
		w, poses := bare(t)
		o := placed(t, w, ball(0.05, mass), spatial.At(r3.Vec{Z: 0.05}), spatial.Twist{})
		for range 1200 {
			w.Step(dt, poses)
		}
		require.InDelta(t, 0.05, o.WorldFromObject.Pos.Z, 6e-6, "%g kg", mass)
	}
}

// TestASceneMovedIsTheSameScene: turned about the vertical and carried elsewhere,
// all goes as it went.
func TestASceneMovedIsTheSameScene(t *testing.T) {
	run := func(move spatial.Pose) (out []r3.Vec) {
		w, poses := bare(t)
		put := func(b Body, at spatial.Pose, v r3.Vec) *Object {
			return placed(t, w, b, move.Mul(at), spatial.Twist{Lin: move.Rotate(v)})
		}
		put(block("table", 0, r3.Vec{X: 0.3, Y: 0.3, Z: 0.02}), spatial.At(r3.Vec{Z: 0.5}), r3.Vec{})
		a := put(cup(0.3), spatial.Pose{Rot: spatial.FromRPY(0.5, 0.2, 0), Pos: r3.Vec{Z: 0.66}}, r3.Vec{X: 0.2})
		b := put(ball(0.03, 0.1), spatial.At(r3.Vec{X: 0.15, Z: 0.56}), r3.Vec{X: -0.8, Y: 0.01})
		for range 150 {
			w.Step(dt, poses)
			for _, o := range []*Object{a, b} {
				out = append(out, move.Inverse().Apply(o.WorldFromObject.Pos), move.Inverse().Rotate(o.Velocity.Ang))
			}
		}
		return out
	}
	here, there := run(spatial.Identity()), run(spatial.Pose{Rot: spatial.FromRPY(0, 0, 1.1), Pos: r3.Vec{X: 1, Y: -2}})
	for i := range here {
		require.InDelta(t, 0, norm(r3.Sub(here[i], there[i])), 1e-6*(1+norm(here[i])), "step %d", i/4)
	}
}

// TestWhatWasRousedStaysAwakeAWhile: a heavy block that a light ball touches hardly moves,
// but what it stands on may give after all, so that it rests as long again before it
// sleeps; and what never slept is not taken for rested because another one is.
func TestWhatWasRousedStaysAwakeAWhile(t *testing.T) {
	w, poses := bare(t)
	heavy := placed(t, w, block("heavy", 50, r3.Vec{X: 0.05, Y: 0.05, Z: 0.05}), spatial.At(r3.Vec{Z: 0.05}), spatial.Twist{})
	for range 2 * sleepSteps {
		w.Step(dt, poses)
	}
	require.True(t, heavy.asleep())
	light := placed(t, w, ball(0.02, 0.005), spatial.At(r3.Vec{X: -0.3, Z: 0.0201}), spatial.Twist{Lin: r3.Vec{X: 0.5}, Ang: r3.Vec{Y: 25}})
	for range 2 * sleepSteps { // what is put in wakes all
		w.Step(dt, poses)
		if heavy.asleep() {
			break
		}
	}
	require.True(t, heavy.asleep())
	require.Less(t, light.WorldFromObject.Pos.X, -0.08, "it is still on its way")
	woken, awake := false, 0
	for range 1000 {
		w.Step(dt, poses)
		woken = woken || !heavy.asleep()
		if woken && light.WorldFromObject.Pos.X < -0.075 {
			if heavy.asleep() {
				break
			}
			awake++
		}
	}
	require.True(t, woken)
	require.Less(t, r3.Norm(r3.Sub(heavy.WorldFromObject.Pos, r3.Vec{Z: 0.05})), 1e-3)
	require.Greater(t, awake, sleepSteps/2)
}
