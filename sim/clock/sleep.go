package clock

import (
	"slices"
	"time"
)

// Sleep is a way to let a thread rest for a while.
type Sleep struct {
	Name string
	For  func(time.Duration) // rests at least so long, or nearly so; one goroutine at a time
	Late time.Duration       // by how much it usually lasts longer
}

// UsualSleep is the runtime's own, for what need not be exact.
func UsualSleep() Sleep { return Sleep{Name: "runtime", For: time.Sleep} }

// Trials of the ways to sleep, for what is left of a step of 1 ms.
const (
	trials    = 21
	trialTime = 800 * time.Microsecond
)

// BestSleep tries the ways that the system offers and returns the one that keeps its
// time best. That takes a tenth of a second, or one where all are bad.
func BestSleep(c Clock) Sleep { return best(c, sleeps()) }

// best tries the ways in turn, so that what else the machine does meets all of them.
func best(c Clock, ways []Sleep) Sleep {
	late := make([][]time.Duration, len(ways))
	for range trials {
		for i, way := range ways {
			began := c.Now()
			way.For(trialTime)
			late[i] = append(late[i], max(c.Now()-began-trialTime, 0)) // being early is no merit
		}
	}
	for i := range ways {
		slices.Sort(late[i])
		// The lower third is the way's own, what is above is also the machine's.
		ways[i].Late = late[i][trials/3]
	}
	return slices.MinFunc(ways, func(a, b Sleep) int { return int(a.Late - b.Late) })
}
