package table_test

import (
	"fmt"
	"strings"

	"mirrorarm/kinematics/table"
)

// Columns are asked for by name: in any order, and whatever else is there.
func ExampleTable_Numbers() {
	t, err := table.Read("reach.csv", strings.NewReader(`# Targets of a reach; lengths in m.
# q0: 0.1, -0.2, 1.5
label, z,    x,    y
start, 1.20, 0.30, 0.00
end,   1.25, 0.42, 0.10
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	q0, found, err := t.Comment("q0")
	fmt.Println("start angles:", q0, found, err)

	// The text in the column "label" does no harm: nobody asked for its numbers.
	rows, err := t.Numbers("x", "y", "z")
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, xyz := range rows {
		fmt.Printf("line %d: x %.2f, y %.2f, z %.2f m\n", t.Line(i), xyz[0], xyz[1], xyz[2])
	}
	// Output:
	// start angles: [0.1 -0.2 1.5] true <nil>
	// line 4: x 0.30, y 0.00, z 1.20 m
	// line 5: x 0.42, y 0.10, z 1.25 m
}

// An error is one line that names the file, the line and the column, so that
// it can be mended without a debugger.
func ExampleRead() {
	// A row that lost a field is refused at once.
	_, err := table.Read("short.csv", strings.NewReader("x,y,z\n1,2,3\n4,5\n"))
	fmt.Println(err)

	// A field that is no number, only when its column is asked for. NaN parses,
	// but is not finite.
	t, err := table.Read("word.csv", strings.NewReader("x,y,z\n1,2,3\n4,NaN,6\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = t.Numbers("x", "y")
	fmt.Println(err)

	// A column that is not there: the error lists those that are.
	_, err = t.Numbers("x", "qw")
	fmt.Println(err)
	// Output:
	// table: short.csv:3: 2 fields, want 3 as in the header
	// table: word.csv:3: column "y": "NaN" is not a finite number
	// table: word.csv: no column "qw"; it has x y z
}

// What a number must be is its user's affair; where it stands, the table knows.
func ExampleTable_Errorf() {
	t, err := table.Read("poses.csv", strings.NewReader("qw,qx,qy,qz\n1,0,0,0\n# the next row is no rotation\n0,0,0,0\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, err := t.Numbers("qw", "qx", "qy", "qz")
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, q := range rows {
		if n := q[0]*q[0] + q[1]*q[1] + q[2]*q[2] + q[3]*q[3]; n == 0 {
			fmt.Println(t.Errorf(i, "quaternion of length %g, want 1", n))
		}
	}
	// Output:
	// table: poses.csv:4: quaternion of length 0, want 1
}
