package lesson_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/lesson"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// serial is the URDF of an arm of hinges, one letter each for the axis: x along the
// bone before it, y across, z up; s slides along the bone. The bones lie along x and
// have the given lengths (m), 0.2 where there are none.
func serial(name, axes string, lengths ...float64) string {
	var out strings.Builder
	fmt.Fprintf(&out, "<robot name=%q><link name=\"link0\"/>", name)
	for i, a := range axes + "t" {
		length := 0.2
		if i < len(lengths) {
			length = lengths[i]
		}
		kind, axis := "revolute", map[rune]string{'x': "1 0 0", 'y': "0 1 0", 'z': "0 0 1", 's': "1 0 0"}[a]
		limit := `<limit lower="-2.9" upper="2.9" effort="1" velocity="1"/>`
		switch a {
		case 's':
			kind, limit = "prismatic", `<limit lower="0" upper="0.3" effort="1" velocity="1"/>`
		case 't':
			kind, limit, axis = "fixed", "", "1 0 0"
		}
		fmt.Fprintf(&out, `<link name="link%d"/><joint name="joint_%d" type="%s"><parent link="link%d"/><child link="link%d"/><origin xyz="%g 0 0"/><axis xyz="%s"/>%s</joint>`,
			i+1, i+1, kind, i, i+1, length, axis, limit)
	}
	return out.String() + "</robot>"
}

// skewed is an arm of so many hinges whose axes no two of which have anything to do
// with each other.
func skewed(joints int, seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 0))
	out := serial(fmt.Sprintf("skewed%d", joints), strings.Repeat("z", joints))
	for range joints + 1 {
		turned := fmt.Sprintf(`xyz="0.15 0.02 0.01" rpy="%.3f %.3f %.3f"`, rng.Float64()*2-1, rng.Float64()*2-1, rng.Float64()*2-1)
		out = strings.Replace(out, `xyz="0.2 0 0"`, turned, 1)
	}
	return out
}

// fitted is the setting of a URDF's text.
func fitted(t testing.TB, urdf string) *lesson.Setting {
	t.Helper()
	path := filepath.Join(t.TempDir(), "arm.urdf")
	require.NoError(t, os.WriteFile(path, []byte(urdf), 0o644))
	s, err := lesson.Fitted(path, "")
	require.NoError(t, err)
	return s
}

// robotLessons are the shipped lessons that stand on the robot.
func robotLessons(t testing.TB) (out []*lesson.Lesson) {
	t.Helper()
	for _, name := range lesson.Names() {
		l, err := lesson.Shelf(lesson.English, name)
		require.NoError(t, err)
		if l.StandsOnRobot() {
			out = append(out, l)
		}
	}
	require.Len(t, out, 8)
	return out
}

// takes opens every lesson on an arm: each opens, all its words filled in and its
// exercises solved by their solutions, or says in one line what the arm lacks. It
// returns what opened.
func takes(t *testing.T, s *lesson.Setting) map[string]*lesson.Session {
	t.Helper()
	opened := map[string]*lesson.Session{}
	for _, l := range robotLessons(t) {
		session, err := l.Open(s)
		var misfit *lesson.MisfitError
		if errors.As(err, &misfit) {
			require.NotContains(t, err.Error(), "\n")
			require.Regexp(t, "needs|asks|speaks|turns|no answer", misfit.Why)
			continue
		}
		require.NoError(t, err)
		opened[l.Name] = session
		for i, step := range session.Lesson.Steps {
			requireSpoken(t, append([]string{step.Text}, step.Formulas...)...)
			_, err := session.Values(i)
			require.NoError(t, err)
			require.NotEmpty(t, session.Benches[i].Draw(step.Show))
		}
		for _, task := range session.Tasks {
			requireSpoken(t, append([]string{task.Exercise.Ask}, task.Exercise.Hints[:]...)...)
			v, err := task.Check(task.Solution())
			require.NoError(t, err, "%s/%s: %s", l.Name, task.Exercise.Name, task.Solution())
			require.True(t, v.Accepted, "%s/%s: %s: %s", l.Name, task.Exercise.Name, task.Solution(), v.Message)
		}
		for _, line := range session.LeftOut {
			require.NotContains(t, line, "\n")
		}
	}
	return opened
}

// requireSpoken finds no hole left in words, and no number that is none.
func requireSpoken(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		require.NotRegexp(t, `[{}$]|NaN|∞|%!|\[!?[a-z]+\]`, w)
	}
}

// Arms of five to seven joints with a shoulder and an elbow take every lesson that
// needs no more; what needs more is told.
func TestArmsOfAllKindsTakeTheLessons(t *testing.T) {
	always := []string{"rotations", "composition", "forward", "jacobian", "singularities", "ik", "limits"}
	for _, c := range []struct {
		name, urdf string
		taken      []string
		spare      bool
	}{
		{"five", serial("five", "zyyyx", 0, 0.1, 0.3, 0.25, 0.1), always, false},
		{"six", serial("six", "zyyxyx", 0, 0.1, 0.35, 0.3, 0, 0.08), always, false},
		{"seven", serial("seven", "zyxyxyx", 0.1, 0, 0, 0.3, 0.28, 0, 0.1), always, true},
		{"ball", serial("ball", "yzxyxzy", 0, 0, 0, 0.32, 0.28, 0, 0, 0), always, true},
		{"ten", serial("ten", "zyxyxyxyxy"), always, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			opened := takes(t, fitted(t, c.urdf))
			for _, name := range c.taken {
				require.Contains(t, opened, name)
			}
			_, spare := opened["redundancy"]
			require.Equal(t, c.spare, spare)
			require.GreaterOrEqual(t, len(opened["jacobian"].Tasks), 3)
			require.GreaterOrEqual(t, len(opened["ik"].Tasks), 2)
		})
	}
}

