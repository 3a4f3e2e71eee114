package world

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Bounds of a scene's file.
const (
	maxScene    = 1 << 20 // bytes
	maxValues   = 50_000  // that are read, references (*) unfolded
	maxProblems = 50      // that are told
)

// sceneReader reads a file's nodes into the structures that describe it: all that
// is wrong is told, each with its line.
type sceneReader struct {
	problems []Problem
	faulty   map[string]bool // keys that something is wrong with, or in, already
	values   int
}

// fail notes a problem; of one key, with all that it holds, only the first.
func (r *sceneReader) fail(line int, key, format string, args ...any) {
	if r.faulty[key] || len(r.problems) == maxProblems {
		return
	}
	r.problems = append(r.problems, Problem{Line: line, Key: key, Problem: fmt.Sprintf(format, args...)})
	for {
		r.faulty[key] = true
		end := strings.LastIndexAny(key, ".[")
		if end < 0 {
			return
		}
		key = key[:end]
	}
}

// readFile is the text as a scene's file.
func (r *sceneReader) readFile(text []byte) (f sceneFile) {
	for i := 0; i < len(text); {
		char, size := utf8.DecodeRune(text[i:])
		switch {
		case char == utf8.RuneError && size == 1:
			r.fail(lineAt(text, i), "", "not UTF-8 text")
			return f
		case unicode.IsControl(char) && !strings.ContainsRune("\t\n\r\u0085", char):
			r.fail(lineAt(text, i), "", "a control character")
			return f
		}
		i += size
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var doc, next yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		r.syntax(text, err)
		return f
	}
	switch err := decoder.Decode(&next); {
	case err == nil:
		r.fail(next.Line, "", "more than one document, want one scene")
		return f
	case !errors.Is(err, io.EOF):
		r.syntax(text, err)
		return f
	}
	r.read(doc.Content[0], reflect.ValueOf(&f).Elem(), "", "")
	return f
}

// lineAt is the line of a byte, counted from 1.
func lineAt(text []byte, i int) int { return 1 + bytes.Count(text[:i], []byte("\n")) }

var (
	yamlLine   = regexp.MustCompile(`line (\d+)`)
	yamlAnchor = regexp.MustCompile(`unknown anchor '([^']*)'`)
)

// syntax tells in which line a text stops being YAML, and how. The parser counts
// lines from 1 in what its scanner finds and from 0 in what it finds itself, and
// leaves the first line out.
func (r *sceneReader) syntax(text []byte, err error) {
	message := err.Error()
	if errors.Is(err, io.EOF) {
		r.fail(0, "", "an empty file, want a scene")
		return
	}
	if m := yamlAnchor.FindStringSubmatch(message); m != nil {
		at := max(bytes.Index(text, []byte("*"+m[1])), 0)
		r.fail(lineAt(text, at), "", "a reference to %s, which is not there", quoted(m[1]))
		return
	}
	line := 1
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1])
		if strings.Contains(message, "did not find expected") {
			line++
		}
	}
	r.fail(line, "", "%s", notYAML(message))
}

// read fills a value of a scene's file from a node. Its key's name tells the unit.
func (r *sceneReader) read(n *yaml.Node, to reflect.Value, path, key string) {
	line := n.Line
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if r.values++; r.values > maxValues {
		r.fail(line, "", "more than %d values, references (*) unfolded", maxValues)
		return
	}
	switch to.Kind() {
	case reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		r.read(n, to.Elem(), path, key)
	case reflect.Struct:
		r.readKeys(n, to, path)
	case reflect.Slice, reflect.Array:
		r.readList(n, to, path, key)
	case reflect.String:
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			r.fail(n.Line, path, "%s, want a word", described(n))
			return
		}
		to.SetString(n.Value)
	default:
		r.readNumber(n, to, path, key)
	}
}

