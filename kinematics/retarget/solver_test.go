package retarget_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/table"
	"mirrorarm/kinematics/urdf"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// vectors is the folder of shared problems, or the test is skipped.
func vectors(t testing.TB) string {
	dir := filepath.Join("..", "..", "..", "shared", "vectors")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no shared/vectors beside the repository")
	}
	return dir
}

// recording is a hand and the goals of its links, frame by frame.
type recording struct {
	problem retarget.Problem
	frames  [][]r3.Vec
}

func loadRecording(t testing.TB, frames string) recording {
	dir := vectors(t)
	u, err := urdf.Load(filepath.Join(dir, "hand_robot.urdf"))
	require.NoError(t, err)
	tab, err := table.Load(filepath.Join(dir, frames))
	require.NoError(t, err)
	r := recording{problem: retarget.Problem{Model: u.Model()}}
	var names []string
	for _, c := range tab.Columns() {
		if link, ok := strings.CutSuffix(c, "_x"); ok {
			i, ok := u.Model().LinkIndex(link)
			require.True(t, ok, link)
			r.problem.Targets = append(r.problem.Targets, retarget.Target{Link: i})
			names = append(names, link+"_x", link+"_y", link+"_z")
		}
	}
	rows, err := tab.Numbers(names...)
	require.NoError(t, err)
	for _, row := range rows {
		goals := make([]r3.Vec, len(r.problem.Targets))
		for i := range goals {
			goals[i] = r3.Vec{X: row[3*i], Y: row[3*i+1], Z: row[3*i+2]}
		}
		r.frames = append(r.frames, goals)
	}
	return r
}

func newSolver(t testing.TB, p retarget.Problem) *retarget.Solver {
	s, err := retarget.NewSolver(p)
	require.NoError(t, err)
	return s
}

// misses are the distances (m) of position targets, by chain's own forward
// kinematics.
func misses(s *chain.State, targets []retarget.Target, q []float64, goals []r3.Vec) []float64 {
	s.SetCoordinates(q)
	out := make([]float64, len(goals))
	for i, goal := range goals {
		out[i] = r3.Norm(r3.Sub(s.RootFromLink(targets[i].Link).Apply(targets[i].Offset), goal))
	}
	return out
}

func TestSharedHandFrames(t *testing.T) {
	for _, c := range []struct {
		file string
		rms  float64 // m: the bound of point_rms_mm
	}{
		{"hand_frames_exact.csv", 1e-6},
		{"hand_frames_human.csv", 2.257e-3},
	} {
		t.Run(c.file, func(t *testing.T) {
			rec := loadRecording(t, c.file)
			s := newSolver(t, rec.problem)
			state := chain.NewState(rec.problem.Model)
			q := make([]float64, rec.problem.Model.DOF())
			s.SolveCold(q, retarget.Frame{Goals: rec.frames[0]})
			sum, points := 0.0, 0
			for _, goals := range rec.frames {
				s.Solve(q, retarget.Frame{Goals: goals})
				requireInLimits(t, rec.problem.Model, q)
				for _, d := range misses(state, rec.problem.Targets, q, goals) {
					sum += d * d
					points++
				}
			}
			require.Less(t, math.Sqrt(sum/float64(points)), c.rms)
		})
	}
}

func requireInLimits(t require.TestingT, m *chain.Model, q []float64) {
	for i, v := range q {
		l := m.Coordinate(i).Limit
		require.GreaterOrEqual(t, v, l.Lower, m.Coordinate(i).Name)
		require.LessOrEqual(t, v, l.Upper, m.Coordinate(i).Name)
	}
}

