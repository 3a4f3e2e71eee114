package chain_test

import (
	"fmt"
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func drawVec(t *rapid.T, name string, bound float64) r3.Vec {
	g := rapid.Float64Range(-bound, bound)
	return r3.Vec{X: g.Draw(t, name+"X"), Y: g.Draw(t, name+"Y"), Z: g.Draw(t, name+"Z")}
}

// drawTree is a random tree with every kind of joint and with mimics of both
// signs. Joints are given in random order of depth: a child may come first.
func drawTree(t *rapid.T) *chain.Model {
	n := rapid.IntRange(1, 12).Draw(t, "joints")
	joints := make([]chain.Joint, n)
	var leaders []string
	for i := range joints {
		parent := rapid.IntRange(0, i).Draw(t, "parent")
		j := chain.Joint{
			Name: fmt.Sprintf("j%d", i), Parent: fmt.Sprintf("l%d", parent), Child: fmt.Sprintf("l%d", i+1),
			Kind: chain.Kind(rapid.IntRange(0, 3).Draw(t, "kind")),
			Origin: spatial.Pose{
				Rot: spatial.FromRotationVector(drawVec(t, "rot", 2)), Pos: drawVec(t, "pos", 0.5),
			},
			Axis:  spatial.Rotate(spatial.FromRotationVector(drawVec(t, "axis", 2)), r3.Vec{Z: 1}),
			Limit: chain.Unlimited(),
		}
		if len(leaders) > 0 && rapid.IntRange(0, 3).Draw(t, "mimics") == 0 {
			j.Mimic = &chain.Mimic{
				Joint:      rapid.SampledFrom(leaders).Draw(t, "leader"),
				Multiplier: rapid.Float64Range(-2, 2).Draw(t, "multiplier"),
				Offset:     rapid.Float64Range(-1, 1).Draw(t, "offset"),
			}
		}
		if j.Kind != chain.Fixed {
			leaders = append(leaders, j.Name)
		}
		joints[i] = j
	}
	order := rapid.Permutation(joints).Draw(t, "order")
	m, err := chain.New("tree", "l0", order)
	require.NoError(t, err)
	return m
}

func drawCoordinates(t *rapid.T, m *chain.Model) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(-2, 2), m.DOF(), m.DOF()).Draw(t, "q")
}

// homogeneous is the matrix of a pose.
func homogeneous(p spatial.Pose) *mat.Dense {
	x, y, z := spatial.Axes(p.Rot)
	return mat.NewDense(4, 4, []float64{
		x.X, y.X, z.X, p.Pos.X, x.Y, y.Y, z.Y, p.Pos.Y, x.Z, y.Z, z.Z, p.Pos.Z, 0, 0, 0, 1,
	})
}

// productOfExponentials is T = Π exp([S_i]·q_i)·M with the screws of the zero
// posture (Lynch and Park §4.1.1), evaluated by gonum's matrix exponential.
func productOfExponentials(zero *chain.State, q []float64, link int) *mat.Dense {
	m := zero.Model()
	// The zero posture has every joint angle, not every coordinate, at zero.
	home := spatial.Identity()
	product := mat.NewDense(4, 4, nil)
	for i := range 4 {
		product.Set(i, i, 1)
	}
	for _, i := range m.Path(link) {
		j := m.Joint(i)
		home = home.Mul(j.Origin)
		if j.Kind == chain.Fixed {
			continue
		}
		coord, scale, shift := m.JointCoordinate(i)
		angle := scale*q[coord] + shift
		w := home.Rotate(j.Axis)
		v := r3.Scale(-1, r3.Cross(w, home.Pos))
		if j.Kind == chain.Prismatic {
			w, v = r3.Vec{}, w
		}
		screw := mat.NewDense(4, 4, []float64{
			0, -w.Z, w.Y, v.X, w.Z, 0, -w.X, v.Y, -w.Y, w.X, 0, v.Z, 0, 0, 0, 0,
		})
		screw.Scale(angle, screw)
		var e, p mat.Dense
		e.Exp(screw)
		p.Mul(product, &e)
		product.Copy(&p)
	}
	var out mat.Dense
	out.Mul(product, homogeneous(home))
	return &out
}

func TestForwardKinematicsIsProductOfExponentials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawTree(t)
		s := chain.NewState(m)
		q := drawCoordinates(t, m)
		s.SetCoordinates(q)
		for link := range m.NumLinks() {
			want := productOfExponentials(s, q, link)
			require.True(t, mat.EqualApprox(want, homogeneous(s.RootFromLink(link)), 1e-9), "link %s", m.LinkName(link))
		}
	})
}

