package ik_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// mdh is one joint of a modified Denavit-Hartenberg table.
type mdh struct {
	a, alpha, d  float64
	lower, upper float64
	slides       bool
	theta        float64
}

const (
	quarter = math.Pi / 2
	degree  = math.Pi / 180
)

// armOf builds a serial arm with links base, 1, 2 … and a flange.
func armOf(t require.TestingT, name string, flange spatial.Pose, rows []mdh) *chain.Model {
	x, z := r3.Vec{X: 1}, r3.Vec{Z: 1}
	joints := make([]chain.Joint, 0, len(rows)+1)
	parent := "base"
	for i, r := range rows {
		limit := chain.Unlimited()
		limit.Lower, limit.Upper = r.lower, r.upper
		kind := chain.Revolute
		if r.slides {
			kind = chain.Prismatic
		}
		child := fmt.Sprint(i + 1)
		joints = append(joints, chain.Joint{
			Name: "j" + child, Kind: kind, Parent: parent, Child: child, Axis: z, Limit: limit,
			Origin: spatial.Pose{Rot: spatial.AxisAngle(x, r.alpha)}.Mul(spatial.At(r3.Vec{X: r.a, Z: r.d})).
				Mul(spatial.Pose{Rot: spatial.AxisAngle(z, r.theta)}),
		})
		parent = child
	}
	joints = append(joints, chain.Joint{Name: "flange_joint", Kind: chain.Fixed, Parent: parent, Child: "flange", Origin: flange})
	m, err := chain.New(name, "base", joints)
	require.NoError(t, err)
	return m
}

func turning(a, alpha, d, bound float64) mdh {
	return mdh{a: a, alpha: alpha, d: d, lower: -bound, upper: bound}
}

// iiwa is a seven-joint arm with spherical shoulder and wrist.
func iiwa(t require.TestingT) *chain.Model {
	wide, narrow := 170*degree, 120*degree
	return armOf(t, "iiwa", spatial.At(r3.Vec{Z: 0.126}), []mdh{
		turning(0, 0, 0.34, wide), turning(0, -quarter, 0, narrow), turning(0, quarter, 0.4, wide),
		turning(0, quarter, 0, narrow), turning(0, -quarter, 0.4, wide), turning(0, -quarter, 0, narrow),
		turning(0, quarter, 0, 175*degree),
	})
}

func panda(t require.TestingT) *chain.Model {
	rows := []mdh{
		turning(0, 0, 0.333, 2.8973), turning(0, -quarter, 0, 1.7628), turning(0, quarter, 0.316, 2.8973),
		turning(0.0825, quarter, 0, 0), turning(-0.0825, -quarter, 0.384, 2.8973), turning(0, quarter, 0, 0),
		turning(0.088, quarter, 0, 2.8973),
	}
	rows[3].lower, rows[3].upper = -3.0718, -0.0698
	rows[5].lower, rows[5].upper = -0.0175, 3.7525
	return armOf(t, "panda", spatial.At(r3.Vec{Z: 0.107}), rows)
}

// offsetSix is a six-joint arm whose wrist axes do not meet, as a UR's.
func offsetSix(t require.TestingT) *chain.Model {
	return armOf(t, "offset six", spatial.Identity(), []mdh{
		turning(0, 0, 0.163, 2*math.Pi), turning(0, quarter, 0, 2*math.Pi), turning(-0.425, 0, 0, math.Pi),
		turning(-0.392, 0, 0.133, 2*math.Pi), turning(0, quarter, 0.1, 2*math.Pi), turning(0, -quarter, 0.1, 2*math.Pi),
	})
}

// wristSix is a six-joint arm with a spherical wrist, as a Puma's.
func wristSix(t require.TestingT) *chain.Model {
	return armOf(t, "wrist six", spatial.At(r3.Vec{Z: 0.08}), []mdh{
		turning(0, 0, 0.6, 160*degree), turning(0, -quarter, 0, 110*degree), turning(0.43, 0, 0.15, 135*degree),
		turning(-0.02, quarter, 0.43, 266*degree), turning(0, -quarter, 0, 100*degree), turning(0, quarter, 0, 266*degree),
	})
}

// railSeven is the panda on a rail.
func railSeven(t require.TestingT) *chain.Model {
	rail := armOf(t, "rail", spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{X: 1}, -quarter)}, []mdh{{alpha: quarter, lower: -0.8, upper: 0.8, slides: true}})
	arm := panda(t)
	joints := rail.Joints()
	for _, j := range arm.Joints() {
		j.Name, j.Child = "arm_"+j.Name, "arm_"+j.Child
		if j.Parent == "base" {
			j.Parent = "flange"
		} else {
			j.Parent = "arm_" + j.Parent
		}
		joints = append(joints, j)
	}
	m, err := chain.New("rail seven", "base", joints)
	require.NoError(t, err)
	return m
}

