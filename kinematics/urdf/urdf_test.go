package urdf_test

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// finger has what real hands have: xacro's name space left on the robot, a
// mimic chain with a negative multiplier, rpy omitted, an axis that is not of
// unit length, limits absent on a continuous joint, velocity 0, comments, meshes
// and extension tags.
const finger = `<?xml version="1.0" encoding="utf-8"?>
<!-- expanded by xacro -->
<robot name="finger" xmlns:xacro="http://www.ros.org/wiki/xacro">
  <material name="grey"><color rgba="0.5 0.5 0.5 1"/></material>
  <gazebo reference="palm"><material>Gazebo/Grey</material></gazebo>
  <joint name="spin" type="continuous">
    <parent link="palm"/><child link="base"/>
    <origin xyz="0 0 0.1"/>
  </joint>
  <joint name="mcp" type="revolute">
    <origin rpy="0 0 1.5707963267948966" xyz="0.05 0 0"/>
    <parent link="base"/><child link="proximal"/>
    <axis xyz="0 2 0"/>
    <limit lower="-0.1" upper="1.5" effort="0" velocity="0"/>
    <safety_controller k_velocity="1"/>
  </joint>
  <joint name="pip" type="revolute">
    <parent link="proximal"/><child link="middle"/>
    <origin xyz="0.04 0 0"/>
    <axis xyz="0 1 0"/>
    <limit lower="-9" upper="9" effort="2" velocity="3"/>
    <mimic joint="mcp" multiplier="-1.5" offset="0.2"/>
  </joint>
  <joint name="dip" type="revolute">
    <parent link="middle"/><child link="distal"/>
    <axis xyz="0 1 0"/>
    <limit lower="-9" upper="9" effort="2" velocity="3"/>
    <mimic joint="pip"/>
  </joint>
  <joint name="slide" type="prismatic">
    <parent link="palm"/><child link="slider"/>
    <limit upper="0.02" effort="1" velocity="0.1"/>
  </joint>
  <joint name="tip_joint" type="fixed"><parent link="distal"/><child link="tip"/><origin xyz="0.02 0 0"/></joint>
  <link name="palm">
    <inertial><origin xyz="0 0 0.01"/><mass value="0.2"/><inertia ixx="1e-4" ixy="0" ixz="0" iyy="2e-4" iyz="0" izz="3e-4"/></inertial>
    <visual name="skin"><origin rpy="0 0 0"/><geometry><mesh filename="package://hand/palm.stl" scale="0.001 0.001 0.001"/></geometry><material name="grey"/></visual>
    <collision><geometry><box size="0.1 0.08 0.02"/></geometry></collision>
    <collision><geometry><sphere radius="0.01"/></geometry></collision>
    <sensor name="touch"/>
  </link>
  <link name="base"/>
  <link name="proximal"><visual><geometry><cylinder radius="0.008" length="0.04"/></geometry><material name="own"><color rgba="1 0 0 1"/></material></visual></link>
  <link name="middle"><collision><geometry><plane normal="0 0 1"/></geometry></collision></link>
  <link name="distal"><collision><geometry><capsule radius="0.007" length="0.02"/></geometry></collision></link>
  <link name="tip"/>
  <link name="slider"/>
  <transmission name="t"><type>SimpleTransmission</type></transmission>
</robot>`

func parse(t *testing.T, text string) *urdf.Robot {
	t.Helper()
	r, err := urdf.Parse("test.urdf", strings.NewReader(text))
	require.NoError(t, err)
	return r
}

func TestReadsWhatHandsHave(t *testing.T) {
	r := parse(t, finger)
	m := r.Model()
	require.Equal(t, "finger", r.Name())
	require.Equal(t, "palm", m.LinkName(0))
	require.Equal(t, 3, m.DOF())
	require.Equal(t, "spin", m.Coordinate(0).Name)
	require.True(t, math.IsInf(m.Coordinate(0).Limit.Upper, 1))

	mcp := m.Coordinate(1)
	require.InDelta(t, -0.1, mcp.Limit.Lower, 0)
	require.InDelta(t, 1.5, mcp.Limit.Upper, 0)
	require.InDelta(t, 2, mcp.Limit.Velocity, 1e-12) // pip's 3 rad/s at 1.5 times mcp's speed
	i, _ := m.JointIndex("dip")
	coord, scale, shift := m.JointCoordinate(i)
	require.Equal(t, 1, coord)
	require.InDelta(t, -1.5, scale, 1e-12)
	require.InDelta(t, 0.2, shift, 1e-12)
	require.InDelta(t, 1, m.Joint(i).Axis.Y, 1e-15)

	slide := m.Coordinate(2)
	require.InDelta(t, 0, slide.Limit.Lower, 0)
	require.InDelta(t, 0.02, slide.Limit.Upper, 0)
	i, _ = m.JointIndex("slide")
	require.Equal(t, r3.Vec{X: 1}, m.Joint(i).Axis)
}

