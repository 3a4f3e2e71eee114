package world

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// bionicWorld is the shipped hand in a world of its own.
func bionicWorld(t testing.TB, profile string) (*World, *robot.Robot) {
	t.Helper()
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	shapes := make([]skin.Capsule, len(r.Shapes))
	for i, c := range r.Shapes {
		shapes[i] = skin.Capsule(c)
	}
	p, err := taxel.Lookup(profile)
	require.NoError(t, err)
	s, err := skin.New(r.Model, skin.Default("bionic", r.Model, shapes, false), p, 1)
	require.NoError(t, err)
	w, err := New(r.Model, s)
	require.NoError(t, err)
	return w, r
}

// plate is a fixed block of steel whose top is the plane z = 0.
func plate(t testing.TB, w *World) {
	t.Helper()
	steel, err := LookupMaterial("steel")
	require.NoError(t, err)
	_, err = w.Put(Body{Name: "plate", Material: steel, Temperature: 22, Parts: []Part{{
		Form: Box, ObjectFromPart: spatial.Identity(), Half: r3.Vec{X: 0.5, Y: 0.5, Z: 0.05},
	}}}, spatial.At(r3.Vec{Z: -0.05}), spatial.Twist{})
	require.NoError(t, err)
}

// pressed puts one link, alone, so that the end of its solid lies depth below
// the plate's surface, touching it in the given direction (link frame).
func pressed(r *robot.Robot, link int, direction r3.Vec, depth float64) (poses []spatial.Pose, radius float64) {
	poses = make([]spatial.Pose, r.Model.NumLinks())
	for i := range poses {
		poses[i] = spatial.At(r3.Vec{X: 5 * float64(i+1), Z: 3})
	}
	for _, c := range r.Shapes {
		if c.Link == link {
			down := r3.Vec{Z: -1}
			axis, angle := r3.Cross(direction, down), math.Acos(r3.Dot(direction, down))
			turn := spatial.FromRotationVector(r3.Scale(angle/r3.Norm(axis), axis))
			centre := spatial.Rotate(turn, c.B)
			poses[link] = spatial.Pose{Rot: turn, Pos: r3.Sub(r3.Vec{X: 0.013, Y: 0.027, Z: c.Rb - depth}, centre)}
			return poses, c.Rb
		}
	}
	return nil, 0
}

// directionOnEnd is a random direction that meets the spherical end of a
// fingertip within its pad.
func directionOnEnd(rng *rand.Rand) r3.Vec {
	up, around := (32+30*rng.Float64())*math.Pi/180, (2*rng.Float64()-1)*45*math.Pi/180
	return r3.Vec{X: math.Sin(up), Y: math.Cos(up) * math.Sin(around), Z: -math.Cos(up) * math.Cos(around)}
}

// still steps twice, so that the links have come to rest in the given pose.
func still(w *World, poses []spatial.Pose) {
	w.Step(dt, poses)
	w.Step(dt, poses)
}

// TestABallPressedFlat compares force and depth with the closed form of an
// elastic foundation, F = πR(K/h)δ² (Johnson, Contact Mechanics, §4.3), at
// random places on the grid of every fingertip.
func TestABallPressedFlat(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	plate(t, w)
	rng := rand.New(rand.NewPCG(1, 2))
	worst := 0.0
	for i := range 100 {
		name := hand.SegmentName(hand.Finger(i%hand.NumFingers), 2)
		link, ok := r.Model.LinkIndex(name)
		require.True(t, ok)
		for _, force := range []float64{1, 3, 10} {
			_, radius := pressed(r, link, r3.Vec{Z: -1}, 0)
			depth := math.Sqrt(force / (math.Pi * radius * skin.NormalStiffness))
			poses, _ := pressed(r, link, directionOnEnd(rng), depth)
			still(w, poses)
			got := w.Skin().Wrenches()[link].Force
			worst = max(worst, math.Abs(got.Z/force-1))
			require.InEpsilon(t, force, got.Z, 0.01, "%s at %g N", name, force)
		}
	}
	t.Logf("largest error of force %.2f %%", 100*worst)
}

