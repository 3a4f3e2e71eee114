package gesture

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestAForearmTurnsAboutItsElbow: raised it rises, turned inward it goes across,
// and a left one is a right one's image from side to side.
func TestAForearmTurnsAboutItsElbow(t *testing.T) {
	elbow := func(side hand.Side, l limb) r3.Vec { return l.forearm(side).Apply(r3.Vec{X: -forearmLength}) }
	var rest limb
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		require.InDelta(t, 0, r3.Norm(r3.Sub(RestingForearm(side).Pos, rest.forearm(side).Pos)), 1e-12)
		require.Equal(t, DefaultWrist(), RestingForearm(side).Pos)
		along := RestingForearm(side).Rotate(r3.Vec{X: 1})
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Vec{X: math.Cos(30 * degree), Z: math.Sin(30 * degree)}, along)), 1e-12)
		// The thumb is up, the palm turned 20° down: a viewer from −Y sees the back of
		// a right hand.
		thumb := RestingForearm(side).Rotate(r3.Vec{Y: 1})
		if side == hand.Left {
			thumb = r3.Scale(-1, thumb)
		}
		require.InDelta(t, math.Cos(20*degree)*math.Cos(30*degree), thumb.Z, 1e-9)
	}
	require.Less(t, RestingForearm(hand.Right).Rotate(r3.Vec{Z: 1}).Y, 0.0)
	for _, l := range []limb{
		{elevate: 0.3}, {yaw: 0.4}, {pronate: 0.5}, {elevate: -0.2, yaw: 0.1, pronate: -0.7, elbow: r3.Vec{X: 0.01, Y: 0.02, Z: -0.03}},
	} {
		moved := r3.Add(elbow(hand.Right, rest), l.elbow)
		require.InDelta(t, 0, r3.Norm(r3.Sub(moved, elbow(hand.Right, l))), 1e-12)
		right, left := l.forearm(hand.Right), l.forearm(hand.Left)
		along := right.Rotate(r3.Vec{X: 1})
		require.InDelta(t, math.Sin(30*degree+l.elevate), along.Z, 1e-9)
		require.InDelta(t, l.yaw, math.Atan2(along.Y, along.X), 1e-9)
		image := spatial.Plane{Normal: r3.Vec{Y: 1}, Offset: DefaultWrist().Y}.ReflectPose(right)
		require.InDelta(t, 0, r3.Norm(r3.Sub(image.Pos, left.Pos)), 1e-12)
		require.InDelta(t, 0, spatial.AngleBetween(image.Rot, left.Rot), 1e-7)
	}
	// Pronation turns the back of the hand up.
	flat := limb{pronate: 70 * degree}
	require.InDelta(t, math.Cos(30*degree), flat.forearm(hand.Right).Rotate(r3.Vec{Z: 1}).Z, 1e-9)
}

// TestAForearmLeadsFromTheElbow: for any posture of the wrist the forearm that is
// found from palm and elbow is that which was there, with its two angles.
func TestAForearmLeadsFromTheElbow(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 200 {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			forearm := spatial.Pose{
				Rot: spatial.FromRPY(6*rng.Float64(), 3*rng.Float64()-1.5, 6*rng.Float64()),
				Pos: r3.Vec{X: rng.Float64(), Y: rng.Float64(), Z: rng.Float64()},
			}
			flexion, deviation := 1.2*(rng.Float64()-0.5), 0.5*(rng.Float64()-0.5)
			palm := forearm.Mul(hand.ForearmFromPalm(side, flexion, deviation))
			elbow := r3.Add(palm.Pos, forearm.Rotate(r3.Vec{X: -0.25}))
			var angles hand.Angles
			found := ForearmTo(palm, side, elbow, &angles)
			require.InDelta(t, flexion, angles[hand.WristFlexion], 1e-6)
			require.InDelta(t, deviation, angles[hand.WristDeviation], 1e-6)
			require.InDelta(t, 0, spatial.AngleBetween(forearm.Rot, found.Rot), 1e-6)
			require.InDelta(t, 0, r3.Norm(r3.Sub(forearm.Pos, found.Pos)), 1e-9)
		}
	}
	for length, is := range map[float64]bool{0.09: false, 0.11: true, 0.49: true, 0.51: false} {
		require.Equal(t, is, IsForearm(length), length)
	}
}

