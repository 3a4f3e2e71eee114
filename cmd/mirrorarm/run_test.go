package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRunReportsWhatScriptsRelyOn(t *testing.T) {
	code, out, errs := command(t, "run", "--source", "synth:wave", "--duration", "1500ms", "--json")
	require.Zero(t, code, errs)
	var r map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &r), "one JSON object and nothing else")
	for _, path := range []string{
		"source", "frames", "sim_seconds", "wall_seconds", "channels", "robot_joints",
		"decode.joint_rmse_deg", "decode.joint_p95_deg", "decode.predicted_deg",
		"retarget.tip_error_mm.mean", "retarget.tip_error_mm.p95", "retarget.tip_error_mm.max",
		"retarget.palm_error_mm", "retarget.palm_error_deg", "retarget.fit_error_mm", "retarget.reachable_pct",
		"limits.position_violations", "limits.velocity_violations",
		"latency_us.sense.p50", "latency_us.decode.p99", "latency_us.retarget.p999", "latency_us.body.max",
		"latency_us.skin.p50", "latency_us.loop.p99", "lag_ms", "allocs_per_step", "digest",
	} {
		at := any(r)
		for _, key := range strings.Split(path, ".") {
			require.Contains(t, at, key, path)
			at = at.(map[string]any)[key]
		}
	}
	require.InDelta(t, 1.5, r["sim_seconds"], 1e-9)
	require.InDelta(t, 576, r["channels"], 0)
	require.InDelta(t, 27, r["robot_joints"], 0)
}

func TestRunWritesARowPerStep(t *testing.T) {
	name := filepath.Join(t.TempDir(), "steps.csv")
	code, _, errs := command(t, "run", "--source", "synth:open", "--duration", "50ms", "--out", name)
	require.Zero(t, code, errs)
	f, err := os.Open(name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 51, "a header and 50 steps of 1 ms")
	require.Equal(t, "t_s", rows[0][0])
	require.Equal(t, "0.05", rows[50][0])

	lines := filepath.Join(t.TempDir(), "steps.jsonl")
	code, _, errs = command(t, "run", "--source", "synth:open", "--duration", "3ms", "--out", lines)
	require.Zero(t, code, errs)
	text, err := os.ReadFile(lines)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		require.True(t, json.Valid([]byte(line)), line)
	}
	require.Equal(t, 3, strings.Count(string(text), "\n"))
}

// countdown is a context that ends after so many looks at it.
type countdown struct {
	context.Context
	looks int
}

func (c *countdown) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}

func TestInterruptedRunReportsItsPart(t *testing.T) {
	m, err := (&mirrorFlags{
		Source: "synth:rest", Hand: "auto", Channels: 64, Profile: "ideal", Calibration: "reference",
		SkinProfile: "ideal", Scene: "empty", robotFlags: robotFlags{Robot: "bionic"}, Follow: "same",
	}).build(&app{ctx: t.Context(), stderr: io.Discard}, 1)
	require.NoError(t, err)
	bar := (&app{ctx: &countdown{t.Context(), 0}, stderr: io.Discard}).progress("running")
	_, err = (&runCmd{}).measure(m, 100, nil, bar, whole(1))
	require.ErrorIs(t, err, context.Canceled, "before the first step there is nothing to report")

	bar.ctx = &countdown{t.Context(), 30}
	report, err := (&runCmd{}).measure(m, 100, nil, bar, whole(1))
	require.NoError(t, err)
	require.True(t, report.Interrupted)
	require.InDelta(t, 0.03, report.SimSeconds, 1e-9)
}

