package retarget_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

var shoulder = r3.Vec{X: -0.62, Y: -0.16, Z: 1.28}

// follower is a robot with the retargeter that drives it.
type follower struct {
	*retarget.Retargeter
	robot *robot.Robot
	state *chain.State
	q     []float64
}

func newFollower(t require.TestingT, side hand.Side, f retarget.Follow, at r3.Vec) *follower {
	r, err := robot.Bionic(f.RobotSide(side))
	require.NoError(t, err)
	rt, err := retarget.New(r, retarget.Person{Side: side, Dims: hand.Nominal(), Shoulder: at}, f)
	require.NoError(t, err)
	return &follower{Retargeter: rt, robot: r, state: chain.NewState(r.Model), q: make([]float64, r.Model.DOF())}
}

// tipErrors are the distances (m) of the solution's fingertips from where they
// should be.
func (f *follower) tipErrors(a hand.Angles) (out [hand.NumFingers]float64) {
	f.state.SetCoordinates(f.q)
	palmFromBase := f.state.RootFromLink(f.robot.Palm).Mul(f.robot.LinkFromPalm).Inverse()
	var want [hand.NumFingers]r3.Vec
	f.TipTargetsTo(&want, a)
	for i := range want {
		if f.robot.Tips[i] < 0 {
			continue
		}
		tip := palmFromBase.Apply(f.state.RootFromLink(f.robot.Tips[i]).Pos)
		out[i] = r3.Norm(r3.Sub(want[i], tip))
	}
	return out
}

// motion is a smooth movement of hand and forearm, at about a person's speed.
type motion struct{ phase [hand.NumAngles]float64 }

func newMotion(seed uint64) motion {
	rng := rand.New(rand.NewPCG(seed, 0))
	var m motion
	for i := range m.phase {
		m.phase[i] = 2 * math.Pi * rng.Float64()
	}
	return m
}

func (m *motion) at(t float64) retarget.Input {
	in := retarget.Input{Dt: 1e-3}
	for i := range in.Angles {
		r := hand.Ranges()[i]
		s := math.Sin(t*(1+0.1*float64(i)) + m.phase[i])
		in.Angles[i] = r.Lower + (r.Upper-r.Lower)*(0.5+0.45*s)
	}
	// Fingers that cross would block each other.
	for f := hand.Index; f <= hand.Little; f++ {
		in.Angles[hand.FingerAngle(f, 0)] *= 0.25
	}
	in.WorldFromForearm = spatial.Pose{
		Pos: r3.Add(shoulder, r3.Vec{X: 0.34 + 0.08*math.Sin(t), Y: 0.12 * math.Sin(1.3*t), Z: -0.1 + 0.1*math.Sin(0.7*t)}),
		Rot: quat.Mul(spatial.FromRPY(0, 0, 0.4*math.Sin(0.9*t)), spatial.FromRPY(0.7*math.Sin(1.1*t), -0.4+0.4*math.Sin(0.6*t), 0)),
	}
	return in
}

func TestFollowsAMovement(t *testing.T) {
	for _, follow := range follows {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			f := newFollower(t, side, follow, shoulder)
			m := newMotion(1)
			const steps = 4000
			var tip, palm, turn float64
			reached := 0
			for k := range steps {
				in := m.at(float64(k) * 1e-3)
				res := f.Step(f.q, in)
				if res.Reachable {
					reached++
				}
				palm += res.PalmErrorM / steps
				turn += res.PalmErrorRad / steps
				for _, e := range f.tipErrors(in.Angles) {
					tip += e / steps / hand.NumFingers
				}
			}
			require.Less(t, tip, 0.002, "%s %s", follow, side)
			require.Less(t, palm, 0.002, "%s %s", follow, side)
			require.Less(t, turn, 0.02, "%s %s", follow, side)
			require.Greater(t, reached, steps*9/10, "%s %s", follow, side)
		}
	}
}

// The reported palm error is that of an independent forward kinematics, and the
// robot's palm is the image of the person's.
func TestPalmIsTheMirrorImage(t *testing.T) {
	f := newFollower(t, hand.Right, retarget.Mirror, shoulder)
	m := newMotion(2)
	for k := range 50 {
		f.Reset()
		in := m.at(float64(k) * 0.1)
		res := f.Step(f.q, in)
		if !res.Reachable {
			continue
		}
		worldFromPalm := in.WorldFromForearm.Mul(hand.ForearmFromPalm(hand.Right, in.Angles[hand.WristFlexion], in.Angles[hand.WristDeviation]))
		want := spatial.Plane{Normal: r3.Vec{X: 1}}.ReflectPose(worldFromPalm)
		f.state.SetCoordinates(f.q)
		got := f.WorldFromBase().Mul(f.state.RootFromLink(f.robot.Palm))
		require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, got.Pos)), 1e-9)
		require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-6)
		require.InDelta(t, 0, res.PalmErrorM, 1e-9)
	}
}

