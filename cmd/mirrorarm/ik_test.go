package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/sim/figure"

	"github.com/stretchr/testify/require"
)

// elbowURDF is a planar arm of two links, 0.4 m and 0.3 m, on a turning base.
const elbowURDF = `<robot name="elbow">
<link name="base"/><link name="turret"/><link name="upper"/><link name="fore"/><link name="hand"/>
<joint name="yaw" type="revolute"><parent link="base"/><child link="turret"/><axis xyz="0 0 1"/><limit lower="-3" upper="3"/></joint>
<joint name="lift" type="revolute"><parent link="turret"/><child link="upper"/><axis xyz="0 1 0"/><limit lower="-2" upper="2"/></joint>
<joint name="bend" type="revolute"><parent link="upper"/><child link="fore"/><origin xyz="0.4 0 0"/><axis xyz="0 1 0"/><limit lower="0.1" upper="2.5"/></joint>
<joint name="grip" type="fixed"><parent link="fore"/><child link="hand"/><origin xyz="0.3 0 0"/></joint>
</robot>`

// command runs the program in this process.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(&app{ctx: t.Context(), stdout: &out, stderr: &errs}, args)
	return code, out.String(), errs.String()
}

// problem writes files into a fresh folder and returns their paths.
func problem(t *testing.T, targets string) (urdfFile, csvFile string) {
	t.Helper()
	dir := t.TempDir()
	urdfFile, csvFile = filepath.Join(dir, "elbow.urdf"), filepath.Join(dir, "poses.csv")
	require.NoError(t, os.WriteFile(urdfFile, []byte(elbowURDF), 0o600))
	require.NoError(t, os.WriteFile(csvFile, []byte(targets), 0o600))
	return urdfFile, csvFile
}

func TestFKPrintsThePose(t *testing.T) {
	file, _ := problem(t, "")
	code, out, errs := command(t, "fk", "--urdf", file, "--tip", "hand", "--q", "-0.5 0 0.1", "--json")
	require.Zero(t, code, errs)
	var got fkReport
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	reach := 0.4 + 0.3*math.Cos(0.1)
	require.InDelta(t, reach*math.Cos(0.5), got.Position[0], 1e-12)
	require.InDelta(t, -reach*math.Sin(0.5), got.Position[1], 1e-12)
	require.InDelta(t, -0.3*math.Sin(0.1), got.Position[2], 1e-12)
	require.InDelta(t, math.Cos(0.05)*math.Cos(0.25), got.Quaternion[0], 1e-12)

	code, out, _ = command(t, "fk", "--urdf", file)
	require.Zero(t, code)
	require.Contains(t, out, "hand in base")
}

// reachablePoses are poses of the arm from fk, as a CSV with columns in an order
// of their own and one that means nothing.
func reachablePoses(t *testing.T, postures []string) string {
	t.Helper()
	file, _ := problem(t, "")
	var b strings.Builder
	b.WriteString("# q0: 0 0 0.5\nnote,qw,qx,qy,qz,x,y,z\n")
	for _, q := range postures {
		_, out, _ := command(t, "fk", "--urdf", file, "--q", q, "--json")
		var p fkReport
		require.NoError(t, json.Unmarshal([]byte(out), &p))
		fmt.Fprintf(&b, "n,%g,%g,%g,%g,%g,%g,%g\n", p.Quaternion[0], p.Quaternion[1], p.Quaternion[2], p.Quaternion[3], p.Position[0], p.Position[1], p.Position[2])
	}
	return b.String()
}

