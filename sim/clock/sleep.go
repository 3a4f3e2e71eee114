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

// Trial of a way to sleep.
const (
	trials    = 9
	trialTime = 800 * time.Microsecond // what is left of a step of 1 ms
)

// BestSleep tries the ways that the system offers and returns the one that keeps its
// time best. That takes a tenth of a second, or half of one where all are bad.
func BestSleep(c Clock) Sleep { return best(c, sleeps()) }

func best(c Clock, ways []Sleep) Sleep {
	var found Sleep
	for _, way := range ways {
		way.Late = lateness(c, way.For)
		if found.For == nil || way.Late < found.Late {
			found = way
		}
	}
	return found
}

// lateness is by how much a way to sleep is usually late: the upper quartile, since
// what counts is being on time nearly always. Being early is no merit.
func lateness(c Clock, rest func(time.Duration)) time.Duration {
	var late [trials]time.Duration
	for i := range late {
		began := c.Now()
		rest(trialTime)
		late[i] = max(c.Now()-began-trialTime, 0)
	}
	slices.Sort(late[:])
	return late[trials*3/4]
}
