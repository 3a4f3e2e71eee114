package main

import (
	"fmt"
	"os"

	"mirrorarm/render/poster"
	"mirrorarm/render/window"

	"golang.org/x/image/font/opentype"
)

// markFlags are what an exhibit's maker has of his own on the screen and on posters.
type markFlags struct {
	Logo string `help:"Your logo, a PNG or JPEG of at most 16 million pixels, on posters and on the exhibit's screen while nobody is there. Example: --logo museum.png" placeholder:"FILE.png" type:"given file"`
	Line string `help:"A line of yours beside it, at most 80 characters. Example: --line 'Night of Science, hall 2'" placeholder:"TEXT"`

	own poster.Mark
	han *opentype.Font // that the line needs beside the program's own; nil for none
}

// openMark reads them.
func (f *markFlags) openMark() (err error) {
	if f.own.Line, err = poster.MarkLine(f.Line, nil); err != nil {
		f.han = window.InstalledHan()
		if f.own.Line, err = poster.MarkLine(f.Line, f.han); err != nil {
			return usageError{fmt.Errorf("--line: %w", err)}
		}
	}
	if f.Logo == "" {
		return nil
	}
	file, err := os.Open(f.Logo)
	if err != nil {
		return usageError{fmt.Errorf("--logo: %w", err)}
	}
	defer file.Close() //nolint:errcheck // only read from
	if f.own.Logo, err = poster.ReadLogo(file); err != nil {
		return usageError{fmt.Errorf("--logo %s: %w", f.Logo, err)}
	}
	return nil
}
