package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/dataset"
	"mirrorarm/sim/dataset/queue"
	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/lerobot"
)

// generateCmd is `mirrorarm generate`.
type generateCmd struct {
	common
	Task     string   `help:"What the robot does, by the task's own script: mirror, reach, grasp or explore; serve --list tells of them. Example: --task grasp" placeholder:"TASK"`
	Episodes int      `help:"How many episodes the whole set has. Example: --episodes 200" range:"1 to 10000000" default:"100"`
	Vary     []string `help:"What is varied from episode to episode: person (the hand, and the sensors' hardware), seed (what the task draws), scene (how heavy the things are, or what stands around), noise. Example: --vary person,seed,scene,noise" placeholder:"WHAT" default:"seed,noise"`
	FPS      int      `name:"fps" help:"Rows a second of simulated time; it divides 1000. Example: --fps 50" range:"10 to 1000" default:"50"`
	State    []string `help:"What observation.state is made of, of which stock policies read nothing else: joints, speeds, skin, glove. Example: --state joints,speeds" placeholder:"PART" default:"joints"`
	Observe  []string `help:"What is observed beside the state, in columns of their own: environment, glove, skin, skin_window:8 (its 8 latest frames, or another number of them), temperature, vibration; none for nothing. Example: --observe environment,skin" placeholder:"WHAT" default:"environment,glove,skin,temperature,vibration"`
	Pictures string   `help:"Beside that observation.images.front, a picture of the robot in every row: width and height in pixels. Example: --pictures 320x240" placeholder:"SIZE"`
	Video    bool     `help:"Pictures as mp4 films in place of PNGs, by ffmpeg, which has to be installed; for lerobot. Example: --pictures 320x240 --video"`
	To       string   `help:"Format of the set: lerobot (v3.0), or parquet or csv, a table of rows and one of episodes. Example: --to parquet" enum:"lerobot,parquet,csv" default:"lerobot"`
	Out      string   `help:"The folder to write, which is not there yet or empty; with --shard the part's folder. Example: --out set" placeholder:"DIR" type:"path"`
	Shard    string   `help:"Make one part of N only, for merge: I/N, with I from 0; auto in a Slurm array; auto/N in a Kubernetes Indexed Job. Example: --shard 0/5" placeholder:"I/N"`
	Queue    string   `help:"Have the episodes made by workers, through a NATS server with JetStream, and write the set when all are there. Example: --queue nats://10.0.0.7" placeholder:"URL"`
	Work     string   `help:"Be such a worker, on all cores, until Ctrl-C; nothing else is to be said. Example: --work nats://10.0.0.7" placeholder:"URL"`
}

// Help is the long help text.
func (generateCmd) Help() string {
	return `Examples:
  mirrorarm generate --task grasp --episodes 200 --vary person,seed,scene,noise --out set
  mirrorarm generate --task grasp --episodes 200 --shard 0/5 --out part-0
  mirrorarm merge part-0 part-1 part-2 part-3 part-4 --out set
  mirrorarm generate --work nats://10.0.0.7
  mirrorarm generate --task grasp --episodes 200 --queue nats://10.0.0.7 --out set

An episode depends on the task, the seed and its number alone: the same ones come out
of any number of cores and machines of one kind. Interrupted work goes on when the same
command is given again; until the set is whole its episodes are in DIR.part.`
}

// places are where it writes.
func (c *generateCmd) places() []place { return []place{{c.Out, true}} }

// generateReport is what it came to.
type generateReport struct {
	Interrupted bool    `json:"interrupted,omitempty"` // with those episodes that were there by then
	Episodes    int     `json:"episodes"`
	Made        int     `json:"made"` // in this run; the others were there
	Frames      int     `json:"frames"`
	SuccessPct  float64 `json:"success_pct"`
	Seconds     float64 `json:"seconds"`
	Asked       int     `json:"asked"`
	Out         string  `json:"out"` // of an interrupted run, the part that it will go on with
	Shard       string  `json:"shard,omitempty"`
}

// observed is what a list of --observe asks for.
func observed(list []string) ([]string, error) {
	if len(list) > 1 && slices.Contains(list, "none") {
		return nil, errors.New(`observe: "none" stands alone, and is not to be among others`)
	}
	if len(list) == 1 && list[0] == "none" {
		return nil, nil
	}
	return list, nil
}

// filmable tells whether films can be made here, before work that they end.
func filmable(films bool) error {
	if !films {
		return nil
	}
	_, err := lerobot.FilmTool()
	if err != nil {
		err = fmt.Errorf("%w; without --video pictures are PNGs", err)
	}
	return err
}

