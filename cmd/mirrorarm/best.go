package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/session"
)

// bestGame is what the file of the best game holds: that of one day, by the local date.
type bestGame struct {
	Version int    `json:"version"`
	Day     string `json:"day"` // as dayFormat has it
	Points  int    `json:"points"`
}

const (
	bestVersion = 1
	dayFormat   = "2006-01-02"
	mostBest    = 4096 // bytes of such a file
	mostScore   = 1e6  // that such a file may hold
)

// bests keeps the best game of the day. One goroutine, the window's, owns it.
type bests struct {
	path string // "" keeps it for as long as the program runs
	made bool   // path is the program's own: its folder may be missing
	tell func(string)
	now  func() time.Time

	kept bestGame
	turn session.Turn // of the game, at the last look
}

// openBest reads the file; path "" is the program's own. A file that it cannot read it leaves
// as it is, and says so.
func openBest(path string, tell func(string)) *bests {
	b := &bests{path: path, tell: tell, now: clock.Wall}
	if path == "" {
		folder, err := os.UserConfigDir()
		if err != nil {
			return b // nothing is kept where nothing ever is
		}
		b.path, b.made = filepath.Join(folder, "mirrorarm", "best.json"), true
	}
	kept, err := readBest(b.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		tell(fmt.Sprintf("the best game of the day is not kept: %s: %s", b.path, err))
		b.path = ""
	default:
		b.kept = kept
	}
	return b
}

// readBest reads such a file.
func readBest(path string) (g bestGame, err error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() { // who opens a pipe may wait for ever
		return g, errors.New("not a regular file")
	}
	var f *os.File
	if err == nil {
		f, err = os.Open(path)
	}
	if err != nil {
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err // the caller names the file
		}
		return g, err
	}
	defer f.Close() //nolint:errcheck // only read from
	text, err := io.ReadAll(io.LimitReader(f, mostBest+1))
	if err != nil {
		return g, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&g); err != nil || d.More() || len(text) > mostBest {
		return g, errors.New(`no best game, want {"version":1,"day":"2026-01-31","points":123}`)
	}
	if g.Version != bestVersion {
		return g, fmt.Errorf("version %d, want %d", g.Version, bestVersion)
	}
	if _, err := time.Parse(dayFormat, g.Day); err != nil {
		return g, fmt.Errorf("day %q, want one such as 2026-01-31", g.Day)
	}
	if g.Points < 0 || g.Points > mostScore {
		return g, fmt.Errorf("points %d, want 0 to %g", g.Points, mostScore)
	}
	return g, nil
}

// look tells a session that begins a game how good the best one of the day was, and keeps a
// better one.
func (b *bests) look(s *session.Session) {
	game := s.Status().Game
	was := b.turn
	if b.turn = game.Turn; was == game.Turn {
		return
	}
	if day := b.now().Format(dayFormat); day != b.kept.Day {
		b.kept = bestGame{Version: bestVersion, Day: day}
	}
	switch {
	case game.Turn == session.Ready:
		s.BestOfDay(b.kept.Points)
	case game.Turn == session.Over && game.Points > b.kept.Points:
		b.kept.Points = game.Points
		b.save()
	}
}

func (b *bests) save() {
	if b.path == "" {
		return
	}
	var err error
	if b.made {
		err = os.MkdirAll(filepath.Dir(b.path), 0o700)
	}
	if err == nil {
		err = atomicfile.Write(b.path, func(w io.Writer) error { return json.NewEncoder(w).Encode(b.kept) })
	}
	if err != nil {
		b.tell(fmt.Sprintf("the best game of the day is not kept: %s", err))
		b.path = "" // told once
	}
}
