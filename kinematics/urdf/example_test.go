package urdf_test

import (
	"fmt"
	"strings"

	"mirrorarm/kinematics/urdf"
)

func ExampleParse() {
	robot, err := urdf.Parse("gripper.urdf", strings.NewReader(`<robot name="gripper">
  <link name="palm"/><link name="left"/><link name="right"/>
  <joint name="close" type="prismatic">
    <parent link="palm"/><child link="left"/><axis xyz="0 1 0"/><limit lower="0" upper="0.04" velocity="0.1"/>
  </joint>
  <joint name="follow" type="prismatic">
    <parent link="palm"/><child link="right"/><axis xyz="0 -1 0"/><limit lower="0" upper="0.03"/><mimic joint="close"/>
  </joint>
</robot>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range robot.Model().DOF() {
		c := robot.Model().Coordinate(i)
		fmt.Printf("%s moves %.2f to %.2f m\n", c.Name, c.Limit.Lower, c.Limit.Upper)
	}

	_, err = urdf.Parse("broken.urdf", strings.NewReader("<robot name=\"r\">\n<link name=\"a\"/>\n<joint name=\"j\" type=\"ball\"/>\n</robot>"))
	fmt.Println(err)
	// Output:
	// close moves 0.00 to 0.03 m
	// urdf: broken.urdf:3: joint "j": type "ball", want fixed, revolute, continuous or prismatic
}
