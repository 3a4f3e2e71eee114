package mirror

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/figure"

	"gonum.org/v1/gonum/spatial/r3"
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
	lagShifts   = lagLeadMax + 1 + lagShiftMax
	// A joint counts while it moves faster than this, and a little before and after.
	lagMinSpeed = 20 * math.Pi / 180 // rad/s
	lagAround   = 10                 // samples
)

// How sure a lag is.
const (
	lagBlocks   = 8     // pieces of the movement that the jackknife leaves out in turn
	lagStudent  = 2.365 // two-sided 95 % of Student's t with lagBlocks − 1 degrees of freedom
	lagUnsure   = 0.05  // s: a wider half of the interval is no measurement
	lagExplains = 0.5   // of the person's movement, that the robot's must explain
)

// LagMeter finds the shift at which the robot's measured angles explain the person's
// true ones best, over moves: where the RMS difference is least once each joint has
// been given an offset and a factor, since a robot's proportions are its own. The
// person's samples that count are the same at every shift.
type LagMeter struct {
	steps         int
	person, robot [][hand.NumFingerAngles]float32

	pieces *[lagBlocks]lagSums // scratch of Lag
	at     []int               // likewise
}

// Lag is a lag and its 95 % interval by the jackknife over pieces of the movement
// (Efron and Stein, Annals of Statistics 9, 1981), in seconds or as its user has
// scaled it.
type Lag struct {
	Value    figure.Value
	Interval *[2]float64 // nil where the value was not measured
}

func noLag(why string) Lag { return Lag{Value: figure.Missing(why)} }

// Times is the lag in another unit.
func (l Lag) Times(factor float64) Lag {
	if l.Interval == nil {
		return l
	}
	return Lag{l.Value.Times(factor), &[2]float64{factor * l.Interval[0], factor * l.Interval[1]}}
}

// Add looks at a step. Of somebody's hand, whose joints are no person's, it compares
// where the fingertips are, in fingers' lengths in place of radians.
func (l *LagMeter) Add(r *Record) {
	if !r.byTips {
		l.add(&r.Sample.Angles, &r.FingerAngles)
		return
	}
	const finger = 0.08 // m
	var person hand.Angles
	var robot [hand.NumFingerAngles]float64
	for f := range r.tips {
		if math.IsNaN(r.TipError[f]) {
			continue
		}
		p, q := r3.Scale(1/finger, r.tips[f]), r3.Scale(1/finger, r.at[f])
		person[3*f], person[3*f+1], person[3*f+2] = p.X, p.Y, p.Z
		robot[3*f], robot[3*f+1], robot[3*f+2] = q.X, q.Y, q.Z
	}
	l.add(&person, &robot)
}

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

// Lag is the shift in seconds. It was not measured where too little moved, where the
// best shift lies where the search ends, or where pieces of the movement contradict
// each other.
func (l *LagMeter) Lag() Lag {
	if len(l.robot) <= lagShifts {
		return noLag(fmt.Sprintf("it takes more than %.2f s of a hand in sight", float64(lagShifts)*lagPeriod))
	}
	moves := l.robotMoves()
	if moves == [hand.NumFingerAngles]bool{} {
		return noLag("no joint that the robot shares with the hand moved")
	}
	if l.sumUp(&moves) == 0 {
		return noLag(fmt.Sprintf("no finger moved faster than %.0f°/s", degrees(lagMinSpeed)))
	}
	var whole lagSums
	for b := range l.pieces {
		whole.add(&l.pieces[b], 1)
	}
	best, explained, ok := whole.best()
	if !ok {
		return noLag(fmt.Sprintf("no shift between %.0f and %.0f ms fits best", -1000*lagLeadMax*lagPeriod, 1000*lagShiftMax*lagPeriod))
	}
	if !(explained >= lagExplains) {
		return noLag("too little of the hand's movement is found in the robot's joints")
	}
	half := jackknife(&whole, l.pieces)
	if !(half*lagPeriod <= lagUnsure) {
		return noLag("parts of the movement disagree about it")
	}
	return Lag{figure.Of(best), &[2]float64{best - half, best + half}}.Times(lagPeriod)
}

// jackknife is half of the 95 % interval (samples), NaN if without some piece there is
// no best shift.
func jackknife(whole *lagSums, pieces *[lagBlocks]lagSums) float64 {
	var at [lagBlocks]float64
	mean := 0.0
	for b := range pieces {
		rest := *whole
		rest.add(&pieces[b], -1)
		shift, _, ok := rest.best()
		if !ok {
			return math.NaN()
		}
		at[b] = shift
		mean += shift / lagBlocks
	}
	square := 0.0
	for _, shift := range at {
		square += (shift - mean) * (shift - mean)
	}
	return lagStudent * math.Sqrt(square*(lagBlocks-1)/lagBlocks)
}

