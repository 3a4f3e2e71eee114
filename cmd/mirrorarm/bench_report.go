package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/bench"
	"mirrorarm/sim/bench/report"
)

// writeBenchReport writes the plots and the page into a folder, which it makes.
func writeBenchReport(dir string, r *bench.Result) error {
	files, err := report.Files(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot write %s: %w", dir, err)
	}
	for _, f := range files {
		err := atomicfile.Write(filepath.Join(dir, f.Name), func(w io.Writer) error {
			_, err := w.Write(f.Content)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
