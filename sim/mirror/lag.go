package mirror

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/figure"
)

// The lag between person and robot is found from two records of the same joint
// angles, kept at a tenth of the loop's rate: fast enough for a hand, whose
// movements hold little above 20 Hz.
const (
	lagEvery    = 10                // steps between samples
	lagPeriod   = lagEvery * Period // s between samples
	lagSamples  = 60_000            // kept, 600 s; a longer run is judged by its beginning
	lagShiftMax = 40                // samples: 0.4 s late at most
	lagLeadMax  = 5                 // samples: 0.05 s early at most, as a prediction may be
	// A joint counts at the moments when it moves faster than this.
	lagMinSpeed = 20 * math.Pi / 180 // rad/s
)

// LagMeter finds the shift that minimises the RMS difference between the
// person's true angles and the robot's measured ones, over moves.
type LagMeter struct {
	steps         int
	person, robot [][hand.NumFingerAngles]float32
}

// Add looks at a step.
func (l *LagMeter) Add(r *Record) { l.add(&r.Sample.Angles, &r.FingerAngles) }

func (l *LagMeter) add(person *hand.Angles, robot *[hand.NumFingerAngles]float64) {
	if l.steps++; l.steps%lagEvery == 0 {
		l.AddTenth(person, robot)
	}
}

// AddTenth looks at every tenth step, which it is given alone.
func (l *LagMeter) AddTenth(person *hand.Angles, robot *[hand.NumFingerAngles]float64) {
	if len(l.person) >= lagSamples {
		return
	}
	var p, r [hand.NumFingerAngles]float32
	for i := range p {
		p[i], r[i] = float32(person[i]), float32(robot[i])
	}
	l.person, l.robot = append(l.person, p), append(l.robot, r)
}

// Reset forgets all steps.
func (l *LagMeter) Reset() { l.steps, l.person, l.robot = 0, l.person[:0], l.robot[:0] }

// Lag is the shift in seconds, not measured if nothing moved, or if the best shift
// lies where the search ends: then no shift explains the difference.
func (l *LagMeter) Lag() figure.Value {
	var cost [lagLeadMax + lagShiftMax + 1]float64
	if len(l.robot) <= len(cost) {
		return figure.Missing(fmt.Sprintf("it takes more than %.2f s of a hand in sight", float64(len(cost))*lagPeriod))
	}
	moves := l.robotMoves()
	if moves == [hand.NumFingerAngles]bool{} {
		return figure.Missing("no joint that the robot shares with the hand moved")
	}
	best := -1
	for k := range cost {
		c, ok := l.cost(k-lagLeadMax, &moves)
		if !ok {
			return figure.Missing(fmt.Sprintf("no finger moved faster than %.0f°/s", degrees(lagMinSpeed)))
		}
		cost[k] = c
		if best < 0 || c < cost[best] {
			best = k
		}
	}
	if best == 0 || best == len(cost)-1 {
		return figure.Missing(fmt.Sprintf("no shift between %.0f and %.0f ms fits best", -1000*lagLeadMax*lagPeriod, 1000*lagShiftMax*lagPeriod))
	}
	// A parabola through the lowest point and its neighbours resolves far less
	// than a sample, since the cost is smooth.
	shift := float64(best - lagLeadMax)
	a, b, c := cost[best-1], cost[best], cost[best+1]
	if d := a - 2*b + c; d > 0 {
		shift += 0.5 * (a - c) / d
	}
	return figure.Of(shift * lagPeriod)
}

// robotMoves tells which of the robot's joints change at all: one that it lacks
// stays at zero and says nothing about the lag.
func (l *LagMeter) robotMoves() (moves [hand.NumFingerAngles]bool) {
	for i := range l.robot {
		for j, q := range l.robot[i] {
			moves[j] = moves[j] || q != l.robot[0][j]
		}
	}
	return moves
}

// cost is the mean squared difference at a shift of k samples. Each joint's
// mean difference is taken out: the robot's proportions are its own, so that
// the same posture may have other angles.
func (l *LagMeter) cost(k int, counts *[hand.NumFingerAngles]bool) (mean float64, ok bool) {
	const minMove = lagMinSpeed * lagPeriod
	var sum, sum2, n [hand.NumFingerAngles]float64
	for i := lagShiftMax + 1; i < len(l.robot)-lagLeadMax; i++ {
		for j := range sum {
			moved := l.person[i-k][j] - l.person[i-k-1][j]
			if !counts[j] || math.Abs(float64(moved)) < minMove {
				continue
			}
			d := float64(l.robot[i][j] - l.person[i-k][j])
			sum[j] += d
			sum2[j] += d * d
			n[j]++
		}
	}
	var total, count float64
	for j := range sum {
		if n[j] > 0 {
			total += sum2[j] - sum[j]*sum[j]/n[j]
			count += n[j]
		}
	}
	return total / max(count, 1), count > 0
}
