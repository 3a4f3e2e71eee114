package world

import (
	"fmt"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// at finds an object by its number.
func (w *World) at(i int) (*Object, error) {
	if i < 0 || i >= len(w.Objects) || w.Objects[i] == nil {
		return nil, fmt.Errorf("world: object %d: there is none", i)
	}
	return w.Objects[i], nil
}

// Throw gives a movable object a velocity (m/s, rad/s), between steps.
func (w *World) Throw(i int, v spatial.Twist) error {
	o, err := w.at(i)
	switch {
	case err != nil:
		return err
	case o.Fixed():
		return fmt.Errorf("world: object %q: is fixed, want a movable one", o.Name)
	}
	if err := o.checkVelocity(v); err != nil {
		return err
	}
	o.Velocity = v
	w.wake()
	return nil
}

// checkVelocity tells what is wrong with a velocity (m/s, rad/s).
func (o *Object) checkVelocity(v spatial.Twist) error {
	if lin, ang := r3.Norm(v.Lin), r3.Norm(v.Ang); !(lin <= maxSpeed && ang <= maxSpin) {
		return fmt.Errorf("world: object %q: moves at %g m/s and %g rad/s, want at most %g and %g",
			o.Name, lin, ang, float64(maxSpeed), float64(maxSpin))
	}
	return nil
}

// Remake makes an object of another material, of the same mass, between steps.
func (w *World) Remake(i int, m Material) error {
	o, err := w.at(i)
	if err != nil {
		return err
	}
	o.Material = m
	o.counterface = counterfaceOf(&o.Body)
	clear(o.give.sunk)
	w.wake()
	return nil
}

// Heat brings an object to a temperature (°C), between steps.
func (w *World) Heat(i int, celsius float64) error {
	o, err := w.at(i)
	if err != nil {
		return err
	}
	hotter := o.Body
	hotter.Temperature = celsius
	if err := hotter.check(); err != nil {
		return fmt.Errorf("world: object %q: %w", o.Name, err)
	}
	o.Body = hotter
	o.counterface = counterfaceOf(&o.Body)
	return nil
}
