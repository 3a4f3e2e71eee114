package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// madeFile is where a whole set says what it was made of.
const madeFile = "mirrorarm.json"

// made is what it says.
type made struct {
	Recipe Recipe `json:"recipe"`
	Tally  Tally  `json:"tally"`
}

// ErrOther says that a folder has a whole set of another recipe.
var ErrOther = errors.New("has another set")

// Made looks for the whole set of a recipe in a folder. A set of another recipe is
// ErrOther, and anything else is no set.
func Made(dir string, r Recipe) (Tally, bool, error) {
	text, err := os.ReadFile(filepath.Join(dir, madeFile))
	if err != nil {
		return Tally{}, false, nil
	}
	var m made
	if err := json.Unmarshal(text, &m); err != nil {
		return Tally{}, false, nil
	}
	what := m.Recipe.difference(&r)
	if what == "" && m.Recipe.Episodes != r.Episodes {
		what = fmt.Sprintf("it is of %d episodes, and not of %d", m.Recipe.Episodes, r.Episodes)
	}
	if what != "" {
		return Tally{}, false, fmt.Errorf("%s: %w: %s; remove it, or write elsewhere", dir, ErrOther, what)
	}
	return m.Tally, true, nil
}

// text is what is written into the file.
func (m *made) text() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}
