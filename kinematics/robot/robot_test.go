package robot_test

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func bionic(t require.TestingT, side hand.Side) *robot.Robot {
	r, err := robot.Bionic(side)
	require.NoError(t, err)
	return r
}

func TestBionicIsComplete(t *testing.T) {
	r := bionic(t, hand.Right)
	require.Equal(t, 23, r.Model.DOF(), "7 arm + 16 hand coordinates")
	moving, mimics := 0, 0
	for i := range r.Model.NumJoints() {
		j := r.Model.Joint(i)
		if j.Kind == chain.Fixed {
			continue
		}
		moving++
		if j.Mimic != nil {
			mimics++
		}
		require.Positive(t, j.Limit.Velocity, j.Name)
		require.Positive(t, j.Limit.Effort, j.Name)
		require.Less(t, j.Limit.Lower, j.Limit.Upper, j.Name)
	}
	require.Equal(t, 27, moving)
	require.Equal(t, 4, mimics)
	require.Len(t, r.Arm, 7)
	for f := range r.Fingers {
		require.Len(t, r.Fingers[f], map[bool]int{true: 4, false: 3}[hand.Finger(f) == hand.Thumb])
	}
}

func TestZeroPosture(t *testing.T) {
	r := bionic(t, hand.Right)
	s := chain.NewState(r.Model)
	s.SetCoordinates(make([]float64, r.Model.DOF()))
	palm := s.RootFromLink(r.Palm)
	require.InDelta(t, 0, r3.Norm(r3.Sub(palm.Pos, r3.Vec{X: 0.57})), 1e-12)
	require.InDelta(t, 0, spatial.AngleBetween(palm.Rot, spatial.Identity().Rot), 1e-12)
	thumb, little := s.RootFromLink(r.Tips[hand.Thumb]).Pos, s.RootFromLink(r.Tips[hand.Little]).Pos
	require.Greater(t, thumb.Y, little.Y, "a right hand's thumb is on the +Y side")
}

func TestEqualNumbersAreMirrorImages(t *testing.T) {
	right, left := bionic(t, hand.Right), bionic(t, hand.Left)
	plane := spatial.Plane{Normal: r3.Vec{Y: 1}}
	rapid.Check(t, func(t *rapid.T) {
		q := make([]float64, right.Model.DOF())
		for i := range q {
			l := right.Model.Coordinate(i).Limit
			q[i] = rapid.Float64Range(l.Lower, l.Upper).Draw(t, "q")
		}
		a, b := chain.NewState(right.Model), chain.NewState(left.Model)
		a.SetCoordinates(q)
		b.SetCoordinates(q)
		for i := range right.Model.NumLinks() {
			want, got := plane.ReflectPose(a.RootFromLink(i)), b.RootFromLink(i)
			require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, got.Pos)), 1e-12)
			require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-7)
		}
	})
}

func TestReflectTwiceIsIdentity(t *testing.T) {
	r := bionic(t, hand.Right)
	once, err := robot.Reflect(r)
	require.NoError(t, err)
	twice, err := robot.Reflect(once)
	require.NoError(t, err)
	require.Equal(t, r.Model.Joints(), twice.Model.Joints())
	require.Equal(t, r.Shapes, twice.Shapes)
	require.Equal(t, r.Side, twice.Side)
}

func TestFlatHandDoesNotTouchItself(t *testing.T) {
	r := bionic(t, hand.Right)
	s := chain.NewState(r.Model)
	for i, a := range r.Shapes {
		for _, b := range r.Shapes[i+1:] {
			// Joined links overlap at their joint, by design.
			if a.Link == b.Link || related(r.Model, a.Link, b.Link) || related(r.Model, b.Link, a.Link) {
				continue
			}
			pa, pb := s.RootFromLink(a.Link), s.RootFromLink(b.Link)
			for _, u := range []float64{0, 0.5, 1} {
				for _, v := range []float64{0, 0.5, 1} {
					d := r3.Norm(r3.Sub(pa.Apply(mix(a.A, a.B, u)), pb.Apply(mix(b.A, b.B, v))))
					gap := d - (a.Ra + u*(a.Rb-a.Ra)) - (b.Ra + v*(b.Rb-b.Ra))
					require.Positive(t, gap, "%s %s", r.Model.LinkName(a.Link), r.Model.LinkName(b.Link))
				}
			}
		}
	}
}

func mix(a, b r3.Vec, t float64) r3.Vec { return r3.Add(a, r3.Scale(t, r3.Sub(b, a))) }

// related tells whether two links are at most three joints apart along the
// tree: the knuckle's link and the ball joints' links have no length.
func related(m *chain.Model, a, b int) bool {
	for range 4 {
		if a == b {
			return true
		}
		a = max(0, m.LinkParent(a))
	}
	return false
}

// Every solid link has a mass and an inertia that a body can have: positive
// definite, and no principal moment larger than the other two together.
func TestInertialsArePhysical(t *testing.T) {
	u, err := urdf.Parse("bionic.urdf", strings.NewReader(robot.BionicURDF()))
	require.NoError(t, err)
	total, handMass := 0.0, 0.0
	palm, _ := u.Model().LinkIndex("palm")
	for i := range u.Model().NumLinks() {
		l := u.Link(i)
		if len(l.Collisions) == 0 && l.Inertial == nil {
			require.True(t, strings.HasSuffix(l.Name, "_tip"), l.Name)
			continue
		}
		require.NotNil(t, l.Inertial, l.Name)
		in := l.Inertial
		require.Positive(t, in.Mass, l.Name)
		require.Positive(t, min(in.Ixx, in.Iyy, in.Izz), l.Name)
		sum := in.Ixx + in.Iyy + in.Izz
		require.LessOrEqual(t, max(in.Ixx, in.Iyy, in.Izz), 1.001*sum/2, l.Name)
		total += in.Mass
		if i >= palm {
			handMass += in.Mass
		}
	}
	require.InDelta(t, 7, total, 1, "arm and hand, kg")
	require.InDelta(t, 0.75, handMass, 0.25, "hand, kg")
}
