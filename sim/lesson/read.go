package lesson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Bounds of a lesson's file.
const (
	maxBytes     = 1 << 20
	maxSteps     = 40
	maxExercises = 40
	maxEntries   = 100
	maxOrder     = 6 // transforms to put in order: all of their orders are tried
)

// Load reads the lesson at path.
func Load(path string) (*Lesson, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("lesson: %w", err)
	}
	l, err := Parse(path, f)
	if closing := f.Close(); err == nil && closing != nil {
		return nil, fmt.Errorf("lesson: %w", closing)
	}
	return l, err
}

// Parse reads a lesson from r; file is the name that errors give it. It checks
// the form alone: whether joints exist and exercises have solutions shows when
// the lesson is opened on a robot.
func Parse(file string, r io.Reader) (*Lesson, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("lesson: %s: %w", file, err)
	}
	if len(content) > maxBytes {
		return nil, fmt.Errorf("lesson: %s: longer than %d bytes", file, maxBytes)
	}
	l := &Lesson{file: file}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var doc yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		return nil, l.syntax(err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("lesson: %s: more than one document, want one lesson", file)
	}
	if err := noAlias(&doc); err != nil {
		return nil, l.place(err)
	}
	if err := l.read(doc.Content[0]); err != nil {
		return nil, l.place(err)
	}
	return l, nil
}

// place adds the file to an error that knows its line.
func (l *Lesson) place(err error) error {
	var at *nodeError
	if errors.As(err, &at) {
		return l.fault(at.line, "%s", at.problem)
	}
	return fmt.Errorf("lesson: %s: %w", l.file, err)
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// syntax is one line from what the YAML parser says.
func (l *Lesson) syntax(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("lesson: %s: empty, want a lesson", l.file)
	}
	message := strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), "yaml: ")), " ")
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		if line, err := strconv.Atoi(m[1]); err == nil {
			return l.fault(line, "not YAML: %s", strings.Replace(message, m[0], "", 1))
		}
	}
	return fmt.Errorf("lesson: %s: not YAML: %s", l.file, message)
}

// noAlias refuses aliases, by which a small file could unfold into a huge one.
func noAlias(n *yaml.Node) error {
	if n.Kind == yaml.AliasNode {
		return wrong(n, "an alias, want the text itself")
	}
	for _, c := range n.Content {
		if err := noAlias(c); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lesson) read(n *yaml.Node) error {
	var minutes float64
	return fields(n, "the lesson",
		need("lesson", word(&l.Name, "lesson")),
		need("title", text(&l.Title, "title")),
		need("summary", text(&l.Summary, "summary")),
		need("minutes", func(v *yaml.Node) error {
			if err := positive(&minutes, "minutes")(v); err != nil {
				return err
			}
			l.Minutes = int(minutes + 0.5)
			return nil
		}),
		need("steps", func(v *yaml.Node) error {
			return items(v, "steps", maxSteps, func(v *yaml.Node) error {
				s := Step{line: v.Line}
				if err := s.read(v); err != nil {
					return err
				}
				l.Steps = append(l.Steps, s)
				return nil
			})
		}),
		may("needs", needWords(&l.Needs)),
		may("exercises", func(v *yaml.Node) error {
			return items(v, "exercises", maxExercises, func(v *yaml.Node) error {
				e := Exercise{line: v.Line}
				if err := e.read(v); err != nil {
					return err
				}
				for _, other := range l.Exercises {
					if other.Name == e.Name {
						return wrong(v, "exercise %q: the name is taken", e.Name)
					}
				}
				l.Exercises = append(l.Exercises, e)
				return nil
			})
		}),
	)
}

// setupFields are the keys that steps and exercises share.
func setupFields(s *Setup) []field {
	return []field{
		need("experiment", func(n *yaml.Node) error {
			s.line = n.Line
			return word(&s.Experiment, "experiment")(n)
		}),
		may("with", func(n *yaml.Node) error {
			return pairs(n, "with", func(key, value *yaml.Node) error {
				o := Option{Name: key.Value, line: key.Line}
				s.Options = append(s.Options, o)
				return text(&s.Options[len(s.Options)-1].Value, key.Value)(value)
			})
		}),
		may("needs", needWords(&s.Needs)),
		may("unless", needWords(&s.Unless)),
		may("set", assignments(&s.Set)),
		may("aim", assignments(&s.Aim)),
		may("knobs", func(n *yaml.Node) error {
			s.Knobs = []string{}
			if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
				return nil // none at all
			}
			return words(&s.Knobs, "knobs", maxEntries)(n)
		}),
	}
}

// needWords reads what an arm must have.
func needWords(dst *[]string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if err := words(dst, "needs", maxEntries)(n); err != nil {
			return err
		}
		for _, name := range *dst {
			if !slices.Contains(needNames(), name) {
				return wrong(n, "needs %q, want some of %s", name, strings.Join(needNames(), ", "))
			}
		}
		return nil
	}
}

func assignments(dst *[]Assignment) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		return pairs(n, "parameters", func(key, value *yaml.Node) error {
			a := Assignment{Name: key.Value, line: key.Line}
			if err := number(&a.Value, key.Value)(value); err != nil {
				return err
			}
			*dst = append(*dst, a)
			return nil
		})
	}
}

func (s *Step) read(n *yaml.Node) error {
	return fields(n, "a step", append(setupFields(&s.Setup),
		need("title", text(&s.Title, "title")),
		need("text", text(&s.Text, "text")),
		may("formulas", texts(&s.Formulas, "formulas", maxEntries)),
		may("values", func(n *yaml.Node) error {
			s.valuesLine = n.Line
			return words(&s.Values, "values", maxEntries)(n)
		}),
		may("show", func(n *yaml.Node) error {
			return items(n, "show", maxEntries, func(v *yaml.Node) error {
				view, err := parseView(v.Value)
				if err != nil {
					return wrong(v, "%v", err)
				}
				s.Show = append(s.Show, view)
				return nil
			})
		}),
		may("transforms", text(&s.Transforms, "transforms")),
		may("plot", func(n *yaml.Node) error {
			s.Plot = &Plot{line: n.Line}
			return s.Plot.read(n)
		}),
	)...)
}

func (p *Plot) read(n *yaml.Node) error {
	var axis string
	err := fields(n, "plot",
		may("sweep", word(&p.Sweep, "sweep")),
		may("from", number(&p.From, "from")),
		may("to", number(&p.To, "to")),
		need("results", words(&p.Results, "results", 8)),
		may("axis", word(&axis, "axis")),
	)
	if err != nil {
		return err
	}
	if p.Sweep != "" && p.From >= p.To {
		return wrong(n, "plot: from %g to %g, want a range", p.From, p.To)
	}
	if axis != "" && axis != "log" && axis != "linear" {
		return wrong(n, "plot: axis %q, want log or linear", axis)
	}
	p.LogY = axis == "log"
	return nil
}

func (g *Goal) read(n *yaml.Node) error {
	g.Above, g.Below, g.line = math.Inf(-1), math.Inf(1), n.Line
	err := fields(n, "a goal",
		need("result", word(&g.Result, "result")),
		may("above", number(&g.Above, "above")),
		may("below", number(&g.Below, "below")),
	)
	if err != nil {
		return err
	}
	if math.IsInf(g.Above, 0) && math.IsInf(g.Below, 0) {
		return wrong(n, "a goal needs above or below")
	}
	return nil
}
