package world

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gonum.org/v1/gonum/spatial/r3"
)

// Bounds of what a scene's file says, in its units.
const (
	maxName       = 60  // letters
	maxAbout      = 200 // likewise
	maxTurn       = 360 // degrees, each
	maxSceneParts = 1024

	maxGravity  = 30 // m/s²
	maxFriction = 2
	maxRolling  = 0.5
)

// at notes a problem at one of a value's keys.
func (r *sceneReader) at(p *place, name, format string, args ...any) {
	path, line := p.key(name)
	r.fail(line, path, format, args...)
}

// within notes a number that is not between two bounds.
func (r *sceneReader) within(p *place, name string, v, low, high float64) {
	if !(v >= low && v <= high) {
		r.at(p, name, "%g, want %g to %g%s", v, low, high, unitOf(name))
	}
}

// words notes a text that is not of one line and of a length between bounds.
func (r *sceneReader) words(p *place, name, text string, least, most int) {
	switch n := utf8.RuneCountInString(text); {
	case n < least || n > most:
		r.at(p, name, "%d letters, want %d to %d", n, least, most)
	case strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) }):
		r.at(p, name, "%s, want one line", quoted(text))
	case strings.TrimSpace(text) == "" && least > 0:
		r.at(p, name, "blank, want a name")
	}
}

// scene makes a scene of its file.
func (r *sceneReader) scene(f *sceneFile) *Scene {
	if f.Version == nil {
		r.at(&f.place, "version", "missing, want version: %d", sceneVersion)
	} else if *f.Version != sceneVersion {
		r.at(&f.place, "version", "%d, want %d", *f.Version, sceneVersion)
	}
	r.words(&f.place, "name", f.Name, 0, maxName)
	r.words(&f.place, "about", f.About, 0, maxAbout)
	s := &Scene{Name: f.Name, About: f.About, Gravity: r3.Vec{Z: -Gravity}}
	if g := f.Gravity; g != nil {
		s.Gravity = r3.Vec{X: g[0], Y: g[1], Z: g[2]}
		if size := r3.Norm(s.Gravity); !(size <= maxGravity) {
			r.at(&f.place, "gravity_m_s2", "%g in all, want at most %g in m/s²", size, float64(maxGravity))
		}
	}
	sizes := sceneSizes{}
	var things []thing
	for i := range f.Objects {
		o := &f.Objects[i]
		for k := range i {
			if o.Name != "" && f.Objects[k].Name == o.Name {
				r.at(&o.place, "name", "%s is the name of objects[%d] too, want one of its own", quoted(o.Name), k)
				break
			}
		}
		placed := r.placed(o)
		if !r.room(&sizes, o, len(placed)) {
			break
		}
		if !r.faulty[o.path] {
			things = append(things, r.put(o, placed)...)
		}
		s.Objects = append(s.Objects, placed...)
	}
	r.apart(things)
	return s
}

// sceneSizes counts what a scene holds.
type sceneSizes struct{ objects, parts int }

// room counts an object and tells whether the scene can still hold it.
func (r *sceneReader) room(s *sceneSizes, o *objectFile, copies int) bool {
	s.objects += copies
	s.parts += copies * len(o.Parts)
	switch {
	case s.objects > MaxObjects:
		r.fail(o.line, o.path, "more than %d things in the scene", MaxObjects)
	case s.parts > maxSceneParts:
		r.fail(o.line, o.path, "more than %d parts in the scene", maxSceneParts)
	default:
		return true
	}
	return false
}

