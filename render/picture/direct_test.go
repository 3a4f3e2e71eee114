package picture_test

import (
	"fmt"
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// inPicture are both hands, the person's from wrist to fingertips and the robot's, as
// they appear in a picture (px).
func inPicture(desc *mirror.Description, snap *mirror.Snapshot, o scene.Orbit, width, height float64) (person, robot [][2]float64) {
	c := o.Camera()
	project := func(p r3.Vec) [2]float64 {
		x, y, _ := c.Project(scene.FromR3(p), width, height)
		return [2]float64{x, y}
	}
	h := hand.New(desc.Side, desc.Dims)
	h.SetAngles(snap.Person.Angles)
	var lm hand.Landmarks
	h.LandmarksTo(&lm)
	for _, p := range lm {
		person = append(person, project(snap.Person.WorldFromPalm.Apply(p)))
	}
	palm := snap.Arm.WorldFromLink[desc.Robot.Palm].Mul(desc.Robot.LinkFromPalm)
	robot = append(robot, project(palm.Pos))
	for _, tip := range desc.Robot.Tips {
		robot = append(robot, project(snap.Arm.WorldFromLink[tip].Pos))
	}
	return person, robot
}

// extent is the diagonal of what points span (px).
func extent(points [][2]float64) float64 {
	low, high := points[0], points[0]
	for _, p := range points {
		for i := range p {
			low[i], high[i] = min(low[i], p[i]), max(high[i], p[i])
		}
	}
	return math.Hypot(high[0]-low[0], high[1]-low[1])
}

// Whatever is played, in whichever shape of picture, both hands are in the room that the
// panels leave; and in a greeting they are large, and neither much larger than the other.
func TestTheDirectorShowsBothHands(t *testing.T) {
	for _, size := range [][2]int{{1280, 720}, {800, 600}, {1680, 720}, {720, 1280}, {3840, 2160}, {640, 360}} {
		for _, p := range rendertest.Postures() {
			t.Run(fmt.Sprintf("%s, %d × %d", p.Name, size[0], size[1]), func(t *testing.T) {
				desc, snap := p.Mirrored(t)
				view, err := picture.New(desc, picture.Options{Width: size[0], Height: size[1], Level: picture.Floor})
				require.NoError(t, err)
				defer view.Close()
				var toggled [hud.NumPanels]bool
				for _, toggled[hud.Skin] = range []bool{false, true} {
					state := hud.State{Toggled: toggled}
					snap.Time += 100
					o := view.Direct(snap, &state)
					room := view.Room(&state)
					person, robot := inPicture(&desc, snap, o, float64(size[0]), float64(size[1]))
					for _, at := range append(append([][2]float64(nil), person...), robot...) {
						require.True(t, at[0] >= float64(room.Min.X) && at[0] <= float64(room.Max.X), "%v in %v", at, room)
						require.True(t, at[1] >= float64(room.Min.Y) && at[1] <= float64(room.Max.Y), "%v in %v", at, room)
					}
					if size == [2]int{1280, 720} && len(snap.Things) == 0 && !toggled[hud.Skin] {
						require.Greater(t, extent(person), 150.0)
						require.Greater(t, extent(robot), 150.0)
						require.InDelta(t, 1, extent(person)/extent(robot), 0.6)
					}
				}
			})
		}
	}
}

// The view glides from one kind to the other, and whatever comes it is somewhere sensible.
func TestTheDirectorGlides(t *testing.T) {
	desc, snap := rendertest.Named("open").Mirrored(t)
	view, err := picture.New(desc, picture.Options{Level: picture.Floor})
	require.NoError(t, err)
	defer view.Close()
	var state hud.State
	before := view.Direct(snap, &state)
	rendertest.Furnish(t, snap, "cups")
	for range 180 {
		snap.Time += 1.0 / 60
		after := view.Direct(snap, &state)
		require.Less(t, math.Abs(after.Azimuth-before.Azimuth), 0.02)
		require.Less(t, math.Abs(after.Distance/before.Distance-1), 0.05)
		before = after
	}
	snap.Time += 100
	require.InDelta(t, view.Direct(snap, &state).Azimuth, before.Azimuth, 0.02, "it has come to rest")
}
