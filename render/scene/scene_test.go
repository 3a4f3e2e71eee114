package scene

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// description of a person of one side with the glove and the arm.
func description(t testing.TB, side hand.Side) mirror.Description {
	arm, err := robot.Bionic(side.Other())
	require.NoError(t, err)
	profile, err := taxel.Lookup("textile")
	require.NoError(t, err)
	layout, err := glove.NewLayout(576, profile)
	require.NoError(t, err)
	var shapes []skin.Capsule
	for _, c := range arm.Shapes {
		shapes = append(shapes, skin.Capsule(c))
	}
	surface, err := skin.NewSurface(arm.Model, skin.Default("bionic", arm.Model, shapes, arm.Side == hand.Left))
	require.NoError(t, err)
	plane := spatial.Plane{Normal: r3.Vec{X: 1}}
	return mirror.Description{
		Side: side, Dims: hand.Nominal(), Robot: arm, Plane: plane, Glove: layout, Skin: surface,
		WorldFromBase: plane.ReflectPose(spatial.At(r3.Vec{X: -0.62, Y: -0.16, Z: 1.28})),
	}
}

// still is a snapshot with the person's hand flat at a pose and the arm at zero.
func still(desc *mirror.Description, worldFromForearm spatial.Pose, a hand.Angles) *mirror.Snapshot {
	s := &mirror.Snapshot{Time: 1}
	palm := worldFromForearm.Mul(hand.ForearmFromPalm(desc.Side, a[hand.WristFlexion], a[hand.WristDeviation]))
	s.Person = mirror.Person{WorldFromForearm: worldFromForearm, WorldFromPalm: palm, Angles: a}
	state := chain.NewState(desc.Robot.Model)
	for i := range desc.Robot.Model.NumLinks() {
		w := desc.WorldFromBase.Mul(state.RootFromLink(i))
		s.Arm.WorldFromLink = append(s.Arm.WorldFromLink, w)
		s.Arm.WorldFromTarget = append(s.Arm.WorldFromTarget, w)
	}
	s.Arm.Coordinates = append([]float64(nil), state.Coordinates()...)
	s.Glove = make([]float32, desc.Glove.Len())
	s.Touch = make([]mirror.Touch, desc.Skin.Taxels)
	return s
}

// The skin of the person's hand goes where the bones go: in any posture some of
// it is close round every landmark.
func TestSkinFollowsTheLandmarks(t *testing.T) {
	h, _ := newPersonHand(hand.Right, hand.Nominal())
	kin := hand.New(hand.Right, hand.Nominal())
	rapid.Check(t, func(t *rapid.T) {
		var a hand.Angles
		for i := range a {
			r := hand.Ranges()[i]
			a[i] = rapid.Float64Range(r.Lower, r.Upper).Draw(t, hand.Angle(i).String())
		}
		h.update(spatial.Identity(), hand.ForearmFromPalm(hand.Right, a[hand.WristFlexion], a[hand.WristDeviation]), a)
		kin.SetAngles(a)
		var marks hand.Landmarks
		kin.LandmarksTo(&marks)
		palm := hand.ForearmFromPalm(hand.Right, a[hand.WristFlexion], a[hand.WristDeviation])
		for f := range hand.NumFingers {
			tip := FromR3(palm.Apply(marks[hand.Landmark(hand.Finger(f), 3)]))
			nearest := float32(math.MaxFloat32)
			for _, p := range h.mesh.Positions {
				nearest = min(nearest, p.Sub(tip).Norm())
			}
			require.Less(t, nearest, float32(0.004), "%s tip", hand.Finger(f))
		}
	})
}

func TestRestPostureIsTheModelledOne(t *testing.T) {
	h, _ := newPersonHand(hand.Right, hand.Nominal())
	h.update(spatial.Identity(), spatial.Identity(), restAngles())
	for i, p := range h.rest {
		require.InDelta(t, 0, p.Sub(h.mesh.Positions[i]).Norm(), 1e-5)
	}
	requireSound(t, &h.mesh)
	for i := range h.weight {
		var sum float32
		for _, w := range h.weight[i] {
			sum += w
		}
		require.InDelta(t, 1, sum, 1e-4)
	}
}

func TestBentFingerMovesTowardsThePalm(t *testing.T) {
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		h, _ := newPersonHand(side, hand.Nominal())
		lowest := func(a hand.Angles) float32 {
			h.update(spatial.Identity(), spatial.Identity(), a)
			z := float32(math.MaxFloat32)
			for _, p := range h.mesh.Positions {
				if p.X > 0.06 {
					z = min(z, p.Z)
				}
			}
			return z
		}
		open := restAngles()
		bent := open
		bent[hand.IndexMCP] = 80 * deg
		require.Less(t, lowest(bent), lowest(open)-0.03, side)
	}
}