// five is a five-joint arm: it reaches a five-dimensional set of poses.
func five(t require.TestingT) *chain.Model {
	return armOf(t, "five", spatial.At(r3.Vec{Z: 0.11}), []mdh{
		turning(0, 0, 0.147, 169*degree), turning(0.033, -quarter, 0, 80*degree), turning(0.155, 0, 0, 150*degree),
		turning(0.135, 0, 0, 102*degree), turning(0, -quarter, 0, 167*degree),
	})
}

// crooked is a seven-joint arm with no two axes parallel, normal or meeting.
func crooked(t require.TestingT) *chain.Model {
	rows := make([]mdh, 7)
	r := rand.New(rand.NewPCG(5, 5))
	for i := range rows {
		rows[i] = turning(0.1+0.2*r.Float64(), 0.4+1.2*r.Float64(), 0.3*r.Float64(), 1.2+1.5*r.Float64())
		rows[i].theta = r.Float64()
	}
	return armOf(t, "crooked", spatial.At(r3.Vec{X: 0.05, Z: 0.1}), rows)
}

// ends is where an arm's coordinates are free to be.
func ends(m *chain.Model) (lower, upper []float64) {
	for i := range m.DOF() {
		lower, upper = append(lower, m.Coordinate(i).Limit.Lower), append(upper, m.Coordinate(i).Limit.Upper)
	}
	return lower, upper
}

// tipOf is the last link.
func tipOf(m *chain.Model) int { return m.NumLinks() - 1 }

// reachable draws poses that the arm reaches, with the given number of its
// coordinates exactly at a limit.
func reachable(m *chain.Model, n, atLimit int, seed uint64) []spatial.Pose {
	r := rand.New(rand.NewPCG(seed, 1))
	lower, upper := ends(m)
	s := chain.NewState(m)
	q := make([]float64, m.DOF())
	poses := make([]spatial.Pose, n)
	for k := range poses {
		for i := range q {
			q[i] = lower[i] + (upper[i]-lower[i])*r.Float64()
		}
		for _, i := range r.Perm(len(q))[:atLimit] {
			q[i] = lower[i]
			if r.IntN(2) == 1 {
				q[i] = upper[i]
			}
		}
		s.SetCoordinates(q)
		poses[k] = s.RootFromLink(tipOf(m))
	}
	return poses
}

// widePath goes through most of the joint space at 1 kHz, as the peers' path of
// that name does: sums of two sines per joint.
func widePath(m *chain.Model, n int) (poses []spatial.Pose, q0 []float64) {
	slow := []float64{.13, .17, .11, .19, .23, .15, .29}
	fast := []float64{.37, .41, .31, .43, .47, .35, .53}
	phase := []float64{0, .9, 1.7, 2.3, .4, 1.1, 2.9}
	lower, upper := ends(m)
	s := chain.NewState(m)
	q := make([]float64, m.DOF())
	for k := range n {
		t := float64(k) * 1e-3
		for i := range q {
			wave := .75*math.Sin(2*math.Pi*slow[i]*t+phase[i]) + .25*math.Sin(2*math.Pi*fast[i]*t+2*phase[i])
			q[i] = (lower[i]+upper[i])/2 + .40*(upper[i]-lower[i])*wave
		}
		if k == 0 {
			q0 = append(q0, q...)
		}
		s.SetCoordinates(q)
		poses = append(poses, s.RootFromLink(tipOf(m)))
	}
	return poses, q0
}

// homePath is a smooth path of poses around the one at the given posture.
func homePath(m *chain.Model, home []float64, n int, size float64) []spatial.Pose {
	s := chain.NewState(m)
	s.SetCoordinates(home)
	start := s.RootFromLink(tipOf(m))
	poses := make([]spatial.Pose, n)
	for k := range poses {
		t := float64(k) * 1e-3
		wave := func(amplitude, hertz, phase float64) float64 {
			return size * amplitude * math.Sin(2*math.Pi*hertz*t+phase)
		}
		poses[k].Pos = r3.Add(start.Pos, r3.Vec{
			X: wave(.08, .31, 0) + wave(.04, .83, .5), Y: wave(.20, .23, .2) + wave(.06, .71, 0), Z: wave(.10, .37, 1.1) + wave(.05, .97, .3),
		})
		turn := r3.Vec{X: wave(.35, .29, 0), Y: wave(.30, .41, .7), Z: wave(.50, .19, .4)}
		poses[k].Rot = spatial.Pose{Rot: start.Rot}.Mul(spatial.Pose{Rot: spatial.FromRotationVector(turn)}).Rot
	}
	return poses
}
