package scene

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestShearStrokesAreToScaleAndCapped: a stroke is as long as the shear says, 8 mm
// for 100 kPa, along the taxel's own axes where the link is; shorter than 0.8 mm
// there is none, and none is longer than 6 mm.
func TestShearStrokesAreToScaleAndCapped(t *testing.T) {
	desc := description(t, hand.Right)
	s := NewAlone(desc)
	snap := still(&desc, spatial.Identity(), hand.Angles{})
	camera := DefaultOrbit().Camera()
	const taxel = 11
	e := desc.Skin.Elements[taxel]
	world := snap.Arm.WorldFromLink[e.Link]
	x, y := world.Rotate(e.X), world.Rotate(e.Y)
	for _, c := range []struct{ x, y, mm float64 }{
		{9e3, 0, 0}, {11e3, 0, 0.88}, {40e3, 0, 3.2}, {0, -40e3, 3.2}, {30e3, 40e3, 4}, {74e3, 0, 5.92},
		{76e3, 0, 6}, {500e3, 0, 6}, {-3e6, 4e6, 6}, {0, 0, 0},
	} {
		snap.Touch[taxel] = mirror.Touch{Normal: 50e3, ShearX: float32(c.x), ShearY: float32(c.y)}
		f := s.Build(snap, camera)
		strokes := f.Strokes[s.firstShear:]
		if c.mm == 0 {
			require.Empty(t, strokes, "%+v", c)
			continue
		}
		require.Len(t, strokes, 1, "%+v", c)
		got := strokes[0].B.Sub(strokes[0].A)
		require.InDelta(t, c.mm*1e-3, got.Norm(), 1e-6, "%+v", c)
		along := FromR3(r3.Unit(r3.Add(r3.Scale(c.x, x), r3.Scale(c.y, y))))
		require.InDelta(t, 1, got.Unit().Dot(along), 1e-4)
		require.Equal(t, f.Dots[s.firstTouch+taxel].At, strokes[0].A)
	}
	// What is not pressed feels no shear.
	snap.Touch[taxel] = mirror.Touch{Normal: 1.4e3, ShearX: 50e3}
	require.Empty(t, s.Build(snap, camera).Strokes[s.firstShear:])
	snap.Touch[taxel].Normal = 1.6e3
	require.Len(t, s.Build(snap, camera).Strokes[s.firstShear:], 1)
}

// TestPressureIsShownByItsRoot: four times the load is twice as far up the scale,
// which ends at 120 kPa; the darkest eighth of the map is left to idle taxels.
func TestPressureIsShownByItsRoot(t *testing.T) {
	for kPa, share := range map[float32]float32{0: 0, 1.2: 0.1, 30: 0.5, 120: 1, 480: 1} {
		require.InDelta(t, share, PressureShare(kPa*1e3), 1e-6)
	}
	require.InDelta(t, 0.12, PressureTone(0), 1e-6)
	require.InDelta(t, 1, PressureTone(1), 1e-6)
	require.InDelta(t, 0.56, PressureTone(0.5), 1e-6)

	desc := description(t, hand.Right)
	s := NewAlone(desc)
	snap := still(&desc, spatial.Identity(), hand.Angles{})
	last := Dot{}
	for i, kPa := range []float32{0, 2, 8, 30, 90, 130, 400} {
		snap.Touch[5].Normal = kPa * 1e3
		dot := s.Build(snap, DefaultOrbit().Camera()).Dots[s.firstTouch+5]
		switch {
		case i == 0:
			require.Zero(t, dot.Through)
			require.Less(t, dot.Alpha, float32(1))
		case kPa > 130:
			require.Equal(t, last, dot, "no more than the end of the scale")
		default:
			if i > 1 { // an idle taxel is grey
				require.Greater(t, cieLightness(dot.Color), cieLightness(last.Color), "%g kPa", kPa)
			}
			require.Greater(t, dot.Radius, last.Radius)
			require.Equal(t, float32(1), dot.Alpha)
			require.Equal(t, float32(0.6), dot.Through)
		}
		last = dot
	}
}

// TestChangesAreEased: what appears, pales or lights up goes the same share of the
// way in equal times, however many pictures are drawn of it.
func TestChangesAreEased(t *testing.T) {
	desc := description(t, hand.Right)
	camera := DefaultOrbit().Camera()
	pose := spatial.At(r3.Vec{X: -0.28, Y: -0.16, Z: 1.18})
	s := New(desc)
	for _, pictures := range []int{1, 3, 40} {
		snap := still(&desc, pose, hand.Angles{})
		snap.Time = s.time // no time has passed: all is where it belongs
		s.Temperature = false
		s.Build(snap, camera)
		snap.Person.Lost = true
		s.Temperature = true
		for range pictures {
			snap.Time += 0.12 / float64(pictures)
			s.Build(snap, camera)
		}
		require.InDelta(t, 0.3+0.7*math.Exp(-0.12/0.15), s.frame.Sheer[0].Glow, 1e-4, "a lost hand pales within 0.15 s")
		require.InDelta(t, 1-math.Exp(-0.12/0.08), s.heat, 1e-4, "one map gives way to the other within 80 ms")
	}
	// A joint's ring shines by its speed.
	ring := func(speed float64) float64 {
		snap := still(&desc, pose, hand.Angles{})
		snap.Time = s.time
		s.Build(snap, camera)
		for range 400 {
			snap.Time += 0.01
			snap.Arm.Coordinates[2] += 0.01 * speed
			s.Build(snap, camera)
		}
		joint := desc.Robot.Model.Coordinate(2).Joint
		for link := range desc.Robot.Model.NumLinks() {
			if desc.Robot.Model.LinkJoint(link) == joint {
				return s.glow[link]
			}
		}
		return math.NaN()
	}
	require.InDelta(t, 0.12, ring(0), 1e-6)
	require.InDelta(t, 0.12+0.6*0.5, ring(0.5), 1e-3)
	require.InDelta(t, ring(0.5), ring(-0.5), 1e-6)
	require.InDelta(t, 1, ring(5), 1e-3)
}

// TestFlashRunsFromEndToEnd in 0.22 s, and is widest and brightest at its middle.
func TestFlashRunsFromEndToEnd(t *testing.T) {
	desc := description(t, hand.Right)
	f := newSlips(desc.Skin)
	feel := []mirror.Feel{{Region: "index_distal"}}
	feel[0].Slip = true
	lit := 0.0
	f.follow(feel, 0.0022)
	feel[0].Slip = false
	for range 1000 {
		any := false
		for i := range f.region {
			b := f.at(i)
			require.True(t, b >= 0 && b <= 1)
			any = any || b > 0
		}
		if any {
			lit += 0.0022
		}
		f.follow(feel, 0.0022)
	}
	require.InDelta(t, 0.22, lit, 0.02)
	// Half-way through it is over the middle of the pad.
	f.phase[f.region[0]] = 0.5
	for i := range f.region {
		if f.region[i] != f.region[0] {
			continue
		}
		away := (float64(f.along[i]) - 0.5) / 0.22
		require.InDelta(t, math.Max(1-away*away, 0), f.at(i), 1e-5)
	}
}
