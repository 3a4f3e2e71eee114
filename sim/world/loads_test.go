package world

import (
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// TestEffortIsTheTransposedJacobian checks the recursion against Jᵀ·F, point by
// point.
func TestEffortIsTheTransposedJacobian(t *testing.T) {
	r, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	state, loads := chain.NewState(r.Model), NewLoads(r.Model)
	dof, links := r.Model.DOF(), r.Model.NumLinks()
	rapid.Check(t, func(t *rapid.T) {
		q := make([]float64, dof)
		for i := range q {
			q[i] = rapid.Float64Range(-1, 1).Draw(t, "q")
		}
		state.SetCoordinates(q)
		poses := make([]spatial.Pose, links)
		for i := range poses {
			poses[i] = state.RootFromLink(i)
		}
		wrenches := make([]skin.Wrench, links)
		want, column := make([]float64, dof), make([]float64, 3*dof)
		for range 4 {
			link := rapid.IntRange(0, links-1).Draw(t, "link")
			draw := func(name string) r3.Vec {
				f := rapid.Float64Range(-1, 1)
				return r3.Vec{X: f.Draw(t, name), Y: f.Draw(t, name), Z: f.Draw(t, name)}
			}
			at, force := draw("at"), draw("force")
			wrenches[link] = wrenches[link].Add(skin.ForceAt(force, poses[link].Apply(at)))
			state.PointJacobianTo(column, link, at)
			for i := range want {
				want[i] += column[i]*force.X + column[dof+i]*force.Y + column[2*dof+i]*force.Z
			}
		}
		got := make([]float64, dof)
		loads.EffortTo(got, poses, wrenches)
		require.InDeltaSlice(t, want, got, 1e-9)
	})
}
