package retarget

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// farCar is one car between 0.2 m and 1 m along a rail: in the middle of its range it is
// 0.6 m away.
func farCar(t *testing.T) Problem {
	t.Helper()
	m := railway(t, rail{parent: "ground", child: "car", lower: 0.2, upper: 1})
	return Problem{Model: m, Targets: []Target{target(t, m, "car")}}
}

// A recording whose places are a thousand or a hundred times too far or too near, on
// average and give or take a factor of two, is in another unit; one that differs by less
// is in metres. A single frame of a single target suffices to tell.
func TestUnitsAreToldByTheSizeOfTheRecording(t *testing.T) {
	p := farCar(t)
	for _, unit := range []float64{1e-3, 1e-2, 1, 1e2, 1e3} {
		for _, off := range []float64{0.5, 0.7, 1, 1.5} {
			at := 0.6 * off / unit
			for _, frames := range [][][]r3.Vec{{goalsAt(at)}, {goalsAt(0.9 * at), goalsAt(1.1 * at)}, {goalsAt(at), goalsAt(at), goalsAt(at)}} {
				u, err := Diagnose(p, frames)
				require.NoError(t, err)
				require.InDelta(t, unit, u.Scale, 1e-12*unit, "%v", frames)
				require.InDelta(t, 0, u.After, 1e-4)
				require.Equal(t, -1, u.Mirror)
				require.Equal(t, []int{0}, u.Take)
				require.Equal(t, unit == 1, u.Sound())
			}
		}
	}
	// Nowhere at all, or ten times off, is no unit that anybody has.
	for _, at := range []float64{0, 6, 0.06, 6e4, 6e-5} {
		u, err := Diagnose(p, [][]r3.Vec{goalsAt(at)})
		require.NoError(t, err)
		require.Equal(t, 1.0, u.Scale, "%g", at)
	}
}

// What a recording misses by is the root mean square over frames and targets: goals of
// 1.3 m miss the end of the range by 0.3 m.
func TestMissesAreRootMeanSquares(t *testing.T) {
	m := railway(t, rail{parent: "ground", child: "a", lower: 0.2, upper: 1}, rail{parent: "ground", child: "b", lower: 0.2, upper: 1})
	p := Problem{Model: m, Targets: []Target{target(t, m, "a"), target(t, m, "b")}}
	u, err := Diagnose(p, [][]r3.Vec{goalsAt(1.3, 0.5), goalsAt(0.7, 1.4), goalsAt(0.6, 0.6)})
	require.NoError(t, err)
	want := math.Sqrt((0.3*0.3 + 0.4*0.4) / 6)
	require.InDelta(t, want, u.Before, 1e-5)
	require.InDelta(t, want, u.After, 1e-5)
	require.True(t, u.Sound(), "no change would suit better")
}

// A change is proposed where it takes away at least half of the miss. These goals are
// mirrored, 0.7 m from the car, and besides so high above the rail that a height of h
// remains of √(0.7² + h²).
func TestHalfAMissIsNoProof(t *testing.T) {
	p := farCar(t)
	for h, mirror := range map[float64]int{0: 0, 0.2: 0, 0.38: 0, 0.43: -1, 0.69: -1, 1: -1, 1.2: -1} {
		u, err := Diagnose(p, [][]r3.Vec{{{X: -0.5, Z: h}}})
		require.NoError(t, err)
		require.Equal(t, mirror, u.Mirror, "height %g", h)
		require.Equal(t, []int{0}, u.Take)
		require.InDelta(t, math.Hypot(0.7, h), u.Before, 1e-5)
		require.InDelta(t, map[int]float64{0: h, -1: u.Before}[mirror], u.After, 1e-5)
	}
}

// All of a long recording counts, its first frame and its last among it.
func TestBothEndsOfARecordingCount(t *testing.T) {
	p := farCar(t)
	for _, n := range []int{1, 2, 5, 12, 13, 40, 1000} {
		for _, odd := range []int{0, n - 1} {
			frames := make([][]r3.Vec, n)
			for i := range frames {
				frames[i] = goalsAt(0.6)
			}
			frames[odd] = goalsAt(1.1)
			u, err := Diagnose(p, frames)
			require.NoError(t, err)
			require.InDelta(t, 0.1/math.Sqrt(float64(min(n, setUpFrames))), u.Before, 1e-5, "%d frames, %d", n, odd)
		}
	}
}