// TestWristsAreBroughtIntoReach: 160 to 560 mm from the shoulder. A few wild frames
// of many do not shrink the rest, more of them do, about the middle.
func TestWristsAreBroughtIntoReach(t *testing.T) {
	shoulder := DefaultShoulder()
	way := r3.Unit(r3.Vec{X: 2, Y: 1, Z: -1})
	for length, want := range map[float64]float64{0.05: 0.16, 0.3: 0.3, 0.56: 0.56, 0.9: 0.56} {
		got := r3.Sub(Reachable(r3.Add(shoulder, r3.Scale(length, way))), shoulder)
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Scale(want, way), got)), 1e-12)
	}
	require.Equal(t, r3.Add(shoulder, r3.Vec{X: 0.16}), Reachable(shoulder))
	require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Vec{X: 0.34, Z: -0.10}, r3.Sub(DefaultWrist(), shoulder))), 1e-12)
	require.Equal(t, r3.Vec{X: -0.62, Y: -0.16, Z: 1.28}, shoulder)

	of := func(n, wild int) (*recording, *playback) {
		p := &playback{}
		for i := range n {
			at := r3.Add(DefaultWrist(), r3.Vec{Y: 0.1 * math.Sin(float64(i))})
			if i < wild {
				at.X += 0.4
			}
			p.keys = append(p.keys, key{palm: spatial.At(at), forearm: spatial.At(r3.Add(at, r3.Vec{Z: 0.01}))})
		}
		return &recording{Recording: newRecording()}, p
	}
	for _, c := range []struct {
		n, wild int
		shrinks bool
	}{{400, 0, false}, {400, 1, false}, {400, 4, false}, {400, 5, true}, {50, 1, true}} {
		r, p := of(c.n, c.wild)
		_, was := of(c.n, c.wild)
		centre := meanWrist(was.keys)
		sum := r3.Vec{}
		for i := range was.keys {
			sum = r3.Add(sum, was.keys[i].palm.Pos)
		}
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Scale(1/float64(c.n), sum), centre)), 1e-12)
		r.shrinkToReach(p)
		share := r3.Norm(r3.Sub(p.keys[c.n-1].palm.Pos, centre)) / r3.Norm(r3.Sub(was.keys[c.n-1].palm.Pos, centre))
		out := 0
		for i := range p.keys {
			want := r3.Add(centre, r3.Scale(share, r3.Sub(was.keys[i].palm.Pos, centre)))
			require.InDelta(t, 0, r3.Norm(r3.Sub(want, p.keys[i].palm.Pos)), 1e-9)
			require.InDelta(t, 0.01, p.keys[i].forearm.Pos.Z-p.keys[i].palm.Pos.Z, 1e-9, "the forearm comes along")
			if d := r3.Norm(r3.Sub(p.keys[i].palm.Pos, shoulder)); d < 0.16 || d > 0.56 {
				out++
			}
		}
		require.LessOrEqual(t, out, c.n/100)
		if !c.shrinks {
			require.InDelta(t, 1, share, 1e-12, "%d of %d", c.wild, c.n)
			require.Empty(t, r.Notes)
			continue
		}
		// A step of 5 % less and they would still be too many.
		require.Less(t, share, 1.0)
		require.Greater(t, share, 0.4)
		require.Len(t, r.Notes, 1)
		out = 0
		for i := range was.keys {
			at := r3.Add(centre, r3.Scale(share/0.95, r3.Sub(was.keys[i].palm.Pos, centre)))
			if d := r3.Norm(r3.Sub(at, shoulder)); d < 0.16 || d > 0.56 {
				out++
			}
		}
		require.Greater(t, out, c.n/100)
	}

	// All of it far away comes before the person.
	r, p := of(10, 0)
	for i := range p.keys {
		p.keys[i].moveBy(r3.Vec{X: 1})
	}
	r.shrinkToReach(p)
	require.InDelta(t, 0, r3.Norm(r3.Sub(DefaultWrist(), meanWrist(p.keys))), 1e-12)
	require.Equal(t, []string{"out of reach on an average, brought before the person"}, r.Notes)
}
