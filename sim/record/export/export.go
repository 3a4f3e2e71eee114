package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/dataset"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/lerobot"
)

// Options say what a set is made of.
type Options struct {
	To      string   // one of dataset.Formats
	FPS     int      // rows a second, up to MaxFPS
	Task    string   // a sentence that says what is done
	State   []string // of dataset.States
	Observe []string // of dataset.Sights; what the sessions do not have is left out

	Pictures string         // WIDTHxHEIGHT of them; empty for none
	Video    bool           // films in place of pictures
	Optics   dataset.Optics // which takes them
	size     dataset.Size
}

// MaxFPS is the rate of the control loop, of which a recording has every step.
const MaxFPS int = 1 / mirror.Period

// Resolved checks the options and puts their lists in order.
func (o Options) Resolved() (Options, error) {
	switch {
	case o.FPS < 1 || o.FPS > MaxFPS:
		return o, fmt.Errorf("%d frames per second, want 1 to %d, the rate of a recording's steps", o.FPS, MaxFPS)
	case !slices.Contains(dataset.Formats(), o.To):
		return o, fmt.Errorf("format %q: unknown, want one of %s", o.To, strings.Join(dataset.Formats(), ", "))
	case o.Task == "":
		return o, errors.New("task: want a sentence that says what is done")
	}
	err := dataset.CheckPictures(o.Pictures, o.Video, o.To)
	if err != nil {
		return o, err
	}
	if o.size, err = dataset.ParseSize(o.Pictures); err != nil {
		return o, err
	}
	o.State, o.Observe, err = dataset.Inputs(o.State, o.Observe)
	return o, err
}

// Export writes sessions as the episodes of a set, in their order. It needs memory for
// the rows of one. Where it fails, or the context ends, nothing is left of the set.
func Export(ctx context.Context, paths []string, out string, o Options, tell func(share float64)) (dataset.Tally, error) {
	var tally dataset.Tally
	o, err := o.Resolved()
	if err != nil {
		return tally, err
	}
	if err := atomicfile.TryNewFolder(out); err != nil {
		return tally, err
	}
	l, total, err := common(ctx, paths, slices.Contains(o.Observe, dataset.SeeEnvironment))
	if err != nil {
		return tally, err
	}
	head, err := newSheet(l, &o)
	if err != nil {
		return tally, err
	}
	features := (&frames.Episode{Columns: head.columns}).Features()
	kind, _, _ := strings.Cut(l.robot, " ") // of the shipped arm and its reflection alike
	set, err := dataset.NewSet(out, o.To, lerobot.Options{FPS: o.FPS, Robot: "mirrorarm_" + kind, Features: features, Film: o.Video})
	if err != nil {
		return tally, err
	}
	defer set.Discard()
	var before int64
	for i, path := range paths {
		s, err := open(path)
		if err != nil {
			return tally, err
		}
		e, err := s.episode(ctx, i, l, &o, func() { tell(float64(before+s.read) / float64(total)) })
		before += s.read
		s.close()
		if err == nil {
			err = set.Add(e)
		}
		if err != nil {
			return tally, err
		}
		tally.Add(e.Head())
		tell(float64(before) / float64(total))
	}
	return tally, set.Finish(ctx)
}

// common is the layout that all sessions have, and how many bytes they are.
func common(ctx context.Context, paths []string, things bool) (all *layout, total int64, err error) {
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		l, size, err := survey(path)
		if err != nil {
			return nil, 0, err
		}
		total += size
		if all == nil {
			all = l
		}
		if what := all.difference(l, things); what != "" {
			return nil, 0, fmt.Errorf("%s and %s do not make one set: %s", paths[0], path, what)
		}
	}
	if all == nil {
		return nil, 0, errors.New("no session to export")
	}
	return all, total, nil
}

// session is a file that is read step by step. Its errors name it.
type session struct {
	*record.Reader
	path string
	file *os.File
	read int64 // bytes
}

func open(path string) (*session, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: is no file", path)
	}
	if err != nil {
		return nil, err
	}
	s := &session{path: path}
	if s.file, err = os.Open(path); err != nil {
		return nil, err
	}
	if s.Reader, err = record.NewReader(s); err != nil {
		s.close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Read reads the file on.
func (s *session) Read(p []byte) (int, error) {
	n, err := s.file.Read(p)
	s.read += int64(n)
	return n, err
}

func (s *session) close() { _ = s.file.Close() } // only read from

// next is the next step; nil behind the last one.
func (s *session) next() (*record.Taken, error) {
	t, err := s.Next()
	switch {
	case err == nil:
		return t, nil
	case errors.Is(err, io.EOF):
		return nil, nil
	}
	return nil, fmt.Errorf("%s: %w", s.path, err)
}

// episode reads the whole session.
func (s *session) episode(ctx context.Context, number int, l *layout, o *Options, tell func()) (*frames.Episode, error) {
	rows, err := newSheet(l, o)
	if err != nil {
		return nil, err
	}
	if o.Pictures != "" {
		if rows.again, err = openAgain(ctx, s.path, o); err != nil {
			return nil, err
		}
		defer rows.again.close()
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		if t == nil {
			break
		}
		if err := rows.step(t); err != nil {
			return nil, fmt.Errorf("%s: %w", s.path, err)
		}
		tell()
	}
	e, err := rows.episode(number, o.Task, filepath.Base(s.path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	return e, nil
}
