package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// explain tells what is wrong with a command line, as far as kong has read it: a
// name that is none, a value that is missing, of the wrong kind or out of bounds.
// It says nothing where nothing of that is.
func explain(look *kong.Context) error {
	if err := checkGiven(look); err != nil {
		return err
	}
	if look.Error == nil {
		return checkValues(look)
	}
	rest := look.Path[len(look.Path)-1].Remainder()
	if len(rest) == 0 {
		return look.Error
	}
	node, word := look.Selected(), rest[0]
	isFlag := strings.HasPrefix(word, "-") && word != "-"
	switch {
	case node == nil && isFlag:
		return fmt.Errorf("%s before the command; want mirrorarm COMMAND %s", word, word)
	case node == nil:
		return unknownCommand(look.Model.Node, word)
	case isFlag:
		name, _, _ := strings.Cut(word, "=")
		if flagNamed(node, name) == nil {
			return unknownFlag(node, name)
		}
		return look.Error // of the value, in the words of its reader
	}
	return unknownArgument(node, word)
}

// checkGiven makes sure that every flag which wants a value has one.
func checkGiven(look *kong.Context) error {
	node := look.Selected()
	if node == nil {
		return nil
	}
	for _, el := range look.Path {
		rest := el.Remainder() // what stood on the line after the element before
		if len(rest) == 0 {
			continue
		}
		name, value, joined := strings.Cut(rest[0], "=")
		flag := flagNamed(node, name)
		if flag == nil || flag.IsBool() {
			continue
		}
		switch {
		case joined && value == "", len(rest) == 1 && !joined, !joined && len(rest) > 1 && rest[1] == "":
			return fmt.Errorf("%s: no value%s", name, wanted(flag))
		case !joined && flagNamed(node, rest[1]) != nil:
			return fmt.Errorf("%s: no value before %s%s", name, rest[1], wanted(flag))
		}
	}
	return nil
}

// wanted is the first example of a flag's help.
func wanted(flag *kong.Flag) string {
	_, example, ok := strings.Cut(flag.Help, " --")
	if !ok {
		return ""
	}
	example, _, _ = strings.Cut(example, ", --")
	return "; want one such as --" + example
}

// flagNamed is the flag of a command, or of the program, that is written so; nil
// if there is none.
func flagNamed(node *kong.Node, word string) *kong.Flag {
	for _, group := range node.AllFlags(false) {
		for _, flag := range group {
			if word == "--"+flag.Name || flag.Short != 0 && word == "-"+string(flag.Short) {
				return flag
			}
		}
	}
	return nil
}

// flagNames are those of a command, hidden ones left out.
func flagNames(node *kong.Node) (names []string) {
	for _, group := range node.AllFlags(true) {
		for _, flag := range group {
			names = append(names, "--"+flag.Name)
		}
	}
	return names
}

func unknownCommand(root *kong.Node, word string) error {
	var names []string
	for _, c := range root.Children {
		names = append(names, c.Name)
	}
	return fmt.Errorf("no command %q, there are %s%s", word, strings.Join(names, ", "), didYouMean(word, names))
}

// unknownFlag suggests the nearest flag of the command, or tells which commands
// have it.
func unknownFlag(node *kong.Node, word string) error {
	if !strings.HasPrefix(word, "--") {
		return fmt.Errorf("%s has no flag %s: flags begin with two hyphens%s", node.Name, word, didYouMean("-"+word, flagNames(node)))
	}
	text := fmt.Sprintf("%s has no flag %s", node.Name, word)
	var others []string
	for _, c := range node.Parent.Children {
		if flagNamed(c, word) != nil {
			others = append(others, c.Name)
		}
	}
	if len(others) > 0 {
		return fmt.Errorf("%s, which goes with %s", text, strings.Join(others, ", "))
	}
	if guess := didYouMean(word, flagNames(node)); guess != "" {
		return errors.New(text + guess)
	}
	return fmt.Errorf("%s; it has %s", text, strings.Join(flagNames(node), ", "))
}

// unknownArgument takes a word that stands alone for what it may have been meant
// to be: a file for the flag that reads such.
func unknownArgument(node *kong.Node, word string) error {
	text := fmt.Sprintf("%s takes no argument %q", node.Name, word)
	if len(node.Positional) > 0 {
		text = fmt.Sprintf("%s takes no further argument %q", node.Name, word)
	}
	reader := "--source"
	if strings.EqualFold(filepath.Ext(word), ".urdf") {
		reader = "--robot"
		if flagNamed(node, "--urdf") != nil {
			reader = "--urdf"
		}
	}
	if _, err := os.Stat(word); (err == nil || strings.HasPrefix(word, "synth")) && flagNamed(node, reader) != nil {
		return fmt.Errorf("%s; did you mean %s %s?", text, reader, word)
	}
	if flagNamed(node, "--"+word) != nil {
		return fmt.Errorf("%s; did you mean --%s?", text, word)
	}
	return errors.New(text)
}

// plainly is an error as one line for people. Package json tells of Go's types
// where a file has a number in a word's place: that is said in words of the file.
func plainly(err error) string {
	text := err.Error()
	if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
		keys := slices.DeleteFunc(strings.Split(kind.Field, "."), func(key string) bool {
			return key == "" || strings.ToLower(key[:1]) != key[:1] // the name of an embedded type
		})
		text = strings.Replace(text, kind.Error(), fmt.Sprintf("%s is a %s, want %s", strings.Join(keys, "."), kind.Value, inJSON(kind.Type.Kind())), 1)
	}
	return text
}

// inJSON is what a file has for a kind of value.
func inJSON(k reflect.Kind) string {
	switch {
	case k >= reflect.Int && k <= reflect.Float64:
		return "a number"
	case k == reflect.String:
		return "a string"
	case k == reflect.Slice, k == reflect.Array:
		return "a list"
	case k == reflect.Bool:
		return "true or false"
	}
	return "an object"
}

// didYouMean is a suggestion, or nothing if no name is near.
func didYouMean(word string, names []string) string {
	if near := nearest(word, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// nearest is the name that a word was probably meant to be: the one with the
// fewest slips between them, or one that it begins; empty if none is near.
func nearest(word string, names []string) string {
	word = strings.ToLower(word)
	most := 1 + len([]rune(strings.TrimLeft(word, "-")))/4
	best := ""
	for _, name := range names {
		if n := slips(word, strings.ToLower(name)); n <= most {
			most, best = n-1, name
		}
	}
	if best == "" && len(word) > 1 {
		if i := slices.IndexFunc(names, func(name string) bool { return strings.HasPrefix(name, word) }); i >= 0 {
			best = names[i]
		}
	}
	return best
}

// slips counts what a typist must have done wrong to write a for b: letters left
// out, put in, mistaken, or swapped with their neighbour (the restricted distance
// of Damerau, A technique for computer detection and correction of spelling
// errors, 1964).
func slips(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range y {
		rows[0][j+1] = j + 1
	}
	for i := range x {
		for j := range y {
			mistaken := rows[i][j]
			if x[i] != y[j] {
				mistaken++
			}
			n := min(rows[i][j+1]+1, rows[i+1][j]+1, mistaken)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				n = min(n, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = n
		}
	}
	return rows[len(x)][len(y)]
}
