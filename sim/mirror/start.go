package mirror

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// How the arm starts where things stand in its way, and how it then goes to the
// mirrored posture. Design values.
const (
	startGap   = 1e-3 // m, between the arm and every thing
	startShare = 0.2  // of a joint's speed limit, at most
	startTime  = 1.0  // s, at least

	// Likewise where it takes over from an arm of the other side, while somebody waits.
	takeOverShare = 0.6
	takeOverTime  = 0.3 // s
)

// aside is the way from a free posture to the wanted one: what is left of it is
// added to the targets.
type aside struct {
	offset  []float64 // rad; nil while the arm is not aside
	from    float64   // s
	seconds float64
}

// addTo puts what is left at time t on the targets.
func (a *aside) addTo(target []float64, t float64) {
	left := 1 - gesture.MinimumJerk((t-a.from)/a.seconds)
	for i, by := range a.offset {
		target[i] += left * by
	}
	if left == 0 {
		a.offset = nil
	}
}

// Notice is a line for whoever runs the mirror: why the arm did not start in the
// mirrored posture. It is empty where it did.
func (m *Mirror) Notice() string { return m.notice }

// Fill takes everything away, between steps, and puts a scene's things in their
// place; nil is nothing. An arm that is inside one of them is put into the nearest
// free posture, as at the start. Where there is none, nothing is around
// afterwards.
func (m *Mirror) Fill(scene *world.Scene) error {
	defer m.did(Act{Kind: Fill, Scene: scene})
	m.world.Clear()
	m.cfg.Scene, m.notice = nil, ""
	if scene == nil {
		return nil
	}
	err := m.world.Fill(scene)
	if err == nil {
		err = m.stepAside()
	}
	if err != nil {
		m.world.Clear()
		return err
	}
	m.cfg.Scene = scene
	return nil
}

// stepAside puts an arm that is inside a thing, at rest, into the nearest free
// posture. From there the targets go over to the wanted one.
func (m *Mirror) stepAside() error {
	var worst world.Meeting
	for _, k := range m.world.AppendMeetings(nil, m.solids, m.poses, 0) {
		if k.Gap >= 0 {
			continue
		}
		if !m.moves(m.solids[k.Solid].Link) {
			return fmt.Errorf("mirror: %s; that part of the robot does not move", m.inside(&k))
		}
		if k.Gap < worst.Gap {
			worst = k
		}
	}
	if worst.Gap == 0 {
		return nil
	}
	solids := make([]retarget.Solid, len(m.solids))
	for i, s := range m.solids {
		solids[i] = retarget.Solid(s)
	}
	free, ok := retarget.NearestFree(m.cfg.Robot.Model, solids, m.motors.Position(), startGap, m.around)
	if !ok {
		return fmt.Errorf("mirror: %s, and no posture is found that is free of what stands around", m.inside(&worst))
	}
	before := m.ends()
	m.goAside(free, startTime, startShare)
	off := 0.0
	for i, now := range m.ends() {
		off = max(off, r3.Norm(r3.Sub(now, before[i])))
	}
	m.notice = fmt.Sprintf("the arm starts up to %.0f mm beside the mirrored posture, in which %s; it goes there within %.1f s as far as it can",
		1e3*off, m.inside(&worst), m.aside.seconds)
	return nil
}

// inside says in words which link is in which thing.
func (m *Mirror) inside(k *world.Meeting) string {
	link, thing := m.cfg.Robot.Model.LinkName(m.solids[k.Solid].Link), m.world.Objects[k.Object].Name
	return fmt.Sprintf("the robot's %q would be %.1f mm inside %q", link, -1e3*k.Gap, thing)
}

// moves tells whether any joint moves a link.
func (m *Mirror) moves(link int) bool {
	model := m.cfg.Robot.Model
	for ; link > 0; link = model.LinkParent(link) {
		if coord, _, _ := model.JointCoordinate(model.LinkJoint(link)); coord >= 0 {
			return true
		}
	}
	return false
}

// TakeOver puts the arm, between steps and at rest, where an arm of the other side has
// been: joint by joint its mirror image. From there it goes to the mirrored posture.
// An arm with other joints stays where it is.
func (m *Mirror) TakeOver(q []float64) {
	if len(q) == len(m.mirrored) {
		m.goAside(q, takeOverTime, takeOverShare)
		m.did(Act{Kind: TakeOver, Posture: slices.Clone(q)})
	}
}

// goAside puts the robot at rest into a posture, from which its targets go over
// to the wanted ones: in so many seconds at least, with so much of any joint's speed at
// most.
func (m *Mirror) goAside(q []float64, seconds, share float64) {
	const steepest = 1.875 // the speed of a minimum-jerk move, at most, over its mean
	target := m.record.Target
	m.aside = aside{offset: make([]float64, len(q)), from: m.time, seconds: seconds}
	for i := range q {
		by := q[i] - m.mirrored[i]
		m.aside.offset[i] = by
		m.aside.seconds = max(m.aside.seconds, steepest*math.Abs(by)/(share*m.motors.Limit(i).Velocity))
	}
	copy(target, q)
	m.rest(q)
	m.world.Rest()
	m.observe()
}

// ends are where the ends of the robot's solids are in the world (m).
func (m *Mirror) ends() []r3.Vec {
	out := make([]r3.Vec, 0, 2*len(m.solids))
	for _, s := range m.solids {
		out = append(out, m.poses[s.Link].Apply(s.A), m.poses[s.Link].Apply(s.B))
	}
	return out
}

// around is what stands around the robot in a posture, in its root's frame.
func (m *Mirror) around(dst []retarget.Obstacle, posture *chain.State, margin float64) []retarget.Obstacle {
	worldFromBase := m.retarget.WorldFromBase()
	baseFromWorld := worldFromBase.Inverse()
	poses := make([]spatial.Pose, len(m.poses))
	for i := range poses {
		poses[i] = worldFromBase.Mul(posture.RootFromLink(i))
	}
	for _, k := range m.world.AppendMeetings(nil, m.solids, poses, margin) {
		dst = append(dst, retarget.Obstacle{
			Link: m.solids[k.Solid].Link, At: baseFromWorld.Apply(k.At), Out: baseFromWorld.Rotate(k.Out), Gap: k.Gap,
		})
	}
	return dst
}

// solidsOf is the surface of a robot as the skin and the world know it.
func solidsOf(arm *robot.Robot) []skin.Capsule {
	out := make([]skin.Capsule, len(arm.Shapes))
	for i, c := range arm.Shapes {
		out[i] = skin.Capsule(c)
	}
	return out
}
