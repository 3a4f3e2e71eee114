//go:build cgo || windows || js

package window

import (
	"time"

	"mirrorarm/render/hud"
)

// tally counts what came of the day at an exhibit. A day begins at midnight, where the
// exhibit stands; the program forgets it when it ends, having told it.
type tally struct {
	date  string // today's; empty before the first look
	today hud.Today

	attract, named bool   // at the last look
	made           string // the gesture that was reached last then
}

// look counts what has changed; active is whether a visitor does something. At midnight it
// gives what came of the day before.
func (t *tally) look(now time.Time, s *Status, active bool) (before hud.Day) {
	if date := now.Format(time.DateOnly); date != t.date {
		before = t.day()
		t.date, t.today = date, hud.Today{}
	}
	if t.attract && !s.Attract {
		t.today.Visitors++
	}
	if s.Made != t.made && s.Made != "" && !s.Attract && active {
		t.today.Gestures++
	}
	named := s.Recognition.Share > 0
	if named && !t.named && !s.Attract {
		t.today.Named++
	}
	t.attract, t.made, t.named = s.Attract, s.Made, named
	return before
}

// day is what has come of today so far.
func (t *tally) day() hud.Day { return hud.Day{Date: t.date, Today: t.today} }
