package format

import (
	"fmt"
	"strings"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Axes say where a recording's axes point in the world, whose +X leads from the
// person to the arm, +Y to the person's left and +Z up.
type Axes struct {
	Name    string
	X, Y, Z r3.Vec
}

// LeftHanded reports whether the third axis is the reverse of what the other two
// would have in right-handed axes.
func (a Axes) LeftHanded() bool { return r3.Dot(r3.Cross(a.X, a.Y), a.Z) < 0 }

// WorldFromSource is the rotation of right-handed axes into the world.
func (a Axes) WorldFromSource() quat.Number {
	if a == (Axes{Name: a.Name}) {
		return quat.Number{}
	}
	return spatial.FromAxes(a.X, a.Y, a.Z)
}

// The axes that go by a name. A camera faces the person: x to the right of its
// picture, y down, z away from it. A Leap lies before the person: x right, y up, z
// to the person; so do the axes of WebXR and of other headsets whose axes are
// right-handed. Unity's are these with z reversed, Unreal's have x ahead, y right
// and z up; z-up's x right, y ahead and z up. In palm axes (wrist at the origin, x to the fingers, z out of the back
// of the hand) nothing is known of the world.
var namedAxes = [...]Axes{
	{Name: "world", X: r3.Vec{X: 1}, Y: r3.Vec{Y: 1}, Z: r3.Vec{Z: 1}},
	{Name: "camera", X: r3.Vec{Y: 1}, Y: r3.Vec{Z: -1}, Z: r3.Vec{X: -1}},
	{Name: "leap", X: r3.Vec{Y: -1}, Y: r3.Vec{Z: 1}, Z: r3.Vec{X: -1}},
	{Name: "webxr", X: r3.Vec{Y: -1}, Y: r3.Vec{Z: 1}, Z: r3.Vec{X: -1}},
	{Name: "unity", X: r3.Vec{Y: -1}, Y: r3.Vec{Z: 1}, Z: r3.Vec{X: 1}},
	{Name: "unreal", X: r3.Vec{X: 1}, Y: r3.Vec{Y: -1}, Z: r3.Vec{Z: 1}},
	{Name: "z-up", X: r3.Vec{Y: -1}, Y: r3.Vec{X: 1}, Z: r3.Vec{Z: 1}},
	{Name: "palm"},
}

// AxesNames are the names that ParseAxes knows.
func AxesNames() []string {
	var names []string
	for _, a := range namedAxes {
		names = append(names, a.Name)
	}
	return names
}

// ParseAxes are the axes of that name.
func ParseAxes(name string) (Axes, error) {
	for _, a := range namedAxes {
		if a.Name == name {
			return a, nil
		}
	}
	return Axes{}, fmt.Errorf("axes %q: unknown, want one of %s", name, strings.Join(AxesNames(), ", "))
}

// axesNamed are axes that are known to exist.
func axesNamed(name string) Axes {
	axes, err := ParseAxes(name)
	if err != nil {
		panic(err)
	}
	return axes
}
