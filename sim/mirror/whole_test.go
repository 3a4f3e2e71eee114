package mirror

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// The whole mirror is no wiser than what it is shown: what is done to the person,
// or to the world, is done to the robot.

// shown is a hand as a test shows it: changed, later, elsewhere. A hand that has
// been through a tracker gets no noise of the mirror's own.
type shown struct {
	gesture.Source
	clean bool
	later float64 // s
	by    r3.Vec  // m
	grown float64 // times the hand's size; 0 is as it is
}

func (s shown) Info() gesture.Info {
	info := s.Source.Info()
	if s.clean {
		info.Frames = 1
	}
	info.Shoulder = r3.Add(info.Shoulder, s.by)
	for f := range info.Dims {
		if s.grown == 0 {
			break
		}
		b := &info.Dims[f]
		b.Base.Pos = r3.Scale(s.grown, b.Base.Pos)
		for i := range b.Length {
			b.Length[i] *= s.grown
		}
		for i := range b.Radius {
			b.Radius[i] *= s.grown
		}
	}
	return info
}

func (s shown) Sample(t float64, dst *gesture.Sample) {
	s.Source.Sample(max(t-s.later, 0), dst)
	dst.Time = t
	dst.WorldFromForearm.Pos = r3.Add(dst.WorldFromForearm.Pos, s.by)
	dst.WorldFromPalm.Pos = r3.Add(dst.WorldFromPalm.Pos, s.by)
}

// seen is what of a step another one is compared with.
type seen struct {
	counts      []uint16
	decoded     hand.Angles
	target      []float64
	coordinates []float64
	palm        spatial.Pose
}

func watch(m *Mirror, steps int) (out []seen) {
	for i := range steps {
		m.Step(float64(i+1) * Period)
		r := m.Record()
		out = append(out, seen{
			append([]uint16(nil), r.Counts...), r.Estimate.Angles, append([]float64(nil), r.Target...),
			append([]float64(nil), r.Coordinates...), r.WorldFromPalm,
		})
	}
	return out
}

func handOf(t *testing.T, side gesture.Choice) gesture.Source {
	t.Helper()
	src, err := gesture.Synth(wholeGesture, gesture.Options{Seed: 3, Hand: side})
	require.NoError(t, err)
	return src
}

// A script in which every finger moves, and the wrist.
const wholeGesture = "pronation 50ms hold 20ms, fist 150ms hold 50ms, wrist-flexion 150ms hold 200ms, pinch index 200ms"

const wholeSteps = 400

// TestAMirroredPersonIsMirrored: a left hand that does what a right one did, and a
// robot of the other side. What the glove counts and what is decoded of it are equal
// to the bit, what the robot's fingers do to rounding; the palm is the other one's
// image, but for the tracker's noise, which is drawn in the world's axes and is not
// mirrored.
func TestAMirroredPersonIsMirrored(t *testing.T) {
	for name, clean := range map[string]bool{"clean": true, "with a tracker's noise": false} {
		t.Run(name, func(t *testing.T) {
			right := small(t, shown{Source: handOf(t, gesture.RightHand), clean: clean}, nil)
			left := small(t, shown{Source: handOf(t, gesture.LeftHand), clean: clean}, nil)
			require.NotEqual(t, right.cfg.Robot.Side, left.cfg.Robot.Side)
			plane := spatial.Plane{Normal: r3.Vec{Y: 1}, Offset: gesture.DefaultShoulder().Y}
			a, b := watch(right, wholeSteps), watch(left, wholeSteps)
			apart, wrist := 0.0, 0.0
			for i := range a {
				require.Equal(t, a[i].counts, b[i].counts, "step %d", i)
				require.Equal(t, a[i].decoded, b[i].decoded, "step %d", i)
				for _, finger := range right.cfg.Robot.Fingers {
					for _, c := range finger {
						require.InDelta(t, a[i].target[c], b[i].target[c], 1e-6, "step %d", i)
						require.InDelta(t, a[i].coordinates[c], b[i].coordinates[c], 1e-6, "step %d", i)
					}
				}
				image := plane.ReflectPose(a[i].palm)
				apart = max(apart, r3.Norm(r3.Sub(image.Pos, b[i].palm.Pos)))
				wrist = max(wrist, spatial.AngleBetween(image.Rot, b[i].palm.Rot))
			}
			t.Logf("palms %.3g mm and %.3g° from each other's image", apart*1e3, degrees(wrist))
			if clean {
				require.Less(t, apart, 1e-6)
				require.Less(t, degrees(wrist), 1e-3)
				return
			}
			require.Less(t, apart, 0.02)
			require.Greater(t, apart, 1e-4)
			require.Less(t, degrees(wrist), 5.0)
		})
	}
}

// TestWhatIsDoneLaterIsMirroredLater: the same movement, 0.2 s later. A glove
// without noise sees it frame by frame as before.
func TestWhatIsDoneLaterIsMirroredLater(t *testing.T) {
	const later = 200
	ideal := func(c *Config) { c.Profile, c.SkinProfile = "ideal", "ideal" }
	now := watch(small(t, shown{Source: handOf(t, gesture.RightHand), clean: true}, ideal), wholeSteps)
	then := watch(small(t, shown{Source: handOf(t, gesture.RightHand), clean: true, later: later * Period}, ideal), wholeSteps+later)
	most, place := 0.0, 0.0
	for i := range now {
		for c := range now[i].coordinates {
			most = max(most, math.Abs(now[i].coordinates[c]-then[i+later].coordinates[c]))
		}
		place = max(place, r3.Norm(r3.Sub(now[i].palm.Pos, then[i+later].palm.Pos)))
	}
	t.Logf("joints up to %.3g°, palm up to %.3g mm", degrees(most), place*1e3)
	require.Less(t, degrees(most), 0.5)
	require.Less(t, place, 1e-3)
}

