package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/lesson"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// foreign writes the URDF of an arm that this program does not ship: of hinges about
// the given axes, its bones along x.
func foreign(t *testing.T, axes string, bones ...float64) string {
	t.Helper()
	var out strings.Builder
	out.WriteString(`<robot name="foreign"><link name="pedestal"/>`)
	parent := "pedestal"
	for i, bone := range bones {
		kind, axis := "fixed", "1 0 0"
		if i < len(axes) {
			kind, axis = "revolute", map[byte]string{'x': "1 0 0", 'y': "0 1 0", 'z': "0 0 1"}[axes[i]]
		}
		link := fmt.Sprintf("part%d", i+1)
		fmt.Fprintf(&out, `<link name=%q/><joint name="axis%d" type=%q><parent link=%q/><child link=%q/><origin xyz="%g 0 0"/><axis xyz=%q/><limit lower="-2.8" upper="2.8" effort="1" velocity="1"/></joint>`,
			link, i+1, kind, parent, link, bone, axis)
		parent = link
	}
	out.WriteString("</robot>")
	path := filepath.Join(t.TempDir(), "foreign.urdf")
	require.NoError(t, os.WriteFile(path, []byte(out.String()), 0o644))
	return path
}

// taught are the reports of all lessons on a robot.
func taught(t *testing.T, robot string) map[string]lessonReport {
	t.Helper()
	code, out, errs := command(t, "teach", "--all", "--text", "--json", "--robot", robot)
	require.Zero(t, code, errs)
	var r teachReport
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Len(t, r.Lessons, len(lesson.Names()))
	require.Equal(t, r.Exercises, r.Accepted, "right answers are accepted")
	require.Equal(t, 3*r.Exercises, r.Refused, "wrong ones are refused")
	byName := map[string]lessonReport{}
	for _, l := range r.Lessons {
		if len(l.Exercises) == 0 {
			require.NotEmpty(t, l.LeftOut, "%s says what is missing", l.Name)
		}
		for _, line := range l.LeftOut {
			require.NotContains(t, line, "\n")
		}
		byName[l.Name] = l
	}
	return byName
}

// Arms of five, six and seven joints take the lessons that they can, with the answers
// that are right for them; what they lack is said.
func TestAnyRobotIsTaught(t *testing.T) {
	testdata.Long(t)
	for joints, axes := range map[int]string{5: "zyyyx", 6: "zyyxyx", 7: "zyxyxyx"} {
		t.Run(fmt.Sprint(joints), func(t *testing.T) {
			t.Parallel()
			bones := []float64{0, 0.1, 0.3, 0.2, 0.08, 0.05, 0.04}[:joints]
			l := taught(t, foreign(t, axes, append(bones, 0.06)...))
			for _, name := range []string{"rotations", "composition", "forward", "jacobian", "singularities", "ik"} {
				require.NotEmpty(t, l[name].Exercises, name)
			}
			if joints < 7 {
				require.Contains(t, l["redundancy"].LeftOut[0], `needs a spare joint, which "foreign" has not`)
			} else {
				require.NotEmpty(t, l["redundancy"].Exercises)
			}
		})
	}
}

// A lesson never ignores --robot in silence.
func TestARobotIsUsedOrItIsSaid(t *testing.T) {
	testdata.Long(t)
	path := foreign(t, "zyyyx", 0, 0.1, 0.3, 0.2, 0.08, 0.06)
	progress := filepath.Join(t.TempDir(), "p.json")
	for _, name := range []string{"mirror", "glove", "filters", "contact", "temperature"} {
		code, _, errs := command(t, "teach", name, "--json", "--robot", path)
		require.Zero(t, code, errs)
		require.True(t, strings.HasPrefix(errs, "mirrorarm: the lesson "+name+" shows no robot: --robot is not used\n"), errs)
	}
	code, _, errs := command(t, "teach", "redundancy", "--text", "--robot", path, "--progress", progress)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, `mirrorarm: lesson: this arm cannot take "redundancy": it needs a spare joint, which "foreign" has not`+"\n")
	code, out, errs := command(t, "teach", "--robot", path, "--progress", progress)
	require.Zero(t, code, errs)
	require.Contains(t, out, `not on this arm: it needs a spare joint, which "foreign" has not`)
	require.Equal(t, 1, strings.Count(out, "needs a spare joint"))
	page := filepath.Join(t.TempDir(), "jacobian.html")
	code, _, errs = command(t, "teach", "jacobian", "--robot", path, "--handout", page)
	require.Zero(t, code, errs)
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(html), "lever of axis2")
	require.NotContains(t, string(html), "elbow flexion")
	code, _, errs = command(t, "teach", "jacobian", "--robot", path, "--tip", "nose", "--text", "--progress", progress)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "nose")
}

// The sample of an arm without a spare joint, and a published arm.
func TestSharedRobotsAreTaught(t *testing.T) {
	t.Parallel()
	testdata.Long(t)
	l := taught(t, testdata.Shared(t, "cases", "robots", "15-no-spare-joint.urdf"))
	require.Contains(t, l["redundancy"].LeftOut[0], "needs a spare joint")
	l = taught(t, testdata.Shared(t, "vectors", "panda_arm.urdf"))
	require.NotEmpty(t, l["redundancy"].Exercises)
}
