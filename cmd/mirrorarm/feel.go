package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/touch"
)

// feelCmd is `mirrorarm feel`.
type feelCmd struct {
	common
	Trials    int      `help:"Touches of each material to name. Example: --trials 200" range:"1 to 100000" default:"60"`
	Train     int      `help:"Touches of each material to learn from first, with other seeds. Example: --train 60" range:"8 to 100000" default:"60"`
	Materials []string `help:"Names, separated by commas, or all. Example: --materials steel,glass,oak" default:"all"`
	Channels  []string `help:"Senses to use: force, thermal, vibration. Example: --channels thermal" default:"force,thermal,vibration"`
	Forced    bool     `help:"Always give a name, never \"unsure\"."`
	Out       string   `help:"Also draw the confusion matrix into FILE, a PNG. Example: --out confusion.png" ends:".png" placeholder:"FILE.png" type:"path"`
	Explore   string   `help:"Instead of the study: have the whole arm explore a sample of MATERIAL, at 22 °C, and name it. Example: --explore glass" placeholder:"MATERIAL"`
	Press     string   `help:"Also draw the force of a pressed fingertip against its depth, with Hertz's ball beside it, into FILE, a PNG. Example: --press press.png" ends:".png" placeholder:"FILE.png" type:"path"`

	Spread       float64 `help:"Control: 0 makes all specimens, sensors and touches alike, but for object temperature, press force and noise. Example: --spread 0" range:"0 to 10" default:"1"`
	Noise        float64 `help:"Control: 0 takes away the readout's noise and rounding. Example: --noise 0" range:"0 to 10" default:"1"`
	Finish       string  `help:"Control: own, or random, which draws the finish of copper, aluminium, steel and alumina anew for each touch. Example: --finish random" enum:"own,random" default:"own"`
	Slides       string  `help:"Control: both, or 60, which leaves out the slide at 20 mm/s. Example: --slides 60" enum:"both,60" default:"both"`
	Temperatures string  `help:"Control: two, or one, which heats both fingers alike. Example: --temperatures one" enum:"two,one" default:"two"`
	Twin         string  `help:"Control: A:B adds a class named \"B twin\" that has B's name and A's every number. Example: --twin steel:paper" placeholder:"A:B"`
}

// Help is the long help text.
func (feelCmd) Help() string {
	return `Examples:
  mirrorarm feel --trials 200 --json
  mirrorarm feel --channels thermal --forced --out heat.png
  mirrorarm feel --materials steel,paper --twin steel:paper --forced
  mirrorarm feel --explore glass

Two robot fingertips, held at 40 and 30 °C, press a sample with 3 to 6 N, hold it
for 1.5 s and slide over it at 20 and at 60 mm/s. Every touch draws the specimen,
the sensors and the motion anew. A classifier learns from some touches and names
the others from what the sensors gave; below even odds it says "unsure", which
counts as wrong.

With --explore the arm does it by itself, once: it lowers its hand to a sample,
presses and slides by its measured forces, the fast slide forth and back. The answer
comes from a classifier that learned from --train touches of the study.`
}

// feelReport is what the study found.
type feelReport struct {
	Interrupted    bool               `json:"interrupted,omitempty"` // of the touches that were made by then
	Trials         int                `json:"trials"`
	Train          int                `json:"train"`
	Accuracy       float64            `json:"accuracy"`
	GroupsAccuracy float64            `json:"groups_accuracy"`
	Alone          map[string]float64 `json:"channel_accuracy"`
	PerMaterial    map[string]float64 `json:"per_material"`
	Labels         []string           `json:"labels"`
	Confusion      [][]int            `json:"confusion"`
	Unsure         []int              `json:"unsure"`
	Seconds        float64            `json:"wall_seconds"`
	Out            string             `json:"out,omitempty"`
}

func (c *feelCmd) places() []place { return []place{{path: c.Out}, {path: c.Press}} }

