package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
)

// replayCmd is `mirrorarm replay`.
type replayCmd struct {
	common
	File     string `arg:"" help:"A session that record wrote. Example: mirrorarm replay session.mcap" type:"given file"`
	Tolerant bool   `help:"Compare within what two kinds of processors may differ by, as is done anyway with a session from another one. Example: --tolerant"`
}

// Help is the long help text.
func (replayCmd) Help() string {
	return `Example:
  mirrorarm replay session.mcap
  mirrorarm replay session.mcap --json

Makes the mirror of a session again from what its file says, gives it the same hand,
does to it what was done then, and compares what every stage comes to, step by step
and bit by bit: identical, or the first step and channel that differ. A session from
another kind of processor, whose last bits differ, is compared within a tolerance.`
}

// Run has the session again.
func (c *replayCmd) Run(a *app) error {
	f, info, err := openFile(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read from
	bar := a.progress("replaying %s", filepath.Base(c.File))
	bar.announce()
	in := &countedReader{from: f}
	told := false
	r, err := record.Replay(in, record.ReplayOptions{
		Look: func(m *mirror.Mirror) {
			if !told {
				told = true
				a.tellRobot(m.Config().Robot)
			}
		},
		Version: version(), Tolerate: c.Tolerant, Building: func(float64) error { return a.ctx.Err() },
		Tell: func(uint64) error { return bar.goesOn(float64(in.n) / float64(info.Size())) },
	})
	bar.end()
	if err != nil && (!errors.Is(err, a.ctx.Err()) || r.Steps == 0) {
		return repairable(fmt.Errorf("%s: %w", c.File, err), c.File)
	}
	report := replayReport{r, err != nil}
	return orInterrupted(report.Interrupted, c.print(a, &report))
}

// replayReport is what a replay came to.
type replayReport struct {
	record.Replayed
	Interrupted bool `json:"interrupted,omitempty"`
}

// countedReader tells how far a file has been read.
type countedReader struct {
	from io.Reader
	n    int64
}

// Read reads on.
func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *replayCmd) print(a *app, r *replayReport) error {
	if c.JSON {
		return a.printJSON(r)
	}
	p := &printer{w: a.stdout}
	switch d := r.FirstDifference; {
	case d == nil && r.Tolerance == nil:
		p.linef("identical over %d steps", r.Steps)
	case d == nil:
		p.linef("the same over %d steps, within %s", r.Steps, toleranceText(r.Tolerance))
	default:
		p.linef("differs from step %d (%.3f s) on: stage %s, %s%s", d.Step, d.TimeS, d.Stage, d.Channel, wasIs(d))
		p.linef("           %d steps before were %s", d.Step-1, map[bool]string{true: "identical", false: "the same"}[r.Tolerance == nil])
	}
	if r.RecordedVersion != r.Version {
		p.linef("recorded   by another version: %s", r.RecordedVersion)
	}
	if r.Tolerance != nil {
		p.linef("recorded   on %s, replayed on %s: compared within %s", r.RecordedArch, r.Arch, toleranceText(r.Tolerance))
	}
	if !r.Ended && !r.Interrupted && r.FirstDifference == nil {
		p.linef("           the recording was not ended by its writer: it may have gone on")
	}
	if r.Piloted > 0 {
		p.linef("           in %d of the steps the arm explored by itself; its recorded targets were used", r.Piloted)
	}
	p.linef("digest     %s (%s)", r.Digest, r.Arch)
	return p.err
}

func toleranceText(t *record.Tolerance) string {
	return fmt.Sprintf("%g rad, %g counts of the glove, %g N", t.JointRad, t.GloveCounts, t.SkinN)
}

func wasIs(d *record.Difference) string {
	if d.Was == nil || d.Is == nil {
		return ""
	}
	return fmt.Sprintf(": was %g, is %g", *d.Was, *d.Is)
}

// openFile opens a file, and nothing that one would wait for.
func openFile(path string) (*os.File, os.FileInfo, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: is no file", path)
	}
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Open(path)
	return f, info, err
}

// isSession tells by its name whether a file is a recorded session.
func isSession(path string) bool { return strings.EqualFold(filepath.Ext(path), ".mcap") }

// openSession has the hand of a recorded session again.
func openSession(path string, choice gesture.Choice) (gesture.Source, error) {
	f, _, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read from
	src, err := record.NewSource(filepath.Base(path), f)
	if err != nil {
		return nil, repairable(fmt.Errorf("%s: %w", path, err), path)
	}
	if side := src.Info().Side; choice != gesture.Auto && (choice == gesture.LeftHand) != (side == hand.Left) {
		return nil, usageError{fmt.Errorf("--hand %s: %s is of a %s hand", choice, path, side)}
	}
	return src, nil
}
