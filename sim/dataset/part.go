package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/record/frames"
)

// Part is a folder of episodes of one recipe: part.json has the recipe, and each
// episode is a file of its own, whole or not there.
type Part struct {
	dir    string
	recipe Recipe
}

const partFile = "part.json"

// EpisodeFile is the name of an episode's file.
func EpisodeFile(n int) string { return fmt.Sprintf("episode-%07d.parquet", n) }

// numberOf is the episode of a file's name.
func numberOf(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "episode-")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(digits, ".parquet"))
	return n, err == nil && n >= 0 && name == EpisodeFile(n)
}

// CreatePart is the part of a recipe in a folder: a new one, or the one that is there,
// in which the work goes on. A folder with anything else is refused.
func CreatePart(dir string, r Recipe) (*Part, error) {
	p, err := OpenPart(dir)
	switch {
	case err == nil:
		if what := p.recipe.difference(&r); what != "" {
			return nil, fmt.Errorf("%s: has episodes of another set, whose %s; remove it, or write elsewhere", dir, what)
		}
		if p.recipe.Episodes == r.Episodes {
			return p, nil
		}
		p.recipe = r
	case errors.Is(err, errNoPart):
		if err := atomicfile.TryNewFolder(dir); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("cannot write into %s: %w", dir, err)
		}
		p = &Part{dir: dir, recipe: r}
	default:
		return nil, err
	}
	return p, atomicfile.Write(filepath.Join(dir, partFile), func(to io.Writer) error {
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		_, err = to.Write(append(text, '\n'))
		return err
	})
}

var errNoPart = errors.New("is no part of a data set: it has no " + partFile + ", which generate --shard writes")

// whyNoPart tells what is in a part's place.
func whyNoPart(dir string, err error) error {
	info, gone := os.Stat(dir)
	_, whole := os.Stat(filepath.Join(dir, madeFile))
	switch {
	case errors.Is(gone, fs.ErrNotExist):
		return fmt.Errorf("is not there: want the folder of a part (%w)", errNoPart)
	case gone == nil && !info.IsDir():
		return errors.New("is a file: want the folder of a part, which generate --shard writes")
	case whole == nil:
		return fmt.Errorf("is a whole data set, with nothing to merge (%w)", errNoPart)
	case errors.Is(err, fs.ErrNotExist):
		return errNoPart
	}
	return fmt.Errorf("cannot be read: %w", err)
}

// OpenPart is a part that is there.
func OpenPart(dir string) (*Part, error) {
	text, err := os.ReadFile(filepath.Join(dir, partFile))
	if err != nil {
		return nil, fmt.Errorf("%s %w", dir, whyNoPart(dir, err))
	}
	p := &Part{dir: dir}
	if err := json.Unmarshal(text, &p.recipe); err != nil {
		return nil, fmt.Errorf("%s: is damaged, or not what generate --shard wrote: %w", filepath.Join(dir, partFile), err)
	}
	if p.recipe, err = p.recipe.Resolved(); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, partFile), err)
	}
	return p, nil
}

// Recipe is what the part's episodes are of.
func (p *Part) Recipe() Recipe { return p.recipe }

// Dir is the part's folder.
func (p *Part) Dir() string { return p.dir }

// Path is where an episode's file is, or would be.
func (p *Part) Path(n int) string { return filepath.Join(p.dir, EpisodeFile(n)) }

// Put stores an episode's file.
func (p *Part) Put(n int, bytes []byte) error {
	return atomicfile.Write(p.Path(n), func(to io.Writer) error {
		_, err := to.Write(bytes)
		return err
	})
}

// Numbers are the episodes that are there, in order.
func (p *Part) Numbers() ([]int, error) {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, e := range entries {
		if n, ok := numberOf(e.Name()); ok && n < p.recipe.Episodes {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// Head is what an episode's file tells of it: all but its rows.
func (p *Part) Head(n int) (frames.Head, error) { return frames.ReadHead(p.Path(n)) }
