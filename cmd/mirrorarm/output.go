package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mirrorarm/sim/figure"
)

// printJSON writes one object, indented, as a program and a person can read it.
func (a *app) printJSON(v any) error { return encodeJSON(a.stdout, v) }

// encodeJSON is printJSON to anywhere. What was not measured is null, and
// not_measured says why.
func encodeJSON(w io.Writer, v any) error {
	text, err := figure.Marshal(v)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err = out.WriteTo(w)
	return err
}

// createTemp begins a file that is written whole or not at all: under a temporary
// name beside its own, which commitTemp changes.
func createTemp(path string) (*os.File, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		// The temporary name would only confuse.
		if full := (*os.PathError)(nil); errors.As(err, &full) {
			err = full.Err
		}
		return nil, fmt.Errorf("cannot write %s: %w", path, err)
	}
	return f, nil
}

// commitTemp puts the whole file in its place.
func commitTemp(f *os.File, path string) error {
	err := f.Chmod(0o644)
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		return nil
	}
	// The temporary name would only confuse.
	if both := (*os.LinkError)(nil); errors.As(err, &both) {
		err = both.Err
	}
	return fmt.Errorf("cannot write %s: %w", path, err)
}

// discardTemp cleans up after an error that is already on its way to the
// caller, so its own errors are of no interest; after commitTemp it does nothing.
func discardTemp(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// writeFile writes a whole file.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := createTemp(path)
	if err != nil {
		return err
	}
	defer discardTemp(f)
	if err := write(f); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return commitTemp(f, path)
}
