package main

import (
	"fmt"
	"io/fs"
	"path/filepath"

	"mirrorarm/sim/record/export"
)

// exportCmd is `mirrorarm export`.
type exportCmd struct {
	common
	Sessions []string `arg:"" name:"session.mcap" help:"Sessions that record wrote; each becomes an episode. Example: mirrorarm export a.mcap b.mcap --out set"`
	Pictures string   `help:"Beside that observation.images.front, a picture of the robot in every row: width and height in pixels. Example: --pictures 320x240" placeholder:"SIZE"`
	Video    bool     `help:"Pictures as mp4 films in place of PNGs, by ffmpeg, which has to be installed; for lerobot. Example: --pictures 320x240 --video"`
	To       string   `help:"Format of the set: lerobot (v3.0), or parquet or csv, a table of rows and one of episodes. Example: --to parquet" enum:"lerobot,parquet,csv" default:"lerobot"`
	Out      string   `help:"The folder to write, which is not there yet or empty. Example: --out set" required:"" placeholder:"DIR" type:"path"`
	FPS      int      `name:"fps" help:"Rows a second of recorded time; 1000, the rate of a recording's steps, at most. Example: --fps 30" range:"1 to 1000" default:"50"`
	Task     string   `help:"What is done in the sessions, in words, for policies that read them. Example: --task 'grasp the cup'" placeholder:"TEXT" default:"mirror"`
	State    []string `help:"What observation.state is made of, of which stock policies read nothing else: joints, speeds, skin, glove. Example: --state joints,speeds" placeholder:"PART" default:"joints"`
	Observe  []string `help:"What is observed beside the state, in columns of their own: environment, glove, skin, skin_window:8 (its 8 latest frames, or another number of them), temperature, vibration; none for nothing. What the sessions do not have is left out. Example: --observe environment,skin" placeholder:"WHAT" default:"environment,glove,skin,temperature,vibration"`
}

// Help is the long help text.
func (exportCmd) Help() string {
	return `Examples:
  mirrorarm export session.mcap --out set
  mirrorarm export a.mcap b.mcap --to csv --fps 20 --observe environment --task 'grasp the cup' --out table

Makes a data set of recorded sessions, with the columns of generate: each value is the
latest at or before its row's time, and action are the joint targets of the step after
it. Sessions of one set have the same robot, things, glove and skin. Where a file is
damaged, nothing is written.`
}

// places are where it writes.
func (c *exportCmd) places() []place { return []place{{c.Out, true}} }

// exportReport is what it came to.
type exportReport struct {
	Episodes int    `json:"episodes"`
	Frames   int    `json:"frames"`
	Bytes    int64  `json:"bytes"`
	Out      string `json:"out"`
}

// options are what the flags ask for.
func (c *exportCmd) options() (export.Options, error) {
	sights, err := observed(c.Observe)
	var o export.Options
	if err == nil {
		o, err = export.Options{
			To: c.To, FPS: c.FPS, Task: c.Task, State: c.State, Observe: sights,
			Pictures: c.Pictures, Video: c.Video, Optics: takePictures,
		}.Resolved()
	}
	if err != nil {
		return o, usageError{fmt.Errorf("export: %w", err)}
	}
	return o, nil
}

// Run exports.
func (c *exportCmd) Run(a *app) error {
	o, err := c.options()
	if err == nil {
		err = distinct("export", "session", c.Sessions)
	}
	if err == nil {
		err = filmable(c.Video)
	}
	if err != nil {
		return err
	}
	bar := a.progress("exporting %s to %s", counted(len(c.Sessions), "session"), c.Out)
	tally, err := export.Export(a.ctx, c.Sessions, c.Out, o, bar.show)
	bar.end()
	if err != nil {
		return repairable(err, c.Sessions...)
	}
	r := exportReport{Episodes: tally.Episodes, Frames: tally.Rows, Out: c.Out}
	if r.Bytes, err = bytesIn(c.Out); err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(r)
	}
	p := &printer{w: a.stdout}
	p.linef("%s: %s, %s, %.1f MB", r.Out, counted(r.Episodes, "episode"), counted(r.Frames, "row"), float64(r.Bytes)/1e6)
	return p.err
}

// bytesIn is how many bytes the files of a folder have.
func bytesIn(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}