// numericJacobian differentiates the pose of a link by central differences.
func numericJacobian(m *chain.Model, q []float64, link int) *mat.Dense {
	const h = 1e-6
	s := chain.NewState(m)
	out := mat.NewDense(6, m.DOF(), nil)
	for c := range q {
		p := append([]float64(nil), q...)
		p[c] += h
		s.SetCoordinates(p)
		plus := s.RootFromLink(link)
		p[c] -= 2 * h
		s.SetCoordinates(p)
		d := spatial.Difference(s.RootFromLink(link), plus)
		for r, v := range [6]float64{d.Lin.X, d.Lin.Y, d.Lin.Z, d.Ang.X, d.Ang.Y, d.Ang.Z} {
			out.Set(r, c, v/(2*h))
		}
	}
	return out
}

func TestJacobiansAreDerivatives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawTree(t)
		if m.DOF() == 0 {
			t.Skip("no coordinate")
		}
		q := drawCoordinates(t, m)
		s := chain.NewState(m)
		s.SetCoordinates(q)
		a := rapid.IntRange(0, m.NumLinks()-1).Draw(t, "link")
		b := rapid.IntRange(0, m.NumLinks()-1).Draw(t, "other")

		var both, body mat.Dense
		s.JacobianTo(&both, chain.InRoot, a, b)
		wantA, wantB := numericJacobian(m, q, a), numericJacobian(m, q, b)
		require.True(t, mat.EqualApprox(wantA, both.Slice(0, 6, 0, m.DOF()), 1e-7))
		require.True(t, mat.EqualApprox(wantB, both.Slice(6, 12, 0, m.DOF()), 1e-7))

		s.JacobianTo(&body, chain.InBody, a)
		turn := homogeneous(s.RootFromLink(a)).Slice(0, 3, 0, 3)
		for _, row := range []int{0, 3} {
			var back mat.Dense
			back.Mul(turn, body.Slice(row, row+3, 0, m.DOF()))
			require.True(t, mat.EqualApprox(&back, both.Slice(row, row+3, 0, m.DOF()), 1e-12))
		}
	})
}

func TestPointJacobianIsDerivative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawTree(t)
		if m.DOF() == 0 {
			t.Skip("no coordinate")
		}
		q := drawCoordinates(t, m)
		link := rapid.IntRange(0, m.NumLinks()-1).Draw(t, "link")
		point := drawVec(t, "point", 0.3)
		s := chain.NewState(m)
		s.SetCoordinates(q)
		got := make([]float64, 3*m.DOF())
		s.PointJacobianTo(got, link, point)
		const h = 1e-6
		for c := range q {
			p := append([]float64(nil), q...)
			p[c] += h
			s.SetCoordinates(p)
			plus := s.RootFromLink(link).Apply(point)
			p[c] -= 2 * h
			s.SetCoordinates(p)
			want := r3.Scale(1/(2*h), r3.Sub(plus, s.RootFromLink(link).Apply(point)))
			require.InDelta(t, want.X, got[c], 1e-7)
			require.InDelta(t, want.Y, got[m.DOF()+c], 1e-7)
			require.InDelta(t, want.Z, got[2*m.DOF()+c], 1e-7)
		}
	})
}

func TestCarriesFollowsTheTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawTree(t)
		for link := range m.NumLinks() {
			above := map[int]bool{}
			for l := link; m.LinkJoint(l) >= 0; l = m.LinkParent(l) {
				above[m.LinkJoint(l)] = true
			}
			for j := range m.NumJoints() {
				require.Equal(t, above[j], m.Carries(j, link))
			}
		}
	})
}