func TestLeftHandIsTheMirrorImage(t *testing.T) {
	right, _ := newPersonHand(hand.Right, hand.Nominal())
	left, _ := newPersonHand(hand.Left, hand.Nominal())
	require.InEpsilon(t, volume(&right.mesh), volume(&left.mesh), 0.01)
	thumb := func(h *personHand) float32 {
		h.update(spatial.Identity(), spatial.Identity(), restAngles())
		var y float32
		for _, p := range h.mesh.Positions {
			if abs(p.Y) > abs(y) {
				y = p.Y
			}
		}
		return y
	}
	require.Greater(t, thumb(right), float32(0.06), "a right thumb lies at +Y of the palm")
	require.InDelta(t, -thumb(right), thumb(left), 0.002)
}

func TestChannelsLieOnTheSkin(t *testing.T) {
	desc := description(t, hand.Left)
	s := New(desc)
	require.Len(t, s.channels, 576)
	_, body := newPersonHand(desc.Side, desc.Dims)
	for _, a := range s.person.anchors {
		require.InDelta(t, dotLift, body.distance(a.rest), 4e-4)
	}
}

func TestTaxelsLieOnTheShells(t *testing.T) {
	desc := description(t, hand.Right)
	s := New(desc)
	require.Len(t, s.taxels, 1140)
	for i, d := range s.taxels {
		e := desc.Skin.Elements[i]
		require.Less(t, d.at.Sub(FromR3(e.Centre)).Norm(), float32(surfaceReach+0.001), "taxel %d", i)
		require.InDelta(t, 1, d.normal.Norm(), 1e-3)
	}
}

func TestEveryDotOfAnIdleMirrorIsShown(t *testing.T) {
	desc := description(t, hand.Right)
	s := New(desc)
	snap := still(&desc, spatial.At(r3.Vec{X: -0.28, Y: -0.16, Z: 1.18}), hand.Angles{})
	f := s.Build(snap, DefaultOrbit().Camera())
	require.Len(t, f.Dots, 576+1140)
	require.Len(t, f.Strokes, 4, "the glass alone: the arm is where it should be")
	require.Len(t, s.CloseUp().Dots, 1140)
	require.Empty(t, s.CloseUp().Sheer)

	// A pressed and dragged taxel glows, and its shear is drawn.
	snap.Touch[7] = mirror.Touch{Normal: 100e3, ShearX: 40e3}
	idle := f.Dots[576+7].Color
	f = s.Build(snap, DefaultOrbit().Camera())
	require.Greater(t, f.Dots[576+7].Color.Dot(Vec{1, 1, 1}), 2*idle.Dot(Vec{1, 1, 1}))
	require.Len(t, f.Strokes, 5)

	// A robot that lags shows where it should be.
	for i := range snap.Arm.WorldFromTarget {
		snap.Arm.WorldFromTarget[i].Pos.Z += 0.05
	}
	require.Greater(t, len(s.Build(snap, DefaultOrbit().Camera()).Strokes), 20)
}

func TestLostHandPalesWithoutAJump(t *testing.T) {
	desc := description(t, hand.Right)
	s := New(desc)
	snap := still(&desc, spatial.At(r3.Vec{X: -0.28, Y: -0.16, Z: 1.18}), hand.Angles{})
	camera := DefaultOrbit().Camera()
	require.InDelta(t, 1, s.Build(snap, camera).Sheer[0].Glow, 1e-6)
	snap.Person.Lost = true
	last := float32(1)
	for range 60 {
		snap.Time += 1.0 / 60
		now := s.Build(snap, camera).Sheer[0].Glow
		require.LessOrEqual(t, now, last)
		require.Less(t, last-now, float32(0.12))
		last = now
	}
	require.InDelta(t, lostOpacity, last, 0.01)
}

func TestShortSnapshotIsDrawnAsFarAsItGoes(t *testing.T) {
	desc := description(t, hand.Right)
	s := New(desc)
	snap := &mirror.Snapshot{}
	snap.Person.WorldFromForearm, snap.Person.WorldFromPalm = spatial.Identity(), spatial.Identity()
	require.NotPanics(t, func() { s.Build(snap, DefaultOrbit().Camera()) })
}

func TestBuildAllocatesNothing(t *testing.T) {
	desc := description(t, hand.Right)
	s := New(desc)
	snap := still(&desc, spatial.At(r3.Vec{X: -0.28, Y: -0.16, Z: 1.18}), hand.Angles{})
	camera := DefaultOrbit().Camera()
	require.Zero(t, testing.AllocsPerRun(20, func() { s.Build(snap, camera) }))
}

