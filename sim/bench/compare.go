package bench

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"mirrorarm/sim/figure"
)

// Verdict is what a comparison found of a metric.
type Verdict string

// The verdicts. Same is of figures that do not depend on the machine's mood.
const (
	NoDifference Verdict = "no difference seen"
	Slower       Verdict = "slower"
	Faster       Verdict = "faster"
	Same         Verdict = "same"
	Worse        Verdict = "worse"
	Better       Verdict = "better"
	Changed      Verdict = "changed"
	NotJudged    Verdict = "not judged"
)

// Difference is one metric in both results.
type Difference struct {
	Case    string          `json:"case"`
	Metric  string          `json:"metric"`
	Unit    string          `json:"unit"`
	A       figure.Value    `json:"a"`
	B       figure.Value    `json:"b"`
	Ratio   figure.Value    `json:"ratio"` // of B to A; of costs, after division by the reference loop
	CI      [2]figure.Value `json:"ci"`    // of the ratio
	Verdict Verdict         `json:"verdict"`
}

// Comparison is what differs between two results.
type Comparison struct {
	Verdict     string       `json:"verdict"` // one line
	Confidence  float64      `json:"confidence"`
	Differences []Difference `json:"differences"`
	Warnings    []string     `json:"warnings"`
}

// How a difference is told from chance.
const (
	// familyError is how often a comparison of equal programs may call any of its
	// metrics different by chance; each of n metrics is tested at n-th part of it
	// (Bonferroni).
	familyError = 0.05
	// resamples of the bootstrap: enough to see the tail that n metrics ask for.
	resamples = 1000
	// margin is the least difference in cost that is called one: what runs of one
	// program differ by through the placement of their memory and the company on
	// the machine, with a factor to spare. A bootstrap over the repeats of a run
	// cannot know of what all of them share. Measured; see the tests of compare.
	margin = 0.03
	// exact is the least relative difference of an accuracy that is called one.
	exact = 0.005
)

// Mismatches tells why two results should not be compared: measured on different
// machines, or in different ways.
func Mismatches(a, b *Result) []string {
	var out []string
	differ := func(what, x, y string) {
		if x != y {
			out = append(out, fmt.Sprintf("%s: %s, %s", what, x, y))
		}
	}
	differ("different machines", machineName(a.Machine), machineName(b.Machine))
	differ("different cases", strings.Join(casesOf(a), " "), strings.Join(casesOf(b), " "))
	differ("different sources", a.Settings.Source, b.Settings.Source)
	differ("different scenes", cmp.Or(a.Settings.Scene, emptyScene), cmp.Or(b.Settings.Scene, emptyScene))
	differ("different seeds", strconv.FormatUint(a.Settings.Seed, 10), strconv.FormatUint(b.Settings.Seed, 10))
	differ("different GOMAXPROCS", strconv.Itoa(a.Settings.GOMAXPROCS), strconv.Itoa(b.Settings.GOMAXPROCS))
	return out
}

// emptyScene is that of results that name none.
const emptyScene = "empty"

func machineName(m Machine) string {
	return fmt.Sprintf("%s with %d cores, %s/%s", m.CPU, m.Cores, m.OS, m.Arch)
}

