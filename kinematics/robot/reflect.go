package robot

import (
	"fmt"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Reflect is the robot seen in the mirror: a right one becomes a left one and
// the other way round. Every link keeps its name and every joint its number,
// and equal numbers are mirror images across the plane y = 0 of the base.
func Reflect(r *Robot) (*Robot, error) {
	joints := r.Model.Joints()
	for i := range joints {
		joints[i] = reflectJoint(joints[i])
	}
	m, err := chain.New(r.Model.Name()+" reflected", r.Model.LinkName(0), joints)
	if err != nil {
		return nil, fmt.Errorf("robot: %w", err)
	}
	out := *r
	out.Model, out.Side = m, r.Side.Other()
	out.LinkFromPalm, out.RootFromShoulder = spatial.FlipY(r.LinkFromPalm), spatial.FlipY(r.RootFromShoulder)
	if r.Found != nil {
		found := *r.Found
		found.Side, found.Reflected = out.Side.String(), !found.Reflected
		out.Found = &found
	}
	out.Shapes = make([]Capsule, len(r.Shapes))
	for i, c := range r.Shapes {
		c.A.Y, c.B.Y = -c.A.Y, -c.B.Y
		out.Shapes[i] = c
	}
	out.Visuals = make([]Visual, len(r.Visuals))
	for i, v := range r.Visuals {
		v.Mirrored = !v.Mirrored
		out.Visuals[i] = v
	}
	return &out, nil
}

// reflectJoint mirrors a joint across y = 0. Translations along an axis reflect
// as vectors do; the axis of a rotation is axial and reflects to minus that.
func reflectJoint(j chain.Joint) chain.Joint {
	j.Origin = spatial.FlipY(j.Origin)
	if j.Kind == chain.Prismatic {
		j.Axis.Y = -j.Axis.Y
	} else {
		j.Axis = r3.Vec{X: -j.Axis.X, Y: j.Axis.Y, Z: -j.Axis.Z}
	}
	return j
}