func TestOrbitKeepsTheTargetInTheMiddle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := DefaultOrbit().Turned(rapid.Float64Range(-9, 9).Draw(t, "azimuth"), rapid.Float64Range(-3, 3).Draw(t, "elevation"))
		o = o.Zoomed(rapid.Float64Range(0.01, 100).Draw(t, "zoom"))
		c := o.Camera()
		require.InDelta(t, 0, c.Right.Z, 1e-6, "level")
		require.InDelta(t, 0, c.Right.Cross(c.Up).Add(c.Forward).Norm(), 1e-5, "right-handed")
		to := o.Target.Sub(c.Eye)
		require.InDelta(t, o.Distance, to.Dot(c.Forward), 1e-4)
		require.InDelta(t, 0, to.Dot(c.Up), 1e-5)
		require.GreaterOrEqual(t, o.Distance, minDistance)
		require.LessOrEqual(t, o.Distance, maxDistance)
	})
}

// Lightness by CIE 1976, which the map was not made from.
func cieLightness(c Vec) float64 {
	y := 0.2126*float64(c.X) + 0.7152*float64(c.Y) + 0.0722*float64(c.Z)
	return 116*math.Cbrt(max(y, 0.00886)) - 16
}

func TestPressureMapIsEvenAndMonotone(t *testing.T) {
	m := Pressure()
	total := cieLightness(m[255]) - cieLightness(m[0])
	require.Greater(t, total, 55.0)
	for i := 1; i < 256; i++ {
		step := cieLightness(m[i]) - cieLightness(m[i-1])
		require.Greater(t, step, 0.0, "at %d", i)
		require.Less(t, step, 2.5*total/255, "at %d", i)
	}
	require.Equal(t, m[255], m.At(7))
	require.Equal(t, m[0], m.At(-1))
}

// White in the middle, and equally light at equal distances from it.
func TestWarmthMapDiverges(t *testing.T) {
	m := Warmth()
	for i := range 128 {
		require.InDelta(t, cieLightness(m[i]), cieLightness(m[255-i]), 5, "at %d", i)
		if i > 0 {
			require.Greater(t, cieLightness(m[i]), cieLightness(m[i-1]))
		}
	}
	require.Greater(t, m[0].Z, m[0].X, "cold is blue")
	require.Greater(t, m[255].X, 2*m[255].Z, "warm is red")
}

// A slip of one fingertip flashes on that fingertip's taxels, first near its base
// and later near its tip, and goes out.
func TestSlipRunsAlongThePad(t *testing.T) {
	desc := description(t, hand.Right)
	f := newSlips(desc.Skin)
	feel := []mirror.Feel{{Region: "index_distal"}, {Region: "middle_distal"}}
	f.follow(feel, 0.01)
	feel[0].Slip = true
	brightest := func() (along float32, lit bool) {
		best := float32(0)
		for i := range f.region {
			if b := f.at(i); b > 0 {
				require.Equal(t, "index_distal", f.names[f.region[i]])
				if b > best {
					best, along = b, f.along[i]
				}
			}
		}
		return along, best > 0
	}
	_, lit := brightest()
	require.False(t, lit)
	last := float32(-1)
	for i := range 8 {
		f.follow(feel, flashTime/10)
		feel[0].Slip = false
		along, lit := brightest()
		require.True(t, lit, "picture %d", i)
		require.GreaterOrEqual(t, along, last)
		last = along
	}
	require.Greater(t, last, float32(0.7))
	f.follow(feel, flashTime)
	_, lit = brightest()
	require.False(t, lit)
}

// A ray through where a point appears meets the point, wherever the camera looks.
func TestRayAndProjectionAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := func(lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, "") }
		o := DefaultOrbit().Turned(number(-3, 3), number(-1, 1)).Zoomed(number(0.5, 2))
		c := o.Camera()
		c.ShiftX, c.ShiftY = float32(number(-0.5, 0.5)), float32(number(-0.3, 0.3))
		x, y := number(0, 1280), number(0, 720)
		ray := c.Ray(x, y, 1280, 720)
		at := r3.Add(ray.Origin, r3.Scale(number(0.2, 5), ray.Direction))
		gotX, gotY, ok := c.Project(FromR3(at), 1280, 720)
		require.True(t, ok)
		require.InDelta(t, x, gotX, 0.05)
		require.InDelta(t, y, gotY, 0.05)
		_, _, ok = c.Project(c.Eye.Sub(c.Forward), 1280, 720)
		require.False(t, ok)
	})
}
