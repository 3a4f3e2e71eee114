package skin

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
)

// bionic is the shipped robot, its default layout and a state to pose it.
func bionic(t testing.TB, side hand.Side) (*chain.State, *Layout) {
	t.Helper()
	r, err := robot.Bionic(side)
	require.NoError(t, err)
	shapes := make([]Capsule, len(r.Shapes))
	for i, c := range r.Shapes {
		shapes[i] = Capsule(c)
	}
	return chain.NewState(r.Model), Default(side.String()+" bionic", r.Model, shapes, side == hand.Left)
}

func newSkin(t testing.TB, state *chain.State, layout *Layout, profile string) *Skin {
	t.Helper()
	p, err := taxel.Lookup(profile)
	require.NoError(t, err)
	s, err := New(state.Model(), layout, p, 1)
	require.NoError(t, err)
	return s
}

// posesOf are the link poses of a posture, given by joint name.
func posesOf(state *chain.State, joints map[string]float64) []spatial.Pose {
	q := make([]float64, state.Model().DOF())
	for i := range q {
		q[i] = joints[state.Model().Coordinate(i).Name]
	}
	state.Model().Clamp(q)
	state.SetCoordinates(q)
	poses := make([]spatial.Pose, state.Model().NumLinks())
	for i := range poses {
		poses[i] = state.RootFromLink(i)
	}
	return poses
}

func fist() map[string]float64 {
	joints := map[string]float64{"thumb_abduction": 0.9}
	for _, f := range fingers[1:] {
		joints[f+"_mcp"], joints[f+"_pip"] = 1.5, 1.9
	}
	return joints
}

func TestDefaultLayoutCounts(t *testing.T) {
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		_, layout := bionic(t, side)
		counts := map[string]int{}
		for _, p := range layout.Pads {
			counts[p.Region] += p.Rows * p.Columns
		}
		require.Equal(t, 1140, layout.Taxels())
		require.Len(t, counts, 15)
		for region, n := range counts {
			switch {
			case region == "palm":
				require.Equal(t, 228, n)
			case strings.HasSuffix(region, "_distal"):
				require.Equal(t, 96, n, region)
			default:
				require.Equal(t, 48, n, region)
			}
		}
		require.Len(t, layout.Patches, 24)
	}
}

func BenchmarkTouchOpen(b *testing.B) { benchmarkTouch(b, nil) }
func BenchmarkTouchFist(b *testing.B) { benchmarkTouch(b, fist()) }

func benchmarkTouch(b *testing.B, joints map[string]float64) {
	state, layout := bionic(b, hand.Right)
	s := newSkin(b, state, layout, "hall")
	poses := posesOf(state, joints)
	b.ReportAllocs()
	for b.Loop() {
		s.Touch(poses)
	}
}

func BenchmarkSense(b *testing.B) {
	for _, profile := range []string{"hall", "piezo", "ideal"} {
		b.Run(profile, func(b *testing.B) {
			state, layout := bionic(b, hand.Right)
			s := newSkin(b, state, layout, profile)
			s.Touch(posesOf(state, fist()))
			step := 0
			b.ReportAllocs()
			for b.Loop() {
				step++
				s.Sense(float64(step) * 1e-3)
			}
		})
	}
}
