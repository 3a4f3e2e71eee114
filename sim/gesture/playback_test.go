package gesture

import (
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// played is a playback of n random keys at uneven times.
func played(seed uint64, n int) *playback {
	rng := rand.New(rand.NewPCG(seed, 0))
	vec := func(scale float64) r3.Vec {
		return r3.Vec{X: scale * rng.NormFloat64(), Y: scale * rng.NormFloat64(), Z: scale * rng.NormFloat64()}
	}
	p := &playback{}
	now := 0.0
	pose := spatial.Identity()
	for i := range n {
		k := key{time: now, frame: i}
		for a, r := range hand.Ranges() {
			k.angles[a] = r.Lower + rng.Float64()*(r.Upper-r.Lower)
		}
		pose.Rot = quat.Mul(pose.Rot, spatial.FromRotationVector(vec(0.1)))
		pose.Pos = r3.Add(pose.Pos, vec(0.01))
		k.forearm = pose
		p.keys = append(p.keys, k)
		now += 0.01 + 0.03*rng.Float64()
	}
	p.finish(false)
	return p
}

func TestInterpolationPassesTheKeysSmoothly(t *testing.T) {
	p := played(1, 40)
	const h = 1e-6
	for i := 1; i < len(p.keys)-1; i++ {
		k := &p.keys[i]
		before, after := interpolate(&p.keys[i-1], k, k.time-h), interpolate(k, &p.keys[i+1], k.time+h)
		on := interpolate(k, &p.keys[i+1], k.time)
		require.InDelta(t, 0, spatial.AngleBetween(k.forearm.Rot, on.forearm.Rot), 1e-7)
		for a := range on.angles {
			require.InDelta(t, k.angles[a], on.angles[a], 1e-12)
			require.InDelta(t, k.angleRate[a], (on.angles[a]-before.angles[a])/h, 0.05)
			require.InDelta(t, k.angleRate[a], (after.angles[a]-on.angles[a])/h, 0.05)
		}
		for _, pair := range [][2]posture{{before, on}, {on, after}} {
			turn := r3.Scale(1/h, spatial.RotationVector(quat.Mul(quat.Conj(pair[0].forearm.Rot), pair[1].forearm.Rot)))
			require.InDelta(t, 0, r3.Norm(r3.Sub(turn, k.turnRate)), 0.02)
			lin := r3.Scale(1/h, r3.Sub(pair[1].forearm.Pos, pair[0].forearm.Pos))
			require.InDelta(t, 0, r3.Norm(r3.Sub(lin, k.linRate)), 0.01)
		}
	}
}

// A monotone cubic stays between its two keys.
func TestInterpolatedAnglesNeverOvershoot(t *testing.T) {
	p := played(2, 60)
	for i := range len(p.keys) - 1 {
		a, b := &p.keys[i], &p.keys[i+1]
		for s := range 21 {
			now := interpolate(a, b, a.time+float64(s)/20*(b.time-a.time))
			for j := range now.angles {
				require.GreaterOrEqual(t, now.angles[j], min(a.angles[j], b.angles[j])-1e-12)
				require.LessOrEqual(t, now.angles[j], max(a.angles[j], b.angles[j])+1e-12)
			}
		}
	}
}

// Steady motion is reproduced as it was, whatever the frame times.
func TestSteadyMotionIsInterpolatedExactly(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	spin, drift, bend := r3.Vec{X: 1, Y: -2, Z: 0.5}, r3.Vec{X: 0.3, Z: -0.1}, 0.8
	truth := func(t float64) posture {
		return posture{hand.Angles{hand.IndexPIP: bend * t}, spatial.Pose{Rot: spatial.FromRotationVector(r3.Scale(t, spin)), Pos: r3.Scale(t, drift)}}
	}
	p := &playback{}
	for now := 0.0; now < 1; now += 0.01 + 0.05*rng.Float64() {
		was := truth(now)
		p.keys = append(p.keys, key{time: now, angles: was.angles, forearm: was.forearm})
	}
	p.finish(false)
	last := p.keys[len(p.keys)-1].time
	for x := 0.0; x < last; x += 0.0037 {
		var s Sample
		p.Sample(x, &s)
		want := truth(x)
		require.InDelta(t, want.angles[hand.IndexPIP], s.Angles[hand.IndexPIP], 1e-9)
		require.InDelta(t, 0, r3.Norm(r3.Sub(want.forearm.Pos, s.WorldFromForearm.Pos)), 1e-9)
		require.InDelta(t, 0, spatial.AngleBetween(want.forearm.Rot, s.WorldFromForearm.Rot), 1e-7)
	}
}

func TestCoastingStopsWithoutAJerk(t *testing.T) {
	k := key{angles: hand.Angles{hand.IndexPIP: 0.5}, forearm: spatial.Identity(), linRate: r3.Vec{X: 1}, turnRate: r3.Vec{Z: 4}}
	k.angleRate[hand.IndexPIP] = 6
	start, state := k.coast(1e-6)
	require.Equal(t, Predicted, state)
	require.InDelta(t, 1, start.forearm.Pos.X/1e-6, 1e-3, "goes on at its last speed")
	stopped, state := k.coast(predictFor)
	require.Equal(t, Lost, state)
	just, _ := k.coast(predictFor - 1e-6)
	require.InDelta(t, 0, (stopped.forearm.Pos.X-just.forearm.Pos.X)/1e-6, 1e-3, "and has stopped when it is lost")
	require.InDelta(t, predictFor/2, stopped.forearm.Pos.X, 1e-12)
	require.InDelta(t, 0.5+6*predictFor/2, stopped.angles[hand.IndexPIP], 1e-12)
	require.InDelta(t, 4*predictFor/2, spatial.AngleBetween(k.forearm.Rot, stopped.forearm.Rot), 1e-9)
	later, _ := k.coast(10)
	require.Equal(t, stopped, later)
}
