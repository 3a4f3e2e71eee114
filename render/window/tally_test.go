//go:build cgo || windows || js

package window

import (
	"testing"
	"time"

	"mirrorarm/render/hud"

	"github.com/stretchr/testify/require"
)

// TestADayIsCounted: who comes, what they make and what is named for them, and nothing of
// the program; a new day begins at midnight, and tells of the one before.
func TestADayIsCounted(t *testing.T) {
	var c tally
	now := time.Date(2026, 5, 17, 9, 0, 0, 0, time.Local)
	look := func(s Status) hud.Day { return c.look(now, &s, true) }
	attract := Status{Attract: true, Made: "open", Recognition: hud.Recognition{Share: 0.8}}
	require.Empty(t, look(attract).Date)
	require.Empty(t, look(Status{Attract: true, Made: "fist"}).Date)
	require.Zero(t, c.today, "nobody is there")

	for range 3 { // pictures
		look(Status{Made: "fist"})
	}
	look(Status{Made: "victory"})
	look(Status{Made: ""})
	look(Status{Made: "victory", Recognition: hud.Recognition{Share: 0.9}})
	look(Status{Made: "victory", Recognition: hud.Recognition{Share: 0.9}})
	require.Equal(t, hud.Today{Visitors: 1, Gestures: 2, Named: 1}, c.today)
	look(attract)
	look(Status{Made: "open"})
	c.look(now, &Status{Made: "fist"}, false)
	look(Status{Made: "fist"})
	require.Equal(t, hud.Today{Visitors: 2, Gestures: 2, Named: 1}, c.today, "what is played to a visitor who stands by is not his")

	now = time.Date(2026, 5, 17, 23, 59, 59, 0, time.Local)
	require.Empty(t, look(Status{}).Date)
	now = now.Add(2 * time.Second)
	before := look(Status{Made: "fist"})
	require.Equal(t, hud.Day{Date: "2026-05-17", Today: hud.Today{Visitors: 2, Gestures: 2, Named: 1}}, before)
	require.Equal(t, hud.Day{Date: "2026-05-18", Today: hud.Today{Gestures: 1}}, c.day())
}
