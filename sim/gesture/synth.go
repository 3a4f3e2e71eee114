package gesture

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Medley is the name of the source that plays the whole vocabulary.
const Medley = "medley"

// Names are the names that Synth knows: the medley, then every gesture.
func Names() []string {
	names := []string{Medley}
	for _, s := range vocabulary() {
		names = append(names, s.name)
	}
	return names
}

// item is one entry of a sequence: a gesture, and how long (s) the move to it
// and its hold take; 0 leaves that to the person.
type item struct {
	shape      shape
	move, hold float64
}

// Timing of a gesture where the script does not say (s). Design values.
const (
	usualMove  = 0.55
	usualHold  = 0.8
	longHold   = 6.0 // of a gesture played alone
	movingHold = 3.0 // of one that moves while held
	// turnSpeed (rad/s) is how fast a forearm that nobody hurries turns at most, which is
	// jerkPeak times as fast as on the mean.
	turnSpeed = 3.0
	jerkPeak  = 15.0 / 8
	cycle     = 90 // the sequence is repeated, with fresh timing, for so long; then all begins anew
)

// Synth is a synthetic source: a gesture by name, the medley (also the empty
// name), or a script. It plays for ever.
//
// A script is a sequence of gestures, separated by commas:
//
//	open 0.5s, pinch index 1s hold 0.3s, fist hold 2s, rest
//
// An item is a gesture's name, for a pinch the finger that meets the thumb
// (index if absent), the time that the move to it takes and, after the word
// hold, the time that it is held. Times carry a unit (s or ms); those left out
// are the person's own.
func Synth(name string, opt Options) (Source, error) {
	items, err := sequence(name)
	if err != nil {
		return nil, err
	}
	person := MeanAdult()
	if opt.Person != nil {
		person = *opt.Person
	}
	side := hand.Right
	if opt.Hand == LeftHand {
		side = hand.Left
	}
	s := &synth{person: person, life: newLife(opt.Seed)}
	s.info = Info{
		Name: name, Side: side, Dims: person.Dims, Duration: math.Inf(1),
		Position: true, Orientation: true, Forearm: true, Shoulder: DefaultShoulder(),
	}
	if name == "" {
		s.info.Name = Medley
	}
	s.info.Report = fmt.Sprintf("synthetic %s, %s hand, %d gestures, seed %d", s.info.Name, side, len(items), opt.Seed)
	s.schedule(items, opt.Seed)
	return s, nil
}

// sequence is what is played under a name.
func sequence(name string) ([]item, error) {
	all := vocabulary()
	if name == "" || name == Medley {
		var items []item
		for _, s := range all {
			items = append(items, item{shape: s})
		}
		return items, nil
	}
	if name == Awakening {
		return awakening(), nil
	}
	for _, s := range all {
		if s.name != name {
			continue
		}
		if s.name == all[0].name {
			return []item{{shape: s, hold: longHold}}, nil
		}
		alone := item{shape: s, hold: longHold}
		if s.turn() > 0 {
			alone.hold = 0 // one turn, which schedule knows
		}
		return []item{alone, {shape: all[0]}}, nil
	}
	if !strings.ContainsAny(name, " ,") {
		return nil, fmt.Errorf("gesture: synth %q: unknown, want one of %s", name, strings.Join(Names(), ", "))
	}
	return parseScript(name)
}

// segment is one move and the hold after it.
type segment struct {
	start, move, hold float64
	from, to          int                      // poses
	onset             [hand.NumFingers]float64 // share of the move after which each finger starts
}

// synth is a synthetic source. It is immutable after Synth.
type synth struct {
	info     Info
	person   Person
	poses    []pose
	names    []string // of the poses
	segments []segment
	period   float64 // s
	life     life
}

// Info describes the source.
func (s *synth) Info() Info { return s.info }