func TestForwardKinematicsOfTheFile(t *testing.T) {
	r := parse(t, finger)
	s := chain.NewState(r.Model())
	s.SetCoordinates([]float64{0.3, 0.4, 0.01})
	tip, _ := r.Model().LinkIndex("tip")
	// By hand: spin about x, then the finger turned to +y and bending about
	// its own y by 0.4, then by 0.2 − 1.5·0.4 twice.
	turn := func(axis r3.Vec, angle float64) spatial.Pose {
		return spatial.Pose{Rot: spatial.AxisAngle(axis, angle)}
	}
	want := spatial.At(r3.Vec{Z: 0.1}).Mul(turn(r3.Vec{X: 1}, 0.3)).
		Mul(spatial.At(r3.Vec{X: 0.05})).Mul(turn(r3.Vec{Z: 1}, math.Pi/2)).Mul(turn(r3.Vec{Y: 1}, 0.4)).
		Mul(spatial.At(r3.Vec{X: 0.04})).Mul(turn(r3.Vec{Y: 1}, -0.4)).Mul(turn(r3.Vec{Y: 1}, -0.4)).
		Mul(spatial.At(r3.Vec{X: 0.02}))
	got := s.RootFromLink(tip)
	require.InDelta(t, 0, r3.Norm(r3.Sub(want.Pos, got.Pos)), 1e-12)
	require.InDelta(t, 0, spatial.AngleBetween(want.Rot, got.Rot), 1e-7)
}

func TestKeepsShapesAndMasses(t *testing.T) {
	r := parse(t, finger)
	link := func(name string) urdf.Link {
		i, ok := r.Model().LinkIndex(name)
		require.True(t, ok)
		return r.Link(i)
	}
	palm := link("palm")
	require.InDelta(t, 0.2, palm.Inertial.Mass, 0)
	require.InDelta(t, 2e-4, palm.Inertial.Iyy, 0)
	require.InDelta(t, 0.01, palm.Inertial.Origin.Pos.Z, 0)
	require.Equal(t, "package://hand/palm.stl", palm.Visuals[0].File)
	require.Equal(t, "skin", palm.Visuals[0].Name)
	require.InDelta(t, 0.001, palm.Visuals[0].Scale.Z, 0)
	require.Equal(t, [4]float64{0.5, 0.5, 0.5, 1}, palm.Visuals[0].Color)
	require.Equal(t, r3.Vec{X: 0.1, Y: 0.08, Z: 0.02}, palm.Collisions[0].Size)
	require.Equal(t, urdf.Sphere, palm.Collisions[1].Kind)
	require.InDelta(t, 0.01, palm.Collisions[1].Radius, 0)
	require.Equal(t, urdf.Cylinder, link("proximal").Visuals[0].Kind)
	require.Equal(t, [4]float64{1, 0, 0, 1}, link("proximal").Visuals[0].Color)
	require.Empty(t, link("middle").Collisions)
	require.Equal(t, urdf.Capsule, link("distal").Collisions[0].Kind)
	require.InDelta(t, 0.02, link("distal").Collisions[0].Length, 0)
	require.Nil(t, link("base").Inertial)
}

// An axis is a direction of any length, by default x as the format has it; mass and
// inertia that are not given are none.
func TestAnAxisIsADirection(t *testing.T) {
	for text, want := range map[string]r3.Vec{
		``:                               {X: 1},
		`<axis/>`:                        {X: 1},
		`<axis xyz="1 0 0"/>`:            {X: 1},
		`<axis xyz="0 -3 0"/>`:           {Y: -1},
		`<axis xyz="0 0 9e9"/>`:          {Z: 1},
		`<axis xyz="3e-200 0 -4e-200"/>`: {X: 0.6, Z: -0.8},
		`<axis xyz="-3e200 4e200 0"/>`:   {X: -0.6, Y: 0.8},
	} {
		got := parse(t, joint("continuous", text)).Model().Joint(0).Axis
		require.InDeltaSlice(t, []float64{want.X, want.Y, want.Z}, []float64{got.X, got.Y, got.Z}, 1e-15, text)
	}
	in := parse(t, `<robot name="r"><link name="a"><inertial><mass/><inertia ixx="2"/></inertial></link></robot>`).Link(0).Inertial
	require.Equal(t, &urdf.Inertial{Origin: spatial.Identity(), Ixx: 2}, in)
}

// wrap puts elements into a robot with links a and b on one line each.
func wrap(body string) string {
	return "<robot name=\"r\">\n<link name=\"a\"/>\n<link name=\"b\"/>\n" + body + "\n</robot>"
}

