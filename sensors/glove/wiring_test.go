package glove

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
)

// rewired is the same glove with its channels numbered in another order.
func rewired(l *Layout, order []int) *Layout {
	out := &Layout{profile: l.profile, dims: l.dims, channels: make([]Channel, l.Len()), neighbours: make([][4]int, l.Len())}
	place := make([]int, l.Len())
	for to, from := range order {
		place[from] = to
	}
	for to, from := range order {
		out.channels[to] = l.channels[from]
		for k, n := range l.neighbours[from] {
			out.neighbours[to][k] = n
			if n != taxel.NoNeighbour {
				out.neighbours[to][k] = place[n]
			}
		}
		if c := &l.channels[from]; c.Kind == taxel.Stretch {
			out.blocks[c.Block] = append(out.blocks[c.Block], to)
		}
	}
	return out
}

// Which wire is which channel's changes nothing: a glove that is wired otherwise is
// decoded to the same angles, but for the order of sums; one whose wires are mixed up
// without anybody knowing is not.
func TestWiringDoesNotMatter(t *testing.T) {
	l := newLayout(t, 192, "textile")
	l.profile.Scan = 0 // all are read at once
	rng := rand.New(rand.NewPCG(7, 1))
	order := rng.Perm(l.Len())
	other := rewired(l, order)
	straight, err := NewDecoder(l, Design(l))
	require.NoError(t, err)
	wired, err := NewDecoder(other, Design(other))
	require.NoError(t, err)
	mixed, err := NewDecoder(l, Design(l))
	require.NoError(t, err)
	var a, b, c Estimate
	furthest := 0.0
	for i := range 400 {
		at := float64(i) * 0.005
		pose := hand.Rest()
		for f := range hand.Finger(hand.NumFingers) {
			pose[hand.FingerAngle(f, 1)] += 0.3 * math.Sin(3*at+float64(f))
		}
		frame := frameOf(l, pose, at)
		for k := range frame.Counts {
			frame.Counts[k] = uint16(max(0, float64(frame.Counts[k])+math.Round(2*rng.NormFloat64())))
		}
		moved := NewFrame(l.Len())
		moved.Time = at
		for to, from := range order {
			moved.Counts[to] = frame.Counts[from]
		}
		straight.Update(frame)
		wired.Update(moved)
		mixed.Update(moved)
		straight.EstimateTo(&a, at)
		wired.EstimateTo(&b, at)
		mixed.EstimateTo(&c, at)
		require.Equal(t, a.State, b.State)
		require.InDeltaSlice(t, a.Angles[:], b.Angles[:], 1e-9)
		require.InDeltaSlice(t, a.Sigma[:], b.Sigma[:], 1e-9)
		furthest = max(furthest, math.Abs(slices.Max(c.Angles[:])-slices.Max(a.Angles[:])))
	}
	require.Greater(t, furthest, 0.1)
}
