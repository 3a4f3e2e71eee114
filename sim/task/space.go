package task

import (
	"math"

	"mirrorarm/kinematics/spatial"
)

// Space describes an array of float32 as Gymnasium's Box does: its shape, and bounds
// that are one number for all or one for each.
type Space struct {
	Name  string    `json:"name"`
	Shape []int     `json:"shape"`
	Low   []float64 `json:"low"`
	High  []float64 `json:"high"`
	Unit  string    `json:"unit"`
	About string    `json:"about"`
}

// Len is the number of elements.
func (s Space) Len() int {
	n := 1
	for _, d := range s.Shape {
		n *= d
	}
	return n
}

// box is a space with the same bounds everywhere.
func box(name, unit, about string, low, high float64, shape ...int) Space {
	return Space{Name: name, Shape: shape, Low: []float64{low}, High: []float64{high}, Unit: unit, About: about}
}

// poseSpace is one of poses in the world.
func poseSpace(name, about string) Space {
	s := box(name, "m and 1", about+": x, y, z and the quaternion w, x, y, z", 0, 0, 7)
	s.Low = []float64{-farthest, -farthest, -farthest, 0, -1, -1, -1}
	s.High = []float64{farthest, farthest, farthest, 1, 1, 1, 1}
	return s
}

// farthest is the bound of places in observations (m): beyond it a thing is told at
// it.
const farthest = 20

// Observation holds one array per space of a kit, in their order.
type Observation [][]float32

// writer fills an observation in.
type writer struct {
	spaces []Space
	dst    Observation
	at     int
}

// next is the array of the next space.
func (w *writer) next() []float32 {
	n := w.spaces[w.at].Len()
	if cap(w.dst[w.at]) < n {
		w.dst[w.at] = make([]float32, n)
	}
	w.dst[w.at] = w.dst[w.at][:n]
	w.at++
	return w.dst[w.at-1]
}

func (w *writer) pose(p spatial.Pose) {
	out := w.next()
	q := p.Rot
	sign := math.Copysign(1, q.Real) // q and −q are one rotation
	for i, v := range [7]float64{p.Pos.X, p.Pos.Y, p.Pos.Z, sign * q.Real, sign * q.Imag, sign * q.Jmag, sign * q.Kmag} {
		out[i] = within(w.spaces[w.at-1], i, v)
	}
}

// within keeps a number inside the bounds of element i; one that is not finite
// becomes the lower one.
func within(s Space, i int, v float64) float32 {
	low, high := s.Low[min(i, len(s.Low)-1)], s.High[min(i, len(s.High)-1)]
	if math.IsNaN(v) {
		return float32(low)
	}
	return float32(min(max(v, low), high))
}

func (w *writer) values(n int, value func(i int) float64) {
	out := w.next()
	for i := range n {
		out[i] = within(w.spaces[w.at-1], i, value(i))
	}
}
