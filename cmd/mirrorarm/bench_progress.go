package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// benchProgress shows on stderr how far a suite is: a bar on a terminal, a line
// per case elsewhere. It appears only where a case takes longer than 2 s.
type benchProgress struct {
	w        io.Writer
	terminal bool
	name     string
	started  time.Time
	bar      *progressbar.ProgressBar
	told     bool
}

// progressPatience is how long a case may take unannounced.
const progressPatience = 2 * time.Second

func newBenchProgress(w io.Writer) *benchProgress {
	p := &benchProgress{w: w}
	if f, ok := w.(*os.File); ok {
		info, err := f.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// begin starts a case.
func (p *benchProgress) begin(name string) {
	p.end()
	p.name, p.started, p.told = name, time.Now(), false
}

// show tells what the case is doing, and how much of it is done. It is called
// between stretches of measuring, never within.
func (p *benchProgress) show(doing string, share float64) {
	if !p.terminal {
		if !p.told && (time.Since(p.started) > progressPatience || share >= 1) {
			fmt.Fprintf(p.w, "measuring %s\n", p.name)
			p.told = true
		}
		return
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions(1000, progressbar.OptionSetWriter(p.w), progressbar.OptionSetWidth(30),
			progressbar.OptionSetElapsedTime(true), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
	}
	p.bar.Describe(fmt.Sprintf("%-10s %-10s", p.name, doing))
	_ = p.bar.Set(int(share * 1000)) // a bar that cannot be drawn is no reason to stop
}

// end clears the line.
func (p *benchProgress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
