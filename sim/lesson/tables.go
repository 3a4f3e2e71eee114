package lesson

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/analysis"
	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

func stateOf(m *chain.Model, q []float64) *chain.State {
	s := chain.NewState(m)
	s.SetCoordinates(q)
	return s
}

func tableOf(v View, l *limb, jac *mat.Dense) Table {
	switch v {
	case TransformTable:
		return transformTable(l)
	case JacobianTable:
		return jacobianTable(l, jac)
	case DHTable:
		return dhTable(l)
	}
	return screwTable(l)
}

func transformTable(l *limb) Table {
	return poseTable(l.model.LinkName(0), l.model.LinkName(l.tip), l.pose())
}

// pairTable is the transform between two links whose poses in the root frame are
// given.
func pairTable(m *chain.Model, rootFromLink []spatial.Pose, pair [2]int) Table {
	p := rootFromLink[pair[0]].Inverse().Mul(rootFromLink[pair[1]])
	return poseTable(m.LinkName(pair[0]), m.LinkName(pair[1]), p)
}

func poseTable(from, of string, p spatial.Pose) Table {
	x, y, z := spatial.Axes(p.Rot)
	t := Table{
		Title:   fmt.Sprintf("%s from %s (position in mm)", from, of),
		Columns: []string{"", "x axis", "y axis", "z axis", "position"},
	}
	for i, name := range []string{"x", "y", "z"} {
		row := []string{name}
		for _, v := range []r3.Vec{x, y, z, r3.Scale(1/mm, p.Pos)} {
			row = append(row, fmt.Sprintf("%.3f", [3]float64{v.X, v.Y, v.Z}[i]+0))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// jacobianTable shades each figure by its share of the largest one in its half:
// metres and radians do not compare.
func jacobianTable(l *limb, jac *mat.Dense) Table {
	t := Table{Title: "Jacobian: rows v (m/s) and ω (rad/s) per rad/s of each joint", Columns: []string{""}}
	for _, c := range l.coords {
		t.Columns = append(t.Columns, l.model.Coordinate(c).Name)
	}
	var most [2]float64
	for r := range 6 {
		for c := range l.coords {
			most[r/3] = math.Max(most[r/3], math.Abs(jac.At(r, c)))
		}
	}
	for r, name := range []string{"v x", "v y", "v z", "ω x", "ω y", "ω z"} {
		row, shade := []string{name}, []float64{}
		for c := range l.coords {
			v := jac.At(r, c)
			if math.Abs(v) < 5e-4 {
				v = 0
			}
			row = append(row, fmt.Sprintf("%.3f", v))
			shade = append(shade, math.Abs(v)/math.Max(most[r/3], 1e-9))
		}
		t.Rows, t.Shade = append(t.Rows, row), append(t.Shade, shade)
	}
	return t
}

func dhTable(l *limb) Table {
	t := Table{
		Title:   "Modified Denavit-Hartenberg parameters (Craig)",
		Columns: []string{"joint", "α, deg", "a, mm", "θ, deg", "d, mm", "moves"},
	}
	dh := l.model.DH(l.tip)
	for i := range dh.Rows {
		r := &dh.Rows[i]
		moves := "θ"
		if r.Slides {
			moves = "d"
		}
		t.Rows = append(t.Rows, []string{l.model.Joint(r.Joint).Name, tidy(r.Alpha / deg), tidy(r.A / mm), tidy(r.Theta / deg), tidy(r.D / mm), moves})
	}
	return t
}

// screwTable is the product of exponentials, rootFromTip(q) = Π e^([Sᵢ]qᵢ) · M.
func screwTable(l *limb) Table {
	t := Table{Title: "Product of exponentials: screw axes at zero, in the root frame", Columns: []string{"joint", "ω", "v, mm/rad"}}
	screws, _ := analysis.Screws(l.model, l.tip)
	for _, s := range screws {
		t.Rows = append(t.Rows, []string{l.model.Joint(s.Joint).Name, vector(s.Angular), vector(r3.Scale(1/mm, s.Linear))})
	}
	return t
}

func vector(v r3.Vec) string { return fmt.Sprintf("(%s, %s, %s)", tidy(v.X), tidy(v.Y), tidy(v.Z)) }

// tidy is a figure for a table: no trailing noise, no minus zero.
func tidy(v float64) string {
	v = math.Round(v*100)/100 + 0
	return fmt.Sprintf("%g", v)
}