func TestShotIsAPictureOfTheWantedSize(t *testing.T) {
	name := filepath.Join(t.TempDir(), "p.png")
	code, out, errs := command(t, "shot", "--source", "synth:point", "--at", "300ms", "--size", "320x180", "--out", name, "--json")
	require.Zero(t, code, errs)
	path, err := json.Marshal(name)
	require.NoError(t, err)
	require.JSONEq(t, `{"out":`+string(path)+`,"width":320,"height":180}`, out)
	f, err := os.Open(name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	img, err := png.Decode(f)
	require.NoError(t, err)
	require.Equal(t, 320, img.Bounds().Dx())
	require.Equal(t, 180, img.Bounds().Dy())
	colours := map[any]bool{}
	for x := range 320 {
		colours[img.At(x, 90)] = true
	}
	require.Greater(t, len(colours), 20, "not blank")
}

func TestBadUsageAndBadInputAreOneClearLine(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	for _, c := range []struct {
		name string
		code int
		want string // in the message
		args []string
	}{
		{"missing file", exitFailed, "nope.jsonl", []string{"run", "--source", "nope.jsonl"}},
		{"empty file", exitFailed, "empty", []string{"run", "--source", file("empty.jsonl", "")}},
		{"cut line", exitFailed, "line 1", []string{"run", "--source", file("cut.jsonl", `{"frame":0,"t_s":0.0,"hands":[{"la`)}},
		{"20 landmarks", exitFailed, "21", []string{"run", "--source", file("short.jsonl",
			`{"format":"mirrorarm-hand","version":1,"hand":"right","axes":"palm"}`+"\n"+`{"t_s":0,"landmarks_m":[`+strings.TrimSuffix(strings.Repeat("[0,0,0],", 20), ",")+`]}`+"\n")}},
		{"URDF with a loop", exitFailed, "loop", []string{"run", "--robot", file("loop.urdf",
			`<robot name="x"><link name="a"/><link name="b"/><joint name="j" type="fixed"><parent link="a"/><child link="b"/></joint><joint name="k" type="fixed"><parent link="b"/><child link="a"/></joint></robot>`)}},
		{"unknown gesture", exitUsage, "thumbs-up", []string{"run", "--source", "synth:somersault"}},
		{"unknown hand", exitUsage, "left", []string{"run", "--hand", "third"}},
		{"unknown scene", exitUsage, "cups", []string{"run", "--scene", "moon"}},
		{"unknown profile", exitUsage, "textile", []string{"run", "--profile", "wool"}},
		{"too few channels", exitUsage, "64", []string{"run", "--channels", "3"}},
		{"negative time", exitUsage, "--duration", []string{"run", "--duration", "-1s"}},
		{"tips without a link", exitUsage, "FINGER=LINK", []string{"run", "--robot", "x.urdf", "--tips", "thumb"}},
		{"format of rows", exitUsage, ".csv", []string{"run", "--out", filepath.Join(dir, "x.txt")}},
		{"picture's folder", exitFailed, "cannot write", []string{"shot", "--out", filepath.Join(dir, "no", "p.png")}},
		{"picture's size", exitUsage, "1280x720", []string{"shot", "--size", "3x3", "--out", filepath.Join(dir, "p.png")}},
		{"unknown command", exitUsage, "frobnicate", []string{"frobnicate"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, err := os.ReadDir(dir)
			require.NoError(t, err)
			code, out, errs := command(t, c.args...)
			require.Equal(t, c.code, code, errs)
			require.Empty(t, out)
			require.Equal(t, 1, strings.Count(errs, "\n"), errs)
			require.Contains(t, errs, c.want)
			after, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Len(t, after, len(before), "nothing half-written")
		})
	}
}

func TestHelpOfEveryCommandExplainsItsFlags(t *testing.T) {
	for _, name := range []string{"demo", "run", "shot", "fk", "ik", "retarget"} {
		code, out, _ := command(t, name, "--help")
		require.Zero(t, code)
		require.Contains(t, out, "Example", name)
		require.Contains(t, out, "--seed", name)
	}
}

// A shot is the same to the byte: no time that anything took is in it.
func TestAShotIsTheSameEveryTime(t *testing.T) {
	dir := t.TempDir()
	var pictures [2][]byte
	for i := range pictures {
		name := filepath.Join(dir, fmt.Sprint(i, ".png"))
		code, _, errs := command(t, "shot", "--source", "synth:fist", "--at", "300ms", "--size", "320x180", "--panels", "timing", "--out", name)
		require.Zero(t, code, errs)
		var err error
		pictures[i], err = os.ReadFile(name)
		require.NoError(t, err)
	}
	require.True(t, bytes.Equal(pictures[0], pictures[1]))
}
