package lesson

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// attempt is the student's work on the exercise of the open page.
type attempt struct {
	typed   string // of Predict
	chosen  []int  // of Order: places in From
	refused int    // answers, and hints that were asked for
	hinted  bool
	verdict string
	right   bool
	shown   string // the solution, once it was asked for
}

// Typed is the number that is being typed.
func (c *Class) Typed() string { return c.answer.typed }

// longestNumber bounds what is typed into the window, in characters.
const longestNumber = 16

// Type adds characters of a number to the answer of a prediction; others are
// ignored.
func (c *Class) Type(characters []rune) {
	if !c.Types() {
		return
	}
	for _, r := range characters {
		if strings.ContainsRune("0123456789.,-+eE", r) && len(c.answer.typed) < longestNumber {
			c.answer.typed += string(r)
		}
	}
}

// Types tells whether the page takes a typed number.
func (c *Class) Types() bool { t := c.Task(); return t != nil && t.Exercise.Kind == Predict }

// Choice is a transform on offer, and its place in the product, 0 for unused.
type Choice struct {
	Transform string
	Place     int
}

// Choices are the transforms that an exercise offers to be put in order.
func (c *Class) Choices() (out []Choice) {
	t := c.Task()
	if t == nil || t.Exercise.Kind != Order {
		return nil
	}
	for i, name := range t.Exercise.From {
		out = append(out, Choice{name, 1 + slices.Index(c.answer.chosen, i)})
	}
	return out
}

// Choose puts a transform on offer behind those chosen so far, or takes it back.
func (c *Class) Choose(i int) {
	if i < 0 || i >= len(c.Choices()) {
		return
	}
	if at := slices.Index(c.answer.chosen, i); at >= 0 {
		c.answer.chosen = slices.Delete(c.answer.chosen, at, at+1)
	} else {
		c.answer.chosen = append(c.answer.chosen, i)
	}
}

// Erase takes back the last character or transform of the answer.
func (c *Class) Erase() {
	if n := len(c.answer.typed); n > 0 {
		c.answer.typed = c.answer.typed[:n-1]
	}
	if n := len(c.answer.chosen); n > 0 {
		c.answer.chosen = c.answer.chosen[:n-1]
	}
}

// given is the answer as the terminal would type it.
func (c *Class) given(t *Task) string {
	switch t.Exercise.Kind {
	case Predict:
		return c.answer.typed
	case Order:
		var names []string
		for _, i := range c.answer.chosen {
			names = append(names, t.Exercise.From[i])
		}
		return strings.Join(names, " ")
	}
	return t.typed(c.at)
}

// Check judges the answer: the number, the order, or where the knobs stand. The
// error is that of the progress file.
func (c *Class) Check() error {
	t := c.Task()
	if t == nil {
		return nil
	}
	v, err := t.Check(c.given(t))
	c.runAgain() // the check ran the experiment at other knobs
	if err != nil {
		c.answer.verdict, c.answer.right = strings.TrimPrefix(err.Error(), "lesson: "), false
		return nil
	}
	c.answer.verdict, c.answer.right = v.Message, v.Accepted
	if !v.Accepted {
		c.answer.refused++
		c.answer.hinted = true
	}
	if c.progress == nil {
		return nil
	}
	c.progress.Record(c.Lesson().Name, t.Exercise.Name, v.Accepted)
	return c.progress.Save()
}

// Verdict is what became of the last answer; empty before the first.
func (c *Class) Verdict() (message string, right bool) { return c.answer.verdict, c.answer.right }

// AskHint gives the next hint.
func (c *Class) AskHint() {
	if c.Task() != nil {
		c.answer.refused++
		c.answer.hinted = true
	}
}

// Hint is the hint that was given last, and its number; empty before the first.
func (c *Class) Hint() (text string, number int) {
	t := c.Task()
	if t == nil || !c.answer.hinted || c.answer.right {
		return "", 0
	}
	return t.Hint(c.answer.refused), min(max(c.answer.refused, 1), NumHints)
}

// Reveal shows an answer that is right, as the search found it.
func (c *Class) Reveal() {
	if t := c.Task(); t != nil {
		c.answer.shown = t.Solution()
	}
}

// Revealed is the answer that was asked for; empty before.
func (c *Class) Revealed() string { return c.answer.shown }

// Aim is one thing that an exercise asks of the knobs, and whether it is met.
type Aim struct {
	Text string
	Met  bool
}

// Aims are what the exercise asks of the knobs, with how things stand now.
func (c *Class) Aims() (out []Aim) {
	t := c.Task()
	if t == nil || c.problem != nil {
		return nil
	}
	switch t.Exercise.Kind {
	case Reach:
		distance, angle := t.left()
		w := &t.Exercise.Target
		out = append(out, Aim{fmt.Sprintf("%s mm away, wanted at most %s mm", figure(distance/mm), figure(w.WithinMM)), distance <= w.WithinMM*mm})
		if w.Oriented {
			out = append(out, Aim{fmt.Sprintf("turned by %s°, wanted at most %s°", figure(angle/deg), figure(w.WithinDeg)), angle <= w.WithinDeg*deg})
		}
	case Find, Choose:
		for i := range t.Exercise.Goals {
			g := &t.Exercise.Goals[i]
			v := c.results[t.goals[i]]
			out = append(out, Aim{g.told(&t.Bench.results[t.goals[i]], v), g.met(v) && !math.IsNaN(v)})
		}
	}
	return out
}

// Solved tells whether an exercise of the lesson, by number, is solved: now or
// on another day.
func (c *Class) Solved(exercise int) bool {
	if exercise < 0 || exercise >= len(c.session.Tasks) {
		return false
	}
	t := c.session.Tasks[exercise]
	return c.progress.Has(c.Lesson().Name, t.Exercise.Name) || (c.Task() == t && c.answer.right)
}
