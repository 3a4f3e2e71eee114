package world

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// arm is the shipped robot with its motors, moving through a world.
type arm struct {
	*World
	state  *chain.State
	motors *Motors
	poses  []spatial.Pose
	target []float64
	rate   []float64
	time   float64
	phase  []float64
}

// shoulder is where the mirrored arm stands.
var shoulder = spatial.Pose{Rot: spatial.FromRPY(0, 0, math.Pi), Pos: r3.Vec{X: 0.62, Y: -0.16, Z: 1.28}}

func newArm(t testing.TB, seed uint64) *arm {
	t.Helper()
	w, r := bionicWorld(t, "hall")
	return armIn(t, w, r, seed)
}

func armIn(t require.TestingT, w *World, r *robot.Robot, seed uint64) *arm {
	n := r.Model.DOF()
	a := &arm{
		World: w, state: chain.NewState(r.Model), poses: make([]spatial.Pose, r.Model.NumLinks()),
		target: make([]float64, n), rate: make([]float64, n), phase: make([]float64, 3*n),
	}
	rng := rand.New(rand.NewPCG(seed, 9))
	for i := range a.phase {
		a.phase[i] = rng.Float64()
	}
	var err error
	a.motors, err = NewMotors(r.Model, r.Palm, make([]float64, n))
	require.NoError(t, err)
	a.pose()
	return a
}

func (a *arm) pose() {
	a.state.SetCoordinates(a.motors.Position())
	for i := range a.poses {
		a.poses[i] = shoulder.Mul(a.state.RootFromLink(i))
	}
}

// step swings every joint through its range, each at a pace of its own: no
// gesture is wilder.
func (a *arm) step() {
	a.time += dt
	model := a.state.Model()
	for i := range a.target {
		limit := model.Coordinate(i).Limit
		pace := 0.5 + 6*a.phase[3*i]
		swing := math.Sin(pace*a.time + 2*math.Pi*a.phase[3*i+1])
		a.target[i] = (limit.Lower+limit.Upper)/2 + swing*(limit.Upper-limit.Lower)/2
		a.rate[i] = pace * math.Cos(pace*a.time+2*math.Pi*a.phase[3*i+1]) * (limit.Upper - limit.Lower) / 2
	}
	a.motors.Step(dt, a.target, a.rate, a.Effort())
	a.pose()
	a.Step(dt, a.poses)
}

// check is what must hold whatever happens.
func (a *arm) check(t require.TestingT) {
	model := a.state.Model()
	for i, q := range a.motors.Position() {
		limit := model.Coordinate(i).Limit
		require.True(t, q >= limit.Lower && q <= limit.Upper, "coordinate %d at %g", i, q)
	}
	var given skin.Wrench
	for _, o := range a.Objects {
		if o == nil {
			continue
		}
		given = given.Add(o.Touched)
		require.True(t, o.WorldFromObject.IsFinite(), o.Name)
		require.LessOrEqual(t, norm(o.Velocity.Lin), maxSpeed+1e-9, o.Name)
	}
	// The robot's contact with itself is internal, so all that is left of the sum
	// is what it gave away.
	var felt r3.Vec
	size := 0.0
	for i, l := range a.Skin().Elements() {
		e := &a.Skin().Surface().Elements[i]
		f := a.poses[e.Link].Rotate(r3.Add(r3.Scale(-l.Normal, e.Normal), r3.Add(r3.Scale(l.X, e.X), r3.Scale(l.Y, e.Y))))
		felt = r3.Add(felt, f)
		size += norm(f)
	}
	for _, w := range a.Skin().Wrenches() {
		given.Force = r3.Add(given.Force, w.Force)
	}
	require.LessOrEqual(t, norm(given.Force), 1e-9*(1+size), "the robot gets what it gives")
	require.False(t, math.IsNaN(size))
}

// Energy is the kinetic energy (J).
func (o *Object) Energy() float64 {
	turned := o.inertia.rotated(o.WorldFromObject)
	return (o.Mass*r3.Dot(o.Velocity.Lin, o.Velocity.Lin) + r3.Dot(o.Velocity.Ang, turned.mul(o.Velocity.Ang))) / 2
}

