package lesson

import (
	"fmt"
	"strings"
)

// Lesson is a lesson as its file holds it, not yet opened on a robot.
type Lesson struct {
	Name      string // as typed: lower case, no blanks
	Title     string
	Summary   string // one line
	Minutes   int
	Needs     []string // what the arm must have: anatomy.needs
	Steps     []Step
	Exercises []Exercise

	file    string
	shipped bool // with the program, and not somebody's own
}

// Setup is what a step or an exercise stands on: an experiment, its options and
// the parameters that differ from the defaults.
type Setup struct {
	Experiment string
	Options    []Option
	Needs      []string     // what the arm must have for the page not to be left out
	Unless     []string     // what the arm must not have: the page is for others
	Set        []Assignment // parameters, by name or by role
	Aim        []Assignment // of a solver: the posture in which the tip is where it is to go
	Knobs      []string     // parameters that the page shows; nil for all that it heeds

	line int
}

// Option chooses how an experiment is made, such as the method of a solver.
type Option struct {
	Name, Value string
	line        int
}

// Assignment gives a parameter a value, in the parameter's unit.
type Assignment struct {
	Name  string
	Value float64
	line  int
}

// Step is a page: words, formulas, and an experiment to look at.
type Step struct {
	Title    string
	Text     string   // paragraphs, with a blank line between them
	Formulas []string // in Unicode, one per line
	Setup    Setup
	Values   []string // results to show
	Show     []View   // what to draw at the robot
	Plot     *Plot    // nil for none

	// Transforms are drawn as arrows and written as matrices, with = and · between
	// them.
	Transforms string

	valuesLine int
	line       int
}

// Plot is a diagram: results against a parameter that is swept, or a curve that
// the experiment itself traces.
type Plot struct {
	Sweep    string   // parameter, empty for a traced curve
	From, To float64  // range of the sweep
	Results  []string // results, or names of curves
	LogY     bool

	line int
}

// Kind is the kind of an exercise.
type Kind uint8

// The kinds of exercise.
const (
	Predict Kind = iota
	Find
	Choose
	Reach
	Order
)

var kindNames = [...]string{"predict", "find", "choose", "reach", "order"}

// String is the kind's name in a file.
func (k Kind) String() string { return kindNames[k] }

func parseKind(name string) (Kind, error) {
	for i, n := range kindNames {
		if n == name {
			return Kind(i), nil
		}
	}
	return 0, fmt.Errorf("kind %q, want one of %s", name, strings.Join(kindNames[:], ", "))
}

// NumHints is how many hints an exercise has, from a nudge to the way itself.
const NumHints = 3

// Exercise is a question with a check.
type Exercise struct {
	Name  string // unique in the lesson, no blanks
	Kind  Kind
	Ask   string
	Hints [NumHints]string
	Setup Setup

	Written []string // hints as the file has them, some for other arms
	Plot    *Plot    // nil for what the experiment traces once it gives nothing away

	// Of Predict: the result, how far off it may be told (in its unit), and the
	// parameters of the state that it is compared with, if it is a ratio.
	Result    string
	Tolerance float64
	Over      []Assignment

	// Of Find, Choose and Reach: the parameters that the student may set.
	Change []string

	// Of Find and Choose.
	Goals []Goal

	// Of Reach: where the tip is to be, and how near is near enough.
	Target Target

	// Of Order: the wanted product, and the transforms to choose from.
	Product string
	From    []string

	line int
}

// Goal bounds a result, in its unit.
type Goal struct {
	Result       string
	Above, Below float64 // infinite where absent

	line int
}

// Target is a pose of the tip in the root frame.
type Target struct {
	Aim       []Assignment // a posture in which the tip is there; nil for what follows
	Position  [3]float64   // mm
	RPY       [3]float64   // deg, about the fixed axes x, y, z
	Oriented  bool         // whether the orientation matters
	WithinMM  float64
	WithinDeg float64
}

// fault is an error at a line of a lesson's file.
func (l *Lesson) fault(line int, format string, args ...any) error {
	return fmt.Errorf("lesson: %s:%d: %s", l.file, line, fmt.Sprintf(format, args...))
}
