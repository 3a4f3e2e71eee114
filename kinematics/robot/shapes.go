package robot

import (
	"strings"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"

	"gonum.org/v1/gonum/spatial/r3"
)

// Capsule is a rounded cone: the hull of a sphere of radius Ra about A and one
// of radius Rb about B, both in the frame of the link that it belongs to (m).
type Capsule struct {
	Link   int
	A, B   r3.Vec
	Ra, Rb float64
}

// ShapesOf are the solid surface of all links of a URDF, in link order, from
// their collision geometry.
func ShapesOf(u *urdf.Robot) []Capsule {
	var all []Capsule
	for i := range u.Model().NumLinks() {
		all = append(all, linkShapes(i, u.Link(i).Collisions)...)
	}
	return all
}

// linkShapes turns one link's collision geometry into rounded cones: spheres
// NAME_a and NAME_b are the ends of one, and what else URDF has becomes the
// capsule that fits it best. A mesh, which is not opened, gives none.
func linkShapes(link int, collisions []urdf.Shape) []Capsule {
	var out []Capsule
	for i, s := range collisions {
		c := Capsule{Link: link, A: s.Origin.Pos, B: s.Origin.Pos, Ra: s.Radius, Rb: s.Radius}
		switch s.Kind {
		case urdf.Sphere:
			if name, ok := strings.CutSuffix(s.Name, "_b"); ok && i > 0 && collisions[i-1].Name == name+"_a" {
				continue // already the end of the cone before
			}
			if name, ok := strings.CutSuffix(s.Name, "_a"); ok && i+1 < len(collisions) && collisions[i+1].Name == name+"_b" {
				c.B, c.Rb = collisions[i+1].Origin.Pos, collisions[i+1].Radius
			}
		case urdf.Capsule:
			c.A, c.B = along(s.Origin, r3.Vec{Z: s.Length / 2})
		case urdf.Cylinder:
			c.A, c.B = along(s.Origin, r3.Vec{Z: max(0, s.Length/2-s.Radius)})
		case urdf.Box:
			c = boxCapsule(link, s)
		default:
			continue
		}
		out = append(out, c)
	}
	return out
}

// along are the two ends of an axis through a shape's origin.
func along(origin spatial.Pose, half r3.Vec) (a, b r3.Vec) {
	return origin.Apply(r3.Scale(-1, half)), origin.Apply(half)
}

// boxCapsule lies along the longest edge and is as thick as the mean of the
// other two.
func boxCapsule(link int, s urdf.Shape) Capsule {
	long, half := s.Size.X, r3.Vec{X: 0.5}
	if s.Size.Y > long {
		long, half = s.Size.Y, r3.Vec{Y: 0.5}
	}
	if s.Size.Z > long {
		long, half = s.Size.Z, r3.Vec{Z: 0.5}
	}
	radius := (s.Size.X + s.Size.Y + s.Size.Z - long) / 4
	c := Capsule{Link: link, Ra: radius, Rb: radius}
	c.A, c.B = along(s.Origin, r3.Scale(max(0, long-2*radius), half))
	return c
}
