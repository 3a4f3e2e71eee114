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
			p.Step(w.Contact(i))
		}
	}
}

// Contact is what lies under patch i: the mean over its taxels, and the object
// that the most loaded of them touches.
func (w *World) Contact(i int) (c skin.PatchContact) {
	s := &w.surface.Spots[i]
	most, with := 0.0, nobody
	for _, share := range s.Shares {
		t := &w.slides[share.Taxel]
		if t.with == nobody {
			continue
		}
		pressure := share.Weight * t.load / w.surface.Elements[share.Taxel].Area
		c.Pressure += pressure
		if t.clipped {
			// What still sticks deforms, but does not rub.
			c.Speed += pressure * t.speed
		}
		if pressure > most {
			most, with = pressure, t.with
		}
	}
	if with == nobody || c.Pressure <= 0 {
		return skin.PatchContact{}
	}
	c.Speed /= c.Pressure
	c.Surface = &w.Objects[with].counterface
	c.Touch = w.touchOf(with, s.Region)
	return c
}

// touchOf is the deviate of one region's touch of one object: how well they
// conduct differs from touch to touch, but not while one lasts.
func (w *World) touchOf(object int, region string) float64 {
	for i := range w.deviates {
		if d := &w.deviates[i]; d.region == region {
			if d.with != object {
				d.with, d.value = object, w.rng.NormFloat64()
			}
			return d.value
		}
	}
	return 0
}

// deviate is a region's last touch.
type deviate struct {
	region string
	with   int
	value  float64
}

func newDeviates(spots []skin.Spot) []deviate {
	var list []deviate
	for i := range spots {
		if len(list) == 0 || list[len(list)-1].region != spots[i].Region {
			list = append(list, deviate{region: spots[i].Region, with: nobody})
		}
	}
	return list
}

// counterfaceOf is a body as a patch meets it.
func counterfaceOf(b *Body) skin.Counterface {
	return skin.Counterface{
		Effusivity: b.Material.Effusivity, Conductivity: b.Material.Conductivity, Temperature: b.Temperature,
		Friction: b.Material.Friction, Wavelength: b.Material.Wavelength, Amplitude: b.Material.Amplitude,
	}
}

// Slipping counts the loaded elements of a link, and those of them whose
// bristles have broken away: the truth that slip detection is judged by.
func (w *World) Slipping(link int) (loaded, clipped int) {
	for i := range w.slides {
		if w.slides[i].load > 0 && w.surface.Elements[i].Link == link {
			loaded++
			if w.slides[i].clipped {
				clipped++
			}
		}
	}
	return loaded, clipped
}