// robotMoves tells which of the robot's joints change at all: one that it lacks stays
// at zero and says nothing about the lag.
func (l *LagMeter) robotMoves() (moves [hand.NumFingerAngles]bool) {
	for i := range l.robot {
		for j, q := range l.robot[i] {
			moves[j] = moves[j] || q != l.robot[0][j]
		}
	}
	return moves
}

// moments finds the samples at which a joint of the person counts.
func (l *LagMeter) moments(joint int) {
	const minMove = lagMinSpeed * lagPeriod
	l.at = l.at[:0]
	next := lagLeadMax // the first that may still be taken
	for i := 1; i < len(l.person); i++ {
		if math.Abs(float64(l.person[i][joint]-l.person[i-1][joint])) < minMove {
			continue
		}
		for next = max(next, i-lagAround); next <= i+lagAround && next < len(l.robot)-lagShiftMax; next++ {
			l.at = append(l.at, next)
		}
	}
}

// sumUp sums up the movement of the joints that the robot moves, cut into pieces of as much movement each; it tells how
// many samples of joints counted.
func (l *LagMeter) sumUp(moves *[hand.NumFingerAngles]bool) (counted int) {
	if l.pieces == nil {
		l.pieces = new([lagBlocks]lagSums)
	}
	*l.pieces = [lagBlocks]lagSums{}
	for j := range hand.NumFingerAngles {
		if !moves[j] {
			continue
		}
		l.moments(j)
		counted += len(l.at)
		for n, i := range l.at {
			l.pieces[n*lagBlocks/len(l.at)].take(l, i, j)
		}
	}
	return counted
}

// lagSums are moments of a piece of the movement: of the person's angles p, and of the
// robot's r at every shift.
type lagSums struct {
	joint [hand.NumFingerAngles]struct {
		n, p, pp  float64
		r, rr, pr [lagShifts]float64
	}
}

// take adds sample i of the person's joint j.
func (s *lagSums) take(l *LagMeter, i, j int) {
	m, p := &s.joint[j], float64(l.person[i][j])
	m.n++
	m.p += p
	m.pp += p * p
	for k := range lagShifts {
		r := float64(l.robot[i+k-lagLeadMax][j])
		m.r[k] += r
		m.rr[k] += r * r
		m.pr[k] += p * r
	}
}

func (s *lagSums) add(o *lagSums, factor float64) {
	for j := range s.joint {
		a, b := &s.joint[j], &o.joint[j]
		a.n, a.p, a.pp = a.n+factor*b.n, a.p+factor*b.p, a.pp+factor*b.pp
		for k := range lagShifts {
			a.r[k] += factor * b.r[k]
			a.rr[k] += factor * b.rr[k]
			a.pr[k] += factor * b.pr[k]
		}
	}
}

// explained is the person's sum of squares that the robot explains at a shift, and the
// whole of it.
func (s *lagSums) explained(k int) (by, of float64) {
	const still = 1e-8 // rad²: a robot's joint that does not move
	for j := range s.joint {
		m := &s.joint[j]
		if m.n < 2 {
			continue
		}
		pp, rr, pr := m.pp-m.p*m.p/m.n, m.rr[k]-m.r[k]*m.r[k]/m.n, m.pr[k]-m.p*m.r[k]/m.n
		of += pp
		if rr > still*m.n && pr > 0 { // against the hand is not after it
			by += pr * pr / rr
		}
	}
	return by, of
}

// best is the shift (samples) that explains most, and which share of the movement. A
// parabola through the lowest remainder and its neighbours resolves far less than a
// sample, since it is smooth.
func (s *lagSums) best() (shift, explained float64, ok bool) {
	var left [lagShifts]float64
	best, whole := 0, 0.0
	for k := range left {
		by, of := s.explained(k)
		left[k], whole = of-by, of
		if left[k] < left[best] {
			best = k
		}
	}
	if best == 0 || best == lagShifts-1 {
		return 0, 0, false
	}
	shift = float64(best - lagLeadMax)
	a, b, c := left[best-1], left[best], left[best+1]
	if d := a - 2*b + c; d > 0 {
		shift += 0.5 * (a - c) / d
	}
	return shift, 1 - b/whole, true
}
