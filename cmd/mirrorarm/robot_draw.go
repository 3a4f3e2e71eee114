package main

import (
	"errors"
	"image"
	"image/draw"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/render/raster"
	"mirrorarm/render/scene"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/spatial/r3"
)

// poseHeld is when in its synthetic gesture a posture is held (s).
const poseHeld = 2

// draw writes a picture of a robot: all of it on the left, its hand on the right.
func (c *robotCmd) draw(a *app, r *robot.Robot) error {
	img, err := awaitSaying(a, "drawing", func() (image.Image, error) { return c.picture(r) })
	if err != nil {
		return err
	}
	return writePicture(a.ctx, c.Out, img)
}

// picture is the robot where the mirror puts it.
func (c *robotCmd) picture(r *robot.Robot) (image.Image, error) {
	q, desc, err := c.posture(r)
	if err != nil {
		return nil, err
	}
	state := chain.NewState(r.Model)
	state.SetCoordinates(q)
	snap := mirror.Snapshot{Arm: mirror.Arm{Coordinates: q}}
	for i := range r.Model.NumLinks() {
		snap.Arm.WorldFromLink = append(snap.Arm.WorldFromLink, desc.WorldFromBase.Mul(state.RootFromLink(i)))
	}
	worldFromPalm := snap.Arm.WorldFromLink[r.Palm].Mul(r.LinkFromPalm)
	reach := r.HandReach()
	middle := worldFromPalm.Apply(r3.Vec{X: reach / 2})
	whole := scene.DefaultOrbit()
	whole.Target, whole.Azimuth, whole.Distance = scene.FromR3(r3.Scale(0.5, r3.Add(middle, desc.WorldFromBase.Apply(r.RootFromShoulder.Pos)))), 0.5, 1.5
	near := scene.DefaultOrbit()
	near.Target, near.Azimuth, near.Elevation, near.Distance = scene.FromR3(middle), -0.9, 0.25, max(0.36, 2.9*reach)

	width, height := c.Size.width, c.Size.height
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	renderer := raster.New(width/2, height, raster.Options{Shadow: 2048})
	defer renderer.Close()
	for i, view := range []scene.Orbit{whole, near} {
		s := scene.NewAlone(desc)
		f := s.Build(&snap, view.Camera())
		f.Strokes, f.Dots = f.Strokes[:0], f.Dots[:0]
		half := renderer.Render(f)
		draw.Draw(out, image.Rect(i*(width-width/2), 0, width, height), half, image.Point{}, draw.Src)
	}
	return out, nil
}

// posture is how the robot mirrors a held posture of a hand, and where it stands.
func (c *robotCmd) posture(r *robot.Robot) ([]float64, mirror.Description, error) {
	person := retarget.Person{Side: r.Side.Other(), Dims: hand.Nominal(), Shoulder: gesture.DefaultShoulder()}
	rt, err := retarget.New(r, person, retarget.Mirror)
	if err != nil {
		return nil, mirror.Description{}, err
	}
	desc := mirror.Description{Side: person.Side, Dims: person.Dims, Robot: r, Plane: spatial.Plane{Normal: r3.Vec{X: 1}}, WorldFromBase: rt.WorldFromBase()}
	name := c.Pose
	if name == "flat" {
		name = "open"
	}
	src, err := gesture.Synth(name, gesture.Options{})
	if err != nil {
		return nil, desc, err
	}
	var s gesture.Sample
	src.Sample(poseHeld, &s)
	q := make([]float64, r.Model.DOF())
	in := retarget.Input{Angles: s.Angles, WorldFromForearm: s.WorldFromForearm, Dt: 0.01}
	const settled = 200
	for range settled {
		rt.Step(q, in)
	}
	if c.Pose == "flat" {
		flat := r.FlatHand().Coordinates()
		for _, coords := range r.Fingers {
			for _, i := range coords {
				q[i] = flat[i]
			}
		}
	}
	for _, v := range q {
		if v != v {
			return nil, desc, errors.New("robot: no posture found")
		}
	}
	return q, desc, nil
}
