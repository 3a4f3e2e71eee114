package clock

import (
	"slices"
	"time"
)

// Sleep is a way to let a thread rest for a while.
type Sleep struct {
	Name string
	For  func(time.Duration) // rests at least so long, or nearly so; one goroutine at a time
	Late time.Duration       // by how much it usually lasts longer, or shorter
}

// UsualSleep is the runtime's own, for what need not be exact.
func UsualSleep() Sleep { return Sleep{Name: "runtime", For: time.Sleep} }

// Trials of the ways to sleep, for what may be left of a step of 1 ms: now longer and
// now shorter, or one that wakes at the system's ticks alone might look punctual.
const (
	trials     = 21
	trialLeast = 400 * time.Microsecond
	trialMore  = 60 * time.Microsecond // from one to the next
)

// BestSleep tries the ways that the system offers and returns the one that keeps its
// time best. That takes a tenth of a second, or one where all are bad.
func BestSleep(c Clock) Sleep { return best(c, sleeps()) }

// best tries the ways in turn, so that what else the machine does meets all of them.
func best(c Clock, ways []Sleep) Sleep {
	late := make([][]time.Duration, len(ways))
	for n := range trials {
		for i, way := range ways {
			wanted := trialLeast + time.Duration(n)*trialMore
			began := c.Now()
			way.For(wanted)
			late[i] = append(late[i], (c.Now() - began - wanted).Abs()) // being early is no merit
		}
	}
	for i := range ways {
		slices.Sort(late[i])
		ways[i].Late = late[i][trials/2]
	}
	return slices.MinFunc(ways, func(a, b Sleep) int { return int(a.Late - b.Late) })
}
