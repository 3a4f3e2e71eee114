package hud

import (
	"slices"
	"strings"

	"mirrorarm/sim/locale"
)

// Order is in which order panels were opened. Those that nobody has opened are the
// oldest.
type Order struct {
	at   [NumPanels]int
	last int
}

// Opened tells that a panel has been opened just now.
func (o *Order) Opened(p Panel) {
	o.last++
	o.at[p] = o.last
}

// Arrange closes panels of a state, the oldest first, until those that stay have room and
// leave some to the hands. One that has none even by itself goes first; one whose place
// nobody needed after all comes back. It returns those that it closed.
func (h *HUD) Arrange(s *State, o *Order) (closed []Panel) {
	for h.crowded(s) {
		p, ok := h.next(s, o)
		if !ok {
			break
		}
		s.Toggled[p] = !s.Toggled[p]
		closed = append(closed, p)
	}
	for i := len(closed) - 1; i >= 0; i-- {
		p := closed[i]
		if s.Toggled[p] = !s.Toggled[p]; h.crowded(s) {
			s.Toggled[p] = !s.Toggled[p]
			continue
		}
		closed = slices.Delete(closed, i, i+1)
	}
	return closed
}

// crowded tells whether a panel has no room, or the hands have none.
func (h *HUD) crowded(s *State) bool {
	l := h.layoutOf(s)
	for p := range Panel(NumPanels) {
		if s.Shows(p) && l.at[p].Empty() {
			return true
		}
	}
	return !h.roomy(h.leave(s, &l))
}

// layoutOf are the panels of a state alone, whatever else is shown.
func (h *HUD) layoutOf(s *State) layout { return layout{at: h.place(s)} }

// next is the panel of a crowded state that is closed next.
func (h *HUD) next(s *State, o *Order) (oldest Panel, ok bool) {
	for p := range Panel(NumPanels) {
		if !s.Shows(p) {
			continue
		}
		alone := *s
		for q := range Panel(NumPanels) {
			if alone.Shows(q) && q != p {
				alone.Toggled[q] = !alone.Toggled[q]
			}
		}
		if h.crowded(&alone) {
			return p, true
		}
		if !ok || o.at[p] < o.at[oldest] {
			oldest, ok = p, true
		}
	}
	return oldest, ok
}

// titles are the panels' names.
var titles = [NumPanels]locale.Key{
	Overview: locale.ShowOverview, CloseUp: locale.ShowCloseUp, Skin: locale.PanelSkin, Timing: locale.PanelTiming,
	Vibration: locale.PanelVibration, Joints: locale.PanelJoints, Misses: locale.ShowMisses, Decoder: locale.ShowDecoder,
	Operator: locale.PanelUsage,
}

// Closed says that there was no room for panels any more.
func Closed(panels []Panel, l locale.Language) string {
	var names []string
	for _, p := range panels {
		names = append(names, l.Text(titles[p]))
	}
	return l.Text(locale.NoRoomFor) + " " + strings.Join(names, ", ")
}
