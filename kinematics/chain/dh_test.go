package chain_test

import (
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// evaluate multiplies a DH table out, as its definition says.
func evaluate(table chain.DH, q []float64) spatial.Pose {
	x, z := r3.Vec{X: 1}, r3.Vec{Z: 1}
	pose := table.Base
	for _, row := range table.Rows {
		theta, d, by := row.Theta, row.D, row.Scale*q[row.Coord]+row.Shift
		if row.Slides {
			d += by
		} else {
			theta += by
		}
		pose = pose.Mul(spatial.Pose{Rot: spatial.AxisAngle(x, row.Alpha)}).
			Mul(spatial.At(r3.Scale(row.A, x))).
			Mul(spatial.Pose{Rot: spatial.AxisAngle(z, theta)}).
			Mul(spatial.At(r3.Scale(d, z)))
	}
	return pose.Mul(table.Tip)
}

func TestDHTableGivesTheSamePose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawTree(t)
		q := drawCoordinates(t, m)
		s := chain.NewState(m)
		s.SetCoordinates(q)
		for link := range m.NumLinks() {
			want, got := s.RootFromLink(link), evaluate(m.DH(link), q)
			// Up to twelve nearly parallel axes, 12 m apart at most.
			require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, got.Pos)), 1e-3)
			require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-4)
		}
	})
}

func TestDHTableOfParallelAndMeetingAxes(t *testing.T) {
	for name, axes := range map[string][]r3.Vec{
		"parallel":     {{Z: 1}, {Z: 1}, {Z: 1}},
		"antiparallel": {{Z: 1}, {Z: -1}, {Z: 1}},
		"along":        {{X: 1}, {X: 1}, {X: -1}},
		"meeting":      {{Z: 1}, {X: 1}, {Z: 1}},
		"skew":         {{Z: 1}, {Y: 1}, {Z: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			var joints []chain.Joint
			links := []string{"l0", "l1", "l2", "l3"}
			for i, axis := range axes {
				joints = append(joints, chain.Joint{
					Name: links[i+1], Kind: chain.Revolute, Parent: links[i], Child: links[i+1],
					Origin: spatial.At(r3.Vec{X: 0.3}), Axis: axis, Limit: chain.Unlimited(),
				})
			}
			m, err := chain.New("arm", "l0", joints)
			require.NoError(t, err)
			q := []float64{0.3, -0.7, 1.1}
			s := chain.NewState(m)
			s.SetCoordinates(q)
			want, got := s.RootFromLink(3), evaluate(m.DH(3), q)
			require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, got.Pos)), 1e-12)
			require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-7)
		})
	}
}
