package retarget_test

import (
	"slices"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// besides are our robot and somebody's, in one and the same movement.
func besides(t require.TestingT) (ours, theirs *follower) {
	r, err := robot.FromURDF(testdata.Path("robots", "four-finger.urdf"), robot.Fit{})
	require.NoError(t, err)
	require.Equal(t, hand.Right, r.Side)
	theirs, err = heldFollower(r)
	require.NoError(t, err)
	return newFollower(t, hand.Right, retarget.Same, shoulder), theirs
}

// held is the movement with a second in every three in which the hand keeps still, which
// is when a scout looks for a better posture.
func (m *motion) held(k int) retarget.Input {
	return m.at(float64(k/3000*2000+min(k%3000, 2000)) * 1e-3)
}

func TestStepsOfSomebodysRobotAllocateNothing(t *testing.T) {
	_, theirs := besides(t)
	m := newMotion(4)
	k := 0
	require.Zero(t, testing.AllocsPerRun(6000, func() {
		k++
		theirs.Step(theirs.q, m.held(k))
	}))
}

// BenchmarkStepBesideOurs steps our robot and somebody's in turns, so that a busy machine
// is busy for both, and tells how their step times compare.
func BenchmarkStepBesideOurs(b *testing.B) {
	ours, theirs := besides(b)
	m := newMotion(1)
	var times [2][]float64
	k := 0
	for b.Loop() {
		in := m.held(k)
		for i, f := range [...]*follower{ours, theirs} {
			start := time.Now()
			f.Step(f.q, in)
			times[i] = append(times[i], float64(time.Since(start).Nanoseconds())/1e3)
		}
		k++
	}
	for i := range times {
		slices.Sort(times[i])
	}
	at := func(i int, q float64) float64 { return times[i][int(q*float64(len(times[i])-1))] }
	for _, q := range []struct {
		name string
		at   float64
	}{{"p50", 0.5}, {"p99", 0.99}} {
		b.ReportMetric(at(0, q.at), "ours-"+q.name+"-µs")
		b.ReportMetric(at(1, q.at)/at(0, q.at), "theirs/ours-"+q.name)
	}
}
