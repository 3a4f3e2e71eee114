// Package evaluate measures how well the glove tells postures: people are drawn,
// put the glove on, calibrate it and move; the decoded angles are compared with
// the true ones. It drives the rooms it studies through their public face.
//
// Angles are radians inside; reports are in degrees where a name says so. Times
// are seconds.
package evaluate

import (
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
)

// Motion is a hand that goes from posture to random posture along minimum-jerk
// paths (Flash and Hogan 1985), holding some of them, with a fine tremor.
type Motion struct {
	legs   []leg
	tremor [hand.NumAngles]tremor
}

// leg is a move and the hold after it.
type leg struct {
	start, move, end float64 // s: when it begins, how long it moves, when the hold ends
	from, to         hand.Angles
}

type tremor struct{ amplitude, rate, phase float64 }

// NewMotion plans at least duration (s) of motion.
func NewMotion(duration float64, rng *rand.Rand) *Motion {
	m := &Motion{}
	for i := range m.tremor {
		// Physiological tremor: 8–12 Hz, about a tenth of a degree.
		m.tremor[i] = tremor{amplitude: 0.1 * degree, rate: 2 * math.Pi * (8 + 4*rng.Float64()), phase: 2 * math.Pi * rng.Float64()}
	}
	var at hand.Angles
	for t := 0.0; t < duration; {
		to := Posture(rng)
		l := leg{start: t, from: at, to: to}
		// A third of the moves are brisk.
		l.move = 0.5 + 0.6*rng.Float64()
		if rng.Float64() < 0.4 {
			l.move = 0.25 + 0.2*rng.Float64()
		}
		l.end = t + l.move
		if rng.Float64() < 0.7 {
			l.end += 0.2 + 0.8*rng.Float64()
		}
		m.legs = append(m.legs, l)
		t, at = l.end, to
	}
	return m
}

// newCalmMotion is a motion whose every hold is long enough to come to rest.
func newCalmMotion(duration float64, rng *rand.Rand) *Motion {
	m := NewMotion(duration, rng)
	shift := 0.0
	for i := range m.legs {
		l := &m.legs[i]
		l.start += shift
		if rest := calmAfter + 1.0; l.end+shift-l.start-l.move < rest {
			shift = l.start + l.move + rest - l.end
		}
		l.end += shift
	}
	return m
}

const degree = math.Pi / 180

// Posture is a random posture that a hand can take: neighbouring joints go
// together as they do in life, DIP about ⅔ of PIP.
func Posture(rng *rand.Rand) hand.Angles {
	var a hand.Angles
	uniform := func(lower, upper float64) float64 { return (lower + (upper-lower)*rng.Float64()) * degree }
	a[hand.ThumbAbduction], a[hand.ThumbFlexion] = uniform(0, 62), uniform(-24, 40)
	a[hand.ThumbMCP], a[hand.ThumbIP] = uniform(-5, 62), uniform(-10, 75)
	fist, fan := rng.Float64(), uniform(-6, 10)
	for f := hand.Index; f <= hand.Little; f++ {
		share := 0.35*fist + 0.65*rng.Float64()
		pip := uniform(0, 30) + share*72*degree
		a[hand.FingerAngle(f, 0)] = fan*(2.5-float64(f)) + uniform(-8, 8)
		a[hand.FingerAngle(f, 1)] = uniform(-12, 22) + share*62*degree
		a[hand.FingerAngle(f, 2)] = pip
		a[hand.FingerAngle(f, 3)] = 2*pip/3 + 8*degree*rng.NormFloat64()
	}
	a[hand.WristFlexion], a[hand.WristDeviation] = uniform(-55, 60), uniform(-18, 30)
	return a.Clamped()
}

// At is the posture at time t (s), and whether the hand moves.
func (m *Motion) At(t float64) (a hand.Angles, moving bool) {
	l := &m.legs[len(m.legs)-1]
	for i := range m.legs {
		if t < m.legs[i].end {
			l = &m.legs[i]
			break
		}
	}
	u := min(max((t-l.start)/l.move, 0), 1)
	a = l.from.Lerp(l.to, u*u*u*(10+u*(6*u-15)))
	for i, s := range m.tremor {
		a[i] += s.amplitude * math.Sin(s.rate*t+s.phase)
	}
	return a, u < 1
}
