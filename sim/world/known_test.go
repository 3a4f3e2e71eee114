package world

import (
	"fmt"
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// of makes a body of another material, with what it does to others set.
func of(b Body, dry, restitution, rolling float64) Body {
	b.Material.Dry, b.Material.Restitution, b.Material.Rolling = dry, restitution, rolling
	return b
}

// tilted has the floor fall along +X: gravity is turned instead.
func tilted(w *World, angle float64) {
	w.Gravity = r3.Vec{X: Gravity * math.Sin(angle), Z: -Gravity * math.Cos(angle)}
}

// underlay covers the floor with a plate of a material, its top at z = 0.1.
func underlay(t *testing.T, w *World, dry, restitution, rolling float64) {
	t.Helper()
	placed(t, w, of(block("plate", 0, r3.Vec{X: 2, Y: 1, Z: 0.05}), dry, restitution, rolling), spatial.At(r3.Vec{Z: 0.05}), spatial.Twist{})
}

// TestRoundThingsRollAsTheTextbookSays: without rolling resistance a cylinder goes
// down a slope at 2/3 and a ball at 5/7 of g·sin α; with it, on the level, a ball
// slows down at 5/7 and a cylinder at 2/3 of c·g, c being the pair's.
func TestRoundThingsRollAsTheTextbookSays(t *testing.T) {
	const radius = 0.03
	lying := cup(0.3)
	lying.Parts[0].Radius, lying.Parts[0].Half.Z = radius, 0.05
	for name, c := range map[string]struct {
		body  Body
		share float64
	}{"cylinder": {lying, 2.0 / 3}, "ball": {ball(radius, 0.2), 5.0 / 7}} {
		for _, degrees := range []float64{1, 10, 30} {
			w, poses := bare(t)
			underlay(t, w, 0.9, 0, 0)
			o := placed(t, w, of(c.body, 0.9, 0, 0), spatial.Pose{Rot: spatial.FromRPY(math.Pi/2, 0, 0), Pos: r3.Vec{X: -1.5, Z: 0.1 + radius}}, spatial.Twist{})
			tilted(w, degrees*perDeg)
			for range 700 {
				w.Step(dt, poses)
			}
			want := c.share * Gravity * math.Sin(degrees*perDeg)
			t.Logf("%s at %g°: acceleration %+.3f %%", name, degrees, 100*(o.Velocity.Lin.X/0.7/want-1))
			require.InEpsilon(t, want*0.7, o.Velocity.Lin.X, 0.005, "%s at %g°", name, degrees)
			require.InEpsilon(t, want*0.7*0.7/2, o.WorldFromObject.Pos.X+1.5, 0.005, "%s at %g°", name, degrees)
			require.InDelta(t, 0, o.WorldFromObject.Pos.Y, 1e-4)
		}
		for _, resistance := range []float64{0.005, 0.03} {
			w, poses := bare(t)
			underlay(t, w, 0.9, 0, resistance/2)
			o := placed(t, w, of(c.body, 0.9, 0, resistance/2), spatial.Pose{Rot: spatial.FromRPY(math.Pi/2, 0, 0), Pos: r3.Vec{X: -1.5, Z: 0.1 + radius}},
				spatial.Twist{Lin: r3.Vec{X: 1}, Ang: r3.Vec{Y: 1 / radius}})
			for range 1000 {
				w.Step(dt, poses)
			}
			require.InEpsilon(t, c.share*resistance*Gravity, 1-o.Velocity.Lin.X, 0.02, "%s, c = %g", name, resistance)
		}
	}
}

// TestABallThatRollsComesToRest, as does one that spins on the spot.
func TestABallThatRollsComesToRest(t *testing.T) {
	w, poses := bare(t)
	rolling := placed(t, w, ball(0.03, 0.1), spatial.At(r3.Vec{Z: 0.03}), spatial.Twist{Lin: r3.Vec{X: 0.1}, Ang: r3.Vec{Y: 0.1 / 0.03}})
	spinning := placed(t, w, ball(0.03, 0.1), spatial.At(r3.Vec{Y: 1, Z: 0.03}), spatial.Twist{Ang: r3.Vec{Z: 5}})
	for range 20_000 {
		w.Step(dt, poses)
	}
	require.True(t, rolling.asleep() && spinning.asleep())
}

// TestBilliardBallsPartAtARightAngle: elastic, smooth and of one mass, whichever way
// they meet.
func TestBilliardBallsPartAtARightAngle(t *testing.T) {
	const radius = 0.02858
	for _, aside := range []float64{0.2, 0.5, 1, 1.5} {
		w, poses := bare(t)
		underlay(t, w, 0, 0, 0)
		cue := placed(t, w, of(ball(radius, 0.17), 0, 1, 0), spatial.At(r3.Vec{X: -0.3, Y: aside * radius, Z: 0.1 + radius}), spatial.Twist{Lin: r3.Vec{X: 2}})
		object := placed(t, w, of(ball(radius, 0.17), 0, 1, 0), spatial.At(r3.Vec{Z: 0.1 + radius}), spatial.Twist{})
		for range 300 {
			w.Step(dt, poses)
		}
		a, b := cue.Velocity.Lin, object.Velocity.Lin
		require.Greater(t, norm(b), 0.1)
		require.InDelta(t, 90, math.Acos(r3.Dot(a, b)/(norm(a)*norm(b)))/perDeg, 0.5)
	}
}

// TestABlowGoesThroughARowOfBalls: 0.1 mm apart, on a plane without friction, the last
// of them leaves with what the first came with; a row that has long been asleep as well.
func TestABlowGoesThroughARowOfBalls(t *testing.T) {
	t.Run("awake", func(t *testing.T) { blowThroughARow(t, 0.2) })
	t.Run("asleep", func(t *testing.T) { blowThroughARow(t, 0.5) })
}

func blowThroughARow(t *testing.T, from float64) {
	const radius, n = 0.02, 6
	for _, mirrored := range []float64{1, -1} {
		w, poses := bare(t)
		underlay(t, w, 0, 0, 0)
		var row []*Object
		for i := range n {
			x := float64(i) * (2*radius + 1e-4)
			v := 0.0
			if i == 0 {
				x, v = -from, 1
			}
			row = append(row, placed(t, w, of(ball(radius, 0.1), 0, 1, 0), spatial.At(r3.Vec{X: mirrored * x, Z: 0.1 + radius}), spatial.Twist{Lin: r3.Vec{X: mirrored * v}}))
		}
		for range int(1000*from) + 100 {
			w.Step(dt, poses)
		}
		require.Greater(t, mirrored*row[n-1].Velocity.Lin.X, 0.95)
		for _, o := range row[:n-1] {
			require.Less(t, norm(o.Velocity.Lin), 0.05)
		}
	}
}

// TestDominoesAllFall, the last one too.
func TestDominoesAllFall(t *testing.T) {
	w, poses := bare(t)
	var row []*Object
	for i := range 20 {
		row = append(row, placed(t, w, block(fmt.Sprint("domino ", i), 0.01, r3.Vec{X: 0.0035, Y: 0.012, Z: 0.024}), spatial.At(r3.Vec{X: 0.025 * float64(i), Z: 0.024}), spatial.Twist{}))
	}
	for range 500 {
		w.Step(dt, poses)
	}
	for _, o := range row {
		require.InDelta(t, 0.024, o.WorldFromObject.Pos.Z, 1e-4, "they stand until one is pushed")
	}
	row[0].Velocity.Ang.Y = 6
	row[0].Velocity.Lin.X = 6 * 0.024
	w.wake()
	for range 2500 {
		w.Step(dt, poses)
	}
	for i, o := range row {
		up := o.WorldFromObject.Rotate(r3.Vec{Z: 1})
		require.Less(t, up.Z, 0.7, "domino %d", i)
	}
}

// TestARollingCoinGoesRound: on its rim, its middle at rest, it wobbles at
// Ω² = 4·g/(r·sin α), α being how far it lies from the level (Moffatt, Euler's disk
// and its finite-time singularity, Nature 404, 2000).
func TestARollingCoinGoesRound(t *testing.T) {
	const radius, thick = 0.1, 0.001
	for _, degrees := range []float64{20, 35, 50} {
		alpha := degrees * perDeg
		w, poses := bare(t)
		underlay(t, w, 1, 0, 0)
		coin := of(cup(0.05), 1, 0, 0)
		coin.Parts[0].Radius, coin.Parts[0].Half.Z = radius, thick/2
		rate := math.Sqrt(4 * Gravity / (radius * math.Sin(alpha)))
		// The middle does not move: it turns at Ω·sin α about the line from there to the
		// place where the rim touches.
		tilt := spatial.FromRPY(0, alpha, 0) // the lowest point is towards +X
		down := spatial.Rotate(tilt, r3.Vec{X: 1})
		spin := r3.Scale(-rate*math.Sin(alpha), down)
		at := r3.Vec{Z: 0.1 + radius*math.Sin(alpha) + thick/2*math.Cos(alpha)}
		o := placed(t, w, coin, spatial.Pose{Rot: tilt, Pos: at}, spatial.Twist{Ang: spin})
		turned, before := 0.0, 0.0
		steps := int(2 * math.Pi / rate / dt) // once round
		for range steps {
			w.Step(dt, poses)
			up := o.WorldFromObject.Rotate(r3.Vec{Z: 1})
			angle := math.Atan2(up.Y, up.X)
			turned += math.Remainder(angle-before, 2*math.Pi)
			before = angle
		}
		t.Logf("%g°: Ω %.2f, measured %.2f rad/s, at height %.4f of %.4f", degrees, rate, turned/(float64(steps)*dt), o.WorldFromObject.Pos.Z, at.Z)
		require.InEpsilon(t, rate*rate, math.Pow(turned/(float64(steps)*dt), 2), 0.02)
	}
}

// TestABoxTipsOverItsEdge where its middle comes to stand above it.
func TestABoxTipsOverItsEdge(t *testing.T) {
	half := r3.Vec{X: 0.02, Y: 0.03, Z: 0.05}
	limit := math.Atan(half.X / half.Z)
	for _, over := range []float64{-0.3, 0.3} {
		w, poses := bare(t)
		underlay(t, w, 1.5, 0, 0)
		o := placed(t, w, of(block("box", 0.3, half), 1.5, 0, 0), spatial.At(r3.Vec{Z: 0.1 + half.Z}), spatial.Twist{})
		tilted(w, limit+over*perDeg)
		for range 3000 {
			w.Step(dt, poses)
		}
		fell := o.WorldFromObject.Rotate(r3.Vec{Z: 1}).Z < 0.9
		require.Equal(t, over > 0, fell, "%+g°", over)
	}
}

// TestAFreeFall of 0.4 s is one of 0.7845 m.
func TestAFreeFall(t *testing.T) {
	w, poses := bare(t)
	o := placed(t, w, ball(0.02, 0.1), spatial.At(r3.Vec{Z: 5}), spatial.Twist{})
	for range 400 {
		w.Step(dt, poses)
	}
	require.InDelta(t, 0.784532, 5-o.WorldFromObject.Pos.Z, 1e-9)
	w.Gravity = r3.Vec{X: 1.62}
	v := o.Velocity.Lin
	for range 100 {
		w.Step(dt, poses)
	}
	require.InDelta(t, 0, norm(r3.Sub(r3.Add(v, r3.Vec{X: 0.162}), o.Velocity.Lin)), 1e-12, "gravity is the scene's")
}

// TestWhatFloatsDoesNotSleep, however slow it is; what stands wakes when gravity turns.
func TestWhatFloatsDoesNotSleep(t *testing.T) {
	w, poses := bare(t)
	stands := placed(t, w, block("block", 0.1, r3.Vec{X: 0.02, Y: 0.02, Z: 0.02}), spatial.At(r3.Vec{Z: 0.02}), spatial.Twist{})
	for range 500 {
		w.Step(dt, poses)
	}
	require.True(t, stands.asleep())
	tilted(w, math.Pi/4)
	for range 100 {
		w.Step(dt, poses)
	}
	require.Greater(t, stands.WorldFromObject.Pos.X, 0.01)

	w, poses = bare(t)
	w.Gravity = r3.Vec{}
	floats := placed(t, w, ball(0.02, 0.1), spatial.At(r3.Vec{Z: 1}), spatial.Twist{Lin: r3.Vec{X: 1e-3}})
	for range 1000 {
		w.Step(dt, poses)
	}
	require.InDelta(t, 1e-3, floats.WorldFromObject.Pos.X, 1e-9)
}

// TestNothingOutsideChangesMomentum: ten seconds of collisions without gravity or
// floor keep momentum and angular momentum to 10⁻¹⁰.
func TestNothingOutsideChangesMomentum(t *testing.T) {
	w, poses := bare(t)
	w.Gravity = r3.Vec{}
	var things []*Object
	for i := range 12 {
		f := float64(i)
		at := spatial.Pose{Rot: spatial.FromRPY(f, 2*f, 3*f), Pos: r3.Vec{X: 0.15 * math.Cos(f), Y: 0.15 * math.Sin(2.3*f), Z: 10 + 0.12*f}}
		b := block(fmt.Sprint("thing ", i), 0.02*(1+f), r3.Vec{X: 0.03, Y: 0.04, Z: 0.02})
		switch i % 4 {
		case 1:
			b.Parts = ball(0.03, 1).Parts
		case 2:
			b.Parts = cup(1).Parts
		case 3:
			b.Parts = []Part{{Form: Capsule, ObjectFromPart: spatial.Identity(), Radius: 0.015, Half: r3.Vec{Z: 0.04}}, {Form: Sphere, ObjectFromPart: spatial.At(r3.Vec{X: 0.03}), Radius: 0.02}}
		}
		// All towards the middle.
		v := r3.Scale(-1.5, r3.Sub(at.Pos, r3.Vec{Z: 10.6}))
		things = append(things, placed(t, w, of(b, 0.5, 0.9, 0.01), at, spatial.Twist{Lin: v, Ang: r3.Vec{X: 3 - f, Y: f / 2, Z: 2}}))
	}
	total := func() (lin, ang r3.Vec, size, turn float64) {
		for _, o := range things {
			turned := o.inertia.rotated(o.WorldFromObject)
			p := r3.Scale(o.Mass, o.Velocity.Lin)
			l := r3.Add(r3.Cross(r3.Sub(o.WorldFromObject.Pos, r3.Vec{Z: 10.6}), p), turned.mul(o.Velocity.Ang))
			lin, ang = r3.Add(lin, p), r3.Add(ang, l)
			size, turn = size+norm(p), turn+norm(l)
		}
		return lin, ang, size, turn
	}
	lin, ang, size, turn := total()
	energy := func() (sum float64) {
		for _, o := range things {
			sum += o.Energy()
		}
		return sum
	}
	start := energy()
	before := start
	for i := range 10_000 {
		w.Step(dt, poses)
		require.LessOrEqual(t, energy(), before+1e-6*start, "no step adds energy")
		before = energy()
		if i == 1000 {
			// The parts of what there is in all, once they have collided.
			_, _, size, turn = total()
		}
	}
	linAfter, angAfter, _, _ := total()
	t.Logf("energy %.3f → %.3f J, of momentum %.2g and %.2g lost", start, energy(), norm(r3.Sub(linAfter, lin))/size, norm(r3.Sub(angAfter, ang))/turn)
	require.Less(t, energy(), 0.95*start, "they collided")
	require.InDelta(t, 0, norm(r3.Sub(linAfter, lin)), 1e-10*size)
	require.InDelta(t, 0, norm(r3.Sub(angAfter, ang)), 1e-10*turn)
}
