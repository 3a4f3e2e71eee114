package main

import (
	"bytes"
	"encoding/json"
	"io"

	"mirrorarm/sim/atomicfile"
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

// place is where a command is going to write: a file, or a folder of them.
type place struct {
	path   string // "" for nowhere
	folder bool
}

// author is a command that writes where its flags say.
type author interface{ places() []place }

// tryPlaces tells before any work whether all that a command is to write can be
// written. It leaves no trace.
func tryPlaces(places []place) error {
	for _, p := range places {
		var err error
		switch {
		case p.path == "":
		case p.folder:
			err = atomicfile.TryFolder(p.path)
		default:
			err = atomicfile.Try(p.path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
