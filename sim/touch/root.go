package touch

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// root is what the motors of a finger's root tell of its fingertip's load.
type root struct {
	bends    [2]int     // coordinates: the one that presses, and the next
	idle     [2]float64 // N·m, what these give in the air
	yielded  float64    // rad, how far the first one is from its target in the air
	push     float64    // N, upwards on the fingertip
	jacobian []float64  // 3 × coordinates
}

func newRoot(finger []int, coordinates int) root {
	return root{bends: [2]int{finger[1], finger[2]}, jacobian: make([]float64, 3*coordinates)}
}

// leastTurns (m²) is an eighth of what the shipped hand has as it explores.
const leastTurns = 1.5e-4

// feel takes the push from the efforts. Where the finger rests against something, they
// are in balance with the force on its lowest point, upwards and along the finger:
// Jᵀ·F + τ = 0 (Craig, Introduction to Robotics, 2005, §5.9).
func (r *root) feel(g *Guide, t *tip) {
	ball := g.state.RootFromLink(t.link)
	lowest := r3.Sub(ball.Apply(t.centre), r3.Vec{Z: t.radius})
	g.state.PointJacobianTo(r.jacobian, t.link, ball.Inverse().Apply(lowest))
	var up, along, effort [2]float64
	ahead := g.state.RootFromLink(g.arm.Palm).Rotate(r3.Vec{X: 1})
	length := math.Hypot(ahead.X, ahead.Y)
	n := len(r.jacobian) / 3
	for k, c := range r.bends {
		along[k] = (r.jacobian[c]*ahead.X + r.jacobian[n+c]*ahead.Y) / length
		up[k] = r.jacobian[2*n+c]
		effort[k] = g.rig.Effort()[c] - r.idle[k]
	}
	// By Cramer's rule. Where both bends are in line with the lowest point they tell
	// nothing, and the push stays what it was.
	if turns := up[0]*along[1] - up[1]*along[0]; math.Abs(turns) > leastTurns {
		r.push = (effort[1]*along[0] - effort[0]*along[1]) / turns
	}
}

// rest takes it that the lifted finger carries nothing.
func (r *root) rest(g *Guide) {
	for k, c := range r.bends {
		r.idle[k] = g.rig.Effort()[c]
	}
	r.yielded = g.target[r.bends[0]] - g.rig.Position()[r.bends[0]]
	r.push = 0
}

// yields is how far (rad) the finger's root is from its target because of a load.
func (r *root) yields(g *Guide) float64 {
	c := r.bends[0]
	return math.Abs(g.target[c] - g.rig.Position()[c] - r.yielded)
}
