package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
)

// readFlags say what a recording's file does not, or says wrongly; all commands
// that read one share them.
type readFlags struct {
	Axes   string  `help:"Which way a recording's axes point, where its file does not say or is wrong: world (x from the person, y to the person's left, z up), camera (x right in the picture, y down, z away), leap or webxr (x right, y up, z to the person), unity (as these, z away: left-handed), unreal (x ahead, y right, z up: left-handed), z-up (x right, y ahead, z up) or palm (unknown). Example: --axes unity" placeholder:"AXES"`
	FPS    float64 `name:"fps" help:"Frames per second of a recording, in place of its own times; 30 is supposed where it has none. Example: --fps 60" range:"0.1 to 10000" placeholder:"30"`
	Aspect float64 `help:"Width over height of the picture that a recording's landmarks are from, where its file does not say. Example: --aspect 1.778" range:"0.2 to 5" placeholder:"1.778"`
}

// options are those of a source; choice is which hand.
func (f *readFlags) options(choice gesture.Choice, seed uint64) gesture.Options {
	return gesture.Options{Hand: choice, Seed: seed, Axes: f.Axes, FPS: f.FPS, Aspect: f.Aspect}
}

// Validate refuses values that no recording could have; kong calls it.
func (f readFlags) Validate() error {
	if f.Axes != "" && !slices.Contains(format.AxesNames(), f.Axes) {
		return fmt.Errorf("--axes %q: unknown, want one of %s", f.Axes, strings.Join(format.AxesNames(), ", "))
	}
	return nil
}

// sayDecision tells on stderr what was decided about a recording.
func sayDecision(w io.Writer, info gesture.Info) {
	if d := info.Decision; d != nil {
		fmt.Fprintf(w, "%s: %s\n", info.Name, d.Report)
	}
}

// importCmd is `mirrorarm import`.
type importCmd struct {
	common
	File string `arg:"" help:"A recording of a hand in any known format. Example: mirrorarm import session.bvh --out hand.jsonl" type:"given file"`
	Hand string `help:"Which hand of a recording with two: left, right, or auto, which follows the first confident one. Example: --hand left" enum:"auto,left,right" default:"auto"`
	readFlags
	Out string `help:"The file to write, in the program's own format. Example: --out hand.jsonl" required:"" placeholder:"FILE.jsonl" type:"path"`
}

// Help is the long help text.
func (importCmd) Help() string {
	return `Example:
  mirrorarm import session.bvh --out hand.jsonl
  mirrorarm import landmarks.csv --aspect 1.778 --hand left --out hand.jsonl

Reads a recording of any known format, says what was decided about it, and writes
the hand in the program's own format: landmarks in metres, times in seconds. The
copy plays as the recording does.`
}

// importReport is what was decided, and what was written.
type importReport struct {
	*gesture.Decision
	Out string `json:"out"`
}

// Run converts the recording.
func (c *importCmd) Run(a *app) error {
	choice, err := gesture.ParseChoice(c.Hand)
	if err != nil {
		return usageError{err}
	}
	if same, err := filepath.EvalSymlinks(c.Out); err == nil {
		if in, err := filepath.EvalSymlinks(c.File); err == nil && in == same {
			return usageError{errors.New("--out: is the recording itself")}
		}
	}
	file, err := atomicfile.Create(c.Out)
	if err != nil {
		return err
	}
	defer file.Discard()
	buffer := bufio.NewWriter(file)
	info, err := awaitSaying(a, "reading "+c.File, func() (gesture.Info, error) {
		return gesture.Convert(buffer, c.File, c.options(choice, c.Seed))
	})
	if err != nil {
		return err
	}
	if err := errors.Join(buffer.Flush(), file.Commit()); err != nil {
		return err
	}
	sayDecision(a.stderr, info)
	if c.JSON {
		return a.printJSON(importReport{info.Decision, c.Out})
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %s hand, %d frames\n", c.Out, info.Side, info.Frames)
	return err
}