// recipe is what the flags ask for.
func (c *generateCmd) recipe() (dataset.Recipe, error) {
	if c.Task == "" {
		return dataset.Recipe{}, usageError{errors.New("generate: want --task, such as --task grasp")}
	}
	sights, err := observed(c.Observe)
	if err != nil {
		return dataset.Recipe{}, usageError{fmt.Errorf("generate: %w", err)}
	}
	r, err := dataset.Recipe{
		Task: c.Task, Episodes: c.Episodes, Seed: c.Seed, Vary: c.Vary, FPS: c.FPS, State: c.State, Observe: sights,
		Pictures: c.Pictures, Video: c.Video, To: c.To, Build: build(),
	}.Resolved()
	if err != nil {
		return r, usageError{fmt.Errorf("generate: %w", err)}
	}
	return r, nil
}

// Run generates.
func (c *generateCmd) Run(a *app) error {
	if c.Work != "" {
		return c.work(a)
	}
	if c.Queue != "" && c.Shard != "" {
		return usageError{errors.New("generate: want --shard or --queue, not both")}
	}
	if c.Out == "" {
		return usageError{errors.New("generate: want --out, the folder to write")}
	}
	recipe, err := c.recipe()
	if err != nil {
		return err
	}
	shard, folder := dataset.Shard{I: 0, N: 1}, filepath.Clean(c.Out)+".part"
	if c.Shard != "" {
		if shard, err = dataset.ParseShard(c.Shard, os.Getenv); err != nil {
			return usageError{err}
		}
		folder = c.Out
	} else {
		tally, whole, err := dataset.Made(c.Out, recipe)
		if whole {
			return c.printWhole(a, tally)
		}
		if err == nil {
			err = atomicfile.TryNewFolder(c.Out)
		}
		if err == nil {
			err = filmable(c.Video)
		}
		if err != nil {
			return err
		}
	}
	maker, err := await(a.ctx, func() (*dataset.Maker, error) { return dataset.NewMaker(recipe, takePictures) })
	if err != nil {
		return err
	}
	part, err := dataset.CreatePart(folder, maker.Recipe())
	if err != nil {
		return err
	}
	numbers := shard.Numbers(recipe.Episodes)
	r := &generateReport{Out: c.Out, Shard: c.Shard, Asked: len(numbers)}
	err = c.fill(a, r, maker, part, numbers)
	if errors.Is(err, context.Canceled) {
		r.Interrupted, r.Out = true, part.Dir()
		return orInterrupted(true, c.print(a, r))
	}
	if err != nil {
		return err
	}
	return c.print(a, r)
}

// fill has the part's episodes made and, unless it is to be merged with others, the
// set of them.
func (c *generateCmd) fill(a *app, r *generateReport, maker *dataset.Maker, part *dataset.Part, numbers []int) error {
	watch := monotonic()
	began := watch.Now()
	defer func() { r.Seconds = (watch.Now() - began).Seconds() }()
	bar := a.progress("making %s of %s", counted(len(numbers), "episode"), c.Task)
	bar.predicts = true
	defer bar.end()
	var tally dataset.Tally
	tell := func(h frames.Head, made bool) {
		tally.Add(h)
		if made {
			r.Made++
		}
		here := tally.Episodes - r.Made
		bar.show(float64(r.Made) / float64(len(numbers)-here))
	}
	var err error
	if c.Queue != "" {
		err = queue.HandOut(a.ctx, c.server(a, c.Queue), part, tell)
	} else {
		err = dataset.Generate(a.ctx, maker, part, numbers, runtime.GOMAXPROCS(0), tell)
	}
	r.count(tally)
	if err != nil || c.Shard != "" {
		return err
	}
	bar.begin("joining them in %s", c.Out)
	if _, err := dataset.Assemble(a.ctx, []*dataset.Part{part}, c.Out, bar.show); err != nil {
		return err
	}
	return os.RemoveAll(part.Dir())
}

func (r *generateReport) count(t dataset.Tally) {
	r.Episodes, r.Frames = t.Episodes, t.Rows
	if t.Episodes > 0 {
		r.SuccessPct = 100 * float64(t.Successes) / float64(t.Episodes)
	}
}

// printWhole says that there is nothing to do.
func (c *generateCmd) printWhole(a *app, t dataset.Tally) error {
	r := &generateReport{Out: c.Out, Asked: c.Episodes}
	r.count(t)
	if c.JSON {
		return a.printJSON(r)
	}
	p := &printer{w: a.stdout}
	p.linef("%s: is complete: %s of %s, %s, %.0f %% of them done as asked", r.Out, counted(r.Episodes, "episode"), c.Task, counted(r.Frames, "row"), r.SuccessPct)
	return p.err
}

func (c *generateCmd) print(a *app, r *generateReport) error {
	if c.JSON {
		return a.printJSON(r)
	}
	p := &printer{w: a.stdout}
	if r.Interrupted {
		p.linef("%s: %d of %s of %s; the same command goes on from there", r.Out, r.Episodes, counted(r.Asked, "episode"), c.Task)
		return p.err
	}
	p.linef("%s: %s of %s, %s, %.0f %% of them done as asked, in %s",
		r.Out, counted(r.Episodes, "episode"), c.Task, counted(r.Frames, "row"), r.SuccessPct, time.Duration(r.Seconds*float64(time.Second)).Round(100*time.Millisecond))
	return p.err
}
