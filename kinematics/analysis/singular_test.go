package analysis_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/analysis"
	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestConditionAtASingularPosture: a planar arm of two equal links, stretched, has
// lost one direction of its three; beside it the condition is that of its
// singular values, and grows without bound.
func TestConditionAtASingularPosture(t *testing.T) {
	m := seven(t)
	s := chain.NewState(m)
	// With a joint twice in the same place an arm of two joints has one velocity.
	z := r3.Vec{Z: 1}
	twice, err := chain.New("twice", "l0", []chain.Joint{
		{Name: "a", Kind: chain.Revolute, Parent: "l0", Child: "l1", Origin: spatial.Identity(), Axis: z, Limit: chain.Unlimited()},
		{Name: "b", Kind: chain.Revolute, Parent: "l1", Child: "l2", Origin: spatial.Identity(), Axis: z, Limit: chain.Unlimited()},
		{Name: "c", Kind: chain.Fixed, Parent: "l2", Child: "l3", Origin: spatial.At(r3.Vec{X: 0.3, Y: 0.1})},
	})
	require.NoError(t, err)
	for _, q := range [][]float64{{0, 0}, {0.7, -0.2}, {1.1, 2.3}} {
		state := chain.NewState(twice)
		state.SetCoordinates(q)
		l, err := analysis.At(state, 3, 0.4)
		require.NoError(t, err)
		require.Equal(t, 1, l.Rank())
		require.True(t, math.IsInf(l.Condition(), 1), "at %v: %g", q, l.Condition())
		null := l.NullSpace()
		rows, columns := null.Dims()
		require.Equal(t, [2]int{2, 1}, [2]int{rows, columns})
		require.InDelta(t, -null.At(0, 0), null.At(1, 0), 1e-9, "one back, one forth")
	}
	l, err := analysis.At(s, 7, 0.4)
	require.NoError(t, err)
	values := l.SingularValues()
	require.Len(t, values, 6)
	require.InDelta(t, values[0]/values[5], l.Condition(), 1e-9*l.Condition())
	require.Equal(t, 6, l.Rank())

	two := chain.NewState(planar(t))
	last := 0.0
	for _, bend := range []float64{1, 0.1, 0.01, 1e-4} {
		two.SetCoordinates([]float64{0.3, bend})
		l, err := analysis.At(two, 3, 1e-6) // turning hardly counts: in the plane alone
		require.NoError(t, err)
		require.Greater(t, l.Condition(), last)
		last = l.Condition()
	}
	require.Greater(t, last, 1e4)
}

// TestADirectionIsLostBelowABillionthOfTheLargest: a planar arm that is bent a little has
// half axes whose product and sum of squares have closed forms (Yoshikawa 1985), so that
// the smaller is l1·l2·sin q2 over the larger. Until it is a billionth of the larger it
// counts, and what the arm holds along it is its inverse; below it is none.
func TestADirectionIsLostBelowABillionthOfTheLargest(t *testing.T) {
	s := chain.NewState(planar(t))
	for _, bend := range []float64{1e-6, 3e-8, 8e-9, 3e-9, 1e-10} {
		s.SetCoordinates([]float64{0.3, bend})
		l, err := analysis.At(s, 3, 1)
		require.NoError(t, err)
		long := math.Hypot(0.7, 0.3)
		short := 0.4 * 0.3 * bend / long
		f := l.ForceEllipsoid()
		require.InEpsilon(t, 1/long, f.Lengths[2], 1e-9)
		if short > 1e-9*long {
			require.InEpsilon(t, 1/short, f.Lengths[1], 1e-5, "bent by %g", bend)
		} else {
			require.True(t, math.IsInf(f.Lengths[1], 1), "bent by %g", bend)
		}
		require.True(t, math.IsInf(f.Lengths[0], 1), "across the plane")
	}
}

// TestATableOfAPlanarArmIsExact: what is zero is printed as zero, not as what rounding
// makes of it, and a link's length is where the table has it.
func TestATableOfAPlanarArmIsExact(t *testing.T) {
	var b strings.Builder
	m := planar(t)
	require.NoError(t, analysis.WriteScrews(&b, m, 3))
	require.Equal(t, [][]string{
		{"joint", "ωx", "ωy", "ωz", "vx", "vy", "vz"},
		{"shoulder", "0.0000", "0.0000", "1.0000", "0.0000", "0.0000", "0.0000"},
		{"elbow", "0.0000", "0.0000", "1.0000", "0.0000", "-0.4000", "0.0000"},
		{"home", "0.0000", "0.0000", "0.0000", "0.7000", "0.0000", "0.0000"},
	}, fieldsOf(b.String()))
	b.Reset()
	require.NoError(t, analysis.WriteDH(&b, m, 3))
	require.Equal(t, [][]string{
		{"joint", "a", "mm", "alpha", "°", "d", "mm", "theta", "°"},
		{"shoulder", "0.0", "0.0", "0.0", "0.0", "+", "q"},
		{"elbow", "400.0", "0.0", "0.0", "0.0", "+", "q"},
	}, fieldsOf(b.String()))
}

