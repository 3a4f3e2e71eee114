package task

import (
	"fmt"
	"math"

	"mirrorarm/sensors/skin"
)

// Bounds of what is observed. Design values.
const (
	mostForce     = 200.0 // N, of a region
	mostTaxel     = 40.0  // N, of a taxel
	mostVibration = 1e4   // Pa
	coldest       = -50.0 // °C
	hottest       = 150.0
	perTouch      = 4 // normal, shear, slip, temperature
	perPatch      = 2 // temperature, vibration
)

// robotSpaces are the spaces of what is observed of the robot.
func (k *Kit) robotSpaces() (out []Space) {
	surface, n := k.body.Skin().Surface(), k.arm.Model.DOF()
	for _, name := range k.opt.Observe {
		switch name {
		case SeeJoints:
			position := box("joint_position", "rad", "of each joint, as measured", 0, 0, n)
			velocity := box("joint_velocity", "rad/s", "of each joint", 0, 0, n)
			position.Low, position.High, velocity.Low, velocity.High = nil, nil, nil, nil
			for i := range n {
				limit := k.arm.Model.Coordinate(i).Limit
				speed := limit.Velocity
				if math.IsInf(speed, 0) || speed == 0 {
					speed = 10 // as fast as the design's fastest motor
				}
				position.Low, position.High = append(position.Low, limit.Lower), append(position.High, limit.Upper)
				velocity.Low, velocity.High = append(velocity.Low, -speed), append(velocity.High, speed)
			}
			out = append(out, position, velocity)
		case SeePalm:
			out = append(out, poseSpace("palm", "the robot's palm"))
		case SeeTouch:
			regions := len(k.body.Feels())
			out = append(out, box("touch", "N, N, 1, °C", k.regionsText(), -mostForce, mostForce, regions, perTouch))
		case SeeSkin:
			out = append(out, box("skin", "N", "each force taxel as measured: normal, X, Y", -mostTaxel, mostTaxel, surface.Taxels, 3))
		case SeeWarmth:
			out = append(out, box("warmth", "°C, Pa", "each patch: temperature, root mean square of the last vibration", coldest, mostVibration, len(surface.Spots), perPatch))
		case SeeGlove:
			out = append(out, box("glove", "1", "each channel of the glove: counts over full scale", 0, 1, k.layout.Len()))
		}
	}
	return out
}

func (k *Kit) regionsText() string {
	text := "normal force, shear force, slip (0 or 1), temperature (0 without a patch) of"
	for i := range k.body.Feels() {
		text += " " + k.body.Region(i)
	}
	return text
}

// ObserveTo copies out what is observed, reusing dst's arrays; it gives what is to be
// used instead of dst.
func (e *Env) ObserveTo(dst Observation) Observation {
	if len(dst) != len(e.kit.spaces) {
		dst = make(Observation, len(e.kit.spaces))
	}
	w := &e.writer
	*w = writer{spaces: e.kit.spaces, dst: dst}
	for _, name := range e.kit.opt.Observe {
		e.see(name, w)
	}
	e.task.observe(e, w)
	return dst
}

func (e *Env) see(name string, w *writer) {
	switch name {
	case SeeJoints:
		position, velocity := e.body.Position(), e.body.Velocity()
		w.values(len(position), func(i int) float64 { return position[i] })
		w.values(len(velocity), func(i int) float64 { return velocity[i] })
	case SeePalm:
		w.pose(e.body.WorldFromPalm())
	case SeeTouch:
		out := w.next()
		for i, t := range e.body.Feels() {
			slip, warm := float32(0), float32(0)
			if t.Slip {
				slip = 1
			}
			if !math.IsNaN(t.Temperature) {
				warm = float32(t.Temperature)
			}
			copy(out[perTouch*i:], []float32{float32(min(t.Normal, mostForce)), float32(min(t.Shear, mostForce)), slip, warm})
		}
	case SeeSkin:
		copyLoads(w.next(), e.body.Skin().Measured())
	case SeeWarmth:
		out := w.next()
		for i, p := range e.body.Skin().Patches() {
			r := p.Reading()
			out[perPatch*i] = float32(min(max(r.Temperature, coldest), hottest))
			out[perPatch*i+1] = float32(min(math.Hypot(r.Vibration[0], r.Vibration[1])/math.Sqrt2, mostVibration))
		}
	case SeeGlove:
		out, scale := w.next(), 1/float32(e.kit.layout.Profile().Codes)
		for i, c := range e.frame.Counts {
			out[i] = float32(c) * scale
		}
	}
}

// copyLoads writes three numbers a taxel, inside their bounds.
func copyLoads(out []float32, loads []skin.Load) {
	bounded := func(v float64) float32 { return float32(min(max(v, -mostTaxel), mostTaxel)) }
	for i := range loads {
		l := &loads[i]
		out[3*i], out[3*i+1], out[3*i+2] = bounded(l.Normal), bounded(l.X), bounded(l.Y)
	}
}

// actionSpace is −1 … 1 of whatever an action is made of.
func (k *Kit) actionSpace() Space {
	n, about := k.arm.Model.DOF(), ""
	if k.opt.Action == Hand {
		n = handAction
		about = fmt.Sprintf("palm: place (per %g m) and rotation vector (per %.3f rad) from home, in the world; "+
			"closing of thumb, index, middle, ring, little finger; opposition of the thumb; spread of the fingers", palmRange, turnRange)
	} else {
		about = "targets over the limits of"
		for i := range n {
			about += " " + k.arm.Model.Coordinate(i).Name
		}
	}
	n += k.work.extra()
	if text := k.work.said(); text != "" {
		about += "; " + text
	}
	return box("action", "1", about, -1, 1, n)
}
