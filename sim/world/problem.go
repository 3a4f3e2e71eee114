package world

import (
	"fmt"
	"strings"
	"unicode"
)

// Problem is one thing that is wrong in a scene's file.
type Problem struct {
	Line    int    `json:"line"` // counted from 1; 0 where it is of the file as a whole
	Key     string `json:"key"`  // where, such as objects[0].mass_g, counted from 0; empty likewise
	Problem string `json:"problem"`
}

// String is the problem in one line.
func (p Problem) String() string {
	switch {
	case p.Line == 0:
		return p.Problem
	case p.Key == "":
		return fmt.Sprintf("line %d: %s", p.Line, p.Problem)
	}
	return fmt.Sprintf("line %d, %s: %s", p.Line, p.Key, p.Problem)
}

// SceneError is what is wrong in a scene's file.
type SceneError struct{ Problems []Problem }

func (e *SceneError) Error() string {
	text := "world: scene: " + e.Problems[0].String()
	if more := len(e.Problems) - 1; more > 0 {
		text += fmt.Sprintf(" (and %d more)", more)
	}
	return text
}

// shortened is a word of a file, fit for a message: bounded and on one line.
func shortened(s string) string {
	const most = 40
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}

func quoted(s string) string { return `"` + shortened(s) + `"` }

// notYAML puts into plain words what the parser says about a text that it cannot
// read.
func notYAML(message string) string {
	for _, known := range [...][2]string{
		{"found character that cannot start any token", "a tab or another sign at a place where none may be"},
		{"found a tab character", "a tab, want spaces"},
		{"mapping values are not allowed", "a colon too many, or a key that stands too far right"},
		{"did not find expected ',' or ']'", "a list that is not closed, want , or ]"},
		{"did not find expected ',' or '}'", "keys in braces that are not closed, want , or }"},
		{"could not find expected ':'", "a key without its colon"},
		{"did not find expected key", "a key that stands further left or right than those before it"},
		{"did not find expected '-' indicator", "an entry of a list without its dash"},
		{"found unexpected end of stream", "a quotation mark that is not closed"},
		{"did not find expected <document start>", "a key that stands further left than the first one"},
		{"exceeded max depth", "lists and keys inside each other without end"},
		{"unknown escape character", "a backslash in quotation marks, want two"},
	} {
		if strings.Contains(message, known[0]) {
			return known[1]
		}
	}
	return "not YAML: look at colons, dashes, brackets, quotation marks and at how far the lines are moved in"
}
