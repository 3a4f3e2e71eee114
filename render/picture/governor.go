package picture

// Governor chooses the quality level by what pictures cost. It owns no clock.
type Governor struct {
	level Level
	mean  float64 // s, running mean of the cost
	calm  int     // pictures since the last change
}

// How the governor judges. Design values: a step down comes within half a second
// of trouble, a step up only when the better level would surely fit, or quality
// would swing.
const (
	budget     = 0.014  // s: what one picture may cost
	comfort    = 0.0075 // s: below this a better level fits
	smoothing  = 0.08   // weight of the newest cost
	hurry      = 30     // pictures before a step down
	patience   = 180    // pictures before a step up
	hopeless   = 0.028  // s: what is beyond counts no more, or one hiccup would look like a habit
	firstGuess = Default
)

// NewGovernor starts in the middle.
func NewGovernor() *Governor { return &Governor{level: firstGuess, mean: (budget + comfort) / 2} }

// Level is the level to draw with.
func (g *Governor) Level() Level { return g.level }

// Spent takes note of what the last picture cost (s), and tells whether the
// level is to change.
func (g *Governor) Spent(cost float64) bool {
	g.mean += smoothing * (min(cost, hopeless) - g.mean)
	g.calm++
	switch {
	case g.mean > budget && g.calm >= hurry && g.level < NumLevels-1:
		g.level++
	case g.mean < comfort && g.calm >= patience && g.level > High:
		g.level--
	default:
		return false
	}
	g.calm, g.mean = 0, (budget+comfort)/2
	return true
}
