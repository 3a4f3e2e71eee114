package world

import (
	"fmt"
	"os"
	"testing"

	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// stood lets things stand, none asleep, and returns how far any of them, or a place
// at its edge, went from where it was after a second (m).
func stood(w *World, poses []spatial.Pose, seconds float64) (crept float64) {
	w.restless = true
	var settled []spatial.Pose
	for i := range int(seconds / dt) {
		w.Step(dt, poses)
		if i == int(1/dt) {
			for _, o := range w.Objects {
				settled = append(settled, o.WorldFromObject)
			}
		}
	}
	for i, o := range w.Objects {
		for _, at := range []r3.Vec{{}, {X: o.bound}, {Y: o.bound}} {
			crept = max(crept, norm(r3.Sub(o.WorldFromObject.Apply(at), settled[i].Apply(at))))
		}
	}
	return crept
}

// stacks are things that engineers expect to stand.
var stacks = map[string]func(t *testing.T, w *World){
	"10 boxes": func(t *testing.T, w *World) {
		for i := range 10 {
			placed(t, w, block(fmt.Sprint("box ", i), 0.1, r3.Vec{X: 0.02, Y: 0.02, Z: 0.02}), spatial.At(r3.Vec{Z: 0.02 + 0.04*float64(i)}), spatial.Twist{})
		}
	},
	"10 boxes, out of line": func(t *testing.T, w *World) {
		for i := range 10 {
			aside := r3.Vec{X: 1e-4 * float64(i%2), Y: 1e-4 * float64(i%3-1), Z: 0.02 + 0.04*float64(i)}
			placed(t, w, block(fmt.Sprint("box ", i), 0.1, r3.Vec{X: 0.02, Y: 0.02, Z: 0.02}), spatial.At(aside), spatial.Twist{})
		}
	},
	"5 cylinders": func(t *testing.T, w *World) {
		for i := range 5 {
			placed(t, w, cup(0.3), spatial.At(r3.Vec{X: 1e-4 * float64(i%2), Z: 0.045 + 0.09*float64(i)}), spatial.Twist{})
		}
	},
	"pyramid of 15 boxes": func(t *testing.T, w *World) {
		for row := range 5 {
			for i := range 5 - row {
				at := r3.Vec{X: 0.045 * (float64(i) + float64(row)/2), Z: 0.02 + 0.04*float64(row)}
				placed(t, w, block(fmt.Sprint("box ", row, i), 0.1, r3.Vec{X: 0.02, Y: 0.02, Z: 0.02}), spatial.At(at), spatial.Twist{})
			}
		}
	},
	"10 boxes, put from above": func(t *testing.T, w *World) {
		for i := range 10 {
			placed(t, w, block(fmt.Sprint("box ", i), 0.1, r3.Vec{X: 0.02, Y: 0.02, Z: 0.02}), spatial.At(r3.Vec{Z: 0.02 + 0.04*float64(9-i)}), spatial.Twist{})
		}
	},
	"1 kg on 12 g, on a plate": func(t *testing.T, w *World) {
		underlay(t, w, 0.5, 0.5, 0)
		placed(t, w, block("kilogram", 1, r3.Vec{X: 0.03, Y: 0.03, Z: 0.03}), spatial.At(r3.Vec{Z: 0.22}), spatial.Twist{})
		placed(t, w, cup(0.012), spatial.At(r3.Vec{Z: 0.145}), spatial.Twist{})
	},
	"wall of bricks of 20 to 300 g": func(t *testing.T, w *World) {
		for row := range 10 {
			for i := range 10 - row%2 {
				at := r3.Vec{X: 0.0605*float64(i) + 0.03*float64(row%2), Z: 0.015 + 0.03*float64(row)}
				mass := []float64{0.05, 0.3, 0.02}[len(w.Objects)%3]
				placed(t, w, block(fmt.Sprint("brick ", row, i), mass, r3.Vec{X: 0.03, Y: 0.02, Z: 0.015}), spatial.At(at), spatial.Twist{})
			}
		}
	},
	"1 kg on 12 g": func(t *testing.T, w *World) {
		placed(t, w, cup(0.012), spatial.At(r3.Vec{Z: 0.045}), spatial.Twist{})
		placed(t, w, block("kilogram", 1, r3.Vec{X: 0.03, Y: 0.03, Z: 0.03}), spatial.At(r3.Vec{Z: 0.12}), spatial.Twist{})
	},
}

// TestSoakStacksStand: in whatever order they were put up, though nothing sleeps, they
// creep by less than 0.1 mm after the first second. The soak waits the whole minute.
func TestSoakStacksStand(t *testing.T) {
	for name, build := range stacks {
		t.Run(name, func(t *testing.T) {
			w, poses := bare(t)
			build(t, w)
			var tops []float64
			for _, o := range w.Objects {
				tops = append(tops, o.WorldFromObject.Pos.Z)
			}
			seconds := 8.0
			if os.Getenv("MIRRORARM_SOAK") != "" {
				seconds = 60
			}
			crept := stood(w, poses, seconds)
			deepest := 0.0
			for i, o := range w.Objects {
				deepest = max(deepest, tops[i]-o.WorldFromObject.Pos.Z)
			}
			t.Logf("%s: crept %.2g mm, sunk %.2g mm", name, crept*1e3, deepest*1e3)
			require.Less(t, crept, 0.1e-3)
			require.Less(t, deepest, 0.5e-3)
		})
	}
}
