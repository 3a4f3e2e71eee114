package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tripod is a URDF of a palm with a thumb, an index and a middle finger of two hinges each,
// whose palm looks along +X of its link and whose fingers point along +Z. Side is −1 for a
// left hand; prefix begins every name.
func tripod(prefix string, side float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<link name="%spalm"/>`, prefix)
	for _, f := range []struct {
		name string
		y, z float64
		axis string
	}{{"index", 0.02, 0.09, "0 1 0"}, {"middle", -0.02, 0.09, "0 1 0"}, {"thumb", 0.035, 0.02, fmt.Sprintf("%g 0 0", side)}} {
		parent := prefix + "palm"
		for k, at := range []string{fmt.Sprintf("0 %g %g", side*f.y, f.z), "0 0 0.04"} {
			link := fmt.Sprintf("%s%s_%d", prefix, f.name, k)
			fmt.Fprintf(&b, `<link name="%s"><collision><origin xyz="0 0 0.02"/><geometry><cylinder radius="0.007" length="0.04"/></geometry></collision></link>
<joint name="%s_j" type="revolute"><parent link="%s"/><child link="%s"/><origin xyz="%s"/><axis xyz="%s"/><limit lower="0" upper="1.5" effort="1" velocity="6"/></joint>`,
				link, link, parent, link, at, f.axis)
			parent = link
		}
	}
	return b.String()
}

// robotFile writes a URDF.
func robotFile(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "made.urdf")
	require.NoError(t, os.WriteFile(path, []byte(`<robot name="made">`+text+`</robot>`), 0o600))
	return path
}

// found runs the robot command.
func found(t *testing.T, args ...string) (r robotReport) {
	t.Helper()
	code, out, errs := command(t, append([]string{"robot", "--json"}, args...)...)
	require.Zero(t, code, errs)
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	return r
}

func TestRobotTellsWhatIsFound(t *testing.T) {
	path := robotFile(t, tripod("", 1))
	r := found(t, path)
	require.Equal(t, "palm", r.Palm)
	require.Equal(t, "fingers +z, back −x", r.Axes)
	require.Equal(t, "right", r.Side)
	require.Len(t, r.Fingers, 3)
	require.Equal(t, "thumb", r.Fingers[0].Finger)
	require.Equal(t, []string{"index_0_j", "index_1_j"}, r.Fingers[1].Joints)
	require.Equal(t, "its collision geometry", r.Fingers[1].TipFrom)
	require.InDelta(t, 0.04, r.Fingers[1].TipAt[2], 1e-9)
	require.NotEmpty(t, r.Mounted)
	require.Contains(t, r.Bare, "palm")
	code, out, _ := command(t, "robot", path)
	require.Zero(t, code)
	for _, line := range []string{"palm      palm: fingers +z, back −x", "side      right", "ring      none", "rule      fewer fingers"} {
		require.Contains(t, out, line)
	}
	// Every command with the robot says in one line what was found.
	code, _, errs := command(t, "run", "--robot", path, "--channels", "64", "--duration", "20ms")
	require.Zero(t, code, errs)
	require.Contains(t, errs, "robot: palm palm (fingers +z, back −x), ")
}

// Of two hands the wanted side's own is taken.
func TestRobotFlagsSettleWhatIsFound(t *testing.T) {
	two := `<link name="torso"/>` + tripod("left_", -1) + tripod("right_", 1)
	for _, side := range []string{"left", "right"} {
		two += fmt.Sprintf(`<joint name="%s_mount" type="fixed"><parent link="torso"/><child link="%s_palm"/><origin xyz="0 0.2 0"/></joint>`, side, side)
	}
	path := robotFile(t, two)
	for _, side := range []string{"left", "right"} {
		r := found(t, path, "--side", side)
		require.Equal(t, side+"_palm", r.Palm)
		require.Equal(t, side, r.Side)
		require.Len(t, r.OtherHands, 0, "the other side's is not asked for")
	}
	require.Equal(t, "right_palm", found(t, path, "--wrist", "right_palm").Palm)
	require.Equal(t, "left_palm", found(t, path, "--hand-link", "left_palm").Palm)
	one := robotFile(t, tripod("", 1))
	require.Equal(t, "fingers +x, back −z", found(t, one, "--palm-frame", "x,-z").Axes)
	require.Equal(t, "fingers +x, back +y", found(t, one, "--palm-frame", "2,0,0,0,1,0").Axes)
	require.Equal(t, "left", found(t, one, "--side", "left").Side)
	require.Equal(t, "palm", found(t, one, "--base", "palm").Base)
	r := found(t, one, "--tips", "thumb=thumb_1,ring=index_1,little=middle_1")
	require.Equal(t, []string{"thumb", "ring", "little"}, []string{r.Fingers[0].Finger, r.Fingers[1].Finger, r.Fingers[2].Finger})
	for flag, why := range map[string]string{
		"--palm-frame=x": "want two axes", "--palm-frame=x,w": "want two axes", "--palm-frame=x,x": "across each other",
		"--wrist=no": "no link", "--base=index_1": "does not hang from it", "--hand-link=index_0": "no two fingers",
		"--tips=index": "want FINGER=LINK", "--side=up": "--side up: want left or right",
	} {
		code, _, errs := command(t, "robot", one, flag)
		require.NotZero(t, code, flag)
		require.Contains(t, errs, why, flag)
	}
}

// A mapping that was saved gives the same robot, and one that cannot be right is refused.
func TestAMappingKeepsWhatWasFound(t *testing.T) {
	path := robotFile(t, tripod("", 1))
	kept := filepath.Join(t.TempDir(), "map.yaml")
	first := found(t, path, "--save", kept)
	again := found(t, path, "--mapping", kept)
	require.Equal(t, first.Axes, again.Axes)
	require.Equal(t, first.Frame.Wrist, again.Frame.Wrist)
	require.Equal(t, first.Palm, again.Palm)
	require.Equal(t, first.Side, again.Side)
	for i := range first.Fingers {
		require.Equal(t, first.Fingers[i].Joints, again.Fingers[i].Joints)
		require.Equal(t, first.Fingers[i].TipAt, again.Fingers[i].TipAt)
	}
	text := contents(t, kept)
	for change, why := range map[string]string{
		"palm: palm→palm: wrist":       `no link "wrist"`,
		"side: right→side: up":         `side "up", want left or right`,
		"palm: palm→pilm: palm":        "field pilm not found",
		"link: thumb_1→link: nail":     `no link "nail"`,
		"fingers:→fingers: [0, 0, 0]#": "want two directions",
	} {
		from, to, _ := strings.Cut(change, "→")
		require.Contains(t, text, from)
		bad := filepath.Join(t.TempDir(), "bad.yaml")
		require.NoError(t, os.WriteFile(bad, []byte(strings.Replace(text, from, to, 1)), 0o600))
		code, _, errs := command(t, "robot", path, "--mapping", bad)
		require.NotZero(t, code, change)
		require.Contains(t, errs, why, change)
	}
}

// A mesh is found in a folder that the user names; one that is not is told, once.
func TestMeshesAreLookedForWhereTheUserSays(t *testing.T) {
	path := robotFile(t, strings.Replace(tripod("", 1), `<link name="palm"/>`,
		`<link name="palm"><visual><geometry><mesh filename="package://some/palm.obj"/></geometry></visual></link>`, 1))
	r := found(t, path)
	require.Len(t, r.Missing, 1)
	require.Zero(t, r.Triangles)
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "some"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "some/palm.obj"), []byte("v 0 0 0\nv 0.1 0 0\nv 0 0.1 0\nv 0 0 0.1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n"), 0o600))
	r = found(t, path, "--mesh-dir", dir)
	require.Empty(t, r.Missing)
	require.Equal(t, 4, r.Triangles)
	require.NotContains(t, r.Bare, "palm")
}

func TestFollowersLimitsAreIgnoredOnDemand(t *testing.T) {
	text := strings.Replace(tripod("", 1), `<link name="index_1">`, `<link name="index_1" note="follower">`, 1)
	at := strings.Index(text, `<joint name="index_1_j"`)
	text = text[:at] + strings.Replace(text[at:], `upper="1.5" effort="1" velocity="6"/>`, `upper="0.4" effort="1" velocity="6"/><mimic joint="index_0_j"/>`, 1)
	path := robotFile(t, text)
	require.Equal(t, []string{"index_1_j follows index_0_j × 1"}, found(t, path).Coupled)
	reach := func(args ...string) float64 { // of the fingertip across the flat hand, at its range's end
		r := found(t, append([]string{path}, args...)...)
		return r.Limits["index_0_j"][1]
	}
	require.InDelta(t, 0.4, reach(), 1e-9)
	require.InDelta(t, 1.5, reach("--ignore-follower-limits"), 1e-9)
}

// A page of a lesson is drawn with any robot and any of its links, and a link that there
// is not is refused with those that there are.
func TestALessonsPictureOfAnyRobot(t *testing.T) {
	arm := "../../testdata/robots/six-axis.urdf"
	picture := func(tip string) string {
		path := filepath.Join(t.TempDir(), "page.png")
		code, _, errs := command(t, "shot", "--lesson", "workbench", "--robot", arm, "--tip", tip, "--size", "320x180", "--out", path)
		require.Zero(t, code, errs)
		return contents(t, path)
	}
	require.NotEqual(t, picture("flange"), picture("forearm"))
	code, _, errs := command(t, "shot", "--lesson", "workbench", "--robot", arm, "--tip", "toe", "--out", filepath.Join(t.TempDir(), "page.png"))
	require.NotZero(t, code)
	require.Contains(t, errs, `no link "toe"`)
}

// A xacro file is expanded only when that is asked for, by the program that is installed;
// else the error says what to do.
func TestXacroIsExpandedWhenAsked(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "hand.urdf.xacro")
	require.NoError(t, os.WriteFile(file, []byte(`<robot name="made" xmlns:xacro="http://www.ros.org/wiki/xacro"><xacro:arm/></robot>`), 0o600))
	_, _, errs := command(t, "robot", file)
	require.Contains(t, errs, "xacro in.xacro > out.urdf")
	t.Setenv("PATH", dir)
	code, _, errs := command(t, "robot", file, "--xacro")
	require.NotZero(t, code)
	require.Contains(t, errs, "the program xacro is not installed")

	expanded := robotFile(t, tripod("", 1))
	stand := func(script string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "xacro"), []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	}
	stand("while IFS= read -r line; do echo \"$line\"; done < '" + expanded + "'; echo '</robot>' >/dev/null")
	text := contents(t, expanded)
	require.NoError(t, os.WriteFile(expanded, []byte(text+"\n"), 0o600))
	require.Equal(t, "palm", found(t, file, "--xacro").Palm)
	stand("echo 'undefined macro: arm' >&2; exit 2")
	code, _, errs = command(t, "robot", file, "--xacro")
	require.NotZero(t, code)
	require.Contains(t, errs, "undefined macro: arm")
}

// Whatever takes a description says what of it was let pass, and a lesson and a replay say
// whose robot it is.
func TestCommandsSayWhatTheyReadOfARobot(t *testing.T) {
	const arm = `<robot name="led"><link name="a"/><link name="b"/><link name="c"/>
<joint name="j" type="revolute"><parent link="a"/><child link="b"/><origin xyz="0 0 0.3"/><axis xyz="0 0 1"/><limit lower="0" upper="3" effort="1" velocity="2"/></joint>
<joint name="f" type="revolute"><parent link="b"/><child link="c"/><origin xyz="0.2 0 0"/><axis xyz="0 1 0"/><limit lower="0" upper="1.5" effort="1" velocity="2"/><mimic joint="j" multiplier="-1"/></joint></robot>`
	dir := t.TempDir()
	path, targets := filepath.Join(dir, "led.urdf"), filepath.Join(dir, "t.csv")
	require.NoError(t, os.WriteFile(path, []byte(arm), 0o600))
	require.NoError(t, os.WriteFile(targets, []byte("x,y,z,qw,qx,qy,qz\n0,0,0.3,1,0,0,0\n"), 0o600))
	frames := filepath.Join(dir, "frames.csv")
	require.NoError(t, os.WriteFile(frames, []byte("c_x,c_y,c_z\n0.2,0,0.3\n0.19,0.02,0.3\n"), 0o600))
	for _, args := range [][]string{
		{"fk", "--urdf", path}, {"ik", "--urdf", path, "--targets", targets, "--passes", "1"},
		{"retarget", "--urdf", path, "--frames", frames, "--setup", "ignore"},
	} {
		code, _, errs := command(t, args...)
		require.Zero(t, code, errs)
		require.Contains(t, errs, `robot: joint "f": its limits 0 to 1.5 cannot be meant`)
	}
	code, _, errs := command(t, "retarget", "--urdf", path, "--frames", frames, "--setup", "ignore")
	require.Zero(t, code, errs)
	require.Contains(t, errs, "robot: led, 1 joints; goals of c\n")
	code, _, errs = command(t, "teach", "--robot", path)
	require.Zero(t, code, errs)
	require.Contains(t, errs, "robot: led, 1 joints; lessons move c")
}
