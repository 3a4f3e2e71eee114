package main

import (
	"fmt"
	"math"
	"os"
	"strings"

	"mirrorarm/sim/bench"
)

// benchCompareCmd is `mirrorarm bench compare`.
type benchCompareCmd struct {
	JSON      bool    `name:"json" help:"Print one JSON object on stdout and nothing else there."`
	A         string  `arg:"" help:"Result before the change, as bench --json printed it." type:"path"`
	B         string  `arg:"" help:"Result after the change." type:"path"`
	FailAbove float64 `help:"Exit with 1 if anything is seen to be slower or worse by more than this ratio. Example: --fail-above 1.10" placeholder:"RATIO"`
	Force     bool    `help:"Compare although machines, cases or settings differ."`
}

// Help is the long help text.
func (benchCompareCmd) Help() string {
	return `Example:
  mirrorarm bench --case loop --json > before.json
  mirrorarm bench --case loop --json > after.json
  mirrorarm bench compare before.json after.json --fail-above 1.10

Says "no difference seen" or names what got slower or faster, with a bootstrap
interval of each ratio. Differences found are a result: exit code 0, unless
--fail-above says otherwise.`
}

// Run compares.
func (c *benchCompareCmd) Run(a *app) error {
	if c.FailAbove != 0 && !(c.FailAbove >= 1 && !math.IsInf(c.FailAbove, 0)) {
		return usageError{fmt.Errorf("--fail-above %g: want a ratio of at least 1, such as 1.10", c.FailAbove)}
	}
	before, err := readBenchResult(c.A)
	if err != nil {
		return err
	}
	after, err := readBenchResult(c.B)
	if err != nil {
		return err
	}
	mismatches := bench.Mismatches(before, after)
	for _, m := range mismatches {
		fmt.Fprintf(a.stderr, "warning: %s\n", m)
	}
	if len(mismatches) > 0 && !c.Force {
		return usageError{fmt.Errorf("bench: %s and %s do not compare; --force does it all the same", c.A, c.B)}
	}
	comparison := bench.Compare(before, after)
	if c.JSON {
		err = a.printJSON(comparison)
	} else {
		err = comparison.Print(a.stdout)
	}
	if err != nil || c.FailAbove == 0 {
		return err
	}
	var bad []string
	for _, d := range comparison.Above(c.FailAbove) {
		bad = append(bad, fmt.Sprintf("%s ×%.3f", d.Metric, d.Ratio))
	}
	if len(bad) > 0 {
		return fmt.Errorf("bench: above %g: %s", c.FailAbove, strings.Join(bad, ", "))
	}
	return nil
}

func readBenchResult(path string) (*bench.Result, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := bench.ReadResult(path, f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return r, err
}
