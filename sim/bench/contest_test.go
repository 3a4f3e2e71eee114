package bench

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// echo is a rival that answers as it is told to.
type echo struct {
	begun  int
	answer func(question any) ([]float64, error)
	closed *int
}

func (e *echo) Begin(any) error { e.begun++; return nil }
func (e *echo) Close()          { *e.closed++ }
func (e *echo) Solve(q any) ([]float64, time.Duration, error) {
	a, err := e.answer(q)
	return a, 3 * time.Microsecond, err
}

// contestWith holds the contest of poses with one rival.
func contestWith(t *testing.T, answer func(question any) ([]float64, error)) (ours, theirs *Standing) {
	t.Helper()
	opt, closed := brief(), 0
	opt.Duration, opt.Repeats = 300*time.Millisecond, 2
	opt.Against = []Entrant{{Name: "echo", Start: func() (Rival, error) { return &echo{answer: answer, closed: &closed}, nil }}}
	r := NewResult()
	require.NoError(t, Run(t.Context(), (&metronome{}).host(), opt, []string{"ik"}, r))
	require.Equal(t, 1, closed)
	c := r.Cases["ik"].Contest
	require.Equal(t, 30, c.Questions)
	require.Len(t, c.Entries, 2)
	return c.Entries[0], c.Entries[1]
}

// A rival whose answers are ours is as good as we are, and one that does nothing is
// not; joints outside their limits are counted.
func TestTheJudgeIsFair(t *testing.T) {
	s := &session{ctx: t.Context(), opt: brief()}
	s.opt.Duration = 300 * time.Millisecond
	q, err := s.ikQuiz()
	require.NoError(t, err)
	solve, err := q.ours()
	require.NoError(t, err)
	ours, same := contestWith(t, func(question any) ([]float64, error) { return solve(question.(ikQuestion).Index), nil })
	require.Empty(t, same.Failed)
	require.Equal(t, ours.PalmErrorMM, same.PalmErrorMM)
	require.Equal(t, ours.SolvedPct, same.SolvedPct)
	require.InDelta(t, 1, same.ErrorRatio.Float(), 1e-9)
	require.InDelta(t, 3, same.OwnUS.Float(), 1e-9)
	_, still := contestWith(t, func(question any) ([]float64, error) { return question.(ikQuestion).Start, nil })
	require.Zero(t, still.SolvedPct.Float())
	require.Greater(t, still.ErrorInterval[0].Float(), 1.0)
	_, beyond := contestWith(t, func(question any) ([]float64, error) {
		a := append([]float64(nil), question.(ikQuestion).Start...)
		a[0], a[1] = 100, -100
		return a, nil
	})
	require.InDelta(t, 60, beyond.LimitViolations.Float(), 1e-9)
}

// What is wrong is named, and what was answered before counts.
func TestARivalThatFailsKeepsItsAnswers(t *testing.T) {
	n := 0
	ours, theirs := contestWith(t, func(question any) ([]float64, error) {
		if n++; n > 5 {
			return nil, errors.New("out of ideas")
		}
		return question.(ikQuestion).Start, nil
	})
	require.Equal(t, "question 5: out of ideas", theirs.Failed)
	require.Equal(t, 5, theirs.Answered)
	require.Equal(t, 30, ours.Answered)
	_, none := contestWith(t, func(any) ([]float64, error) { return []float64{math.NaN()}, nil })
	require.Contains(t, none.Failed, "question 0: an answer of 1 numbers")
	require.False(t, none.ErrorRatio.Measured())
	require.ErrorContains(t, checkAnswer([]float64{math.Inf(1)}, 1), "number 0 of the answer is +Inf")
}
