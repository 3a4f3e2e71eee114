package retarget

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// Kind is what a target asks of a link.
type Kind uint8

// The kinds of target.
const (
	// Position wants a point of the link at a place (m).
	Position Kind = iota
	// Direction wants a unit vector of the link to point somewhere; its residual
	// is the chord, which is the angle (rad) when small.
	Direction
	// Vector wants the vector from a point of one link to a point of another (m).
	Vector
)

// String is the kind's name.
func (k Kind) String() string { return [...]string{"position", "direction", "vector"}[k] }

// Target is one thing that the solver tries to bring about, once per frame
// with a new goal. All goals are given in the frame of the solver's root.
type Target struct {
	Kind   Kind
	Link   int
	Offset r3.Vec // the point (m) or the unit direction, in the link's frame

	// From and FromOffset are where a Vector starts.
	From       int
	FromOffset r3.Vec

	// Weight of the squared residual; 1 where zero. Of a direction it is in m²/rad²:
	// 0.01 makes 0.1 rad cost as much as 10 mm.
	Weight float64
}

// reach is a Target made ready for the inner loop: the nodes that move it.
type reach struct {
	kind     Kind
	to, from point
	weight   float64
	links    [2]int
	toPath   []int
	fromPath []int
}

func (t *tree) compile(target Target) (reach, error) {
	r := reach{kind: target.Kind, weight: target.Weight, links: [2]int{target.Link, target.From}}
	if r.weight == 0 {
		r.weight = 1
	}
	if r.weight < 0 || math.IsNaN(r.weight) || math.IsInf(r.weight, 0) {
		return r, fmt.Errorf("retarget: target: weight %g, want a positive number", target.Weight)
	}
	if err := t.check(target.Link); err != nil {
		return r, err
	}
	switch target.Kind {
	case Position:
		r.to = t.pointOf(target.Link, target.Offset)
	case Direction:
		if math.Abs(r3.Norm(target.Offset)-1) > 1e-9 {
			return r, fmt.Errorf("retarget: target of link %q: direction has length %g, want 1", t.model.LinkName(target.Link), r3.Norm(target.Offset))
		}
		r.to = t.directionOf(target.Link, target.Offset)
	case Vector:
		if err := t.check(target.From); err != nil {
			return r, err
		}
		r.to, r.from = t.pointOf(target.Link, target.Offset), t.pointOf(target.From, target.FromOffset)
		r.fromPath = t.path(r.from.node)
	default:
		return r, fmt.Errorf("retarget: target of link %q: kind %d, want position, direction or vector", t.model.LinkName(target.Link), target.Kind)
	}
	r.toPath = t.path(r.to.node)
	return r, nil
}

func (t *tree) check(link int) error {
	if link < 0 || link >= len(t.below) {
		return fmt.Errorf("retarget: target: link %d, want 0…%d", link, len(t.below)-1)
	}
	if !t.below[link] {
		return fmt.Errorf("retarget: target of link %q: not below the solver's root", t.model.LinkName(link))
	}
	return nil
}

// residual is where the target is less where it should be.
func (t *tree) residual(r *reach, goal r3.Vec) r3.Vec {
	switch r.kind {
	case Direction:
		return r3.Sub(t.along(r.to), goal)
	case Vector:
		return r3.Sub(r3.Sub(t.at(r.to), t.at(r.from)), goal)
	default:
		return r3.Sub(t.at(r.to), goal)
	}
}

// huber is Huber's loss of a residual of the given squared length (Huber,
// Robust Estimation of a Location Parameter, 1964), scaled to be ½‖r‖² within
// δ, and its weight in iteratively reweighted least squares. δ = 0 stands for
// plain squares.
func huber(squared, delta float64) (loss, weight float64) {
	if delta == 0 || squared <= delta*delta {
		return squared / 2, 1
	}
	n := math.Sqrt(squared)
	return delta * (n - delta/2), delta / n
}
