package raster

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

func TestToneTableFollowsTheCurve(t *testing.T) {
	const exposure = 0.9
	table := newToneTable(exposure)
	last := uint32(0)
	for x := 0.0; x < 8; x += 0.0007 {
		got := table.at(float32(x))
		require.GreaterOrEqual(t, got, last, "the curve falls at %g", x)
		last = got
		want := 255 * encodeSRGB(acesFit(x*exposure))
		require.InDelta(t, want, float64(got)/256, 0.6, "at %g", x)
	}
	require.Zero(t, table.at(0))
	require.Zero(t, table.at(-1))
	require.InDelta(t, 255*256, table.at(float32(math.Inf(1))), 2*256)
}

func TestDitherRoundsOnAverage(t *testing.T) {
	sum := uint32(0)
	seen := map[uint32]bool{}
	for _, row := range dither {
		for _, d := range row {
			sum += d
			seen[d] = true
		}
	}
	require.Equal(t, uint32(16*128), sum)
	require.Len(t, seen, 16)
}

// A ball above a point takes the cosine-weighted share of the sky that a Monte
// Carlo count of rays finds.
func TestOcclusionOfABallMatchesCountedRays(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	n := scene.Vec{Z: 1}
	for _, at := range []scene.Vec{{Z: 0.03}, {X: 0.012, Z: 0.028}, {X: 0.022, Z: 0.02}} {
		ball := scene.Occluder{A: at, B: at, Ra: 0.01, Rb: 0.01, Group: 1}
		var o occlusion
		o.near[0], o.count = newRod(&ball), 1
		hits := 0
		const rays = 200_000
		for range rays {
			// A uniform point of the disc, lifted, is a cosine-weighted direction.
			r, phi := math.Sqrt(rng.Float64()), 2*math.Pi*rng.Float64()
			d := scene.Vec{X: float32(r * math.Cos(phi)), Y: float32(r * math.Sin(phi)), Z: float32(math.Sqrt(1 - r*r))}
			along := d.Dot(at)
			if along > 0 && at.Dot(at)-along*along < ball.Ra*ball.Ra {
				hits++
			}
		}
		got := (1 - o.at(scene.Vec{}, n)) / occlusionStrength
		require.InEpsilon(t, float64(hits)/rays, float64(got), 0.05)
	}
}

func TestBoxBlurKeepsTheSum(t *testing.T) {
	var src, dst [softSize]float32
	src[100], src[101], src[140] = 1, 2, 0.5
	boxBlur(&dst, src[:], 7)
	var sum float32
	for _, v := range dst {
		sum += v
		require.GreaterOrEqual(t, v, float32(-1e-6))
	}
	require.InDelta(t, 3.5, sum, 1e-4)
	require.InDelta(t, 3.0/15, dst[104], 1e-5)
}
