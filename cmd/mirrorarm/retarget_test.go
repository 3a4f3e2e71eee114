package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/figure"

	"github.com/stretchr/testify/require"
)

// twoFingerURDF is a palm with a thumb and a finger of two joints each, which
// bend about y.
const twoFingerURDF = `<robot name="pincer">
<link name="palm"/><link name="a1"/><link name="a2"/><link name="a_tip"/><link name="b1"/><link name="b2"/><link name="b_tip"/>
<joint name="a_turn" type="revolute"><parent link="palm"/><child link="a1"/><origin xyz="0.02 0.03 0" rpy="0 0 0.6"/><axis xyz="0 1 0"/><limit lower="0" upper="1.5" velocity="5"/></joint>
<joint name="a_bend" type="revolute"><parent link="a1"/><child link="a2"/><origin xyz="0.05 0 0"/><axis xyz="0 1 0"/><limit lower="0" upper="1.5" velocity="5"/></joint>
<joint name="a_end" type="fixed"><parent link="a2"/><child link="a_tip"/><origin xyz="0.03 0 0"/></joint>
<joint name="b_turn" type="revolute"><parent link="palm"/><child link="b1"/><origin xyz="0.09 -0.02 0"/><axis xyz="0 1 0"/><limit lower="0" upper="1.5" velocity="5"/></joint>
<joint name="b_bend" type="revolute"><parent link="b1"/><child link="b2"/><origin xyz="0.04 0 0"/><axis xyz="0 1 0"/><limit lower="0" upper="1.5" velocity="5"/></joint>
<joint name="b_end" type="fixed"><parent link="b2"/><child link="b_tip"/><origin xyz="0.035 0 0"/></joint>
</robot>`

// pincerFrames are the two tips' places and the joint angles behind them, by
// plane trigonometry.
func pincerFrames(unit float64) (frames, truth string) {
	var f, q strings.Builder
	f.WriteString("t,a_tip_x,a_tip_y,a_tip_z,b_tip_x,b_tip_y,b_tip_z\n")
	q.WriteString("a_turn,a_bend,b_turn,b_bend\n")
	for k := range 40 {
		s := 0.5 + 0.4*math.Sin(float64(k)*0.05)
		turn, bend := s, 1.2*s
		flat := func(l1, l2 float64) (along, down float64) {
			return l1*math.Cos(turn) + l2*math.Cos(turn+bend), l1*math.Sin(turn) + l2*math.Sin(turn+bend)
		}
		along, down := flat(0.05, 0.03)
		ax, ay := 0.02+along*math.Cos(0.6), 0.03+along*math.Sin(0.6)
		bx, bdown := flat(0.04, 0.035)
		fmt.Fprintf(&f, "%g,%g,%g,%g,%g,%g,%g\n", float64(k)/60, unit*ax, unit*ay, -unit*down, unit*(0.09+bx), -unit*0.02, -unit*bdown)
		fmt.Fprintf(&q, "%g,%g,%g,%g\n", turn, bend, turn, bend)
	}
	return f.String(), q.String()
}

// writeFiles writes files into a fresh folder and returns their paths.
func writeFiles(t *testing.T, texts ...string) []string {
	dir := t.TempDir()
	paths := make([]string, len(texts))
	for i, text := range texts {
		paths[i] = filepath.Join(dir, fmt.Sprintf("file%d", i))
		require.NoError(t, os.WriteFile(paths[i], []byte(text), 0o600))
	}
	return paths
}