// readKeys reads a value of keys: each known, none twice.
func (r *sceneReader) readKeys(n *yaml.Node, to reflect.Value, path string) {
	at := to.Addr().Interface().(interface{ located() *place }).located()
	*at = place{path: path, line: n.Line, lines: map[string]int{}}
	fields, names := map[string]int{}, []string{}
	for i := range to.NumField() {
		if name := to.Type().Field(i).Tag.Get("yaml"); name != "" {
			fields[name] = i
			names = append(names, name)
		}
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n.Line, path, "%s, want keys with their values, some of %s", described(n), strings.Join(names, ", "))
		return
	}
	for i := 0; i+1 < len(n.Content) && r.values <= maxValues; i += 2 {
		name, line := n.Content[i].Value, n.Content[i].Line
		field, known := fields[name]
		if _, twice := at.lines[name]; twice {
			r.fail(line, joined(path, name), "given twice, in line %d already", at.lines[name])
			continue
		}
		if n.Content[i].Kind != yaml.ScalarNode || !known {
			r.values++
			r.fail(line, joined(path, shortened(name)), "unknown, want one of %s", strings.Join(names, ", "))
			continue
		}
		at.lines[name] = line
		r.read(n.Content[i+1], to.Field(field), joined(path, name), name)
	}
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// readList reads a list: of as many numbers as an array holds, or of any length
// that a scene can hold.
func (r *sceneReader) readList(n *yaml.Node, to reflect.Value, path, key string) {
	want := "a list"
	if to.Kind() == reflect.Array {
		want = fmt.Sprintf("%d numbers%s in brackets", to.Len(), unitOf(key))
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n.Line, path, "%s, want %s", described(n), want)
		return
	}
	if to.Kind() == reflect.Array && len(n.Content) != to.Len() {
		r.fail(n.Line, path, "%d entries, want %s", len(n.Content), want)
		return
	}
	if len(n.Content) > MaxObjects {
		r.fail(n.Line, path, "%d entries, want at most %d", len(n.Content), MaxObjects)
		return
	}
	if to.Kind() == reflect.Slice {
		to.Set(reflect.MakeSlice(to.Type(), len(n.Content), len(n.Content)))
	}
	of := strings.TrimSuffix(key, "s")
	if to.Type().Elem().Kind() == reflect.Float64 {
		of = key // for its unit
	}
	for i, entry := range n.Content {
		r.read(entry, to.Index(i), fmt.Sprintf("%s[%d]", path, i), of)
	}
}

func (r *sceneReader) readNumber(n *yaml.Node, to reflect.Value, path, key string) {
	var v float64
	if n.Kind != yaml.ScalarNode || (n.Tag != "!!int" && n.Tag != "!!float") || n.Decode(&v) != nil {
		r.fail(n.Line, path, "%s, want a number%s", described(n), unitOf(key))
		return
	}
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		r.fail(n.Line, path, "%s, want a finite number%s", n.Value, unitOf(key))
	case to.Kind() == reflect.Float64:
		to.SetFloat(v)
	case v != math.Trunc(v) || math.Abs(v) > math.MaxInt32:
		r.fail(n.Line, path, "%s, want a whole number", shortened(n.Value))
	default:
		to.SetInt(int64(v))
	}
}

// unitOf is the unit that a key's name ends with, as a word after a number.
func unitOf(key string) string {
	for _, known := range [...][2]string{
		{"_m_s2", " in m/s²"}, {"_mm_s", " in mm/s"}, {"_mm", " in mm"}, {"_g", " in g"}, {"_c", " in °C"}, {"_deg", " in degrees"},
	} {
		if strings.HasSuffix(key, known[0]) {
			return known[1]
		}
	}
	return ""
}

// described is what stands in a file, in words.
func described(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys and values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing"
	}
	return quoted(n.Value)
}

// Unreadable is why a file cannot be read at all.
func Unreadable(err error) Problem {
	if full := (*os.PathError)(nil); errors.As(err, &full) {
		err = full.Err
	}
	return Problem{Problem: "cannot be read: " + err.Error()}
}

// CheckScene reads a scene as ReadScene does and tells all that is wrong with it,
// in the order of its lines; the scene is nil unless that is nothing.
func CheckScene(from io.Reader) (*Scene, []Problem) {
	text, err := io.ReadAll(io.LimitReader(from, maxScene+1))
	if err != nil {
		return nil, []Problem{Unreadable(err)}
	}
	r := &sceneReader{faulty: map[string]bool{}}
	if len(text) > maxScene {
		r.fail(0, "", "longer than %d bytes, want a scene", maxScene)
		return nil, r.problems
	}
	f := r.readFile(text)
	var s *Scene
	if !r.faulty[""] {
		s = r.scene(&f)
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
		return nil, r.problems
	}
	return s, nil
}

// ReadScene reads a scene from YAML or JSON, version 1; ExampleScene explains its
// keys. The error tells the first line that is wrong; it is a *SceneError.
func ReadScene(from io.Reader) (*Scene, error) {
	s, problems := CheckScene(from)
	if len(problems) > 0 {
		return nil, &SceneError{problems}
	}
	return s, nil
}
