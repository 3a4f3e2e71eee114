package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"text/tabwriter"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/evaluate"
	"mirrorarm/sim/figure"
)

// gloveCmd is `mirrorarm glove`.
type gloveCmd struct {
	common
	List        bool    `help:"List every channel: its place, kind and unit." xor:"what"`
	Evaluate    bool    `help:"Measure how well the decoder tells the joint angles." xor:"what"`
	Calibrate   string  `help:"Calibrate a glove on a random person and save that to FILE. Example: --calibrate mine.json" placeholder:"FILE" type:"path" xor:"what"`
	Check       string  `help:"Load a calibration from FILE and say what it holds. Example: --check mine.json" placeholder:"FILE" type:"path" xor:"what"`
	Profile     string  `help:"Hardware of the channels: ${enum}. Example: --profile piezo" enum:"${profiles}" default:"textile"`
	Channels    int     `help:"Number of channels. Example: --channels 1024" range:"64 to 65536" default:"576"`
	Calibration string  `help:"How the calibration's postures are known: reference (a camera watches) or named. Example: --calibration named" default:"reference" enum:"reference,named"`
	Poses       int     `help:"Postures of the calibration, 0.83 s each. Example: --poses 48" range:"1 to 48" default:"24"`
	Wearer      string  `help:"Who wears the glove in the test: same as calibrated it, other (after a 5 s re-zero), or measured (other, hand measured with a ruler). Example: --wearer other" default:"same" enum:"same,other,measured"`
	People      int     `help:"People to measure. Example: --people 4" range:"1 to 10000" default:"20"`
	Seconds     float64 `help:"Movement per person that counts, s. Example: --seconds 60" range:"above 0 to 3600" default:"30"`
	Study       string  `help:"What to evaluate: accuracy; faults (a quarter of the channels fail mid-run); torn (30 neighbours torn off); smoothing (filters compared); sweep (error and time against the channels). Example: --study torn" default:"accuracy" enum:"accuracy,faults,torn,smoothing,sweep"`
	Out         string  `help:"With --study sweep: also draw the sweep into this PNG. Example: --out sweep.png" ends:".png" placeholder:"FILE.png" type:"path"`
}

// Help is the long help text.
func (gloveCmd) Help() string {
	return `Examples:
  mirrorarm glove --list --channels 256
  mirrorarm glove --evaluate --people 4 --json
  mirrorarm glove --evaluate --profile piezo --calibration named --poses 48
  mirrorarm glove --evaluate --study sweep --out sweep.png
  mirrorarm glove --calibrate mine.json

--evaluate draws people, has them put the glove on, calibrate it and move for
30 s through postures that are not in the calibration; every joint counts at
every 1 kHz step. naive_rmse_deg is robust least squares on each frame alone;
predicted_deg is the error that the decoder itself expected; crlb_ratio is the
error over the Cramér–Rao bound with nothing but noise; contributions is what
each imperfection costs alone, measured on the first two people.`
}

func (c *gloveCmd) places() []place { return []place{{path: c.Calibrate}, {path: c.Out}} }

// Run does what was asked for.
func (c *gloveCmd) Run(a *app) error {
	profile, err := taxel.Lookup(c.Profile)
	if err != nil {
		return usageError{err}
	}
	layout, err := glove.NewLayout(c.Channels, profile)
	if err != nil {
		return usageError{err}
	}
	switch {
	case c.List:
		return c.list(a, layout)
	case c.Evaluate:
		return c.evaluate(a)
	case c.Calibrate != "":
		return c.calibrate(a, layout)
	case c.Check != "":
		return c.check(a, layout)
	}
	return usageError{errors.New("glove: want one of --list, --evaluate, --calibrate FILE, --check FILE")}
}

// channelRow is one channel as listed: places in the frame of its link, of a
// right hand.
type channelRow struct {
	Channel     int                `json:"channel"`
	Kind        string             `json:"kind"`
	Unit        string             `json:"unit"`
	Part        string             `json:"part"`
	Link        string             `json:"link"`
	Side        string             `json:"side"`
	Row         int                `json:"row"`
	Column      int                `json:"column"`
	PositionMM  [3]float64         `json:"position_mm"`
	Normal      [3]float64         `json:"normal"`
	Sensitivity map[string]float64 `json:"strain_per_rad,omitempty"`
}

