package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestPosesOutsideTheLimitsAreNotSolved: an answer that reaches its pose beyond a
// joint's limit is counted as a violation, and not as solved.
func TestPosesOutsideTheLimitsAreNotSolved(t *testing.T) {
	file, _ := problem(t, "")
	robot, err := urdf.Load(file)
	require.NoError(t, err)
	p := &ikProblem{clock: monotonic(), model: robot.Model(), poses: make([]spatial.Pose, 3)}
	p.tip, err = tipLink(p.model, "hand")
	require.NoError(t, err)
	// yaw within ±3, lift within ±2, bend from 0.1 to 2.5.
	answers := [][]float64{{0.3, -0.2, 0.5}, {0.3, -0.2, 0.05}, {3.1, -0.2, 0.5}}
	for i, q := range answers {
		_, out, _ := command(t, "fk", "--urdf", file, "--tip", "hand", "--json", "--q", spaced(q))
		p.poses[i] = poseOf(t, out)
	}
	r := p.judge(&ikPass{answers: answers, us: []float64{1, 2, 3}, coords: []int{0, 1, 2}})
	require.Equal(t, 3, r.Targets)
	require.Equal(t, 1, r.Solved)
	require.InDelta(t, 2, r.LimitViolations.Float(), 0)
	require.InDelta(t, 100./3, r.SuccessPct.Float(), 1e-9)
	// Nor is one that is off by more than 0.01 mm or a thousandth of a radian.
	for _, off := range []struct {
		by     spatial.Pose
		solved int
	}{
		{spatial.At(r3.Vec{X: 0.9e-5}), 1},
		{spatial.At(r3.Vec{X: 1.1e-5}), 0},
		{spatial.Pose{Rot: spatial.FromRPY(0, 0, 0.9e-3)}, 1},
		{spatial.Pose{Rot: spatial.FromRPY(0, 0, 1.1e-3)}, 0},
	} {
		one := &ikProblem{clock: p.clock, model: p.model, tip: p.tip, poses: []spatial.Pose{p.poses[0].Mul(off.by)}}
		r := one.judge(&ikPass{answers: answers[:1], us: []float64{1}, coords: []int{0, 1, 2}})
		require.Equal(t, off.solved, r.Solved, "%+v", off.by)
	}
}

// asked is a context that counts how often it was asked for its end.
type asked struct {
	context.Context
	times int
	do    func(times int)
}

func (a *asked) Err() error {
	a.times++
	a.do(a.times)
	return a.Context.Err()
}

// TestFastestPassIsReported: of three passes the second one's poses are made easy
// while it runs, those of the others out of reach, which costs hundreds of starts.
// Whatever the machine does, the second is the fastest: its answers come out.
func TestFastestPassIsReported(t *testing.T) {
	file, _ := problem(t, "")
	robot, err := urdf.Load(file)
	require.NoError(t, err)
	p := &ikProblem{clock: monotonic(), model: robot.Model(), poses: make([]spatial.Pose, 4)}
	p.tip, err = tipLink(p.model, "hand")
	require.NoError(t, err)
	_, out, _ := command(t, "fk", "--urdf", file, "--tip", "hand", "--json", "--q", "0.1 0.2 1.2")
	easy, far := poseOf(t, out), spatial.At(r3.Vec{X: 5})
	put := func(pose spatial.Pose) {
		for i := range p.poses {
			p.poses[i] = pose
		}
	}
	put(far)
	asks := 2 * len(p.poses) // in a pass: once a pose to warm up, once a pose that counts
	ctx := &asked{Context: t.Context(), do: func(n int) {
		switch n - 1 {
		case asks + 1: // and once between the passes
			put(easy)
		case 2 * (asks + 1):
			put(far)
		}
	}}
	c := &ikCmd{Method: "default", Passes: 3}
	all, err := c.passes(&app{ctx: ctx, stderr: testWriter{t}}, p)
	require.NoError(t, err)
	require.Equal(t, 3*(asks+1), ctx.times)
	put(easy)
	require.Len(t, all, 3)
	require.Equal(t, len(p.poses), p.judge(all[0]).Solved)
	require.Greater(t, floats.Sum(all[1].us), floats.Sum(all[0].us))
	require.GreaterOrEqual(t, floats.Sum(all[2].us), floats.Sum(all[1].us))

	csv := filepath.Join(t.TempDir(), "poses.csv")
	require.NoError(t, os.WriteFile(csv, []byte("x,y,z,qw,qx,qy,qz\n0.5,0,0,1,0,0,0\n"), 0o600))
	code, out, errs := command(t, "ik", "--urdf", file, "--targets", csv, "--passes", "3")
	require.Equal(t, exitDone, code, errs)
	require.Contains(t, out, "in the fastest of 3 passes; in the median one")
	code, out, _ = command(t, "ik", "--urdf", file, "--targets", csv, "--passes", "1", "--json")
	require.Equal(t, exitDone, code)
	var got ikReport
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, 1, got.Passes)
	require.Equal(t, got.Microseconds, got.MedianPass)
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(string(b))
	return len(b), nil
}