func TestIKReport(t *testing.T) {
	urdfFile, csvFile := problem(t, reachablePoses(t, []string{"0 0 0.5", "1 -1 2", "-2 1.5 0.1"})+"far,1,0,0,0,9,0,0\n")
	answers := filepath.Join(t.TempDir(), "q.csv")
	code, out, errs := command(t, "ik", "--urdf", urdfFile, "--targets", csvFile, "--out", answers, "--json")
	require.Zero(t, code, errs)
	var keys map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &keys))
	for _, key := range []string{"targets", "solved", "success_pct", "us", "position_error_m_max", "rotation_error_rad_max", "limit_violations"} {
		require.Contains(t, keys, key)
	}
	require.NotContains(t, keys, "relocations")
	require.InDelta(t, 4, keys["targets"], 0)
	require.InDelta(t, 3, keys["solved"], 0)
	require.InDelta(t, 75, keys["success_pct"], 0)
	require.InDelta(t, 0, keys["limit_violations"], 0)
	written, err := os.ReadFile(answers)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(written)), "\n")
	require.Len(t, lines, 5)
	require.Equal(t, "yaw,lift,bend,status", lines[0])
	for i, line := range lines[1:] {
		require.True(t, strings.HasSuffix(line, map[bool]string{true: ",missed", false: ",solved"}[i == 3]), line)
	}

	code, out, _ = command(t, "ik", "--urdf", urdfFile, "--targets", csvFile)
	require.Zero(t, code)
	require.Contains(t, out, "3 of 4 poses")
}

func TestIKTracksAPath(t *testing.T) {
	var postures []string
	for k := range 100 {
		postures = append(postures, fmt.Sprintf("%g %g 0.5", 0.01*float64(k), -0.005*float64(k)))
	}
	urdfFile, csvFile := problem(t, reachablePoses(t, postures))
	code, out, errs := command(t, "ik", "--urdf", urdfFile, "--tip", "hand", "--targets", csvFile, "--track", "--max-step", "0.02", "--json")
	require.Zero(t, code, errs)
	var got ikReport
	got.ikTrackReport = &ikTrackReport{}
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, 100, got.Solved)
	require.InDelta(t, 0.01, got.MaxStep.Float(), 1e-4)
	require.Zero(t, got.Relocations)
	require.Contains(t, out, `"relocations": 0`)

	// Half of that step is not enough to keep up.
	code, out, _ = command(t, "ik", "--urdf", urdfFile, "--targets", csvFile, "--track", "--max-step", "0.005", "--json")
	require.Zero(t, code)
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Less(t, got.Solved, 100)
	require.LessOrEqual(t, got.MaxStep.Float(), 0.005+1e-12)
}

func TestIKAndFKReject(t *testing.T) {
	good := "x,y,z,qw,qx,qy,qz\n0.5,0,0,1,0,0,0\n"
	for name, c := range map[string]struct {
		targets string
		args    []string
		code    int
		want    string
	}{
		"no file":        {good, []string{"ik", "--urdf", "URDF", "--targets", "none.csv"}, exitFailed, "none.csv"},
		"no urdf":        {good, []string{"ik", "--urdf", "none.urdf", "--targets", "CSV"}, exitFailed, "none.urdf"},
		"no column":      {"x,y,z\n1,2,3\n", []string{"ik", "--urdf", "URDF", "--targets", "CSV"}, exitFailed, `no column "qw"; it has x y z`},
		"string":         {"x,y,z,qw,qx,qy,qz\n0.5,0,zero,1,0,0,0\n", []string{"ik", "--urdf", "URDF", "--targets", "CSV"}, exitFailed, `poses.csv:2: column "z": "zero"`},
		"zero quat":      {"x,y,z,qw,qx,qy,qz\n0.5,0,0,0,0,0,0\n", []string{"ik", "--urdf", "URDF", "--targets", "CSV"}, exitFailed, `poses.csv:2: quaternion has length 0, want 1`},
		"empty":          {"x,y,z,qw,qx,qy,qz\n", []string{"ik", "--urdf", "URDF", "--targets", "CSV"}, exitFailed, "no poses"},
		"tip":            {good, []string{"ik", "--urdf", "URDF", "--targets", "CSV", "--tip", "foot"}, exitUsage, "elbow has base turret upper fore hand"},
		"max step":       {good, []string{"ik", "--urdf", "URDF", "--targets", "CSV", "--track", "--max-step", "-1"}, exitUsage, "--max-step -1: want above 0 to 100"},
		"posture":        {good, []string{"ik", "--urdf", "URDF", "--targets", "CSV", "--track", "--posture", "1 2"}, exitFailed, "2 coordinates given, the arm has 3"},
		"posture string": {good, []string{"ik", "--urdf", "URDF", "--targets", "CSV", "--track", "--posture", "a"}, exitUsage, `"a" is not a finite number`},
		"method":         {good, []string{"ik", "--urdf", "URDF", "--targets", "CSV", "--method", "magic"}, exitUsage, "there are transpose"},
		"closed form":    {good, []string{"ik", "--urdf", "URDF", "--targets", "CSV", "--method", "closed-form"}, exitFailed, "want 7 turning joints"},
		"track method":   {good, []string{"ik", "--urdf", "URDF", "--targets", "CSV", "--method", "lm", "--track"}, exitUsage, "with --track only default"},
		"passes":         {good, []string{"ik", "--urdf", "URDF", "--targets", "CSV", "--passes", "0"}, exitUsage, "--passes 0"},
		"fk count":       {good, []string{"fk", "--urdf", "URDF", "--q", "1 2"}, exitUsage, "--q: 2 values, want 3: yaw lift bend"},
		"fk nan":         {good, []string{"fk", "--urdf", "URDF", "--q", "1 2 NaN"}, exitUsage, `"NaN" is not a finite number`},
	} {
		t.Run(name, func(t *testing.T) {
			urdfFile, csvFile := problem(t, c.targets)
			args := append([]string(nil), c.args...)
			for i := range args {
				args[i] = strings.NewReplacer("URDF", urdfFile, "CSV", csvFile).Replace(args[i])
			}
			code, out, errs := command(t, args...)
			require.Equal(t, c.code, code, errs)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
		})
	}
}

