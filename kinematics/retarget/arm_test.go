package retarget

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func bionicArm(t require.TestingT) (*arm, *robot.Robot) {
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	a, ok := newArm(r)
	require.True(t, ok)
	return a, r
}

// The closed form inverts chain's forward kinematics, at any angles inside the
// limits.
func TestClosedFormInvertsForwardKinematics(t *testing.T) {
	a, r := bionicArm(t)
	state := chain.NewState(r.Model)
	forearm, _ := r.Model.LinkIndex("forearm")
	rapid.Check(t, func(t *rapid.T) {
		q := make([]float64, r.Model.DOF())
		for i, c := range r.Arm {
			q[c] = rapid.Float64Range(a.limits[i].Lower, a.limits[i].Upper).Draw(t, "q")
		}
		state.SetCoordinates(q)
		palm := state.RootFromLink(r.Palm)
		got := a.closedForm(state.RootFromLink(forearm).Pos, palm.Pos, palm.Rot)
		require.InDeltaSlice(t, q[:armJoints], got[:], 1e-6)
	})
}

// The general closed form has the same solution among its branches.
func TestClosedFormAgreesWithSRS(t *testing.T) {
	a, r := bionicArm(t)
	srs, err := ik.NewSRS(r.Model, "palm")
	require.NoError(t, err)
	state := chain.NewState(r.Model)
	forearm, _ := r.Model.LinkIndex("forearm")
	rapid.Check(t, func(t *rapid.T) {
		q := make([]float64, r.Model.DOF())
		for i, c := range r.Arm {
			q[c] = rapid.Float64Range(a.limits[i].Lower, a.limits[i].Upper).Draw(t, "q")
		}
		state.SetCoordinates(q)
		palm := state.RootFromLink(r.Palm)
		got := a.closedForm(state.RootFromLink(forearm).Pos, palm.Pos, palm.Rot)
		branches, err := srs.Branches(nil, palm, srs.Swivel(q[:armJoints]))
		require.NoError(t, err)
		nearest := math.Inf(1)
		for _, b := range branches {
			worst := 0.0
			for i := range b {
				worst = max(worst, math.Abs(wrap(b[i]-got[i])))
			}
			nearest = min(nearest, worst)
		}
		require.Less(t, nearest, 1e-5)
	})
}

// Every palm pose that the arm can take inside its limits is found again, though
// perhaps with another swivel.
func TestReachablePosesAreReached(t *testing.T) {
	_, r := bionicArm(t)
	state := chain.NewState(r.Model)
	rapid.Check(t, func(t *rapid.T) {
		a, _ := bionicArm(t)
		q := make([]float64, r.Model.DOF())
		for i, c := range r.Arm {
			// Away from the limits themselves, where one swivel in a thousand will do.
			l := a.limits[i]
			q[c] = rapid.Float64Range(l.Lower+0.3, l.Upper-0.3).Draw(t, "q")
		}
		state.SetCoordinates(q)
		palm := state.RootFromLink(r.Palm)
		var got armAngles
		require.True(t, a.solve(&got, armGoal{basePalm: palm, forearm: r3.Vec{X: 1}}, 0))
		copy(q, got[:])
		state.SetCoordinates(q)
		left := spatial.Difference(state.RootFromLink(r.Palm), palm)
		require.Less(t, r3.Norm(left.Lin), 1e-9)
		require.Less(t, r3.Norm(left.Ang), 1e-6)
	})
}

// Where the person's arm is built like the robot's, the robot's forearm points
// the way that the person's does.
func TestElbowFollowsTheForearm(t *testing.T) {
	_, r := bionicArm(t)
	state := chain.NewState(r.Model)
	link, _ := r.Model.LinkIndex("forearm")
	rapid.Check(t, func(t *rapid.T) {
		a, _ := bionicArm(t)
		down := rapid.Float64Range(0.3, 1.4).Draw(t, "down")
		out := rapid.Float64Range(-0.9, 0.3).Draw(t, "out")
		bend := rapid.Float64Range(0.6, 1.9).Draw(t, "bend")
		twist := rapid.Float64Range(-0.8, 0.4).Draw(t, "twist")
		q := make([]float64, r.Model.DOF())
		copy(q, []float64{down, out, twist, bend, 0.2, 0.1, 0.2})
		state.SetCoordinates(q)
		want := state.RootFromLink(link).Rotate(r3.Vec{X: 1})
		goal := armGoal{basePalm: state.RootFromLink(r.Palm), forearm: want}
		if c := a.circle(goal); c.raised(0, 1) > 0 {
			t.Skip("an elbow raised so far is let down")
		}
		var got armAngles
		for range 300 {
			a.solve(&got, goal, 0.01)
		}
		copy(q, got[:])
		state.SetCoordinates(q)
		require.Less(t, math.Acos(min(1, r3.Dot(want, state.RootFromLink(link).Rotate(r3.Vec{X: 1})))), 0.03)
	})
}

