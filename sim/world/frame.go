package world

import (
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// frame is a pose as a matrix, for inner loops.
type frame struct {
	rows matrix
	pos  r3.Vec
}

func newFrame(p spatial.Pose) frame {
	x, y, z := spatial.Axes(p.Rot)
	return frame{rows: matrix{{X: x.X, Y: y.X, Z: z.X}, {X: x.Y, Y: y.Y, Z: z.Y}, {X: x.Z, Y: y.Z, Z: z.Z}}, pos: p.Pos}
}

func (f *frame) apply(v r3.Vec) r3.Vec {
	return r3.Vec{
		X: f.rows[0].X*v.X + f.rows[0].Y*v.Y + f.rows[0].Z*v.Z + f.pos.X,
		Y: f.rows[1].X*v.X + f.rows[1].Y*v.Y + f.rows[1].Z*v.Z + f.pos.Y,
		Z: f.rows[2].X*v.X + f.rows[2].Y*v.Y + f.rows[2].Z*v.Z + f.pos.Z,
	}
}

// rotate turns a vector out of the frame, back turns one into it.
func (f *frame) rotate(v r3.Vec) r3.Vec { return f.rows.mul(v) }

func (f *frame) back(v r3.Vec) r3.Vec {
	return r3.Vec{
		X: f.rows[0].X*v.X + f.rows[1].X*v.Y + f.rows[2].X*v.Z,
		Y: f.rows[0].Y*v.X + f.rows[1].Y*v.Y + f.rows[2].Y*v.Z,
		Z: f.rows[0].Z*v.X + f.rows[1].Z*v.Y + f.rows[2].Z*v.Z,
	}
}

// into is a point of the world in the frame.
func (f *frame) into(at r3.Vec) r3.Vec { return f.back(r3.Sub(at, f.pos)) }

// axes are the frame's own, in the world.
func (f *frame) axes() [3]r3.Vec {
	return [3]r3.Vec{f.rows.column(0), f.rows.column(1), f.rows.column(2)}
}

// mul is the frame of a part within this one.
func (f *frame) mul(g *frame) (out frame) {
	for i := range f.rows {
		out.rows[i] = g.rows.left(f.rows[i])
	}
	out.pos = f.apply(g.pos)
	return out
}

// left is vᵀ·m.
func (m *matrix) left(v r3.Vec) r3.Vec {
	return r3.Add(r3.Add(r3.Scale(v.X, m[0]), r3.Scale(v.Y, m[1])), r3.Scale(v.Z, m[2]))
}