func TestIKMethodsCompare(t *testing.T) {
	urdfFile, csvFile := problem(t, reachablePoses(t, []string{"0.1 0.2 0.9", "0.3 -0.2 1.2"}))
	for _, method := range []string{"default", "transpose", "pseudo-inverse", "dls", "lm", "ccd"} {
		code, out, errs := command(t, "ik", "--urdf", urdfFile, "--targets", csvFile, "--method", method, "--passes", "1", "--json")
		require.Zero(t, code, errs)
		require.Contains(t, out, `"targets": 2`)
	}
}

// vectors is the folder of shared problems, beside the repository.
func vectors(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	shared := filepath.Join(dir, "..", "shared", "vectors")
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no ../shared/vectors beside the repository: its problems are left out")
	}
	return shared
}

func TestIKOnTheSharedProblems(t *testing.T) {
	shared := vectors(t)
	for _, c := range []struct {
		file         string
		track        bool
		mayMiss      int
		step         float64
		leastChanges int
	}{
		{"panda_targets.csv", false, 0, 0, 0},
		{"panda_limits.csv", false, 0, 0, 0},
		{"panda_track.csv", true, 0, 0.003, 0},
		{"panda_track_home.csv", true, 0, 0.006, 0},
		{"panda_track_wide.csv", true, 60, 0.1, 1},
	} {
		t.Run(c.file, func(t *testing.T) {
			args := []string{
				"ik", "--urdf", filepath.Join(shared, "panda_arm.urdf"), "--tip", "flange",
				"--targets", filepath.Join(shared, c.file), "--passes", "1", "--json",
			}
			if c.track {
				args = append(args, "--track")
			}
			code, out, errs := command(t, args...)
			require.Zero(t, code, errs)
			got := ikReport{ikTrackReport: &ikTrackReport{}}
			require.NoError(t, json.Unmarshal([]byte(out), &got))
			require.LessOrEqual(t, got.Targets-got.Solved, c.mayMiss)
			require.Equal(t, figure.Of(0), got.LimitViolations)
			require.LessOrEqual(t, got.PositionMax.Float(), solvedPosition)
			require.LessOrEqual(t, got.RotationMax.Float(), solvedRotation)
			if c.track {
				require.LessOrEqual(t, got.MaxStep.Float(), c.step+1e-12)
				require.GreaterOrEqual(t, got.Relocations, c.leastChanges)
			}
		})
	}
}

