package main

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// verdict is what an answer comes to by forward kinematics, which leave it in the state,
// and how far (m, rad) it is from its pose.
func (p *ikProblem) verdict(state *chain.State, pass *ikPass, i int) (text string, position, rotation float64) {
	q := append([]float64(nil), state.Coordinates()...)
	text = missed
	for k, c := range pass.coords {
		q[c] = pass.answers[i][k]
		if limit := p.model.Coordinate(c).Limit; q[c] < limit.Lower || q[c] > limit.Upper {
			text = outsideLimits
		}
	}
	state.SetCoordinates(q)
	left := spatial.Difference(state.RootFromLink(p.tip), p.poses[i])
	position, rotation = r3.Norm(left.Lin), r3.Norm(left.Ang)
	if text == missed && position <= solvedPosition && rotation <= solvedRotation {
		text = solved
	}
	return text, position, rotation
}

// write puts the answers into a CSV file: all coordinates in the order that fk takes them
// in, and what became of each pose. Joints without limits are brought within half a turn of
// zero, unless the path's own turns are wanted.
func (p *ikProblem) write(path string, pass *ikPass, continuous bool) error {
	state := chain.NewState(p.model)
	rows, verdicts := make([][]float64, len(pass.answers)), make([]string, len(pass.answers))
	for i := range pass.answers {
		verdicts[i], _, _ = p.verdict(state, pass, i)
		rows[i] = append([]float64(nil), state.Coordinates()...)
		for c := range rows[i] {
			if !continuous && p.model.Joint(p.model.Coordinate(c).Joint).Kind == chain.Continuous {
				rows[i][c] = math.Remainder(rows[i][c], 2*math.Pi)
			}
		}
	}
	return writeAnswers(path, coordinateNames(p.model), rows, verdicts)
}