// placed are the copies of an object, checked one by one.
func (r *sceneReader) placed(o *objectFile) (all []Placed) {
	r.words(&o.place, "name", o.Name, 1, maxName)
	if o.MassG != 0 {
		if o.MassG < minMass*1e3 || o.MassG > maxMass*1e3 {
			r.at(&o.place, "mass_g", "%g, want %g to %g in g, or 0 for a thing that stays where it is", o.MassG, minMass*1e3, maxMass*1e3)
		}
	} else if path, _ := o.key("mass_g"); o.VelocityMMS != [3]float64{} && !r.faulty[path] {
		r.at(&o.place, "velocity_mm_s", "a thing of mass_g 0 stays where it is")
	}
	if v := r3.Norm(vec(o.VelocityMMS)); !(v <= maxSpeed) {
		r.at(&o.place, "velocity_mm_s", "%g in all, want at most %g in mm/s", v/perMM, maxSpeed/perMM)
	}
	p := Placed{
		Body:          Body{Name: o.Name, Mass: o.MassG * 1e-3, Temperature: roomTemperature},
		WorldFromBody: pose(o.PositionMM, o.RPYDeg),
		Velocity:      vec(o.VelocityMMS),
	}
	r.turn(&o.place, o.RPYDeg)
	if o.TemperatureC != nil {
		p.Body.Temperature = *o.TemperatureC
		r.within(&o.place, "temperature_c", p.Body.Temperature, minTemperature, maxTemperature)
	}
	if len(o.Parts) < 1 || len(o.Parts) > maxParts {
		r.at(&o.place, "parts", "%d parts, want 1 to %d", len(o.Parts), maxParts)
	}
	for i := range o.Parts {
		p.Body.Parts = append(p.Body.Parts, r.part(&o.Parts[i]))
	}
	repeat := &repeatFile{place: o.place, Count: 1}
	if o.Repeat != nil {
		repeat = o.Repeat
		r.repeat(repeat)
	}
	if o.Material == "" && len(repeat.Materials) < repeat.Count {
		r.at(&o.place, "material", "missing, want one of %s", strings.Join(materialNames(), ", "))
	}
	for i := range min(max(repeat.Count, 1), MaxObjects) {
		all = append(all, r.nth(o, repeat, p, i))
	}
	return all
}

func (r *sceneReader) turn(p *place, deg [3]float64) {
	for _, v := range deg {
		r.within(p, "rpy_deg", v, -maxTurn, maxTurn)
	}
}

func (r *sceneReader) repeat(repeat *repeatFile) {
	r.within(&repeat.place, "count", float64(repeat.Count), 1, MaxObjects)
	if n := len(repeat.Materials); n > repeat.Count {
		r.at(&repeat.place, "materials", "%d of them, want at most %d, one for each copy", n, repeat.Count)
	}
	if n := len(repeat.TemperaturesC); n > repeat.Count {
		r.at(&repeat.place, "temperatures_c", "%d of them, want at most %d, one for each copy", n, repeat.Count)
	}
}

// nth is the i-th copy of an object.
func (r *sceneReader) nth(o *objectFile, repeat *repeatFile, p Placed, i int) Placed {
	from, key, material := &o.place, "material", o.Material
	if i < len(repeat.Materials) {
		from, key, material = &repeat.place, "materials", repeat.Materials[i]
	}
	if material != "" || key == "materials" {
		var err error
		if p.Body.Material, err = LookupMaterial(material); err != nil {
			r.at(from, key, "%s, want one of %s", quoted(material), strings.Join(materialNames(), ", "))
		}
	}
	r.surface(o, &p.Body.Material)
	if i < len(repeat.TemperaturesC) {
		p.Body.Temperature = repeat.TemperaturesC[i]
		r.within(&repeat.place, "temperatures_c", p.Body.Temperature, minTemperature, maxTemperature)
	}
	p.WorldFromBody.Pos = r3.Add(p.WorldFromBody.Pos, r3.Scale(float64(i), vec(repeat.StepMM)))
	if far := r3.Norm(p.WorldFromBody.Pos); !(far <= maxPlace) {
		from, key = &o.place, "position_mm"
		if i > 0 {
			from, key = &repeat.place, "step_mm"
		}
		r.at(from, key, "%.0f from the world's origin, want at most %g in mm", far/perMM, maxPlace/perMM)
	}
	return p
}

// surface gives a material what an object's file says of it against other things.
func (r *sceneReader) surface(o *objectFile, m *Material) {
	for _, own := range [...]struct {
		key   string
		given *float64
		most  float64
		to    *float64
	}{
		{"friction", o.Friction, maxFriction, &m.Dry},
		{"restitution", o.Restitution, 1, &m.Restitution},
		{"rolling_resistance", o.Rolling, maxRolling, &m.Rolling},
	} {
		if own.given != nil {
			r.within(&o.place, own.key, *own.given, 0, own.most)
			*own.to = *own.given
		}
	}
}

