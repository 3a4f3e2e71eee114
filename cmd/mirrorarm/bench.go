package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/bench"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// benchCmd is `mirrorarm bench`: it measures, or compares two measurements.
type benchCmd struct {
	common
	Compare    []string      `arg:"" optional:"" name:"compare A.json B.json" help:"Instead of measuring, tell what differs between two results that --json printed or --out wrote."`
	FailAbove  float64       `help:"With compare: exit with 1 if anything is seen to be slower or worse by more than this ratio. Example: --fail-above 1.10" range:"1 to 1000" placeholder:"RATIO"`
	Force      bool          `help:"With compare: do it although machines, cases or settings differ."`
	List       bool          `help:"List the cases and stop."`
	Case       []string      `help:"Measure only these cases; all if absent. Example: --case loop,realtime" placeholder:"CASE"`
	Duration   time.Duration `help:"Time of measuring per case, with unit, shared by its repeats; setting up comes on top. Example: --duration 60s" range:"above 0s to 24h" default:"10s"`
	Repeat     int           `help:"Repeats that share a case's duration, each with freshly built stages. Example: --repeat 20" range:"1 to 1000" default:"10"`
	Source     string        `help:"The synthetic gesture that is mirrored. Example: --source pinch" default:"medley"`
	Scene      string        `help:"What stands around the arm in the cases that run it whole: ${scenes}. Example: --scene cups" default:"empty"`
	Against    []string      `help:"Set another program beside ours in the cases retarget, ik and decode, which speaks JSON lines; README has how. May be given several times. Example: --against 'python3 mine.py'" placeholder:"CMD" sep:"none"`
	Pin        int           `help:"Keep the measuring thread on this core, counted from 0; −1 leaves it to the system. Linux only. Example: --pin 1" range:"-1 to 4095" default:"-1"`
	GOMAXPROCS int           `name:"gomaxprocs" help:"Cores that the program may use at once; 0 for all. Example: --gomaxprocs 1" range:"0 to 4096" default:"0"`
	Format     string        `help:"What goes to stdout: a table for people, json, or gobench, which benchstat reads. Example: --format gobench" enum:"table,json,gobench" default:"table"`
	Out        string        `help:"Also write the result, as --json prints it, to FILE. Example: --out before.json" placeholder:"FILE" type:"path"`
	Report     string        `help:"Also write plots (PNG, SVG) and report.html into DIR. Example: --report bench-report" placeholder:"DIR" type:"path"`
	CPUProfile string        `name:"cpuprofile" help:"Write a CPU profile for go tool pprof to FILE. Example: --cpuprofile cpu.pprof" placeholder:"FILE" type:"path"`
	Trace      string        `help:"Write an execution trace for go tool trace to FILE. Example: --trace trace.out" placeholder:"FILE" type:"path"`
	Slow       []string      `hidden:"" help:"Make a stage take longer, to test compare. Example: --slow skin=20%" placeholder:"STAGE=PERCENT%"`
}

// Help is the long help text.
func (benchCmd) Help() string {
	return `Examples:
  mirrorarm bench --list
  mirrorarm bench --case loop --json > before.json
  mirrorarm bench --case loop --json > after.json
  mirrorarm bench compare before.json after.json --fail-above 1.10
  mirrorarm bench --case channels,taxels --report bench-report
  mirrorarm bench --case retarget,ik --against 'python3 mine.py'

"undisturbed" is what a step costs where no other program on the machine got in
its way: every repeat makes the same steps, and the lower quartile over the
repeats is taken step by step. The other columns are of all steps as they were.
"response" counts from the time at which a step was due, or would have been, so
that a stall counts for every step that it delayed. Ctrl-C ends with what was
measured so far.

compare says "no difference seen" or names what got slower or worse, with a
bootstrap interval of each ratio. Differences found are a result: exit code 0,
unless --fail-above says otherwise.`
}

func (c *benchCmd) wantsJSON() bool { return c.JSON || c.Format == "json" }

func (c *benchCmd) places() []place {
	return []place{{path: c.Out}, {path: c.Report, folder: true}, {path: c.CPUProfile}, {path: c.Trace}}
}

