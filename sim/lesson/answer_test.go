package lesson_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSlipsAreRecognised: a wrong number is answered by what probably went wrong.
func TestSlipsAreRecognised(t *testing.T) {
	for _, c := range []struct{ lesson, exercise, answer, want string }{
		{"jacobian", "elbow-step", "9.4248", "right but for the sign"},
		{"jacobian", "lever", "0.3669", "a thousand times larger: the answer is wanted in mm/rad"},
		{"contact", "force", "8200", "a thousand times smaller: the answer is wanted in N"},
		{"rotations", "one-turn", "1.4454", "that looks like radians"},
		{"jacobian", "square-law", "0.25", "the inverse of the ratio"},
		{"contact", "rubber", "0", "too small"},
		{"mirror", "image", "-900", "the sign is wrong"},
		{"limits", "too-far", "570", "too large"},
	} {
		task, err := open(t, c.lesson).Task(c.exercise)
		require.NoError(t, err)
		v, err := task.Check(c.answer)
		require.NoError(t, err)
		require.False(t, v.Accepted)
		require.Contains(t, v.Message, c.want, "%s/%s", c.lesson, c.exercise)
	}
}

// TestARaceIsEachSolversOwn: side by side says what each says alone.
func TestARaceIsEachSolversOwn(t *testing.T) {
	s := open(t, "ik")
	together, err := s.Values(5)
	require.NoError(t, err)
	for step, name := range map[int]string{0: "pseudo-inverse", 1: "transpose", 3: "CCD"} {
		alone, err := s.Values(step)
		require.NoError(t, err)
		require.Contains(t, together, name+": "+alone[0])
	}
}

// TestWrongProductsSayWhereNamesClash: an order is refused with how far off it is
// and which two names do not match.
func TestWrongProductsSayWhereNamesClash(t *testing.T) {
	task, err := open(t, "composition").Task("to-the-fingertip")
	require.NoError(t, err)
	v, err := task.Check("baseFromForearm palmFromIndexTip")
	require.NoError(t, err)
	require.False(t, v.Accepted)
	require.Regexp(t, `that product is off by [0-9.]+ mm and [0-9.]+°; Forearm and palm do not match`, v.Message)
	v, err = task.Check("3 2 1") // by number, as they are listed
	require.NoError(t, err)
	require.True(t, v.Accepted)
}
