package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"mirrorarm/sim/figure"
)

// Rival is a solver of somebody else's: another program, to which questions go and
// from which answers come. Solve ends when the suite does.
type Rival interface {
	// Begin tells what the questions will be about; it may be called again, for the
	// next repeat, after which nothing of the last one counts.
	Begin(header any) error
	// Solve asks one question and gives the answer's numbers (rad) and, if the rival
	// tells it, the time that it needed; below 0 if not.
	Solve(question any) (answer []float64, own time.Duration, err error)
	Close()
}

// Entrant is a rival and what it is called.
type Entrant struct {
	Name  string
	Start func() (Rival, error)
}

// Contest sets solvers side by side: the same questions to each.
type Contest struct {
	Questions int         `json:"questions"`
	Repeats   int         `json:"repeats"`
	Entries   []*Standing `json:"entries"` // ours first
}

// Standing is how one solver did. Figures that make no sense for a case are not
// measured.
type Standing struct {
	Name string `json:"name"`
	// Failed is why the solver was given up; its figures are of the answers before.
	Failed   string `json:"failed,omitempty"`
	Answered int    `json:"answered"`

	TipErrorMM      figure.Value `json:"tip_error_mm"`
	TipP95MM        figure.Value `json:"tip_p95_mm"`
	PinchGapMM      figure.Value `json:"pinch_gap_mm"`
	PalmErrorMM     figure.Value `json:"palm_error_mm"`
	PalmErrorDeg    figure.Value `json:"palm_error_deg"`
	JointRMSEDeg    figure.Value `json:"joint_rmse_deg"`
	SolvedPct       figure.Value `json:"solved_pct"`
	Smoothness      figure.Value `json:"smoothness_sal"`
	LimitViolations figure.Value `json:"limit_violations"` // joints, over answers
	SpeedViolations figure.Value `json:"speed_violations"`

	OwnUS       figure.Value `json:"own_us"`       // median, as the solver tells
	TransportUS figure.Value `json:"transport_us"` // median, from question to answer

	// Against ours: the ratio of the medians, and its 95 % bootstrap interval, of the
	// main error and of the time. Above 1 is worse than ours.
	ErrorRatio    figure.Value    `json:"error_ratio"`
	ErrorInterval [2]figure.Value `json:"error_ratio_interval"`
	TimeRatio     figure.Value    `json:"time_ratio"`
	TimeInterval  [2]figure.Value `json:"time_ratio_interval"`

	errors, times []float64 // of blocks of the first repeat; of repeats
}

// quiz is what one case asks.
type quiz struct {
	header    any
	questions []any
	elements  int // of an answer
	ours      func() (func(i int) []float64, error)
	// judge fills in the figures from the answers to the first questions; its result
	// are the errors, one for each answer, by which solvers are compared.
	judge func(s *Standing, answers [][]float64) []float64
}

// maxQuestions bounds a contest, whatever the duration.
const maxQuestions = 1000

// errorBlock is how many answers' errors are averaged before they are compared, since
// neighbours are alike.
const errorBlock = 25

// compete holds a contest.
func (s *session) compete(q *quiz) (*Contest, error) {
	c := &Contest{Questions: len(q.questions), Repeats: s.opt.Repeats}
	ours := &Standing{Name: "mirrorarm"}
	err := s.run(ours, q, 0, func() (asks, error) {
		solve, err := q.ours()
		return func(i int) ([]float64, time.Duration, error) { return solve(i), -1, nil }, err
	}, nil)
	if err != nil {
		return nil, err
	}
	ours.OwnUS, ours.TransportUS = ours.TransportUS, figure.Missing("there is none")
	c.Entries = []*Standing{ours}
	for i, e := range s.opt.Against {
		if s.ctx.Err() != nil {
			break
		}
		other := &Standing{Name: e.Name}
		rival, err := e.Start()
		if err == nil {
			err = s.run(other, q, float64(i+1)/float64(len(s.opt.Against)+1), func() (asks, error) {
				if err := rival.Begin(q.header); err != nil {
					return nil, err
				}
				return func(i int) ([]float64, time.Duration, error) { return rival.Solve(q.questions[i]) }, nil
			}, rival.Close)
		}
		if s.ctx.Err() != nil {
			break
		}
		if err != nil {
			other.Failed = err.Error()
		}
		other.compare(ours)
		c.Entries = append(c.Entries, other)
	}
	return c, nil
}

// asks puts question i.
type asks func(i int) (answer []float64, own time.Duration, err error)

