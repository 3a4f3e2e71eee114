package robot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
)

// sheet is a wavy square of 2·n² triangles, as an OBJ file has it.
func sheet(n int) string {
	var b strings.Builder
	for i := range n + 1 {
		for j := range n + 1 {
			fmt.Fprintf(&b, "v %g %g %g\n", float64(i)/float64(n), float64(j)/float64(n), 0.1*float64(i*j%3))
		}
	}
	for i := range n {
		for j := range n {
			k := i*(n+1) + j + 1
			fmt.Fprintf(&b, "f %d %d %d\nf %d %d %d\n", k, k+1, k+n+1, k+1, k+n+2, k+n+1)
		}
	}
	return b.String()
}

// However many meshes a robot has, and however heavy, it is drawn with no more triangles
// than it may be, and every mesh is there.
func TestARobotIsDrawnWithFewTriangles(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "heavy.obj"), []byte(sheet(150)), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "light.obj"), []byte(sheet(9)), 0o600))
	for _, c := range []struct{ heavy, light int }{{0, 1}, {1, 0}, {3, 20}, {1, 240}, {0, 700}, {2, 700}} {
		visual := func(file string, n int) string {
			return strings.Repeat(`<visual><geometry><mesh filename="`+file+`"/></geometry></visual>`, n)
		}
		text := strings.Replace(handText("carpus", madeHand()...), `<link name="carpus"/>`, `<link name="carpus">`+visual("heavy.obj", c.heavy)+visual("light.obj", c.light)+`</link>`, 1)
		path := filepath.Join(dir, "r.urdf")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		r, err := robot.FromURDF(path, robot.Fit{Meshes: mesh.Near(path, nil, os.Getenv)})
		require.NoError(t, err)
		drawn, all := 0, min(robot.MostTriangles, c.heavy*2*150*150+c.light*2*9*9)
		for _, l := range r.Looks(robot.MostTriangles) {
			if l.Mesh != nil {
				drawn += len(l.Mesh.Triangles)
				require.NotEmpty(t, l.Mesh.Triangles)
			}
		}
		require.LessOrEqual(t, drawn, robot.MostTriangles, "%+v", c)
		require.Greater(t, drawn, all/4, "%+v", c)
	}
}