// Straight lines through the shoulder's and the wrist's worst places: no joint
// moves faster than it may, and the arm arrives.
func TestNoJumpsAlongLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, _ := bionicArm(t)
		x := rapid.Float64Range(-0.6, 0.6)
		draw := func() spatial.Pose {
			return spatial.Pose{
				Pos: r3.Vec{X: x.Draw(t, "x"), Y: x.Draw(t, "y"), Z: x.Draw(t, "z")},
				Rot: spatial.FromRotationVector(r3.Vec{X: x.Draw(t, "rx"), Y: x.Draw(t, "ry"), Z: x.Draw(t, "rz")}),
			}
		}
		from, to := draw(), draw()
		var q, last armAngles
		const dt, steps = 3e-3, 500
		for k := range steps {
			pose := from.Interpolate(to, float64(k)/steps)
			a.solve(&q, armGoal{basePalm: pose, forearm: pose.Rotate(r3.Vec{X: 1})}, dt)
			for i, l := range a.limits {
				require.False(t, math.IsNaN(q[i]))
				if k > 0 {
					require.LessOrEqual(t, math.Abs(q[i]-last[i]), l.Velocity*dt+1e-12, "joint %d, step %d", i, k)
				}
			}
			last = q
		}
	})
}

// The tracker, which any other arm gets, brings the shipped arm to the same
// poses.
func TestTrackedArmReachesTheSamePoses(t *testing.T) {
	_, r := bionicArm(t)
	g, err := newTrackedArm(r)
	require.NoError(t, err)
	state := chain.NewState(r.Model)
	q := make([]float64, r.Model.DOF())
	dt := 0.0
	for k := range 3000 {
		s := float64(k) * 1e-3
		pose := spatial.Pose{
			Pos: r3.Vec{X: 0.35 + 0.05*math.Sin(2*s), Y: 0.1 * math.Sin(1.3*s), Z: -0.1 + 0.1*math.Sin(s)},
			Rot: quat.Mul(spatial.FromRPY(0.4*math.Sin(1.7*s), 0.3*math.Sin(s), 0.2), quat.Number{Real: 1}),
		}
		ok := g.solve(q, pose, pose.Rotate(r3.Vec{X: 1}), dt)
		dt = 1e-3
		require.True(t, ok, "step %d", k)
		state.SetCoordinates(q)
		left := spatial.Difference(state.RootFromLink(r.Palm), pose)
		require.Less(t, r3.Norm(left.Lin), 2e-3)
		require.Less(t, r3.Norm(left.Ang), 0.02)
	}
}

func TestOtherArmsAreNotTakenForOurs(t *testing.T) {
	_, r := bionicArm(t)
	other := *r
	other.Arm = r.Arm[:6]
	_, ok := newArm(&other)
	require.False(t, ok)
	joints := r.Model.Joints()
	for i := range joints {
		if joints[i].Name == "forearm_rotation" {
			joints[i].Origin.Pos.Z += 0.01 // a wrist that is offset
		}
	}
	m, err := chain.New("offset", "base", joints)
	require.NoError(t, err)
	other = *r
	other.Model = m
	_, ok = newArm(&other)
	require.False(t, ok)
}

func BenchmarkArmStep(b *testing.B) {
	a, r := bionicArm(b)
	state := chain.NewState(r.Model)
	q := make([]float64, r.Model.DOF())
	copy(q, []float64{1.1, -0.1, -0.1, 1.8, 0.2, 0.1, 0.3})
	state.SetCoordinates(q)
	forearm, _ := r.Model.LinkIndex("forearm")
	goal := armGoal{basePalm: state.RootFromLink(r.Palm), forearm: state.RootFromLink(forearm).Rotate(r3.Vec{X: 1})}
	var out armAngles
	for b.Loop() {
		a.solve(&out, goal, 1e-3)
	}
}

func BenchmarkArmBySRS(b *testing.B) {
	_, r := bionicArm(b)
	srs, err := ik.NewSRS(r.Model, "palm")
	require.NoError(b, err)
	state := chain.NewState(r.Model)
	q := make([]float64, r.Model.DOF())
	copy(q, []float64{1.1, -0.1, -0.1, 1.8, 0.2, 0.1, 0.3})
	state.SetCoordinates(q)
	palm, swivel := state.RootFromLink(r.Palm), srs.Swivel(q[:armJoints])
	branches := make([][armJoints]float64, 0, 8)
	for b.Loop() {
		if branches, err = srs.Branches(branches[:0], palm, swivel); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkArmOneBranch(b *testing.B) {
	a, r := bionicArm(b)
	state := chain.NewState(r.Model)
	q := make([]float64, r.Model.DOF())
	copy(q, []float64{1.1, -0.1, -0.1, 1.8, 0.2, 0.1, 0.3})
	state.SetCoordinates(q)
	forearm, _ := r.Model.LinkIndex("forearm")
	elbow, palm := state.RootFromLink(forearm).Pos, state.RootFromLink(r.Palm)
	for b.Loop() {
		a.closedForm(elbow, palm.Pos, palm.Rot)
	}
}
