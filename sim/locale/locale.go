// Package locale holds what the program says to visitors, in every language
// that it knows: one catalogue per language, one key per text. Numbers in a text
// are written as the language writes them; units are SI symbols.
//
// It imports nothing of the program, so that pictures, sessions and lessons may
// all take their words from here.
package locale

import (
	"fmt"
	"slices"
	"strings"
)

// Language is one that there is a catalogue for.
type Language uint8

// The languages.
const (
	English Language = iota
	Chinese
	Russian
	NumLanguages = 3
)

// codes are the languages' names in ISO 639-1, as flags and files have them.
var codes = [NumLanguages]string{"en", "zh", "ru"}

// String is the language's code, such as "en".
func (l Language) String() string { return codes[l] }

// Name is the language's own name for itself.
func (l Language) Name() string { return [...]string{"English", "中文", "Русский"}[l] }

// Next is the language after this one, in a circle.
func (l Language) Next() Language { return (l + 1) % NumLanguages }

// Codes are those of all languages.
func Codes() []string { return slices.Clone(codes[:]) }

// Parse is the language of a code.
func Parse(code string) (Language, error) {
	for l, c := range codes {
		if c == code {
			return Language(l), nil
		}
	}
	return English, fmt.Errorf("locale: language %q: unknown, want one of %s", code, strings.Join(codes[:], ", "))
}

// Text is what a key says in a language.
func (l Language) Text(k Key) string { return catalogues[l][k] }

// catalogue is everything that is said in one language.
type catalogue [NumKeys]string

var catalogues = [NumLanguages]*catalogue{&english, &chinese, &russian}
