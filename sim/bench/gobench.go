package bench

import (
	"io"
	"strconv"
	"strings"
)

// PrintGobench writes a result as go test -bench does, one line per repeat and
// stage, so that benchstat can read it.
func (r *Result) PrintGobench(w io.Writer) error {
	p := &printer{w: w}
	p.line("goos: %s", r.Machine.OS)
	p.line("goarch: %s", r.Machine.Arch)
	p.line("pkg: mirrorarm/sim/bench")
	p.line("cpu: %s", r.Machine.CPU)
	for _, name := range Names() {
		c := r.Cases[name]
		if c == nil {
			continue
		}
		title := "Benchmark" + strings.ToUpper(name[:1]) + name[1:]
		if c.Measurement != nil {
			c.gobench(p, title, r.Settings.GOMAXPROCS)
		}
		for i := range c.Points {
			q := &c.Points[i]
			q.gobench(p, title+"/"+q.Unit+"="+strconv.Itoa(q.Size), r.Settings.GOMAXPROCS)
		}
	}
	return p.err
}

func (m *Measurement) gobench(p *printer, title string, procs int) {
	if len(m.Stages) == 0 {
		return // interrupted before the first step
	}
	whole := m.Stages[len(m.Stages)-1]
	for _, repeat := range m.Repeats {
		for _, stage := range m.Stages {
			ns := mean(repeat.ProfileNS[stage])
			if stage != whole {
				p.line("%s/stage=%s-%d\t%d\t%.1f ns/op", title, stage, procs, repeat.Steps, ns)
				continue
			}
			p.line("%s-%d\t%d\t%.1f ns/op\t%.1f p50-ns\t%.1f p99-ns\t%.0f B/op\t%.0f allocs/op",
				title, procs, repeat.Steps, ns, repeat.P50US*1e3, repeat.P99US*1e3, m.BytesPerStep, m.AllocsPerStep)
		}
	}
}
