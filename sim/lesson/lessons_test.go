package lesson_test

import (
	"strings"
	"testing"

	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
)

func open(t testing.TB, name string) *lesson.Session {
	t.Helper()
	l, err := lesson.Shelf(lesson.English, name)
	require.NoError(t, err)
	s, err := lesson.Shipped()
	require.NoError(t, err)
	session, err := l.Open(s)
	require.NoError(t, err)
	return session
}

// TestEveryLessonOpens: names resolve, exercises have solutions, and these are
// accepted.
func TestEveryLessonOpens(t *testing.T) {
	require.GreaterOrEqual(t, len(lesson.Names()), 10)
	for _, name := range lesson.Names() {
		t.Run(name, func(t *testing.T) {
			s := open(t, name)
			require.Equal(t, name, s.Lesson.Name)
			require.GreaterOrEqual(t, s.Lesson.Minutes, 5)
			require.LessOrEqual(t, s.Lesson.Minutes, 10)
			require.GreaterOrEqual(t, len(s.Tasks), 2)
			for i := range s.Lesson.Steps {
				_, err := s.Values(i)
				require.NoError(t, err)
			}
			for _, task := range s.Tasks {
				v, err := task.Check(task.Solution())
				require.NoError(t, err, task.Exercise.Name)
				require.True(t, v.Accepted, "%s: %s: %s", task.Exercise.Name, task.Solution(), v.Message)
				t.Logf("%s: %s: %s", task.Exercise.Name, task.Solution(), v.Message)
			}
		})
	}
}

// TestTheExampleIsALesson keeps the documented format true.
func TestTheExampleIsALesson(t *testing.T) {
	l, err := lesson.Parse("example.yaml", strings.NewReader(lesson.Example()))
	require.NoError(t, err)
	s, err := lesson.Shipped()
	require.NoError(t, err)
	session, err := l.Open(s)
	require.NoError(t, err)
	kinds := map[lesson.Kind]bool{}
	for _, task := range session.Tasks {
		kinds[task.Exercise.Kind] = true
	}
	require.Len(t, kinds, 4)
}