// schedule lays the sequence out in time again and again for a cycle, with the
// person's tempo, a tenth of variation and the slowing of a tiring hand.
func (s *synth) schedule(items []item, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, tempoStream))
	for i := range items {
		s.poses = append(s.poses, poseShape(&items[i].shape, &s.person))
		s.names = append(s.names, items[i].shape.name)
	}
	vary := func() float64 { return 1 + 0.1*min(max(rng.NormFloat64(), -2), 2) }
	last := len(items) - 1
	for s.period < cycle {
		for i := range items {
			move, hold := items[i].move, items[i].hold
			tired := fatigue(s.period / cycle)
			if move == 0 {
				move = usualMove * vary() * (1 + fatigueSlows*tired) / s.person.Tempo
				move = max(move, jerkPeak*math.Abs(s.poses[i].pronate-s.poses[last].pronate)/turnSpeed)
			}
			if hold == 0 {
				hold = usualHold * vary()
				if turn := items[i].shape.turn(); turn > 0 {
					hold = turn / s.person.Tempo
				} else if len(s.poses[i].movement) > 0 {
					hold = movingHold * vary()
				}
			}
			seg := segment{start: s.period, move: move, hold: hold, from: last, to: i}
			for f := range seg.onset {
				seg.onset[f] = maxOnset * rng.Float64()
			}
			s.segments = append(s.segments, seg)
			s.period += move + hold
			last = i
		}
	}
}

// Timing of the parts of a move (shares of its time), and what fatigue does.
// Design values.
const (
	maxOnset      = 0.15
	fatigueSlows  = 0.2
	fatigueShakes = 1.0 // tremor grows by so much
)

// fatigue is how tired (0…1) the hand is at a share of the cycle: it tires, and
// has recovered when all begins anew.
func fatigue(share float64) float64 {
	x := math.Sin(math.Pi * min(share, 1))
	return x * x
}

// Sample gives the hand at time t.
func (s *synth) Sample(t float64, dst *Sample) {
	t = max(t, 0)
	seg, at := s.segmentAt(t)
	since := at - seg.start
	var now limb
	seg.blend(&now, s.poses, since)
	s.addMovement(&now, seg, since)
	s.life.add(&now, t, s.person.Tremor*(1+fatigueShakes*fatigue(at/s.period)))

	*dst = Sample{Time: t, Confidence: 1}
	now.sampleTo(dst, s.info.Side)
}

// segmentAt is what is played at time t, and the time in the cycle.
func (s *synth) segmentAt(t float64) (seg *segment, at float64) {
	at = math.Mod(max(t, 0), s.period)
	i := sort.Search(len(s.segments), func(i int) bool { return s.segments[i].start > at }) - 1
	return &s.segments[max(i, 0)], at
}

// Playing names the gesture that is made, or moved to, at time t.
func (s *synth) Playing(t float64) string {
	seg, _ := s.segmentAt(t)
	return s.names[seg.to]
}

// Made names the gesture that the hand is nearest to at time t: on the way from one to
// another, from the middle on, the other.
func (s *synth) Made(t float64) string {
	seg, at := s.segmentAt(t)
	if MinimumJerk((at-seg.start)/seg.move) < 0.5 {
		return s.names[seg.from]
	}
	return s.names[seg.to]
}

// limb is a posture of hand and forearm while it is put together (rad, m).
type limb struct {
	angles                hand.Angles
	pronate, elevate, yaw float64
	elbow                 r3.Vec // off its resting place, world
}

// forearm is the pose of the forearm: it turns about the elbow. A left arm is a
// right one mirrored from side to side.
func (l *limb) forearm(side hand.Side) spatial.Pose {
	rest := RestingForearm(side)
	yaw, pronate, aside := l.yaw, l.pronate, l.elbow
	if side == hand.Left {
		yaw, pronate, aside.Y = -yaw, -pronate, -aside.Y
	}
	elbow := r3.Add(rest.Apply(r3.Vec{X: -forearmLength}), aside)
	turn := quat.Mul(spatial.AxisAngle(r3.Vec{Z: 1}, yaw), spatial.AxisAngle(r3.Vec{Y: 1}, -l.elevate))
	rot := quat.Mul(quat.Mul(turn, rest.Rot), spatial.AxisAngle(r3.Vec{X: 1}, -pronate))
	return spatial.Pose{Rot: rot, Pos: r3.Add(elbow, spatial.Rotate(rot, r3.Vec{X: forearmLength}))}
}