func casesOf(r *Result) []string {
	var names []string
	for name := range r.Cases {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Compare tells what differs between a, before, and b, after: cases and sizes
// that both have.
func Compare(a, b *Result) *Comparison {
	c := &Comparison{Warnings: Mismatches(a, b)}
	pairs := pairsOf(a, b)
	tests := 0
	for _, p := range pairs {
		tests += len(p.stages)
	}
	alpha := familyError / float64(max(tests, 1))
	c.Confidence = 1 - alpha
	rng := rand.New(rand.NewPCG(1, uint64(tests)))
	for _, p := range pairs {
		for _, stage := range p.stages {
			c.add(p.compareCost(stage, alpha, rng))
		}
		c.add(p.tails()...)
		c.add(p.resources()...)
	}
	for _, name := range Names() {
		x, y := a.Cases[name], b.Cases[name]
		if x != nil && y != nil {
			c.add(compareAccuracy(name, x, y, a.Settings.DurationSeconds == b.Settings.DurationSeconds)...)
		}
	}
	c.Verdict = c.sentence()
	return c
}

func (c *Comparison) add(d ...Difference) { c.Differences = append(c.Differences, d...) }

// pair is one measurement in both results.
type pair struct {
	name   string // the case, and the size
	a, b   *Measurement
	stages []string // that both measured
	whole  string
}

func pairsOf(a, b *Result) []pair {
	var out []pair
	add := func(name string, x, y *Measurement) {
		if x == nil || y == nil || len(x.Stages) == 0 || len(x.Repeats) == 0 || len(y.Repeats) == 0 {
			return
		}
		p := pair{name: name, a: x, b: y, whole: x.Stages[len(x.Stages)-1]}
		for _, stage := range x.Stages {
			if slices.Contains(y.Stages, stage) && depth(x.Repeats, stage) > 0 && depth(y.Repeats, stage) > 0 {
				p.stages = append(p.stages, stage)
			}
		}
		out = append(out, p)
	}
	for _, name := range Names() {
		x, y := a.Cases[name], b.Cases[name]
		if x == nil || y == nil || x.Realtime != nil {
			continue
		}
		add(name, x.Measurement, y.Measurement)
		for _, p := range x.Points {
			for _, q := range y.Points {
				if p.Size == q.Size && p.Unit == q.Unit {
					add(fmt.Sprintf("%s %d %s", name, p.Size, p.Unit), p.Measurement, q.Measurement)
				}
			}
		}
	}
	return out
}

// compareCost judges a stage's undisturbed cost in units of the reference loop.
func (p *pair) compareCost(stage string, alpha float64, rng *rand.Rand) Difference {
	a, b := newSamples(p.a.Repeats, p.b.Repeats, stage)
	x, y := a.cost()*a.reference*1e-3, b.cost()*b.reference*1e-3
	d := Difference{Case: p.name, Metric: "cost of " + stage, Unit: "µs", A: figure.Of(x), B: figure.Of(y), Verdict: NotJudged}
	if !(x > 0 && y > 0) {
		return d
	}
	ci := bootstrap(a, b, alpha, rng)
	d.Ratio, d.CI = figure.Of(b.cost()/a.cost()), interval(ci)
	switch {
	case ci[0] > 1+margin:
		d.Verdict = Slower
	case ci[1] < 1/(1+margin):
		d.Verdict = Faster
	default:
		d.Verdict = NoDifference
	}
	return d
}

// tails sets the latencies as they were beside each other. They are as much the
// machine's as the program's, so no verdict rests on them.
func (p *pair) tails() []Difference {
	x, y := p.a.LatencyUS[p.whole], p.b.LatencyUS[p.whole]
	row := func(metric string, a, b figure.Value, of func(Repeat) figure.Value) Difference {
		d := Difference{Case: p.name, Metric: metric + " of " + p.whole, Unit: "µs", A: a, B: b, Verdict: NotJudged}
		d.Ratio, d.CI = ratioOfRepeats(p.a.Repeats, p.b.Repeats, of)
		return d
	}
	return []Difference{
		row("p50", x.P50, y.P50, func(r Repeat) figure.Value { return r.P50US }),
		row("p99", x.P99, y.P99, func(r Repeat) figure.Value { return r.P99US }),
	}
}

// resources are the allocations, which are whole numbers.
func (p *pair) resources() []Difference {
	d := Difference{
		Case: p.name, Metric: "allocations", Unit: "a step",
		A: p.a.AllocsPerStep, B: p.b.AllocsPerStep,
	}
	d.judge(1, 0)
	return []Difference{d}
}

// judge compares two figures that have no chance in them: worse is +1 where more
// is worse, −1 where less is, and a relative difference up to least is none.
func (d *Difference) judge(worse, least float64) {
	if !d.A.Measured() || !d.B.Measured() {
		d.Verdict = NotJudged
		return
	}
	a, b := d.A.Float(), d.B.Float()
	r := 1.0
	if a != b {
		r = b / max(a, 1e-12)
	}
	d.Ratio, d.CI, d.Verdict = figure.Of(r), interval([2]float64{r, r}), Same
	if math.Abs(b-a) > least*math.Max(math.Abs(a), math.Abs(b)) {
		d.Verdict = Better
		if (b-a)*worse > 0 {
			d.Verdict = Worse
		}
	}
}

func interval(ci [2]float64) [2]figure.Value {
	return [2]figure.Value{figure.Of(ci[0]), figure.Of(ci[1])}
}

// sentence is the comparison in one line: what was seen, the stages first.
func (c *Comparison) sentence() string {
	wholes := map[string]bool{"loop": true, "frame": true, "glove": true, "tick": true}
	var parts, totals []string
	for _, d := range c.Differences {
		if d.Verdict == NoDifference || d.Verdict == Same || d.Verdict == NotJudged {
			continue
		}
		stage := strings.TrimPrefix(d.Metric, "cost of ")
		text := fmt.Sprintf("%s is %s: ×%.3f", stage, d.Verdict, d.Ratio)
		if d.Metric != stage {
			text += fmt.Sprintf(" (%.3f to %.3f)", d.CI[0], d.CI[1])
		}
		if d.Case != stage {
			text = d.Case + ": " + text
		}
		if wholes[stage] {
			totals = append(totals, text)
		} else {
			parts = append(parts, text)
		}
	}
	if len(parts)+len(totals) == 0 {
		return string(NoDifference)
	}
	return strings.Join(append(parts, totals...), "; ")
}

// Above are the differences for the worse by more than limit, a ratio.
func (c *Comparison) Above(limit float64) []Difference {
	var out []Difference
	for _, d := range c.Differences {
		if (d.Verdict == Slower || d.Verdict == Worse) && d.Ratio.Float() > limit {
			out = append(out, d)
		}
	}
	return out
}
