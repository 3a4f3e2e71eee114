package lesson_test

import (
	"strings"
	"testing"

	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
)

// good is a small lesson; the tests below spoil one line of it.
const good = `lesson: own
title: Own
summary: One line.
minutes: 5
steps:
  - title: A
    text: Words.
    experiment: arm
    set: {elbow_flexion: 60}
    values: [tip.x_mm]
    show: [frames]
    plot: {sweep: elbow_flexion, from: 0, to: 90, results: [reach_mm]}
exercises:
  - name: one
    kind: find
    ask: Bend it.
    experiment: arm
    change: [elbow_flexion]
    goals:
      - {result: reach_mm, below: 400}
    hints: [a, b, c]
`

func TestWhatIsWrongIsToldWithItsLine(t *testing.T) {
	setting, err := lesson.Shipped()
	require.NoError(t, err)
	l, err := lesson.Parse("own.yaml", strings.NewReader(good))
	require.NoError(t, err)
	_, err = l.Open(setting)
	require.NoError(t, err)

	for _, c := range []struct{ name, from, to, want string }{
		{"unknown key", "summary: One line.", "sum: x", `own.yaml:3: unknown key "sum" in the lesson, want one of lesson, title`},
		{"key twice", "title: Own", "title: Own\ntitle: Two", `own.yaml:3: the lesson: key "title" twice`},
		{"missing key", "minutes: 5\n", "", `own.yaml:1: the lesson has no "minutes"`},
		{"no number", "minutes: 5", "minutes: long", `own.yaml:4: minutes "long": want a finite number`},
		{"NaN", "elbow_flexion: 60}", "elbow_flexion: .nan}", `own.yaml:9: elbow_flexion ".nan": want a finite number`},
		{"no joint", "set: {elbow_flexion: 60}", "set: {elbow: 60}", `own.yaml:9: no parameter "elbow"; there are shoulder_pitch`},
		{"beyond a limit", "elbow_flexion: 60}", "elbow_flexion: 200}", `own.yaml:9: elbow_flexion 200: want 0° to 149°`},
		{"no experiment", "experiment: arm\n    set", "experiment: leg\n    set", `own.yaml:8: no experiment "leg", want one of rotation, joint-frames, arm`},
		{"no option", "experiment: arm\n    set", "experiment: arm\n    with: {colour: red}\n    set", `own.yaml:9: experiment "arm" has no option "colour"; it has tip`},
		{"no link", "experiment: arm\n    set", "experiment: arm\n    with: {tip: toe}\n    set", `own.yaml:8: arm: lesson: no link "toe" on "bionic"`},
		{"no result", "values: [tip.x_mm]", "values: [tip.x]", `own.yaml:10: step "A": no result "tip.x"; there are tip.x_mm`},
		{"no view", "show: [frames]", "show: [colours]", `own.yaml:11: view "colours", want one of frames`},
		{"empty sweep", "from: 0, to: 90", "from: 90, to: 0", `own.yaml:12: plot: from 90 to 0, want a range`},
		{"no such sweep", "sweep: elbow_flexion", "sweep: knee", `own.yaml:12: step "A": plot: no parameter "knee"`},
		{"no kind", "kind: find", "kind: guess", `own.yaml:15: kind "guess", want one of predict, find, choose, reach, order`},
		{"key of another kind", "kind: find", "kind: reach", `own.yaml:14: exercise "one": reach needs "target"`},
		{"two hints", "hints: [a, b, c]", "hints: [a, b]", `own.yaml:14: exercise "one": 2 hints, want 3`},
		{"goal without bound", "below: 400", "below: .inf", `own.yaml:20: below ".inf": want a finite number`},
		{"no solution", "below: 400", "below: 100", `own.yaml:14: exercise "one": has no solution that the search finds; closest: elbow_flexion=148.9`},
		{"solved at once", "below: 400", "below: 600", `own.yaml:14: exercise "one": solved before anything is changed`},
		{"alias", "title: Own", "title: &t Own\nsummary: *t\n#", `an alias, want the text itself`},
		{"not YAML", "minutes: 5", "minutes: [5", `not YAML`},
		{"two documents", "hints: [a, b, c]", "hints: [a, b, c]\n---\nlesson: two", `more than one document`},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, good, c.from)
			l, err := lesson.Parse("own.yaml", strings.NewReader(strings.Replace(good, c.from, c.to, 1)))
			if err == nil {
				_, err = l.Open(setting)
			}
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
	_, err = lesson.Parse("own.yaml", strings.NewReader(""))
	require.ErrorContains(t, err, "own.yaml: empty, want a lesson")
	_, err = lesson.Parse("own.yaml", strings.NewReader(strings.Repeat("#", 1<<20+1)))
	require.ErrorContains(t, err, "longer than 1048576 bytes")
	_, err = lesson.Shelf("en", "cooking")
	require.ErrorContains(t, err, `no lesson "cooking"; there are rotations`)
	_, err = lesson.Shelf("xx", "ik")
	require.ErrorContains(t, err, `does not exist in language "xx"`)
}