// Joints have one order, the file's, in fk, in ik and in what ik writes: a row of it goes
// into fk as it is, whichever way the file lists its joints.
func TestARowOfIKGoesIntoFK(t *testing.T) {
	const text = `<robot name="r"><link name="a"/><link name="b"/><link name="c"/><link name="d"/>
<joint name="tip" type="continuous"><parent link="c"/><child link="d"/><origin xyz="0.2 0 0"/><axis xyz="1 0 0"/></joint>
<joint name="mid" type="revolute"><parent link="b"/><child link="c"/><origin xyz="0.2 0 0.1" rpy="0.1 -0.2 0.3"/><axis xyz="0 1 0"/><limit lower="-3" upper="3" effort="1" velocity="2"/></joint>
<joint name="root" type="revolute"><parent link="a"/><child link="b"/><origin xyz="0 0 0.3"/><axis xyz="0 0 1"/><limit lower="-3" upper="3" effort="1" velocity="2"/></joint></robot>`
	dir := t.TempDir()
	urdfFile, targets, answers := filepath.Join(dir, "r.urdf"), filepath.Join(dir, "t.csv"), filepath.Join(dir, "q.csv")
	require.NoError(t, os.WriteFile(urdfFile, []byte(text), 0o600))
	pose := func(q string) fkReport {
		code, out, errs := command(t, "fk", "--urdf", urdfFile, "--tip", "d", "--q", q, "--json")
		require.Zero(t, code, errs)
		var r fkReport
		require.NoError(t, json.Unmarshal([]byte(out), &r))
		return r
	}
	want := pose("0.5 -0.4 0.3")
	require.Equal(t, []string{"tip", "mid", "root"}, want.Joints)
	row := "x,y,z,qw,qx,qy,qz\n"
	for i, v := range append(want.Position[:], want.Quaternion[:]...) {
		row += fmt.Sprintf("%s%.17g", map[bool]string{true: ",", false: ""}[i > 0], v)
	}
	require.NoError(t, os.WriteFile(targets, []byte(row+"\n"), 0o600))
	code, _, errs := command(t, "ik", "--urdf", urdfFile, "--tip", "d", "--targets", targets, "--out", answers)
	require.Zero(t, code, errs)
	lines := strings.Split(strings.TrimSpace(contents(t, answers)), "\n")
	require.Equal(t, "tip,mid,root,status", lines[0])
	got := pose(lines[1])
	for i := range want.Position {
		require.InDelta(t, want.Position[i], got.Position[i], 1e-5)
	}
}

// A joint without limits is brought within half a turn of zero, unless its own turns are
// wanted.
func TestTurnsOfJointsWithoutLimits(t *testing.T) {
	const text = `<robot name="r"><link name="a"/><link name="b"/>
<joint name="spin" type="continuous"><parent link="a"/><child link="b"/><axis xyz="0 0 1"/></joint></robot>`
	dir := t.TempDir()
	urdfFile, targets, answers := filepath.Join(dir, "r.urdf"), filepath.Join(dir, "t.csv"), filepath.Join(dir, "q.csv")
	require.NoError(t, os.WriteFile(urdfFile, []byte(text), 0o600))
	rows := "# q0: 0\nx,y,z,qw,qx,qy,qz\n"
	for k := range 90 {
		half := 0.045 * float64(k)
		rows += fmt.Sprintf("0,0,0,%.15g,0,0,%.15g\n", math.Cos(half), math.Sin(half))
	}
	require.NoError(t, os.WriteFile(targets, []byte(rows), 0o600))
	last := func(args ...string) float64 {
		code, _, errs := command(t, append([]string{"ik", "--urdf", urdfFile, "--tip", "b", "--targets", targets, "--track", "--out", answers}, args...)...)
		require.Zero(t, code, errs)
		lines := strings.Split(strings.TrimSpace(contents(t, answers)), "\n")
		v, err := strconv.ParseFloat(strings.Split(lines[len(lines)-1], ",")[0], 64)
		require.NoError(t, err)
		return v
	}
	require.InDelta(t, 0.09*89, last("--continuous"), 1e-4)
	require.InDelta(t, 0.09*89-2*math.Pi, last(), 1e-4)
}
