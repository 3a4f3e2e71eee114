package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// result is what became of a fault, and under which tests.
type result struct {
	mutant
	Own    outcome `json:"own"`              // under its package's tests
	All    outcome `json:"all"`              // under those of the importers too
	By     string  `json:"by,omitempty"`     // the package whose tests noticed
	State  string  `json:"state"`            // of the package's files
	Around string  `json:"around,omitempty"` // and the importers', where these were asked
}

// ledger keeps results in a file, one JSON object a line, so that what was tried is
// not tried again.
type ledger struct {
	file  *os.File
	known map[string]result
}

// openLedger reads what is known and goes on behind it. A last line that was cut off
// is written over.
func openLedger(path string) (*ledger, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	l := &ledger{f, map[string]result{}}
	var whole int64
	for d := json.NewDecoder(f); ; {
		var r result
		if err = d.Decode(&r); err != nil {
			break
		}
		whole = d.InputOffset()
		l.known[r.id()] = r
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		_ = f.Close()
		return nil, fmt.Errorf("%s: %w; want the results of an earlier run, or no file", path, err)
	}
	if err := f.Truncate(whole); err != nil {
		return nil, err
	}
	if _, err := f.Seek(whole, io.SeekStart); err != nil {
		return nil, err
	}
	if whole > 0 {
		if _, err := fmt.Fprintln(f); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// lookUp returns the result of an earlier run, if nothing has changed since that could
// change it.
func (l *ledger) lookUp(m *mutant, state, around string) (result, bool) {
	r, ok := l.known[m.id()]
	return r, ok && r.State == state && (r.Around == "" || r.Around == around)
}

func (l *ledger) keep(r result) error {
	l.known[r.id()] = r
	return json.NewEncoder(l.file).Encode(r)
}
