package dataset

import (
	"context"
	"errors"
	"fmt"

	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/lerobot"
)

// robotType names the robot in a set.
const robotType = "mirrorarm_bionic"

// Set is a set being written, in any format.
type Set interface {
	Add(e *frames.Episode) error
	Attach(name string, text []byte) error
	Finish(ctx context.Context) error
	Discard()
}

// NewSet begins a set of one of the Formats in a folder that is not there yet, or is
// empty.
func NewSet(dir, format string, o lerobot.Options) (Set, error) {
	switch format {
	case "lerobot":
		return lerobot.Create(dir, o)
	case "parquet":
		return frames.CreateParquetSet(dir, o.Features)
	case "csv":
		return frames.CreateCSVSet(dir, o.Features)
	}
	return nil, fmt.Errorf("format %q: unknown", format)
}

// Joined is what Assemble came to.
type Joined struct {
	Tally
	Missing []int // episodes that no part has
}

// Assemble joins parts into one set, in the order of the episodes' numbers, whoever
// made them. It needs memory for one episode. Parts of different recipes, or made by
// different builds, are refused; episodes that no part has are left out, and named.
func Assemble(ctx context.Context, parts []*Part, out string, tell func(share float64)) (Joined, error) {
	var j Joined
	where, err := whereabouts(parts)
	if err != nil {
		return j, err
	}
	recipe := parts[0].recipe
	var numbers []int
	for n := range recipe.Episodes {
		if where[n] == nil {
			j.Missing = append(j.Missing, n)
		} else {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		return j, errors.New("the parts have no episode")
	}
	e := new(frames.Episode)
	if err := e.LoadFile(where[numbers[0]].Path(numbers[0])); err != nil {
		return j, err
	}
	set, err := NewSet(out, recipe.To, lerobot.Options{FPS: recipe.FPS, Robot: robotType, Features: e.Features(), Film: recipe.Video})
	if err != nil {
		return j, err
	}
	defer set.Discard()
	for i, n := range numbers {
		if err := ctx.Err(); err != nil {
			return j, err
		}
		if err := e.LoadFile(where[n].Path(n)); err != nil {
			return j, err
		}
		if e.Number != n {
			return j, fmt.Errorf("%s: holds episode %d", where[n].Path(n), e.Number)
		}
		if err := set.Add(e); err != nil {
			return j, err
		}
		j.Add(e.Head())
		tell(float64(i+1) / float64(len(numbers)))
	}
	if len(j.Missing) == 0 {
		text, err := (&made{recipe, j.Tally}).text()
		if err == nil {
			err = set.Attach(madeFile, text)
		}
		if err != nil {
			return j, err
		}
	}
	return j, set.Finish(ctx)
}

// whereabouts tells which part has which episode. Where several have one, they have
// the same.
func whereabouts(parts []*Part) (map[int]*Part, error) {
	where := map[int]*Part{}
	for _, p := range parts {
		if what := parts[0].recipe.difference(&p.recipe); what != "" {
			return nil, fmt.Errorf("%s and %s are not of one set: %s", parts[0].dir, p.dir, what)
		}
		if a, b := parts[0].recipe.Episodes, p.recipe.Episodes; a != b {
			return nil, fmt.Errorf("%s and %s are not of one set: one is of %d episodes, the other of %d", parts[0].dir, p.dir, a, b)
		}
		numbers, err := p.Numbers()
		if err != nil {
			return nil, err
		}
		for _, n := range numbers {
			if where[n] == nil {
				where[n] = p
			}
		}
	}
	return where, nil
}