func fieldsOf(text string) (rows [][]string) {
	for line := range strings.Lines(text) {
		rows = append(rows, strings.Fields(line))
	}
	return rows
}

// TestTablesShowTheArm reads the printed numbers back.
func TestTablesShowTheArm(t *testing.T) {
	m := seven(t)
	var b strings.Builder
	require.NoError(t, analysis.WriteScrews(&b, m, 7))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 1+7+1)
	screws, home := analysis.Screws(m, 7)
	row := func(line string) (name string, v [6]float64) {
		fields := strings.Fields(line)
		require.Len(t, fields, 7, line)
		for i := range v {
			_, err := fmt.Sscan(fields[i+1], &v[i])
			require.NoError(t, err)
		}
		return fields[0], v
	}
	close := func(want r3.Vec, got []float64) {
		require.InDelta(t, want.X, got[0], 6e-5)
		require.InDelta(t, want.Y, got[1], 6e-5)
		require.InDelta(t, want.Z, got[2], 6e-5)
	}
	for i, s := range screws {
		name, v := row(lines[1+i])
		require.Equal(t, m.Joint(s.Joint).Name, name)
		close(s.Angular, v[:3])
		close(s.Linear, v[3:])
	}
	name, v := row(lines[8])
	require.Equal(t, "home", name)
	close(spatial.RotationVector(home.Rot), v[:3])
	close(home.Pos, v[3:])
	require.NotContains(t, b.String(), "-0.0000")

	// Lengths in mm and angles in degrees: the product of what is printed is the
	// pose at zero.
	b.Reset()
	require.NoError(t, analysis.WriteDH(&b, m, 7))
	lines = strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 1+7)
	table := m.DH(7)
	pose := table.Base
	for i, line := range lines[1:] {
		fields := strings.Fields(strings.ReplaceAll(line, " + q", ""))
		require.Len(t, fields, 5, line)
		var v [4]float64
		for k := range v {
			_, err := fmt.Sscan(fields[k+1], &v[k])
			require.NoError(t, err)
		}
		const degree = math.Pi / 180
		pose = pose.Mul(spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{X: 1}, v[1]*degree)}).Mul(spatial.At(r3.Vec{X: v[0] / 1e3})).
			Mul(spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{Z: 1}, v[3]*degree)}).Mul(spatial.At(r3.Vec{Z: v[2] / 1e3}))
		slides := strings.Count(line[:strings.LastIndex(line, " + q")+4], "+ q") == 1 && i == 3
		require.Equal(t, i == 3, slides)
	}
	_, zero := analysis.Screws(m, 7)
	got := pose.Mul(table.Tip)
	require.InDelta(t, 0, r3.Norm(r3.Sub(zero.Pos, got.Pos)), 5e-3)
	require.InDelta(t, 0, spatial.AngleBetween(zero.Rot, got.Rot), 5e-3)
}

// TestWorkspaceFillsTheLimits: points are those of postures drawn evenly inside
// the limits, one turn of them at most, also where none of it is near zero.
func TestWorkspaceFillsTheLimits(t *testing.T) {
	for _, c := range []struct{ lower, upper, from, to float64 }{
		{-0.5, 1, -0.5, 1},
		{math.Inf(-1), math.Inf(1), -math.Pi, math.Pi},
		{-9, 2, -math.Pi, 2},
		{4, 5, 4, 5},
		{4, 40, 4, 4 + 2*math.Pi},
		{-30, -4, -4 - 2*math.Pi, -4},
	} {
		limit := chain.Unlimited()
		limit.Lower, limit.Upper = c.lower, c.upper
		m, err := chain.New("slide", "l0", []chain.Joint{
			{Name: "a", Kind: chain.Prismatic, Parent: "l0", Child: "l1", Origin: spatial.Identity(), Axis: r3.Vec{X: 1}, Limit: limit},
		})
		require.NoError(t, err)
		low, high, sum := math.Inf(1), math.Inf(-1), 0.0
		const n = 4000
		for _, p := range analysis.Workspace(m, 1, n, 3) {
			low, high, sum = min(low, p.X), max(high, p.X), sum+p.X
		}
		wide := c.to - c.from
		require.InDelta(t, c.from, low, wide/200)
		require.InDelta(t, c.to, high, wide/200)
		require.True(t, low >= c.from-1e-12 && high <= c.to+1e-12)
		// The mean of n even draws is off by wide/√(12·n) as one standard deviation.
		require.InDelta(t, (c.from+c.to)/2, sum/n, 4*wide/math.Sqrt(12*n))
	}
}