func TestRetargetReport(t *testing.T) {
	frames, truth := pincerFrames(1)
	p := writeFiles(t, twoFingerURDF, frames, truth)
	out := filepath.Join(t.TempDir(), "q.csv")
	code, stdout, stderr := command(t, "retarget", "--urdf", p[0], "--frames", p[1], "--truth", p[2], "--out", out, "--explain", "--json")
	require.Zero(t, code, stderr)
	var got retargetReport
	require.NoError(t, json.Unmarshal([]byte(stdout), &got))
	require.Equal(t, 40, got.Frames)
	require.Less(t, got.TipError.Mean.Float(), 1e-4)
	require.Less(t, got.PointRMS.Float(), 1e-4)
	require.Less(t, got.JointRMS.Float(), 1e-3)
	require.Equal(t, figure.Of(0), got.LimitViolations)
	require.Empty(t, got.Explained)
	require.Positive(t, got.Microseconds.Mean.Float())
	rows, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, 41, strings.Count(string(rows), "\n"))
	require.Contains(t, string(rows), "a_turn,a_bend,b_turn,b_bend\n")

	code, stdout, _ = command(t, "retarget", "--urdf", p[0], "--frames", p[1], "--speed-limits", "--huber-mm", "5", "--smoothness", "1e-6")
	require.Zero(t, code)
	require.Contains(t, stdout, "tips      mean")
}

func TestRetargetSetUp(t *testing.T) {
	frames, truth := pincerFrames(1000)
	p := writeFiles(t, twoFingerURDF, frames, truth)
	args := []string{"retarget", "--urdf", p[0], "--frames", p[1], "--truth", p[2], "--json"}
	code, stdout, stderr := command(t, args...)
	require.Equal(t, exitFailed, code)
	require.Empty(t, stdout)
	require.Contains(t, stderr, "goals are in millimetres, want metres (--setup fix corrects it")

	code, stdout, stderr = command(t, append(args, "--setup", "fix")...)
	require.Zero(t, code, stderr)
	var got retargetReport
	require.NoError(t, json.Unmarshal([]byte(stdout), &got))
	require.Equal(t, "goals are in millimetres, want metres", got.SetUp)
	require.Less(t, got.JointRMS.Float(), 1e-3)
}

func TestRetargetRejects(t *testing.T) {
	frames, truth := pincerFrames(1)
	for name, c := range map[string]struct {
		frames, truth string
		flags         []string
		code          int
		want          string
	}{
		"no goals":     {"t\n0\n", "", nil, exitFailed, "no goals; want columns LINK_x"},
		"no rows":      {"a_tip_x,a_tip_y,a_tip_z\n", "", nil, exitFailed, "no goals"},
		"unknown link": {"toe_x,toe_y,toe_z\n0,0,0\n", "", nil, exitFailed, `column "toe_x": the robot has no link "toe"`},
		"not a number": {"a_tip_x,a_tip_y,a_tip_z\n0,NaN,0\n", "", nil, exitFailed, "not a finite number"},
		"no time":      {"a_tip_x,a_tip_y,a_tip_z\n0.1,0,0\n", "", []string{"--speed-limits"}, exitFailed, `no column "t"`},
		"time":         {"t,a_tip_x,a_tip_y,a_tip_z\n1,0.1,0,0\n1,0.1,0,0\n", "", []string{"--speed-limits"}, exitFailed, "time 1 does not follow 1"},
		"truth rows":   {frames, "a_turn\n1\n", nil, exitFailed, "1 rows, want 40"},
		"truth names":  {frames, "elbow\n1\n", nil, exitFailed, "no column is named after a joint"},
		"root":         {frames, truth, []string{"--root", "wrist"}, exitUsage, `no link "wrist"`},
		"huber":        {frames, truth, []string{"--huber-mm", "-1"}, exitUsage, "--huber-mm -1: want 0 to 1000000"},
		"no shapes":    {frames, truth, []string{"--self-collision"}, exitFailed, "no collision shapes"},
		"setup":        {frames, truth, []string{"--setup", "guess"}, exitUsage, "--setup"},
	} {
		t.Run(name, func(t *testing.T) {
			p := writeFiles(t, twoFingerURDF, c.frames, c.truth)
			args := append([]string{"retarget", "--urdf", p[0], "--frames", p[1]}, c.flags...)
			if c.truth != "" {
				args = append(args, "--truth", p[2])
			}
			code, stdout, stderr := command(t, args...)
			require.Equal(t, c.code, code, stderr)
			require.Empty(t, stdout)
			require.Contains(t, stderr, c.want)
		})
	}
}
