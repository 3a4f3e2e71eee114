package retarget_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Robots that are not ours, made from it: an arm whose wrist axes do not meet,
// which has no closed form, and a hand of three fingers with other names.
func TestFollowsWithOtherRobots(t *testing.T) {
	for name, change := range map[string]*strings.Replacer{
		"offset wrist": strings.NewReplacer(`<origin xyz="0.27 0 0" rpy="0 0 0"/>`, `<origin xyz="0.25 0 0.015" rpy="0 0 0"/>`),
		"three fingers": strings.NewReplacer(`"ring_`, `"spare_a_`, `"little_`, `"spare_b_`,
			`"index_`, `"forefinger_`, `"palm"`, `"carpus"`),
	} {
		t.Run(name, func(t *testing.T) {
			text := change.Replace(robot.BionicURDF())
			require.NotEqual(t, robot.BionicURDF(), text)
			path := filepath.Join(t.TempDir(), "robot.urdf")
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			r, err := robot.FromURDF(path, robot.Fit{})
			require.NoError(t, err)
			rt, err := retarget.New(r, retarget.Person{Side: hand.Right, Dims: hand.Nominal(), Shoulder: shoulder}, retarget.Same)
			require.NoError(t, err)
			f := &follower{Retargeter: rt, robot: r, state: chain.NewState(r.Model), q: make([]float64, r.Model.DOF())}
			m := newMotion(1)
			const steps = 2000
			var tip, palm, turn float64
			var last []float64
			for k := range steps {
				in := m.at(float64(k) * 1e-3)
				res := f.Step(f.q, in)
				requireInLimits(t, r.Model, f.q)
				for i := range last {
					c := r.Model.Coordinate(i)
					require.LessOrEqual(t, math.Abs(f.q[i]-last[i]), c.Limit.Velocity*in.Dt+1e-12, c.Name)
				}
				last = append(last[:0], f.q...)
				palm += res.PalmErrorM / steps
				turn += res.PalmErrorRad / steps
				e := f.tipErrors(in.Angles)
				tip += (e[hand.Thumb] + e[hand.Index] + e[hand.Middle]) / 3 / steps
			}
			require.Zero(t, testing.AllocsPerRun(100, func() { f.Step(f.q, m.at(2)) }))
			require.Less(t, tip, 0.015)
			require.Less(t, palm, 0.01)
			require.Less(t, turn, 0.05)
		})
	}
}

// A joint that is slow makes an arm late, which is told, and the others make up for what
// they can; an arm that is fast enough is where it is wanted as long as it reaches.
func TestASlowArmIsToldLate(t *testing.T) {
	m := newMotion(1)
	fast := armJoints7(r3.Vec{})
	slow := strings.Replace(fast, `lower="-1.5" upper="1.5" effort="1" velocity="6"`, `lower="-1.5" upper="1.5" effort="1" velocity="0.1"`, 1)
	require.NotEqual(t, fast, slow)
	late := map[string]int{}
	for name, arm := range map[string]string{"fast": fast, "slow": slow} {
		f := follow(t, turnedHand(quat.Number{Real: 1}, arm), robot.Fit{})
		last := make([]float64, len(f.q))
		for k := range 3000 {
			res := f.Step(f.q, m.at(float64(k)*1e-3))
			there := res.PalmErrorM <= 3e-3 && res.PalmErrorRad <= math.Pi/180
			require.Equal(t, res.Reachable && !there, res.Late)
			if res.Late {
				late[name]++
			}
			for i := range f.q {
				if k > 0 {
					require.LessOrEqual(t, math.Abs(f.q[i]-last[i]), f.robot.Model.Coordinate(i).Limit.Velocity*1e-3+1e-12)
				}
			}
			copy(last, f.q)
		}
	}
	require.Less(t, late["fast"], 700) // one way to another branch
	require.Greater(t, late["slow"], 1500)
}