func joint(kind, body string) string {
	return wrap(fmt.Sprintf("<joint name=\"j\" type=%q><parent link=\"a\"/><child link=\"b\"/>\n%s</joint>", kind, body))
}

func TestErrorsNameLineAndElement(t *testing.T) {
	limit := `<limit lower="0" upper="1" effort="1" velocity="1"/>`
	for name, c := range map[string]struct{ text, want string }{
		"empty":         {"", `test.urdf: empty, want a <robot> element`},
		"no robot":      {"<model/>", `test.urdf:1: outermost element is <model>, want <robot>`},
		"no name":       {"<robot/>", `:1: <robot> has no name`},
		"no link":       {`<robot name="r"/>`, `has no <link>`},
		"two robots":    {`<robot name="r"/><robot name="s"/>`, `second outermost element`},
		"truncated":     {"<robot name=\"r\">\n<link name=\"a\">", `:2: not well-formed XML`},
		"mismatched":    {"<robot name=\"r\">\n<link></robot>", `:2: not well-formed XML`},
		"twice":         {wrap(`<link name="a"/>`), `:4: link "a": defined twice, first on line 2`},
		"kind":          {joint("hinge", ""), `type "hinge", want fixed, revolute, continuous or prismatic`},
		"no child":      {wrap("<joint name=\"j\" type=\"fixed\">\n<parent link=\"a\"/></joint>"), `:4: joint "j": no <child`},
		"unknown link":  {wrap("<joint name=\"j\" type=\"fixed\">\n<parent link=\"x\"/><child link=\"b\"/></joint>"), `:5: joint "j": parent link "x" does not exist`},
		"zero axis":     {joint("revolute", `<axis xyz="0 0 0"/>`+limit), `:5: joint "j": axis is zero`},
		"nan":           {joint("revolute", `<axis xyz="0 0 nan"/>`+limit), `:5: <axis xyz="0 0 nan">: "nan" is not a finite number`},
		"inf":           {joint("revolute", `<limit lower="-Inf" upper="1"/>`), `"-Inf" is not a finite number`},
		"overflow":      {joint("revolute", `<limit lower="-1e999" upper="1"/>`), `"-1e999" is not a finite number`},
		"a string":      {joint("revolute", `<limit lower="zero" upper="1"/>`), `:5: <limit lower="zero">: "zero" is not a finite number`},
		"two numbers":   {joint("fixed", `<origin xyz="1 2"/>`), `2 numbers, want 3`},
		"far":           {joint("fixed", `<origin xyz="1e300 0 0"/>`), `is 1e+300 m away`},
		"no limit":      {joint("revolute", ""), `:4: joint "j": a revolute joint needs <limit`},
		"crossed":       {joint("revolute", `<limit lower="1.57" upper="0"/>`), `:5: joint "j": lower 1.57 > upper 0.00 rad`},
		"crossed slide": {joint("prismatic", `<limit lower="1.57" upper="0"/>`), `lower 1.57 > upper 0.00 m`},
		"far slide":     {joint("prismatic", `<limit lower="1e308" upper="1.5e308"/>`), `:5: joint "j": slides 1.5e+308 m, want at most 1e+06`},
		"speed":         {joint("revolute", `<limit lower="0" upper="1" velocity="-1"/>`), `velocity -1 < 0`},
		"self mimic":    {joint("revolute", limit+`<mimic joint="j"/>`), `:4: joint "j": mimic chain is a loop`},
		"no leader":     {joint("revolute", limit+`<mimic joint="k"/>`), `mimics joint "k", which does not exist`},
		"loop": {
			wrap(`<joint name="j" type="fixed"><parent link="a"/><child link="b"/></joint>
<joint name="k" type="fixed"><parent link="b"/><child link="a"/></joint>`), `close a loop`,
		},
		"loop beside the root": {
			wrap(`<link name="base"/><joint name="j" type="fixed"><parent link="a"/><child link="b"/></joint>
<joint name="k" type="fixed"><parent link="b"/><child link="a"/></joint>`), `:4: joint "j": not connected to root link "base"`,
		},
		"two parents": {
			wrap(`<link name="c"/><joint name="j" type="fixed"><parent link="a"/><child link="c"/></joint>
<joint name="k" type="fixed"><parent link="b"/><child link="c"/></joint>`), `both no joint's child`,
		},
		"two parents of a tree": {
			wrap(`<joint name="j" type="fixed"><parent link="a"/><child link="b"/></joint>
<joint name="k" type="fixed"><parent link="a"/><child link="b"/></joint>`), `:5: joint "k": its child link "b" has another parent joint, "j"`,
		},
		"joint twice": {
			wrap(`<link name="c"/><joint name="j" type="fixed"><parent link="a"/><child link="b"/></joint>
<joint name="j" type="fixed"><parent link="b"/><child link="c"/></joint>`), `joint "j": defined twice`,
		},
		"xacro tag":       {`<robot name="r" xmlns:xacro="http://www.ros.org/wiki/xacro"><xacro:arm/></robot>`, "xacro in.xacro > out.urdf"},
		"xacro undefined": {`<robot name="r"><xacro:arm/></robot>`, "<xacro:arm> is xacro"},
		"xacro value":     {joint("fixed", `<origin xyz="${d} 0 0"/>`), `is unexpanded xacro`},
		"xacro find":      {`<robot name="$(arg name)"/>`, `is unexpanded xacro`},
		"no radius":       {wrap(`<link name="c"><visual><geometry><sphere/></geometry></visual></link>`), `<sphere> has no radius`},
		"negative":        {wrap(`<link name="c"><visual><geometry><sphere radius="-1"/></geometry></visual></link>`), `radius -1 < 0`},
		"mass":            {wrap(`<link name="c"><inertial><mass value="-1"/></inertial></link>`), `mass -1 < 0`},
		"deep":            {`<robot name="r">` + strings.Repeat("<a>", 100), `nested deeper than 64`},
		"encoding":        {`<?xml version="1.0" encoding="utf-16"?><robot/>`, `encoding "utf-16": want UTF-8`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := urdf.Parse("test.urdf", strings.NewReader(c.text))
			require.ErrorContains(t, err, c.want)
			require.True(t, strings.HasPrefix(err.Error(), "urdf: test.urdf:"), err.Error())
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// endless repeats a text for ever.
type endless string

func (e endless) Read(p []byte) (int, error) { return copy(p, e), nil }

// What is not given is as the format has it: a mesh is as large as its file says.
func TestAMeshIsAsLargeAsItsFileSays(t *testing.T) {
	for attribute, want := range map[string]r3.Vec{
		``:                      {X: 1, Y: 1, Z: 1},
		` scale="2"`:            {X: 2, Y: 2, Z: 2},
		` scale="0.5 -1 0.001"`: {X: 0.5, Y: -1, Z: 0.001},
	} {
		r := parse(t, `<robot name="r"><link name="a"><visual><geometry><mesh filename="a.stl"`+attribute+`/></geometry></visual></link></robot>`)
		require.Equal(t, want, r.Link(0).Visuals[0].Scale, attribute)
	}
}

// A file of 32 MiB is read, one of a byte more is not.
func TestALargeFileIsRead(t *testing.T) {
	text := `<robot name="r"><link name="a"/></robot>`
	of := func(size int) error {
		_, err := urdf.Parse("big.urdf", io.MultiReader(strings.NewReader(text), io.LimitReader(endless(" \n"), int64(size-len(text)))))
		return err
	}
	require.NoError(t, of(32<<20))
	require.ErrorContains(t, of(32<<20+1), "longer than")
}

func TestSizeIsBounded(t *testing.T) {
	_, err := urdf.Parse("big.urdf", io.MultiReader(strings.NewReader("<!-- "), endless("a comment without an end ")))
	require.ErrorContains(t, err, "longer than")
	_, err = urdf.Parse("big.urdf", strings.NewReader(`<robot name="r">`+strings.Repeat("<x/>", urdf.MaxElements+1)))
	require.ErrorContains(t, err, "more than 200000 elements")
	var links strings.Builder
	for i := range urdf.MaxLinks + 1 {
		fmt.Fprintf(&links, `<link name="l%d"/>`, i)
	}
	_, err = urdf.Parse("big.urdf", strings.NewReader(`<robot name="r">`+links.String()+`</robot>`))
	require.ErrorContains(t, err, "more than 4096 links")
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "finger.urdf")
	require.NoError(t, os.WriteFile(path, []byte(finger), 0o600))
	r, err := urdf.Load(path)
	require.NoError(t, err)
	require.Equal(t, "finger", r.Name())
	_, err = urdf.Load(path + ".missing")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func FuzzParse(f *testing.F) {
	f.Add(finger)
	f.Add(joint("revolute", `<limit lower="0" upper="1"/><mimic joint="j"/>`))
	f.Add(joint("prismatic", `<axis xyz="1e-300 1e300 0"/><limit upper="1"/>`))
	f.Fuzz(func(t *testing.T, text string) {
		r, err := urdf.Parse("fuzz.urdf", strings.NewReader(text))
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		s := chain.NewState(r.Model()) // what was accepted is usable
		for i := range r.Model().NumLinks() {
			require.True(t, s.RootFromLink(i).IsFinite())
		}
	})
}
