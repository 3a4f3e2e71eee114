package ik

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// TrackSettings of a Tracker; the zero value of a field means its default.
type TrackSettings struct {
	Tolerance Tolerance
	MaxStep   float64      // that any coordinate moves in one Step, rad or m, default 0.1
	MaxSteps  []float64    // the same by coordinate, in place of MaxStep, where joints differ in speed
	SpareStep float64      // that a preference moves any coordinate in one Step, rad or m, default 0.001
	Prefer    []Preference // default: a Posture in the middle of every range
	Seed      uint64       // of the search for another branch

	// SearchWork is how many iterations of a search for another branch one Step pays
	// for, about, so that no Step takes much longer than the others; 0 for a whole
	// search, at once; negative for none.
	SearchWork int
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
// moves a coordinate by more than MaxStep. Where the path is only too fast, it
// stays as close as the step allows. The solutions of a redundant arm's
// path come in branches, and a branch can end: nothing nearby reaches the next
// pose, and nothing announces it. Then the tracker finds the nearest other
// branch and travels there as fast as MaxStep allows while it goes on following
// the path on that branch in mind; the poses in between are missed. That is a
// relocation. A path that leaves the reach meanwhile ends it: the arm stays as
// close as it can. A Tracker belongs to one goroutine.
type Tracker struct {
	set     TrackSettings
	descent descent // follows the path: the arm itself, or the branch it travels to
	search  descent
	random  uniform
	centre  Posture // middle of the ranges, to measure a branch's room by
	looked  bool    // descent.at belongs to descent.q

	travels     bool
	here        vec          // the arm's coordinates as last given out
	before      spatial.Pose // the last target
	follows     bool         // there was one
	longest     vec          // step of each coordinate
	scout       posture
	relocations int
	searches    uint64
	hunt        hunt
	pause, wait int // Steps until the next search, and after a vain one
}

// Track says what became of one pose.
type Track struct {
	Result
	Reached    bool // within the tolerance
	Late       bool // within reach, and further than one step allows
	Relocating bool // on the way to another branch
}

// Bounds of the work of one Step; 1 or 2 iterations are usual.
const (
	followIterations   = 6
	approachIterations = 12 // where those do not arrive
	approachAnew       = 40 // from where they end, without the bounds of a step
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
	for i := range t.longest {
		t.longest[i] = t.set.MaxStep
	}
	if set.MaxSteps != nil {
		if err := a.checkSeed("largest steps", set.MaxSteps); err != nil {
			return nil, err
		}
		copy(t.longest[:], set.MaxSteps)
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
	t.looked, t.travels, t.follows, t.hunt.on = false, false, false, false
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
	late := false
	if !ok {
		late = t.late(&g)
		ok = late && t.catchUp(&g)
		late = late && !ok
	}
	switch {
	case ok || late:
		t.hunt.on = false
	case t.searchDue():
		next, goesOn := t.ahead(target)
		ok = t.relocate(&g, next, goesOn)
	}
	t.before, t.follows = target, true
	if t.travels && !ok && !late {
		t.travels, t.looked = false, false
		d.q = t.here
		n, there := t.follow(&g)
		iterations, ok = iterations+n, there
	}
	var out Track
	if t.travels && !t.arrive() {
		out.Result, out.Relocating = t.travel(&g), true
	} else {
		t.here = d.q
		out.Result, out.Reached, out.Late = d.result(), ok, late
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
		step := t.longest[i]
		if t.travels {
			step = max(step, inMind)
		}
		d.lower[i] = max(a.lower[i], d.q[i]-step)
		d.upper[i] = min(a.upper[i], d.q[i]+step)
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

// ahead is where the path will be two poses on, if it goes on as it came; false of a path
// that jumps.
func (t *Tracker) ahead(target spatial.Pose) (goal, bool) {
	const jump = 0.2 // rad, or of the arm's size: design value
	by := target.Mul(t.before.Inverse())
	if !t.follows || spatial.AngleBetween(t.before.Rot, target.Rot) > jump || r3.Norm(r3.Sub(target.Pos, t.before.Pos)) > jump*t.descent.arm.size {
		return goal{}, false
	}
	by.Pos = r3.Vec{}
	on := spatial.Pose{Rot: by.Mul(by).Mul(target).Rot, Pos: r3.Sub(r3.Scale(3, target.Pos), r3.Scale(2, t.before.Pos))}
	return t.descent.arm.goal(on.Normalized()), true
}

// inMind (rad or m) is how far a coordinate moves in a Step on a branch that the arm only
// travels to.
const inMind = 0.1

// A path is taken to be too fast, in place of out of reach, where the pose is met by
// moving no coordinate by more than lateness (rad or m), and the arm still moves towards it.
const (
	lateness = 1
	stuck    = 1e-3 // of a step
)

// late reports whether the pose that follow has missed is near on the arm's own branch.
func (t *Tracker) late(g *goal) bool {
	d, s := &t.descent, &t.search
	if t.hunt.on || t.travels {
		return false
	}
	moved := 0.0
	for i := range d.arm.coords {
		if t.longest[i] > 0 {
			moved = max(moved, math.Abs(d.q[i]-t.here[i])/t.longest[i])
		}
	}
	if moved < stuck {
		return false
	}
	s.q = d.q
	s.approach(g, &t.set.Tolerance, approachAnew)
	if !s.within(&t.set.Tolerance) {
		return false
	}
	for i := range d.arm.coords {
		if math.Abs(s.q[i]-d.q[i]) > lateness {
			return false
		}
	}
	return true
}

// catchUp takes the pose that late has found, if one step gets there after all.
func (t *Tracker) catchUp(g *goal) bool {
	for i := range t.descent.arm.coords {
		if math.Abs(t.search.q[i]-t.here[i]) > t.longest[i] {
			return false
		}
	}
	t.descent.q = t.search.q
	t.descent.look(g)
	return true
}

// arrive reports whether one more step reaches the branch travelled to.
func (t *Tracker) arrive() bool {
	for i := range t.descent.arm.coords {
		if math.Abs(t.descent.q[i]-t.here[i]) > t.longest[i] {
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
		t.here[i] += min(max(away, -t.longest[i]), t.longest[i])
	}
	a.forward(&t.scout, &t.here)
	return t.scout.result(g)
}
