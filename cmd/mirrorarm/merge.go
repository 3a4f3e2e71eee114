package main

import (
	"errors"
	"fmt"
	"strings"

	"mirrorarm/sim/dataset"
)

// mergeCmd is `mirrorarm merge`.
type mergeCmd struct {
	common
	Parts []string `arg:"" name:"PART" help:"Folders that generate --shard wrote. Example: mirrorarm merge part-0 part-1 --out set"`
	Out   string   `help:"The folder to write, which is not there yet or empty. Example: --out set" required:"" placeholder:"DIR" type:"path"`
}

// Help is the long help text.
func (mergeCmd) Help() string {
	return `Example:
  mirrorarm merge part-* --out set

Joins the parts of a set that generate --shard made, in the order of their episodes:
the same bytes whoever made which part. Episodes that no part has are left out and
named. Parts of different recipes, builds or architectures are refused.`
}

// places are where it writes.
func (c *mergeCmd) places() []place { return []place{{c.Out, true}} }

// mergeReport is what it came to.
type mergeReport struct {
	Episodes   int     `json:"episodes"`
	Frames     int     `json:"frames"`
	SuccessPct float64 `json:"success_pct"`
	Missing    []int   `json:"missing"`
	Out        string  `json:"out"`
}

// Run merges.
func (c *mergeCmd) Run(a *app) error {
	if err := distinct("merge", "part", c.Parts); err != nil {
		return err
	}
	var parts []*dataset.Part
	for _, dir := range c.Parts {
		p, err := awaitSaying(a, "reading "+dir, func() (*dataset.Part, error) { return dataset.OpenPart(dir) })
		if err != nil {
			return err
		}
		parts = append(parts, p)
	}
	if len(parts) == 0 {
		return usageError{errors.New("merge: want the parts' folders")}
	}
	bar := a.progress("joining %s in %s", counted(len(parts), "part"), c.Out)
	defer bar.end()
	joined, err := dataset.Assemble(a.ctx, parts, c.Out, bar.show)
	if err != nil {
		return err
	}
	bar.end()
	r := mergeReport{joined.Episodes, joined.Rows, 100 * float64(joined.Successes) / float64(joined.Episodes), append([]int{}, joined.Missing...), c.Out}
	if c.JSON {
		return a.printJSON(r)
	}
	p := &printer{w: a.stdout}
	p.linef("%s: %s, %s, %.0f %% of them done as asked", r.Out, counted(r.Episodes, "episode"), counted(r.Frames, "row"), r.SuccessPct)
	if len(r.Missing) > 0 {
		p.linef("missing: %s %s", map[bool]string{true: "episode", false: "episodes"}[len(r.Missing) == 1], ranges(r.Missing))
	}
	return p.err
}

// ranges are numbers in order, neighbours together: 3, 7–9.
func ranges(numbers []int) string {
	var words []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		word := fmt.Sprint(numbers[i])
		if j > i {
			word += fmt.Sprintf("–%d", numbers[j])
		}
		words = append(words, word)
		i = j + 1
	}
	return strings.Join(words, ", ")
}
