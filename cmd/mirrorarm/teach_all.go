package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mirrorarm/sim/lesson"
	"mirrorarm/sim/lesson/student"
)

// teachReport is what the scripted student achieved.
type teachReport struct {
	Lessons   []lessonReport `json:"lessons"`
	Exercises int            `json:"exercises"`
	Accepted  int            `json:"accepted"` // right answers
	Refused   int            `json:"refused"`  // wrong answers
	Wrong     int            `json:"wrong"`    // given

	Interrupted bool `json:"interrupted,omitempty"` // after the lessons that are here
}

type lessonReport struct {
	Name      string           `json:"name"`
	Title     string           `json:"title"`
	Steps     int              `json:"steps"`
	Exercises []exerciseReport `json:"exercises"`
	LeftOut   []string         `json:"left_out,omitempty"` // what the robot cannot take, and why
}

type exerciseReport struct {
	Name     string         `json:"name"`
	Kind     string         `json:"kind"`
	Answer   string         `json:"answer"`
	Accepted bool           `json:"accepted"`
	Message  string         `json:"message"`
	Wrong    []answerReport `json:"wrong"`
}

type answerReport struct {
	Answer   string `json:"answer"`
	Accepted bool   `json:"accepted"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

// runAll lets the scripted student work through lessons. Of several, those that the
// robot cannot take are named and left out.
func (c *teachCmd) runAll(a *app, s *lesson.Setting, names []string) error {
	arm, err := c.measured(s)
	if err != nil {
		return err
	}
	scripts := map[[2]string]student.Script{}
	for _, script := range student.Scripts(arm) {
		scripts[[2]string{script.Lesson, script.Exercise}] = script
	}
	bar := a.progress("taking lessons")
	defer bar.end()
	var r teachReport
	for i, name := range names {
		bar.show(float64(i) / float64(len(names)))
		l, err := c.load(name)
		if err != nil {
			return err
		}
		part, err := awaitOr(a.ctx, bar, func() (lessonReport, error) { return workThrough(l, s, scripts) })
		if r.Interrupted = errors.Is(err, context.Canceled) && i > 0; r.Interrupted {
			break
		}
		if misfit := (*lesson.MisfitError)(nil); errors.As(err, &misfit) && len(names) > 1 {
			r.Lessons = append(r.Lessons, lessonReport{Name: name, Title: l.Title, Exercises: []exerciseReport{}, LeftOut: []string{misfit.Why}})
			continue
		}
		if err != nil {
			return err
		}
		for _, e := range part.Exercises {
			r.count(e)
		}
		r.Lessons = append(r.Lessons, part)
	}
	bar.end()
	if err := orInterrupted(r.Interrupted, c.printReport(a, &r)); err != nil {
		return err
	}
	if r.Accepted != r.Exercises || r.Refused != r.Wrong {
		return fmt.Errorf("%d of %d right answers accepted, %d of %d wrong ones refused", r.Accepted, r.Exercises, r.Refused, r.Wrong)
	}
	return nil
}

// workThrough lets the scripted student answer the exercises of a lesson.
func workThrough(l *lesson.Lesson, s *lesson.Setting, scripts map[[2]string]student.Script) (lessonReport, error) {
	session, err := l.Open(s)
	if err != nil {
		return lessonReport{}, err
	}
	part := lessonReport{Name: l.Name, Title: l.Title, Steps: len(session.Lesson.Steps), LeftOut: session.LeftOut}
	for _, task := range session.Tasks {
		script, ok := scripts[[2]string{l.Name, task.Exercise.Name}]
		if !ok {
			return part, fmt.Errorf("the scripted student has no answer to %s of lesson %s", task.Exercise.Name, l.Name)
		}
		e, err := answerBy(task, script)
		if err != nil {
			return part, err
		}
		part.Exercises = append(part.Exercises, e)
	}
	return part, nil
}

// measured is what the student knows of the arm: of the shipped one what he wrote down
// himself, of another one what can be measured on it.
func (c *teachCmd) measured(s *lesson.Setting) (*student.Arm, error) {
	if c.Robot == "" {
		return student.Shipped(), nil
	}
	m, err := s.Measure()
	if err != nil {
		return nil, err
	}
	joint := func(h lesson.HingeMeasure) student.Joint {
		return student.Joint{Name: h.Name, Sign: h.Sign, Zero: h.Zero, Lower: h.Lower, Upper: h.Upper}
	}
	return &student.Arm{
		Joints: m.Joints, Upper: m.Upper, Fore: m.Fore, Raises: m.Raises, ElbowMost: m.ElbowMost,
		Shoulder: joint(m.Shoulder), Elbow: joint(m.Elbow), Wrist: joint(m.Wrist), Hinge: joint(m.Hinge), Names: m.Names,
		Base: m.Links.Base, UpperLink: m.Links.Upper, ForeLink: m.Links.Fore, Tip: m.Links.Tip, A: m.Links.A, B: m.Links.B, C: m.Links.C,
	}, nil
}

func (r *teachReport) count(e exerciseReport) {
	r.Exercises++
	if e.Accepted {
		r.Accepted++
	}
	for _, w := range e.Wrong {
		r.Wrong++
		if !w.Accepted {
			r.Refused++
		}
	}
}

// answerBy gives the wrong answers first, as a student would.
func answerBy(t *lesson.Task, script student.Script) (exerciseReport, error) {
	right, wrong := script.Answers(t.Exercise.Ask)
	out := exerciseReport{Name: t.Exercise.Name, Kind: t.Exercise.Kind.String(), Answer: right}
	for i, answer := range wrong {
		v, err := t.Check(answer)
		if err != nil {
			return out, err
		}
		out.Wrong = append(out.Wrong, answerReport{answer, v.Accepted, v.Message, t.Hint(i + 1)})
	}
	v, err := t.Check(right)
	if err != nil {
		return out, err
	}
	out.Accepted, out.Message = v.Accepted, v.Message
	return out, nil
}

// reportOwn checks a lesson of somebody's own by the answers that opening it
// found.
func (c *teachCmd) reportOwn(a *app, s *lesson.Setting, l *lesson.Lesson) error {
	session, err := awaitSaying(a, "opening the lesson", func() (*lesson.Session, error) { return l.Open(s) })
	if err != nil {
		return err
	}
	r := teachReport{Lessons: []lessonReport{{Name: l.Name, Title: l.Title, Steps: len(session.Lesson.Steps), LeftOut: session.LeftOut}}}
	for _, t := range session.Tasks {
		v, err := t.Check(t.Solution())
		if err != nil {
			return err
		}
		e := exerciseReport{Name: t.Exercise.Name, Kind: t.Exercise.Kind.String(), Answer: t.Solution(), Accepted: v.Accepted, Message: v.Message}
		r.Lessons[0].Exercises = append(r.Lessons[0].Exercises, e)
		r.count(e)
	}
	return a.printJSON(r)
}

func (c *teachCmd) printReport(a *app, r *teachReport) error {
	if c.JSON {
		return a.printJSON(r)
	}
	var out strings.Builder
	for _, l := range r.Lessons {
		fmt.Fprintf(&out, "%s: %d steps\n", l.Title, l.Steps)
		for _, why := range l.LeftOut {
			fmt.Fprintf(&out, "  left out: %s\n", why)
		}
		for _, e := range l.Exercises {
			for _, w := range e.Wrong {
				fmt.Fprintf(&out, "  %-18s refused   %s: %s\n%31s%s\n", e.Name, w.Answer, w.Message, "", w.Hint)
			}
			verdict := "accepted"
			if !e.Accepted {
				verdict = "REFUSED"
			}
			fmt.Fprintf(&out, "  %-18s %-9s %s: %s\n", e.Name, verdict, e.Answer, e.Message)
		}
	}
	fmt.Fprintf(&out, "\n%d exercises: %d right answers accepted, %d of %d wrong ones refused\n", r.Exercises, r.Accepted, r.Refused, r.Wrong)
	_, err := fmt.Fprint(a.stdout, out.String())
	return err
}
