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
	return poseTable(l.model, 0, l.tip, l.pose())
}

// pairTable is the transform between two links whose poses in the root frame are
// given.
func pairTable(m *chain.Model, rootFromLink []spatial.Pose, pair [2]int) Table {
	p := rootFromLink[pair[0]].Inverse().Mul(rootFromLink[pair[1]])
	return poseTable(m, pair[0], pair[1], p)
}

// poseTable is a transform between two links, under the name that lessons write.
func poseTable(m *chain.Model, parent, child int, p spatial.Pose) Table {
	x, y, z := spatial.Axes(p.Rot)
	t := Table{
		Title:   token(m, parent) + "From" + capital(token(m, child)),
		Columns: []string{"", "x", "y", "z", "mm"}, Pose: true,
	}
	for i, name := range []string{"x", "y", "z"} {
		row := []string{name}
		for _, v := range []r3.Vec{x, y, z} {
			row = append(row, entry(v, i, 3))
		}
		row = append(row, entry(r3.Scale(1/mm, p.Pos), i, 1))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// entry is a component of a vector to so many decimals, with no minus zero.
func entry(v r3.Vec, i, decimals int) string {
	size := math.Pow10(decimals)
	return fmt.Sprintf("%.*f", decimals, math.Round([3]float64{v.X, v.Y, v.Z}[i]*size)/size+0)
}

// jacobianTable shades each figure by its share of the largest one in its half:
// metres and radians do not compare.
func jacobianTable(l *limb, jac *mat.Dense) Table {
	t := Table{Title: "Jacobian: rows v (m/s) and ω (rad/s) per rad/s of each joint", Columns: []string{""}}
	for i := range l.coords {
		t.Columns = append(t.Columns, jointWord(l, i))
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
		Title:   "Modified Denavit-Hartenberg parameters",
		Columns: []string{"joint", "α, °", "a, mm", "θ, °", "d, mm", "moves"},
	}
	dh := l.model.DH(l.tip)
	for i := range dh.Rows {
		r := &dh.Rows[i]
		moves := "θ"
		if r.Slides {
			moves = "d"
		}
		t.Rows = append(t.Rows, []string{rowWord(l, r.Joint), tidy(r.Alpha / deg), tidy(r.A / mm), tidy(r.Theta / deg), tidy(r.D / mm), moves})
	}
	t.Title += ends(&dh)
	return t
}

// ends says what a table leaves to the transforms before and behind it.
func ends(dh *chain.DH) string {
	out := ""
	for _, end := range []struct {
		name string
		pose spatial.Pose
	}{{"base", dh.Base}, {"tool", dh.Tip}} {
		turned, moved := r3.Norm(spatial.RotationVector(end.pose.Rot)), r3.Norm(end.pose.Pos)
		if turned < 1e-6 && moved < 1e-6 {
			continue
		}
		out += fmt.Sprintf("; %s: %s°, %s mm", end.name, tidy(turned/deg), tidy(moved/mm))
	}
	return out
}

// rowWord is what lessons call a joint in a table.
func rowWord(l *limb, joint int) string {
	return said("", taughtAs(l.model, l.model.Joint(joint).Name), "")
}

// screwTable is the product of exponentials, rootFromTip(q) = Π e^([Sᵢ]qᵢ) · M.
func screwTable(l *limb) Table {
	t := Table{Title: "Product of exponentials: screw axes at zero, in the root frame", Columns: []string{"joint", "ω", "v, mm/rad"}}
	screws, _ := analysis.Screws(l.model, l.tip)
	for _, s := range screws {
		t.Rows = append(t.Rows, []string{rowWord(l, s.Joint), vector(s.Angular), vector(r3.Scale(1/mm, s.Linear))})
	}
	return t
}

func vector(v r3.Vec) string { return fmt.Sprintf("(%s, %s, %s)", tidy(v.X), tidy(v.Y), tidy(v.Z)) }

// tidy is a figure for a table: no trailing noise, no minus zero.
func tidy(v float64) string {
	v = math.Round(v*100)/100 + 0
	return fmt.Sprintf("%g", v)
}