// Whatever comes in, every joint stays inside its limits and its speed.
func TestLimitsAlwaysHold(t *testing.T) {
	f := newFollower(t, hand.Right, retarget.Mirror, shoulder)
	m := f.robot.Model
	rapid.Check(t, func(t *rapid.T) {
		f.Reset()
		var last []float64
		for range 20 {
			in := retarget.Input{WorldFromForearm: drawPose(t), Dt: rapid.Float64Range(1e-4, 0.1).Draw(t, "dt")}
			for i := range in.Angles {
				in.Angles[i] = rapid.Float64Range(-3, 3).Draw(t, "angle")
			}
			f.Step(f.q, in)
			for i, q := range f.q {
				l := m.Coordinate(i).Limit
				require.False(t, math.IsNaN(q), m.Coordinate(i).Name)
				require.GreaterOrEqual(t, q, l.Lower, m.Coordinate(i).Name)
				require.LessOrEqual(t, q, l.Upper, m.Coordinate(i).Name)
				if last != nil {
					require.LessOrEqual(t, math.Abs(q-last[i]), l.Velocity*in.Dt+1e-12, m.Coordinate(i).Name)
				}
			}
			last = append(last[:0], f.q...)
		}
	})
}

// Reflecting the person and the robot across the plane y = 0 must change
// nothing in the numbers.
func TestReflectedHandGivesReflectedAngles(t *testing.T) {
	across := spatial.Plane{Normal: r3.Vec{Y: 1}}
	for _, follow := range follows {
		right := newFollower(t, hand.Right, follow, shoulder)
		left := newFollower(t, hand.Left, follow, across.Reflect(shoulder))
		m := newMotion(3)
		for k := range 2000 {
			in := m.at(float64(k) * 1e-3)
			right.Step(right.q, in)
			in.WorldFromForearm = across.ReflectPose(in.WorldFromForearm)
			left.Step(left.q, in)
			require.InDeltaSlice(t, right.q, left.q, 1e-9, "%s, step %d", follow, k)
		}
	}
}

func TestOutOfReachIsFlaggedAndClosest(t *testing.T) {
	f := newFollower(t, hand.Right, retarget.Mirror, shoulder)
	in := retarget.Input{WorldFromForearm: spatial.At(r3.Add(shoulder, r3.Vec{X: 0.8})), Dt: 1e-3}
	res := f.Step(f.q, in)
	require.False(t, res.Reachable)
	// Upper arm and forearm are 0.57 m, which leaves 0.23 m.
	require.InDelta(t, 0.23, res.PalmErrorM, 1e-3)
}

func TestSenselessInputHoldsTheRobot(t *testing.T) {
	f := newFollower(t, hand.Right, retarget.Mirror, shoulder)
	m := newMotion(5)
	for name, spoil := range map[string]func(in *retarget.Input){
		"angle":    func(in *retarget.Input) { in.Angles[hand.RingPIP] = math.NaN() },
		"position": func(in *retarget.Input) { in.WorldFromForearm.Pos.Y = math.Inf(1) },
		"rotation": func(in *retarget.Input) { in.WorldFromForearm.Rot.Real = math.NaN() },
		"time":     func(in *retarget.Input) { in.Dt = math.NaN() },
	} {
		f.Step(f.q, m.at(0))
		before := append([]float64(nil), f.q...)
		in := m.at(0.001)
		spoil(&in)
		require.Equal(t, retarget.Result{}, f.Step(f.q, in), name)
		require.Equal(t, before, f.q, name)
		require.True(t, f.Step(f.q, m.at(0.002)).Reachable, name)
	}
}

func TestWrongSideIsRefused(t *testing.T) {
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	_, err = retarget.New(r, retarget.Person{Side: hand.Right, Dims: hand.Nominal()}, retarget.Mirror)
	require.EqualError(t, err, `retarget: right robot for a right person, follow "mirror" wants a left one`)
}

func TestPersonWithoutAHandIsRefused(t *testing.T) {
	r, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	dims := hand.Nominal()
	dims[hand.Middle].Base.Pos, dims[hand.Middle].Length = r3.Vec{}, [3]float64{}
	_, err = retarget.New(r, retarget.Person{Side: hand.Right, Dims: dims}, retarget.Mirror)
	require.ErrorContains(t, err, "want both > 0")
}

func TestStepAllocatesNothing(t *testing.T) {
	f := newFollower(t, hand.Right, retarget.Mirror, shoulder)
	m := newMotion(4)
	k := 0
	require.Zero(t, testing.AllocsPerRun(500, func() {
		k++
		f.Step(f.q, m.at(float64(k)*1e-3))
	}))
}

func BenchmarkStep(b *testing.B) {
	f := newFollower(b, hand.Right, retarget.Mirror, shoulder)
	m := newMotion(1)
	inputs := make([]retarget.Input, 4000)
	for k := range inputs {
		inputs[k] = m.at(float64(k) * 1e-3)
	}
	k := 0
	for b.Loop() {
		f.Step(f.q, inputs[k%len(inputs)])
		k++
	}
}
