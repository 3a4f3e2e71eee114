package clock

import "time"

// Turns is how long work shares the one thread that a program in a browser has: work
// that asks now and then whether to go on gives way when its turn has been long enough,
// so that the page takes input and shows pictures meanwhile.
type Turns struct {
	clock Clock
	sleep Sleep
	turn  time.Duration
	since time.Duration
}

// NewTurns makes turns of so long.
func NewTurns(c Clock, s Sleep, turn time.Duration) *Turns {
	return &Turns{clock: c, sleep: s, turn: turn, since: c.Now()}
}

// Give gives way if the turn is over. A sleep of any length has all who wait go first.
func (t *Turns) Give() {
	if t.clock.Now()-t.since < t.turn {
		return
	}
	t.sleep.For(time.Nanosecond)
	t.since = t.clock.Now()
}
