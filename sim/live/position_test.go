package live_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/live"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// facing are fingers up and the palm to the camera.
var facing = spatial.FromAxes(r3.Vec{Y: -1}, r3.Vec{X: 1}, r3.Vec{Z: 1})

// Where a hand is, relative to where the visit began, as a feed has it from picture
// and landmarks with 1 and 2 pixels of noise: at rest, and in reaches to all sides.
func TestPositionFromOneCamera(t *testing.T) {
	cam := live.Camera{FOV: 65, Aspect: 16.0 / 9}
	h := hand.New(hand.Right, hand.Nominal())
	h.SetAngles(hand.Rest())
	var lm hand.Landmarks
	h.LandmarksTo(&lm)
	for _, px := range []float64{1, 2} {
		for name, path := range map[string]func(t float64) (r3.Vec, quat.Number){
			"at rest": func(float64) (r3.Vec, quat.Number) { return r3.Vec{X: 0.05, Y: -0.02, Z: 0.65}, facing },
			"moving": func(t float64) (r3.Vec, quat.Number) {
				reach := r3.Vec{X: 0.15 * math.Sin(2*math.Pi*0.7*t), Y: 0.08 * math.Sin(2*math.Pi*0.5*t+1), Z: 0.65 + 0.12*math.Sin(2*math.Pi*0.3*t)}
				return reach, quat.Mul(spatial.FromRPY(0.4*math.Sin(2*t), 0.3*math.Sin(3*t), 0.2*math.Sin(t)), facing)
			},
		} {
			rng := rand.New(rand.NewPCG(1, 2))
			feed := live.NewFeed(live.DefaultFOV)
			require.NoError(t, feed.Hello(&live.Message{Kind: "camera"}))
			var began, start r3.Vec
			var side, depth float64
			n := 0.0
			for k := range 600 {
				at, rot := path(float64(k) / 30)
				o, image := photographed(lm, at, rot, cam, px, rng)
				m := live.Message{Size: []float64{1280, 720}, Hands: []live.HandMessage{{Image: image}}}
				for _, p := range o.Points {
					m.Hands[0].World = append(m.Hands[0].World, []float64{p.X, p.Y, p.Z})
				}
				p := feed.Packet(&m, float64(k)/30)
				got := p.Hands[0].Seen.Points[0]
				if k < 10 { // the start of a visit is its first third of a second
					began, start = r3.Add(began, r3.Scale(0.1, got)), r3.Add(start, r3.Scale(0.1, at))
					continue
				}
				off := r3.Sub(r3.Sub(got, began), r3.Sub(at, start))
				side += off.X*off.X + off.Y*off.Y
				depth += off.Z * off.Z
				n++
			}
			side, depth = 1e3*math.Sqrt(side/2/n), 1e3*math.Sqrt(depth/n)
			t.Logf("%s, %g px: x, y %.1f mm, depth %.1f mm RMS", name, px, side, depth)
			require.Less(t, side, map[string]float64{"at rest": 10, "moving": 15}[name])
			require.Less(t, depth, 50.0)
		}
	}
}

// The recorded hand's wrist, while the fingers are stillest, stays within a
// millimetre in x and y.
func TestPositionOfTheRecordingAtRest(t *testing.T) {
	messages, times := pageMessages(t)
	feed := live.NewFeed(live.DefaultFOV)
	require.NoError(t, feed.Hello(&live.Message{Kind: "camera"}))
	var wrist, fingers []r3.Vec
	var moved []float64
	for i, text := range messages {
		m, err := live.ParseMessage([]byte(text))
		require.NoError(t, err)
		if len(m.Hands) != 1 {
			continue
		}
		w := m.Hands[0].World
		var tips r3.Vec
		for _, k := range []int{4, 8, 12, 16, 20} {
			tips = r3.Add(tips, r3.Vec{X: w[k][0] - w[0][0], Y: w[k][1] - w[0][1], Z: w[k][2] - w[0][2]})
		}
		p := feed.Packet(m, times[i]+late)
		wrist, fingers = append(wrist, p.Hands[0].Seen.Points[0]), append(fingers, tips)
	}
	const window = 20 // frames
	var spread [][3]float64
	for i := 0; i+window <= len(wrist); i += window / 2 {
		way := 0.0
		for k := i + 1; k < i+window; k++ {
			way += r3.Norm(r3.Sub(fingers[k], fingers[k-1]))
		}
		moved = append(moved, way)
		spread = append(spread, spreadOf(wrist[i:i+window]))
	}
	usual := slices.Sorted(slices.Values(moved))
	still, sum := 0.0, [3]float64{}
	for i := range moved {
		if moved[i] <= usual[len(usual)/10] {
			still++
			for c := range sum {
				sum[c] += spread[i][c]
			}
		}
	}
	t.Logf("%d windows of %d: SD %.2f, %.2f, %.2f mm", int(still), len(moved), 1e3*sum[0]/still, 1e3*sum[1]/still, 1e3*sum[2]/still)
	require.Greater(t, still, 3.0)
	require.Less(t, sum[0]/still, 0.001)
	require.Less(t, sum[1]/still, 0.001)
}

// spreadOf is the SD (m) along each axis.
func spreadOf(points []r3.Vec) (sd [3]float64) {
	n := float64(len(points))
	var mean r3.Vec
	for _, p := range points {
		mean = r3.Add(mean, r3.Scale(1/n, p))
	}
	for _, p := range points {
		d := r3.Sub(p, mean)
		sd[0], sd[1], sd[2] = sd[0]+d.X*d.X/n, sd[1]+d.Y*d.Y/n, sd[2]+d.Z*d.Z/n
	}
	return [3]float64{math.Sqrt(sd[0]), math.Sqrt(sd[1]), math.Sqrt(sd[2])}
}