// drawBody is any object that a scene may hold.
func drawBody(t *rapid.T) (Body, spatial.Pose) {
	size := rapid.Float64Range(0.004, 0.08)
	part := func() Part {
		p := Part{
			Form: Form(rapid.IntRange(0, 3).Draw(t, "form")), ObjectFromPart: spatial.Identity(),
			Half: r3.Vec{X: size.Draw(t, "x"), Y: size.Draw(t, "y"), Z: size.Draw(t, "z")}, Radius: size.Draw(t, "radius"),
		}
		if p.Form == Box {
			p.Radius = min(p.Half.X, p.Half.Y, p.Half.Z) * rapid.Float64Range(0, 1).Draw(t, "rounding")
		}
		return p
	}
	all := Materials()
	b := Body{
		Name: "thing", Parts: []Part{part()}, Temperature: 22, Material: all[rapid.IntRange(0, len(all)-1).Draw(t, "material")],
		Mass: rapid.SampledFrom([]float64{0, 1e-3, 2.7e-3, 0.02, 0.3, 1, 5}).Draw(t, "mass"),
	}
	if rapid.Bool().Draw(t, "two parts") {
		second := part()
		second.ObjectFromPart.Pos = r3.Vec{Z: 0.05}
		b.Parts = append(b.Parts, second)
	}
	angle := rapid.Float64Range(-3, 3)
	return b, spatial.Pose{
		Rot: spatial.FromRPY(angle.Draw(t, "roll"), angle.Draw(t, "pitch"), angle.Draw(t, "yaw")),
		Pos: r3.Vec{X: rapid.Float64Range(0, 0.7).Draw(t, "px"), Y: rapid.Float64Range(-0.6, 0.3).Draw(t, "py"), Z: rapid.Float64Range(0.6, 1.6).Draw(t, "pz")},
	}
}

// TestNoSceneBreaksTheWorld: random objects, rapidly stirred by the whole arm.
func TestNoSceneBreaksTheWorld(t *testing.T) {
	w, r := bionicWorld(t, "hall")
	s := w.Skin()
	rapid.Check(t, func(t *rapid.T) {
		fresh, err := New(r.Model, s)
		require.NoError(t, err)
		a := armIn(t, fresh, r, rapid.Uint64().Draw(t, "seed"))
		for range rapid.IntRange(1, 8).Draw(t, "objects") {
			b, at := drawBody(t)
			// Overlapping objects are refused, which is as good.
			_, _ = a.Put(b, at, spatial.Twist{Lin: r3.Vec{X: rapid.Float64Range(-20, 20).Draw(t, "speed")}})
		}
		for range 150 {
			a.step()
			a.check(t)
		}
	})
}

// TestEnergyIsNotCreated lets objects fall, collide and come to rest with no
// robot near.
func TestEnergyIsNotCreated(t *testing.T) {
	w, r := bionicWorld(t, "hall")
	s := w.Skin()
	away := make([]spatial.Pose, r.Model.NumLinks())
	for i := range away {
		away[i] = spatial.At(r3.Vec{X: 5 * float64(i+1), Z: 9})
	}
	rapid.Check(t, func(t *rapid.T) {
		fresh, err := New(r.Model, s)
		require.NoError(t, err)
		for range rapid.IntRange(1, 8).Draw(t, "objects") {
			b, at := drawBody(t)
			at.Pos.Z -= 0.5
			_, _ = fresh.Put(b, at, spatial.Twist{})
		}
		energy := func() (sum float64) {
			for _, o := range fresh.Objects {
				sum += o.Energy() + o.Mass*Gravity*o.WorldFromObject.Pos.Z
			}
			return sum
		}
		start := energy()
		for range 400 {
			fresh.Step(dt, away)
			require.LessOrEqual(t, energy(), start*1.01+1e-5, "what the floor gives back is rounding")
		}
	})
}

func addFloats(h hash.Hash, values ...float64) {
	var b [8]byte
	for _, v := range values {
		binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
		_, _ = h.Write(b[:])
	}
}

// digest runs a scene, stirred by the arm, and hashes every step of it.
func digest(t *testing.T, scene string, seconds float64) string {
	t.Helper()
	s, err := LookupScene(scene)
	require.NoError(t, err)
	a := newArm(t, 4)
	require.NoError(t, a.Fill(s))
	h := sha256.New()
	for i := range int(seconds / dt) {
		a.step()
		a.Skin().Sense(float64(i) * dt)
		if i%10 == 0 {
			a.check(t)
		}
		addFloats(h, a.motors.Position()...)
		for _, o := range a.Objects {
			p := o.WorldFromObject
			addFloats(h, p.Pos.X, p.Pos.Y, p.Pos.Z, p.Rot.Real, p.Rot.Imag)
		}
		for _, m := range a.Skin().Measured() {
			addFloats(h, m.Normal, m.X, m.Y)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// TestSameSceneTwice: every scene, stirred by the arm, gives the same bytes. The
// soak runs a minute of each.
func TestSameSceneTwice(t *testing.T) {
	seconds := 1.0
	if os.Getenv("MIRRORARM_SOAK") != "" {
		seconds = 60
	}
	for _, name := range SceneNames() {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, digest(t, name, seconds), digest(t, name, seconds))
		})
	}
}
