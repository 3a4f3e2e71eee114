package main

import (
	"fmt"
	"io"
	"time"

	"mirrorarm/sim/clock"
)

// liveLine is a line of progress on stderr: rewritten in place on a terminal,
// printed once a second elsewhere.
type liveLine struct {
	w        io.Writer
	terminal bool
	clock    clock.Clock
	every    time.Duration
	next     time.Duration
}

func newLiveLine(w io.Writer) *liveLine {
	l := &liveLine{w: w, clock: monotonic(), every: time.Second}
	if isTerminal(w) {
		l.terminal, l.every = true, 100*time.Millisecond
	}
	return l
}

func (l *liveLine) show(text string) {
	now := l.clock.Now()
	if now < l.next {
		return
	}
	l.next = now + l.every
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
