package robot_test

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/urdf"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// capsulesOf are the capsules of a robot of two links, of which the second, "body",
// has the given <collision> elements.
func capsulesOf(t *testing.T, collisions string) []robot.Capsule {
	t.Helper()
	u, err := urdf.Parse("body.urdf", strings.NewReader(`<robot name="body"><link name="ground"/>
<link name="body">`+collisions+`</link>
<joint name="weld" type="fixed"><parent link="ground"/><child link="body"/></joint></robot>`))
	require.NoError(t, err)
	all := robot.ShapesOf(u)
	for _, c := range all {
		require.Equal(t, "body", u.Model().LinkName(c.Link))
	}
	return all
}

// lying turns a shape's +Z to the link's +X, and its +X to the link's −Z.
const lying = `<origin xyz="1 2 3" rpy="0 1.5707963267948966 0"/>`

func collision(geometry string) string {
	return `<collision>` + lying + `<geometry>` + geometry + `</geometry></collision>`
}

// requireCapsule wants a capsule of one radius about the line from middle − half to
// middle + half, whichever end comes first.
func requireCapsule(t *testing.T, c robot.Capsule, middle, half r3.Vec, radius float64) {
	t.Helper()
	require.InDelta(t, radius, c.Ra, 1e-12)
	require.InDelta(t, radius, c.Rb, 1e-12)
	requireVec(t, middle, r3.Scale(0.5, r3.Add(c.A, c.B)))
	got := r3.Scale(0.5, r3.Sub(c.B, c.A))
	if r3.Dot(got, half) < 0 {
		got = r3.Scale(-1, got)
	}
	requireVec(t, half, got)
}

func requireVec(t require.TestingT, want, got r3.Vec) {
	require.InDelta(t, 0, r3.Norm(r3.Sub(want, got)), 1e-9, "want %v, got %v", want, got)
}

// What URDF has besides spheres becomes a capsule as long as it: of a cylinder with its
// radius, of a box with half the mean of the two shorter edges. What is wider than
// long becomes a ball, and a mesh nothing.
func TestSolidsBecomeTheCapsulesInThem(t *testing.T) {
	at := r3.Vec{X: 1, Y: 2, Z: 3}
	for geometry, want := range map[string]struct {
		half   r3.Vec
		radius float64
	}{
		`<sphere radius="0.07"/>`:                 {r3.Vec{}, 0.07},
		`<capsule radius="0.03" length="0.4"/>`:   {r3.Vec{X: 0.2}, 0.03},
		`<cylinder radius="0.05" length="0.4"/>`:  {r3.Vec{X: 0.15}, 0.05},
		`<cylinder radius="0.05" length="0.12"/>`: {r3.Vec{X: 0.01}, 0.05},
		`<cylinder radius="0.1" length="0.05"/>`:  {r3.Vec{}, 0.1},
		`<box size="0.1 0.1 0.1"/>`:               {r3.Vec{}, 0.05},
		`<box size="0.4 0.1 0.06"/>`:              {r3.Vec{Z: -0.16}, 0.04},
		`<box size="0.4 0.06 0.1"/>`:              {r3.Vec{Z: -0.16}, 0.04},
		`<box size="0.1 0.4 0.06"/>`:              {r3.Vec{Y: 0.16}, 0.04},
		`<box size="0.06 0.4 0.1"/>`:              {r3.Vec{Y: 0.16}, 0.04},
		`<box size="0.1 0.06 0.4"/>`:              {r3.Vec{X: 0.16}, 0.04},
		`<box size="0.06 0.1 0.4"/>`:              {r3.Vec{X: 0.16}, 0.04},
	} {
		t.Run(geometry, func(t *testing.T) {
			c := capsulesOf(t, collision(geometry))
			require.Len(t, c, 1)
			requireCapsule(t, c[0], at, want.half, want.radius)
		})
	}
	require.Empty(t, capsulesOf(t, collision(`<mesh filename="palm.stl"/>`)))
	// Beside a mesh the others stay, in their order.
	c := capsulesOf(t, collision(`<box size="0.4 0.1 0.06"/>`)+collision(`<mesh filename="palm.stl"/>`)+collision(`<sphere radius="0.07"/>`))
	require.Len(t, c, 2)
	require.InDelta(t, 0.04, c[0].Ra, 1e-12)
	require.InDelta(t, 0.07, c[1].Ra, 1e-12)
}