func TestLimitsOfFollowersNarrowTheLeader(t *testing.T) {
	limit := func(lo, hi float64) chain.Limit {
		l := chain.Unlimited()
		l.Lower, l.Upper, l.Velocity = lo, hi, 2
		return l
	}
	joints := []chain.Joint{
		{Name: "pip", Kind: chain.Revolute, Parent: "palm", Child: "a", Origin: spatial.Identity(), Axis: r3.Vec{Y: 1}, Limit: limit(-1, 2)},
		{Name: "dip", Kind: chain.Revolute, Parent: "a", Child: "b", Origin: spatial.Identity(), Axis: r3.Vec{Y: 1}, Limit: limit(-3, 0.5), Mimic: &chain.Mimic{Joint: "pip", Multiplier: -2, Offset: 0.5}},
		{Name: "tip", Kind: chain.Revolute, Parent: "b", Child: "c", Origin: spatial.Identity(), Axis: r3.Vec{Y: 1}, Limit: limit(-9, 9), Mimic: &chain.Mimic{Joint: "dip", Multiplier: 0.5, Offset: 0.1}},
	}
	m, err := chain.New("finger", "palm", joints)
	require.NoError(t, err)
	require.Equal(t, 1, m.DOF())
	c := m.Coordinate(0)
	require.Equal(t, "pip", c.Name)
	require.InDelta(t, 0, c.Limit.Lower, 1e-12)    // dip = −2q + 0.5 ≤ 0.5
	require.InDelta(t, 1.75, c.Limit.Upper, 1e-12) // dip ≥ −3
	require.InDelta(t, 1, c.Limit.Velocity, 1e-12)
	_, scale, shift := m.JointCoordinate(2)
	require.InDelta(t, -1, scale, 1e-12)
	require.InDelta(t, 0.35, shift, 1e-12)

	// A continuous follower has no range to keep to, but a speed.
	joints[1].Kind, joints[1].Limit.Velocity = chain.Continuous, 0.5
	m, err = chain.New("finger", "palm", joints)
	require.NoError(t, err)
	require.InDelta(t, 0.25, m.Coordinate(0).Limit.Velocity, 1e-12)
}