// From 2 to 10 joints, in a plane, with a slide, or at odds with each other: nothing
// panics, nothing is said that is not so, and the workbench opens on every one.
func TestAnyArmIsTakenOrTold(t *testing.T) {
	for joints := 2; joints <= 10; joints++ {
		for name, urdf := range map[string]string{
			"planar": serial("planar", strings.Repeat("z", joints)),
			"slide":  serial("slide", strings.Repeat("zs", joints)[:joints]),
			"skewed": skewed(joints, uint64(joints)),
		} {
			t.Run(fmt.Sprint(name, joints), func(t *testing.T) {
				s := fitted(t, urdf)
				opened := takes(t, s)
				require.Contains(t, opened, "rotations")
				_, err := lesson.NewClass(lesson.FreeBench(), s, nil)
				require.NoError(t, err)
			})
		}
	}
}

// A known arm: its position in the two bones' plane follows from its lengths alone.
func TestBonesAreFoundInTheGeometry(t *testing.T) {
	s := fitted(t, serial("six", "zyyxyx", 0, 0.1, 0.35, 0.3, 0, 0.08))
	m, err := s.Measure()
	require.NoError(t, err)
	require.Equal(t, 6, m.Joints)
	require.InDelta(t, 350, m.Upper, 1e-9)
	require.InDelta(t, 300+80+200, m.Fore, 1e-9)
	require.Equal(t, "joint_2", m.Shoulder.Name)
	require.Equal(t, "joint_3", m.Elbow.Name)
	// Both turn about +y, which lowers: the shoulder's own value is the angle, the
	// elbow's bend is counted upwards.
	require.InDelta(t, 1, m.Shoulder.Sign, 0)
	require.InDelta(t, -1, m.Elbow.Sign, 0)
	require.InDelta(t, 0, m.Shoulder.Zero, 1e-9)
	require.InDelta(t, 0, m.Elbow.Zero, 1e-9)
	require.True(t, m.Raises)

	none, err := fitted(t, skewed(6, 1)).Measure()
	require.NoError(t, err)
	require.Zero(t, none.Upper)
	require.Empty(t, none.Elbow.Name)
	require.NotEmpty(t, none.Hinge.Name)
}

// The shipped arm's own file is the shipped arm: its tip is the palm, though chains
// lead on to the fingertips, and nothing of any lesson is left out.
func TestTheShippedArmsFileTakesEveryLesson(t *testing.T) {
	s, err := lesson.Fitted(testdata.Path("robots", "bionic.urdf"), "")
	require.NoError(t, err)
	require.Equal(t, "palm", s.Robot.Model.LinkName(s.Tip))
	require.Len(t, lesson.Names(), 13)
	for _, name := range lesson.Names() {
		l, err := lesson.Shelf(lesson.English, name)
		require.NoError(t, err)
		session, err := l.Open(s)
		require.NoError(t, err, name)
		require.Empty(t, session.LeftOut, name)
	}
}

// A hand alone has no arm that its palm could be the tip of.
func TestOfAHandAloneAFingerMoves(t *testing.T) {
	s, err := lesson.Fitted(testdata.Path("robots", "four-finger.urdf"), "")
	require.NoError(t, err)
	require.NotEqual(t, "palm", s.Robot.Model.LinkName(s.Tip))
}

// A lesson of which an arm can take no page tells in one sentence which page lacks what.
func TestALessonWithoutAPageTellsWhy(t *testing.T) {
	s, err := lesson.Fitted(testdata.Path("robots", "four-finger.urdf"), "")
	require.NoError(t, err)
	l, err := lesson.Shelf(lesson.English, "limits")
	require.NoError(t, err)
	_, err = l.Open(s)
	require.Error(t, err)
	require.Regexp(t, `^lesson: this arm cannot take "limits": it has no page for such an arm: page "[^"]+"(, (page|exercise) "[^"]+")*: [a-z].*; page "[^"]+"`, err.Error())
}

// The samples of other people's arms.
func TestSampleArms(t *testing.T) {
	s, err := lesson.Fitted(testdata.Shared(t, "cases", "robots", "15-no-spare-joint.urdf"), "")
	require.NoError(t, err)
	opened := takes(t, s)
	require.NotContains(t, opened, "redundancy")
	require.Contains(t, opened, "jacobian")
}

func TestAPublishedSevenJointArm(t *testing.T) {
	s, err := lesson.Fitted(testdata.Shared(t, "vectors", "panda_arm.urdf"), "")
	require.NoError(t, err)
	opened := takes(t, s)
	for _, name := range []string{"rotations", "composition", "forward", "jacobian", "singularities", "redundancy", "ik"} {
		require.Contains(t, opened, name)
	}
	m, err := s.Measure()
	require.NoError(t, err)
	require.Equal(t, 7, m.Joints)
	require.False(t, m.Raises, "its elbow bends down from an upper arm that points up")
}
