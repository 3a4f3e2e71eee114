package picture

// Governor chooses the quality level by what pictures cost. It owns no clock.
type Governor struct {
	level    Level
	cost     float64 // s, running mean of what a picture costs
	interval float64 // s, running mean from picture to picture
	calm     int     // pictures since the last change
	patience int     // pictures before the next step up
}

// How the governor judges. Design values: a step down comes within half a second
// of trouble, a step up only when the better level would surely fit. Every step
// down doubles the wait for the next step up, so that quality does not swing. The
// slowest picture in a hundred costs a third more than the mean, and must still be
// there in time at 60 pictures a second.
const (
	budget      = 0.0125 // s: what pictures may cost on average
	comfort     = 0.0075 // s: below this a better level fits
	slow        = 0.021  // s from picture to picture: fewer than 48 a second
	smoothing   = 0.05   // weight of the newest picture
	hurry       = 30     // pictures before a step down
	patience    = 180    // pictures before the first step up
	maxPatience = 36_000
	hiccup      = 0.020 // s: what is beyond counts no more, or one hiccup would look like a habit
	firstGuess  = Default
)

// NewGovernor starts in the middle.
func NewGovernor() *Governor {
	g := &Governor{level: firstGuess, patience: patience}
	g.forget()
	return g
}

// forget starts the means anew, where they ask for no change.
func (g *Governor) forget() {
	g.cost, g.interval, g.calm = (budget+comfort)/2, slow*0.8, 0
}

// Level is the level to draw with.
func (g *Governor) Level() Level { return g.level }

// Spent takes note of what the last picture cost to make (s) and how long after
// the one before it came (s), and tells whether the level is to change. What
// the system needs to show a picture is only seen in the interval.
func (g *Governor) Spent(cost, interval float64) bool {
	g.cost += smoothing * (min(cost, hiccup) - g.cost)
	g.interval += smoothing * (min(interval, 2*hiccup) - g.interval)
	g.calm++
	late := g.cost > budget || g.interval > slow
	switch {
	case late && g.calm >= hurry && g.level < NumLevels-1:
		g.level++
		g.patience = min(2*g.patience, maxPatience)
	case !late && g.cost < comfort && g.calm >= g.patience && g.level > High:
		g.level--
	default:
		return false
	}
	g.forget()
	return true
}