// TestTheThumbsEndYieldsByTheDesignsDepth: 0.89 mm at 10 N for a radius of 8 mm.
func TestTheThumbsEndYieldsByTheDesignsDepth(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	plate(t, w)
	link, _ := r.Model.LinkIndex("thumb_distal")
	low, high := 0.0, 3e-3
	for range 40 {
		middle := (low + high) / 2
		poses, _ := pressed(r, link, r3.Unit(r3.Vec{X: 0.5, Z: -1}), middle)
		if still(w, poses); w.Skin().Wrenches()[link].Force.Z < 10 {
			low = middle
		} else {
			high = middle
		}
	}
	require.InEpsilon(t, 0.89e-3, low, 0.02)
	poses, _ := pressed(r, link, r3.Unit(r3.Vec{X: 0.5, Z: -1}), skin.PadThickness-1e-3)
	still(w, poses)
	require.Greater(t, w.Skin().Wrenches()[link].Force.Z, 30.0, "at 30 N the core is still 1 mm away")
}

// TestWhatIsPutIntoTheHandLeavesItCalmly: no deeper than the pad is thick does
// anything push, so an object that appears inside a finger is not shot away.
func TestWhatIsPutIntoTheHandLeavesItCalmly(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	link, _ := r.Model.LinkIndex("thumb_distal")
	poses, _ := pressed(r, link, r3.Unit(r3.Vec{X: 0.5, Z: -1}), 0)
	poses[link].Pos.Z += 1
	w.Step(dt, poses)
	id, err := w.Put(ball(0.03, 0.05), poses[link].Mul(spatial.At(r3.Vec{X: 0.01, Z: -0.02})), spatial.Twist{})
	require.NoError(t, err)
	fastest := 0.0
	for range 100 {
		w.Step(dt, poses)
		fastest = max(fastest, norm(w.Objects[id].Velocity.Lin))
	}
	require.Greater(t, fastest, 0.5, "it is pushed out")
	require.Less(t, fastest, 6.0)
}

// TestTheSkinsShearPointsAgainstTheSlide drags a pressed fingertip.
func TestTheSkinsShearPointsAgainstTheSlide(t *testing.T) {
	w, r := bionicWorld(t, "ideal")
	plate(t, w)
	link, _ := r.Model.LinkIndex("index_distal")
	poses, _ := pressed(r, link, r3.Unit(r3.Vec{X: 0.4, Z: -1}), 0.5e-3)
	for range 300 {
		poses[link].Pos.X += 20e-3 * dt
		w.Step(dt, poses)
	}
	f := w.Skin().Wrenches()[link].Force
	require.InEpsilon(t, -0.40*f.Z, f.X, 0.01, "kinetic friction of steel")
	require.InDelta(t, 0, f.Y, 0.01*f.Z)
}

// BenchmarkBionicFingers is a step of contact of three of the shipped hand's
// fingertips, 10 N each, with all of its 1,140 taxels and 24 patches; sensing
// apart.
func BenchmarkBionicFingers(b *testing.B) {
	w, r := bionicWorld(b, "hall")
	plate(b, w)
	var poses []spatial.Pose
	for i, name := range []string{"thumb_distal", "index_distal", "middle_distal"} {
		link, ok := r.Model.LinkIndex(name)
		require.True(b, ok)
		one, _ := pressed(r, link, r3.Unit(r3.Vec{X: 0.5, Z: -1}), 0.9e-3)
		if poses == nil {
			poses = one
		}
		poses[link] = spatial.At(r3.Vec{Y: 0.05 * float64(i)}).Mul(one[link])
	}
	b.Run("contact", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.Step(dt, poses)
		}
	})
	b.Run("sensing", func(b *testing.B) {
		now := 0.0
		b.ReportAllocs()
		for b.Loop() {
			now += dt
			w.Skin().Sense(now)
		}
	})
}
