package world

import (
	"math"
	"os"
	"strings"
	"testing"

	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestTheTableOfKnownFigures: on one table, in one scene, as `make pictures` draws it, all
// dominoes fall, the pyramid stands, the row hands the blow on to its last ball, and the
// billiard balls part at a right angle.
func TestTheTableOfKnownFigures(t *testing.T) {
	file, err := os.Open(testdata.Path("scenes", "figures.yaml"))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	s, err := ReadScene(file)
	require.NoError(t, err)
	w, poses := bare(t)
	require.NoError(t, w.Fill(s))
	called := func(prefix string) (list []*Object) {
		for _, o := range w.Objects {
			if o != nil && strings.HasPrefix(o.Name, prefix) {
				list = append(list, o)
			}
		}
		return list
	}
	var started []r3.Vec
	boxes := called("box ")
	require.Len(t, boxes, 15)
	for _, o := range boxes {
		started = append(started, o.WorldFromObject.Pos)
	}
	for range 700 {
		w.Step(dt, poses)
	}
	row := called("ball in the row")
	require.Greater(t, row[len(row)-1].Velocity.Lin.Y, 0.95*0.5)
	require.Less(t, norm(called("ball that comes")[0].Velocity.Lin), 0.02)
	a, b := called("cue ball")[0].Velocity.Lin, called("object ball")[0].Velocity.Lin
	require.InDelta(t, 90, math.Acos(r3.Dot(a, b)/(norm(a)*norm(b)))/perDeg, 0.5)
	for range 1300 {
		w.Step(dt, poses)
	}
	dominoes := called("domino")
	require.Len(t, dominoes, 20)
	for _, o := range dominoes {
		require.Less(t, o.WorldFromObject.Rotate(r3.Vec{Z: 1}).Z, 0.7, o.Name)
	}
	for i, o := range boxes {
		require.Less(t, norm(r3.Sub(o.WorldFromObject.Pos, started[i])), 0.3e-3, o.Name)
	}
}
