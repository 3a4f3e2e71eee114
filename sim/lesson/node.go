package lesson

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// A YAML decoder into structs forgets lines; this one walks the nodes, so that
// whatever is wrong is told with its line.

// nodeError is a problem at a line.
type nodeError struct {
	line    int
	problem string
}

func (e *nodeError) Error() string { return fmt.Sprintf("%d: %s", e.line, e.problem) }

func wrong(n *yaml.Node, format string, args ...any) error {
	return &nodeError{line: n.Line, problem: fmt.Sprintf(format, args...)}
}

// field is a key of a mapping and what reads its value.
type field struct {
	key      string
	required bool
	read     func(*yaml.Node) error
}

func need(key string, read func(*yaml.Node) error) field { return field{key, true, read} }
func may(key string, read func(*yaml.Node) error) field  { return field{key, false, read} }

// fields reads a mapping: every key known, none twice, the required ones there.
func fields(n *yaml.Node, what string, want ...field) error {
	seen := make([]bool, len(want))
	err := pairs(n, what, func(key, value *yaml.Node) error {
		i := slices.IndexFunc(want, func(f field) bool { return f.key == key.Value })
		if i < 0 {
			names := make([]string, len(want))
			for j, f := range want {
				names[j] = f.key
			}
			return wrong(key, "unknown key %q in %s, want one of %s", key.Value, what, strings.Join(names, ", "))
		}
		seen[i] = true
		return want[i].read(value)
	})
	if err != nil {
		return err
	}
	for i, f := range want {
		if f.required && !seen[i] {
			return wrong(n, "%s has no %q", what, f.key)
		}
	}
	return nil
}

// pairs visits the entries of a mapping in their order.
func pairs(n *yaml.Node, what string, visit func(key, value *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return wrong(n, "%s: want keys and values", what)
	}
	seen := make([]string, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return wrong(key, "%s: a key must be a word", what)
		}
		if slices.Contains(seen, key.Value) {
			return wrong(key, "%s: key %q twice", what, key.Value)
		}
		seen = append(seen, key.Value)
		if err := visit(key, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// items visits the entries of a list, of at most so many.
func items(n *yaml.Node, what string, most int, visit func(*yaml.Node) error) error {
	if n.Kind != yaml.SequenceNode {
		return wrong(n, "%s: want a list", what)
	}
	if len(n.Content) == 0 || len(n.Content) > most {
		return wrong(n, "%s: %d entries, want 1 to %d", what, len(n.Content), most)
	}
	for _, item := range n.Content {
		if err := visit(item); err != nil {
			return err
		}
	}
	return nil
}

// longestText bounds one text of a lesson, in bytes.
const longestText = 20_000

func text(dst *string, what string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			return wrong(n, "%s: want text", what)
		}
		v := strings.TrimSpace(n.Value)
		if v == "" || len(v) > longestText {
			return wrong(n, "%s: %d bytes of text, want 1 to %d", what, len(v), longestText)
		}
		*dst = v
		return nil
	}
}

// word is text that can be typed as one argument.
func word(dst *string, what string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if err := text(dst, what)(n); err != nil {
			return err
		}
		if len(*dst) > 80 || strings.ContainsFunc(*dst, func(r rune) bool { return r <= ' ' || r == '=' || r == '/' }) {
			return wrong(n, "%s %q: want one word of at most 80 bytes", what, *dst)
		}
		return nil
	}
}

func number(dst *float64, what string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		var v float64
		if n.Kind != yaml.ScalarNode || n.Decode(&v) != nil || math.IsNaN(v-v) {
			return wrong(n, "%s %q: want a finite number", what, n.Value)
		}
		*dst = v
		return nil
	}
}

func positive(dst *float64, what string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if err := number(dst, what)(n); err != nil {
			return err
		}
		if *dst <= 0 {
			return wrong(n, "%s %g: want more than 0", what, *dst)
		}
		return nil
	}
}

func triple(dst *[3]float64, what string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		i := 0
		err := items(n, what, 3, func(v *yaml.Node) error {
			i++
			return number(&dst[i-1], what)(v)
		})
		if err == nil && i != 3 {
			return wrong(n, "%s: %d numbers, want 3", what, i)
		}
		return err
	}
}

func words(dst *[]string, what string, most int) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		return items(n, what, most, func(v *yaml.Node) error {
			var s string
			if err := word(&s, what)(v); err != nil {
				return err
			}
			*dst = append(*dst, s)
			return nil
		})
	}
}

func texts(dst *[]string, what string, most int) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		return items(n, what, most, func(v *yaml.Node) error {
			var s string
			if err := text(&s, what)(v); err != nil {
				return err
			}
			*dst = append(*dst, s)
			return nil
		})
	}
}
