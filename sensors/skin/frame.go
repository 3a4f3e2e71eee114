package skin

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// frame is a pose as a matrix, by its columns, for what it is applied to often.
type frame struct{ x, y, z, at r3.Vec }

func frameOf(p spatial.Pose) frame {
	var f frame
	f.x, f.y, f.z = spatial.Axes(p.Rot)
	f.at = p.Pos
	return f
}

// frameAlong leads into a frame with an origin and an axis, its X, both given where it
// leads from; which way Y and Z point is left open.
func frameAlong(origin, x r3.Vec) frame {
	across := r3.Vec{X: 1}
	if math.Abs(x.X) > 0.6 {
		across = r3.Vec{Y: 1} // one of two such axes is far from any direction
	}
	y := r3.Unit(r3.Cross(x, across))
	z := r3.Cross(x, y)
	f := frame{
		x: r3.Vec{X: x.X, Y: y.X, Z: z.X},
		y: r3.Vec{X: x.Y, Y: y.Y, Z: z.Y},
		z: r3.Vec{X: x.Z, Y: y.Z, Z: z.Z},
	}
	f.at = r3.Scale(-1, f.rotate(origin))
	return f
}

func (f *frame) apply(v r3.Vec) r3.Vec {
	return r3.Vec{
		X: f.at.X + f.x.X*v.X + f.y.X*v.Y + f.z.X*v.Z,
		Y: f.at.Y + f.x.Y*v.X + f.y.Y*v.Y + f.z.Y*v.Z,
		Z: f.at.Z + f.x.Z*v.X + f.y.Z*v.Y + f.z.Z*v.Z,
	}
}

func (f *frame) rotate(v r3.Vec) r3.Vec {
	return r3.Vec{
		X: f.x.X*v.X + f.y.X*v.Y + f.z.X*v.Z,
		Y: f.x.Y*v.X + f.y.Y*v.Y + f.z.Y*v.Z,
		Z: f.x.Z*v.X + f.y.Z*v.Y + f.z.Z*v.Z,
	}
}

// rotateBack undoes rotate.
func (f *frame) rotateBack(v r3.Vec) r3.Vec {
	return r3.Vec{X: r3.Dot(f.x, v), Y: r3.Dot(f.y, v), Z: r3.Dot(f.z, v)}
}

// after is f applied to what g gives.
func (f *frame) after(g *frame) frame {
	return frame{x: f.rotate(g.x), y: f.rotate(g.y), z: f.rotate(g.z), at: f.apply(g.at)}
}
