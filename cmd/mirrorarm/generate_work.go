package main

import (
	"errors"
	"runtime"
	"time"

	"mirrorarm/sim/dataset"
	"mirrorarm/sim/dataset/queue"
)

// silence is how long a worker may be silent until its order is given out again; tests
// have less patience.
var silence = 30 * time.Second

// server are the options of a queue's.
func (c *generateCmd) server(a *app, address string) queue.Options {
	return queue.Options{URL: address, Wait: silence, Log: a.tell, Optics: takePictures}
}

// work makes episodes for whoever hands them out, until Ctrl-C.
func (c *generateCmd) work(a *app) error {
	if c.Task != "" || c.Out != "" || c.Shard != "" || c.Queue != "" {
		return usageError{errors.New("generate: --work takes its orders from the server; want no --task, --out, --shard or --queue")}
	}
	watch := monotonic()
	began := watch.Now()
	a.tell("working for whoever hands out episodes at " + queue.Shown(c.Work) + "; Ctrl-C ends it")
	var tally dataset.Tally
	err := queue.Work(a.ctx, c.server(a, c.Work), build(), runtime.GOMAXPROCS(0), tally.Add)
	if a.ctx.Err() == nil || tally.Episodes == 0 {
		return err
	}
	r := &generateReport{Interrupted: true, Made: tally.Episodes, Seconds: (watch.Now() - began).Seconds()}
	r.count(tally)
	if c.JSON {
		return orInterrupted(true, a.printJSON(r))
	}
	p := &printer{w: a.stdout}
	p.linef("made %s, %.0f %% of them done as asked", counted(r.Episodes, "episode"), r.SuccessPct)
	return orInterrupted(true, p.err)
}