// At the solution no feasible direction lowers the cost: the gradient, taken by
// finite differences through chain's own kinematics, vanishes in every
// coordinate that is not at a limit, and points outward at those that are.
func TestSolutionIsAMinimum(t *testing.T) {
	rec := loadRecording(t, "hand_frames_human.csv")
	rec.problem.Settings.Tolerance = 1e-9
	rec.problem.Settings.MaxIterations = 300
	m := rec.problem.Model
	s := newSolver(t, rec.problem)
	state := chain.NewState(m)
	q := make([]float64, m.DOF())
	s.SolveCold(q, retarget.Frame{Goals: rec.frames[0]})
	for k := 0; k < len(rec.frames); k += 50 {
		goals := rec.frames[k]
		s.Solve(q, retarget.Frame{Goals: goals})
		cost := func() float64 {
			sum := 0.0
			for _, d := range misses(state, rec.problem.Targets, q, goals) {
				sum += d * d / 2
			}
			return sum
		}
		for i := range q {
			const h = 1e-5
			l, at := m.Coordinate(i).Limit, q[i]
			q[i] = at + h
			up := cost()
			q[i] = at - h
			g := (up - cost()) / (2 * h)
			q[i] = at
			switch at {
			case l.Lower:
				require.Greater(t, g, -1e-8, "frame %d, %s", k, m.Coordinate(i).Name)
			case l.Upper:
				require.Less(t, g, 1e-8, "frame %d, %s", k, m.Coordinate(i).Name)
			default:
				require.InDelta(t, 0, g, 1e-8, "frame %d, %s", k, m.Coordinate(i).Name)
			}
		}
	}
}

// Solving again from the solution of any reachable posture stays there, and a
// solve from elsewhere arrives.
func TestReachableGoalsAreReached(t *testing.T) {
	rec := loadRecording(t, "hand_frames_exact.csv")
	m := rec.problem.Model
	s := newSolver(t, rec.problem)
	state := chain.NewState(m)
	q := make([]float64, m.DOF())
	goals := make([]r3.Vec, len(rec.problem.Targets))
	rapid.Check(t, func(t *rapid.T) {
		want := make([]float64, m.DOF())
		for i := range want {
			l := m.Coordinate(i).Limit
			want[i] = rapid.Float64Range(l.Lower, l.Upper).Draw(t, "q")
		}
		state.SetCoordinates(want)
		for i, target := range rec.problem.Targets {
			goals[i] = state.RootFromLink(target.Link).Pos
		}
		s.SolveCold(q, retarget.Frame{Goals: goals})
		s.Solve(q, retarget.Frame{Goals: goals})
		requireInLimits(t, m, q)
		for i, d := range misses(state, rec.problem.Targets, q, goals) {
			// A finger that is all but straight has a second, slightly worse solution,
			// bent the other way.
			require.Less(t, d, 5e-4, m.LinkName(rec.problem.Targets[i].Link))
		}
	})
}

func TestSenselessGoalsLeaveTheSolution(t *testing.T) {
	rec := loadRecording(t, "hand_frames_exact.csv")
	s := newSolver(t, rec.problem)
	q := make([]float64, rec.problem.Model.DOF())
	s.SolveCold(q, retarget.Frame{Goals: rec.frames[0]})
	before := append([]float64(nil), q...)
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		goals := append([]r3.Vec(nil), rec.frames[0]...)
		goals[1].Y = bad
		s.Solve(q, retarget.Frame{Goals: goals})
		for i := range q {
			require.InDelta(t, before[i], q[i], 1e-3)
		}
	}
}

// choleskySolve, written out for speed, agrees with gonum.
func TestCholeskyAgreesWithGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		x := rapid.Float64Range(-1, 1)
		j := mat.NewDense(n+3, n, nil)
		for i := range n + 3 {
			for k := range n {
				j.Set(i, k, x.Draw(t, "j"))
			}
		}
		var a mat.SymDense
		a.SymOuterK(1, j.T())
		for i := range n {
			a.SetSym(i, i, a.At(i, i)+0.1)
		}
		b := make([]float64, n)
		for i := range b {
			b[i] = x.Draw(t, "b")
		}
		var chol mat.Cholesky
		require.True(t, chol.Factorize(&a))
		var want mat.VecDense
		require.NoError(t, chol.SolveVecTo(&want, mat.NewVecDense(n, append([]float64(nil), b...))))
		lower := make([]float64, n*n)
		for i := range n {
			for k := range i + 1 {
				lower[i*n+k] = a.At(i, k)
			}
		}
		retarget.CholeskySolve(lower, b)
		require.InDeltaSlice(t, want.RawVector().Data, b, 1e-9)
	})
}