func TestARobotThatDoesNotFitIsTold(t *testing.T) {
	l, err := lesson.Shelf(lesson.English, "redundancy")
	require.NoError(t, err)
	setting, err := lesson.Fitted("testdata/two_joints.urdf", "")
	require.NoError(t, err)
	_, err = l.Open(setting)
	require.EqualError(t, err, `lesson: this arm cannot take "redundancy": it needs a spare joint, which "two_joints" has not`)
	_, err = lesson.Fitted("testdata/two_joints.urdf", "foot")
	require.ErrorContains(t, err, `testdata/two_joints.urdf: lesson: no link "foot" on "two_joints", which has base arm hand`)
	_, err = lesson.Fitted("testdata/two_joints.urdf", "base")
	require.ErrorContains(t, err, `no joint of "two_joints" moves link "base"`)
	_, err = lesson.Fitted("testdata/none.urdf", "")
	require.Error(t, err)
}

// TestAnotherRobotTakesALesson: the lessons that name no joint fit any robot,
// and a sliding joint goes by mm.
func TestAnotherRobotTakesALesson(t *testing.T) {
	setting, err := lesson.Fitted("testdata/two_joints.urdf", "")
	require.NoError(t, err)
	own := strings.NewReplacer("elbow_flexion: 60", "slide: 60", "sweep: elbow_flexion, from: 0, to: 90", "sweep: slide, from: 0, to: 100",
		"change: [elbow_flexion]", "change: [slide]", "below: 400", "above: 350, below: 360").Replace(good)
	l, err := lesson.Parse("own.yaml", strings.NewReader(own))
	require.NoError(t, err)
	s, err := l.Open(setting)
	require.NoError(t, err)
	values, err := s.Values(0)
	require.NoError(t, err)
	require.Equal(t, []string{"tip x = 360 mm"}, values) // 300 mm of arm, 60 mm slid out
	v, err := s.Tasks[0].Check("slide=55")
	require.NoError(t, err)
	require.True(t, v.Accepted, v.Message)
}

func TestUnreadableAnswersCostNoTry(t *testing.T) {
	for _, c := range []struct{ lesson, exercise, answer, want string }{
		{"jacobian", "lever", "far", `"far": want a number, in mm/rad`},
		{"jacobian", "lever", "", "0 bytes of answer"},
		{"jacobian", "lever", "NaN", "want a number"},
		{"jacobian", "allowed-step", "step", `"step": want NAME=VALUE`},
		{"jacobian", "allowed-step", "step=x", "step=x: want a number"},
		{"jacobian", "allowed-step", "step=1e9", "step 1e+09: want -90° to 90°"},
		{"jacobian", "allowed-step", "elbow_flexion=3", "elbow_flexion is not to be changed here"},
		{"composition", "to-the-fingertip", "palmFromMoon", `"palmFromMoon" is not on offer`},
		{"composition", "to-the-fingertip", "1 1", `"1" is not on offer, or used twice`},
		{"glove", "how-many", "channels=1000.5", "want a whole number"},
	} {
		task, err := open(t, c.lesson).Task(c.exercise)
		require.NoError(t, err)
		_, err = task.Check(c.answer)
		require.ErrorContains(t, err, c.want)
	}
	_, err := open(t, "jacobian").Task("none")
	require.ErrorContains(t, err, `no exercise "none" in "jacobian"; it has lever`)
}

func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add(lesson.Example())
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = lesson.Parse("fuzz.yaml", strings.NewReader(text)) // must not panic
	})
}