// A solid that is k times as large has a capsule that is.
func TestCapsulesGrowWithTheSolid(t *testing.T) {
	small := capsulesOf(t, collision(`<box size="0.1 0.4 0.06"/>`)+collision(`<cylinder radius="0.05" length="0.4"/>`))
	large := capsulesOf(t, collision(`<box size="0.5 2.0 0.3"/>`)+collision(`<cylinder radius="0.25" length="2.0"/>`))
	require.Len(t, large, len(small))
	for i := range small {
		require.InDelta(t, 5*small[i].Ra, large[i].Ra, 1e-12)
		requireVec(t, r3.Scale(5, r3.Sub(small[i].B, small[i].A)), r3.Sub(large[i].B, large[i].A))
	}
}

// Spheres NAME_a and NAME_b, one after the other, are the ends of one cone; any other
// sphere is a ball. Sphere k is at x = k and has the radius k/10.
func TestSpheresThatBelongTogetherAreOneCone(t *testing.T) {
	for names, want := range map[string][][2]int{ // the first and last sphere of each cone
		"pad_a pad_b":                   {{1, 2}},
		"pad_b":                         {{1, 1}},
		"pad_a":                         {{1, 1}},
		"pad":                           {{1, 1}},
		"pad_b pad_a":                   {{1, 1}, {2, 2}},
		"pad_a nail_b":                  {{1, 1}, {2, 2}},
		"pad_a pad":                     {{1, 1}, {2, 2}},
		"pad pad_b":                     {{1, 1}, {2, 2}},
		"pad_a nail pad_b":              {{1, 1}, {2, 2}, {3, 3}},
		"x y pad_a pad_b z":             {{1, 1}, {2, 2}, {3, 4}, {5, 5}},
		"x pad_a pad_b nail_a nail_b y": {{1, 1}, {2, 3}, {4, 5}, {6, 6}},
		"x y z pad_b nail_a":            {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}},
		"pad_a pad_b pad_b":             {{1, 2}, {3, 3}},
		"nail_a pad_a pad_b":            {{1, 1}, {2, 3}},
		"pad_a_a pad_a_b pad_b":         {{1, 2}, {3, 3}},
		"x_a x_b y y_a z_b y_b pad_b _": {{1, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}, {7, 7}, {8, 8}},
	} {
		t.Run(names, func(t *testing.T) {
			var text strings.Builder
			for i, name := range strings.Fields(names) {
				k := number(float64(i + 1))
				text.WriteString(`<collision name="` + name + `"><origin xyz="` + k + ` 0 0"/><geometry><sphere radius="` + number(float64(i+1)/10) + `"/></geometry></collision>`)
			}
			var got [][2]int
			for _, c := range capsulesOf(t, text.String()) {
				require.InDelta(t, c.A.X/10, c.Ra, 1e-12)
				require.InDelta(t, c.B.X/10, c.Rb, 1e-12)
				got = append(got, [2]int{int(c.A.X), int(c.B.X)})
			}
			require.Equal(t, want, got)
		})
	}
}

// The shapes of all links come in the order of the links.
func TestShapesComeByLink(t *testing.T) {
	u, err := urdf.Parse("two.urdf", strings.NewReader(`<robot name="two">
<link name="a"><collision><geometry><sphere radius="0.1"/></geometry></collision></link>
<link name="b"/>
<link name="c"><collision><geometry><sphere radius="0.3"/></geometry></collision><collision><geometry><sphere radius="0.4"/></geometry></collision></link>
<joint name="ab" type="fixed"><parent link="a"/><child link="b"/></joint>
<joint name="bc" type="fixed"><parent link="b"/><child link="c"/></joint></robot>`))
	require.NoError(t, err)
	var links []string
	var radii []float64
	for _, c := range robot.ShapesOf(u) {
		links, radii = append(links, u.Model().LinkName(c.Link)), append(radii, c.Ra)
	}
	require.Equal(t, []string{"a", "c", "c"}, links)
	require.Equal(t, []float64{0.1, 0.3, 0.4}, radii)
}