// part is one solid of an object.
func (r *sceneReader) part(f *partFile) Part {
	p := Part{ObjectFromPart: pose(f.PositionMM, f.RPYDeg)}
	r.turn(&f.place, f.RPYDeg)
	if far := r3.Norm(p.ObjectFromPart.Pos); !(far <= maxSize) {
		r.at(&f.place, "position_mm", "%.0f from the thing's origin, want at most %g in mm", far/perMM, maxSize/perMM)
	}
	given := 0
	if f.Sphere != nil {
		given++
		p.Form, p.Radius = Sphere, r.half(&f.place, "sphere_mm", "radius", *f.Sphere)
	}
	if f.Box != nil {
		given++
		p.Form = Box
		p.Half.X = r.whole(&f.place, "box_mm", "size", f.Box[0])
		p.Half.Y = r.whole(&f.place, "box_mm", "size", f.Box[1])
		p.Half.Z = r.whole(&f.place, "box_mm", "size", f.Box[2])
	}
	if f.Cylinder != nil {
		given++
		p.Form, p.Radius = Cylinder, r.half(&f.place, "cylinder_mm", "radius", f.Cylinder[0])
		p.Half.Z = r.whole(&f.place, "cylinder_mm", "height", f.Cylinder[1])
	}
	if f.Capsule != nil {
		given++
		p.Form, p.Radius = Capsule, r.half(&f.place, "capsule_mm", "radius", f.Capsule[0])
		p.Half.Z = r.whole(&f.place, "capsule_mm", "height", f.Capsule[1])
	}
	if given != 1 {
		r.fail(f.line, f.path, "%d forms, want exactly one of sphere_mm, box_mm, cylinder_mm and capsule_mm", given)
		return p
	}
	if f.RoundingMM != nil {
		if p.Form != Box {
			r.at(&f.place, "rounding_mm", "only a box is rounded, this is a %s", p.Form)
			return p
		}
		if path, _ := f.key("box_mm"); !r.faulty[path] {
			r.within(&f.place, "rounding_mm", *f.RoundingMM, 0, min(p.Half.X, p.Half.Y, p.Half.Z)/perMM)
		}
		p.Radius = *f.RoundingMM * perMM
	}
	return p
}

// half is a radius (mm) of a part in metres, whole half of a size: both checked.
func (r *sceneReader) half(p *place, key, what string, mm float64) float64 {
	return r.size(p, key, what, mm, minSize/2/perMM, maxSize/perMM) * perMM
}

func (r *sceneReader) whole(p *place, key, what string, mm float64) float64 {
	return r.size(p, key, what, mm, minSize/perMM, 2*maxSize/perMM) * perMM / 2
}

func (r *sceneReader) size(p *place, key, what string, mm, least, most float64) float64 {
	if !(mm >= least && mm <= most) {
		r.at(p, key, "%s %g, want %g to %g in mm", what, mm, least, most)
	}
	return mm
}

// thing is an object of a scene that is put up, to see whether it fits.
type thing struct {
	*Object
	file *objectFile
	copy int // its number, from 1; 0 where there is one alone
}

// name is what a message calls it.
func (t *thing) name() string {
	if t.copy == 0 {
		return quoted(t.Name)
	}
	return fmt.Sprintf("copy %d of %s", t.copy, quoted(t.Name))
}

// put puts copies up, each for itself.
func (r *sceneReader) put(o *objectFile, placed []Placed) (things []thing) {
	for i := range placed {
		made, err := newObject(placed[i].Body, placed[i].WorldFromBody)
		if err != nil {
			r.fail(o.line, o.path, "%s", strings.TrimPrefix(err.Error(), "world: "))
			return nil
		}
		t := thing{Object: made, file: o}
		if len(placed) > 1 {
			t.copy = i + 1
		}
		if d := made.underFloor(); d > maxOverlap {
			r.at(&o.place, "position_mm", "%s starts %.1f mm inside the floor, which is at z = 0", t.name(), d*1e3)
		}
		things = append(things, t)
	}
	return things
}

// apart notes which things start inside each other.
func (r *sceneReader) apart(things []thing) {
	for i := range things {
		t := &things[i]
		for k := 0; k < i && !r.faulty[t.file.path]; k++ {
			other := &things[k]
			if d := overlap(other.Object, t.Object); d > 0 {
				r.at(&t.file.place, "position_mm", "%s starts %.1f mm inside %s", t.name(), d*1e3, other.name())
			}
		}
	}
}
