package touch

import (
	"math"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"
)

// running is the exploration in the running world: millisecond by millisecond,
// contact, motion, sensors and all.
type running struct {
	*probe
	undo *material.Compensator
	time float64
}

const (
	millisecond = 1e-3 // s
	aloft       = 2e-3 // m: well above the sample
)

// Explore makes the two fingertips explore a sample of a material at a
// temperature (°C) in the running world, with force taxels of a profile, pressing
// with a force (N) and sliding with another.
func Explore(m world.Material, temperature float64, profile taxel.Profile, press, slide float64, seed uint64) (*material.Exploration, error) {
	p, err := newProbeOf(profile, seed)
	if err != nil {
		return nil, err
	}
	if err := p.plate(m, temperature); err != nil {
		return nil, err
	}
	r := &running{probe: p, undo: material.NewCompensator(profile, p.skin.Surface().Taxels)}
	var e material.Exploration
	r.lift(&e)
	r.hold(&e, press, m)
	for _, speed := range slideSpeeds {
		r.stroke(&e, slide, speed)
	}
	return &e, nil
}

// step advances everything by a millisecond.
func (r *running) step() {
	r.time += millisecond
	r.world.Step(millisecond, r.poses)
	r.skin.Sense(r.time)
}

// warmth is the mean temperature of a finger's patches.
func (r *running) warmth(finger int) float64 {
	return meanWarmth(r.skin.Patches(), r.tips[finger].spots)
}

// forces are a finger's normal and shear force by its taxels.
func (r *running) forces(finger int) (normal, shear float64) {
	taxels := r.tips[finger].taxels
	return r.undo.Force(r.undo.Loads(r.skin.Measured())[taxels[0]:taxels[1]])
}

// lift reads both fingers' temperature in the air.
func (r *running) lift(e *material.Exploration) {
	r.place([2]float64{-aloft, -aloft}, 0)
	steps := int(baselineTime / millisecond)
	for range steps {
		r.step()
		for i := range e.Fingers {
			e.Fingers[i].Baseline += r.warmth(i) / float64(steps)
		}
	}
}

// hold presses and records the cooling; the motors know their way to a step.
func (r *running) hold(e *material.Exploration, press float64, m world.Material) {
	depth := r.depthsOf(press)
	r.place(depth, 0)
	steps := int(holdTime / millisecond)
	for n := range steps {
		r.step()
		if (n+1)%int(skin.ThermalPeriod/millisecond) != 0 {
			continue
		}
		for i := range e.Fingers {
			e.Fingers[i].Temperature = append(e.Fingers[i].Temperature, r.warmth(i))
		}
	}
	for i := range e.Fingers {
		e.Fingers[i].Force = r.skin.Wrenches()[r.tips[i].link].Force.Z
		e.Fingers[i].Depth = depthStep * math.Round((depth[i]+r.tips[i].sink(&m, press, depth[i]))/depthStep)
	}
}

func (r *running) depthsOf(force float64) (d [2]float64) {
	for i := range d {
		d[i] = math.Sqrt(force / (math.Pi * r.tips[i].radius * skin.NormalStiffness))
	}
	return d
}

// stroke slides both fingers and records; it counts from where the contact has
// settled into sliding.
func (r *running) stroke(e *material.Exploration, force, speed float64) {
	depth := r.depthsOf(force)
	start := int(stroke / speed / millisecond)
	steps := int(slideTime / millisecond)
	var slides [2]material.Slide
	for i := range slides {
		spots := r.tips[i].spots
		slides[i] = material.Slide{Speed: speed, Vibration: make([][]float64, spots[1]-spots[0])}
	}
	for n := range start + steps {
		r.place(depth, speed*millisecond*float64(n+1)-0.2)
		r.step()
		if n < start {
			continue
		}
		for i := range slides {
			for k := range slides[i].Vibration {
				reading := r.skin.Patches()[r.tips[i].spots[0]+k].Reading()
				slides[i].Vibration[k] = append(slides[i].Vibration[k], reading.Vibration[:]...)
			}
		}
	}
	for i := range slides {
		slides[i].Normal, slides[i].Shear = r.forces(i)
		e.Fingers[i].Slides = append(e.Fingers[i].Slides, slides[i])
	}
}
