package main

import (
	"image"

	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/dataset"
	"mirrorarm/sim/mirror"
)

// setCamera takes a data set's pictures: what a camera before the exhibit sees. What the
// window draws beside that is no light that falls into one: what the skin feels, the
// glove's channels, where the solver wants the robot.
type setCamera struct {
	scene *scene.Scene
	drawn *raster.Renderer
	view  scene.Camera
	seen  mirror.Snapshot
}

// takePictures is a dataset.Optics. Workers are as many as processors, and each draws by
// itself.
func takePictures(d mirror.Description, alone bool, size dataset.Size) (dataset.Camera, error) {
	c := &setCamera{drawn: raster.New(size.Width, size.Height, raster.Options{Workers: 1})}
	view := scene.DefaultOrbit()
	if alone {
		// Nearer, and to the side on which the robot is. Design values.
		c.scene, view.Target, view.Distance = scene.NewAlone(d), scene.Vec{X: 0.34, Y: -0.05, Z: 1.03}, 1.2
	} else {
		c.scene = scene.New(d)
	}
	c.view = view.Camera()
	return c, nil
}

// Take draws a moment.
func (c *setCamera) Take(s *mirror.Snapshot) *image.RGBA {
	c.seen = *s
	c.seen.Touch, c.seen.Feel, c.seen.Glove, c.seen.Arm.WorldFromTarget = nil, nil, nil, nil
	return c.drawn.Render(c.scene.Build(&c.seen, c.view))
}

// Close ends the renderer.
func (c *setCamera) Close() { c.drawn.Close() }