func (c *gloveCmd) list(a *app, layout *glove.Layout) error {
	rows := make([]channelRow, layout.Len())
	for i := range rows {
		ch := layout.Channel(i)
		r := channelRow{
			Channel: i, Kind: ch.Kind.String(), Unit: ch.Kind.Unit(), Part: glove.BlockName(ch.Block), Link: ch.Link,
			Side: "front", Row: ch.Row, Column: ch.Column,
			PositionMM: [3]float64{1000 * ch.Position.X, 1000 * ch.Position.Y, 1000 * ch.Position.Z},
			Normal:     [3]float64{ch.Normal.X, ch.Normal.Y, ch.Normal.Z},
		}
		if ch.Back {
			r.Side = "back"
		}
		if ch.Kind == taxel.Stretch {
			r.Sensitivity = map[string]float64{}
			first, count := glove.BlockAngles(ch.Block)
			for j := range count {
				r.Sensitivity[(first + hand.Angle(j)).String()] = ch.Gain[j]
			}
		}
		rows[i] = r
	}
	if c.JSON {
		return a.printJSON(struct {
			Profile  string       `json:"profile"`
			Source   string       `json:"source"`
			Channels []channelRow `json:"channels"`
		}{c.Profile, layout.Profile().Source, rows})
	}
	w := tabwriter.NewWriter(interruptibleWriter{a.ctx, a.stdout}, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "channel\tkind\tunit\tlink\tside\trow\tcolumn\tx mm\ty mm\tz mm")
	for _, r := range rows {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%d\t%d\t%.1f\t%.1f\t%.1f\n", r.Channel, r.Kind, r.Unit, r.Link, r.Side, r.Row, r.Column, r.PositionMM[0], r.PositionMM[1], r.PositionMM[2])
	}
	return w.Flush()
}

func (c *gloveCmd) options() (evaluate.Options, error) {
	mode, err := wearer.ParseMode(c.Calibration)
	if err != nil {
		return evaluate.Options{}, usageError{err}
	}
	who, err := evaluate.ParseWho(c.Wearer)
	if err != nil {
		return evaluate.Options{}, usageError{err}
	}
	return evaluate.Options{
		People: c.People, Profile: c.Profile, Channels: c.Channels, Calibration: mode, Poses: c.Poses,
		Wearer: who, Seed: c.Seed, Seconds: c.Seconds,
	}, nil
}

func (c *gloveCmd) evaluate(a *app) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	bar := a.progress("measuring the glove's %s", c.Study)
	o.Progress = bar.show
	result, err := c.study(a.ctx, o)
	bar.end()
	if err != nil {
		return err
	}
	if r, ok := result.(*evaluate.SweepReport); ok && c.Out != "" {
		if err := atomicfile.Write(c.Out, func(w io.Writer) error { return evaluate.PlotSweep(w, r.Rows, c.Profile) }); err != nil {
			return err
		}
	}
	if c.JSON {
		return orInterrupted(result.Early(), a.printJSON(result))
	}
	return orInterrupted(result.Early(), printStudy(a.stdout, result))
}

// study is the outcome of one, of the type that it has.
type study interface{ Early() bool }

// study makes the one that was asked for.
func (c *gloveCmd) study(ctx context.Context, o evaluate.Options) (study, error) {
	switch c.Study {
	case "faults":
		return evaluate.Scattered(ctx, o)
	case "torn":
		return evaluate.Torn(ctx, o)
	case "smoothing":
		return evaluate.Smoothing(ctx, o)
	case "sweep":
		return evaluate.Sweep(ctx, o, evaluate.SweepChannels(), monotonic())
	default:
		return evaluate.Accuracy(ctx, o)
	}
}

// printStudy prints a study's outcome for people.
func printStudy(out io.Writer, result study) error {
	if result.Early() {
		fmt.Fprintln(out, "interrupted: figures are of what was measured by then")
	}
	w, say := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0), figure.Text
	switch r := result.(type) {
	case *evaluate.Report:
		printAccuracy(w, r)
	case *evaluate.FaultReport:
		fmt.Fprintf(w, "failed channels\t%d\nRMSE healthy\t%s\nRMSE broken\t%s\t%s\nfirst 200 ms\t\t%s\n", r.Failed, say("%.2f°", r.Healthy), say("%.2f°", r.Broken), say("× %.2f", r.Ratio), say("× %.2f", r.RatioAtOnce))
		fmt.Fprintf(w, "expected error\t\t%s\nfailed ones named\t%s\nfalse alarms\t%s\n", say("× %.2f", r.SigmaRatio), say("%.1f %%", r.NamedPct), say("%.2f %%", r.FalsePct))
	case *evaluate.SmoothingReport:
		fmt.Fprintln(w, "filter\tlag ms\tjitter °\tRMSE °")
		for _, row := range r.Rows {
			fmt.Fprintf(w, "%s\t%.1f\t%.3f\t%.2f\n", row.Filter, row.Lag, row.Jitter, row.RMSE)
		}
	case *evaluate.SweepReport:
		fmt.Fprintln(w, "channels\tRMSE °\tµs per frame")
		for _, row := range r.Rows {
			fmt.Fprintf(w, "%d\t%.2f\t%.1f\n", row.Channels, row.JointRMSE, row.Microsecs)
		}
	}
	return w.Flush()
}

