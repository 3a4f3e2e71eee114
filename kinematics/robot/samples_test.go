package robot_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/urdf"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the sample robots and poses in testdata")

// The sample that README sends people to is the arm that the program has inside.
func TestTheSampleArmIsOurs(t *testing.T) {
	requireSample(t, "robots/bionic.urdf", robot.BionicURDF())
}

// Poses and points for the sample robots are forward kinematics of postures that
// are drawn here: what the solvers are to find.
func TestSamplePosesAreReachable(t *testing.T) {
	arm := sampleRobot(t, "six-axis.urdf")
	rng := rand.New(rand.NewPCG(6, 2000))
	requireSample(t, "poses/six-axis.csv", posesCSV(t, arm, "flange", "", 200, func(int) []float64 { return anyPosture(arm, rng) }))

	const rows, rate = 1000, 500
	home := []float64{0, 0.35, 0.25, 0, 0.6, 0}
	path := func(i int) []float64 { return swaying(arm, home, float64(i)/rate) }
	requireSample(t, "poses/six-axis-path.csv", posesCSV(t, arm, "flange", "# q0: "+numbers(path(0), " "), rows, path))
}

func TestSamplePointsAreReachable(t *testing.T) {
	hand := sampleRobot(t, "four-finger.urdf")
	const rows, rate = 120, 60
	middle := make([]float64, hand.DOF())
	var names []string
	for i := range middle {
		c := hand.Coordinate(i)
		middle[i] = 0.6*c.Limit.Lower + 0.4*c.Limit.Upper
		names = append(names, c.Name)
	}
	tips := []string{"thumb_tip", "index_tip", "middle_tip", "ring_tip"}
	state := chain.NewState(hand)
	var points, truth strings.Builder
	points.WriteString("t")
	for _, tip := range tips {
		fmt.Fprintf(&points, ",%s_x,%s_y,%s_z", tip, tip, tip)
	}
	points.WriteString("\n")
	truth.WriteString(strings.Join(names, ",") + "\n")
	for i := range rows {
		q := swaying(hand, middle, float64(i)/rate)
		state.SetCoordinates(q)
		fmt.Fprintf(&points, "%.4f", float64(i)/rate)
		for _, tip := range tips {
			link, ok := hand.LinkIndex(tip)
			require.True(t, ok)
			p := state.RootFromLink(link).Pos
			points.WriteString("," + numbers([]float64{p.X, p.Y, p.Z}, ","))
		}
		points.WriteString("\n")
		truth.WriteString(numbers(q, ",") + "\n")
	}
	requireSample(t, "poses/four-finger.csv", points.String())
	requireSample(t, "poses/four-finger-joints.csv", truth.String())
}

func sampleRobot(t *testing.T, name string) *chain.Model {
	t.Helper()
	u, err := urdf.Load(testdata.Path("robots", name))
	require.NoError(t, err)
	return u.Model()
}

// anyPosture keeps a tenth of the range away from each limit.
func anyPosture(m *chain.Model, rng *rand.Rand) []float64 {
	q := make([]float64, m.DOF())
	for i := range q {
		limit := m.Coordinate(i).Limit
		q[i] = limit.Lower + (0.1+0.8*rng.Float64())*(limit.Upper-limit.Lower)
	}
	return q
}

// swaying moves every joint about a posture, each at its own pace, by a fifth of its
// range.
func swaying(m *chain.Model, about []float64, t float64) []float64 {
	q := make([]float64, len(about))
	for i := range q {
		limit, rate := m.Coordinate(i).Limit, 1.2+0.37*float64(i%5) // rate in rad/s
		q[i] = about[i] + 0.2*(limit.Upper-limit.Lower)*math.Sin(rate*t)
	}
	return q
}

func posesCSV(t *testing.T, m *chain.Model, tip, comment string, rows int, posture func(i int) []float64) string {
	t.Helper()
	link, ok := m.LinkIndex(tip)
	require.True(t, ok)
	state := chain.NewState(m)
	var out strings.Builder
	if comment != "" {
		out.WriteString(comment + "\n")
	}
	out.WriteString("x,y,z,qw,qx,qy,qz\n")
	for i := range rows {
		state.SetCoordinates(posture(i))
		pose := state.RootFromLink(link)
		r := pose.Rot
		out.WriteString(numbers([]float64{pose.Pos.X, pose.Pos.Y, pose.Pos.Z, r.Real, r.Imag, r.Jmag, r.Kmag}, ",") + "\n")
	}
	return out.String()
}

func numbers(values []float64, separator string) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprintf("%.9f", v)
	}
	return strings.Join(words, separator)
}

// requireSample holds a file of testdata to what it is made from.
func requireSample(t *testing.T, name, want string) {
	t.Helper()
	path := testdata.Path(name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal([]byte(want), got), "%s differs; go test ./kinematics/robot -update writes it", name)
}
