package lesson_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
)

// drawnOn are the words that are drawn beside what the pages speak of, and the tables
// with it, by lesson and step: what a page speaks of is to be seen on it.
var drawnOn = map[string][]string{
	"rotations 1": {"base", "upper arm", "forearm", "palm"}, "rotations 2": {"x", "x′", "y′", "R: where"},
	"rotations 3": {"n", "x", "x′"}, "rotations 4": {"roll, then yaw", "yaw, then roll"},
	"composition 1": {"base", "palm", "baseFromPalm"}, "composition 2": {"forearm", "baseFromPalm", "baseFromForearm", "forearmFromPalm"},
	"composition 3": {"baseFromPalm", "palmFromBase"},
	"forward 1":     {"base", "palm", "baseFromPalm"}, "forward 2": {"a", "e", "l₁", "l₂"},
	"forward 3": {"Modified Denavit"}, "forward 4": {"palm", "Product of exponentials"},
	"jacobian 1": {"elbow flexion"}, "jacobian 2": {"shoulder pitch", "shoulder yaw", "elbow flexion", "Jacobian: rows"},
	"jacobian 3": {"promised", "moved"}, "jacobian 4": {"force", "shoulder pitch", "Jacobian: rows"},
	"singularities 1": {"σ₁", "σ₂", "σ₃"}, "singularities 2": {"σ₁", "σ₂"}, "singularities 3": {"σ₁", "σ₂", "σ₃", "elbow flexion"}, "singularities 4": {"σ₁", "σ₂"},
	"redundancy 1": {"N: a motion with J·N = 0"}, "redundancy 2": {"palm"},
	"ik 1": {"target"}, "ik 2": {"target"}, "ik 3": {"target"}, "ik 4": {"target"}, "ik 5": {"target"}, "ik 6": {"target"},
	"limits 1": {"target", "as far as it reaches"}, "limits 2": {"target", "as near as it comes"}, "limits 3": {"target"}, "limits 4": {"target"},
	"mirror 1": {"mirror", "point", "image", "x = 0"}, "mirror 2": {"mirror", "right-handed", "left-handed"},
	"mirror 3": {"person", "robot", "thumb", "robot's thumb"}, "mirror 4": {"person", "robot"},
	"contact 1": {"force"}, "contact 2": {"force"}, "contact 3": {"force", "normal", "shear"}, "contact 4": {"force", "normal", "cone of friction"},
	"temperature 1": {"copper, 22 °C", "glass, 22 °C", "skin, 34 °C"}, "temperature 2": {"copper, 22 °C", "aluminium, 22 °C"},
	"temperature 3": {"copper, 22 °C", "glass, 22 °C"}, "temperature 4": {"copper, 22 °C", "oak, 22 °C"},
}

// eachPage turns the pages of every lesson, the workbench's too.
func eachPage(t *testing.T, do func(t *testing.T, c *lesson.Class)) {
	lessons := []*lesson.Lesson{lesson.FreeBench()}
	for _, name := range lesson.Names() {
		l, err := lesson.Shelf(lesson.English, name)
		require.NoError(t, err)
		lessons = append(lessons, l)
	}
	for _, l := range lessons {
		t.Run(l.Name, func(t *testing.T) {
			c := takeUp(t, l, nil)
			for page := range c.Pages() {
				require.NoError(t, c.Turn(page))
				require.NoError(t, c.Problem())
				do(t, c)
			}
		})
	}
}

// Every page has something on its stage, and what it speaks of is drawn.
func TestPagesShowWhatTheySpeakOf(t *testing.T) {
	found := 0
	eachPage(t, func(t *testing.T, c *lesson.Class) {
		at := fmt.Sprintf("%s %d", c.Lesson().Name, c.Page()+1)
		d := c.Draw()
		curves := c.Curves()
		require.True(t, d.Posture != nil || d.Person != nil || len(d.Bodies) > 0 || len(d.Arrows) > 0 || len(curves) > 0, at)
		for _, curve := range curves {
			require.NotEmpty(t, curve.X, "%s: %s", at, curve.Name)
		}
		for _, want := range drawnOn[at] {
			found++
			drawn := slices.ContainsFunc(d.Labels, func(l lesson.Label) bool { return l.Text == want }) ||
				slices.ContainsFunc(d.Tables, func(table lesson.Table) bool { return strings.Contains(table.Title, want) })
			require.True(t, drawn, "%s: %q is not among %v", at, want, d.Labels)
		}
	})
	wanted := 0
	for _, words := range drawnOn {
		wanted += len(words)
	}
	require.Equal(t, wanted, found, "every entry of the table belongs to a page")
}

// variable is what a program calls a thing; people have words for it.
var variable = regexp.MustCompile(`[a-z]_[a-z]|[a-z]\.[a-z]|\bdeg\b|[{}$]`)

// Everything that a page says of itself is in words.
func TestPagesSpeakInWords(t *testing.T) {
	eachPage(t, func(t *testing.T, c *lesson.Class) {
		var said []string
		for i := range c.NumKnobs() {
			if k := c.Knob(i); k.Shown {
				said = append(said, k.Said())
			}
		}
		for _, name := range c.Values() {
			said = append(said, c.Said(name), c.Value(name))
		}
		if curves := c.Curves(); len(curves) > 0 {
			said = append(append(said, lesson.Legends(curves)...), curves[0].XTitle, lesson.SharedTitle(curves))
		}
		for _, aim := range c.Aims() {
			said = append(said, aim.Text)
		}
		d := c.Draw()
		for _, l := range d.Labels {
			said = append(said, l.Text)
		}
		for _, table := range d.Tables {
			said = append(append(said, table.Title), table.Columns...)
			for _, row := range table.Rows {
				said = append(said, row[0])
			}
		}
		if s := c.Step(); s != nil {
			said = append(said, s.Title, s.Text)
		} else {
			e := c.Task().Exercise
			said = append(append(said, e.Ask), e.Hints[:]...)
		}
		for _, words := range said {
			require.NotRegexp(t, variable, words, "%s, page %d", c.Lesson().Name, c.Page()+1)
		}
	})
}

// A page has no slider that would change nothing of what it shows.
func TestEverySliderBelongsToItsPage(t *testing.T) {
	eachPage(t, func(t *testing.T, c *lesson.Class) {
		before := state(c)
		for i := range c.NumKnobs() {
			k := c.Knob(i)
			if !k.Shown || !k.Free || unfelt[k.Name] {
				continue
			}
			to := k.Lower + 0.37*(k.Upper-k.Lower)
			c.Set(i, to)
			require.NotEqual(t, before, state(c), "%s, page %d: %s", c.Lesson().Name, c.Page()+1, k.Said())
			c.Reset()
		}
	})
}

// unfelt are knobs that a page may have although what they decide need not show: where
// a solver arrives long before its last allowed iteration.
var unfelt = map[string]bool{"iterations_allowed": true}

// state is all that a page shows.
func state(c *lesson.Class) string {
	var out strings.Builder
	for _, name := range c.Values() {
		fmt.Fprintln(&out, c.Value(name))
	}
	d := c.Draw()
	fmt.Fprintln(&out, d.Posture, d.Arrows, d.Labels, len(d.Lines), d.Dots, d.Tables, c.Curves(), c.Aims())
	if d.Person != nil {
		fmt.Fprintln(&out, d.Person.RootFromPalm, d.Person.Lit, d.Person.Broken)
	}
	return out.String()
}
