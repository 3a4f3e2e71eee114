package scene_test

import (
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/scene"

	"github.com/stretchr/testify/require"
)

// Extents hold every light of the glove's fingers and every solid's middle of the robot's, and
// are not much larger; out of sight there are none.
func TestExtentsHoldTheHands(t *testing.T) {
	for _, p := range rendertest.Postures() {
		desc, snap := p.Mirrored(t)
		d, s := scene.NewDirector(desc), scene.New(desc)
		camera := d.Follow(snap, scene.Room{Left: -0.8, Top: -0.4, Right: 0.8, Bottom: 0.4}).Camera()
		person, robot := d.Extents(snap, &camera, 1280, 720)
		require.False(t, person.Overlaps(robot), p.Name)
		inside, all := 0, 0
		for _, dot := range s.Build(snap, camera).Dots {
			x, y, ok := camera.Project(dot.At, 1280, 720)
			require.True(t, ok)
			if x < 640 { // the person's
				all++
				if x >= float64(person.Min.X) && x <= float64(person.Max.X) && y >= float64(person.Min.Y) && y <= float64(person.Max.Y) {
					inside++
				}
			}
		}
		require.Greater(t, float64(inside), 0.98*float64(all), "%s: %d of %d", p.Name, inside, all)
		grip := d.Grip(snap, &camera, 1280, 720)
		require.True(t, grip.In(person), "%s: %v in %v", p.Name, grip, person)

		s.Invite(true)
		with := len(s.Build(snap, camera).Dots)
		s.Invite(false)
		require.Equal(t, with-5, len(s.Build(snap, camera).Dots), "a handle at every fingertip")

		away := camera
		away.Forward, away.Right = away.Forward.Scale(-1), away.Right.Scale(-1)
		person, robot = d.Extents(snap, &away, 1280, 720)
		require.True(t, person.Empty() && robot.Empty())
	}
}