// Run makes the study.
func (c *feelCmd) Run(a *app) error {
	opt, err := c.options()
	if err != nil {
		return usageError{err}
	}
	bar := a.progress("touching samples")
	defer bar.end()
	opt.Progress = func(done, total int) { bar.show(float64(done) / float64(total)) }
	if c.Explore != "" {
		return c.explore(a, opt, bar)
	}
	start := time.Now()
	result, err := touch.Run(a.ctx, opt)
	if err != nil {
		return err
	}
	bar.end()
	r := feelReport{
		Interrupted: result.Interrupted, Trials: result.Trials, Train: c.Train, Accuracy: result.Accuracy, GroupsAccuracy: result.Groups, Alone: result.Alone,
		PerMaterial: map[string]float64{}, Labels: result.Labels, Confusion: result.Confusion, Unsure: result.Unsure,
		Seconds: time.Since(start).Seconds(), Out: c.Out,
	}
	for i, label := range r.Labels {
		r.PerMaterial[label] = result.Right[i]
	}
	if c.Out != "" {
		err := atomicfile.Write(c.Out, func(w io.Writer) error { return drawConfusion(w, &r) })
		if err != nil {
			return err
		}
	}
	if c.Press != "" {
		curve, err := touch.PressCurve()
		if err != nil {
			return err
		}
		if err := atomicfile.Write(c.Press, func(w io.Writer) error { return drawPress(w, curve) }); err != nil {
			return err
		}
	}
	if c.JSON {
		return orInterrupted(r.Interrupted, a.printJSON(r))
	}
	return orInterrupted(r.Interrupted, r.print(a.stdout))
}

func (c *feelCmd) options() (touch.Options, error) {
	opt := touch.Defaults()
	opt.Trials, opt.Train, opt.Seed = c.Trials, c.Train, c.Seed
	opt.Forced, opt.Spread, opt.Noise = c.Forced, c.Spread, c.Noise
	opt.RandomFinish, opt.FastOnly, opt.OneHeat = c.Finish == "random", c.Slides == "60", c.Temperatures == "one"
	if !slices.Equal(c.Materials, []string{"all"}) {
		opt.Materials = c.Materials
	}
	if c.Twin != "" {
		numbers, name, ok := strings.Cut(c.Twin, ":")
		if !ok {
			return opt, fmt.Errorf("--twin %q: want two materials, such as steel:paper", c.Twin)
		}
		opt.Twin = [2]string{numbers, name}
	}
	var err error
	if opt.Channels, err = touch.ParseChannels(c.Channels); err != nil {
		return opt, fmt.Errorf("--channels: %w", err)
	}
	return opt, opt.Check()
}

// print is the report for a person.
func (r *feelReport) print(w io.Writer) error {
	var b strings.Builder
	if r.Interrupted {
		b.WriteString("interrupted: figures are of the touches that were made by then\n")
	}
	fmt.Fprintf(&b, "%d touches of each of %d materials, after learning from %d: %.1f %% named right, %.1f %% in the right one of heat's six groups (%.1f s)\n",
		r.Trials, len(r.Labels), r.Train, 100*r.Accuracy, 100*r.GroupsAccuracy, r.Seconds)
	for _, channel := range slices.Sorted(maps.Keys(r.Alone)) {
		fmt.Fprintf(&b, "  %-10s alone %5.1f %%\n", channel, 100*r.Alone[channel])
	}
	b.WriteString("\ntouched \\ named")
	for i := range r.Labels {
		fmt.Fprintf(&b, " %4s", abbreviation(r.Labels[i]))
	}
	b.WriteString("  unsure  right\n")
	for i, row := range r.Confusion {
		fmt.Fprintf(&b, "%-15s", r.Labels[i])
		for _, n := range row {
			if n == 0 {
				b.WriteString("    ·")
				continue
			}
			fmt.Fprintf(&b, " %4d", n)
		}
		fmt.Fprintf(&b, "  %6d %5.1f%%\n", r.Unsure[i], 100*r.PerMaterial[r.Labels[i]])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// abbreviation is a label's first letters, the twin's marked.
func abbreviation(label string) string {
	short := label[:min(4, len(label))]
	if strings.HasSuffix(label, " twin") {
		return short[:3] + "2"
	}
	return short
}