// TestAPersonElsewhereIsMirroredElsewhere: the person is carried up and aside, and
// the robot's base with the shoulder's image. Decoding is equal to the bit, and so
// are the counts; all joints are to rounding, noise of the tracker included.
func TestAPersonElsewhereIsMirroredElsewhere(t *testing.T) {
	by := r3.Vec{X: -0.3, Y: 0.5, Z: 0.25}
	here := small(t, shown{Source: handOf(t, gesture.RightHand)}, nil)
	there := small(t, shown{Source: handOf(t, gesture.RightHand), by: by}, nil)
	image := r3.Vec{X: -by.X, Y: by.Y, Z: by.Z}
	a, b := watch(here, wholeSteps), watch(there, wholeSteps)
	for i := range a {
		require.Equal(t, a[i].counts, b[i].counts)
		require.Equal(t, a[i].decoded, b[i].decoded)
		require.InDeltaSlice(t, a[i].coordinates, b[i].coordinates, 1e-6, "step %d", i)
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Add(a[i].palm.Pos, image), b[i].palm.Pos)), 1e-6)
		require.InDelta(t, 0, spatial.AngleBetween(a[i].palm.Rot, b[i].palm.Rot), 1e-5)
	}
}

// TestALargerPersonIsMirroredAlike: hands of 85 and 115 % that make the same angles
// have the robot make the same ones, within what a glove on another hand errs by.
func TestALargerPersonIsMirroredAlike(t *testing.T) {
	ideal := func(c *Config) { c.Profile = "ideal" }
	was := watch(small(t, shown{Source: handOf(t, gesture.RightHand), clean: true}, ideal), wholeSteps)
	for _, grown := range []float64{0.85, 1.15} {
		m := small(t, shown{Source: handOf(t, gesture.RightHand), clean: true, grown: grown}, ideal)
		is := watch(m, wholeSteps)
		sum, n := 0.0, 0.0
		for i := range was {
			for _, finger := range m.cfg.Robot.Fingers {
				for _, c := range finger {
					d := was[i].coordinates[c] - is[i].coordinates[c]
					sum, n = sum+d*d, n+1
				}
			}
			require.InDelta(t, 0, r3.Norm(r3.Sub(was[i].palm.Pos, is[i].palm.Pos)), 0.03)
		}
		t.Logf("%g: fingers differ by %.2f° RMS", grown, degrees(math.Sqrt(sum/n)))
		require.Less(t, degrees(math.Sqrt(sum/n)), 2.0)
	}
}

// TestARobotOnAStandMovesTheSame: its description begins with one more link. Where
// that is at the same place all is equal to the bit. Where the arm stands off it, and
// the person's shoulder is put where the arm is at its old place, decoding is, the
// fingers are to rounding, and the palm is about at the same place, as an arm off its
// root is solved by search, which follows a fast move less closely.
func TestARobotOnAStandMovesTheSame(t *testing.T) {
	run := func(text string, by r3.Vec) (*Mirror, []seen) {
		path := filepath.Join(t.TempDir(), "arm.urdf")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		src := shown{Source: handOf(t, gesture.RightHand), clean: true}
		info := src.Info()
		arm, err := robot.FromURDF(path, robot.Fit{Wrist: "palm"})
		require.NoError(t, err)
		arm, err = arm.ForSide(retarget.Mirror.RobotSide(info.Side))
		require.NoError(t, err)
		m := small(t, altered{Source: src, change: func(i *gesture.Info) { i.Shoulder = r3.Add(i.Shoulder, by) }},
			func(c *Config) { c.Robot = arm })
		return m, watch(m, wholeSteps)
	}
	const first = `<link name="base"`
	stood := func(xyz string) string {
		require.Contains(t, robot.BionicURDF(), first)
		return strings.Replace(robot.BionicURDF(), first, `<link name="stand"/>
  <joint name="stand_base" type="fixed"><parent link="stand"/><child link="base"/><origin xyz="`+xyz+`" rpy="0 0 0"/></joint>
  `+first, 1)
	}
	m, plain := run(robot.BionicURDF(), r3.Vec{})
	_, stands := run(stood("0 0 0"), r3.Vec{})
	require.Equal(t, plain, stands)
	// The left robot is the right one reflected, its stand too; the base looks back
	// at the person, and the mirror turns the way off the person round.
	_, off := run(stood("0.12 -0.05 0.2"), r3.Vec{X: -0.12, Y: 0.05, Z: -0.2})
	apart, turned := 0.0, 0.0
	for i := range plain {
		require.Equal(t, plain[i].decoded, off[i].decoded)
		for _, finger := range m.cfg.Robot.Fingers {
			for _, c := range finger {
				require.InDelta(t, plain[i].coordinates[c], off[i].coordinates[c], 1e-6)
			}
		}
		apart += r3.Norm(r3.Sub(plain[i].palm.Pos, off[i].palm.Pos)) / wholeSteps
		turned += spatial.AngleBetween(plain[i].palm.Rot, off[i].palm.Rot) / wholeSteps
	}
	t.Logf("palms %.2f mm and %.2f° apart on the mean", apart*1e3, degrees(turned))
	require.Less(t, apart, 8e-3)
	require.Less(t, degrees(turned), 4.0)
}
