package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"mirrorarm/sim/lesson"
)

// textWidth is that of a lesson on the terminal, in columns.
const textWidth = 78

// terminal takes one student through lessons on a terminal.
type terminal struct {
	out      *bufio.Writer
	in       *bufio.Scanner
	progress *lesson.Progress
	forgets  bool // the progress file cannot be written
}

func newTerminal(a *app, in io.Reader, progress *lesson.Progress) *terminal {
	return &terminal{out: bufio.NewWriter(a.stdout), in: bufio.NewScanner(in), progress: progress}
}

// say prints; an error of the terminal shows when the output is flushed.
func (c *terminal) say(format string, args ...any) { fmt.Fprintf(c.out, format, args...) }

// take shows the steps and asks the exercises.
func (c *terminal) take(s *lesson.Session) error {
	l := s.Lesson
	c.say("%s\n%s\n%s (%d minutes)\n", l.Title, strings.Repeat("=", len([]rune(l.Title))), l.Summary, l.Minutes)
	for i := range l.Steps {
		if err := c.step(s, i); err != nil {
			return err
		}
	}
	for i, t := range s.Tasks {
		goOn, err := c.ask(l.Name, i, t)
		if err != nil {
			return err
		}
		if !goOn {
			break
		}
	}
	c.say("\n%d of %d exercises solved\n", min(c.progress.Solved(l.Name), len(s.Tasks)), len(s.Tasks))
	return c.out.Flush()
}

func (c *terminal) step(s *lesson.Session, i int) error {
	step := &s.Lesson.Steps[i]
	c.say("\n%d. %s\n\n%s\n", i+1, step.Title, wrapped(step.Text, ""))
	for _, f := range step.Formulas {
		c.say("\n      %s\n", f)
	}
	values, err := s.Values(i)
	if err != nil {
		return err
	}
	if len(values) > 0 {
		c.say("\n")
	}
	for _, v := range values {
		c.say("   %s\n", v)
	}
	b := s.Benches[i]
	if _, err := b.Run(b.Start); err != nil {
		return err
	}
	for _, t := range b.Draw(step.Show).Tables {
		c.table(t)
	}
	return nil
}

func (c *terminal) table(t lesson.Table) {
	widths := make([]int, len(t.Columns))
	for _, row := range append([][]string{t.Columns}, t.Rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	title := t.Title
	if t.Joined != "" {
		title = t.Joined + " " + title
	}
	c.say("\n   %s\n", title)
	for _, row := range append([][]string{t.Columns}, t.Rows...) {
		line := "   "
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-len([]rune(cell)))
			if i == 0 {
				line += cell + pad
			} else {
				line += "  " + pad + cell
			}
		}
		c.say("%s\n", strings.TrimRight(line, " "))
	}
}

// ask puts an exercise until it is solved or skipped; it reports false at the
// end of the input.
func (c *terminal) ask(name string, i int, t *lesson.Task) (bool, error) {
	c.say("\nExercise %d\n\n%s\n\n   Answer: %s\n", i+1, wrapped(t.Exercise.Ask, ""), t.Form())
	refused := 0
	for {
		c.say("> ")
		if err := c.out.Flush(); err != nil {
			return false, err
		}
		if !c.in.Scan() {
			c.say("\n")
			return false, c.in.Err()
		}
		answer := strings.TrimSpace(c.in.Text())
		switch answer {
		case "":
			continue
		case "-":
			c.say("skipped; one answer is: %s\n", t.Solution())
			return true, nil
		case "?":
			refused++
			c.say("hint: %s\n", t.Hint(refused))
			continue
		}
		v, err := t.Check(answer)
		if err != nil {
			c.say("%v\n", err)
			continue
		}
		c.progress.Record(name, t.Exercise.Name, v.Accepted)
		if err := c.progress.Save(); err != nil && !c.forgets {
			c.forgets = true // the class goes on, and says it once
			c.say("this will not be remembered: %v\n", err)
		}
		if v.Accepted {
			c.say("right: %s\n", v.Message)
			return true, nil
		}
		refused++
		c.say("not yet: %s\nhint: %s\n", v.Message, t.Hint(refused))
	}
}

// wrapped fills paragraphs to the terminal's width.
func wrapped(text, indent string) string {
	var paragraphs []string
	for _, p := range strings.Split(text, "\n\n") {
		line, out := indent, ""
		for _, w := range strings.Fields(p) {
			if len([]rune(line))+len([]rune(w))+1 > textWidth && line != indent {
				out += strings.TrimRight(line, " ") + "\n"
				line = indent
			}
			line += w + " "
		}
		paragraphs = append(paragraphs, out+strings.TrimRight(line, " "))
	}
	return strings.Join(paragraphs, "\n\n")
}