// TestSpreadsAreTheirQuantiles: of the times from 1 to 1000 µs one in a hundred is
// longer than the 99th percentile, and half are longer than the median.
func TestSpreadsAreTheirQuantiles(t *testing.T) {
	us := make([]float64, 1000)
	for i := range us {
		us[(i*617)%1000] = float64(i + 1)
	}
	s := spreadOf(us, clock.Resolution(10))
	require.InDelta(t, 500.5, s.Mean.Float(), 1e-9)
	require.InDelta(t, 500.5, s.P50.Float(), 1)
	require.InDelta(t, 990.5, s.P99.Float(), 1)
	require.InDelta(t, 1000, s.Max.Float(), 1e-9)
	require.False(t, spreadOf(nil, clock.Resolution(10)).P99.Measured())
}

// wasteful is a source that allocates at every sample.
type wasteful struct {
	gesture.Source
	kept [][]byte
}

func (w *wasteful) Sample(t float64, dst *gesture.Sample) {
	w.kept = append(w.kept[:0], make([]byte, 100), make([]byte, 200), make([]byte, 300))
	w.Source.Sample(t, dst)
}

// TestAllocationsAreCounted: what a step allocates is told, and nothing is where
// nothing does.
func TestAllocationsAreCounted(t *testing.T) {
	f := mirrorFlags{
		Source: "synth:wave", Hand: "auto", Channels: 64, Profile: "ideal", Calibration: "reference",
		SkinProfile: "ideal", Scene: "empty", robotFlags: robotFlags{Robot: bionicRobot}, Follow: "mirror",
	}
	for _, waste := range []bool{false, true} {
		cfg, err := f.config(1)
		require.NoError(t, err)
		if waste {
			cfg.Source = &wasteful{Source: cfg.Source}
		}
		m, err := mirror.New(cfg)
		require.NoError(t, err)
		n, err := allocsPerStep(t.Context(), m, 0)
		require.NoError(t, err)
		if waste {
			require.GreaterOrEqual(t, n.Float(), 3.0)
		} else {
			require.Zero(t, n.Float())
		}
	}
}

// TestSeedsOfPeopleAreTheirs: another seed calibrates another person's glove, the
// same seed the same one's, to the byte.
func TestSeedsOfPeopleAreTheirs(t *testing.T) {
	dir := t.TempDir()
	written := func(name string, args ...string) string {
		path := filepath.Join(dir, name)
		code, _, errs := command(t, append([]string{"glove", "--channels", "64", "--calibrate", path}, args...)...)
		require.Zero(t, code, errs)
		return contents(t, path)
	}
	one := written("one")
	require.True(t, one == written("again", "--seed", "1"), "1 is the default")
	require.False(t, one == written("two", "--seed", "2"))
	for line, seed := range map[string]uint64{"glove --evaluate": 1, "glove --evaluate --seed 9": 9} {
		o, err := parsedAs[gloveCmd](t, line).options()
		require.NoError(t, err)
		require.Equal(t, seed, o.Seed)
	}
}
