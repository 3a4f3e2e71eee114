package retarget

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// armSolver brings the palm to a pose. Poses and vectors are in the base frame.
type armSolver interface {
	// solve writes the arm's coordinates into q, which has all of the robot's;
	// dt = 0 is a jump. It reports whether the pose lies in reach.
	solve(q []float64, basePalm spatial.Pose, forearm r3.Vec, dt float64) bool
}

// newArmSolver takes the closed form where the arm is built for it, else the
// general solver.
func newArmSolver(r *robot.Robot) (armSolver, error) {
	if a, ok := newArm(r); ok {
		return &closedArm{arm: a, coords: r.Arm}, nil
	}
	return newGeneralArm(r)
}

// closedArm solves by the closed form.
type closedArm struct {
	arm    *arm
	coords []int
}

func (c *closedArm) solve(q []float64, basePalm spatial.Pose, forearm r3.Vec, dt float64) bool {
	if c.arm.mirrored {
		basePalm = spatial.FlipY(basePalm)
		forearm.Y = -forearm.Y
	}
	var angles armAngles
	ok := c.arm.solve(&angles, armGoal{basePalm: basePalm, forearm: forearm}, dt)
	for i, coord := range c.coords {
		q[coord] = angles[i]
	}
	return ok
}

// generalArm solves by the general solver, for arms of any build.
type generalArm struct {
	solver *Solver
	coords []int
	goals  [4]r3.Vec
	fore   float64 // m: from the elbow's link to the palm
	out    []float64
}

func newGeneralArm(r *robot.Robot) (*generalArm, error) {
	m := r.Model
	state := chain.NewState(m)
	// The elbow is taken to be the link halfway between base and palm.
	palm := state.RootFromLink(r.Palm).Pos
	elbow, nearest := 0, math.Inf(1)
	for link := r.Palm; link > 0; link = m.LinkParent(link) {
		p := state.RootFromLink(link).Pos
		if d := math.Abs(r3.Norm(p) - r3.Norm(r3.Sub(palm, p))); d < nearest {
			elbow, nearest = link, d
		}
	}
	const turn, follow = 0.02, 2e-4 // weights, m²/rad² and 1: design values
	targets := []Target{
		{Link: r.Palm},
		{Kind: Direction, Link: r.Palm, Offset: r3.Vec{X: 1}, Weight: turn},
		{Kind: Direction, Link: r.Palm, Offset: r3.Vec{Y: 1}, Weight: turn},
		{Kind: Vector, From: elbow, Link: r.Palm, Weight: follow},
	}
	s, err := NewSolver(Problem{Model: m, Targets: targets, Settings: Settings{SpeedLimits: true, Smoothness: 1e-7}})
	if err != nil {
		return nil, err
	}
	fore := r3.Norm(r3.Sub(palm, state.RootFromLink(elbow).Pos))
	return &generalArm{solver: s, coords: r.Arm, fore: fore, out: make([]float64, m.DOF())}, nil
}

func (g *generalArm) solve(q []float64, basePalm spatial.Pose, forearm r3.Vec, dt float64) bool {
	x, y, _ := spatial.Axes(basePalm.Rot)
	g.goals = [4]r3.Vec{basePalm.Pos, x, y, r3.Scale(g.fore, forearm)}
	frame := Frame{Goals: g.goals[:], Dt: dt}
	if dt == 0 {
		g.solver.SolveCold(g.out, frame)
	} else {
		g.solver.Solve(g.out, frame)
	}
	for _, c := range g.coords {
		q[c] = g.out[c]
	}
	const near, turned = 2e-3, 0.02 // m, rad: what counts as reached
	s := g.solver
	at := s.tree.residual(&s.targets[0], basePalm.Pos)
	return r3.Norm(at) < near && r3.Norm(s.tree.residual(&s.targets[1], x)) < turned && r3.Norm(s.tree.residual(&s.targets[2], y)) < turned
}