func TestProblemsAreChecked(t *testing.T) {
	rec := loadRecording(t, "hand_frames_exact.csv")
	m := rec.problem.Model
	var worm []chain.Joint
	for i := range 600 {
		worm = append(worm, chain.Joint{
			Name: fmt.Sprint("j", i), Kind: chain.Continuous, Parent: fmt.Sprint("l", i), Child: fmt.Sprint("l", i+1),
			Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: chain.Unlimited(),
		})
	}
	long, err := chain.New("worm", "l0", worm)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		problem retarget.Problem
		want    string
	}{
		"too long":  {retarget.Problem{Model: long}, "600 coordinates, at most 512"},
		"no model":  {retarget.Problem{}, "without a model"},
		"root":      {retarget.Problem{Model: m, Root: 99}, "root link 99"},
		"link":      {retarget.Problem{Model: m, Targets: []retarget.Target{{Link: -1}}}, "link -1"},
		"not below": {retarget.Problem{Model: m, Root: 2, Targets: []retarget.Target{{Link: 0}}}, `link "palm": not below`},
		"weight":    {retarget.Problem{Model: m, Targets: []retarget.Target{{Weight: -1}}}, "weight -1"},
		"direction": {retarget.Problem{Model: m, Targets: []retarget.Target{{Kind: retarget.Direction}}}, "length 0, want 1"},
		"kind":      {retarget.Problem{Model: m, Targets: []retarget.Target{{Kind: 9}}}, "kind 9"},
		"solid":     {retarget.Problem{Model: m, Solids: []retarget.Solid{{}}}, "radii 0 and 0 m"},
		"pair":      {retarget.Problem{Model: m, Pairs: []retarget.Pair{{First: 0, Second: 1}}}, "pair of solids 0 and 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := retarget.NewSolver(c.problem)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func benchmarkFrames(b *testing.B, file string) {
	rec := loadRecording(b, file)
	s := newSolver(b, rec.problem)
	q := make([]float64, rec.problem.Model.DOF())
	s.SolveCold(q, retarget.Frame{Goals: rec.frames[0]})
	k := 0
	for b.Loop() {
		s.Solve(q, retarget.Frame{Goals: rec.frames[k%len(rec.frames)]})
		k++
	}
}

func BenchmarkHandExact(b *testing.B) { benchmarkFrames(b, "hand_frames_exact.csv") }
func BenchmarkHandHuman(b *testing.B) { benchmarkFrames(b, "hand_frames_human.csv") }

// A solver leaves alone what is not below its root.
func TestOtherCoordinatesKeepTheirValue(t *testing.T) {
	b := newBench(t, flexed())
	s := newSolver(t, retarget.Problem{
		Model: b.robot.Model, Root: b.robot.Palm, Targets: []retarget.Target{{Link: b.robot.Tips[0]}},
	})
	s.Reset(b.q)
	q := make([]float64, len(b.q))
	goals := []r3.Vec{{X: 0.1, Y: 0.02, Z: -0.05}}
	s.SolveCold(q, retarget.Frame{Goals: goals})
	s.Solve(q, retarget.Frame{Goals: goals})
	moved := map[int]bool{}
	for _, c := range b.robot.Fingers[0] {
		moved[c] = true
	}
	for i := range q {
		if !moved[i] {
			require.Equal(t, b.q[i], q[i], b.robot.Model.Coordinate(i).Name)
		}
	}
}