func TestNewRejects(t *testing.T) {
	good := chain.Joint{Name: "a", Kind: chain.Revolute, Parent: "root", Child: "la", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: chain.Unlimited()}
	with := func(change func(*chain.Joint)) []chain.Joint {
		j := good
		change(&j)
		return []chain.Joint{j}
	}
	second := func(change func(*chain.Joint)) []chain.Joint {
		j := good
		j.Name, j.Parent, j.Child = "b", "la", "lb"
		change(&j)
		return []chain.Joint{good, j}
	}
	for name, c := range map[string]struct {
		joints []chain.Joint
		want   string
	}{
		"axis":         {with(func(j *chain.Joint) { j.Axis = r3.Vec{Z: 2} }), `joint "a": axis has length 2, want 1`},
		"nan axis":     {with(func(j *chain.Joint) { j.Axis.X = math.NaN() }), `axis has length NaN`},
		"origin":       {with(func(j *chain.Joint) { j.Origin.Pos.X = math.Inf(1) }), `origin is not finite`},
		"fixed origin": {with(func(j *chain.Joint) { j.Kind, j.Origin.Pos.X = chain.Fixed, math.NaN() }), `origin is not finite`},
		"rotation":     {with(func(j *chain.Joint) { j.Origin.Rot = quat.Number{} }), `quaternion has length 0`},
		"limits":       {with(func(j *chain.Joint) { j.Limit.Lower, j.Limit.Upper = 2, 1 }), `lower 2 > upper 1`},
		"nan limit":    {with(func(j *chain.Joint) { j.Limit.Upper = math.NaN() }), `upper NaN`},
		"kind":         {with(func(j *chain.Joint) { j.Kind = 9 }), `joint "a": kind 9, want 0 to 3`},
		"nan velocity": {with(func(j *chain.Joint) { j.Limit.Velocity = math.NaN() }), `velocity limit NaN`},
		"effort":       {with(func(j *chain.Joint) { j.Limit.Effort = -1 }), `effort limit -1`},
		"huge mimic": {append(second(func(j *chain.Joint) { j.Mimic = &chain.Mimic{Joint: "a", Multiplier: 1e200} }), chain.Joint{
			Name: "c", Kind: chain.Revolute, Parent: "lb", Child: "lc", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1},
			Limit: chain.Unlimited(), Mimic: &chain.Mimic{Joint: "b", Multiplier: 1e200},
		}), `multiplies to +Inf`},
		"nan mimic":   {with(func(j *chain.Joint) { j.Mimic = &chain.Mimic{Joint: "a", Multiplier: math.NaN()} }), `want finite`},
		"parent":      {with(func(j *chain.Joint) { j.Parent = "nowhere" }), `parent link "nowhere" does not exist`},
		"twice":       {second(func(j *chain.Joint) { j.Name = "a" }), `joint "a": defined twice`},
		"two parents": {second(func(j *chain.Joint) { j.Child = "la" }), `has another parent joint, "a"`},
		"root child":  {second(func(j *chain.Joint) { j.Child = "root" }), `closes a loop`},
		"self mimic":  {with(func(j *chain.Joint) { j.Mimic = &chain.Mimic{Joint: "a", Multiplier: 1} }), `mimic chain is a loop`},
		"no leader":   {with(func(j *chain.Joint) { j.Mimic = &chain.Mimic{Joint: "x", Multiplier: 1} }), `mimics joint "x"`},
		"island": {append(second(func(j *chain.Joint) { j.Parent = "lc" }), chain.Joint{
			Name: "c", Kind: chain.Fixed, Parent: "lb", Child: "lc", Origin: spatial.Identity(),
		}), `not connected to root link "root"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := chain.New("bad", "root", c.joints)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// finger is a serial chain of n revolute joints with links name_l0 … name_ln.
func finger(t require.TestingT, name string, n int) *chain.Model {
	joints := make([]chain.Joint, n)
	for i := range joints {
		joints[i] = chain.Joint{
			Name: fmt.Sprintf("%s_j%d", name, i), Kind: chain.Revolute,
			Parent: fmt.Sprintf("%s_l%d", name, i), Child: fmt.Sprintf("%s_l%d", name, i+1),
			Origin: spatial.At(r3.Vec{X: 0.3}), Axis: []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}}[i%3], Limit: chain.Unlimited(),
		}
	}
	m, err := chain.New(name, name+"_l0", joints)
	require.NoError(t, err)
	return m
}

func TestClampAndLeaves(t *testing.T) {
	m := finger(t, "f", 2)
	require.Equal(t, []int{2}, m.Leaves())
	q := []float64{9, -9}
	m.Clamp(q)
	require.Equal(t, []float64{9, -9}, q) // nothing bounds it

	joints := m.Joints()
	joints[0].Limit.Upper, joints[1].Limit.Lower = 2, -1
	m, err := chain.New("bounded", "f_l0", joints)
	require.NoError(t, err)
	m.Clamp(q)
	require.Equal(t, []float64{2, -1}, q)
}

func TestHotPathAllocatesNothing(t *testing.T) {
	m := finger(t, "arm", 7)
	s := chain.NewState(m)
	q := make([]float64, 7)
	dense := mat.NewDense(12, 7, nil)
	point := make([]float64, 21)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		q[0] += 0.01
		s.SetCoordinates(q)
		s.JacobianTo(dense, chain.InRoot, 7, 4)
		s.PointJacobianTo(point, 7, r3.Vec{X: 0.1})
	}))
}

func BenchmarkForwardKinematics7(b *testing.B) {
	s := chain.NewState(finger(b, "arm", 7))
	q := []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}
	b.ReportAllocs()
	for b.Loop() {
		s.SetCoordinates(q)
	}
}

func BenchmarkJacobian7(b *testing.B) {
	s := chain.NewState(finger(b, "arm", 7))
	dst := mat.NewDense(6, 7, nil)
	b.ReportAllocs()
	for b.Loop() {
		s.JacobianTo(dst, chain.InRoot, 7)
	}
}

// TestAModelKnowsItsName, for whoever reports on it.
func TestAModelKnowsItsName(t *testing.T) {
	m, err := chain.New("left arm", "root", nil)
	require.NoError(t, err)
	require.Equal(t, "left arm", m.Name())
	require.Equal(t, 1, m.NumLinks())
	require.Zero(t, m.DOF())
}

// TestUnitsAreUnitsToABillionth: what rounding leaves of a length of one is let through,
// what would show in a pose is not.
func TestUnitsAreUnitsToABillionth(t *testing.T) {
	for off, ok := range map[float64]bool{0: true, 5e-10: true, -5e-10: true, 2e-9: false, -2e-9: false, 5e-8: false} {
		joint := func(axis, turn float64) error {
			j := chain.Joint{Name: "a", Kind: chain.Revolute, Parent: "root", Child: "la", Origin: spatial.Identity(), Axis: r3.Vec{Y: 1 + axis}, Limit: chain.Unlimited()}
			j.Origin.Rot.Real += turn
			_, err := chain.New("arm", "root", []chain.Joint{j})
			return err
		}
		if ok {
			require.NoError(t, joint(off, 0), "%g", off)
			require.NoError(t, joint(0, off), "%g", off)
			continue
		}
		require.ErrorContains(t, joint(off, 0), "axis has length")
		require.ErrorContains(t, joint(0, off), "quaternion has length")
	}
}
