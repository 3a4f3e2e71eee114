package student_test

import (
	"testing"

	"mirrorarm/sim/lesson"
	"mirrorarm/sim/lesson/student"

	"github.com/stretchr/testify/require"
)

// otherArms are exercises of which the shipped arm takes another one.
var otherArms = map[string]bool{"bone-between-axes": true}

// TestTheStudentPasses: answers from textbook formulas are accepted, each wrong
// one is refused with the reason and a hint that goes further than the last.
func TestTheStudentPasses(t *testing.T) {
	scripts := map[[2]string]student.Script{}
	for _, s := range student.Scripts(student.Shipped()) {
		if !otherArms[s.Exercise] {
			scripts[[2]string{s.Lesson, s.Exercise}] = s
		}
	}
	setting, err := lesson.Shipped()
	require.NoError(t, err)
	exercises := 0
	for _, name := range lesson.Names() {
		l, err := lesson.Shelf(lesson.English, name)
		require.NoError(t, err)
		session, err := l.Open(setting)
		require.NoError(t, err)
		for _, task := range session.Tasks {
			exercises++
			s, ok := scripts[[2]string{name, task.Exercise.Name}]
			require.True(t, ok, "%s/%s has no script", name, task.Exercise.Name)
			right, wrongs := s.Answers(task.Exercise.Ask)
			hints := map[string]bool{}
			for i, wrong := range wrongs {
				v, err := task.Check(wrong)
				require.NoError(t, err, "%s/%s: %s", name, s.Exercise, wrong)
				require.False(t, v.Accepted, "%s/%s: %s: %s", name, s.Exercise, wrong, v.Message)
				require.NotEmpty(t, v.Message)
				hints[task.Hint(i+1)] = true
			}
			require.Len(t, hints, 3)
			v, err := task.Check(right)
			require.NoError(t, err, "%s/%s: %s", name, s.Exercise, right)
			require.True(t, v.Accepted, "%s/%s: %s: %s", name, s.Exercise, right, v.Message)
		}
	}
	require.Len(t, scripts, exercises)
}
