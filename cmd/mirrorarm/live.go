package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// liveLine is a line of progress on stderr: rewritten in place on a terminal,
// printed once a second elsewhere.
type liveLine struct {
	w        io.Writer
	terminal bool
	every    time.Duration
	last     time.Time
}

func newLiveLine(w io.Writer) *liveLine {
	l := &liveLine{w: w, every: time.Second}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			l.terminal, l.every = true, 100*time.Millisecond
		}
	}
	return l
}

func (l *liveLine) show(text string) {
	now := time.Now()
	if now.Sub(l.last) < l.every {
		return
	}
	l.last = now
	if l.terminal {
		fmt.Fprintf(l.w, "\r\x1b[K%s", text)
	} else {
		fmt.Fprintln(l.w, text)
	}
}

func (l *liveLine) end() {
	if l.terminal {
		fmt.Fprintln(l.w)
	}
}
