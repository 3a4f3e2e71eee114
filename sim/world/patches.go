package world

import "mirrorarm/sensors/skin"

// patchTick is the patches' own step (s).
const patchTick = 1e-3

// feel steps the patches through the time that has passed, with the contact as
// it is now.
func (w *World) feel(dt float64) {
	w.untilPatch -= dt
	for ; w.untilPatch < patchTick/2; w.untilPatch += patchTick {
		for i, p := range w.skin.Patches() {
			p.Step(w.contactOf(&w.surface.Spots[i]))
		}
	}
}

// contactOf is what lies under a patch: the mean over its taxels, and the
// object that the most loaded of them touches.
func (w *World) contactOf(s *skin.Spot) (c skin.PatchContact) {
	most, with := 0.0, nobody
	for _, share := range s.Shares {
		t := &w.slides[share.Taxel]
		if t.with == nobody {
			continue
		}
		pressure := share.Weight * t.load / w.surface.Elements[share.Taxel].Area
		c.Pressure += pressure
		c.Speed += pressure * t.speed
		if pressure > most {
			most, with = pressure, t.with
		}
	}
	if with == nobody || c.Pressure <= 0 {
		return skin.PatchContact{}
	}
	c.Speed /= c.Pressure
	c.Surface = &w.Objects[with].counterface
	return c
}

// counterfaceOf is a body as a patch meets it.
func counterfaceOf(b *Body) skin.Counterface {
	return skin.Counterface{
		Effusivity: b.Material.Effusivity, Conductivity: b.Material.Conductivity, Temperature: b.Temperature,
		Friction: b.Material.Friction, Wavelength: b.Material.Wavelength, Amplitude: b.Material.Amplitude,
	}
}
