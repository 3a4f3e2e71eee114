package session

import (
	"math"
	"math/rand/v2"
	"slices"

	"mirrorarm/kinematics/hand"
)

// Turn is where in a game one is.
type Turn uint8

// The turns of a game. NoTurn is none.
const (
	NoTurn  Turn = iota
	Ready        // a countdown
	Repeat       // the robot shows a gesture, and the player is to do it too
	Praised      // it was done; the next one comes
	Over         // the minute is
)

// The rules. Design values.
const (
	gameReady   = 3.0  // s of the countdown
	gameLasts   = 60.0 // s
	gameTells   = 8.0  // s, that the result is told
	gamePraises = 0.8  // s
	gameLimit   = 8.0  // s for a gesture; then the next one comes
	gameHold    = 0.35 // s that a gesture has to be held
	gameNear    = 19.0 // degrees, see Off

	// What a gesture is worth: for doing it, and at most for speed and for exactness.
	doneWorth, speedWorth, exactWorth = 10, 50, 40
)

// GameTakes is how long a game takes (s), with its countdown and its end.
const GameTakes = gameReady + gameLasts + gameTells

// MostPoints is what a gesture is worth at most.
const MostPoints = doneWorth + speedWorth + exactWorth

// gameGestures are those of the game: each differs from every other one in at least one finger.
var gameGestures = [...]string{"fist", "open", "point", "victory", "thumbs-up", "ok", "horns", "shaka", "love", "count3", "letter-l"}

// GameGestures are the names of the gestures of the game.
func GameGestures() []string { return slices.Clone(gameGestures[:]) }

// Points are what a gesture is worth that was done so many seconds after it was shown, held so
// many degrees off (see Off):
//
//	10 + 50·(1 − seconds/8) + 40·(1 − off/19)
//
// to the nearest point; what is slower or further off is worth nothing.
func Points(seconds, off float64) int {
	if !(seconds <= gameLimit && off <= gameNear) {
		return 0
	}
	speed, exact := 1-max(seconds, 0)/gameLimit, 1-max(off, 0)/gameNear
	return int(math.Round(doneWorth + speedWorth*speed + exactWorth*exact))
}

// Off is how far a hand is from a gesture (degrees): of each finger's four joints the root mean
// square, and of the fingers the one that is furthest off. One finger that is wrong makes
// another gesture.
func Off(a, gesture *hand.Angles) float64 {
	worst := 0.0
	for f := range hand.Finger(hand.NumFingers) {
		sum := 0.0
		for i := range 4 {
			d := a[hand.FingerAngle(f, i)] - gesture[hand.FingerAngle(f, i)]
			sum += d * d
		}
		worst = max(worst, sum/4)
		if math.IsNaN(sum) {
			return math.NaN()
		}
	}
	return math.Sqrt(worst) * 180 / math.Pi
}

// Game is a game of one minute: its rules, without hands and screens. The robot shows one
// gesture after another; who repeats it has points for speed and exactness.
type Game struct {
	Turn   Turn
	Target int     // which of the gestures is shown
	Left   float64 // s of the countdown, or of the minute
	Points int     // so far
	Done   int     // gestures
	Gained int     // for the last one
	Off    float64 // degrees, that the hand is off at the moment, or that it was in the last one

	since float64 // s since the turn began
	held  float64 // s that the gesture has been held
	mean  float64 // degrees, off while it has been
	rng   *rand.Rand
}

// gameStream is the stream of random numbers that gestures are drawn from.
const gameStream = 0x67616d65

// NewGame is a game that is about to begin; its gestures are drawn by a seed.
func NewGame(seed uint64) Game {
	g := Game{Turn: Ready, Left: gameReady, Target: -1, Off: math.NaN(), rng: rand.New(rand.NewPCG(seed, gameStream))}
	g.next()
	return g
}

// next draws another gesture than the present one.
func (g *Game) next() {
	was := g.Target
	if was < 0 {
		g.Target = g.rng.IntN(len(gameGestures))
		return
	}
	if g.Target = g.rng.IntN(len(gameGestures) - 1); g.Target >= was {
		g.Target++
	}
}

// Gesture is the one that is shown, by its name.
func (g *Game) Gesture() string { return gameGestures[g.Target] }

// Step lets dt seconds pass, in which the hand is so many degrees off the gesture that is
// shown; NaN is that nobody knows. It allocates nothing.
func (g *Game) Step(dt, off float64) {
	if !(dt > 0) || g.Turn == NoTurn {
		return
	}
	g.since += dt
	g.Left = max(g.Left-dt, 0)
	switch g.Turn {
	case Ready:
		if g.Left == 0 {
			g.Left = gameLasts
			g.turn(Repeat)
		}
		return
	case Over:
		if g.since >= gameTells {
			*g = Game{}
		}
		return
	case Repeat:
		g.watch(dt, off)
	case Praised:
		if g.since >= gamePraises {
			g.next()
			g.turn(Repeat)
		}
	}
	if g.Left == 0 {
		g.turn(Over)
	}
}

// watch judges the hand.
func (g *Game) watch(dt, off float64) {
	if g.Off = off; off <= gameNear {
		g.mean = (g.mean*g.held + off*dt) / (g.held + dt)
		g.held += dt
	} else {
		g.held, g.mean = 0, 0
	}
	switch {
	case g.held >= gameHold:
		g.Gained, g.Off = Points(g.since-g.held, g.mean), g.mean
		g.Points += g.Gained
		g.Done++
		g.turn(Praised)
	case g.since >= gameLimit:
		g.next()
		g.turn(Repeat)
	}
}

func (g *Game) turn(to Turn) { g.Turn, g.since, g.held, g.mean = to, 0, 0, 0 }
