package scene

import "mirrorarm/kinematics/hand"

// nail is a finger's, in the frame of its last segment, which is length long: an arched
// plate that comes out of the skin and ends before the tip.
func (a *anatomy) nail(f int, length float32) *Mesh {
	r := a.radius[f][3]
	wide := float32(0.78)
	if f == int(hand.Thumb) {
		wide = 0.88
	}
	at := func(x, half, up float32) ring {
		skin := a.radius[f][2] + (r-a.radius[f][2])*min(x/(length-r), 1)
		return ring{x: x, half: half * wide * skin, up: up * skin, down: skin, square: 2.2}
	}
	end := length - 0.05*r
	root := end - 1.7*r
	h := hull{at(root, 0.80, 1.03), at(root+0.25*r, 0.98, 1.13), at(end-0.7*r, 1.0, 1.13), at(end-0.15*r, 0.88, 1.02), at(end, 0.66, 0.86)}
	return plate(10, h.sampled(root, end, 7, MatNail), 32*deg, 148*deg, 0.0009)
}

// folds are the knuckles in the middle and at the end of the fingers, on their backs.
func (a *anatomy) folds() []Fold {
	var out []Fold
	for f := range a.joint {
		for i := 1; i < 3; i++ {
			j, r := &a.joint[f][i], a.radius[f][i]
			out = append(out, Fold{At: j.T.Add(j.Z.Scale(r)), Along: j.X, Side: j.Y, Reach: 0.95 * r})
		}
	}
	return out
}
