package retarget_test

import (
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// bench is the shipped right hand with its fingertips as targets.
type bench struct {
	robot *robot.Robot
	state *chain.State
	q     []float64
}

func newBench(t *testing.T, posture hand.Angles) *bench {
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	b := &bench{robot: r, state: chain.NewState(r.Model), q: make([]float64, r.Model.DOF())}
	for f, coords := range r.Fingers {
		for i, c := range coords {
			b.q[c] = posture[hand.FingerAngle(hand.Finger(f), i)]
		}
	}
	b.state.SetCoordinates(b.q)
	return b
}

// point is where a link is in the palm frame.
func (b *bench) point(link int) r3.Vec {
	return b.state.RootFromLink(b.robot.Palm).Inverse().Apply(b.state.RootFromLink(link).Pos)
}

// flexed is a hand in the middle of things: no joint at a limit.
func flexed() hand.Angles {
	var a hand.Angles
	for f := hand.Thumb; f <= hand.Little; f++ {
		a[hand.FingerAngle(f, 1)], a[hand.FingerAngle(f, 2)] = 0.5, 0.7
	}
	return a
}

func (b *bench) solve(t *testing.T, p retarget.Problem, f retarget.Frame) (*retarget.Solver, []retarget.Miss) {
	p.Model, p.Root = b.robot.Model, b.robot.Palm
	s := newSolver(t, p)
	s.Reset(b.q)
	s.Solve(make([]float64, len(b.q)), f)
	return s, s.Explain(nil)
}

func TestExplainsEveryMiss(t *testing.T) {
	b := newBench(t, flexed())
	tip, middle := b.robot.Tips[hand.Index], b.robot.Middles[hand.Index]
	at := b.point(tip)
	tipOnly := retarget.Problem{Targets: []retarget.Target{{Link: tip}}}
	one := func(p r3.Vec) retarget.Frame { return retarget.Frame{Goals: []r3.Vec{p}} }

	t.Run("reached", func(t *testing.T) {
		s, m := b.solve(t, tipOnly, one(r3.Add(at, r3.Vec{X: 0.004})))
		require.Equal(t, retarget.Reached, m[0].Cause)
		require.Equal(t, "index_tip: 0.00 mm: reached", s.Describe(m[0]))
	})
	t.Run("reach", func(t *testing.T) {
		_, m := b.solve(t, tipOnly, one(b.pointAtLength(0.2)))
		require.Equal(t, retarget.Reach, m[0].Cause)
		require.Greater(t, m[0].Error, 0.05)
	})
	t.Run("limit", func(t *testing.T) {
		s, m := b.solve(t, tipOnly, one(r3.Vec{X: at.X, Y: 0.1, Z: at.Z}))
		require.Equal(t, retarget.Limit, m[0].Cause)
		require.Contains(t, s.Describe(m[0]), "limit of index_spread")
	})
	t.Run("speed", func(t *testing.T) {
		p := tipOnly
		p.Settings.SpeedLimits = true
		f := one(r3.Add(at, r3.Vec{Z: 0.03}))
		f.Dt = 1e-3
		s, m := b.solve(t, p, f)
		require.Equal(t, retarget.Speed, m[0].Cause)
		require.Contains(t, s.Describe(m[0]), "speed of index_")
	})
	t.Run("conflict", func(t *testing.T) {
		p := retarget.Problem{Targets: []retarget.Target{{Link: tip}, {Link: tip}}}
		_, m := b.solve(t, p, retarget.Frame{Goals: []r3.Vec{r3.Add(at, r3.Vec{X: 0.005}), r3.Sub(at, r3.Vec{X: 0.005})}})
		require.Equal(t, retarget.Conflict, m[0].Cause)
		require.Equal(t, 1, m[0].Index)
	})
	t.Run("coupling", func(t *testing.T) {
		// The distal joint alone should bend: the middle joint stays, the tip curls.
		p := retarget.Problem{Targets: []retarget.Target{{Link: tip}, {Link: middle}, {Link: b.link(t, "index_distal")}}}
		distal := b.point(b.link(t, "index_distal"))
		s, m := b.solve(t, p, retarget.Frame{Goals: []r3.Vec{r3.Add(distal, r3.Vec{X: -0.02}), b.point(middle), distal}})
		require.Equal(t, retarget.Coupling, m[0].Cause)
		require.Contains(t, s.Describe(m[0]), "coupling of index_dip")
	})
	t.Run("collision", func(t *testing.T) {
		other := b.robot.Tips[hand.Middle]
		p := retarget.Problem{Targets: []retarget.Target{{Link: tip}, {Link: other}}, Pairs: []retarget.Pair{{First: 0, Second: 1}}}
		for _, link := range []string{"index_distal", "middle_distal"} {
			p.Solids = append(p.Solids, retarget.Solid{Link: b.link(t, link), B: r3.Vec{X: 0.012}, Ra: 0.008, Rb: 0.008})
		}
		p.Targets[1].Weight = 100
		s, m := b.solve(t, p, retarget.Frame{Goals: []r3.Vec{r3.Sub(at, r3.Vec{Y: 0.015}), b.point(other)}})
		require.Equal(t, retarget.Collision, m[0].Cause)
		require.Contains(t, s.Describe(m[0]), "collision of index_distal and middle_distal")
	})
}

func (b *bench) link(t *testing.T, name string) int {
	i, ok := b.robot.Model.LinkIndex(name)
	require.True(t, ok)
	return i
}

// pointAtLength lies in line with the stretched index finger.
func (b *bench) pointAtLength(l float64) r3.Vec {
	straight := chain.NewState(b.robot.Model)
	straight.SetCoordinates(make([]float64, len(b.q)))
	palm := straight.RootFromLink(b.robot.Palm).Inverse()
	knuckle := palm.Mul(straight.RootFromLink(b.robot.Model.LinkParent(b.robot.Middles[hand.Index])))
	return knuckle.Apply(r3.Vec{X: l})
}
