package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// errInterrupted is what a command returns that a signal has cut short, after it has
// printed what it had measured by then. One that had measured nothing returns the
// context's error, and has printed nothing.
var errInterrupted = errors.New("interrupted")

// orInterrupted adds to printing a report that it was of a part.
func orInterrupted(partly bool, printed error) error {
	if partly && printed == nil {
		return errInterrupted
	}
	return printed
}

// untilSignal is a context that Ctrl-C, or the signal by which systems end programs,
// ends. The second one waits for nothing any more: what is being written lies under
// a temporary name and stays there.
func untilSignal() (ctx context.Context, stop func()) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(exitInterrupted)
	}()
	return ctx, cancel
}

// nothingMeasured is the JSON of a command that was interrupted before it had
// measured anything.
type nothingMeasured struct {
	Interrupted bool              `json:"interrupted"`
	NotMeasured map[string]string `json:"not_measured"`
}

// interrupted says that a signal ended the command, and how to exit.
func (a *app) interrupted(err error, asJSON bool) int {
	if asJSON && !errors.Is(err, errInterrupted) {
		nothing := nothingMeasured{true, map[string]string{"all": "interrupted before anything was measured"}}
		if err := a.printJSON(nothing); err != nil {
			return a.report(err, false)
		}
	}
	a.complain(errInterrupted.Error())
	return exitInterrupted
}

// await waits for work that cannot be told to end, or for ctx. The work must leave
// nothing behind but what it returns: after ctx it is nobody's, and ends with the
// program.
func await[T any](ctx context.Context, work func() (T, error)) (T, error) {
	return awaitOr(ctx, nil, work)
}

// awaitSaying says besides what is waited for, if that takes long.
func awaitSaying[T any](a *app, what string, work func() (T, error)) (T, error) {
	bar := a.progress("%s", what)
	defer bar.end()
	return awaitOr(a.ctx, bar, work)
}

// awaitOr is either.
func awaitOr[T any](ctx context.Context, bar *progress, work func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := work()
		done <- outcome{value, err}
	}()
	var late <-chan time.Time
	if bar != nil {
		timer := time.NewTimer(progressWait)
		defer timer.Stop()
		late = timer.C
	}
	for {
		select {
		case o := <-done:
			return o.value, o.err
		case <-ctx.Done():
			return outcome{}.value, ctx.Err()
		case <-late:
			bar.announce()
		}
	}
}

// interruptibleReader waits for what somebody types, until ctx ends.
type interruptibleReader struct {
	ctx  context.Context
	from io.Reader
}

// Read waits for input, or for the end.
func (r interruptibleReader) Read(p []byte) (int, error) {
	text, err := await(r.ctx, func() ([]byte, error) {
		own := make([]byte, len(p))
		n, err := r.from.Read(own)
		return own[:n], err
	})
	return copy(p, text), err
}

// interruptibleWriter takes what is of no use in part, until ctx ends.
type interruptibleWriter struct {
	ctx context.Context
	to  io.Writer
}

// Write fails after the end.
func (w interruptibleWriter) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.to.Write(p)
}
