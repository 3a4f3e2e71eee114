package main

import (
	"fmt"
	"os"
	"strings"

	"mirrorarm/sim/bench"
)

// compare tells what differs between two results.
func (c *benchCmd) compare(a *app) error {
	if c.Compare[0] != "compare" || len(c.Compare) != 3 {
		return usageError{fmt.Errorf("bench %s: want nothing, or compare A.json B.json", strings.Join(c.Compare, " "))}
	}
	first, second := c.Compare[1], c.Compare[2]
	before, err := awaitSaying(a, "reading "+first, func() (*bench.Result, error) { return readBenchResult(first) })
	if err != nil {
		return err
	}
	after, err := awaitSaying(a, "reading "+second, func() (*bench.Result, error) { return readBenchResult(second) })
	if err != nil {
		return err
	}
	mismatches := bench.Mismatches(before, after)
	for _, m := range mismatches {
		fmt.Fprintf(a.stderr, "warning: %s\n", m)
	}
	if len(mismatches) > 0 && !c.Force {
		return usageError{fmt.Errorf("bench: %s and %s do not compare; --force does it all the same", first, second)}
	}
	comparison, err := awaitSaying(a, "comparing", func() (*bench.Comparison, error) { return bench.Compare(before, after), nil })
	if err != nil {
		return err
	}
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
