package session

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mirrorarm/sim/locale"

	"gopkg.in/yaml.v3"
)

// Bounds of a file of acts.
const (
	maxActsFile = 1 << 16 // bytes
	maxActs     = 100
	maxWords    = 160 // characters of a caption
	leastAct    = 3.0 // s
	longestAct  = 600.0
)

// ActsExample explains a file of acts, which an exhibit's maker writes.
const ActsExample = `# A program for mirrorarm demo --kiosk --acts FILE.
version: 1
acts:                  # in the order in which they are played, again and again
  - act: greeting      # one of %s
    seconds: 20        # how long it takes (3 to 600); the act's own time if absent
    words:             # what is told in place of the act's own words, in any of the languages
      en: Move your hand!
      zh: 动动手！
  - act: feel
  - act: turn
`

// actsFile is what such a file says.
type actsFile struct {
	Version yaml.Node  `yaml:"version"`
	Acts    []actEntry `yaml:"acts"`
}

type actEntry struct {
	Act     yaml.Node            `yaml:"act"`
	Seconds yaml.Node            `yaml:"seconds"`
	Words   map[string]yaml.Node `yaml:"words"`
}

// ReadActs reads a program of acts; file is the name that errors give it.
func ReadActs(file string, r io.Reader) ([]Act, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxActsFile+1))
	if err != nil {
		return nil, fmt.Errorf("session: %s: %w", file, err)
	}
	if len(text) > maxActsFile {
		return nil, fmt.Errorf("session: %s: longer than %d bytes", file, maxActsFile)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	var f actsFile
	if err := decoder.Decode(&f); err != nil {
		return nil, actsSyntax(file, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("session: %s: more than one document, want one program", file)
	}
	if f.Version.Value != "1" {
		return nil, fmt.Errorf("session: %s:%d: version %q, want 1", file, max(f.Version.Line, 1), f.Version.Value)
	}
	if len(f.Acts) == 0 || len(f.Acts) > maxActs {
		return nil, fmt.Errorf("session: %s: %d acts, want 1 to %d", file, len(f.Acts), maxActs)
	}
	var acts []Act
	for i := range f.Acts {
		a, line, err := f.Acts[i].read()
		if err != nil {
			return nil, fmt.Errorf("session: %s:%d: acts[%d].%w", file, line, i, err)
		}
		acts = append(acts, a)
	}
	return acts, nil
}

var (
	actsLine  = regexp.MustCompile(`line (\d+): `)
	actsField = regexp.MustCompile(`field (\S+) not found in type \S+`)
)

// actsSyntax is one line from what the YAML reader says.
func actsSyntax(file string, err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("session: %s: empty, want a program of acts", file)
	}
	text, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:\n  "), "\n")
	text = actsField.ReplaceAllString(text, `unknown key "$1", want version, acts, act, seconds or words`)
	if m := actsLine.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("session: %s:%s: %s", file, m[1], strings.Replace(text, m[0], "", 1))
	}
	return fmt.Errorf("session: %s: %s", file, text)
}

// read is the act, or what is wrong with it and in which line.
func (e *actEntry) read() (a Act, line int, err error) {
	line = max(e.Act.Line, 1)
	if a, err = LookupAct(e.Act.Value); err != nil {
		return a, line, fmt.Errorf("act: %q, want one of %s", e.Act.Value, strings.Join(ActNames(), ", "))
	}
	if e.Seconds.Line > 0 {
		seconds, parse := strconv.ParseFloat(e.Seconds.Value, 64)
		if parse != nil || !(seconds >= leastAct && seconds <= longestAct) {
			return a, e.Seconds.Line, fmt.Errorf("seconds: %q, want %g to %g", e.Seconds.Value, leastAct, longestAct)
		}
		a.Seconds = seconds
	}
	for name, words := range e.Words {
		language, err := locale.Parse(name)
		if err != nil {
			return a, words.Line, fmt.Errorf("words: %w", err)
		}
		unseen := func(r rune) bool { return !unicode.IsPrint(r) }
		if n := utf8.RuneCountInString(words.Value); n == 0 || n > maxWords || strings.ContainsFunc(words.Value, unseen) {
			return a, words.Line, fmt.Errorf("words.%s: %d characters, want 1 to %d that can be seen, in one line", name, n, maxWords)
		}
		if a.Words == nil {
			a.Words = map[locale.Language]string{}
		}
		a.Words[language] = words.Value
	}
	return a, 0, nil
}
