package lesson

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// opener opens the pages of a lesson on an arm.
type opener struct {
	lesson  *Lesson
	setting *Setting
	arms    map[string]*anatomy // by the option tip
}

// Open opens a lesson on a robot. What does not fit is told with the lesson's
// file and line. Pages that speak of what the arm has not are left out; a lesson of
// which nothing is left is an error.
func (l *Lesson) Open(s *Setting) (*Session, error) {
	o := &opener{lesson: l, setting: s, arms: map[string]*anatomy{}}
	bare := *l
	bare.Steps, bare.Exercises = nil, nil
	out := &Session{Lesson: &bare}
	if err := l.Fits(s); err != nil {
		return nil, err
	}
	for i := range l.Steps {
		step := l.Steps[i]
		b, err := o.step(&step)
		if left, err := out.leave(err, "page", step.Title); err != nil || left {
			if err != nil {
				return nil, err
			}
			continue
		}
		bare.Steps = append(bare.Steps, step)
		out.Benches = append(out.Benches, b)
	}
	for i := range l.Exercises {
		e := l.Exercises[i]
		t, err := o.task(&e)
		if left, err := out.leave(err, "exercise", e.Name); err != nil || left {
			if err != nil {
				return nil, err
			}
			continue
		}
		bare.Exercises = append(bare.Exercises, e)
		out.Tasks = append(out.Tasks, t)
	}
	for i, t := range out.Tasks {
		t.Exercise = &bare.Exercises[i]
	}
	if len(out.Benches) == 0 {
		return nil, o.refusal("has no page for such an arm: "+strings.Join(out.LeftOut, "; "), nil)
	}
	return out, nil
}

// leave notes a page that the arm cannot take, beside others for the same reason, and
// passes other errors on.
func (s *Session) leave(err error, what, name string) (left bool, _ error) {
	var lack *lackError
	if !errors.As(err, &lack) {
		return false, err
	}
	page, why := fmt.Sprintf("%s %q", what, name), ": "+lack.why
	if lack.why == "" {
		return true, nil
	}
	for i, line := range s.LeftOut {
		if before, ok := strings.CutSuffix(line, why); ok {
			s.LeftOut[i] = before + ", " + page + why
			return true, nil
		}
	}
	s.LeftOut = append(s.LeftOut, page+why)
	return true, nil
}

// MisfitError says that an arm cannot take a lesson, and why in words whose subject
// is the lesson.
type MisfitError struct{ Lesson, Why string }

// Error is the one-line message.
func (e *MisfitError) Error() string {
	return fmt.Sprintf("lesson: this arm cannot take %q: it %s", e.Lesson, e.Why)
}

// refusal says why the arm cannot take the lesson.
func (o *opener) refusal(why string, err error) error {
	if err != nil {
		return err
	}
	return &MisfitError{o.lesson.Name, why}
}

// Fits tells whether the robot has what the lesson as a whole asks for; nil if it has,
// else a MisfitError. Single pages may ask for more.
func (l *Lesson) Fits(s *Setting) error {
	o := &opener{lesson: l, setting: s, arms: map[string]*anatomy{}}
	if why, err := o.misses(l.Needs); err != nil || why != "" {
		return o.refusal(why, err)
	}
	return nil
}

// ExercisesFor counts the exercises that are for the setting's robot.
func (l *Lesson) ExercisesFor(s *Setting) (n int) {
	o := &opener{lesson: l, setting: s, arms: map[string]*anatomy{}}
	for i := range l.Exercises {
		if o.fits(&l.Exercises[i].Setup) == nil {
			n++
		}
	}
	return n
}

// arm is the anatomy of the limb that ends at a tip; empty for the setting's.
func (o *opener) arm(tip string) (*anatomy, error) {
	if a, ok := o.arms[tip]; ok {
		return a, nil
	}
	link := o.setting.Tip
	if tip != "" {
		var err error
		if link, err = linkOf(o.setting.Robot.Model, tip); err != nil {
			return nil, err
		}
	}
	l, err := limbOf(o.setting.Robot.Model, link)
	if err != nil {
		return nil, err
	}
	o.arms[tip] = anatomyOf(l)
	return o.arms[tip], nil
}