// Two cars on rails along +X and +Y, each with its own place: whatever was done to a
// recording is found and undone.
func TestMirrorsAndExchangesOnRails(t *testing.T) {
	m := railway(t,
		rail{parent: "ground", child: "x", axis: r3.Vec{X: 1}, lower: 0.2, upper: 1},
		rail{parent: "ground", child: "y", axis: r3.Vec{Y: 1}, lower: 0.2, upper: 1},
		rail{parent: "ground", child: "z", axis: r3.Vec{Z: 1}, lower: 0.2, upper: 1})
	p := Problem{Model: m, Targets: []Target{target(t, m, "x"), target(t, m, "y"), target(t, m, "z")}}
	whole := [][]r3.Vec{{{X: 0.5}, {Y: 0.7}, {Z: 0.9}}, {{X: 0.6}, {Y: 0.3}, {Z: 0.4}}}
	for text, done := range map[string]SetUp{
		"":                       {Scale: 1, Mirror: -1, Take: []int{0, 1, 2}},
		"the x axis is mirrored": {Scale: 1, Mirror: 0, Take: []int{0, 1, 2}},
		"the y axis is mirrored: the hand is of the other side": {Scale: 1, Mirror: 1, Take: []int{0, 1, 2}},
		"the z axis is mirrored":                                {Scale: 1, Mirror: 2, Take: []int{0, 1, 2}},
		"X and Y are swapped":                                   {Scale: 1, Mirror: -1, Take: []int{1, 0, 2}},
		"Y and Z are swapped":                                   {Scale: 1, Mirror: -1, Take: []int{0, 2, 1}},
		"X and Z are swapped":                                   {Scale: 1, Mirror: -1, Take: []int{2, 1, 0}},
		"goals are in millimetres, want metres; the z axis is mirrored; X and Y are swapped": {Scale: 1e3, Mirror: 2, Take: []int{1, 0, 2}},
		"goals are in centimetres, want metres":                                              {Scale: 1e2, Mirror: -1, Take: []int{0, 1, 2}},
		"goals are 100 times too small, want metres; the x axis is mirrored":                 {Scale: 1e-2, Mirror: 0, Take: []int{0, 1, 2}},
		"goals are 1000 times too small, want metres":                                        {Scale: 1e-3, Mirror: -1, Take: []int{0, 1, 2}},
	} {
		spoiled := make([][]r3.Vec, len(whole))
		for i := range whole {
			spoiled[i] = make([]r3.Vec, 3)
			done.Apply(spoiled[i], whole[i])
		}
		u, err := Diagnose(p, spoiled)
		require.NoError(t, err)
		require.Equal(t, text, u.Describe([]string{"X", "Y", "Z"}))
		require.Equal(t, text == "", u.Sound())
		require.Equal(t, done.Mirror, u.Mirror, text)
		require.Equal(t, done.Take, u.Take, text)
		require.InDelta(t, 0, u.After, 1e-4, text)
		got := make([]r3.Vec, 3)
		for i := range whole {
			u.Apply(got, spoiled[i])
			for k := range got {
				require.InDelta(t, 0, r3.Norm(r3.Sub(whole[i][k], got[k])), 1e-12, text)
			}
		}
	}
}

// Goals that go round in a circle are told one by one, those of two as a swap.
func TestExchangesInWords(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	for want, take := range map[string][]int{
		"":                    {0, 1, 2, 3},
		"a and b are swapped": {1, 0, 2, 3},
		"a and d are swapped; b and c are swapped":                                     {3, 2, 1, 0},
		"b carries the goals of a; c carries the goals of b; a carries the goals of c": {1, 2, 0, 3},
		"c and d are swapped": {0, 1, 3, 2},
	} {
		u := SetUp{Scale: 1, Mirror: -1, Take: take}
		require.Equal(t, want, u.Describe(names))
		require.Equal(t, want == "", u.Sound())
	}
	require.False(t, SetUp{Scale: 1.1, Mirror: -1}.Sound())
	require.False(t, SetUp{Scale: 1}.Sound())
	require.True(t, SetUp{Scale: 1, Mirror: -1}.Sound())
}

// Without frames or targets there is nothing to find.
func TestNothingRecordedIsSound(t *testing.T) {
	p := farCar(t)
	for name, c := range map[string]struct {
		problem Problem
		frames  [][]r3.Vec
	}{"no frames": {p, nil}, "no targets": {Problem{Model: p.Model}, [][]r3.Vec{{}}}} {
		u, err := Diagnose(c.problem, c.frames)
		require.NoError(t, err, name)
		require.True(t, u.Sound(), name)
		require.Zero(t, u.Before, name)
	}
	p.Targets[0].Kind = Vector
	_, err := Diagnose(p, [][]r3.Vec{goalsAt(0.6)})
	require.ErrorContains(t, err, "not by a vector")
}
