package retarget_test

import (
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

var follows = []retarget.Follow{retarget.Mirror, retarget.Same}

func drawPose(t *rapid.T) spatial.Pose {
	x := rapid.Float64Range(-1, 1)
	q := quat.Number{Real: x.Draw(t, "w"), Imag: x.Draw(t, "i"), Jmag: x.Draw(t, "j"), Kmag: x.Draw(t, "k")}
	return spatial.Pose{Rot: spatial.Unit(q), Pos: r3.Vec{X: x.Draw(t, "x"), Y: x.Draw(t, "y"), Z: x.Draw(t, "z")}}
}

func requireSamePose(t require.TestingT, want, got spatial.Pose) {
	require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, got.Pos)), 1e-12)
	require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-7)
}

func TestMirroringTwiceIsIdentity(t *testing.T) {
	for _, f := range follows {
		rapid.Check(t, func(t *rapid.T) {
			p := drawPose(t)
			requireSamePose(t, p, f.Pose(f.Pose(p)))
			require.Equal(t, p.Pos, f.Point(f.Point(p.Pos)))
		})
		for _, s := range []hand.Side{hand.Right, hand.Left} {
			require.Equal(t, s, f.RobotSide(f.RobotSide(s)))
		}
	}
}

// The image of a hand is that of each of its points.
func TestMirroredHandIsTheImageOfItsPoints(t *testing.T) {
	for _, f := range follows {
		rapid.Check(t, func(t *rapid.T) {
			palm := drawPose(t)
			var a hand.Angles
			for i := range a {
				a[i] = rapid.Float64Range(hand.Ranges()[i].Lower, hand.Ranges()[i].Upper).Draw(t, "angle")
			}
			person, image := hand.New(hand.Right, hand.Nominal()), hand.New(f.RobotSide(hand.Right), hand.Nominal())
			person.SetAngles(a)
			image.SetAngles(a)
			var p, q hand.Landmarks
			person.LandmarksTo(&p)
			image.LandmarksTo(&q)
			for i := range p {
				want := f.Point(palm.Apply(p[i]))
				got := f.Pose(palm).Apply(q[i])
				require.InDelta(t, 0, r3.Norm(r3.Sub(want, got)), 1e-12, "landmark %d", i)
			}
		})
	}
}

func TestBaseFacesThePerson(t *testing.T) {
	shoulder := r3.Vec{X: -0.62, Y: -0.16, Z: 1.28}
	for _, f := range follows {
		base := f.WorldFromBase(shoulder)
		require.InDelta(t, -1, base.Rotate(r3.Vec{X: 1}).X, 1e-12)
		require.InDelta(t, 1, base.Rotate(r3.Vec{Z: 1}).Z, 1e-12)
		require.InDelta(t, 0.62, base.Pos.X, 1e-12)
	}
	require.InDelta(t, -0.16, retarget.Mirror.WorldFromBase(shoulder).Pos.Y, 1e-12)
	require.InDelta(t, 0.16, retarget.Same.WorldFromBase(shoulder).Pos.Y, 1e-12)
}

func TestParseFollow(t *testing.T) {
	for _, f := range follows {
		got, err := retarget.ParseFollow(f.String())
		require.NoError(t, err)
		require.Equal(t, f, got)
	}
	_, err := retarget.ParseFollow("sideways")
	require.EqualError(t, err, `retarget: follow "sideways", want mirror or same`)
}