// Run measures or compares.
func (c *benchCmd) Run(a *app) error {
	if len(c.Compare) > 0 {
		return c.compare(a)
	}
	if c.List {
		return c.list(a)
	}
	if err := bench.CheckCases(c.Case); err != nil {
		return usageError{err}
	}
	if c.GOMAXPROCS > 0 {
		runtime.GOMAXPROCS(c.GOMAXPROCS)
	}
	if c.Pin >= 0 {
		runtime.LockOSThread()
		if err := pinThread(c.Pin); err != nil {
			return usageError{fmt.Errorf("--pin %d: %w", c.Pin, err)}
		}
	}
	entrants, err := a.entrants(c.Against)
	if err == nil && len(entrants) > 0 {
		err = bench.CheckContest(c.Case)
	}
	if err != nil {
		return usageError{err}
	}
	stop, err := startProfiles(c.CPUProfile, c.Trace)
	if err != nil {
		return err
	}
	result, err := c.measure(a, entrants)
	if stopErr := stop(); err == nil {
		err = stopErr
	}
	if err != nil {
		return err
	}
	return orInterrupted(result.Interrupted, c.publish(a, result))
}

func (c *benchCmd) list(a *app) error {
	if c.JSON {
		var names []string
		for _, d := range bench.Cases() {
			names = append(names, d.Name)
		}
		return a.printJSON(struct {
			Cases []string `json:"cases"`
		}{names})
	}
	p := &printer{w: a.stdout}
	for _, d := range bench.Cases() {
		p.linef("%-10s %s", d.Name, d.Text)
	}
	return p.err
}

func (c *benchCmd) measure(a *app, entrants []bench.Entrant) (*bench.Result, error) {
	opt := bench.Options{
		Seed: c.Seed, Duration: c.Duration, Repeats: c.Repeat, Source: c.Source, NewPicture: newBenchPicture, Against: entrants,
	}
	var err error
	if opt.Scene, err = world.LookupScene(c.Scene); err != nil {
		return nil, usageError{err}
	}
	for _, s := range c.Slow {
		stage, share, err := parseSlow(s)
		if err != nil {
			return nil, usageError{err}
		}
		opt.Handicap[stage] = share
	}
	bar := a.progress("")
	defer bar.end()
	opt.Progress = func(doing string, share float64) {
		bar.detail = doing
		bar.show(share)
	}
	result := bench.NewResult()
	result.Program, result.Started = version(), clock.Wall().UTC().Format(time.RFC3339)
	result.Machine, result.Build = describeMachine(), describeBuild()
	watch := monotonic()
	result.Machine.ClockResolutionUS = float64(watch.Resolution()) / 1e3
	result.Settings = bench.Settings{
		Seed: c.Seed, DurationSeconds: c.Duration.Seconds(), Repeats: c.Repeat,
		GOMAXPROCS: runtime.GOMAXPROCS(0), Pin: c.Pin, Source: c.Source, Scene: c.Scene,
	}
	host := bench.Host{Clock: watch, Sleep: clock.BestSleep(watch), CPU: cpuTime, PeakMemory: peakMemory}
	names := c.Case
	if len(names) == 0 {
		names = bench.Names()
	}
	for _, name := range names {
		bar.begin("measuring %s", name)
		if c.Duration >= progressShort {
			bar.announce()
		}
		if err := bench.Run(a.ctx, host, opt, []string{name}, result); err != nil {
			return nil, err
		}
		debug.FreeOSMemory() // so that a case does not inherit the last one's heap
	}
	if result.Interrupted && len(result.Cases) == 0 {
		return nil, a.ctx.Err()
	}
	return result, nil
}

// parseSlow reads STAGE=PERCENT%.
func parseSlow(text string) (mirror.Stage, float64, error) {
	name, value, _ := strings.Cut(text, "=")
	var percent float64
	if _, err := fmt.Sscanf(value, "%f%%", &percent); err != nil || !(percent >= 0 && percent <= 1e4) {
		return 0, 0, fmt.Errorf("--slow %s: want STAGE=PERCENT%%, such as skin=20%%", text)
	}
	var names []string
	for s := range mirror.StageLoop {
		if s.String() == name {
			return s, percent / 100, nil
		}
		names = append(names, s.String())
	}
	return 0, 0, fmt.Errorf("--slow %s: no such stage, want one of %s", text, strings.Join(names, ", "))
}

// publish writes the result to where it was asked for.
func (c *benchCmd) publish(a *app, r *bench.Result) error {
	if c.Out != "" {
		err := atomicfile.Write(c.Out, func(w io.Writer) error { return encodeJSON(w, r) })
		if err != nil {
			return err
		}
	}
	if c.Report != "" {
		if err := writeBenchReport(c.Report, r); err != nil {
			return err
		}
		fmt.Fprintf(a.stderr, "report in %s%creport.html\n", c.Report, os.PathSeparator)
	}
	switch {
	case c.wantsJSON():
		return a.printJSON(r)
	case c.Format == "gobench":
		return r.PrintGobench(a.stdout)
	}
	return r.Print(a.stdout)
}