// blend is the move from one pose to the next along minimum-jerk paths, each
// finger with its own onset, its neighbours dragged along on the way.
func (g *segment) blend(now *limb, poses []pose, since float64) {
	from, to := &poses[g.from], &poses[g.to]
	u := since / g.move
	whole := MinimumJerk(u)
	now.pronate = from.pronate + whole*(to.pronate-from.pronate)
	now.elevate = from.elevate + whole*(to.elevate-from.elevate)
	now.elbow.X += from.near + whole*(to.near-from.near)
	now.angles = from.angles.Lerp(to.angles, whole)
	if u >= 1 {
		return
	}
	var done, bump [hand.NumFingers]float64
	for f := range done {
		v := min(max((u-g.onset[f])/(1-maxOnset), 0), 1)
		done[f] = MinimumJerk(v)
		bump[f] = 16 * v * v * (1 - v) * (1 - v)
		for i := range 4 {
			a := hand.FingerAngle(hand.Finger(f), i)
			now.angles[a] = from.angles[a] + done[f]*(to.angles[a]-from.angles[a])
		}
	}
	for f := hand.Index; f <= hand.Little; f++ {
		for i := 1; i < 4; i++ {
			own := hand.FingerAngle(f, i)
			pull, n := 0.0, 0.0
			for _, g := range [2]hand.Finger{f - 1, f + 1} {
				if g < hand.Index || g > hand.Little {
					continue
				}
				a := hand.FingerAngle(g, i)
				pull += bump[g] * ((to.angles[a] - from.angles[a]) - (to.angles[own] - from.angles[own]))
				n++
			}
			now.angles[own] += dragShare / 2 * pull / n
		}
	}
}

// life is what no living limb is without: tremor of 8 to 12 Hz and a slow drift
// of the arm.
type life struct {
	tremor [hand.NumAngles][2]wave // rad
	drift  [5]wave                 // pronation, elevation, yaw (rad), elbow up, elbow sideways (m)
}

type wave struct{ amplitude, omega, phase float64 }

func (w wave) at(t float64) float64 { return w.amplitude * math.Sin(w.omega*t+w.phase) }

// Amplitudes of tremor and drift. Physiological finger tremor stays within some
// tenths of a degree. Design values.
const (
	fingerTremor = 0.10 * degree
	wristTremor  = 0.06 * degree
	turnDrift    = 2.0 * degree
	elbowDrift   = 0.006 // m
)

func newLife(seed uint64) life {
	rng := rand.New(rand.NewPCG(seed, lifeStream))
	draw := func(amplitude, low, high float64) wave {
		return wave{amplitude, 2 * math.Pi * (low + (high-low)*rng.Float64()), 2 * math.Pi * rng.Float64()}
	}
	var l life
	for i := range l.tremor {
		amplitude := fingerTremor
		if hand.Angle(i) >= hand.WristFlexion {
			amplitude = wristTremor
		}
		for j := range l.tremor[i] {
			l.tremor[i][j] = draw(amplitude*(0.5+rng.Float64()), 8, 12)
		}
	}
	for i := range l.drift {
		amplitude := turnDrift
		if i >= 3 {
			amplitude = elbowDrift
		}
		l.drift[i] = draw(amplitude, 0.08, 0.3)
	}
	return l
}

func (l *life) add(now *limb, t, tremor float64) {
	for i := range now.angles {
		now.angles[i] += tremor * (l.tremor[i][0].at(t) + l.tremor[i][1].at(t))
	}
	now.pronate += l.drift[0].at(t)
	now.elevate += l.drift[1].at(t)
	now.yaw += l.drift[2].at(t)
	now.elbow = r3.Add(now.elbow, r3.Vec{Y: l.drift[4].at(t), Z: l.drift[3].at(t)})
}

// known is the vocabulary's entry of a name.
func known(name string) (shape, bool) {
	all := vocabulary()
	i := slices.IndexFunc(all, func(s shape) bool { return s.name == name })
	if i < 0 {
		return shape{}, false
	}
	return all[i], true
}
