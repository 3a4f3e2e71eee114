package task

import (
	"errors"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// grasp is the task of taking the thing nearest to the hand, lifting and holding it.
type grasp struct {
	plain
	object int // in the world
	around spatial.Pose
	closed hand.Angles // that hold the thing
	wide   hand.Angles // that pass by it

	rest   r3.Vec  // m, where the thing's centre is at the start
	shift  r3.Vec  // m, that the episode has drawn
	lifted float64 // s, that it has been held up
}

// What is asked for, how an episode begins, and the scales of the reward. Design
// values.
const (
	graspLift    = 0.040 // m
	graspHold    = 0.5   // s
	graspFall    = 0.05  // m, below its start: it has been lost
	graspShift   = 0.006 // m, in x and y, by which the thing stands elsewhere
	graspRetreat = 0.07  // m, out of the back of the hand: where the palm begins
	graspScale   = 0.06  // m
	graspReach   = 0.15  // m, from the palm that would hold it to a thing's centre
	graspForce   = 5.0   // N
	leastTouch   = 0.3   // N, of a region that holds
	gestureHolds = 2.0   // s, into the gesture "grasp": it holds what it found
)

func newGrasp(k *Kit) (work, error) {
	src, err := gesture.Synth("grasp", gesture.Options{Seed: 1})
	if err != nil {
		return nil, err
	}
	var s gesture.Sample
	src.Sample(gestureHolds, &s)
	near := retarget.Mirror.Pose(s.WorldFromPalm).Pos
	g := &grasp{object: -1, wide: handAngles(wideHand), closed: handAngles(closedHand)}
	nearest := graspReach
	for i, o := range k.body.World().Objects {
		if o == nil || o.Fixed() {
			continue
		}
		if d := r3.Norm(r3.Sub(o.WorldFromObject.Pos, near)); d < nearest {
			g.object, nearest = i, d
		}
	}
	if g.object < 0 {
		return nil, errors.New("no movable thing stands within 150 mm of where the hand grasps")
	}
	// The palm faces the thing from the side, fingers level, the thumb's edge up.
	g.around.Rot = spatial.FromAxes(r3.Vec{X: -1}, r3.Vec{Z: -1}, r3.Vec{Y: -1})
	thing := k.body.World().Objects[g.object].WorldFromObject.Pos
	g.around.Pos = r3.Sub(thing, g.around.Rotate(palmFromThing))
	k.home, err = k.posture(k.follow(g.before(r3.Vec{}), g.wide, 0))
	return g, err
}

// palmFromThing is where a held thing's middle is in the palm's frame (m). Design
// value.
var palmFromThing = r3.Vec{X: 0.08, Z: -0.052}

// wideHand and closedHand are the synergies of a hand that passes by a thing, and of
// one that holds it.
func wideHand(i int) float64   { return [synergies]float64{-0.6, -0.8, -0.8, -0.8, -0.8, -0.2, 0}[i] }
func closedHand(i int) float64 { return [synergies]float64{0.6, 0.5, 0.5, 0.5, 0.5, 1, 0}[i] }

// before is where the palm begins.
func (g *grasp) before(shift r3.Vec) spatial.Pose {
	p := g.around
	p.Pos = r3.Add(r3.Add(p.Pos, shift), p.Rotate(r3.Vec{Z: graspRetreat}))
	return p
}

func (g *grasp) fresh() work {
	next := *g
	return &next
}

func (g *grasp) spaces() []Space {
	return []Space{poseSpace("object", "the thing to grasp")}
}

func (g *grasp) thing(e *Env) *world.Object { return e.body.World().Objects[g.object] }

func (g *grasp) begin(e *Env) {
	o := g.thing(e)
	g.shift = r3.Vec{X: graspShift * (2*e.rng.Float64() - 1), Y: graspShift * (2*e.rng.Float64() - 1)}
	o.WorldFromObject.Pos = r3.Add(o.WorldFromObject.Pos, g.shift)
	g.rest, g.lifted = o.WorldFromObject.Pos, 0
}

func (g *grasp) judge(e *Env) (out Outcome) {
	o := g.thing(e)
	at := o.WorldFromObject.Pos
	lift := at.Z - g.rest.Z
	hold := e.grip()
	off := r3.Norm(r3.Sub(e.body.WorldFromPalm().Pos, r3.Add(g.around.Pos, r3.Sub(at, g.rest))))
	out.Reward = 0.25*math.Exp(-off/graspScale) + 0.25*math.Min(hold/graspForce, 1) +
		0.5*math.Min(math.Max(lift/graspLift, 0), 1)
	if g.lifted += e.kit.period(); lift < graspLift || hold == 0 {
		g.lifted = 0
	}
	switch {
	case g.lifted >= graspHold:
		out.Reward, out.Success, out.Terminated = out.Reward+successBonus, true, true
	case lift < -graspFall:
		out.Terminated = true
	}
	return out
}

// grip is the force (N) of the second strongest region that touches, by what the skin
// measures; 0 where fewer than two do.
func (e *Env) grip() float64 {
	first, second := 0.0, 0.0
	for _, t := range e.body.Feels() {
		if t.Normal > first {
			first, second = t.Normal, first
		} else if t.Normal > second {
			second = t.Normal
		}
	}
	if second < leastTouch {
		return 0
	}
	return second
}

func (g *grasp) observe(e *Env, w *writer) { w.pose(g.thing(e).WorldFromObject) }

// The script's times (s) and how far it lifts.
const (
	approachTime = 0.8
	closeTime    = 0.9
	waitTime     = 0.3
	liftTime     = 1.2
	scriptLift   = 0.07 // m
)

func (g *grasp) script(e *Env) (Script, error) {
	there := g.around
	there.Pos = r3.Add(there.Pos, g.shift)
	up := there
	up.Pos.Z += scriptLift
	return e.newRoute([]stop{
		{g.before(r3.Vec{}), g.wide, 0}, {there, g.wide, approachTime}, {there, g.closed, closeTime},
		{there, g.closed, waitTime}, {up, g.closed, liftTime},
	})
}
