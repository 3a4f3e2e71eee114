package retarget

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
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

// newArmSolver takes the closed form where the arm is built for it, else a
// tracker.
func newArmSolver(r *robot.Robot) (armSolver, error) {
	if a, ok := newArm(r); ok {
		return &closedArm{arm: a, coords: slices.Clone(r.Arm)}, nil
	}
	return newTrackedArm(r)
}

// closedArm solves by the closed form.
type closedArm struct {
	arm    *arm
	coords []int
}

func (c *closedArm) solve(q []float64, basePalm spatial.Pose, forearm r3.Vec, dt float64) bool {
	if c.arm.palmFromWrist != spatial.Identity() {
		basePalm = basePalm.Mul(c.arm.palmFromWrist)
	}
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

// trackedArm follows by ik.Tracker, for arms of any build: the palm's pose with
// every spare joint drawn to where the person's elbow is, and over to another
// branch of solutions where one ends.
type trackedArm struct {
	solver  *ik.Solver // of the first pose
	probe   *ik.Tracker
	tracker *ik.Tracker
	elbow   ik.Elbow
	coords  []int   // of the robot, in the order of the tracker's
	fore    float64 // m: from the elbow's link to the palm

	baseFromRoot spatial.Pose

	velocity       []float64 // limits, by joint of the arm
	q, next, start []float64
	probed         []float64
	low, span      []float64 // that starts are drawn from
	random         rand.PCG
}

// A step of the tracker stands for the mirror's own, and pays for a few iterations of a
// search. Joints without a stated speed move as sim/world's motors let them.
const (
	stepTime   = 1e-3 // s
	armSpeed   = 3    // rad/s
	searchWork = 16
)

func newTrackedArm(r *robot.Robot) (*trackedArm, error) {
	m, err := armModel(r)
	if err != nil {
		return nil, fmt.Errorf("retarget: arm of %q: %w", r.Model.Name(), err)
	}
	state := chain.NewState(m)
	palm := r.Model.LinkName(r.Palm)
	end, _ := m.LinkIndex(palm)
	baseFromRoot := r.FlatHand().RootFromLink(r.Base).Inverse()
	elbow := elbowOf(state, end, baseFromRoot.Apply(r.RootFromShoulder.Pos))
	t := &trackedArm{elbow: ik.Elbow{Link: m.LinkName(elbow)}}
	t.fore = r3.Norm(r3.Sub(state.RootFromLink(end).Pos, state.RootFromLink(elbow).Pos))
	t.baseFromRoot = baseFromRoot
	prefer := []ik.Preference{&t.elbow}
	if t.solver, err = ik.NewSolver(m, palm, ik.Settings{Prefer: prefer}); err != nil {
		return nil, fmt.Errorf("retarget: arm of %q: %w", m.Name(), err)
	}
	var steps []float64
	for _, c := range t.solver.Coordinates() {
		v := m.Coordinate(c).Limit.Velocity
		if math.IsInf(v, 1) {
			v = armSpeed
		}
		t.velocity = append(t.velocity, v)
		steps = append(steps, v*stepTime)
	}
	prefer = append(prefer, &ik.Manipulability{}) // where the arm is singular it would have to be fast
	set := ik.TrackSettings{MaxSteps: steps, MaxStep: slices.Max(steps), Prefer: prefer, SearchWork: searchWork}
	if t.tracker, err = ik.NewTracker(m, palm, set); err != nil {
		return nil, fmt.Errorf("retarget: arm of %q: %w", m.Name(), err)
	}
	for _, c := range t.tracker.Coordinates() {
		j, _ := r.Model.JointIndex(m.Coordinate(c).Name)
		coord, _, _ := r.Model.JointCoordinate(j)
		t.coords = append(t.coords, coord)
	}
	n := len(t.coords)
	t.q, t.next, t.start, t.probed = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	return t, t.prepareStarts(m, palm)
}

// armModel is the joint tree from the robot's base to its palm alone. What carries the
// base, a torso on its waist, stands still.
func armModel(r *robot.Robot) (*chain.Model, error) {
	if r.Base == 0 {
		return r.Model, nil
	}
	var joints []chain.Joint
	for link := r.Palm; link != r.Base; link = r.Model.LinkParent(link) {
		joints = append([]chain.Joint{r.Model.Joint(r.Model.LinkJoint(link))}, joints...)
	}
	return chain.New(r.Model.Name(), r.Model.LinkName(r.Base), joints)
}

// elbowOf is the link above the palm that lies nearest to halfway between the shoulder (m)
// and the palm.
func elbowOf(s *chain.State, palm int, shoulder r3.Vec) int {
	m := s.Model()
	at := s.RootFromLink(palm).Pos
	elbow, nearest := palm, math.Inf(1)
	for link := m.LinkParent(palm); link > 0; link = m.LinkParent(link) {
		p := s.RootFromLink(link).Pos
		if d := math.Abs(r3.Norm(r3.Sub(p, shoulder)) - r3.Norm(r3.Sub(at, p))); d < nearest {
			elbow, nearest = link, d
		}
	}
	return elbow
}

func (t *trackedArm) solve(q []float64, basePalm spatial.Pose, forearm r3.Vec, dt float64) bool {
	basePalm, forearm = t.baseFromRoot.Mul(basePalm), t.baseFromRoot.Rotate(forearm)
	t.elbow.Point = r3.Sub(basePalm.Pos, r3.Scale(t.fore, forearm))
	reached := false
	if dt == 0 {
		reached = t.begin(basePalm)
		if err := t.tracker.Reset(t.q); err != nil {
			return false
		}
	} else {
		const most = 20 // steps at a time
		for range min(max(1, int(math.Round(dt/stepTime))), most) {
			track, err := t.tracker.Step(t.next, basePalm)
			if err != nil {
				return false
			}
			reached = track.Reached || track.Late || track.Relocating
		}
		for i, v := range t.velocity {
			t.q[i] = min(max(t.next[i], t.q[i]-v*dt), t.q[i]+v*dt)
		}
	}
	for i, c := range t.coords {
		q[c] = t.q[i]
	}
	return reached
}
