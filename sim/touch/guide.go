package touch

import (
	"errors"
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Rig is an arm that can be led: motors that obey, and a skin that feels. It is
// all that a Guide knows of the world.
type Rig interface {
	// Step lets a millisecond pass while the motors go to a target (rad) that moves
	// at a rate (rad/s).
	Step(target, rate []float64)
	// Position is where the motors are (rad).
	Position() []float64
	// Effort is what the motors give (N·m), friction apart.
	Effort() []float64
	// Measured is what the force taxels report.
	Measured() []skin.Load
	// Patches are those of heat and vibration; nothing but their readings is taken.
	Patches() []*skin.Patch
}

// Spot is a level place to explore, in the arm's base frame, whose Z points
// upwards.
type Spot struct {
	Top  r3.Vec  // m, its middle
	Turn float64 // rad about Z, from X: the way along which is stroked
	Room float64 // m from the middle to each end of that way
}

// Guide leads an arm through an exploration, as the design has it. It sees what
// the arm measures and nothing else. One goroutine owns it.
type Guide struct {
	rig     Rig
	arm     *robot.Robot
	tracker *ik.Tracker
	moved   []int // coordinates of the model that the tracker answers with
	solver  *ik.Solver
	state   *chain.State // at the motors' positions
	undo    *material.Compensator
	tips    [2]tip
	roots   [2]root
	spot    Spot

	time, nextFrame, period float64 // s; period is of the force taxels' frames

	palm   spatial.Pose // baseFromPalm that is asked for
	want   float64      // N on each fingertip; 0 leaves the fingers as they are
	target []float64
	bend   []float64 // of the arm's own coordinates, the tracker's answer
	rate   []float64
	normal [2]float64 // N, as the taxels measure it
	shear  [2]float64
	cool   [2]cooling
}

// How the arm goes about it: design values.
const (
	pressForce    = 4.5   // N, the middle of the design's 3 to 6
	pressGain     = 0.05  // rad/s of the finger's root per newton that is missing
	approachSpeed = 0.010 // m/s
	pressSpeed    = 0.10  // m/s, of the touch that counts: it is over before heat has moved
	clearance     = 4e-3  // m, between the lifted fingertips and the sample
	feltForce     = 0.3   // N, from which on a fingertip touches
	reheatTime    = 5.0   // s
	feltYield     = 6e-3  // rad, of a finger's root, likewise
	settleTime    = 1.5   // s, for a new force to be reached
	restTime      = 0.3   // s, in the air, until the taxels read nothing but what earlier touches left
	rampTime      = 0.30  // s, from rest to a slide's speed and back
	lightForce    = 2.0   // N, at which the way of the press begins to be measured
	edge          = 4e-3  // m, that the middle of a fingertip keeps from the spot's ends
	halfApart     = 11e-3 // m, between index and middle finger
)

// posture is how the hand explores (rad): index and middle bent a little, so that
// the patches' middle looks down when the palm is level or nearly so, the others
// out of the way.
var posture = map[string]float64{
	"index_mcp": -0.20, "index_pip": 0.25, "middle_mcp": -0.20, "middle_pip": 0.25,
	"ring_mcp": -0.4, "little_mcp": -0.4, "thumb_abduction": -0.2, "thumb_flexion": -0.5,
}

// NewGuide is for an arm with a skin whose force taxels are of a profile.
func NewGuide(arm *robot.Robot, surface *skin.Surface, profile taxel.Profile, rig Rig) (*Guide, error) {
	n := arm.Model.DOF()
	g := &Guide{
		rig: rig, arm: arm, state: chain.NewState(arm.Model), period: profile.Period(),
		undo:   material.NewCompensator(profile, surface.Taxels),
		target: make([]float64, n), rate: make([]float64, n), bend: make([]float64, len(arm.Arm)),
	}
	for i, name := range fingers {
		f := hand.Index + hand.Finger(i)
		if _, ok := arm.Model.LinkIndex(name); !ok || len(arm.Fingers[f]) < 3 {
			return nil, fmt.Errorf("touch: this arm has no %s to explore with", name)
		}
		g.tips[i], g.roots[i] = findTip(arm, surface, name), newRoot(arm.Fingers[f], n)
		if g.tips[i].spots[0] == g.tips[i].spots[1] {
			return nil, fmt.Errorf("touch: the %s has no patches of heat and vibration", name)
		}
	}
	var err error
	palm := arm.Model.LinkName(arm.Palm)
	if g.tracker, err = ik.NewTracker(arm.Model, palm, ik.TrackSettings{}); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	g.moved = g.tracker.Coordinates()
	if g.solver, err = ik.NewSolver(arm.Model, palm, ik.Settings{MaxTries: mostTries}); err != nil {
		return nil, fmt.Errorf("touch: %w", err)
	}
	return g, nil
}

// mostTries bounds the search for a posture, which a picture waits for.
const mostTries = 40

// turns are the ways (rad) that the hand may point in, from that of the strokes:
// the first that the arm can reach is taken.
var turns = [...]float64{0, 0.2, -0.2, 0.4, -0.4}

// ErrOutOfReach is what Aim says of a spot that no posture reaches.
var ErrOutOfReach = errors.New("touch: the arm cannot explore there")

// Aim chooses the posture that a spot is explored from: the palm above the spot's
// near end, the index fingertip's patches looking down. It starts looking at a
// posture q (rad), and leaves in it the one that it found.
func (g *Guide) Aim(s Spot, q []float64) error {
	g.spot = s
	for i := range g.target {
		g.target[i] = posture[g.arm.Model.Coordinate(i).Name]
	}
	g.state.SetCoordinates(g.target)
	seed := make([]float64, len(g.solver.Coordinates()))
	found := make([]float64, len(seed))
	for _, turn := range turns {
		for i, c := range g.solver.Coordinates() {
			seed[i] = q[c]
		}
		g.face(s.Turn + turn)
		if _, err := g.solver.Solve(found, g.palm, seed); err != nil {
			continue
		}
		for i, c := range g.solver.Coordinates() {
			g.target[c] = found[i]
		}
		copy(q, g.target)
		if err := g.tracker.Reset(found); err != nil {
			return fmt.Errorf("touch: %w", err)
		}
		return nil
	}
	return ErrOutOfReach
}

// face puts the palm where it explores the spot, the fingers pointing in a
// direction (rad about Z).
func (g *Guide) face(turn float64) {
	t := &g.tips[0]
	palmFromTip := g.state.RootFromLink(g.arm.Palm).Inverse().Mul(g.state.RootFromLink(t.link))
	palmFromCentre := palmFromTip.Apply(t.centre)
	about := spatial.AxisAngle(r3.Vec{Z: 1}, turn)
	g.palm.Rot = spatial.Unit(quat.Mul(about, quat.Mul(t.turn, quat.Conj(palmFromTip.Rot))))
	side := halfApart
	if g.arm.Side == hand.Left {
		side = -side
	}
	offset := r3.Add(r3.Scale(g.begin(), g.along()), spatial.Rotate(about, r3.Vec{Y: side}))
	above := r3.Add(g.spot.Top, r3.Add(offset, r3.Vec{Z: t.radius + clearance}))
	g.palm.Pos = r3.Sub(above, spatial.Rotate(g.palm.Rot, palmFromCentre))
}

// along is the direction of the strokes.
func (g *Guide) along() r3.Vec {
	s, c := math.Sincos(g.spot.Turn)
	return r3.Vec{X: c, Y: s}
}

// strokes is how many strokes a slide at a speed is made of, so that each keeps
// to the spot, and way how long each is with its ramps (m).
func (g *Guide) strokes(speed float64) (n int, way float64) {
	room := 2*(g.spot.Room-edge) - speed*rampTime
	n = max(int(math.Ceil(speed*slideTime/max(room, speed*leastStroke)-1e-9)), 1)
	return n, speed * (slideTime/float64(n) + rampTime)
}

// leastStroke is the shortest stroke (s) that a spectrum can be made of.
const leastStroke = 0.5

// begin is where the first stroke begins, from the spot's middle (m): the second
// slide, which is the longer one, then lies evenly about it.
func (g *Guide) begin() float64 {
	n, slow := g.strokes(slideSpeeds[0])
	_, fast := g.strokes(slideSpeeds[1])
	if n%2 == 0 {
		return fast / 2
	}
	return fast/2 - slow
}

// Target is where the motors are told to go (rad).
func (g *Guide) Target() []float64 { return g.target }

// Phase is how far an exploration has come.
type Phase uint8

// The phases, in order. Each but the last ones adds to what is known.
const (
	Reaching Phase = iota // for the spot, from above
	Pressing              // to learn how stiff it is
	Warming               // the fingertips up again
	Holding               // still, to learn how heat flows
	SlidingSlowly
	SlidingFast
	Leaving
	NumPhases = int(Leaving) + 1
)

// Explore presses and holds, slides slowly and fast, and lifts, as the design
// says. A first, slow touch tells where the sample is and how deep the press goes;
// the second one, with fingers warm again, is the one that counts. What happens
// in the turns of a slide is left out. At every phase, and whenever more is known,
// tell is told, if not nil; what it is given grows until the end.
func (g *Guide) Explore(tell func(Phase, *material.Exploration)) (*material.Exploration, error) {
	var e material.Exploration
	if tell == nil {
		tell = func(Phase, *material.Exploration) {}
	}
	tell(Pressing, &e)
	g.wait(restTime)
	g.rest()
	down, err := g.search(&e)
	if err != nil {
		return nil, err
	}
	tell(Warming, &e)
	g.want = 0
	// The fingers stay bent as they pressed, so that lifting takes more than lowering.
	down += 2 * clearance
	g.Move(r3.Vec{Z: down}, approachSpeed)
	g.wait(reheatTime)
	g.baseline(&e)
	tell(Holding, &e)
	g.hold(&e, r3.Vec{Z: -down}, tell)
	tell(SlidingSlowly, &e)
	g.want = slideForce
	g.wait(settleTime)
	direction := g.slide(&e, slideSpeeds[0], 1)
	tell(SlidingFast, &e)
	g.slide(&e, slideSpeeds[1], direction)
	tell(Leaving, &e)
	g.want = 0
	g.Move(r3.Vec{Z: down}, approachSpeed)
	return &e, nil
}
