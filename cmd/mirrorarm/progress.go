package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress tells on stderr how far something is that takes long: by a bar on a
// terminal, elsewhere by a line now and then. Of what is over within a second, as far
// as one can tell, it says nothing.
type progress struct {
	ctx      context.Context
	w        io.Writer
	terminal bool
	clock    func() time.Duration

	word, detail string
	predicts     bool // logs tell how long it will still take, as a bar does
	began, told  time.Duration
	shown        bool
	bar          *progressbar.ProgressBar
	words        string // beside it
}

// When something is said. A line of a log is for good; a bar moves.
const (
	progressWait  = 250 * time.Millisecond // without a word
	progressShort = time.Second            // what takes less is not told of
	progressLine  = 10 * time.Second       // from one line to the next
	progressDraw  = 100 * time.Millisecond // from one picture of the bar to the next
)

// progress tells of a work that begins now.
func (a *app) progress(word string, args ...any) *progress {
	p := &progress{ctx: a.ctx, w: a.stderr, terminal: isTerminal(a.stderr), clock: monotonic().Now}
	p.begin(word, args...)
	return p
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// begin goes on to another work.
func (p *progress) begin(word string, args ...any) {
	p.end()
	said := strings.Join(strings.Fields(fmt.Sprintf(word, args...)), " ") // a file's name may be of several lines
	p.detail, p.predicts, p.word, p.began, p.shown = "", false, said, p.clock(), false
}

// announce says at once what is begun, unless that was said: it takes long.
func (p *progress) announce() {
	if !p.shown {
		p.say(0)
	}
}

// show tells what share is done. It costs next to nothing, and may be called at every
// step.
func (p *progress) show(share float64) {
	now := p.clock()
	if !p.shown {
		taken := now - p.began
		if taken < progressWait || float64(taken) < share*float64(progressShort) {
			return
		}
	} else if wait := p.pause(); now-p.told < wait {
		return
	}
	p.say(share)
}

// goesOn is show for a work that asks whether it is to go on: not after a signal.
func (p *progress) goesOn(share float64) error {
	p.show(share)
	return p.ctx.Err()
}

func (p *progress) pause() time.Duration {
	if p.terminal {
		return progressDraw
	}
	return progressLine
}

func (p *progress) say(share float64) {
	share = min(max(share, 0), 1)
	switch {
	case p.terminal:
		p.draw(share)
	case p.shown:
		fmt.Fprintf(p.w, "%s: %.0f %%%s\n", p.word, 100*share, p.left(share))
	default:
		fmt.Fprintln(p.w, p.word)
	}
	p.shown, p.told = true, p.clock()
}

// left is how long the rest will take at the rate so far.
func (p *progress) left(share float64) string {
	if !p.predicts || share == 0 {
		return ""
	}
	rest := time.Duration(float64(p.clock()-p.began) * (1 - share) / share)
	return ", " + rest.Round(time.Second).String() + " left"
}

// draw moves the bar.
func (p *progress) draw(share float64) {
	words := strings.TrimSpace(p.word + "  " + p.detail)
	if p.bar == nil {
		p.bar = progressbar.NewOptions(1000, progressbar.OptionSetWriter(p.w), progressbar.OptionSetWidth(30),
			progressbar.OptionSetElapsedTime(true), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
	}
	if words != p.words {
		p.words = words
		p.bar.Describe(words)
	}
	_ = p.bar.Set(int(share * 1000)) // a bar that cannot be drawn is no reason to stop
}

// end clears the line.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar, p.words = nil, ""
	}
}
