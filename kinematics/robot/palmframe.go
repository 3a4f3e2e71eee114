package robot

import (
	"fmt"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// palmFrame finds the palm frame of a hand in its palm link, and its side, from
// how the fingers lie and close: +X is the mean direction of the open fingers,
// the tips move towards −Z when they close, and the index finger's knuckle is
// on the thumb's side of the last one's.
func palmFrame(r *Robot) (hand.Side, spatial.Pose, error) {
	open := openHand(r.Model)
	bent := chain.NewState(r.Model)
	bent.SetCoordinates(halfClosed(r))
	palmFrom := func(s *chain.State, link int) r3.Vec {
		return s.RootFromLink(r.Palm).Inverse().Apply(s.RootFromLink(link).Pos)
	}
	var x, curl, mean r3.Vec
	var knuckles []r3.Vec
	length := 0.0
	for f := hand.Index; f <= hand.Little; f++ {
		tip := r.Tips[f]
		if tip < 0 {
			continue
		}
		knuckle, end := palmFrom(open, knuckleOf(r, tip)), palmFrom(open, tip)
		knuckles = append(knuckles, knuckle)
		mean = r3.Add(mean, knuckle)
		along := r3.Sub(end, knuckle)
		length += r3.Norm(along)
		x = r3.Add(x, along)
		curl = r3.Add(curl, r3.Sub(palmFrom(bent, tip), end))
	}
	if len(knuckles) < 2 {
		return 0, spatial.Pose{}, fmt.Errorf("robot: %q has %d fingers besides the thumb, want 2 or more", r.Model.Name(), len(knuckles))
	}
	n := float64(len(knuckles))
	mean, length = r3.Scale(1/n, mean), length/n
	if r3.Norm(x) < 1e-6 {
		return 0, spatial.Pose{}, fmt.Errorf("robot: %q: its open fingers point nowhere", r.Model.Name())
	}
	x = r3.Unit(x)
	z := r3.Sub(r3.Scale(r3.Dot(curl, x), x), curl)
	if r3.Norm(z) < 1e-6 {
		return 0, spatial.Pose{}, fmt.Errorf("robot: %q: its fingers do not close to one side of the palm", r.Model.Name())
	}
	z = r3.Unit(z)
	y := r3.Cross(z, x)
	side := hand.Right
	if r3.Dot(r3.Sub(knuckles[0], knuckles[len(knuckles)-1]), y) < 0 {
		side = hand.Left
	}
	// The wrist is the link's own origin where that lies well behind the
	// knuckles, else one finger's length behind them, as in a human hand.
	var wrist r3.Vec
	if r3.Dot(mean, x) < length/2 {
		wrist = r3.Sub(mean, r3.Scale(length, x))
	}
	return side, spatial.Pose{Rot: spatial.FromAxes(x, y, z), Pos: wrist}, nil
}

// halfClosed has every finger coordinate in the middle of its range.
func halfClosed(r *Robot) []float64 {
	q := make([]float64, r.Model.DOF())
	r.Model.Clamp(q)
	for f := hand.Index; f <= hand.Little; f++ {
		for _, c := range r.Fingers[f] {
			if l := r.Model.Coordinate(c).Limit; l.Upper-l.Lower < 10 {
				q[c] = (l.Lower + l.Upper) / 2
			}
		}
	}
	return q
}

// knuckleOf is the first link above a fingertip that moves against the palm.
func knuckleOf(r *Robot, tip int) int {
	knuckle := tip
	for link := tip; link != r.Palm; link = r.Model.LinkParent(link) {
		if c, _, _ := r.Model.JointCoordinate(r.Model.LinkJoint(link)); c >= 0 {
			knuckle = link
		}
	}
	return knuckle
}
