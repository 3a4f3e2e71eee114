package lesson

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed lessons
var shipped embed.FS

// contents is the order in which lessons are taught.
var contents = [...]string{
	"rotations", "composition", "forward", "jacobian", "singularities", "redundancy", "ik", "limits",
	"mirror", "glove", "filters", "contact", "temperature",
}

// English is the language that every lesson exists in.
const English = "en"

// Names lists the lessons that ship with the program, in the order in which they
// build on each other.
func Names() []string { return slices.Clone(contents[:]) }

// Shelf is the lesson of a name in a language.
func Shelf(language, name string) (*Lesson, error) {
	if !slices.Contains(contents[:], name) {
		return nil, fmt.Errorf("lesson: no lesson %q; there are %s", name, strings.Join(contents[:], " "))
	}
	file := "lessons/" + language + "/" + name + ".yaml"
	content, err := shipped.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("lesson: %q does not exist in language %q", name, language)
	}
	l, err := Parse(file, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	l.shipped = true
	return l, nil
}

// benchName is the name of the free workbench.
const benchName = "workbench"

// FreeBench is the lesson of the free workbench: pages without exercises, which name
// no joint and so open on any robot.
func FreeBench() *Lesson {
	const file = "lessons/" + benchName + ".yaml"
	content, err := shipped.ReadFile(file)
	if err != nil {
		panic(err) // it is embedded above
	}
	l, err := Parse(file, bytes.NewReader(content))
	if err != nil {
		panic(err) // it is part of the program, and a test reads it
	}
	l.shipped = true
	return l
}

// Example is the text of a lesson that documents the format.
func Example() string {
	content, err := shipped.ReadFile("lessons/example.yaml")
	if err != nil {
		panic(err) // it is embedded above
	}
	return string(content)
}
