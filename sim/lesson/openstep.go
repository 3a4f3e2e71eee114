package lesson

import (
	"errors"
	"fmt"
	"strings"
)

// step opens a step: names in the place of roles, numbers in its words.
func (o *opener) step(step *Step) (*Bench, error) {
	l := o.lesson
	b, err := o.bench(&step.Setup)
	if err != nil {
		return nil, err
	}
	if _, err = b.Run(b.Start); err != nil {
		return nil, l.placed(step.line, fmt.Sprintf("step %q: ", step.Title), err)
	}
	if step.Values, err = b.resolveAll(step.Values); err != nil {
		return nil, l.placed(step.valuesLine, fmt.Sprintf("step %q: ", step.Title), err)
	}
	if err := b.canShow(step.Show); err != nil {
		return nil, l.fault(step.line, "step %q: experiment %q %v", step.Title, step.Setup.Experiment, err)
	}
	if err := b.speakOf(step.Transforms); err != nil {
		return nil, l.placed(step.line, fmt.Sprintf("step %q: transforms: ", step.Title), err)
	}
	if step.Plot, err = b.plot(step.Plot); err != nil {
		return nil, l.placed(step.plotLine(), fmt.Sprintf("step %q: plot: ", step.Title), err)
	}
	if step.Setup.Knobs, err = b.knobs(step.Setup.Knobs); err != nil {
		return nil, l.placed(step.line, fmt.Sprintf("step %q: knobs: ", step.Title), err)
	}
	results, err := b.Run(b.Start) // the plot's sweep left it elsewhere
	if err != nil {
		return nil, l.placed(step.line, fmt.Sprintf("step %q: ", step.Title), err)
	}
	words := speaker{bench: b, results: results}
	if step.Text, err = words.text(step.Text); err == nil {
		step.Formulas, err = words.texts(step.Formulas)
	}
	if err != nil {
		return nil, l.placed(step.line, fmt.Sprintf("step %q: ", step.Title), err)
	}
	return b, nil
}

func (s *Step) plotLine() int {
	if s.Plot == nil {
		return s.line
	}
	return s.Plot.line
}

// resolveAll puts names in the place of roles in names of results, each of which
// there must be; one with a star may be missing.
func (b *Bench) resolveAll(names []string) (out []string, err error) {
	for _, name := range names {
		plain, optional := strings.CutSuffix(name, maybe)
		resolved, err := b.resolve(plain)
		if err == nil {
			_, err = b.Result(resolved)
		}
		var lack *lackError
		if optional && errors.As(err, &lack) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, resolved)
	}
	return out, nil
}

// plot is a plot with names in the place of roles, once it was drawn to see that it
// can be.
func (b *Bench) plot(p *Plot) (*Plot, error) {
	if p == nil {
		return nil, nil
	}
	out := *p
	var err error
	if p.Sweep != "" {
		if out.Results, err = b.resolveAll(p.Results); err != nil {
			return p, err
		}
	}
	_, err = b.Trace(&out)
	return &out, err
}

// knobs are the names of the parameters that a page shows; nil for all.
func (b *Bench) knobs(names []string) (out []string, err error) {
	if names == nil {
		return nil, nil
	}
	out = []string{}
	for _, name := range names {
		plain, optional := strings.CutSuffix(name, maybe)
		k, err := b.knob(plain)
		var lack *lackError
		if optional && errors.As(err, &lack) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, b.params[k.at].Name)
	}
	return out, nil
}

// speakOf finds the links between which the transforms of a page lead.
func (b *Bench) speakOf(text string) error {
	join := ""
	for _, word := range strings.Fields(text) {
		if word == "=" || word == "·" || word == "," {
			join = strings.Trim(word, ",")
			continue
		}
		if b.arm == nil {
			return fmt.Errorf("%s: no arm stands on this page", word)
		}
		spelt, err := b.arm.inTransforms(word)
		if err != nil {
			return err
		}
		t, err := linksOf(b.setting.Robot.Model, spelt)
		if err != nil {
			return err
		}
		t.join = join
		b.transforms = append(b.transforms, t)
	}
	return nil
}
