package ik

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
)

// TrackSettings of a Tracker; the zero value of a field means its default.
type TrackSettings struct {
	Tolerance Tolerance
	MaxStep   float64      // that any coordinate moves in one Step, rad or m, default 0.1
	SpareStep float64      // that a preference moves any coordinate in one Step, rad or m, default 0.001
	Prefer    []Preference // default: a Posture in the middle of every range
	Seed      uint64       // of the search for another branch
}

func (s TrackSettings) orDefault() TrackSettings {
	s.Tolerance = s.Tolerance.orDefault()
	if s.MaxStep == 0 {
		s.MaxStep = 0.1
	}
	if s.SpareStep == 0 {
		s.SpareStep = 0.001
	}
	if s.Prefer == nil {
		s.Prefer = []Preference{&Posture{}}
	}
	return s
}

// Tracker follows a path of poses from one solution to the next, and never
// moves a coordinate by more than MaxStep. The solutions of a redundant arm's
// path come in branches, and a branch can end: nothing nearby reaches the next
// pose, and nothing announces it. Then the tracker finds the nearest other
// branch and travels there as fast as MaxStep allows while it goes on following
// the path on that branch in mind; the poses in between are missed. That is a
// relocation. A Tracker belongs to one goroutine.
type Tracker struct {
	set     TrackSettings
	descent descent // follows the path: the arm itself, or the branch it travels to
	search  descent
	random  uniform
	centre  Posture // middle of the ranges, to measure a branch's room by
	looked  bool    // descent.at belongs to descent.q

	travels     bool
	here        vec // the arm's coordinates as last given out
	scout       posture
	relocations int
	searches    uint64
	pause, wait int // Steps until the next search, and after a vain one
}

// Track says what became of one pose.
type Track struct {
	Result
	Reached    bool // within the tolerance
	Relocating bool // on the way to another branch
}

// Bounds of the work of one Step; 1 or 2 iterations are usual.
const (
	followIterations   = 6
	approachIterations = 12 // where those do not arrive
)

// NewTracker prepares to follow poses of the named link, from the middle of the
// ranges; Reset puts the arm elsewhere.
func NewTracker(m *chain.Model, tip string, set TrackSettings) (*Tracker, error) {
	if !(set.MaxStep >= 0) || !(set.SpareStep >= 0) {
		return nil, fmt.Errorf("ik: MaxStep %g, SpareStep %g: want positive numbers", set.MaxStep, set.SpareStep)
	}
	a, err := armTo(m, tip)
	if err != nil {
		return nil, err
	}
	t := &Tracker{set: set.orDefault(), descent: newDescent(a), search: newDescent(a)}
	if err := bindAll(t.set.Prefer, m, a); err != nil {
		return nil, err
	}
	if err := t.centre.bind(m, a); err != nil {
		return nil, err
	}
	t.here = t.centre.at
	t.descent.q = t.here
	return t, nil
}

// Coordinates are the model's coordinates that the arm moves, in the order of
// every slice given to or taken from the tracker.
func (t *Tracker) Coordinates() []int { return t.descent.arm.coordinates() }

// Middle writes the middle of every range.
func (t *Tracker) Middle(dst []float64) { t.descent.arm.middleTo(dst) }

// Relocations counts the searches for another branch that found one.
func (t *Tracker) Relocations() int { return t.relocations }

// Reset puts the arm at q, clamped into the limits, with no past.
func (t *Tracker) Reset(q []float64) error {
	a := t.descent.arm
	if err := a.checkSeed("posture", q); err != nil {
		return err
	}
	copy(t.here[:], q)
	a.clamp(&t.here)
	t.descent.q = t.here
	t.looked, t.travels = false, false
	t.relocations, t.searches, t.pause, t.wait = 0, 0, 0, 0
	return nil
}

// Step writes the coordinates for the next pose (root frame). A pose that is
// not reached is a result, not an error: then dst is as close as MaxStep and
// the limits allow, or on the way to another branch. It allocates nothing.
func (t *Tracker) Step(dst []float64, target spatial.Pose) (Track, error) {
	d := &t.descent
	a := d.arm
	if len(dst) != a.coords {
		return Track{}, a.lengthError("dst", len(dst))
	}
	target, err := checkTarget(target)
	if err != nil {
		return Track{}, err
	}
	g := a.goal(target)
	iterations, ok := t.follow(&g)
	if !ok && t.searchDue() {
		ok = t.relocate(&g)
	}
	var out Track
	if t.travels && !t.arrive() {
		out.Result, out.Relocating = t.travel(&g), true
	} else {
		t.here = d.q
		out.Result, out.Reached = d.result(), ok
	}
	out.Iterations = iterations
	copy(dst, t.here[:a.coords])
	return out, nil
}

// follow brings the descent to the goal without leaving the reach of one step.
func (t *Tracker) follow(g *goal) (iterations int, ok bool) {
	d := &t.descent
	a := d.arm
	for i := range a.coords {
		d.lower[i] = max(a.lower[i], d.q[i]-t.set.MaxStep)
		d.upper[i] = min(a.upper[i], d.q[i]+t.set.MaxStep)
	}
	if t.looked {
		d.compare(g)
	} else {
		d.look(g)
	}
	t.looked = true
	from := d.q
	d.pullTowards(t.set.Prefer, t.set.SpareStep)
	for it := 1; it <= followIterations; it++ {
		d.step()
		d.pull = vec{}
		d.look(g)
		if d.within(&t.set.Tolerance) {
			return it, true
		}
	}
	d.q = from
	n := d.approach(g, &t.set.Tolerance, approachIterations)
	return followIterations + n, d.within(&t.set.Tolerance)
}

// arrive reports whether one more step reaches the branch travelled to.
func (t *Tracker) arrive() bool {
	for i := range t.descent.arm.coords {
		if math.Abs(t.descent.q[i]-t.here[i]) > t.set.MaxStep {
			return false
		}
	}
	t.travels = false
	return true
}

// travel moves every coordinate towards the other branch by at most one step.
func (t *Tracker) travel(g *goal) Result {
	a := t.descent.arm
	for i := range a.coords {
		away := t.descent.q[i] - t.here[i]
		t.here[i] += min(max(away, -t.set.MaxStep), t.set.MaxStep)
	}
	a.forward(&t.scout, &t.here)
	return t.scout.result(g)
}