func printAccuracy(w io.Writer, r *evaluate.Report) {
	fmt.Fprintf(w, "%d people, %d channels, %s, calibration %s with %d postures, wearer %s\n\n", r.People, r.Channels, r.Profile, r.Calibration, r.CalibrationPoses, r.Wearer)
	say := figure.Text
	fmt.Fprintf(w, "joint error\t%s\n", say("%.2f° RMS\t95 %% below %.2f°", r.JointRMSE, r.JointP95))
	fmt.Fprintf(w, "in holds, in moves\t%s\t%s\n", say("%.2f°", r.Holds), say("%.2f°", r.Moves))
	fmt.Fprintf(w, "the decoder expected\t%s\n", say("%.2f°", r.Predicted))
	fmt.Fprintf(w, "naive decoder\t%s\n", say("%.2f°", r.Naive))
	fmt.Fprintf(w, "noise alone\t%s\n", say("× %.3f of the Cramér–Rao bound %.4f°", r.CRLBRatio, r.CRLB))
	fmt.Fprintf(w, "calibration\t%.1f s\tits postures to %s\n", r.CalibrationSeconds, say("%.2f°", r.PoseError))
	fmt.Fprintf(w, "dead channels found\t%.1f per glove\n\nalone, each costs\n", r.DeadChannels)
	for _, name := range sorted(r.Contributions) {
		fmt.Fprintf(w, "  %s\t%.2f°\n", name, r.Contributions[name])
	}
}

// sorted are the names by falling value.
func sorted(m map[string]float64) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if m[names[i]] != m[names[j]] {
			return m[names[i]] > m[names[j]]
		}
		return names[i] < names[j]
	})
	return names
}

// calibrationSummary is what a calibration holds, in short.
type calibrationSummary struct {
	File      string  `json:"file"`
	Layout    string  `json:"layout"`
	Channels  int     `json:"channels"`
	Predicted float64 `json:"predicted_deg"`
	Dead      []int   `json:"dead"`
	Stuck     []int   `json:"stuck"`
}

func (c *gloveCmd) calibrate(a *app, layout *glove.Layout) error {
	mode, err := wearer.ParseMode(c.Calibration)
	if err != nil {
		return usageError{err}
	}
	bar := a.progress("calibrating the glove: %d channels", c.Channels)
	calibration, err := evaluate.CalibrateSomeone(layout, mode, c.Poses, c.Seed, bar.goesOn)
	bar.end()
	if err != nil {
		return err
	}
	if err := atomicfile.Write(c.Calibrate, calibration.Save); err != nil {
		return err
	}
	return c.summarise(a, c.Calibrate, layout, calibration)
}

func (c *gloveCmd) check(a *app, layout *glove.Layout) error {
	calibration, err := awaitSaying(a, "reading "+c.Check, func() (*glove.Calibration, error) { return c.load(layout) })
	if err != nil {
		return err
	}
	return c.summarise(a, c.Check, layout, calibration)
}

// load reads the calibration of --check.
func (c *gloveCmd) load(layout *glove.Layout) (*glove.Calibration, error) {
	f, err := os.Open(c.Check)
	if err != nil {
		return nil, fmt.Errorf("glove: %w", err)
	}
	defer func() { _ = f.Close() }() // only read from
	calibration, err := glove.LoadCalibration(f, layout)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Check, err)
	}
	return calibration, nil
}

func (c *gloveCmd) summarise(a *app, path string, layout *glove.Layout, calibration *glove.Calibration) error {
	s := calibrationSummary{File: path, Layout: layout.Fingerprint(), Channels: layout.Len(), Predicted: calibration.PredictedRMS() * 180 / math.Pi, Dead: []int{}, Stuck: []int{}}
	for i := range calibration.Channels {
		switch calibration.Channels[i].Health {
		case glove.DeadChannel:
			s.Dead = append(s.Dead, i)
		case glove.StuckChannel:
			s.Stuck = append(s.Stuck, i)
		}
	}
	if c.JSON {
		return a.printJSON(s)
	}
	_, err := fmt.Fprintf(a.stdout, "%s: layout %s, %d channels, expected error %.2f°, dead %v, stuck %v\n", s.File, s.Layout, s.Channels, s.Predicted, s.Dead, s.Stuck)
	return err
}