// run puts all questions, in repeats; an error is the solver's, or the suite's end.
// What was answered before counts.
func (s *session) run(st *Standing, q *quiz, share float64, begin func() (asks, error), closing func()) (err error) {
	if closing != nil {
		defer closing()
	}
	var answers [][]float64
	var own, all []float64
	for repeat := range s.opt.Repeats {
		s.tell(st.Name, share+float64(repeat)/float64(s.opt.Repeats)/float64(len(s.opt.Against)+1))
		var ask asks
		if ask, err = begin(); err != nil {
			break
		}
		var took []float64
		for i := range q.questions {
			if err = s.ctx.Err(); err != nil {
				break
			}
			start := s.host.Clock.Now()
			answer, tells, problem := ask(i)
			span := s.host.Clock.Now() - start
			if problem == nil {
				problem = checkAnswer(answer, q.elements)
			}
			if problem != nil {
				err = fmt.Errorf("question %d: %w", i, problem)
				break
			}
			took = append(took, float64(span)/1e3)
			if tells >= 0 {
				own = append(own, float64(tells)/1e3)
			}
			if repeat == 0 {
				answers = append(answers, slices.Clone(answer))
			}
		}
		all = append(all, took...)
		if err != nil {
			break
		}
		st.times = append(st.times, median(took))
	}
	st.conclude(q, answers, own, all)
	return err
}

func (s *Standing) conclude(q *quiz, answers [][]float64, own, all []float64) {
	none := figure.Missing("this case has none")
	for _, v := range []*figure.Value{&s.TipErrorMM, &s.TipP95MM, &s.PinchGapMM, &s.PalmErrorMM, &s.PalmErrorDeg, &s.JointRMSEDeg,
		&s.SolvedPct, &s.Smoothness, &s.LimitViolations, &s.SpeedViolations} {
		*v = none
	}
	s.ErrorRatio, s.TimeRatio = figure.Missing("it is the measure"), figure.Missing("it is the measure")
	s.ErrorInterval, s.TimeInterval = [2]figure.Value{s.ErrorRatio, s.ErrorRatio}, [2]figure.Value{s.TimeRatio, s.TimeRatio}
	s.OwnUS, s.TransportUS = figure.Missing("the solver does not tell"), figure.Missing("nothing was answered")
	if len(own) > 0 {
		s.OwnUS = figure.Of(median(own))
	}
	if s.Answered = len(answers); s.Answered == 0 {
		return
	}
	s.TransportUS = figure.Of(median(all))
	errors := q.judge(s, answers)
	for i := 0; i < len(errors); i += errorBlock {
		s.errors = append(s.errors, mean(errors[i:min(i+errorBlock, len(errors))]))
	}
}

// compare sets a solver against ours, over what both have answered.
func (s *Standing) compare(ours *Standing) {
	if s.Answered == 0 {
		none := figure.Missing("nothing was answered")
		s.ErrorRatio, s.TimeRatio = none, none
		s.ErrorInterval, s.TimeInterval = [2]figure.Value{none, none}, [2]figure.Value{none, none}
		return
	}
	n := min(len(s.errors), len(ours.errors))
	s.ErrorRatio, s.ErrorInterval = ratioOfMedians(ours.errors[:n], s.errors[:n])
	s.TimeRatio, s.TimeInterval = ratioOfMedians(ours.times, s.times)
}

// ratioOfMedians is that of b to a, and its 95 % bootstrap interval, as compare has it.
func ratioOfMedians(a, b []float64) (ratio figure.Value, ci [2]figure.Value) {
	if len(a) == 0 || len(b) == 0 || !(median(a) > 0) {
		none := figure.Missing("too little was answered")
		return none, [2]figure.Value{none, none}
	}
	rng := rand.New(rand.NewPCG(2, uint64(len(a))))
	ratios := make([]float64, resamples)
	for i := range ratios {
		ratios[i] = redrawnMedian(b, rng) / math.Max(redrawnMedian(a, rng), math.SmallestNonzeroFloat64)
	}
	slices.Sort(ratios)
	return figure.Of(median(b) / median(a)), interval([2]float64{quantile(ratios, 0.025), quantile(ratios, 0.975)})
}

// checkAnswer reports what is wrong with an answer.
func checkAnswer(answer []float64, n int) error {
	if len(answer) != n {
		return fmt.Errorf("an answer of %d numbers, want %d", len(answer), n)
	}
	for i, v := range answer {
		if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e6 {
			return fmt.Errorf("number %d of the answer is %g", i, v)
		}
	}
	return nil
}