// misses is what the setting's arm lacks of what a page needs.
func (o *opener) misses(needs []string) (string, error) {
	if len(needs) == 0 {
		return "", nil
	}
	a, err := o.arm("")
	if err != nil {
		return "", err
	}
	return a.misses(needs), nil
}

// fits tells whether a page is for the setting's arm.
func (o *opener) fits(u *Setup) error {
	for _, name := range u.Unless {
		why, err := o.misses([]string{name})
		if err != nil {
			return err
		}
		if why == "" {
			return &lackError{} // another page takes its place
		}
	}
	why, err := o.misses(u.Needs)
	if err == nil && why != "" {
		err = &lackError{why}
	}
	return err
}

// bench makes the experiment of a setup. Errors carry the lesson's line.
func (o *opener) bench(u *Setup) (*Bench, error) {
	l := o.lesson
	if err := o.fits(u); err != nil {
		return nil, err
	}
	kinds := experiments()
	i := slices.IndexFunc(kinds, func(k kindOfExperiment) bool { return k.name == u.Experiment })
	if i < 0 {
		names := make([]string, len(kinds))
		for j, k := range kinds {
			names[j] = k.name
		}
		return nil, l.fault(u.line, "no experiment %q, want one of %s", u.Experiment, strings.Join(names, ", "))
	}
	given := &options{given: slices.Clone(u.Options)}
	for _, g := range u.Options {
		if !slices.Contains(kinds[i].options, g.Name) {
			return nil, l.fault(g.line, "experiment %q has no option %q; it has %s", u.Experiment, g.Name, listOr(kinds[i].options, "none"))
		}
	}
	b := &Bench{setting: o.setting}
	if kinds[i].robot {
		if err := o.roles(b, given); err != nil {
			return nil, l.placed(u.line, fmt.Sprintf("%s: ", u.Experiment), err)
		}
	}
	e, err := kinds[i].make(o.setting, given)
	if err != nil {
		return nil, l.placed(u.line, fmt.Sprintf("%s: ", u.Experiment), err)
	}
	b.Experiment, b.params, b.results = e, e.Params(), e.Results()
	b.Start = make([]float64, len(b.params))
	for i, p := range b.params {
		b.Start[i] = p.Default
	}
	if err := o.aim(b, u.Aim); err != nil {
		return nil, err
	}
	return b, l.assign(b, b.Start, u.Set)
}

// roles finds out about the arm that a bench stands on, and puts names in the place
// of roles among the options.
func (o *opener) roles(b *Bench, given *options) (err error) {
	tip := given.take("tip", "")
	if strings.HasPrefix(tip, mark) {
		if b.arm, err = o.arm(""); err != nil {
			return err
		}
		if tip, err = b.arm.resolve(tip); err != nil {
			return err
		}
	}
	if b.arm, err = o.arm(tip); err != nil {
		return err
	}
	var counted []Option
	for i := range given.given {
		g := &given.given[i]
		if g.Name == "tip" {
			g.Value = tip
			continue
		}
		if h, ok := b.arm.joint(strings.TrimPrefix(g.Value, mark)); ok && strings.HasPrefix(g.Value, mark) && h.sign < 0 {
			counted = append(counted, Option{Name: backwards, Value: g.Name})
		}
		if g.Value, err = b.arm.resolve(g.Value); err != nil {
			return err
		}
	}
	given.given = append(given.given, counted...)
	return nil
}

// backwards is an option that no file can give: a joint that a role names counts the
// other way than its angle.
const backwards = "(backwards)"

// placed adds the line to an error, but for what an arm lacks, which is no fault of
// the file.
func (l *Lesson) placed(line int, before string, err error) error {
	var lack *lackError
	if errors.As(err, &lack) {
		return err
	}
	return l.fault(line, "%s%v", before, err)
}

// assign sets parameters by name.
func (l *Lesson) assign(b *Bench, dst []float64, set []Assignment) error {
	for _, a := range set {
		name, optional := strings.CutSuffix(a.Name, maybe)
		k, err := b.knob(name)
		var v float64
		if err == nil {
			v, err = b.params[k.at].reached(k, a.Value)
		}
		var lack *lackError
		if optional && errors.As(err, &lack) {
			continue
		}
		if err != nil {
			return l.placed(a.line, "", err)
		}
		dst[k.at] = v
	}
	return nil
}
